"""Whether a text may have been decoded wrongly: two looks, each much cheaper than weighing what it could mean.

The first is a regular expression for characters and neighbours that charsets give when they are confused. The second
counts pairs of characters that no known language has.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoda_crawler.text.characters import DIGIT, OWN, SPACE, CharacterModel, load_model

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
    "(?<=[ГДЕ])[Ѐ-Џѐ-џ]",
)
_LOOK = re.compile(f"[{_ODD}{_EXCHANGED}{_HALF}{_CAPITALS}{_TRAILS}{_WIDE}{_THAI}](?:{'|'.join(_SIGNS)})")
# Signs that need no second look: UTF-8 of a Western letter, and Latin letters inside a word of another script.
_SYMBOLS = "¡-ª¬-º¼-¿"
_PLAIN = re.compile(
    f"[ÃÂĂâ{_SYMBOLS}{_THAI}Ѐ-џ](?:(?<=[ÃÂĂ])[\x80-\xbf\u0102-\u0180\u02c6-\u2122]|(?<=â)€|(?<=[{_SYMBOLS}])[{_SYMBOLS}]"
    f"|(?<=[a-z][{_THAI}Ѐ-џ])|(?<=[{_THAI}Ѐ-џ])[a-z])"
)
_INSIDE = re.compile(f"[{_WIDE}](?<=[a-z].)(?![{_WIDE}])")  # "caf챕", "z盲hlen"
_WIDE_LETTER = re.compile(f"[{_WIDE}]")
_SMALL = re.compile("[a-z]")
_MIXED = re.compile("[Ѐ-џ](?:(?<=[a-z].)|(?=[a-z]))")  # Cyrillic inside a Latin word
_ACCENTED = re.compile("[\xc0-\u024f]")
_SELDOM = 104  # eighths of a bit of a letter that is not counted as one of a language
_RARE = 96  # eighths of a bit that a pair costs at least in every language, to be counted
_COMMON = 64  # and at most in some language, to be what is meant
_DEAR = 94  # eighths of a bit that the Chinese, Japanese and Korean characters of a text cost at most on average
_LATIN_BYTES = 1.5  # of UTF-8 a character, that a text of Latin letters has at most
_RATE = 0.006  # of such pairs a clean text has by chance, as in names and foreign words
_FIRST_WIDE, _AFTER_WIDE = 0x3040, 0xD7A4
_OTHER, _STRANGE, _NEW = range(3)  # symbols: not looked at, in no alphabet, the first of an alphabet
_REGIONAL = ("cp1250", "cp1254", "cp1257")


class _Table(NamedTuple):
    symbols: NDArray[np.int32]  # of each of 65,536 characters
    size: int
    rare: NDArray[np.bool_]  # by symbol * size + symbol
    cheapest: NDArray[np.uint8]  # of each of 65,536 characters: eighths of a bit


def _number(model: CharacterModel) -> NDArray[np.int64]:
    """Symbols: one for each character of an alphabet that a charset holds, one for those of none."""
    points = np.arange(65536)
    read = (points < 0x700) | ((points >= 0xE00) & (points < 0xE60)) | ((points >= 0x1E00) & (points < 0x2700))
    read |= points >= 0xF8F0
    known = (model.classes >= OWN).any(axis=0)
    symbols = np.zeros(65536, dtype=np.int64)
    symbols[read & (points >= 0x80)] = _STRANGE
    chosen = np.flatnonzero(known & read)
    symbols[chosen] = np.arange(_NEW, _NEW + len(chosen))
    symbols[[ord(char) for char in " \t\n\r\xa0"]] = symbols[32] = _NEW + len(chosen)
    symbols[ord("0") : ord("9") + 1] = _NEW + len(chosen) + 1
    return symbols


def _cheapest_pairs(model: CharacterModel, symbols: NDArray[np.int64]) -> NDArray[np.uint8]:
    """What each pair of symbols costs in the language that has it most."""
    cheapest = np.full((int(symbols.max()) + 1,) * 2, 255, dtype=np.uint8)
    looked = np.flatnonzero(symbols >= _NEW)
    for row, size, start in zip(model.classes, model.sizes, model.starts, strict=True):
        local = row[looked]
        points = looked[(local >= OWN) | (local == SPACE) | (local == DIGIT)]
        index = np.ix_(symbols[points], symbols[points])
        own = row[points].astype(np.int64)
        pairs = model.pairs[own[:, None] * size + own[None, :] + start]
        cheapest[index] = np.minimum(cheapest[index], pairs)
    return cheapest


def _explained(cheapest: NDArray[np.uint8], symbols: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Pairs that another regional charset makes common ones."""
    western = bytes(range(0x80, 0x100)).decode("cp1252", "replace")
    explained = np.zeros(cheapest.shape, dtype=bool)
    for codec in _REGIONAL:
        other = np.arange(len(cheapest))
        for was, meant in zip(western, bytes(range(0x80, 0x100)).decode(codec, "replace"), strict=True):
            other[symbols[ord(was)]] = symbols[ord(meant)]
        explained |= cheapest[np.ix_(other, other)] <= _COMMON
    return explained


@lru_cache(maxsize=1)
def _load_table() -> _Table:
    model = load_model()
    symbols = _number(model)
    cheapest = _cheapest_pairs(model, symbols)
    rare = cheapest >= _RARE
    plain = np.zeros(len(rare), dtype=bool)
    plain[symbols[:128]] = True
    letters = np.zeros(len(rare), dtype=bool)
    letters[[symbols[point] for point in range(0xC0, 0x180)]] = True
    beside = (plain[:, None] & letters[None, :]) | (letters[:, None] & plain[None, :])
    rare &= ~beside | _explained(cheapest, symbols)
    rare[_STRANGE, :] = rare[:, _STRANGE] = True
    rare[_OTHER, :] = rare[:, _OTHER] = False
    rare[np.ix_(plain, plain)] = False
    single = np.full(65536, 255, dtype=np.uint8)
    for row, costs in zip(model.classes, model.singles, strict=True):
        single = np.minimum(single, np.where(row >= OWN, costs[row], 255))
    return _Table(symbols.astype(np.int32), len(rare), rare.ravel(), single)


def _codes(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")


def count_rare(text: str) -> int:
    """How many pairs of neighbours in `text` no language has."""
    return _count_rare(_codes(text))


def _count_rare(codes: NDArray[np.uint16]) -> int:
    table = _load_table()
    symbols = table.symbols.take(codes)
    return int(np.count_nonzero(table.rare.take(symbols[:-1] * table.size + symbols[1:])))


@lru_cache(maxsize=1)
def _load_letters() -> dict[str, int]:
    """Languages that have an accented Latin letter, a bit each."""
    model = load_model()
    common = (model.classes >= OWN) & (np.take_along_axis(model.singles, model.classes, axis=1) < _SELDOM)
    letters = [point for point in range(0xC0, 0x250) if chr(point).isalpha() and common[:, point].any()]
    return {chr(point): int(np.packbits(common[:, point]).tobytes().hex(), 16) for point in letters}


def _has_odd_letters(text: str) -> bool:
    """Whether no one language has all of the accented Latin letters."""
    letters, languages = _load_letters(), -1
    for char in _ACCENTED.findall(text):
        languages &= letters.get(char, -1)
    return languages == 0


def _is_dear(codes: NDArray[np.uint16]) -> bool:
    """Whether the Chinese, Japanese and Korean characters are seldom ones."""
    wide = codes[(codes >= _FIRST_WIDE) & (codes < _AFTER_WIDE)]
    return bool(len(wide)) and int(_load_table().cheapest.take(wide).sum()) > _DEAR * len(wide)


def is_suspect(text: str) -> bool:
    """Whether it is worth weighing what `text` could mean."""
    if text.isascii():
        return False
    if not _LOOK.search(text):
        return _SMALL.search(text) is not None and _MIXED.search(text) is not None
    if _has_odd_letters(text):
        return True
    codes = _codes(text)
    if _count_rare(codes) > _RATE * len(text) or _PLAIN.search(text):
        return True
    if not _WIDE_LETTER.search(text):
        return False
    is_latin = len(text.encode("utf-8", "surrogatepass")) < _LATIN_BYTES * len(text)
    return (is_latin and _INSIDE.search(text) is not None) or _is_dear(codes)
