"""When a page was published and when it was changed: as it tells machines, in its address, or beside its title."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from lxml.etree import _Element as Tree

from scoda_crawler.dates.linked import LinkedDates, read_linked_dates
from scoda_crawler.dates.parse import parse_date
from scoda_crawler.dates.shown import ShownDates, find_shown_dates, shown_text
from scoda_crawler.items import Date

_EARLIEST = date(1991, 8, 6)  # the first page of the web
_MAX_PROPERTIES = 50
_SLACK = timedelta(days=2)  # between a server's clock and `now`, zones included
_META_PUBLISHED = """publishedtime publishtime datepublished publisheddate publishdate publicationdate pubdate datepub
    articlepublished dateissued dctermsissued dcissued articledateoriginal postdate articledate citationdate
    citationonlinedate sailthrudate onlinedate firstpublished originaldate releasedate issuedate created datecreated
    createddate creationdate dcdate dctermsdate date msdate published""".split()
_META_MODIFIED = """modifiedtime updatedtime datemodified modifieddate modified lastmodified lastmod lastupdated updated
    dateupdate dateupdated updateddate revised modificationdate updatetime""".split()
_IN_URL = re.compile(
    r"[/=_.-](?P<y>(?:19|20)\d\d)(?P<s>[/_.-]?)(?P<m>0[1-9]|1[0-2]|[a-z]{3})(?P=s)(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?=[/_.?&-]|$|T\d)",
    re.I,
)
_THREAD = re.compile(
    r"/(?:showthread|viewtopic|threads?|topics?|discussions?|comments|forums?/\d|t)(?:\.php|[/?-])|[?&](?:topic|tid)=",
    re.I,
)
_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}

Read = Callable[[str, str], Date | None]


def find_page_dates(
    tree: Tree, url: str, *, language: str | None = None, now: datetime | None = None
) -> tuple[Date | None, Date | None]:
    """(published, modified) of a parsed page, None for what it does not surely tell; `source` says where it was read.

    In this order: JSON-LD of an article or a posting, meta tags, microdata, JSON-LD of the page, `<time>` beside the
    title, the address, and a date that is shown beside the title. A page that shows but the day of its last change has
    that for both. A date before the web or after `now` counts for none.
    """
    read = _reader(language, now)
    linked, metas, shown = read_linked_dates(tree, url), _read_metas(tree), ShownDates()
    if not (linked.is_product or _is_front_page(url) or metas.get("ogtype", "").lower().startswith("product")):
        shown = find_shown_dates(tree, read, is_thread=bool(_THREAD.search(url)))
    modified = _find_modified(tree, linked, metas, read) or shown.touched
    told = (
        _first(linked.published, "json-ld", read)
        or _first(_named(metas, _META_PUBLISHED), "meta", read)
        or _first(_read_microdata(tree, ("datePublished", "dateCreated")), "microdata", read)
        or _first(linked.of_page, "json-ld", read)
    )
    told = told or shown.time
    published = _settle(told, modified, shown) if told else find_url_date(url, now) or shown.text
    if published and modified and _day(modified) < _day(published):
        modified = None
    return published or shown.changed, modified or shown.changed


def _is_front_page(url: str) -> bool:
    """Whether an address is that of a site's front page, which shows the dates of others only.

    A query may name a page of its own ("/?p=12"): one key with a number or a name does.
    """
    return bool(re.fullmatch(r"(?:\w+:)?//[^/]+/?(?:\?(?:(?:utm_\w+|lang|hl|ref|srsltid)=[^&]*&?)*)?(?:#.*)?", url))


def _settle(told: Date, modified: Date | None, shown: ShownDates) -> Date:
    """What a page tells machines, put right by what it shows beside its title.

    A time in UTC gives way to one in the site's own zone on the next day or the one before. Where published and
    modified are one day, and an earlier one is shown, the software wrote the time of the last change into both.
    """
    for other in (shown.time, shown.text):
        if other is None or other is told or other.is_ambiguous:
            continue
        apart = _day(other).toordinal() - _day(told).toordinal()
        if abs(apart) == 1 and _is_utc(told) and other is shown.time and not _is_utc(other):
            return other
        if apart < 0 and modified and _day(modified) == _day(told):
            return other
    return told


def _is_utc(found: Date) -> bool:
    """Whether a date is a time in UTC, which need not be the site's own."""
    value = found.value
    return isinstance(value, datetime) and value.utcoffset() == timedelta(0)


def _find_modified(tree: Tree, linked: LinkedDates, metas: dict[str, str], read: Read) -> Date | None:
    """When the page says it was changed last."""
    return (
        _first(linked.modified, "json-ld", read)
        or _first(_named(metas, _META_MODIFIED), "meta", read)
        or _first(_read_microdata(tree, ("dateModified",)), "microdata", read)
    )


def _named(metas: dict[str, str], names: list[str]) -> Iterator[str]:
    """The contents of the meta tags with one of `names`, also behind a prefix ("og:article:published_time")."""
    for name in names:
        for key, content in metas.items():
            if key == name or (len(name) > 6 and key.endswith(name)):
                yield content


def _day(found: Date) -> date:
    value = found.value
    assert value is not None  # of `read`
    return value.date() if isinstance(value, datetime) else value


def _reader(language: str | None, now: datetime | None) -> Read:
    """A function from (text, source) to a believable Date of a known day."""
    latest = None if now is None else (now + _SLACK).date()

    def read(text: str, source: str) -> Date | None:
        found = parse_date(text, language=language, now=now)
        if found is None or found.value is None or found.precision == "year":
            return None
        day = _day(found)
        if day < _EARLIEST or (latest is not None and day > latest):
            return None
        return replace(found, source=source)

    return read


def _first(texts: Iterable[str], source: str, read: Read) -> Date | None:
    return next((found for text in texts if (found := read(text, source))), None)


def _read_metas(tree: Tree) -> dict[str, str]:
    """Letters of the name of each meta tag to its content, the first of a name."""
    out: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        content = (meta.get("content") or "").strip()
        if name and content and len(content) < 80:
            for part in name.lower().split():
                out.setdefault(re.sub(r"[\W_]+", "", part), content)
    return out


def _read_microdata(tree: Tree, names: tuple[str, ...]) -> Iterator[str]:
    """Values of properties in microdata, but of comments and reviews."""
    for name in names:
        for element in islice(tree.iterfind(f".//*[@itemprop='{name}']"), _MAX_PROPERTIES):
            if not _is_of_another(element):
                yield element.get("datetime") or element.get("content") or shown_text(element)


def _is_of_another(element: Tree) -> bool:
    """Whether a property belongs to a comment, a review or another part of the page."""
    scope = next((e for e in element.iterancestors() if e.get("itemscope") is not None), None)
    kind = (scope.get("itemtype") or "") if scope is not None else ""
    return bool(re.search(r"/(Comment|Review|UserComments|Product|VideoObject|ImageObject|Event|Person)\b", kind))


def find_url_date(url: str, now: datetime | None = None) -> Date | None:
    """The day in an address ("/2021/10/25/", "-20211025"); None for none, or one in the future."""
    for match in _IN_URL.finditer(url[:1000]):
        month = _MONTHS.get(match["m"].lower()) or (int(match["m"]) if match["m"].isdecimal() else 0)
        try:
            day = date(int(match["y"]), month, int(match["d"]))
        except ValueError:
            continue
        if day >= _EARLIEST and (now is None or day <= (now + _SLACK).date()):
            return Date(value=day, raw=match[0].strip("/=_.-"), source="url")
    return None
