"""The one message that a page of a mailing-list archive shows: where its text is, who sent it and when."""

import copy
import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from scoda_crawler.extract.forum_dates import Clock, find_title, read_shown
from scoda_crawler.extract.html import Tree, render_text
from scoda_crawler.extract.shape_authors import read_name
from scoda_crawler.extract.shape_mail_text import clean_mail
from scoda_crawler.extract.shape_tree import MAX_ELEMENTS, Measured, find_date_text
from scoda_crawler.extract.thread import read_line
from scoda_crawler.items import Date, Post

ADDRESS = re.compile(r"\s*[<(][^<>()]*(?:[>)]|$)|\S+@\S+")
"""An address of mail, in brackets or not."""

_LABEL = re.compile(r"^\W*\w[\w -]{0,20}[:：]\s*")
_LISTS = frozenset("ul ol dl br".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 title a".split())
_HALF = 0.5
_MOST = 0.8  # of the prose is in one part: the message is in there
_MAX_NOTE = 120  # characters of what the archiver adds beside a message
_MAX_NAME = 60
_MAX_DATES = 6  # of a message: the same one in several forms


def read_message(page: Measured, clock: Clock) -> Post | None:
    """The message: its text, the date shown above it, the name beside the sender's address; None without text."""
    body = _find_body(page)
    if not body:
        return None
    start, end = body[0], page.ends[body[-1]]
    text = clean_mail(render_text(_gather(page, body)))
    date = _read_date(page, start, end, clock)
    return Post(text=text, author=_find_sender(page, start) or None, published=date) if text else None


def _read_date(page: Measured, start: int, end: int, clock: Clock) -> Date | None:
    """The first date beside a message that can be read, or one of the same day that has the time, too."""
    elements = (page.elements[at] for at in _list_dates(page, start, end))
    read = (read_shown(find_title(element) or find_date_text(element), clock) for element in elements)
    dates = [date for date in islice(read, _MAX_DATES) if date is not None and date.value is not None]
    if not dates:
        return None
    day = dates[0].isoformat()[:10]
    return next((d for d in dates if d.precision in ("minute", "second") and d.isoformat()[:10] == day), dates[0])


def _gather(page: Measured, run: list[int]) -> Tree:
    """A box with copies of neighbours and the text between them, but for the archiver's notes."""
    box = etree.Element("div")
    before = page.elements[run[0]].getprevious()
    box.text = before.tail if before is not None and before.tag == "hr" else ""
    for at in run:
        element = copy.deepcopy(page.elements[at])
        if _is_note(page, at):
            element.clear(keep_tail=True)
        box.append(element)
    return box


def _find_body(page: Measured) -> list[int]:
    """The parts of a page, all of one parent, that are the message; [] for none.

    Plain text is in a `pre`, whatever its length. Else the message is what comes below its head, up to the next rule or
    list, or where most of the prose is.
    """
    pre = next((at for at, element in enumerate(page.elements) if element.tag == "pre" and not page.chrome[at]), -1)
    if pre >= 0:
        return next((run for run in _list_runs(page, page.parents[pre]) if pre in run), [pre])
    return _find_below_head(page) or _find_most(page)


def _find_below_head(page: Measured) -> list[int]:
    """What stands below the date of a message and the list of links, if any, that follows it."""
    date = next((at for at in _list_dates(page, len(page.elements))), -1)
    while date >= 0 and page.parents[date] >= 0:
        runs = [[at for at in run if at >= page.ends[date]] for run in _list_runs(page, page.parents[date])]
        runs = [run for run in runs if any(page.text[at] and page.elements[at].tag not in _LISTS for at in run)]
        if runs:
            return runs[0]
        date = page.parents[date]
    return []


def _find_most(page: Measured) -> list[int]:
    """The children of one element, between two rules of it, that hold most of the page's prose; [] for none."""
    at = 0
    while True:
        run = max(_list_runs(page, at), key=lambda run: sum(map(page.prose, run)), default=[])
        prose = sum(map(page.prose, run))
        if prose <= 0 or prose < _HALF * page.prose(at):
            return [at] if at else []
        biggest = max(run, key=page.prose)
        if page.elements[biggest].tag == "p" or page.prose(biggest) < _MOST * prose:
            return run
        at = biggest


def _list_runs(page: Measured, at: int) -> Iterator[list[int]]:
    """The children of an element, parted at rules and without what is chrome."""
    run: list[int] = []
    child = at + 1
    while child < page.ends[at]:
        if page.elements[child].tag == "hr":
            yield run
            run = []
        elif not page.chrome[child] and page.elements[child].tag != "address":
            run.append(child)
        child = page.ends[child]
    yield run


def _is_note(page: Measured, at: int) -> bool:
    """Whether an element is what the archiver adds beside the paragraphs: a short line of its own with a date."""
    is_short = page.text[at] <= _MAX_NOTE and page.elements[at].tag not in ("p", "pre")
    return is_short and bool(page.dates_in(at))


def _list_dates(page: Measured, start: int, end: int = MAX_ELEMENTS) -> Iterator[int]:
    """The dates above a message, then those below it; none that stands in a heading or in a link."""
    for at in [*(d for d in page.dates if d < start), *(d for d in page.dates if d >= end)]:
        if page.elements[at].tag not in _HEADINGS and next(page.elements[at].iterancestors(*_HEADINGS), None) is None:
            yield at


def _find_sender(page: Measured, start: int) -> str:
    """The name before an address of mail above a message, else what is marked as a name right there; "" for none."""
    links = (page.elements[at] for at in range(start) if page.elements[at].tag == "a")
    mails = (link for link in links if (link.get("href") or "")[:7].lower() == "mailto:")
    beside = next((name for link in mails if (name := _name_before(link))), "")
    return beside or next((name for at in range(start - 1, 0, -1) if (name := read_name(page, at)[0])), "")


def _name_before(link: Tree) -> str:
    """What stands before a link in its line, or in bold before it, without label and marks."""
    before, parent = link.getprevious(), link.getparent()
    text = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    if before is not None and before.tag in ("b", "strong") and not re.search(r"\w", text):
        label = read_line(before)
        text = "" if label.endswith(":") else label
    name = ADDRESS.sub("", _LABEL.sub("", " ".join(text.split()))).strip(" :\"'<(")
    return name if 1 < len(name) <= _MAX_NAME else ""
