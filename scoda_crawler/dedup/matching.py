"""Decides which of some candidates a text repeats, with what the texts of one site have in common put aside."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from scoda_crawler.dedup.compare import Likeness, compare
from scoda_crawler.dedup.sketch import Sketch

FRAME = 0.5  # of what two texts share: where other texts of their site have more of it, it is the site's frame
OWN = 0.8  # of what each has that the other has not: where a third has not got it either, it is that page's own
ARTICLE = 300  # tokens in a passage of its own: an article by itself, whatever stands round it
LED = 2  # shingles by which one text must lead to the other, where it has at least SEVERAL
SEVERAL = 12
FEW = 6  # texts of a site from which on its frames are known
ALIKE_YET = 0.85  # of two texts of a site of which fewer are known


class Match(NamedTuple):
    """A text that the text asked about repeats, or that repeats it."""

    key: str
    shared: float  # the share of the text asked about that lies in agreement with it, 0 to 1
    resemblance: float  # shingles in both by shingles in either, 0 to 1


class Candidate(NamedTuple):
    """A text that may be alike: its key, the sites it stands on, its sketch."""

    key: str
    sites: frozenset[str]
    sketch: Sketch


def best_leads(counts: Counter[int], posted: int, most: int) -> list[int]:
    """The numbers of at most `most` texts worth comparing, by how many of `posted` shingles lead to each."""
    least = LED if posted >= SEVERAL else 1
    led = [number for number, count in counts.items() if count >= least]
    return sorted(led, key=lambda number: (-counts[number], number))[:most]


def find_alike(
    new: Sketch, sites: frozenset[str], candidates: Sequence[Candidate], *, is_known: bool = True
) -> list[tuple[str, Likeness]]:
    """The keys of the candidates that `new`, which stands on `sites`, repeats or that repeat it, the likest first.

    `is_known` tells that FEW texts of these sites are known, so that a frame would have shown. `new` is `a` in each
    Likeness.
    """
    pairs = [(other, likeness) for other in candidates if (likeness := compare(new, other.sketch)) is not None]
    framed = [other for other, likeness in pairs if likeness.is_framed and other.sites & sites]
    found = [
        (other.key, likeness)
        for other, likeness in pairs
        if likeness.is_copy and not (other in framed and _is_frame(new, other, likeness, framed, is_known))
    ]
    return sorted(found, key=lambda pair: (-pair[1].resemblance, -pair[1].of_a, pair[0]))


def _is_frame(new: Sketch, other: Candidate, likeness: Likeness, framed: Sequence[Candidate], is_known: bool) -> bool:
    """What the two share is what pages of their site share: a third such page bears witness, or each is long enough."""
    if (not is_known and likeness.mean < ALIKE_YET) or likeness.own >= ARTICLE:
        return True
    return any(_is_witness(new, other.sketch, third.sketch) for third in framed if third is not other)


def _is_witness(new: Sketch, other: Sketch, third: Sketch) -> bool:
    """The third page has what the two share, and not what each has of its own.

    Of copies that were edited in different places, a third has what the one lacks.
    """
    level = max(new.level, other.level, third.level)
    one, two, three = (set(text.at(level)[0]) for text in (new, other, third))
    if len(one & two & three) <= FRAME * len(one & two):
        return False
    return all(len(own - three) >= OWN * len(own) for own in (one - two, two - one))
