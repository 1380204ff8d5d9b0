"""Cuts a text into tokens and into a small, stable sample of its shingles (runs of neighbouring tokens).

Tokens are words; where a script sets no spaces between words (Han, Kana, Thai, Lao, Burmese, Khmer) they are
characters. Sampling is scaled, not fixed in number (Brown and Irber 2016, "sourmash"): whether a shingle is taken
depends on the shingle alone, so that a part of a text has a part of its sample, and containment can be told.
"""

import re
import sys
import unicodedata
from array import array
from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple
from zlib import crc32

from xxhash import xxh3_64_intdigest

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{UNSPACED}]")
_NO_WORD = re.compile(r"\W+")
_TOKEN = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
_INT = array("I").itemsize  # 4
_ASCII = bytes(range(128))
_SPACED = bytes(byte if byte > 127 or chr(byte).isalnum() or byte == 95 else 32 for byte in range(256))

WORDS, CHARACTERS = 3, 5  # tokens in a shingle
LEAST, AT_MOST = 48, 1 << 16  # samples of a text that is longer; tokens that are searched for them, level after level
FINEST, COARSEST = 0, 8  # level n takes one shingle in 2**n
_BITS = 58  # of the hash in a value; the level stands above them, so that coarser shingles sort first


def fold(text: str) -> str:
    """Put width, composition and case aside: NFKC, case folded."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


class Tokens(NamedTuple):
    """A text cut up: its tokens in order, in UTF-8, and how many of them make a shingle."""

    words: list[bytes]
    width: int


def tokenize(text: str) -> Tokens:
    """The words of a text in order, or its characters where words are not spaced, without punctuation and layout.

    A word is what `\\w+` finds; the way there is through bytes, which is four times as fast.
    """
    return cut(fold(text))


def cut(folded: str) -> Tokens:
    """`tokenize` of a text in NFKC that is folded already, or that keeps its capitals."""
    if folded.isascii():
        return Tokens(folded.encode().translate(_SPACED).split(), WORDS)
    data = _encode(folded)
    rest = data.translate(None, _ASCII).decode("utf-8", "surrogatepass")  # little of a text in Latin letters
    if _UNSPACED.search(rest):
        return _tokenize_unspaced(folded)
    marks = [char for char in set(rest) if not char.isalnum()]
    if len(marks) > 50:
        return Tokens(_encode(_NO_WORD.sub(" ", folded)).split(), WORDS)
    for mark in marks:
        data = data.replace(_encode(mark), b" ")
    return Tokens(data.translate(_SPACED).split(), WORDS)


def _tokenize_unspaced(folded: str) -> Tokens:
    words = _TOKEN.findall(folded)
    single = len(_UNSPACED.findall(folded))
    return Tokens([_encode(word) for word in words], CHARACTERS if 2 * single > len(words) else WORDS)


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


_LEVEL = bytes(8 if byte == 0 else (byte & -byte).bit_length() - 1 for byte in range(256))
_TAKEN = [bytes(level >= least for level in _LEVEL) for least in range(COARSEST + 1)]


def _mix(words: Sequence[bytes], size: int) -> bytes:
    """A byte for each shingle that depends on all its words; computed on one long integer, at the speed of C."""
    number = int.from_bytes(array("I", map(crc32, words)).tobytes(), "little")
    mixed = number
    for place in range(1, size):
        mixed ^= number >> (8 * _INT * place)
    low = 0 if sys.byteorder == "little" else _INT - 1
    return mixed.to_bytes(_INT * len(words), "little")[low::_INT][: len(words) - size + 1]


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


def sample(tokens: Tokens) -> Sample:
    """A sample of 64 to 128 shingles; all of them where there are fewer."""
    words, size = tokens.words, min(tokens.width, len(tokens.words))
    if not words:
        return Sample(FINEST, (), ())
    mixed = _mix(words, size)
    level = finest_level(len(mixed))
    found = _take(words, size, mixed, level)
    while len(found) < LEAST and level > FINEST:  # a text that says the same again and again
        level -= 1
        found = _take(words, size, mixed[:AT_MOST], level)
    return Sample(level, tuple(found), tuple(found.values()))


def _take(words: Sequence[bytes], size: int, mixed: bytes, level: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for place in compress(range(len(mixed)), mixed.translate(_TAKEN[level])):
        digest = xxh3_64_intdigest(b" ".join(words[place : place + size]))
        value = (COARSEST - _LEVEL[mixed[place]]) << _BITS | digest >> (64 - _BITS)
        if value not in found:
            found[value] = place
    return found


def shingles(text: str) -> frozenset[int]:
    """The sampled shingles of a text, stable across runs and machines; all of them where it has at most 128."""
    return frozenset(sample(tokenize(text)).values)
