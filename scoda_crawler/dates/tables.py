"""The words of dates by language, read from the package's data when a language is first met.

Codes of meaning: M1-M12 month, S1-S12 Persian and I1-I12 Islamic month, W0-W6 Monday to Sunday, A P N T morning,
evening, noon and night, U? unit (y year, o month, w week, d day, h hour, i minute, s second; "Ud2" two days), G ago,
F from now, D-1 yesterday (D0 today), J just now, N7 a number, H half, Q a few, L last, C? calendar (Cb Buddhist, Cr
ROC, Cg Gregorian), E2019 a Japanese era and its first year, X a word that says nothing.
"""

import io
import json
import re
import zipfile
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

Codes = tuple[str, ...]


class Table(NamedTuple):
    """The words and the relative phrases of one language; `longest` is the number of words that a key may have."""

    words: dict[str, Codes]
    phrases: dict[str, str]
    firsts: dict[str, int]  # first word of keys of several words, and how many the longest of them has


@cache
def _open() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(files(__package__).joinpath("data/words.zip").read_bytes()))


def _read(name: str) -> dict[str, Any]:
    """One member of the data; {} where there is none."""
    try:
        found: dict[str, Any] = json.loads(_open().read(f"{name}.json"))
    except KeyError:
        return {}
    return found


@cache
def _orders() -> dict[str, str]:
    return _read("orders")


_OLD_CODES = {
    "iw": "he",
    "in": "id",
    "no": "nb",
    "tl": "fil",
    "mo": "ro",
    "sh": "sr",
    "cn": "zh",
    "jp": "ja",
    "kr": "ko",
    "me": "sr",
}


@cache
def find_code(language: str) -> str:
    """The code under which the tables have a language: "pt-BR" as "pt"."""
    base = re.split(r"[-_]", language.strip().lower())[0]
    return _OLD_CODES.get(base, base)


@cache
def load_table(language: str | None) -> Table:
    """The table of a language; None for the words that mean the same in every language that has them."""
    data = _read("unique" if language is None else find_code(language))
    words: dict[str, Codes] = {}
    for code, spelled in data.get("words", {}).items():
        for word in spelled.split("|"):
            words[word] = (*words.get(word, ()), code)
    if language is None:
        words |= load_table("en").words
    elif find_code(language) != "en":
        words = load_table("en").words | words
    phrases = load_table("en").phrases if language is None else {}
    phrases |= {p: code for code, spelled in data.get("phrases", {}).items() for p in spelled.split("|")}
    firsts: dict[str, int] = {}
    for key in words:
        if " " in key:
            first, *rest = key.split(" ")
            firsts[first] = max(firsts.get(first, 0), len(rest) + 1)
    return Table(words, phrases, firsts)


@cache
def find_order(language: str | None) -> str:
    """The order of numeric dates in a locale by CLDR, such as "DMY"; "" for an unknown one."""
    if language is None:
        return ""
    code = language.strip().lower().replace("_", "-")
    return _orders().get(code) or _orders().get(find_code(code), "")
