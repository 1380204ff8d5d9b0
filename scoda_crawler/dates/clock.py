"""The time of day in a list of tokens: "14:05", "2:05 PM", "14h05", "下午2点05分", "kl. 14.05"."""

import re
from datetime import time, timedelta, timezone
from typing import NamedTuple

from scoda_crawler.dates.tokens import Token

_CLOCK = re.compile(r"(\d{1,2})\s?:\s?(\d\d)(?:\s?:\s?(\d\d))?")
_HALVES = frozenset("APNT")
_NEAR = 3  # tokens between a time and its "PM"


class Clock(NamedTuple):
    """A time of day, and whether its seconds were written."""

    value: time
    has_seconds: bool


def take_time(tokens: list[Token], *, is_day_known: bool) -> tuple[Clock | None, list[Token]]:
    """The time of day in `tokens`, and the tokens without it.

    Times without a colon ("14h05", "14.05", "2 pm") count only where a day is known: "3 hours 5 minutes ago" is none.
    """
    found = _find_colon(tokens) or (_find_spelled(tokens) if is_day_known else None)
    if not found:
        return None, tokens
    start, end, hour, minute, second, zone = found
    half, at = _find_half(tokens, start, end)
    hour = _to_24(hour, half)
    rest = [t for i, t in enumerate(tokens) if not start <= i < end and i != at]
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return None, tokens if tokens[start].kind != "time" else rest
    tz = None if zone is None else timezone(timedelta(minutes=zone))
    return Clock(time(hour, minute, second or 0, tzinfo=tz), second is not None), rest


_Found = tuple[int, int, int, int, int | None, int | None]  # start, end, hour, minute, second, zone


def _find_colon(tokens: list[Token]) -> _Found | None:
    for i, token in enumerate(tokens):
        if token.kind == "time" and (match := _CLOCK.match(token.text)):
            second = int(match[3]) if match[3] else None
            return i, i + 1, int(match[1]), int(match[2]), second, token.zone
    return None


def _find_spelled(tokens: list[Token]) -> _Found | None:
    """An hour with its word or its half of the day, or hour and minute divided by a point at the end of a date."""
    for i, token in enumerate(tokens):
        if token.kind != "num" or len(token.text) > 2 or token.number > 24:
            continue
        after = tokens[i + 1 : i + 6]
        if after and _is_hour(after[0]):
            return _read_units(i, token.number, after)
        if (
            after
            and after[0].kind == "num"
            and len(after[0].text) == 2
            and after[0].gap == "."
            and _is_after_day(tokens, i)
        ):
            return i, i + 2, token.number, after[0].number, None, None
        if (after and _is_half(after[0]) and token.number <= 12) or (i and _is_half(tokens[i - 1]) and i > 2):
            return i, i + 1, token.number, 0, None, None
    return None


def _is_after_day(tokens: list[Token], i: int) -> bool:
    """Whether what stands before can be a date, so that "14.05" at the end is a time."""
    before = tokens[:i]
    return any(t.kind == "date" or any(c[0] in "DMW" for c in t.codes) or len(t.text) == 4 for t in before)


def _is_hour(token: Token) -> bool:
    return token.text == "h" or "Uh" in token.codes


def _is_half(token: Token) -> bool:
    return bool(token.codes) and token.codes[0] in _HALVES


def _read_units(start: int, hour: int, after: list[Token]) -> _Found:
    """Minutes and seconds after the word for hours."""
    values: list[int] = []
    used = 1
    for code in ("Ui", "Us"):
        if len(after) <= used or after[used].kind != "num" or len(after[used].text) > 2 or after[used].gap.strip():
            break
        values.append(after[used].number)
        used += 1
        if len(after) > used and (code in after[used].codes or after[used].text == code[1]):
            used += 1
    minute, second = [*values, None, None][:2]
    return start, start + 1 + used, hour, minute or 0, second, None


def _find_half(tokens: list[Token], start: int, end: int) -> tuple[str, int]:
    """The half of the day nearest to a time, and where it stands."""
    for distance in range(_NEAR):
        for i in (end + distance, start - 1 - distance):
            if 0 <= i < len(tokens) and _is_half(tokens[i]):
                return tokens[i].codes[0], i
    return "", -1


def _to_24(hour: int, half: str) -> int:
    """The hour of 24 from an hour with its part of the day."""
    if half == "A" and hour == 12:
        return 0
    if (half == "P" and hour < 12) or (half == "N" and hour < 7):
        return hour + 12
    if half == "T":
        return 0 if hour == 12 else hour + 12 if 6 <= hour < 12 else hour
    return hour
