"""The first post of a thread, where it looks unlike the others: a question above answers, a story above comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scoda_crawler.extract.profiles import is_profile
from scoda_crawler.extract.shape_groups import Group
from scoda_crawler.extract.shape_tree import Measured

_MIN_PROSE = 60  # characters
_MIN_SENTENCE = 40
_UNSIGNED = 200  # characters of a text that stands without name or date
_MOST = 0.6  # of the prose lies in one child: the text is further down
_LINKED_IF_LONG = 0.75  # a first post may be a list of links with words on each
_LINKED = 0.5  # a text has fewer of its characters in links
_HEADINGS = frozenset("h1 h2 h3".split())
_BOXES = frozenset("div td article section table tbody tr li main ul ol dl form".split())


@dataclass(frozen=True, slots=True)
class Lead:
    """Places of the first post's text, its date and its author's name; -1 for none."""

    body: int
    date: int
    author: int


def find_lead(page: Measured, group: Group) -> Lead | None:
    """The nearest part before the group, but under the page's heading, with prose of its own."""
    first = group.members[0]
    heading = _find_heading(page, first)
    at = first
    while (parent := page.parents[at]) >= 0:
        before = [place for place in _children(page, parent) if place < at and page.ends[place] > heading]
        best = max((place for place in before if _is_text(page, place)), key=page.prose, default=-1)
        if best >= 0 and (lead := _read(page, best)) is not None:
            return lead
        if parent <= heading:
            return None
        at = parent
    return None


def _find_heading(page: Measured, before: int) -> int:
    """The last main heading before the group: what stands above it is the site's."""
    found = [at for at in range(before) if page.elements[at].tag == "h1"]
    return found[-1] if found else -1


def _children(page: Measured, at: int) -> list[int]:
    out, child = [], at + 1
    while child < page.ends[at]:
        out.append(child)
        child = page.ends[child]
    return out


def _is_text(page: Measured, at: int) -> bool:
    """Whether a part has a paragraph, or a line long enough, that is not a sentence of the board about the thread."""
    most = _LINKED_IF_LONG if page.prose(at) >= _UNSIGNED else _LINKED
    is_prose = page.prose(at) >= _MIN_PROSE and page.linked[at] < most * page.text[at]
    return is_prose and not page.chrome[at] and _has_sentence(page, at)


def _has_sentence(page: Measured, at: int) -> bool:
    """Whether some text between tags is as long as a sentence; a heading is none."""
    own = (place for place in range(at, page.ends[at]) if not page.chrome[place])
    texts = (page.elements[place].text or "" for place in own if page.elements[place].tag not in _HEADINGS)
    tails = (page.elements[place].tail or "" for place in range(at + 1, page.ends[at]) if not page.chrome[place])
    return any(len(text.strip()) >= _MIN_SENTENCE for text in (*texts, *tails))


def _read(page: Measured, at: int) -> Lead | None:
    """The lead in a part of the page: signs of who wrote it and when stand beside its text, not within a sentence."""
    body = at
    while True:
        children = [c for c in _children(page, body) if page.elements[c].tag in _BOXES and not page.chrome[c]]
        best = max(children, key=page.prose, default=-1)
        if best < 0 or page.prose(best) < _MOST * page.prose(body):
            break
        body = best
    date = next((d for d in page.dates_in(at) if not page.is_within(d, body)), -1)
    author = next((a for a in _find_authors(page, at) if not page.is_within(a, body)), -1)
    is_linked = page.linked[at] >= _LINKED * page.text[at]
    if is_linked and (date < 0 or author < 0):
        return None  # a list of links that nobody signed is no post
    is_signed = date >= 0 or author >= 0
    return Lead(body, date, author) if is_signed or page.prose(body) >= _UNSIGNED else None


def _find_authors(page: Measured, at: int) -> Iterator[int]:
    """Short links to members' pages."""
    for place in range(at, page.ends[at]):
        element = page.elements[place]
        is_name = element.tag == "a" and 1 < page.text[place] <= 40 and is_profile(element.get("href") or "")
        if is_name and re.search(r"[^\W\d_]", "".join(element.itertext())):
            yield place
