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
# Letters of Latin-1 that stand for Central European, Baltic and Turkish ones where these are read as Western.
_EXCHANGED = "¹³¿¯£¼¾ºªþðýøìèùòïæêãõûÝÞÐØÌÈÙÒÏÆÊÃÕÛÂâÎî"
_HALF = "\xa1-\u0180\u0192\u02c6-\u02dd\u2018-\u203a\u20ac\u2122\u2200-\u25ff"  # what Western charsets give for a high byte
_CAPITALS = "А-ЯЁ"
_TRAILS = "ЂЃЉЊЌЋЏђѓљњќћџЎўЈЅѕј‚„…†‡€‰‹‘’“”•–—™›¤-©«-\xae°-·№»\xa0"  # the bytes 0x80 to 0xBF as cp1251 has them
_WIDE = "\u0e01-\u0e5b\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff61-\uff9f"
_LOOK = re.compile(
    f"[{_ODD}{_EXCHANGED}{_HALF}{_CAPITALS}{_TRAILS}{_WIDE}]"
    f"(?:(?<=[{_ODD}{_EXCHANGED}{_WIDE}])|(?<=[{_CAPITALS}])(?:[{_CAPITALS}]{{2}}|(?<=[а-яё].))"
    f"|(?<=[{_HALF}{_TRAILS}])(?:(?<=[РСГДЕВа-н].)[{_TRAILS}]|(?<=[РС].))|(?<=[{_HALF}])[{_HALF}])"
)
_RARE = 104  # eighths of a bit that a pair costs at least in every language, to be counted
_SELDOM = 108  # the same for a character
_OTHER, _STRANGE, _NEW = range(3)  # symbols: not looked at, in no alphabet, the first of an alphabet


class _Table(NamedTuple):
    symbols: NDArray[np.uint16]  # of each of 65,536 characters
    rare: NDArray[np.bool_]  # by symbol and symbol


def _is_read(point: int) -> bool:
    """Whether charsets that are confused give such a character."""
    return 0x80 <= point < 0x700 or 0xE00 <= point < 0xE60 or 0x1E00 <= point < 0x2700 or 0x3000 <= point < 0x3100


def _number(model: CharacterModel) -> NDArray[np.uint16]:
    """Symbols: one for each character of an alphabet, one for those of none, none for scripts never confused."""
    known = np.zeros(65536, dtype=bool)
    for row in model.classes:
        counts = np.bincount(row, minlength=256)
        known |= (counts[row] == 1) & (row >= OWN)
    symbols = np.zeros(65536, dtype=np.uint16)
    points = np.arange(65536)
    read = (points < 0x700) | ((points >= 0xE00) & (points < 0xE60)) | ((points >= 0x1E00) & (points < 0x2700))
    read |= ((points >= 0x3000) & (points < 0x3100)) | (points >= 0xF8F0)
    symbols[read & (points >= 0x80)] = _STRANGE
    chosen = np.flatnonzero(known & read)
    symbols[chosen] = np.arange(_NEW, _NEW + len(chosen))
    wide = (points >= 0x3400) & (points < 0xD7A4)
    symbols[wide & (_cheapest(model) >= _SELDOM)] = _STRANGE
    return symbols


def _cheapest(model: CharacterModel) -> NDArray[np.uint8]:
    """What each character costs in the language that has it most."""
    rows = [np.where(row >= OWN, single[row], 255) for row, single in zip(model.classes, model.singles, strict=True)]
    return np.min(rows, axis=0)


@lru_cache(maxsize=1)
def _load_table() -> _Table:
    model = load_model()
    symbols = _number(model)
    cheapest = np.full((int(symbols.max()) + 1,) * 2, 255, dtype=np.uint8)
    for row, size, start in zip(model.classes, model.sizes, model.starts, strict=True):
        points = np.flatnonzero(symbols >= _NEW)
        points = points[(row[points] >= OWN) | (row[points] == SPACE) | (row[points] == DIGIT)]
        index = np.ix_(symbols[points], symbols[points])
        own = row[points].astype(np.int64)
        pairs = model.pairs[own[:, None] * size + own[None, :] + start]
        cheapest[index] = np.minimum(cheapest[index], pairs)
    rare = cheapest >= _RARE
    rare[_OTHER, :] = rare[:, _OTHER] = False
    rare[_STRANGE, :] = rare[:, _STRANGE] = True
    return _Table(symbols, rare)


def count_rare(text: str) -> int:
    """How many pairs of neighbours in `text` no language has."""
    table = _load_table()
    symbols = table.symbols[np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")]
    return int(np.count_nonzero(table.rare[symbols[:-1], symbols[1:]]))


def is_suspect(text: str) -> bool:
    """Whether it is worth weighing what `text` could mean."""
    if text.isascii() or not _LOOK.search(text):
        return False
    return count_rare(text) > 0
