"""When posts were written: from JSON-LD that fits the posts, from attributes for machines, else as it is shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scoda_crawler.dates import parse_date
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.metadata import list_types, read_json_ld
from scoda_crawler.extract.thread import Found, read_line, select
from scoda_crawler.items import Date, Precision

_ISO = re.compile(r"\d{4}-?\d\d-?\d\d([T ]\d\d:?\d\d(:?\d\d(\.\d+)?)?)?\s?(Z|[+-]\d\d:?\d\d)?", re.I)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{4}|\d{1,2})(?![\d./-])")
_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d))?(?!\d)\s*(a\.?m\b|p\.?m\b)?", re.I)
_POSTS = frozenset("DiscussionForumPosting Comment Question Answer SocialMediaPosting".split())
_ATTRIBUTES = ("datetime", "data-timestamp", "data-time", "data-date", "content", "title", "data-original-title")


def parse_machine(text: str, *, source: str = "time") -> Date | None:
    """An ISO 8601 string or seconds or milliseconds since 1970 (both UTC), as attributes hold them; None for others."""
    text = text.strip()
    if _EPOCH.fullmatch(text):
        value = datetime.fromtimestamp(int(text[:10]), UTC)
        return Date(value=value, precision="second", raw=text, source=source)
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    try:
        value = datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        return None
    if not match[1]:
        return Date(value=value.date(), precision="day", raw=text, source=source)
    return Date(value=value, precision="second" if match[2] else "minute", raw=text, source=source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How shown dates are read: the page's language, the time of fetching, the platform's order of numeric dates."""

    language: str | None = None
    now: datetime | None = None
    day_first: bool | None = None
    is_told: bool = False  # by dates of the page; a platform's order is but its default, which a site may have changed


def read_dates(tree: Tree, found: Sequence[Found], clock: Clock, *, drop: str = "") -> list[Date | None]:
    """The date of each post; one that cannot be read keeps its text and has no value.

    A page's dates have one format, so that one unambiguous date ("25/10/2021") tells the order of all.
    """
    if found and all(f.post.published for f in found):
        return [f.post.published for f in found]
    if linked := _read_linked(tree, found):
        return linked
    stamps = [find_stamp(f.date) if f.date is not None else None for f in found]
    shown = [_without(read_line(f.date, _parts(f.date, drop)), f.post.author) for f in found]
    titles = [find_title(f.date) if f.date is not None else "" for f in found]
    texts = [title or text for title, text in zip(titles, shown, strict=True)]
    clock = settle_order(clock, texts)
    return [stamp or read_shown(text, clock) for stamp, text in zip(stamps, texts, strict=True)]


def settle_order(clock: Clock, texts: Sequence[str]) -> Clock:
    """The clock with the order of day and month that the page's own dates show, if they do."""
    order = find_day_first(texts)
    return clock if order is None else replace(clock, day_first=order, is_told=True)


def find_stamp(element: Tree) -> Date | None:
    """What the date's element, or one within it, holds for machines."""
    for holder in element.iter():
        for name in _ATTRIBUTES:
            if (value := holder.get(name)) and (date := parse_machine(value)):
                return date
    return None


def _parts(element: Tree | None, selector: str) -> list[Tree]:
    return select(element, selector) if element is not None else []


def _without(text: str, author: str | None) -> str:
    """A shown date without the name that stands before it."""
    return text.removeprefix(author).lstrip(" ,|·-") if author else text


def find_title(element: Tree) -> str:
    """A tooltip with the whole date, where the text is but "2 hours ago"; "" for none."""
    titles = (holder.get("title") or "" for holder in element.iter() if isinstance(holder.tag, str))
    return next((title for title in titles if re.search(r"\d{4}", title) and re.search(r"\d\D+\d", title)), "")


def find_day_first(texts: Sequence[str]) -> bool | None:
    """Whether the numeric dates of a page begin with the day; None where none of them tells."""
    for text in texts:
        match = _NUMERIC.search(text)
        if match and len(match[1]) <= 2:
            if int(match[1]) > 12:
                return True
            if int(match[3]) > 12:
                return False
    return None


def read_shown(text: str, clock: Clock) -> Date | None:
    """The date in a shown text; None where there is no text."""
    text = text.strip()
    if not re.search(r"\w", text):
        return None
    if numeric := _parse_numeric(text, clock):
        return numeric
    date = parse_date(text, language=clock.language, now=clock.now)
    return replace(date, raw=text, source="shown") if date else Date(raw=text, source="shown")


def _parse_numeric(text: str, clock: Clock) -> Date | None:
    """A date of three numbers, with a time of day or without; None for all else, and where the order is not known."""
    match = _NUMERIC.search(text)
    if match is None:
        return None
    order = _order(match, clock.day_first)
    if order is None:
        return None
    year, month, day = order
    time = _TIME.search(text, match.end())
    rest = text[time.end() :] if time else text[match.end() :]
    if re.search(r"\w", rest):  # words for morning or evening, a zone: not for us
        return None
    date = _build(year, month, day, time, text)
    is_open = date is not None and not clock.is_told and len(match[1]) <= 2 and month != day and max(month, day) <= 12
    return replace(date, is_ambiguous=True) if date and is_open else date


def _order(match: re.Match[str], day_first: bool | None) -> tuple[int, int, int] | None:
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        return first, second, third
    if len(match[1]) == 3 or day_first is None or len(match[4]) != 4:
        return None
    return (third, second, first) if day_first else (third, first, second)


def _build(year: int, month: int, day: int, time: re.Match[str] | None, raw: str) -> Date | None:
    hour, minute, second = (int(time[i] or 0) if time else 0 for i in (1, 2, 3))
    if time and time[4]:
        hour = hour % 12 + (12 if time[4].lower().startswith("p") else 0)
    try:
        value = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    if not time:
        return Date(value=value.date(), precision="day", raw=raw, source="shown")
    precision: Precision = "second" if time[3] else "minute"
    return Date(value=value, precision=precision, raw=raw, source="shown")


def _read_linked(tree: Tree, found: Sequence[Found]) -> list[Date | None] | None:
    """The dates in JSON-LD, where it has every post of the page: by their ids, or in order with the same authors.

    It may begin with the thread's first post on every page.
    """
    entries = [e for e in _iter_postings(tree) if e[2] is not None]
    by_id = {id_: date for id_, _, date in entries if id_}
    if found and all(f.post.id in by_id for f in found):
        return [by_id[f.post.id] for f in found]
    tail = entries[len(entries) - len(found) :]
    if not found or len(tail) != len(found) or len(entries) - len(found) > 1:
        return None
    is_same = all(name and f.post.author == name for f, (_, name, _) in zip(found, tail, strict=True))
    return [date for _, _, date in tail] if is_same else None


def _iter_postings(tree: Tree) -> Iterator[tuple[str, str, Date | None]]:
    """(post id where its URL tells, author, date) of each posting in a page's JSON-LD."""
    for item in read_json_ld(tree):
        if _POSTS.isdisjoint(list_types(item)):
            continue
        date = item.get("datePublished") or item.get("dateCreated")
        url = item.get("url")
        anchor = re.search(r"#\D*(\d+)$", url) if isinstance(url, str) else None
        parsed = parse_machine(date, source="json-ld") if isinstance(date, str) else None
        yield (anchor[1] if anchor else "", _name(item.get("author")), parsed)


def _name(author: object) -> str:
    if isinstance(author, list):
        author = author[0] if author else None
    if isinstance(author, Mapping):
        author = author.get("name")
    return author.strip() if isinstance(author, str) else ""
