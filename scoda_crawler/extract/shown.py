"""Dates as a page shows them, resolved where they can be read."""

import re
from datetime import datetime

from scoda_crawler.items import Date

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d))?)?")


def read_shown(
    raw: str,
    *,
    language: str | None = None,  # noqa: ARG001
    now: datetime | None = None,  # noqa: ARG001
    source: str = "shown",
) -> Date | None:
    """The date that `raw` says, counted from `now`; without a value where it is not understood; None for nothing."""
    raw = " ".join(raw.split())
    if not raw:
        return None
    found = _ISO.fullmatch(raw)
    if not found:
        return Date(raw=raw, source=source)
    numbers = [int(x) for x in found.groups() if x]
    try:
        value = datetime(*numbers)  # type: ignore[arg-type]
    except ValueError:
        return Date(raw=raw, source=source)
    if len(numbers) == 3:
        return Date(value=value.date(), precision="day", raw=raw, source=source)
    return Date(value=value, precision="second" if len(numbers) == 6 else "minute", raw=raw, source=source)
