"""Whether a text may have been decoded wrongly: looks that are each much cheaper than weighing what it could mean.

The first is a regular expression for characters and neighbours that charsets give when they are confused. The second
counts pairs of characters that no known language has. `scripts/build_pair_table.py` makes the table of these.
"""

import re
import zlib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FIRST_WIDE, LAST_WIDE = 0x3040, 0xD7A4  # kana, Chinese characters, Hangul
FIRST_LETTER, LAST_LETTER = 0xC0, 0x250  # accented Latin letters

_ODD = "\x80-\x9f\ue000-\uf8ff\ufffd"  # controls, private use and what could not be decoded
# What stands for Central European, Baltic and Turkish letters where these are read as Western.
_EXCHANGED = "¹³¿¯£¼¾ºªþðýøìèùòïæêãõûÝÞÐØÌÈÙÒÏÆÊÃÕÛÂâÎî¸"
_HALF = (
    "\xa1-\u0180\u0192\u02c6-\u02dd\u2018-\u203a\u20ac\u2122\u2200-\u2317"  # what Western charsets give for a high byte
)
_CAPITALS = "А-ЯЁ"
# The bytes 0x80 to 0xBF as cp1251 and KOI8 have them, without letters that follow others in living languages.
_TRAILS = "ЂЃЌЎЏђѓќџЅѕ‚„…†‡€‰‹‘’“•–—™›¤-©«-\xae°-·№\xa0\u2320-\u25a0√≈≤≥"
_WIDE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff61-\uff9f"
_THAI = "\u0e01-\u0e5b"
_SIGNS = (  # looked for after a character of any of the classes above, for one class is found fastest
    f"(?<=[{_ODD}{_EXCHANGED}{_WIDE}{_THAI}])",
    f"(?<=[{_CAPITALS}])[{_CAPITALS}]{{2}}",
    f"(?<=[а-яё][{_CAPITALS}])",
    f"(?<=[{_CAPITALS}][{_TRAILS}])",
    f"(?<=[а-я][{_TRAILS}])[{_TRAILS}Є-Їє-їҐґ]",
    "(?<=[а-я][\u2320-\u25a0])",
    "(?<=[ÃĂÄĹа-я]\xa0)",
    f"(?<=[{_HALF}])[{_HALF}]",
    "(?<=[ГДЕ])[Ѐ-Џѐ-џҐґ]",
)
_LOOK = re.compile(f"[{_ODD}{_EXCHANGED}{_HALF}{_CAPITALS}{_TRAILS}{_WIDE}{_THAI}](?:{'|'.join(_SIGNS)})")
# Neighbours that need no second look: UTF-8 of a Western letter, and Cyrillic letters inside a Latin word.
_SYMBOLS = "¡-ª¬-º¼-¿"
_PLAIN = re.compile(
    f"[ÃÂĂ][\x80-\xbf\u0102-\u0180\u02c6-\u2122]|[âโ]€|[{_SYMBOLS}][{_SYMBOLS}]|[a-z][Ѐ-џ]|[Ѐ-џ][a-z]|вЂ|‚Ü|¡ú|[ВГ][©«®°-·ЁҐґ]"
)
_SHORT_THAI = re.compile(  # "cafรฉ"
    f"[a-z]ร\xa0|[a-z] ?[{_THAI}]{{2,3}}(?![{_THAI}])|(?<![{_THAI}])[{_THAI}]{{2,3}}[a-z]"
)
_INSIDE = re.compile(f"[a-z][{_WIDE}](?![{_WIDE}])")  # "caf챕", "z盲hlen"
_WIDE_LETTER = re.compile(f"[{_WIDE}]")
_MIXED = re.compile("[a-z](?:(?=[Ѐ-џ])|(?<=[Ѐ-џ].))")
_CYRILLIC = re.compile("[Ѐ-џ]")
# Characters that the table knows, but for marks that may stand beside any, with the one before and the one after.
_PAIRS = re.compile(
    "(?s)[\x80-\u06ff\u0e00-\u0e5f\u1e00-\u2012\u2015-\u2017\u201a\u201b\u201e-\u2025\u2027-\u26ff\uf8f0-\uf8ff\uff61-\uff9f\ufffd](?<=(..))(?=.(?<=(..)))"
)
_NO_CENTRE = frozenset(map(chr, range(0x80))) | frozenset("–—‘’“”…")
_LONGEST = 20_000  # characters that are looked at together
_MOST_PAIRS = 100_000  # that are remembered
_RATE = 0.006  # of such pairs a clean text has by chance, as in names and foreign words
_SPARSE = 0.15  # the same of the characters beyond ASCII, where these are few
_RATE_THAI = 0.03  # the same for Thai, whose spelling keeps rare letters of Pali and Sanskrit
_UNCOMMON = 0.5  # of the Chinese, Japanese and Korean characters of a clean text at most
_MAYBE_UNCOMMON = 0.3  # the same of all characters of three bytes
_FEW_WIDE = 0.25  # of the characters of a text of Latin letters are of three bytes at most
_SURE = 1 << 20  # pairs that a sign without a second look counts for


class _Table(NamedTuple):
    symbols: NDArray[np.intp]  # of each of 65,536 characters
    numbers: memoryview  # the same
    size: int
    rare: NDArray[np.uint8]  # by symbol * size + symbol
    flags: memoryview  # the same
    uncommon: re.Pattern[str]  # of the characters from kana to Hangul
    languages: dict[str, int]  # that have an accented Latin letter, a bit each


@lru_cache(maxsize=1)
def _load_table() -> _Table:
    data = zlib.decompress((files(__package__) / "data" / "pairs.bin").read_bytes())
    count, size = (int(value) for value in np.frombuffer(data, "<u4", 2))
    symbols = np.frombuffer(data, "<u2", 65536, 8).astype(np.intp)
    wide = 8 + 2 * 65536
    letters = wide + (LAST_WIDE - FIRST_WIDE + 7) // 8
    width = (count + 7) // 8
    rows = letters + width * (LAST_LETTER - FIRST_LETTER)
    languages = {
        chr(point): int.from_bytes(data[at : at + width], "big")
        for point, at in zip(range(FIRST_LETTER, LAST_LETTER), range(letters, rows, width), strict=True)
    }
    rare = np.unpackbits(np.frombuffer(data, np.uint8, offset=rows).reshape(size, -1), axis=1, count=size).ravel()
    is_uncommon = np.unpackbits(np.frombuffer(data, np.uint8, letters - wide, wide), count=LAST_WIDE - FIRST_WIDE)
    common = "".join(map(chr, np.flatnonzero(is_uncommon == 0) + FIRST_WIDE))
    pattern = re.compile(f"[^{common}\0-\u303f\ud7a4-\U0010ffff]")
    return _Table(symbols, symbols.data, size, rare, rare.data, pattern, languages)


def count_rare(text: str) -> int:
    """How many pairs of neighbours in `text` no language has."""
    table = _load_table()
    symbols = table.symbols.take(np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2"))
    return int(np.count_nonzero(table.rare.take(symbols[:-1] * table.size + symbols[1:])))


class _Pairs(dict[str, tuple[int, int]]):
    """Of two characters: how much they speak for a wrong charset, and the languages that have the second."""

    def __missing__(self, pair: str) -> tuple[int, int]:
        table = _load_table()
        first, second = ord(pair[0]) & 0xFFFF, ord(pair[1]) & 0xFFFF
        rare = table.flags[table.numbers[first] * table.size + table.numbers[second]]
        found = _SURE if _PLAIN.match(pair) else rare, table.languages.get(pair[1], -1)
        if len(self) >= _MOST_PAIRS:
            self.clear()
        self[pair] = found
        return found


_pairs = _Pairs()


def _is_strange(text: str) -> bool:
    """Whether `text` has more than chance of pairs that no language has, or letters that no one language has."""
    rare, languages = 0, -1
    found = _PAIRS.findall(f" {text} ")
    for before, after in found:
        count, having = _pairs[before]
        rare += count + (_pairs[after][0] if after[1] in _NO_CENTRE else 0)
        languages &= having
    return rare > min(_RATE * len(text), _SPARSE * len(found)) or not languages


def _is_strange_wide(text: str, size: int) -> bool:
    """The same for Chinese, Japanese and Korean characters, at most `size`: uncommon or in Latin words."""
    if not _WIDE_LETTER.search(text):
        return False
    uncommon = len(_load_table().uncommon.findall(text))
    if uncommon > _MAYBE_UNCOMMON * size:
        size = len(_WIDE_LETTER.findall(text))
    return uncommon > _UNCOMMON * size or (size < _FEW_WIDE * len(text) and _INSIDE.search(text) is not None)


def is_suspect(text: str) -> bool:
    """Whether it is worth weighing what `text`, a paragraph, could mean."""
    if text.isascii():
        return False
    if len(text) > _LONGEST:
        return any(is_suspect(text[start : start + _LONGEST]) for start in range(0, len(text), _LONGEST))
    found = _LOOK.search(text)
    if not found:
        return bool(_CYRILLIC.search(text) and _MIXED.search(text))
    first = found[0]
    wide = (len(text.encode("utf-8", "surrogatepass")) - len(text)) // 2  # characters of three bytes
    if first < "Ѐ" or first > "⟿":
        return _is_strange(text) or _is_strange_wide(text, wide)
    is_thai = first > "\u0e00" and wide > len(text) / 2
    high = len(text) - len(text.encode("ascii", "ignore"))
    if count_rare(text) > min((_RATE_THAI if is_thai else _RATE) * len(text), _SPARSE * high) or _PLAIN.search(text):
        return True
    if not is_thai and _SHORT_THAI.search(text):
        return True
    return _is_strange_wide(text, wide)
