"""Builds scoda_crawler/dates/data/words.zip: words of dates in all languages, from CLDR, dateparser and our own list.

    python scripts/build_dates.py

CLDR (through Babel; Unicode licence) gives names of months, days and parts of the day, units and relative forms;
dateparser's language data (BSD) adds spellings; `scripts/dates_words.json` (ours) has what both lack. The meaning of a
word is a short code, told in `scoda_crawler/dates/tables.py`.
"""

import importlib
import json
import pkgutil
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

from scoda_crawler.dates.folding import canonical

_TRANSLATIONS = importlib.import_module("dateparser.data.date_translation_data")
HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "scoda_crawler" / "dates" / "data" / "words.zip"
UNITS = {"year": "y", "month": "o", "week": "w", "day": "d", "hour": "h", "minute": "i", "second": "s"}
FIELDS = {"year": "y", "month": "o", "mon": "o", "week": "w", "day": "d", "hour": "h", "minute": "i", "min": "i"}
FIELDS |= {"second": "s", "sec": "s"}
MONTHS = "january february march april may june july august september october november december".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
PARTS = {"midnight": "T", "am": "A", "noon": "N", "pm": "P", "morning1": "A", "morning2": "A", "afternoon1": "N"}
PARTS |= {"afternoon2": "N", "evening1": "P", "evening2": "P", "night1": "T", "night2": "T"}
MAJOR = set("ca cs da de en es fi fr hr hu id it nb nl pl pt ro sk sv tr vi".split())
COUNTS = {"one": 1, "two": 2}  # plural forms that need no number

Words = dict[str, set[str]]


def add(words: Words, text: str, code: str) -> None:
    """Note a meaning of a word or of words."""
    key = canonical(text)
    if key and "#" not in key and len(key) < 40:
        words[key].add(code)


def texts(value: Any) -> Iterator[str]:
    """All texts in a tree of Babel's dictionaries."""
    if isinstance(value, str):
        yield value
    elif hasattr(value, "values"):
        for part in value.values():
            yield from texts(part)


def add_names(words: Words, locale: Locale) -> None:
    """Names of months, days and parts of the day."""
    for width in ("wide", "abbreviated", "short"):
        for kind in ("format", "stand-alone"):
            for number, name in locale.months.get(kind, {}).get(width, {}).items():
                add(words, name, f"M{number}")
            for number, name in locale.days.get(kind, {}).get(width, {}).items():
                add(words, name, f"W{number}")
            for part, name in locale.day_periods.get(kind, {}).get(width, {}).items():
                if part in PARTS:
                    add(words, name, PARTS[part])


def add_units(words: Words, locale: Locale) -> None:
    """The words for units, in all their forms."""
    patterns = locale._data["unit_patterns"]
    for unit, code in UNITS.items():
        for form in (f for key, f in patterns.items() if key == f"duration-{unit}"):
            for width in ("long", "short", "narrow"):
                for count, text in dict(form.get(width, {})).items():
                    if count == "per":
                        continue
                    for one in texts(text):
                        implied = "2" if count == "two" and "{0}" not in one else ""
                        if width != "narrow" or code in "yowd":
                            add(words, one.replace("{0}", " "), f"U{code}{implied}")


def read_relative(locale: Locale) -> Iterator[tuple[str, str, str, int]]:
    """(unit, "past" or "future", pattern, count where it has no number) of CLDR's relative forms."""
    for field, data in locale._data["date_fields"].items():
        unit = FIELDS.get(field.split("-")[0])
        for sense in ("past", "future") if unit else ():
            for number, one in dict(data.get(sense, {})).items():
                if isinstance(one, str) and ("{0}" in one or number in COUNTS):
                    yield unit or "", sense, one, COUNTS.get(number, 1)


def add_relative(words: Words, phrases: dict[str, str], locale: Locale) -> None:
    """Whole relative phrases, and the words in them that mean the past or the future."""
    shared: dict[str, dict[str, set[str]]] = {"past": defaultdict(set), "future": defaultdict(set)}
    for unit, sense, text, count in read_relative(locale):
        key = canonical(text.replace("{0}", " 7 "))
        sign = "-" if sense == "past" else "+"
        if len(key.split()) > 1 and key.count("#") <= 1:
            phrases.setdefault(key, unit + sign + ("" if "#" in key else str(count)))
            for side in key.split("#"):
                pieces = side.split()
                for part in {" ".join(pieces[:n]) for n in (1, 2, 3)} | {" ".join(pieces[-n:]) for n in (1, 2, 3)}:
                    shared[sense][part].add(unit)
    for sense, code in (("past", "G"), ("future", "F")):
        for part, units in shared[sense].items():
            if part and len(units) >= 5 and len(shared["future" if sense == "past" else "past"].get(part, ())) < 3:
                words[part].add(code)


def add_fillers(words: Words, locale: Locale) -> None:
    """What CLDR writes between the parts of a date, and between date and time."""
    patterns = [p.pattern for p in locale.date_formats.values()] + [str(p) for p in locale.datetime_formats.values()]
    patterns += [getattr(p, "pattern", "") for p in locale.datetime_skeletons.values()]
    for pattern in patterns:
        for quoted in re.findall(r"'([^']+)'", pattern):
            for word in quoted.split():
                if not words.get(canonical(word)):
                    add(words, word, "X")


def find_order(locale: Locale) -> str:
    """The order of year, month and day in the short date: "DMY"."""
    pattern = re.sub(r"'[^']*'|G+", "", locale.date_formats["short"].pattern)
    return "".join(dict.fromkeys(c.upper() for c in pattern if c in "yMd"))


def expand(pattern: str) -> list[str]:
    """The few texts that a simple regular expression stands for; none where it is not simple."""
    if not re.fullmatch(r"[^\\\[\]{}^$*+?.]*", pattern) or pattern.count("(") > 1 or "(?" in pattern:
        return []
    match = re.fullmatch(r"([^()|]*)\(([^()]*)\)([^()|]*)", pattern)
    if match:
        return [match[1] + part + match[3] for part in match[2].split("|")]
    return [] if set(pattern) & set("()") else pattern.split("|")


def add_dateparser(words: Words, phrases: dict[str, str], info: dict[str, Any]) -> None:
    """The spellings of one language of dateparser."""
    for names, letter, first in ((MONTHS, "M", 1), (DAYS, "W", 0)):
        for number, name in enumerate(names, first):
            for word in info.get(name, ()):
                add(words, word, f"{letter}{number}")
    for unit, code in UNITS.items():
        for word in info.get(unit, ()):
            add(words, word, f"U{code}")
    for key, code in (("am", "A"), ("pm", "P"), ("ago", "G"), ("in", "F")):
        for word in info.get(key, ()):
            add(words, word, code)
    for word in info.get("skip", ()) + info.get("pertain", []):
        if not words.get(canonical(word)):
            add(words, word, "X")
    for meaning, spellings in info.get("relative-type", {}).items():
        for word in spellings:
            add_phrase(words, phrases, word, meaning)
    for meaning, spellings in info.get("relative-type-regex", {}).items():
        for word in spellings:
            key = re.sub(r"\(\\d[^)]*\)", " 7 ", word)
            add_phrase(words, phrases, key, meaning)
    for pair in info.get("simplifications", ()):
        for pattern, meaning in pair.items():
            for word in expand(pattern):
                if re.fullmatch(r"\d+", str(meaning)):
                    add(words, word, f"N{int(meaning)}")
                else:
                    add_phrase(words, phrases, word, str(meaning))


def add_phrase(words: Words, phrases: dict[str, str], text: str, meaning: str) -> None:
    """A relative phrase whose meaning is in English ("1 day ago", "in 2 week")."""
    match = re.fullmatch(r"(in )?(\\?\d+) (\w+?)s?( ago)?", meaning)
    if not match or match[3] not in UNITS or not (match[1] or match[4]):
        return
    unit, sign = UNITS[match[3]], "+" if match[1] else "-"
    if match[2] == "\\1":
        if "#" in (key := canonical(text)):
            phrases.setdefault(key, unit + sign)
    elif unit == "d":
        add(words, text, f"D{sign if match[2] != '0' else ''}{match[2]}")
    elif unit == "s" and match[2] == "0":
        add(words, text, "J")
    elif match[2] != "0":
        phrases.setdefault(canonical(text), f"{unit}{sign}{match[2]}")


def languages_of_dateparser() -> dict[str, dict[str, Any]]:
    """Code of the language to dateparser's data of it."""
    out = {}
    for module in pkgutil.iter_modules(_TRANSLATIONS.__path__):
        info = importlib.import_module(f"{_TRANSLATIONS.__name__}.{module.name}").info
        out[module.name.replace("_", "-").lower()] = info
    return out


def build() -> tuple[dict[str, Any], dict[str, str]]:
    """Tables by language, and orders of numeric dates by locale."""
    tables: dict[str, tuple[Words, dict[str, str]]] = defaultdict(lambda: (defaultdict(set), {}))
    orders: dict[str, str] = {}
    for code in sorted(locale_identifiers(), key=lambda c: (c.count("_"), c)):
        try:
            locale = Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            continue
        orders[code.replace("_", "-").lower()] = find_order(locale)
        words, phrases = tables[locale.language]
        add_names(words, locale)
        add_units(words, locale)
        add_relative(words, phrases, locale)
        add_fillers(words, locale)
    for code, info in languages_of_dateparser().items():
        add_dateparser(*tables[code.split("-")[0]], info)
    for words, phrases in tables.values():
        drop_bare_units(words, phrases)
    add_own(tables, json.loads((HERE / "dates_words.json").read_text("utf-8")))
    return {code: shape(*tables[code]) for code in sorted(tables)}, slim(orders)


def drop_bare_units(words: Words, phrases: dict[str, str]) -> None:
    """Take out phrases that are but a number and a unit ("4 min"): they are lengths of time."""
    for phrase in list(phrases):
        codes = words.get(phrase.replace("#", "").strip(), set())
        if codes and all(code[0] == "U" for code in codes):
            del phrases[phrase]


def add_own(tables: dict[str, tuple[Words, dict[str, str]]], own: dict[str, dict[str, str]]) -> None:
    """Our own list: language -> code -> words divided by "|". It says all that a word means, whatever others say.

    "-" before a code takes but that meaning away.
    """
    for language, entries in own.items():
        words, phrases = tables[language]
        for code, spelled in entries.items():
            if not code.startswith("-"):
                for text in spelled.split("|"):
                    words.pop(canonical(text), None)
        for code, spelled in entries.items():
            for text in spelled.split("|"):
                if code.startswith("-"):
                    words[canonical(text)].discard(code[1:])
                elif "#" in text or re.fullmatch(r"[yowdhis][+-]\d*", code):
                    phrases[canonical(text.replace("#", " 7 "))] = code
                elif key := canonical(text):
                    words[key].add(code)


def slim(orders: dict[str, str]) -> dict[str, str]:
    """Orders that differ from those of the language alone."""
    for code in [c for c in orders if c.count("-") == 2]:
        language, _, region = code.split("-")
        orders.setdefault(f"{language}-{region}", orders[code])
    return {c: o for c, o in orders.items() if "-" not in c or orders.get(c.split("-")[0]) != o}


def settle_halves(codes: set[str]) -> set[str]:
    """One part of the day for a word that has several: night before evening, evening before afternoon."""
    parts = codes & set("APNT")
    if len(parts) < 2:
        return codes
    kept = {"A"} if "A" in parts and "P" not in parts else {"T"} & parts or {"P"} & parts
    return codes - parts | (set() if {"A", "P"} <= parts else kept)


def shape(words: Words, phrases: dict[str, str]) -> dict[str, Any]:
    """A table as it is shipped: code to words divided by "|"."""
    by_code: dict[str, list[str]] = defaultdict(list)
    for word, codes in words.items():
        meant = sorted(settle_halves(codes))
        if len(meant) > 1 and "X" in meant:
            meant.remove("X")
        for code in meant:
            by_code[code].append(word)
    by_phrase: dict[str, list[str]] = defaultdict(list)
    for phrase, code in phrases.items():
        if len(phrase.replace("#", "").strip()) > 2 or not phrase.isascii():  # "5 g" is no date
            by_phrase[code].append(phrase)
    return {
        "words": {code: "|".join(sorted(by_code[code])) for code in sorted(by_code)},
        "phrases": {code: "|".join(sorted(by_phrase[code])) for code in sorted(by_phrase)},
    }


def find_unique(tables: dict[str, Any], least: int = 4) -> dict[str, Any]:
    """One table of the words that mean the same in every language that has them."""
    meanings: dict[str, set[str]] = defaultdict(set)
    phrases: dict[str, set[str]] = defaultdict(set)
    known: set[str] = set()  # in ASCII of large languages only: "more" is tomorrow in a small one
    for language, table in tables.items():
        for code, spelled in table["words"].items():
            for word in spelled.split("|"):
                meanings[word].add(code)
                if not word.isascii() or (language in MAJOR and code[:2] != "D+"):
                    known.add(word)
        for code, spelled in table["phrases"].items():
            for phrase in spelled.split("|"):
                phrases[phrase].add(code)
    kept: Words = defaultdict(set)
    for word, codes in meanings.items():
        if word in known and len(codes) == 1 and (len(word) >= least or not word.isascii()):
            kept[word] |= codes
    return shape(kept, {p: next(iter(c)) for p, c in phrases.items() if len(c) == 1})


def write(files: Iterable[tuple[str, Any]], out: Path) -> None:
    """One JSON file a language in a zip that is the same at each build."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, table in files:
            info = zipfile.ZipInfo(f"{name}.json", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, json.dumps(table, ensure_ascii=False, separators=(",", ":")))


def main() -> None:
    """Build the tables and say how large they are."""
    tables, orders = build()
    write([("orders", orders), ("unique", find_unique(tables)), *tables.items()], OUT)
    sys.stdout.write(f"{len(tables)} languages, {OUT.stat().st_size} bytes in {OUT}\n")


if __name__ == "__main__":
    main()
