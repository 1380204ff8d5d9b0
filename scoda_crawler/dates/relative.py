"""Dates that are counted from now: "3 days ago", "yesterday at 14:05", "Monday at 3:45 PM", "last month"."""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from scoda_crawler.dates.folding import to_key
from scoda_crawler.dates.tables import Table
from scoda_crawler.dates.tokens import Token
from scoda_crawler.items import Precision

_TINY = re.compile(r"<?\s?(\d{1,2})(mo|y|w|d|h|m|min|s)")
_TINY_UNITS = {"mo": "o", "m": "i", "min": "i"}
_PRECISION: dict[str, Precision] = {"y": "year", "o": "month", "w": "day", "d": "day", "h": "minute", "i": "minute"}
_MAX_FOREIGN = 2
_HOURS = {"h": 1.0, "i": 1 / 60, "s": 1 / 3600}


class Span(NamedTuple):
    """A stretch of time before (negative) or after now."""

    amount: float
    unit: str  # y, o, w, d, h, i, s


def find_span(raw: str, text: str, tokens: list[Token], table: Table) -> Span | None:
    """The stretch that a relative phrase (`raw`, and folded) names; None for none, or where a word is not known."""
    if match := _TINY.fullmatch(raw):
        return Span(-int(match[1]), _TINY_UNITS.get(match[2], match[2]))
    if any(t.kind in ("date", "time") for t in tokens):
        return None
    code = table.phrases.get(to_key(text))
    if code:
        numbers = [t.number for t in tokens if t.kind == "num"]
        count = int(code[2:]) if code[2:] else numbers[0] if numbers else 1
        return Span(-count if code[1] == "-" else count, code[0])
    return _read_words(tokens)


def _read_words(tokens: list[Token]) -> Span | None:
    """A count and a unit with a word for past or future, in any order; the largest unit of several counts."""
    tokens = _trim(tokens)
    if any(t.kind == "word" and not t.codes and not _is_ending(t, start=not i) for i, t in enumerate(tokens)):
        return None
    if any(b.gap.strip() == "-" and a.kind == b.kind == "num" for a, b in pairwise(tokens)):  # "9-12 months before"
        return None
    codes = {c[0] for t in tokens for c in t.codes}
    if codes == {"J"} or (
        codes <= {"J", "X", "G", "Q", "U", "N"} and "J" in codes and not any(t.kind == "num" for t in tokens)
    ):
        return Span(0, "i")
    if not codes & {"G", "F"} or any(c[0] in "MDC" and len(t.codes) == 1 for t in tokens for c in t.codes):
        return None
    sign = -1 if "G" in codes else 1
    spans = _iter_spans(tokens)
    if "Q" in codes:
        return Span(0, "i") if spans and spans[0].unit == "s" else None
    return Span(sign * spans[0].amount, spans[0].unit) if spans else None


def _trim(tokens: list[Token]) -> list[Token]:
    """Without a foreign word or two at the ends, where a number is counted: "seen 2 hours ago by Ann"."""
    start, end = 0, len(tokens)
    while start < end and _is_foreign(tokens[start]):
        start += 1
    while end > start and _is_foreign(tokens[end - 1]):
        end -= 1
    is_counted = any(_count(t) is not None for t in tokens[start:end]) and any("G" in t.codes for t in tokens)
    return tokens[start:end] if is_counted and len(tokens) - end + start <= _MAX_FOREIGN else tokens


def _is_foreign(token: Token) -> bool:
    return token.kind == "word" and not token.codes and token.text.isalpha()


def _is_ending(token: Token, *, start: bool = False) -> bool:
    """Whether a word is an ending written to the number before it ("32කට")."""
    return token.gap == "" and len(token.text) <= 4 and token.text.isalpha() and not start


def _iter_spans(tokens: list[Token]) -> list[Span]:
    """Each unit with its count: the number beside it, one where there is none."""
    spans: list[Span] = []
    pending: float | None = None
    half = any("H" in t.codes for t in tokens)
    numbers = [t for t in tokens if _count(t) is not None]
    for token in tokens:
        unit = _unit(token)
        if _count(token) is not None and (unit is None or len(numbers) == 1):
            pending = _count(token)
        if unit is not None:
            implied = float(unit[2:]) if unit[2:] else None
            spans.append(Span(implied or pending or _first_count(numbers, spans) or 1, unit[1]))
            pending = None
    if spans and half:
        spans[0] = Span(0.5 if not numbers else spans[0].amount + 0.5, spans[0].unit)
    return spans


def _first_count(numbers: list[Token], spans: list[Span]) -> float | None:
    """The count that stands after its unit, where there is but one unit so far."""
    return _count(numbers[0]) if numbers and not spans else None


def _count(token: Token) -> float | None:
    if token.kind == "num":
        return float(token.text) if len(token.text) <= 4 else None
    return next((float(c[1:]) for c in token.codes if c[0] == "N" and c[1:]), None)


def _unit(token: Token) -> str | None:
    return next((c for c in token.codes if c[0] == "U"), None)


def resolve_span(span: Span, now: datetime) -> tuple[datetime | date, Precision] | None:
    """The moment that lies `span` from now; a day for days and longer; None where there is no such year."""
    count, unit = span
    try:
        if unit in _HOURS:
            return (now + timedelta(hours=count * _HOURS[unit])).replace(microsecond=0), "minute"
        if count != int(count):
            days = {"y": 365.25, "o": 30.44, "w": 7, "d": 1}[unit]
            return (now + timedelta(days=days * count)).date(), "month" if unit == "y" else "day"
        if unit in "wd":
            return (now + timedelta(days=count * (7 if unit == "w" else 1))).date(), "day"
        return _add_months(now.date(), int(count) * (12 if unit == "y" else 1)), _PRECISION[unit]
    except (OverflowError, ValueError):
        return None


def _add_months(day: date, months: int) -> date:
    """The same day in another month, or the last one there."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def find_day_shift(tokens: list[Token], *, has_time: bool) -> int | None:
    """Days from today that a word names ("yesterday": -1); None where none does, or unknown words stand beside it."""
    shifts = [int(c[1:]) for t in tokens for c in t.codes if c[0] == "D"]
    if not shifts or any(t.kind in ("num", "date") for t in tokens):
        return None
    unknown = sum(t.kind == "word" and not t.codes for t in tokens)
    return shifts[0] if unknown <= (2 if has_time else 0) else None


def find_weekday(tokens: list[Token], today: date, *, has_time: bool) -> date | None:
    """The latest such weekday before today, where a time or a word for "last" stands beside the name."""
    days = [int(c[1:]) for t in tokens for c in t.codes if c[0] == "W"]
    is_last = any("L" in t.codes or "G" in t.codes for t in tokens)
    if not days or not (has_time or is_last) or any(t.kind in ("num", "date") for t in tokens):
        return None
    if any(t.kind == "word" and not t.codes and len(t.text) > 3 for t in tokens):
        return None
    back = (today.weekday() - days[0]) % 7 or 7
    return today - timedelta(days=back)
