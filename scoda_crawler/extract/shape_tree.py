"""A page measured in one pass: how much text, link text and how many dates lie in each element."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from scoda_crawler.extract.html import SILENT, Tree, is_hidden

MAX_ELEMENTS = 60_000
"""Bigger pages are measured up to here: no thread page comes near."""

_DIGITS = re.compile(r"\d+")
_HEADS = ("header", "footer")
_CHROME = frozenset("nav header footer aside menu select".split())
_TRAILS = frozenset("ul ol div p table".split())
_MACHINE = frozenset(("datetime", "data-timestamp", "data-time", "data-date", "data-epoch", "data-utime"))
_WRITTEN = frozenset("datePublished dateCreated uploadDate".split())
_MONTH = r"[^\W\d_]{3,12}\.?"
_DATE = re.compile(
    rf"(?<!\d)(?:\d{{4}}\s?[-/.年년]\s?\d{{1,2}}\s?[-/.月월]\s?\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.|º)?(?:\s+(?:de|of))?[\s-]+{_MONTH}(?:\s+(?:de|of))?,?[\s'-]+\d{{2,4}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,\s*|\s+)(?:\d{{4}}|'\d\d)|\d{{1,2}}:\d\d(?::\d\d)?)(?!\d)",
)
_LETTERS = re.compile(r"[^\W\d_]")
_MIN_DATE, _MAX_DATE = 3, 60  # characters
_MAX_HEAD = 300  # of a post's head with its title
_FEW_LETTERS = 4
_TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?", re.I)
_DAY = re.compile(rf"{_MONTH}\s+\d{{1,2}}(?!\d)|(?<!\d)\d{{1,2}}\.?\s+{_MONTH}")  # where the year is left out
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|time|timestamp|datetime|ago|age|posted|published|when|dateline|postdate)", re.I
)
_RELATIVE = re.compile(r"(?<!\d)\d{1,3}\s?[^\W\d_]{1,12}")


@dataclass(slots=True)
class Measured:
    """The elements of a page in document order; all lists run beside `elements`, sums are over whole subtrees."""

    elements: list[Tree] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)  # the first element after the subtree
    text: list[int] = field(default_factory=list)  # characters shown
    linked: list[int] = field(default_factory=list)  # of them in links
    chrome: list[bool] = field(default_factory=list)  # within navigation, forms, header, footer
    dates: list[int] = field(default_factory=list)  # elements that hold a date and little else, in order
    names: dict[int, tuple[str, bool]] = field(default_factory=dict)  # what was found out of an element as a name
    shapes: dict[int, str] = field(default_factory=dict)  # as far as they were asked for

    def prose(self, at: int) -> int:
        """Characters of an element that are not in links."""
        return self.text[at] - self.linked[at]

    def shape(self, at: int) -> str:
        """An element's tag and first class, numbers apart."""
        if at not in self.shapes:
            element = self.elements[at]
            classes = (element.get("class") or "").split(None, 1)
            self.shapes[at] = str(element.tag) + "." + (_DIGITS.sub("#", classes[0]) if classes else "")
        return self.shapes[at]

    @property
    def own_prose(self) -> int:
        """Characters of the page that are neither in links nor in chrome."""
        whole = sum(self.prose(at) for at, parent in enumerate(self.parents) if parent < 0)
        tops = (at for at, parent in enumerate(self.parents) if at and self.chrome[at] and not self.chrome[parent])
        return whole - sum(map(self.prose, tops))

    def dates_in(self, at: int) -> list[int]:
        """The date elements within an element."""
        return self.dates[bisect_left(self.dates, at) : bisect_left(self.dates, self.ends[at])]

    def is_within(self, at: int, outer: int) -> bool:
        """Whether an element lies in another, or is it."""
        return outer <= at < self.ends[outer]


def measure(tree: Tree) -> Measured:
    """Measure a page; what is not shown counts nothing."""
    out = Measured()
    body = tree.find("body")
    silent: list[bool] = []
    linking: list[bool] = []
    around: list[int] = []  # the elements that are open, from the outermost on
    for event, element in etree.iterwalk(tree if body is None else body, events=("start", "end")):
        if event == "end":
            _close(out, around, silent, linking)
            continue
        if len(out.elements) >= MAX_ELEMENTS:
            break
        parent = around[-1] if around else -1
        is_silent = element.tag in SILENT or (parent >= 0 and silent[parent]) or is_hidden(element)
        is_link = element.tag == "a" or (parent >= 0 and linking[parent])
        size = len(element.text.strip()) if element.text and not is_silent else 0
        around.append(len(out.elements))
        silent.append(is_silent)
        linking.append(is_link)
        out.elements.append(element)
        out.parents.append(parent)
        out.ends.append(0)
        out.text.append(size)
        out.linked.append(size if is_link else 0)
        out.chrome.append(is_silent or (parent >= 0 and out.chrome[parent]) or _is_chrome(element))
    while around:
        _close(out, around, silent, linking)
    out.dates = [
        at
        for at, element in enumerate(out.elements)
        if (_is_date(out, at, element) if not silent[at] else _is_told(element))
    ]
    out.dates = sorted({_widen(out, at) for at in out.dates})
    return out


def _is_chrome(element: Tree) -> bool:
    """Whether an element is there to find one's way: by its tag, or a trail, as schema.org and most themes call it.

    The header of an `<article>` says who wrote it.
    """
    if element.tag in _CHROME:
        return element.tag not in _HEADS or next(element.iterancestors("article"), None) is None
    names = (element.get("class") or element.get("itemtype")) if element.tag in _TRAILS else None
    return names is not None and "breadcrumb" in names.lower()


def _close(out: Measured, around: list[int], silent: list[bool], linking: list[bool]) -> None:
    """End the innermost element: its sums are its parent's too, as is the text after it."""
    at = around.pop()
    out.ends[at] = len(out.elements)
    if not around:
        return
    parent, tail = around[-1], out.elements[at].tail
    out.text[parent] += out.text[at]
    out.linked[parent] += out.linked[at]
    if tail and not silent[parent]:
        size = len(tail.strip())
        out.text[parent] += size
        out.linked[parent] += size if linking[parent] else 0


def _widen(out: Measured, at: int) -> int:
    """The element around a bare time of day, where that has the day in other pieces: "3:21pm on Mar 09, 2023"."""
    parent = out.parents[at]
    if parent < 0 or not _TIME.fullmatch(find_date_text(out.elements[at])) or out.dates_in(parent) != [at]:
        return at
    rest = _TIME.sub(" ", find_date_text(out.elements[parent]).replace(" ,", ","))
    return parent if _DATE.search(rest) or _DAY.search(rest) else at


def find_date_text(element: Tree) -> str:
    """The text of an element and what is in it, as one line; "" where it is longer than a date can be.

    Of a head that has a title in it, too, only the date that stands beside that.
    """
    pieces = [piece for piece in element.itertext() if isinstance(piece, str)]
    text = " ".join(" ".join(pieces).split())
    if len(text) <= _MAX_DATE:
        return text
    own = _read_own(element) if len(element) and len(text) <= _MAX_HEAD else ""
    return own if _is_bare(own) else ""


def _read_own(element: Tree) -> str:
    """What an element says itself, as one line: what its parts say apart."""
    return " ".join(" ".join([element.text or "", *[child.tail or "" for child in element]]).split())


def _is_bare(own: str) -> bool:
    """Whether a text is a date, but for a word or two as they join a day and its time."""
    is_dated = 0 < len(own) <= _MAX_DATE and bool(_DATE.search(own))
    return is_dated and len(_LETTERS.findall(strip_date(own))) <= _FEW_LETTERS


def strip_date(text: str) -> str:
    """A text without the dates and times in it, and without what divides them from the rest."""
    rest = _DATE.sub(" ", text) if _DIGITS.search(text) else text
    return re.sub(r"\s+", " ", rest).strip(" ,;:·•|-–—@()[]")


def _is_told(element: Tree) -> bool:
    """Whether an element tells by microdata when something was written, shown or not: in buttons and `meta` as well."""
    prop = element.get("itemprop")
    return prop is not None and bool(element.get("content")) and not _WRITTEN.isdisjoint(prop.split())


def _is_date(out: Measured, at: int, element: Tree) -> bool:
    """Whether an element holds a date, absolute or relative, and little else; of nested ones the innermost counts."""
    if element.tag == "time" or _is_told(element) or any(map(element.get, _MACHINE.intersection(element.keys()))):
        return True
    if out.text[at] < _MIN_DATE:
        return False
    if out.text[at] > _MAX_DATE:
        return out.text[at] <= _MAX_HEAD and len(element) > 0 and _is_bare(_read_own(element))
    own = _read_own(element) if len(element) else element.text or ""
    title = element.get("title") or ""
    if not _DIGITS.search(own) and not _DIGITS.search(title):
        return False
    if _DATE.search(own) or _DATE.search(title):
        return True
    return bool(_CLASS.search(f"{element.get('class')} {element.get('id')}") and _RELATIVE.search(own))


def path_to(page: Measured, outer: int, inner: int) -> tuple[str, ...]:
    """The shapes from an element down to one within it."""
    out: list[str] = []
    while inner > outer:
        out.append(page.shape(inner))
        inner = page.parents[inner]
    return tuple(reversed(out))


def find_own(page: Measured, members: Sequence[int], i: int, places: Sequence[int]) -> list[int]:
    """Of places within member `i`, those that are not within a member nested in it."""
    at, out, j = members[i], [], i + 1
    for place in places:
        while j < len(members) and page.ends[members[j]] <= place:
            j += 1
        if not (j < len(members) and members[j] <= place and page.is_within(members[j], at)):
            out.append(place)
    return out


def share_of(found: Sequence[int]) -> float:
    """Of places looked for, the share that was found; -1 stands for none."""
    return sum(at >= 0 for at in found) / len(found)
