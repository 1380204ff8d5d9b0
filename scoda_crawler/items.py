"""The data that travels: a fetched Page in, an Article or a Thread of Posts out, and what a page says of its site."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

Precision = Literal["year", "month", "day", "minute", "second"]

_FORMATS: Mapping[Precision, str] = {
    "year": "%Y",
    "month": "%Y-%m",
    "day": "%Y-%m-%d",
    "minute": "%Y-%m-%d %H:%M",
    "second": "%Y-%m-%d %H:%M:%S",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A date as far as it is known.

    `value` is a `datetime` where a time of day is known, else a `date`; None means that `raw` was seen but is not read
    yet. A `datetime` with a zone is kept in that zone; one without is the site's own clock.
    """

    value: datetime | date | None = None
    precision: Precision = "day"
    raw: str = ""  # as the page shows it
    source: str = ""  # where it was read: json-ld, microdata, meta, time, shown, url, text
    calendar: str = "gregorian"  # the calendar it was written in: gregorian, buddhist, roc, japanese, persian, islamic
    is_ambiguous: bool = False  # day and month could be exchanged
    is_relative: bool = False  # counted back from the time of fetching ("2 years ago")

    def isoformat(self) -> str:
        """ISO 8601 to the known precision, as seeds show it: `2021-10`, `2021-10-25`, `2021-10-25 14:24:17`."""
        return "" if self.value is None else self.value.strftime(_FORMATS[self.precision]).zfill(4)


class Repair(NamedTuple):
    """One kind of change made to a text, and how often: Repair("scripts", "รัสเซีย -> Russia", 2)."""

    stage: str
    what: str
    times: int


class Noted(NamedTuple):
    """A text after a cleaning function, and a note for each change that was made to it (a note may recur)."""

    text: str
    notes: tuple[str, ...] = ()


def merge_repairs(old: Iterable[Repair], stage: str, notes: Iterable[str]) -> tuple[Repair, ...]:
    """Add `notes` of `stage` to `old`, one Repair a kind of change, in a fixed order."""
    counts: dict[tuple[str, str], int] = {(r.stage, r.what): r.times for r in old}
    for note in notes:
        counts[stage, note] = counts.get((stage, note), 0) + 1
    return tuple(Repair(s, w, n) for (s, w), n in sorted(counts.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One contribution to a thread; `text` has paragraphs divided by a blank line."""

    text: str
    id: str = ""  # the board's own number of it
    author: str | None = None
    published: Date | None = None
    url: str | None = None  # permalink
    reply_to: str | None = None  # id of the post it answers, where told
    quoted: tuple[str, ...] = ()  # names whose posts it quoted (the quotes themselves are cut)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What an Article and a Thread share; `key` is the document's identity within its `site`, without host or page."""

    url: str  # where it was fetched
    title: str = ""
    key: str = ""  # e.g. "news/12/en" or "thread/34"; empty: the canonical URL is the identity
    site: str = ""  # host name, with its port where that is not the scheme's own
    platform: str = "unknown"
    canonical_url: str | None = None
    language: str | None = None  # ISO 639-1; what the page declares, until the scripts stage has read the text
    certainty: float | None = None  # of the language, 0 to 1; None: the page's own word
    published: Date | None = None
    modified: Date | None = None
    authors: tuple[str, ...] = ()
    fetched_at: datetime | None = None  # aware, UTC
    warc: tuple[str, int] | None = None  # file name and byte offset of its record in the archive
    repairs: tuple[Repair, ...] = ()
    doubt: str | None = None  # why it may be none ("list-page", "no-text", "one-post"); its site's other pages decide


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Document):
    """A page with one text; `text` has paragraphs divided by a blank line and no title."""

    text: str = ""
    kind: Literal["article"] = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread(Document):
    """A discussion, or one page of it: `posts` in the order shown, `page` counted from 1."""

    posts: tuple[Post, ...] = ()
    page: int = 1
    kind: Literal["thread"] = "thread"

    @property
    def text(self) -> str:
        """The posts' texts, divided by a blank line."""
        return "\n\n".join(post.text for post in self.posts if post.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched page; `body` is decompressed, `charset` what the HTTP header declares."""

    url: str
    body: bytes
    charset: str | None = None
    content_type: str = "text/html"
    status: int = 200
    fetched_at: datetime | None = None  # aware, UTC


LinkKind = Literal["home", "list", "board", "article", "thread", "page", "sitemap", "feed", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL worth fetching, as a page of its site shows it.

    `key` is the identity of what it leads to, page number included ("thread/12#2", "list/news/153#2"): two links of one
    site with the same key are one request. Empty: the canonical form of `url` is the identity.
    """

    url: str
    kind: LinkKind = "other"
    key: str = ""
    hint: str = ""  # what the list shows beside it (date, reply count, lastmod): a change makes the page due again


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What to take of pages: languages and MetInfo modules (empty: the platform's default), comments, links."""

    languages: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    comments: bool = False  # also read comment sections under articles
    links: bool = True  # a replay needs none, and they are half of the work on a page of a board
    forum: bool = False  # the site is said to be a board: its members' pages hold nothing of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one page gives: at most one document, the links to follow, and what was left aside and why.

    `reason` is why a page that should hold a document gives none ("soft-404", "members-only", "no-text", ...).
    `skipped` counts links not followed, by reason ("search", "sort", "member", "off-site", ...).
    """

    platform: str = "unknown"
    kind: LinkKind = "other"
    document: Article | Thread | None = None
    links: tuple[Link, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    reason: str | None = None
