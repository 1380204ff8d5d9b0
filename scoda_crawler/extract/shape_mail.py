"""Messages of mailing-list archives, one a page or a thread a page, known by what mail itself brings along.

An archive offers to answer a message (a `mailto:` link with `In-Reply-To`, RFC 6068), or leads from a message to its
own place in two lists or more (`date.html#12` and `thread.html#12` in `000012.html`), or shows the message's head as it
was sent (`From:` and `Date:`, RFC 5322). No name of an archiver is asked for.
"""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit, urlunsplit

from lxml import etree

from scoda_crawler.extract.forum_dates import Clock, read_shown
from scoda_crawler.extract.html import Tree, render_text
from scoda_crawler.extract.metadata import extract_metadata
from scoda_crawler.extract.shape_mail_text import clean_mail
from scoda_crawler.extract.shape_tree import MAX_ELEMENTS, Measured, find_date_text, measure
from scoda_crawler.extract.thread import read_line
from scoda_crawler.extract.urls import canonicalise
from scoda_crawler.items import Date, Page, Post, Thread

_ANSWER = re.compile(r"[?&]in-reply-to=", re.I)
_NUMBER = re.compile(r"\d+")
_FROM = re.compile(r"^From:\s*(?P<name>.+?)\s*(?:@\s+(?P<date>\d{4}-\d\d-\d\d\s+\d{1,2}:\d\d)\b.*)?$", re.M)
_DATE = re.compile(r"^Date:\s*(?P<date>\S[^\t\n]*)", re.M)
_ADDRESS = re.compile(r"\s*[<(][^<>()]*(?:[>)]|$)|\S+@\S+")
_LABEL = re.compile(r"^\W*\w[\w -]{0,20}[:：]\s*")
_TAG = re.compile(r"^\[([^][]{1,40})\]\s*")
_LISTS = frozenset("ul ol dl br".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 title a".split())
_HALF = 0.5
_MOST = 0.8  # of the prose is in one part: the message is there, and nowhere else
_MAX_HEAD_LINES = 400  # of a message: with it stands where it is in a long thread
_MAX_NOTE = 120  # characters of what the archiver adds beside a message
_MAX_NAME = 60
_LAST_LINKS = 10  # at the end of a message, for what one can do with it


@dataclass(frozen=True, slots=True)
class _Message:
    text: str
    author: str | None
    published: Date | None
    id: str = ""


def find_mail(tree: Tree, page: Page) -> Thread | None:
    """The message or the messages that a page of a mailing-list archive shows, in their order; None for other pages."""
    heads = list(_list_heads(tree))
    if not heads and not _is_message(tree, page.url):
        return None
    about = extract_metadata(tree, page.url)
    clock, measured = Clock(language=about.language, now=page.fetched_at), measure(tree)
    if heads and not _is_plain(measured):
        return None  # a text that quotes messages
    found = [_read_headed(pre, head, clock) for pre, head in heads] or _read_single(measured, clock)
    posts = [Post(text=m.text, id=m.id, author=m.author, published=m.published) for m in found if m.text]
    if not posts:
        return None
    return Thread(
        url=page.url,
        title=_strip_tag(about.title, page.url),
        key="mail" + (canonicalise(page.url) or page.url).partition("//")[2].partition("/")[2],
        canonical_url=about.canonical_url,
        language=about.language,
        published=posts[0].published,
        authors=tuple(dict.fromkeys(post.author for post in posts if post.author)),
        fetched_at=page.fetched_at,
        posts=tuple(posts),
    )


def _is_plain(page: Measured) -> bool:
    """Whether nearly all that a page says is preformatted, outside of which an archive has but notes."""
    pres = (at for at, element in enumerate(page.elements) if element.tag == "pre" and not page.chrome[at])
    return sum(map(page.prose, pres)) >= _MOST * page.own_prose


def find_whole_thread(tree: Tree, url: str) -> str:
    """Where a message's page has the whole thread below its own address ("7@a/T/" for "7@a/"); "" for none.

    Such a message is a part of a text that is read elsewhere.
    """
    own = urlsplit(url)
    links = (urlsplit(urljoin(url, a.get("href") or "")) for a in (tree.iter("a") if own.path.endswith("/") else ()))
    below = (x for x in links if x.netloc == own.netloc and x.path.startswith(own.path) and x.path.endswith("/"))
    found = next((x for x in below if x.path != own.path), None)
    return urlunsplit(found._replace(fragment="")) if found and len(list(_list_heads(tree))) == 1 else ""


def find_message_links(tree: Tree, url: str) -> frozenset[str]:
    """Where the links within messages lead that have their heads with them: to the same, read in other ways."""
    links = (a.get("href") or "" for pre, _ in _list_heads(tree) for a in pre.iter("a"))
    return frozenset(filter(None, (canonicalise(href, url) for href in links)))


def _list_heads(tree: Tree) -> Iterator[tuple[Tree, str]]:
    """The parts of a page that hold a message and its head, and these heads."""
    for pre in tree.iter("pre"):
        if next(pre.iterancestors("pre"), None) is None and (head := _find_head(pre)):
            yield pre, head


def _is_message(tree: Tree, url: str) -> bool:
    """Whether a page offers to answer one message, or leads to its own place in two lists beside it or more."""
    answers, lists = set(), set()
    own = urlsplit(url)
    numbers = _NUMBER.findall(own.path.rpartition("/")[2])
    for link in tree.iter("a", "link"):
        href = link.get("href") or ""
        if href[:7].lower() == "mailto:" and _ANSWER.search(href):
            answers |= {v for k, v in parse_qsl(href.partition("?")[2]) if k.lower() == "in-reply-to"}
        elif numbers and "#" in href and _is_place_of(href, int(numbers[-1][:9])):
            lists.add(urldefrag(urljoin(url, href)).url)
    lists = {x for x in lists if urlsplit(x).path != own.path and x.rpartition("/")[0] == url.rpartition("/")[0]}
    return len(answers) == 1 or len(lists) > 1


def _is_place_of(href: str, number: int) -> bool:
    found = _NUMBER.findall(href.rpartition("#")[2])
    return bool(found) and int(found[-1][:9]) == number


def _strip_tag(title: str, url: str) -> str:
    """A subject without the list's name in brackets, which its address has, too."""
    found = _TAG.match(title)
    names = unquote(urlsplit(url).path).casefold().split("/")
    return title[found.end() :] or title if found and found[1].casefold() in names else title


def _find_head(pre: Tree) -> str:
    """The head of a message that a part begins with: lines up to the first blank one, with who sent it and when."""
    if "From:" not in " ".join(islice((piece for piece in pre.itertext() if piece.strip()), _MAX_HEAD_LINES)):
        return ""
    head = render_text(pre).partition("\n\n")[0]
    found = _FROM.search(head)
    return head if found and (found["date"] or _DATE.search(head)) else ""


def _read_headed(pre: Tree, head: str, clock: Clock) -> _Message:
    text = render_text(pre).partition("\n\n")[2]
    last = text.rpartition("\n\n")[2]
    linked = sum(len(said) for a in list(pre.iter("a"))[-_LAST_LINKS:] if (said := read_line(a)) and said in last)
    if linked >= _HALF * len(last):
        text = text[: len(text) - len(last)]
    sender = _FROM.search(head)
    date = (sender["date"] if sender else None) or (found["date"] if (found := _DATE.search(head)) else "")
    anchor = next((a.get("id") for a in pre.iter("a") if a.get("id")), "") or ""
    author = _ADDRESS.sub("", sender["name"]).strip(" \"'") if sender else ""
    return _Message(clean_mail(text), author or None, read_shown(" ".join(date.split()), clock), anchor)


def _read_single(page: Measured, clock: Clock) -> list[_Message]:
    """The one message of a page: its text, the date shown above it, the name beside the sender's address."""
    body = _find_body(page)
    if not body:
        return []
    start, end = body[0], page.ends[body[-1]]
    text = render_text(_gather(page, body))
    dates = (read_shown(find_date_text(page.elements[at]), clock) for at in _list_dates(page, start, end))
    author = _find_sender(page, start)
    return [_Message(clean_mail(text), author or None, next((d for d in dates if d and d.value), None))]


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
    """The name that stands before an address of mail above a message; "" for none."""
    links = (page.elements[at] for at in range(start) if page.elements[at].tag == "a")
    mails = (link for link in links if (link.get("href") or "")[:7].lower() == "mailto:")
    return next((name for link in mails if (name := _name_before(link))), "")


def _name_before(link: Tree) -> str:
    """What stands before a link in its line, or in bold before it, without label and marks."""
    before, parent = link.getprevious(), link.getparent()
    text = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    if before is not None and before.tag in ("b", "strong") and not re.search(r"\w", text):
        label = read_line(before)
        text = "" if label.endswith(":") else label
    name = _ADDRESS.sub("", _LABEL.sub("", " ".join(text.split()))).strip(" :\"'<(")
    return name if 1 < len(name) <= _MAX_NAME else ""
