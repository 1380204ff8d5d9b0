"""Tells a form that was filled in anew (the next weather bulletin, the next price list) from a copy that was edited.

Both differ from the earlier text in a few scattered places. In a form these places hold values (numbers in digits or in
words, months, weekdays), one value in the place of another; edits fall on any word, and add and take words. What stands
on a line of dates and counters above or below a text says nothing: the same article is printed with another.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from math import comb
from operator import ne
from zlib import crc32

from scoda_crawler.dedup.shingles import cut, tokenize

LONGEST = 400  # tokens of a text whose words are kept in order
WORD, VALUE, NEUTRAL = range(3)  # kinds; neutral are names, which bear witness neither way, and lines of dates
KIND = 3  # bits of a mark that tell the kind; the others are of the word
DATED, EDGE, LINE = 0.5, 12, 200  # of a line of dates or counters: values among its words; its words, its characters
SLOT = 6  # tokens at most in a place that a value fills: "21 March, 14:05"
RARE = 120  # tokens to each of which a copy may have a corrected number
OTHER = 4  # words that may differ in a form beside each value
CHANCE = 0.02  # of edits that fall so often on values
COST = 40_000  # pairs of equal words at most: more are aligned too slowly


@cache
def _words() -> frozenset[bytes]:
    return frozenset(files(__package__).joinpath("data/values.txt").read_bytes().split())


def mark(text: str, words: Sequence[bytes]) -> tuple[int, ...]:
    """A number of 16 bits for each of a text's `words` (folded): which word it is, and its kind; () for a long text."""
    if not words or len(words) > LONGEST:
        return ()
    size, values = len(words), _find_values(set(words))
    kinds = int.from_bytes(bytes(map(values.__contains__, words)), "little")  # a byte for each word, at the speed of C
    cased = cut(text if text.isascii() else unicodedata.normalize("NFKC", text)).words
    if len(cased) == size:
        kinds |= (int.from_bytes(bytes(map(ne, cased, words)), "little") & ~kinds) * NEUTRAL
    marks = [crc & 0xFFFC | kind for crc, kind in zip(map(crc32, words), kinds.to_bytes(size, "little"), strict=True)]
    _pass_over_dates(text, marks)
    return tuple(marks)


def _find_values(words: set[bytes]) -> set[bytes]:
    found = words & _words()
    found.update(filter(b":".__gt__, words))  # what begins with a digit: no other character of words comes before it
    found.update(word for word in filter(b"\x7f".__lt__, words) if word.decode("utf-8", "replace")[0].isnumeric())
    return found


def _pass_over_dates(text: str, marks: list[int]) -> None:
    """Make what stands on lines of dates and counters at either end neutral, if most of the text is between them."""
    lines = text.strip().splitlines()
    first, last = _edge(lines, marks), _edge(lines[::-1], marks[::-1])
    if 2 * (first + last) < len(marks):
        for place in (*range(first), *range(len(marks) - last, len(marks))):
            marks[place] = marks[place] & ~KIND | NEUTRAL


def _edge(lines: Sequence[str], marks: Sequence[int]) -> int:
    """The tokens on the lines of dates and counters with which a text begins."""
    place = 0
    for line in filter(str.strip, lines):
        length = len(tokenize(line).words) if len(line) < LINE else EDGE + 1
        kinds = [mark & KIND for mark in marks[place : place + length]]
        if length > EDGE or kinds.count(VALUE) < DATED * (length - kinds.count(NEUTRAL)):
            break
        place += length
    return place


def is_filled_anew(a: Sequence[int], b: Sequence[int]) -> bool:
    """The two marked texts differ in the values of one form; False where either is not marked, for its length."""
    a, b = sorted((a, b), key=tuple)  # an alignment depends on which text comes first
    if not a or not b or not _may_be_filled(set(a), set(b)) or _cost(a, b) > COST:
        return False
    filled = edited = same = 0
    for left, right in _differences(a, b):
        if left is None:
            same += len(right)
            continue
        kind = _judge(left, right)
        filled, edited = filled + (kind == VALUE), edited + (kind == WORD)
    if filled < 1 + same // RARE:
        return False
    return edited == 0 or _tail(filled, filled + edited, max(map(_share, (a, b)))) < CHANCE


def _may_be_filled(a: set[int], b: set[int]) -> bool:
    """Values differ, and not many more of the other words: most copies are told without aligning them."""
    kinds = [[mark & KIND for mark in own] for own in (a - b, b - a)]
    values = max(own.count(VALUE) for own in kinds)
    return values > 0 and min(own.count(WORD) for own in kinds) <= OTHER * values


def _cost(a: Sequence[int], b: Sequence[int]) -> int:
    counts = Counter(b)
    return sum(count * counts[mark] for mark, count in Counter(a).items())


def _differences(a: Sequence[int], b: Sequence[int]) -> Iterator[tuple[Sequence[int] | None, Sequence[int]]]:
    """The runs of `a` and what stands in their place in `b`, in order; (None, run) where it is the same."""
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        yield (None if tag == "equal" else a[a1:a2]), b[b1:b2]


def _judge(left: Sequence[int], right: Sequence[int]) -> int:
    """VALUE where one value stands in the place of another, NEUTRAL where names do or a value came or went."""
    kinds = [mark & KIND for mark in (*left, *right)]
    is_slot = len(left) <= SLOT and len(right) <= SLOT
    if is_slot and any(mark & KIND == VALUE for mark in left) and any(mark & KIND == VALUE for mark in right):
        return VALUE
    return WORD if WORD in kinds or not is_slot else NEUTRAL


def _share(marks: Sequence[int]) -> float:
    return sum(mark & KIND == VALUE for mark in marks) / len(marks)


def _tail(least: int, count: int, share: float) -> float:
    """The probability that of `count` edits so many fall on values (binomial)."""
    return sum(comb(count, n) * share**n * (1 - share) ** (count - n) for n in range(least, count + 1))
