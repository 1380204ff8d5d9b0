"""Dates as a page shows them, resolved where they can be read."""

from dataclasses import replace
from datetime import datetime

from scoda_crawler.dates import parse_date
from scoda_crawler.items import Date


def read_shown(raw: str, *, language: str | None = None, now: datetime | None = None) -> Date | None:
    """The date that `raw` says, counted from `now`; without a value where it is not understood; None for nothing."""
    raw = " ".join(raw.split())
    if not raw:
        return None
    found = parse_date(raw, language=language, now=now)
    return replace(found, raw=raw, source="shown") if found else Date(raw=raw, source="shown")
