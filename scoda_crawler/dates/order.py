"""Whether a site writes the day or the month first, told by its numeric dates, and dates put in that order."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from scoda_crawler.dates.folding import fold
from scoda_crawler.items import Date

_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(?:\d{4}|\d\d)(?![\d./-])")
_MAX_LENGTH = 200
_SLACK = timedelta(days=2)  # between the clocks of a site and ours, zones included


class Pair(NamedTuple):
    """The first two numbers of a numeric date ("05/10/2021") and what divides them."""

    first: int
    second: int
    separator: str

    @property
    def day_first(self) -> bool | None:
        """What the numbers tell: one above 12 is no month; None where neither or both are."""
        return None if (self.first > 12) == (self.second > 12) else self.first > 12


def find_pair(text: str) -> Pair | None:
    """Day and month, in whichever order, of a short text's first numeric date that does not begin with the year."""
    match = _NUMERIC.search(fold(text[:_MAX_LENGTH]))
    return Pair(int(match[1]), int(match[3]), match[2]) if match else None


def tell_order(day_first: int, month_first: int) -> bool | None:
    """The order that so many dates of either kind tell: nine of ten must agree, one is enough; None for none."""
    most, total = max(day_first, month_first), day_first + month_first
    return day_first > month_first if total and most * 10 >= 9 * total else None


def find_day_order(texts: Iterable[str]) -> bool | None:
    """True where day comes first in a site's numeric dates, False for the month, None where they do not tell.

    One date tells enough ("25/10/2021"); where some tell the one and some the other, nine of ten must agree.
    """
    told = [pair.day_first for text in texts if (pair := find_pair(text))]
    return tell_order(told.count(True), told.count(False))


def put_in_order(found: Date, *, day_first: bool, latest: datetime | None = None) -> Date:
    """An ambiguous date read in the order that its site is known to use, and ambiguous no more.

    A date that cannot be read so stays as it is: one that is not numeric, or that would lie after `latest`.
    """
    pair = find_pair(found.raw) if found.is_ambiguous else None
    if pair is None or found.value is None or {pair.first, pair.second} != {found.value.day, found.value.month}:
        return found
    day, month = pair[:2] if day_first else (pair.second, pair.first)
    value = found.value.replace(month=month, day=day)
    if latest is not None and _day(value) > _day(latest + _SLACK):
        return found
    return replace(found, value=value, is_ambiguous=False)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
