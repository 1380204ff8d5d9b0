"""Dates of three numbers: which is the year, the month, the day, and in which calendar."""

import re
from datetime import date
from typing import NamedTuple

from scoda_crawler.dates.calendars import from_buddhist, from_islamic, from_persian, from_roc

_NUMERIC = re.compile(r"(\d+)\s?([./-])\s?(\d+)\s?[./-]\s?(\d+)")
_EARLIEST = 1000


class Day(NamedTuple):
    """A day (or a month, as `precision` says), the calendar it was written in, and whether it could be another."""

    value: date
    calendar: str = "gregorian"
    is_ambiguous: bool = False
    precision: str = "day"


class Hints(NamedTuple):
    """What is known beside the text: the language, its order of numeric dates, the site's, the day of today."""

    language: str | None
    order: str
    day_first: bool | None
    today: date | None


def read_numeric(text: str, hints: Hints) -> Day | None:
    """A numeric date in ASCII digits such as "25.10.2021"; None for what is none (a version number, a phone number)."""
    match = _NUMERIC.fullmatch(text)
    if not match:
        return None
    first, sep, second, third = match.groups()
    if len(first) >= 3:
        return make_day(int(first), int(second), int(third), hints, roc=len(first) == 3) if len(third) <= 2 else None
    if len(third) == 2:
        return _read_short(first, sep, second, third, hints)
    if len(third) != 4:
        return None
    return _choose(int(first), int(second), int(third), sep, hints)


def _read_short(first: str, sep: str, second: str, third: str, hints: Hints) -> Day | None:
    """A date whose year has two digits; without a language only in a usual form ("25.10.21", "5/10/21")."""
    is_padded = len(first) == len(second) == 2
    if (sep == "-" and hints.language is None) or (sep != "/" and not is_padded):
        return None
    if hints.order == "YMD" and int(second) <= 12 and int(third) <= 31 and int(first) >= 13:
        return make_day(expand_year(int(first), hints), int(second), int(third), hints, is_ambiguous=int(third) > 12)
    if sep == "." and int(second) > 12:  # with points the day is first; else it is a number of parts
        return None
    return _choose(int(first), int(second), expand_year(int(third), hints), sep, hints)


def expand_year(year: int, hints: Hints) -> int:
    """A year of two digits in full: the latest that is not in the future; in Thai the Buddhist one."""
    latest = (hints.today or date(2030, 1, 1)).year + 1
    if hints.language is not None and hints.language.split("-")[0] == "th" and year > 40:
        return 2500 + year
    return 2000 + year if 2000 + year <= latest else 1900 + year


def _choose(first: int, second: int, year: int, sep: str, hints: Hints) -> Day | None:
    """Day first or month first: as the numbers allow, as the site does, as the language does, not in the future."""
    if first > 12 or second > 12:
        if first > 31 or second > 31 or (first > 12 and second > 12):
            return None
        day, month = (first, second) if first > 12 else (second, first)
        return make_day(year, month, day, hints)
    if first == second:
        return make_day(year, first, second, hints)
    day_first = hints.day_first if hints.day_first is not None else is_day_first(sep, hints)
    readings = [
        make_day(year, second, first, hints, is_ambiguous=True),
        make_day(year, first, second, hints, is_ambiguous=True),
    ]
    likely, other = readings if day_first else reversed(readings)
    if (
        hints.day_first is None
        and likely
        and other
        and is_future(likely.value, hints)
        and not is_future(other.value, hints)
    ):
        return other
    return likely


def is_day_first(sep: str, hints: Hints) -> bool:
    """The usual order by separator and language: points have the day first everywhere."""
    if sep == "." or (hints.order and hints.order.index("D") < hints.order.index("M")):
        return True
    if not hints.order:
        return hints.language is not None  # of the world's languages most
    return hints.order == "YMD" and hints.language is not None and hints.language[:2] not in ("ja", "ko", "zh")


def is_future(value: date, hints: Hints) -> bool:
    """Whether a day is after tomorrow."""
    return hints.today is not None and value.toordinal() > hints.today.toordinal() + 1


def make_day(
    year: int, month: int, day: int, hints: Hints, *, is_ambiguous: bool = False, roc: bool = False
) -> Day | None:
    """The day in the calendar that its year belongs to; None where there is no such day."""
    try:
        value, calendar = _convert(year, month, day, hints, roc=roc)
    except (OverflowError, ValueError):
        return None
    return Day(value, calendar, is_ambiguous)


def _convert(year: int, month: int, day: int, hints: Hints, *, roc: bool) -> tuple[date, str]:
    language = (hints.language or "")[:2]
    if roc and year < 200 and language in ("zh", ""):
        return date(from_roc(year), month, day), "roc"
    if 2400 < year < 2700 and language not in ("fa", "ar", "he"):
        return date(from_buddhist(year), month, day), "buddhist"
    if 1300 < year < 1500 and language in ("fa", "ps", "ck", "mz"):
        return from_persian(year, month, day), "persian"
    if 1400 <= year <= 1500 and language in ("ar", "ur"):
        return from_islamic(year, month, day), "islamic"
    if not _EARLIEST < year < 2200:
        raise ValueError(f"no year of a page: {year}")
    return date(year, month, day), "gregorian"
