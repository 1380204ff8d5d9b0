"""Reads a date string: numeric and ISO forms at once, the rest by dateparser in the language given."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from dateparser.date import DateDataParser

from scoda_crawler.items import Date, Precision

_TIME = (
    r"(?:[T\s,]+(?:at\s+|в\s+|um\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?)?"
)
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_YEAR_FIRST = re.compile(
    rf"(?P<y>\d{{4}})\s?[-/.年]\s?(?P<m>\d{{1,2}})\s?[-/.月]\s?(?P<d>\d{{1,2}})日?{_TIME}{_ZONE}", re.IGNORECASE
)
_YEAR_LAST = re.compile(
    rf"(?P<a>\d{{1,2}})\s?[-/.]\s?(?P<b>\d{{1,2}})\s?[-/.]\s?(?P<y>\d{{4}}){_TIME}{_ZONE}", re.IGNORECASE
)
_PREFIX = re.compile(
    r"^(?:[^\d:：]{2,24}[:：]\s*|(?:posted|published|updated)\s+(?:on\s+)?|发表于\s*|发布于\s*)", re.IGNORECASE
)
_LONGEST = 80
_MONTH_FIRST = frozenset({"en"})


def _moment(match: re.Match[str], year: int, month: int, day: int) -> tuple[date | datetime, Precision] | None:
    try:
        if match["hour"] is None:
            return date(year, month, day), "day"
        hour, half = int(match["hour"]), (match["half"] or "").lower()[:1]
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        at = datetime(year, month, day, hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return None
    zone = match["zone"]
    if zone:
        at = datetime.fromisoformat(at.isoformat() + ("+00:00" if zone.upper() in ("Z", "UTC", "GMT") else zone))
    return at, "second" if match["second"] else "minute"


def _numeric(text: str, language: str | None, day_first: bool | None) -> Date | None:
    if match := _YEAR_FIRST.fullmatch(text):
        found = _moment(match, int(match["y"]), int(match["m"]), int(match["d"]))
        return Date(value=found[0], precision=found[1]) if found else None
    match = _YEAR_LAST.fullmatch(text)
    if match is None:
        return None
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    is_day_first = language not in _MONTH_FIRST if day_first is None else day_first
    is_ambiguous = first <= 12 and second <= 12 and first != second
    if first > 12 or (is_ambiguous and is_day_first):
        first, second = second, first
    found = _moment(match, year, first, second)
    return Date(value=found[0], precision=found[1], is_ambiguous=is_ambiguous) if found else None


@lru_cache(maxsize=64)
def _parser(language: str | None, day: int) -> Any:
    base = datetime.fromordinal(day)
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past", "RETURN_AS_TIMEZONE_AWARE": False}
    return DateDataParser(languages=[language] if language else ["en"], settings=settings)


def _words(text: str, language: str | None, now: datetime) -> Date | None:
    base = now.replace(tzinfo=None)
    try:
        parser = _parser(language, base.toordinal())
        found = parser.get_date_data(text)
    except (ValueError, OverflowError, RecursionError, TypeError):
        return None
    if found.date_obj is None:
        return None
    value: datetime = found.date_obj
    is_relative = not re.search(r"\d{4}|\d[./-]\d", text)
    if found.period in ("year", "month"):
        return Date(value=value.date(), precision=found.period, is_relative=is_relative)
    if re.search(r"\d[:.]\d\d", text):
        return Date(value=value, precision="minute", is_relative=is_relative)
    return Date(value=value.date(), precision="day", is_relative=is_relative)


def parse_date(
    text: str, *, language: str | None = None, now: datetime | None = None, day_first: bool | None = None
) -> Date | None:
    """The date that `text` says, or None. `now` is what relative forms count from, `day_first` the site's own order."""
    shown = " ".join(text.split())
    if not shown or len(shown) > _LONGEST or not re.search(r"\d|\w{3}", shown):
        return None
    now = now or datetime.now(UTC)
    short = _PREFIX.sub("", shown)
    found = _numeric(shown, language, day_first) or _numeric(short, language, day_first)
    if found is None and re.search(r"\d", shown):
        found = _words(short, language, now)
    if found is None or found.value is None or not 1980 <= found.value.year <= (now + timedelta(days=366)).year:
        return None
    return Date(
        value=found.value,
        precision=found.precision,
        raw=text,
        source="text",
        is_ambiguous=found.is_ambiguous,
        is_relative=found.is_relative,
    )
