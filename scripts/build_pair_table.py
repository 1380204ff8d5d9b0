"""Build the table of pairs of characters that no language has, from the model of characters.

    python scripts/build_pair_table.py OUT

Read by `scoda_crawler/text/guard.py`, so that clean text is told without the model. To be run whenever
`build_character_model.py` was.
"""

import argparse
import unicodedata
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoda_crawler.text.characters import DIGIT, OWN, SPACE, CharacterModel, load_model
from scoda_crawler.text.guard import FIRST_LETTER, FIRST_WIDE, LAST_LETTER, LAST_WIDE

OTHER, STRANGE, NEW = range(3)  # symbols: not looked at, in no alphabet, the first of an alphabet
SELDOM = 104  # eighths of a bit of a letter that is not counted as one of a language
RARE = 96  # eighths of a bit that a pair costs at least in every language, to be rare
USUAL = 64  # and at most in some language, to be what is meant
DEAR = 94  # eighths of a bit of a Chinese, Japanese or Korean character that is not common in any of these
LINES = "─│┌┐└┘├┤┬┴┼"  # of diagrams, where they stand beside each other and beside ASCII
APART = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "ARABIC")  # scripts that no word has two of
REGIONAL = ("cp1250", "cp1254", "cp1257")

Flags = NDArray[np.bool_]


def number(model: CharacterModel) -> NDArray[np.int64]:
    """Symbols: one for each character of an alphabet that a charset holds, one for those of none."""
    points = np.arange(65536)
    read = (points < 0x700) | ((points >= 0xE00) & (points < 0xE60)) | ((points >= 0x1E00) & (points < 0x2700))
    read |= ((points >= 0xF8F0) & (points < 0xF900)) | ((points >= 0xFF61) & (points < 0xFFA0)) | (points == 0xFFFD)
    known = (model.classes >= OWN).any(axis=1)
    symbols = np.zeros(65536, dtype=np.int64)
    symbols[read & (points >= 0x80)] = STRANGE
    chosen = np.flatnonzero(known & read)
    symbols[chosen] = np.arange(NEW, NEW + len(chosen))
    symbols[[ord(char) for char in " \t\n\r\xa0"]] = symbols[32] = NEW + len(chosen)
    symbols[ord("0") : ord("9") + 1] = NEW + len(chosen) + 1
    return symbols


def cheapest_pairs(model: CharacterModel, symbols: NDArray[np.int64]) -> NDArray[np.uint8]:
    """What each pair of symbols costs in the language that has it most."""
    cheapest = np.full((int(symbols.max()) + 1,) * 2, 255, dtype=np.uint8)
    looked = np.flatnonzero(symbols >= NEW)
    for row, size, start in zip(model.classes.T, model.sizes, model.starts, strict=True):
        local = row[looked]
        points = looked[(local >= OWN) | (local == SPACE) | (local == DIGIT)]
        index = np.ix_(symbols[points], symbols[points])
        own = row[points].astype(np.int64)
        pairs = model.pairs[own[:, None] * size + own[None, :] + start]
        cheapest[index] = np.minimum(cheapest[index], pairs)
    return cheapest


def explained(cheapest: NDArray[np.uint8], symbols: NDArray[np.int64]) -> Flags:
    """Pairs that another regional charset makes common ones."""
    western = bytes(range(0x80, 0x100)).decode("cp1252", "replace")
    found = np.zeros(cheapest.shape, dtype=bool)
    for codec in REGIONAL:
        other = np.arange(len(cheapest))
        for was, meant in zip(western, bytes(range(0x80, 0x100)).decode(codec, "replace"), strict=True):
            other[symbols[ord(was)]] = symbols[ord(meant)]
        found |= cheapest[np.ix_(other, other)] <= USUAL
    return found


def alphabets(symbols: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which script that stands apart a symbol is of, from 1 on; 0 for all others."""
    found = np.zeros(int(symbols.max()) + 1, dtype=np.int64)
    for point in np.flatnonzero(symbols >= NEW):
        name = unicodedata.name(chr(point), "").split(" ")[0]
        if unicodedata.category(chr(point))[0] == "L" and name in APART:
            found[symbols[point]] = 1 + APART.index(name)
    return found


def rare_pairs(model: CharacterModel, symbols: NDArray[np.int64]) -> Flags:
    """Pairs of symbols that no language has; beside ASCII only those that a regional charset would explain."""
    cheapest = cheapest_pairs(model, symbols)
    rare: Flags = cheapest >= RARE
    plain, letters = np.zeros(len(rare), dtype=bool), np.zeros(len(rare), dtype=bool)
    plain[symbols[:128]] = True
    letters[[symbols[point] for point in range(0xC0, 0x180)]] = True
    beside = (plain[:, None] & letters[None, :]) | (letters[:, None] & plain[None, :])
    rare &= ~beside | explained(cheapest, symbols)
    script = alphabets(symbols)
    rare |= (script[:, None] != script[None, :]) & (script[:, None] > 0) & (script[None, :] > 0)
    rare[STRANGE, :] = rare[:, STRANGE] = True
    rare[OTHER, :] = rare[:, OTHER] = False
    drawn = plain.copy()
    drawn[[symbols[ord(char)] for char in LINES]] = True
    rare[np.ix_(drawn, drawn)] = False
    return rare


def uncommon(model: CharacterModel) -> Flags:
    """Characters from kana to Hangul that are common in no language."""
    single = np.full(65536, 255, dtype=np.uint8)
    for row, costs in zip(model.classes.T, model.singles, strict=True):
        single = np.minimum(single, np.where(row >= OWN, costs[row], 255))
    wide: Flags = single[FIRST_WIDE:LAST_WIDE] >= DEAR
    return wide


def letters(model: CharacterModel) -> Flags:
    """Which languages have each accented Latin letter; what no language has is in all."""
    classes = model.classes[FIRST_LETTER:LAST_LETTER].T
    has: Flags = ((classes >= OWN) & (np.take_along_axis(model.singles, classes, axis=1) < SELDOM)).T
    has[~has.any(axis=1)] = True
    return has


def build(model: CharacterModel) -> bytes:
    """The file as the guard reads it, before compression."""
    symbols = number(model)
    flags = (uncommon(model), letters(model), rare_pairs(model, symbols))
    sizes = np.array([len(model.names), int(symbols.max()) + 1], dtype="<u4")
    bits = b"".join(np.packbits(flag, axis=-1).tobytes() for flag in flags)
    return sizes.tobytes() + symbols.astype("<u2").tobytes() + bits


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    out.write_bytes(zlib.compress(build(load_model()), 9))
    print(out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
