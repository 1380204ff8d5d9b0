"""From a text to a Date: the quick way for ISO 8601, then the tables, then dateparser."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from scoda_crawler.dates.absolute import read_day, read_numbers
from scoda_crawler.dates.chinese import spell_era, spell_numbers
from scoda_crawler.dates.clock import Clock, take_time
from scoda_crawler.dates.fallback import ask_dateparser
from scoda_crawler.dates.folding import fold, to_key
from scoda_crawler.dates.numeric import Day, Hints
from scoda_crawler.dates.relative import find_day_shift, find_span, find_weekday, resolve_span
from scoda_crawler.dates.tables import Table, find_order, load_table
from scoda_crawler.dates.tokens import Token, tokenise
from scoda_crawler.items import Date, Precision

MAX_LENGTH = 160  # characters: no date with its words is longer
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(Z?)")
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:(?:T|\s{1,2})(\d\d:\d\d)(:\d\d)?(?:[.,]\d{1,9})?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?", re.I
)
_ROMAN = re.compile(r"(?<![\w.])(\d{1,2})[./ -]\s?(x?i{1,3}|i?[vx]|vi{1,3})[./ -]\s?((?:1[89]|20)\d\d)(?!\d)")
_ROMANS = {name: i for i, name in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}
_DIVIDER = re.compile(r"[|｜·•]")
_PARTS = 4  # of a line with several dates that are looked at


def parse_date(
    text: str, *, language: str | None = None, now: datetime | None = None, day_first: bool | None = None
) -> Date | None:
    """The date that a short text tells, to the precision that it tells; None for a text that is no date.

    `language` is the text's (ISO 639, with a region where known: "pt-BR"). `now` is when the text was shown: relative
    dates are counted from it, and without it have no value. `day_first` says how the site orders day and month
    (`find_day_order`). Never raises. A zone that is written is kept in the value.
    """
    text = text.strip()
    if not text or len(text) > MAX_LENGTH:
        return None
    if found := _read_iso(text):
        return found
    language = language.strip().lower().replace("_", "-") if language and language.strip() else None
    hints = Hints(language, find_order(language), day_first, now.date() if now else None)
    return _read(text, hints, now)


def _read_iso(text: str) -> Date | None:
    """ISO 8601, also with a space for the T."""
    match = _ISO.fullmatch(_COMPACT.sub(_spread, text) if text[8:9] == "T" else text)
    if not match or not "1500" < match[1] < "2200":
        return None
    day, clock, second, zone = match.groups()
    if not match[1].isascii():
        return None
    try:
        if not clock:
            return Date(value=date.fromisoformat(day), raw=text, source="text")
        offset = "+00:00" if zone and zone.upper() in ("Z", "UTC", "GMT") else zone or ""
        value = datetime.fromisoformat(f"{day}T{clock}{second or ''}{offset}")
    except ValueError:
        return None
    return Date(value=value, precision="second" if second else "minute", raw=text, source="text")


def _spread(match: re.Match[str]) -> str:
    """The basic form of ISO 8601 as the extended one."""
    year, month, day, hour, minute, second, zone = match.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}{':' + second if second else ''}{zone}"


def _read(text: str, hints: Hints, now: datetime | None) -> Date | None:
    folded = _spell_months(spell_numbers(fold(text)))
    if hints.language is not None and hints.language[:2] == "ja":
        folded = spell_era(folded)
    if not any(c.isalpha() for c in folded) and not any(c.isdecimal() for c in folded):
        return None
    table = load_table(hints.language)
    tokens = tokenise(folded, table)
    if not _has_meaning(tokens) and to_key(folded) not in table.phrases:
        return None
    found = _read_absolute(tokens, hints) or _read_relative(text, folded, tokens, table, now)
    if found is None:
        return _read_part(text, hints, now) or ask_dateparser(text, tokens, hints, now)
    return _finish(found, text)


def _spell_months(folded: str) -> str:
    """A month in Roman numerals between day and year as ISO 8601 has it: "12 XI 2019", "5.VI.2018"."""
    return _ROMAN.sub(lambda m: f"{m[3]}-{_ROMANS.get(m[2], 0):02}-{m[1]:0>2}", folded)


def _read_part(text: str, hints: Hints, now: datetime | None) -> Date | None:
    """The first date of a line that is divided: "Published 3 May 2020 | Updated 5 June 2020"."""
    parts = _DIVIDER.split(text)[:_PARTS]
    read = (_read(part, hints, now) for part in parts if len(parts) > 1)
    found = next((date for date in read if date and not date.is_relative), None)
    return replace(found, raw=text) if found else None


def _has_meaning(tokens: list[Token]) -> bool:
    """Whether there is anything of a date at all."""
    if any(t.kind in ("date", "time") for t in tokens):
        return True
    return any(c[0] != "X" for t in tokens for c in t.codes)


_Found = tuple[date | datetime | None, Precision, Day | None]


def _read_absolute(tokens: list[Token], hints: Hints) -> _Found | None:
    clock, rest = take_time(tokens, is_day_known=_names_day(tokens))
    day = read_day(rest, hints, has_time=clock is not None) or read_numbers(rest, hints, has_time=clock is not None)
    if day is None:
        return None
    return (*_join(day.value, clock, day.precision), day)  # type: ignore[arg-type]


def _names_day(tokens: list[Token]) -> bool:
    """Whether a date, a month or a weekday is named, and no word of the past: then "14h05" is a time of day."""
    if any(t.kind == "date" or any(c[0] in "MDWSI" for c in t.codes) for t in tokens):
        return True
    codes = {c for t in tokens for c in t.codes}
    return "Uo" in codes and "G" not in codes


def _join(day: date, clock: Clock | None, precision: Precision) -> tuple[date | datetime, Precision]:
    if clock is None:
        return day, precision
    return datetime.combine(day, clock.value), "second" if clock.has_seconds else "minute"


def _read_relative(raw: str, folded: str, tokens: list[Token], table: Table, now: datetime | None) -> _Found | None:
    if span := find_span(raw, folded, tokens, table):
        if now is None:
            return None, "day", None
        resolved = resolve_span(span, now)
        return (*resolved, None) if resolved else None
    clock, rest = take_time(tokens, is_day_known=_names_day(tokens))
    shift = find_day_shift(rest, has_time=clock is not None)
    if shift is not None:
        if now is None:
            return None, "day", None
        return (*_join(now.date() + timedelta(days=shift), clock, "day"), None)
    weekday = find_weekday(rest, now.date(), has_time=clock is not None) if now else None
    return (*_join(weekday, clock, "day"), None) if weekday else None


def _finish(found: _Found, text: str) -> Date:
    value, precision, day = found
    return Date(
        value=value,
        precision=precision,
        raw=text,
        source="text",
        calendar=day.calendar if day else "gregorian",
        is_ambiguous=bool(day and day.is_ambiguous),
        is_relative=day is None,
    )
