"""Names of countries, languages, currencies, months and weekdays by CLDR: found in one language, given in another."""

import pickle
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.localedata import locale_identifiers, resolve_locale_filename
from babel.numbers import get_currency_name

from scoda_crawler.text.alphabets import COMMON, script_of

Kind = Literal["territory", "language", "month", "weekday", "currency"]

# The most written languages come first: where two give a name to different things, theirs counts. Of the hundred that
# Latin letters write, only these are read: the others' names are too often words of another language.
_FIRST = "zh zh_Hant ja ru uk bg sr ar fa ur hi mr ne bn".split()
_OF_LATIN = "en es fr de pt it nl pl tr id vi cs ro hu sv".split()
_SCRIPTS = {
    "Arab": "ARABIC",
    "Armn": "ARMENIAN",
    "Beng": "BENGALI",
    "Cyrl": "CYRILLIC",
    "Deva": "DEVANAGARI",
    "Ethi": "ETHIOPIC",
    "Geor": "GEORGIAN",
    "Grek": "GREEK",
    "Gujr": "GUJARATI",
    "Guru": "GURMUKHI",
    "Hans": "CJK",
    "Hant": "CJK",
    "Hebr": "HEBREW",
    "Jpan": "CJK",
    "Khmr": "KHMER",
    "Knda": "KANNADA",
    "Kore": "HANGUL",
    "Laoo": "LAO",
    "Latn": "LATIN",
    "Mlym": "MALAYALAM",
    "Mymr": "MYANMAR",
    "Orya": "ORIYA",
    "Sinh": "SINHALA",
    "Taml": "TAMIL",
    "Telu": "TELUGU",
    "Thai": "THAI",
    "Tibt": "TIBETAN",
}
_REMARK = re.compile(r"\s*[(（\[].*")
# What Thai writes before a name: "country", "language", "month".
_CLASSES: dict[str, Kind] = {"ประเทศ": "territory", "ภาษา": "language", "เดือน": "month"}
_RARE_LANGUAGE = 3  # letters of the code of a language whose name is more often another word
_OF_SEVERAL_STATES = ("XAF", "XCD", "XOF", "XPF")
_COUNTS = (0, 1, 2, 5)  # that give the forms of the plural


class Name(NamedTuple):
    """What a name stands for: CLDR's code of it (`RU`, `ru`, `RUB`, month 1 to 12, weekday 0 to 6 from Monday)."""

    kind: Kind
    code: str
    language: str  # in which it is written, ISO 639-1


def find_name(words: str) -> Name | None:
    """What `words`, in whatever language, name; None where CLDR does not know them. Letter case counts for nothing."""
    scripts = {script_of(char) for char in words} - {COMMON}
    if len(scripts) != 1:
        return None
    names, folded = _names_in(scripts.pop()), _fold(words)
    if folded in names:
        return names[folded][0]
    named = next(filter(folded.startswith, _CLASSES), "")
    return next((n for n in names.get(folded.removeprefix(named), ()) if n.kind == _CLASSES.get(named)), None)


def name_in(name: Name, language: str, *, number: int | None = None) -> str | None:
    """The same thing's name in `language`, in that language's letter case; None where CLDR has none.

    `number` is a number that stands before it: a currency takes its plural, a month the form of a date.
    """
    locale = _load(language)
    if locale is None:
        return None
    if name.kind == "currency":
        shown = get_currency_name(name.code, 1 if number is None else number, locale=locale)
        return None if shown == name.code else str(shown)
    if name.kind in ("territory", "language"):
        names = locale.territories if name.kind == "territory" else locale.languages
        found = names.get(name.code)
        return _REMARK.sub("", str(found)) if found else None
    words = _calendar(language, "months" if name.kind == "month" else "days", "format" if number else "stand-alone")
    return words.get(int(name.code))


def _calendar(language: str, part: str, context: str) -> dict[int, str]:
    """The wide names of months or weekdays; those that stand alone where they differ from those in a date.

    Babel 2.18 resolves the alias of the one to the other in a table that all locales share, so that the first language
    asked answers for the others; the locale's own file is not touched by that.
    """
    own = _load_own(language).get(part, {})
    wide = {**own.get("format", {}).get("wide", {})}
    alone = own.get(context, {}).get("wide", {})
    return {**wide, **alone} if isinstance(alone, dict) else wide


@cache
def _load_own(language: str) -> dict[str, Any]:
    with Path(resolve_locale_filename(language.replace("-", "_"))).open("rb") as file:
        data: dict[str, Any] = pickle.load(file)  # noqa: S301  (Babel's own file; the language is known to it)
    return {part: data.get(part, {}) for part in ("months", "days")}


def _fold(words: str) -> str:
    return re.sub(r"[\s\u200c\xad-]+", " ", words).strip().casefold().replace("ё", "е")


@cache
def _load(language: str) -> Locale | None:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


@cache
def _names_in(script: str) -> dict[str, list[Name]]:
    """All names in the languages of a script, folded, with their meanings in the order of `_iter_names`."""
    names: dict[str, list[Name]] = {}
    for identifier in _languages_of(script):
        locale = _load(identifier)
        for name, words in _iter_names(locale, identifier.partition("_")[0]) if locale else ():
            folded = _fold(_REMARK.sub("", words))
            if len(folded) > 1 and {script_of(c) for c in folded} <= {script, COMMON} and not re.search(r"\d", folded):
                names.setdefault(folded, []).append(name)
    return names


def _languages_of(script: str) -> list[str]:
    """CLDR's locales, of languages without region, that are written in a script; the most written first."""
    if script == "LATIN":
        return _OF_LATIN
    likely = get_global("likely_subtags")
    plain = sorted(i for i in locale_identifiers() if "_" not in i and "_" in likely.get(i, ""))
    found = [i for i in plain if _SCRIPTS.get(likely[i].split("_")[1]) == script]
    first = [i for i in _FIRST if i in found or (i == "zh_Hant" and script == "CJK")]
    return first + [i for i in found if i not in first]


def _iter_names(locale: Locale, language: str) -> Iterator[tuple[Name, str]]:
    """Names with what they mean; countries come before the languages that are called alike."""
    for code, words in locale.territories.items():
        if len(code) == 2 and code not in ("EU", "EZ", "UN", "ZZ", "QO"):
            yield Name("territory", code, language), words
    for code, words in locale.languages.items():
        if code.isalpha() and len(code) < _RARE_LANGUAGE:
            yield Name("language", code, language), words
    for context in ("format", "stand-alone"):
        for month, words in _calendar(str(locale), "months", context).items():
            yield Name("month", str(month), language), words
        for day, words in _calendar(str(locale), "days", context).items():
            yield Name("weekday", str(day), language), words
    for code, words in locale.currencies.items():
        if code[0] == "X" and code not in _OF_SEVERAL_STATES:  # gold, units of account
            continue
        if not _REMARK.search(words):  # "(1961-1990)", "(offshore)": not what the name alone means
            yield Name("currency", code, language), words
            for count in _COUNTS:
                yield Name("currency", code, language), str(get_currency_name(code, count, locale=locale))
