"""Tells how much two texts share, and whether one repeats the other.

A copy is edited, cut, or framed: what agrees is spread over the whole of the shorter text. Pages of one template agree
in one part and not at all in another. So it is not only counted how many shingles agree, but how much of the text lies
between shingles that agree: that is `cover`. Where few shingles agree, they must also stand in step: the phrases that
two manual pages of one author share stand anywhere, what edits have left stands where it stood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb, log
from typing import NamedTuple

from scoda_crawler.dedup.sketch import Sketch
from scoda_crawler.dedup.slots import is_filled_anew

ALIKE, ALIKE_EDITED, ALIKE_SHORT = 0.72, 0.6, 0.84  # of the two texts, on average; edited ones; short ones
CONTAINED, PART = 0.9, 0.2  # of the one text, and what this must be of the other: a digest is no copy of its items
AGREE, AGREE_CONTAINED = 0.17, 0.3  # of one text's shingles: below it, agreement is chance
FEW_AGREE = 0.5  # of one text's shingles: below it, they must stand in step
DRIFT, IN_STEP = 0.08, 0.7  # of the shorter text: how far insertions shift what agrees; of what agrees: so much of it
SPREAD = 0.4  # of each text, where few shingles agree: edits are spread over both texts, stock phrases are not
COMMON = 6  # shingles that must agree, where so many were taken
CHANCE = 0.005  # a gap that edits leave with a smaller probability is a passage of the text's own
NARROW, WIDE = 4, 20  # shingles: bounds of the gap that is taken for an edit; half of NARROW at each coarser level
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
    is_sure: bool  # enough shingles agree, and it is no form filled in anew
    is_in_step: bool  # what agrees stands in the one as it does in the other, but for a common shift
    is_framed: bool  # what agrees is verbatim, and each has a passage of its own: copies, or pages of one frame
    own: int  # tokens in the longest passage that each has of its own

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
        is_part = self.shared >= CONTAINED and min(self.of_a, self.of_b) >= PART
        return is_part and self._is_close(FEW_AGREE if self.is_short else AGREE_CONTAINED)

    @property
    def is_copy(self) -> bool:
        """One repeats the other, or most of both is the same. Where `is_framed`, what their site repeats decides."""
        return self.is_contained or self._is_alike

    @property
    def _is_alike(self) -> bool:
        if self.is_short:  # a line of dates above 40 words is much of them
            return self.mean >= ALIKE_SHORT and self._is_close(EDITED) and self.is_in_step
        least = ALIKE_EDITED if self.is_in_step and not self.is_framed else ALIKE
        is_spread = self.agree >= FEW_AGREE or min(self.of_a, self.of_b) >= SPREAD
        return self.mean >= least and is_spread and self._is_close(AGREE)

    def _is_close(self, least: float) -> bool:
        return self.is_sure and self.agree >= least and (self.agree >= FEW_AGREE or self.is_in_step)


class Cover(NamedTuple):
    """How much of a text agrees, gaps that edits explain included."""

    share: float  # of its tokens
    own: int  # tokens in the widest gap that edits do not explain
    density: float  # of the shingles outside such gaps, the share that agrees


def cover(flags: Sequence[bool], places: Sequence[int], length: int, level: int = 0) -> Cover:
    """What agrees in a text of `length` tokens.

    `flags` tell which of its shingles, taken at `level`, agree, `places` where they stand.
    """
    gaps = _gaps(flags, places, length)
    agreeing = sum(flags)
    bridge, density = WIDE, 0.0
    for _ in range(2):  # how dense the edits are is told by the places that agree, and those by the edits
        inside = agreeing + sum(count for count, _ in gaps if count <= bridge)
        density = agreeing / max(inside, 1)
        bridge = _bridge(density, max(2, NARROW >> level))
    outside = [size for count, size in gaps if count > bridge]
    return Cover(1 - sum(outside) / max(length, 1), max(outside, default=0), density)


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


def _bridge(density: float, narrow: int) -> int:
    """The widest gap that edits leave where a share `density` of the shingles survives them; one leaves `narrow`."""
    if density >= 1 - CHANCE:
        return narrow
    return max(narrow, min(WIDE, round(log(CHANCE) / log(1 - density)))) if density > 0 else WIDE


def compare(a: Sketch, b: Sketch) -> Likeness | None:
    """How `a` and `b` agree; None where too little agrees for either to be a copy."""
    level = max(a.level, b.level)
    (ours, our_places), (theirs, their_places) = a.at(level), b.at(level)
    in_ours, in_theirs = dict(zip(ours, our_places, strict=True)), dict(zip(theirs, their_places, strict=True))
    common = len(in_ours.keys() & in_theirs.keys())
    agree = common / max(1, min(len(in_ours), len(in_theirs)))
    if agree < AGREE:
        return None
    in_a = cover([value in in_theirs for value in ours], our_places, a.length, level)
    in_b = cover([value in in_ours for value in theirs], their_places, b.length, level)
    is_sure = common >= min(COMMON, len(a.values), len(b.values))
    is_marked = bool(a.marks and b.marks)  # then it is told better below
    is_sure = is_sure and (is_marked or max(in_a.own, in_b.own) > 0 or _same_numbers(a.numbers, b.numbers, agree))
    is_in_step = common >= COMMON and _drift(in_ours, in_theirs) <= DRIFT * min(a.length, b.length)
    own = min(in_a.own, in_b.own)
    is_framed = own > 0 and min(in_a.density, in_b.density) >= EDITED
    resemblance = common / len(in_ours.keys() | in_theirs.keys())
    is_short = min(a.level, b.level) == 0
    found = Likeness(in_a.share, in_b.share, agree, resemblance, is_short, is_sure, is_in_step, is_framed, own)
    return replace(found, is_sure=False) if found.is_copy and is_filled_anew(a.marks, b.marks) else found


def _drift(ours: Mapping[int, int], theirs: Mapping[int, int]) -> int:
    """How far, in tokens, most of the values that two texts share are shifted, beside the median of the shifts."""
    shifts = sorted([place - theirs[value] for value, place in ours.items() if value in theirs])
    middle, rest = shifts[len(shifts) // 2], int(len(shifts) * (1 - IN_STEP)) // 2
    return max(middle - shifts[rest], shifts[-1 - rest] - middle)


def _same_numbers(a: frozenset[int], b: frozenset[int], agree: float) -> bool:
    """False where words agree and numbers do not: a form filled in anew, such as the next bulletin or price list.

    A word survives editing with a probability of `agree ** (1/3)`, as a shingle is three words. Numbers that survive
    more rarely than words do, beyond chance (binomial), are what the two texts differ in.
    """
    fewer, common = min(len(a), len(b)), len(a & b)
    survive = min(agree ** (1 / 3), 0.98)
    chance: float = sum(comb(fewer, n) * survive**n * (1 - survive) ** (fewer - n) for n in range(common + 1))
    return chance > DOUBT
