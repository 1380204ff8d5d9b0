"""Dates as a page shows them, resolved where they can be read."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from scoda_crawler.dates import parse_date
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.metadata import find_metas, read_json_ld
from scoda_crawler.items import Date


def read_shown(raw: str, *, language: str | None = None, now: datetime | None = None) -> Date | None:
    """The date that `raw` says, counted from `now`; without a value where it is not understood; None for nothing."""
    raw = " ".join(raw.split())
    if not raw:
        return None
    found = parse_date(raw, language=language, now=now)
    return replace(found, raw=raw, source="shown") if found else Date(raw=raw, source="shown")


def find_dates(
    tree: Tree, *, language: str | None = None, now: datetime | None = None
) -> tuple[Date | None, Date | None]:
    """When a page says it was published and last changed: JSON-LD, meta tags, for the first the first `<time>` too."""
    objects, metas = read_json_ld(tree), find_metas(tree)
    first = next(tree.iter("time"), None)
    times: list[tuple[str, object]] = [] if first is None else [("time", first.get("datetime"))]

    def read(told: Iterable[tuple[str, object]]) -> Date | None:
        for source, raw in told:
            found = parse_date(raw, language=language, now=now) if isinstance(raw, str) and raw else None
            if found:
                return replace(found, raw=str(raw), source=source)
        return None

    def told(json_name: str, meta_names: str) -> list[tuple[str, object]]:
        return [("json-ld", o.get(json_name)) for o in objects] + [("meta", metas.get(n)) for n in meta_names.split()]

    published = read(told("datePublished", "article:published_time datepublished dc.date.issued pubdate") + times)
    return published, read(told("dateModified", "article:modified_time datemodified"))
