"""Tells how much two texts share, and whether one repeats the other.

A copy is edited, cut, or framed: what agrees is spread over the whole of the shorter text. Pages of one template agree
in one part and not at all in another. So it is not only counted how many shingles agree, but how much of the text lies
between shingles that agree: that is `cover`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, log

from scoda_crawler.dedup.sketch import Sketch

ALIKE = 0.72  # of the two texts, on average
CONTAINED, PART = 0.9, 0.2  # of the one text, and what this must be of the other: a digest is no copy of its items
AGREE, AGREE_CONTAINED, AGREE_SHORT = 0.17, 0.5, 0.5  # of one text's shingles: below it, agreement is chance
SPREAD = 0.65  # of each text, where few shingles agree: edits are spread over both texts, stock phrases are not
COMMON = 6  # shingles that must agree, where so many were taken
CHANCE = 0.005  # a gap that edits leave with a smaller probability is a passage of the text's own
NARROW, WIDE = 4, 20  # sampled shingles: bounds of the gap that is taken for an edit
EDITED = 0.7  # density of agreement below which it is edits that were made, and no frame that was filled
DOUBT = 0.001  # numbers that agree so little by chance are other numbers


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two texts `a` and `b` agree; shares from 0 to 1."""

    of_a: float  # share of a that lies in agreement with b
    of_b: float
    agree: float  # share of the shingles that the other has, of the text that has the larger one
    resemblance: float  # shingles in both by shingles in either
    is_short: bool  # one of them is read whole
    is_sure: bool  # enough shingles agree, and the numbers do
    is_framed: bool  # what agrees is verbatim, and each has a passage of its own: copies, or pages of one frame

    @property
    def shared(self) -> float:
        """The share of the one text that lies in agreement with the other, whichever is more."""
        return max(self.of_a, self.of_b)

    @property
    def mean(self) -> float:
        """The share of both texts that lies in agreement."""
        return (self.of_a + self.of_b) / 2

    @property
    def is_contained(self) -> bool:
        """One repeats nearly all of the other."""
        least = AGREE_SHORT if self.is_short else AGREE_CONTAINED
        is_part = self.shared >= CONTAINED and min(self.of_a, self.of_b) >= PART
        return is_part and self.agree >= least and self.is_sure

    @property
    def is_copy(self) -> bool:
        """One repeats the other, or most of both is the same. Where `is_framed`, what their site repeats decides."""
        return self.is_contained or self._is_alike

    @property
    def _is_alike(self) -> bool:
        if self.is_short or not self.is_sure:
            return False
        is_sparse = self.agree < AGREE_CONTAINED and min(self.of_a, self.of_b) < SPREAD
        return self.mean >= ALIKE and self.agree >= AGREE and not is_sparse


def cover(flags: Sequence[bool], places: Sequence[int], length: int) -> tuple[float, bool]:
    """The share of a text of `length` tokens that agrees or lies in a gap that edits explain; is there a wider gap.

    `flags` tell which of its shingles agree, `places` where they stand.
    """
    gaps = _gaps(flags, places, length)
    agreeing = sum(flags)
    bridge = WIDE
    for _ in range(2):  # how dense the edits are is told by the places that agree, and those by the edits
        inside = agreeing + sum(count for count, _ in gaps if count <= bridge)
        bridge = _bridge(agreeing / max(inside, 1))
    outside = sum(size for count, size in gaps if count > bridge)
    return 1 - outside / max(length, 1), outside > 0


def _gaps(flags: Sequence[bool], places: Sequence[int], length: int) -> list[tuple[int, int]]:
    """Each run of shingles that do not agree: how many they are, and how many tokens lie between those that do."""
    gaps, last, count = [], 0, 0
    for flag, place in (*zip(flags, places, strict=True), (True, length)):
        if not flag:
            count += 1
            continue
        if count:
            gaps.append((count, place - last))
        last, count = place, 0
    return gaps


def _bridge(density: float) -> int:
    """The widest gap that edits leave where a share `density` of the shingles survives them."""
    if density >= 1 - CHANCE:
        return NARROW
    return max(NARROW, min(WIDE, round(log(CHANCE) / log(1 - density)))) if density > 0 else WIDE


def compare(a: Sketch, b: Sketch) -> Likeness | None:
    """How `a` and `b` agree; None where too little agrees for either to be a copy."""
    level = max(a.level, b.level)
    (ours, our_places), (theirs, their_places) = a.at(level), b.at(level)
    in_ours, in_theirs = set(ours), set(theirs)
    common = len(in_ours & in_theirs)
    agree = common / max(1, min(len(in_ours), len(in_theirs)))
    if agree < AGREE:
        return None
    of_a, own_a = cover([value in in_theirs for value in ours], our_places, a.length)
    of_b, own_b = cover([value in in_ours for value in theirs], their_places, b.length)
    is_sure = common >= min(COMMON, len(a.values), len(b.values))
    is_sure = is_sure and (own_a or own_b or _same_numbers(a.numbers, b.numbers, agree))
    is_framed = own_a and own_b and agree >= EDITED * max(of_a, of_b)
    resemblance = common / len(in_ours | in_theirs)
    return Likeness(of_a, of_b, agree, resemblance, min(a.level, b.level) == 0, is_sure, is_framed)


def _same_numbers(a: frozenset[int], b: frozenset[int], agree: float) -> bool:
    """False where words agree and numbers do not: a form filled in anew, such as the next bulletin or price list.

    A word survives editing with a probability of `agree ** (1/3)`, as a shingle is three words. Numbers that survive
    more rarely than words do, beyond chance (binomial), are what the two texts differ in.
    """
    fewer, common = min(len(a), len(b)), len(a & b)
    survive = min(agree ** (1 / 3), 0.98)
    chance: float = sum(comb(fewer, n) * survive**n * (1 - survive) ** (fewer - n) for n in range(common + 1))
    return chance > DOUBT
