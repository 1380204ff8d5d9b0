"""dateparser as the last resort: only with a language, and only for texts that have a word of dates."""

from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from scoda_crawler.dates.numeric import Hints
from scoda_crawler.dates.tables import find_code
from scoda_crawler.dates.tokens import Token
from scoda_crawler.items import Date, Precision

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_MAX_WORDS = 8
_PERIODS: dict[str, Precision] = {"day": "day", "week": "day", "month": "month", "year": "year", "time": "minute"}


@cache
def _is_known(language: str) -> bool:
    from dateparser.languages.loader import default_loader  # 0.1 s, which most runs can spare

    return language in default_loader.get_locale_map()


@lru_cache(maxsize=64)
def _load_parser(language: str, now: datetime) -> "DateDataParser":
    from dateparser.date import DateDataParser

    return DateDataParser(languages=[language], settings={"RETURN_TIME_AS_PERIOD": True, "RELATIVE_BASE": now})


def ask_dateparser(text: str, tokens: list[Token], hints: Hints, now: datetime | None) -> Date | None:
    """What dateparser reads in a text whose words our tables know, but not what they say together; seldom anything."""
    if hints.language is None or now is None or not _is_worth(tokens):
        return None
    language = find_code(hints.language)
    if not _is_known(language):
        return None
    naive = now.replace(tzinfo=None)
    data = _load_parser(language, naive).get_date_data(text)
    value, precision = data.date_obj, _PERIODS.get(data.period or "", "day")
    if value is None or value.replace(tzinfo=None) > naive + timedelta(days=1) or value.year < 1970:
        return None
    is_relative = any(c[0] in "DGUW" for t in tokens for c in t.codes)
    if value.date() == naive.date() and not is_relative:  # the rest of a date filled up from today
        return None
    day = value if precision == "minute" else value.date()
    return Date(value=day, precision=precision, raw=text, source="text", is_relative=is_relative)


def _is_worth(tokens: list[Token]) -> bool:
    """One number or time, a word of dates beside it, and no word that is not known."""
    has_number = sum(t.kind in ("num", "time") for t in tokens) == 1
    has_word = any(c[0] in "MDG" for t in tokens for c in t.codes)
    return has_number and has_word and all(t.codes or t.kind != "word" for t in tokens) and len(tokens) <= _MAX_WORDS
