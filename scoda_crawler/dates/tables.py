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
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

Codes = tuple[str, ...]


class Table(NamedTuple):
    """The words and the relative phrases of one language, and what its keys of several words begin with."""

    words: dict[str, Codes]
    phrases: dict[str, str]
    firsts: dict[str, int]  # and how many words the longest of them has


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


@lru_cache(maxsize=1024)
def find_code(language: str) -> str:
    """The code under which the tables have a language: "pt-BR" as "pt"."""
    base = re.split(r"[-_]", language.strip().lower())[0]
    return _OLD_CODES.get(base, base)


@lru_cache(maxsize=512)
def _load(language: str | None) -> Table:
    data = _read(language or "unique")
    words: dict[str, Codes] = {}
    for code, spelled in data.get("words", {}).items():
        for word in spelled.split("|"):
            words[word] = (*words.get(word, ()), code)
    phrases = {phrase: code for code, spelled in data.get("phrases", {}).items() for phrase in spelled.split("|")}
    if language is None:  # English is met everywhere, so that its reading of a word counts first
        words, phrases = words | _load("en").words, _load("en").phrases | phrases
    elif language != "en":
        words = _load("en").words | words
    firsts: dict[str, int] = {}
    for key in words:
        if " " in key:
            first = key[: key.index(" ")]
            firsts[first] = max(firsts.get(first, 0), key.count(" ") + 1)
    return Table(words, phrases, firsts)


def load_table(language: str | None) -> Table:
    """The table of a language; None for the words that mean the same in every language that has them."""
    return _load(None if language is None else find_code(language))


@lru_cache(maxsize=1024)
def find_order(language: str | None) -> str:
    """The order of numeric dates in a locale by CLDR, such as "DMY"; "" for an unknown one."""
    if language is None:
        return ""
    code = language.strip().lower().replace("_", "-")
    return _orders().get(code) or _orders().get(find_code(code), "")
