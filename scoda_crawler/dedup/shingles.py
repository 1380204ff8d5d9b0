"""Cuts a text into tokens and into a small, stable sample of its shingles (runs of neighbouring tokens).

Tokens are words; where a script sets no spaces between words (Han, Kana, Thai, Lao, Burmese, Khmer) they are
characters. Sampling is scaled, not fixed in number (Brown and Irber 2016, "sourmash"): whether a shingle is taken
depends on the shingle alone, so that a part of a text has a part of its sample, and containment can be told.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{UNSPACED}]")
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")

WORDS, CHARACTERS = 3, 5  # tokens in a shingle
FINEST, COARSEST = 0, 8  # level n takes one shingle in 2**n
_BITS = 58  # of the hash in a value; the level stands above them, so that coarser shingles sort first


def fold(text: str) -> str:
    """Put width, composition and case aside: NFKC, case folded."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def tokenize(text: str) -> list[str]:
    """The words of a text in order, or its characters where words are not spaced, without punctuation and layout."""
    folded = fold(text)
    if folded.isascii() or not _UNSPACED.search(folded):
        return _WORD.findall(folded)
    return _TOKEN.findall(folded)


class _Classes(dict[str, int]):
    """One byte for each token, remembered: hashing a word anew each time it is met would cost most of the time."""

    def __missing__(self, token: str) -> int:
        if len(self) > 200_000:
            self.clear()
        value = self[token] = xxh3_64_intdigest(token.encode("utf-8", "surrogatepass")) & 255
        return value


_classes = _Classes()
_LEVEL = bytes(8 if byte == 0 else (byte & -byte).bit_length() - 1 for byte in range(256))
_TAKEN = [bytes(level >= least for level in _LEVEL) for least in range(COARSEST + 1)]


def width(tokens: Sequence[str]) -> int:
    """How many tokens make a shingle: 5 where most tokens are characters of an unspaced script, else 3."""
    few = tokens[:4000]
    single = sum(1 for token in few if len(token) == 1 and not token.isascii() and _UNSPACED.match(token))
    return CHARACTERS if 2 * single > len(few) else WORDS


def _mix(tokens: Sequence[str], size: int) -> bytes:
    """A byte for each shingle that depends on all its tokens; computed on one long integer, at the speed of C."""
    number = int.from_bytes(bytes(map(_classes.__getitem__, tokens)), "little")
    mixed = number
    for place in range(1, size):
        mixed ^= number >> (8 * place)
    return mixed.to_bytes(len(tokens), "little")[: len(tokens) - size + 1]


def _hash(tokens: Sequence[str], level: int) -> int:
    digest = xxh3_64_intdigest(" ".join(tokens).encode("utf-8", "surrogatepass"))
    return (COARSEST - level) << _BITS | digest >> (64 - _BITS)


def finest_level(count: int) -> int:
    """The level that takes 64 to 128 of `count` shingles: short texts are read whole, long ones by a sample."""
    return min(COARSEST, max(FINEST, (count - 1).bit_length() - 7))


def ceiling(level: int) -> int:
    """Values below it belong to shingles that are taken at `level`."""
    return (COARSEST - level + 1) << _BITS


class Sample(NamedTuple):
    """The shingles of a text that are taken at `level`: their values (62 bits) and their places (in tokens), in order.

    A shingle that recurs is taken where it first stands. The upper bits of a value tell at which levels it is taken,
    so samples of different levels compare at the coarser one (see `ceiling`).
    """

    level: int
    values: tuple[int, ...]
    places: tuple[int, ...]


def sample(tokens: Sequence[str]) -> Sample:
    """A sample of 64 to 128 shingles; all of them where there are fewer."""
    if not tokens:
        return Sample(FINEST, (), ())
    size = min(width(tokens), len(tokens))
    mixed = _mix(tokens, size)
    level = finest_level(len(mixed))
    found = _take(tokens, size, mixed, level)
    while len(found) < 16 and level > FINEST:  # a text that says the same again and again
        level -= 1
        found = _take(tokens, size, mixed, level)
    return Sample(level, tuple(found), tuple(found.values()))


def _take(tokens: Sequence[str], size: int, mixed: bytes, level: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for place in compress(range(len(mixed)), mixed.translate(_TAKEN[level])):
        found.setdefault(_hash(tokens[place : place + size], _LEVEL[mixed[place]]), place)
    return found


def shingles(text: str) -> frozenset[int]:
    """The sampled shingles of a text, stable across runs and machines; all of them where it has at most 128."""
    return frozenset(sample(tokenize(text)).values)
