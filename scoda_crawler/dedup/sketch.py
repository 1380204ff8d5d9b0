"""What is kept of a text to compare it later: its length, its numbers and its sampled shingles, up to 2,000 bytes."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from xxhash import xxh3_64_intdigest

from scoda_crawler.dedup.fingerprint import fingerprint_words
from scoda_crawler.dedup.shingles import ceiling, sample, tokenize
from scoda_crawler.dedup.slots import mark

POSTED = 20  # shingles of a text by which others find it
_NUMBERS = 64
_HEAD = struct.Struct("<BIHI")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text as it is compared: `values` are its sampled shingles in the order of the text, taken at `level`."""

    fingerprint: str
    level: int
    length: int  # in tokens
    numbers: frozenset[int]  # 32-bit hashes of its different numbers, at most 64 of them
    values: tuple[int, ...]
    places: tuple[int, ...]  # of the values, in tokens
    marks: tuple[int, ...] = ()  # of its words in order (see `slots`), where it is short

    def posted(self) -> list[int]:
        """The values by which others find it, at most 20: the coarsest, so a part of the text has its part of them."""
        return sorted(self.values)[:POSTED]

    def at(self, level: int) -> tuple[Sequence[int], Sequence[int]]:
        """The values that are also taken at a coarser `level`, and their places."""
        if level <= self.level:
            return self.values, self.places
        limit = ceiling(level)
        pairs = [pair for pair in zip(self.values, self.places, strict=True) if pair[0] < limit]
        return [value for value, _ in pairs], [place for _, place in pairs]

    def to_bytes(self) -> bytes:
        """For a database; `from_bytes` reads it. Little-endian on every machine."""
        numbers, values = sorted(self.numbers), self.values
        head = _HEAD.pack(self.level, min(self.length, 2**32 - 1), len(numbers), len(values))
        places = self.places if self.length < 2**16 else [place >> _shift(self.length) for place in self.places]
        form = f"<{len(numbers)}I{len(values)}Q{len(values)}H{len(self.marks)}H"
        tail = struct.pack(form, *numbers, *values, *places, *self.marks)
        return bytes.fromhex(self.fingerprint) + head + tail

    @classmethod
    def from_bytes(cls, data: bytes) -> "Sketch":
        """The sketch that `to_bytes` wrote; struct.error where `data` is none."""
        level, length, count, size = _HEAD.unpack_from(data, 16)
        marked = (len(data) - 16 - _HEAD.size - 4 * count - 10 * size) // 2
        fields = struct.unpack_from(f"<{count}I{size}Q{size}H{marked}H", data, 16 + _HEAD.size)
        values, places = fields[count : count + size], fields[count + size : count + 2 * size]
        if length >= 2**16:
            places = tuple(place << _shift(length) for place in places)
        return cls(
            data[:16].hex(), level, length, frozenset(fields[:count]), values, places, fields[count + 2 * size :]
        )


def sketch(text: str) -> Sketch:
    """The sketch of a text."""
    tokens = tokenize(text)
    words, taken = tokens.words, sample(tokens)
    numbers = sorted(map(_number, set(filter(bytes.isdigit, words))))[:_NUMBERS]
    name, marks = fingerprint_words(words), mark(text, words)
    return Sketch(name, taken.level, len(words), frozenset(numbers), taken.values, taken.places, marks)


def _shift(length: int) -> int:
    """The places of a long text are kept with less precision, in 16 bits."""
    return max(0, length.bit_length() - 16)


def _number(token: bytes) -> int:
    return xxh3_64_intdigest(token) >> 32
