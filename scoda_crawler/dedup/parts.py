"""Which texts of a family are mere parts of others, and which are made of others: teasers, and pages that compile."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

PART, FULLER = 0.9, 0.8  # of a part: what the fuller text has of it; of the fuller text: what the part is at most
ADDED = 0.5
"""Of a text: what must be in another one before it may go."""

MADE = 0.9  # of a page that compiles: what its items are together, so that it says nothing of its own

Shares = Mapping[int, Mapping[int, float]]
"""Of each text, by its number, the share of it that each of the others has, 0 to 1."""


class Family:
    """Texts that are connected by copies; `sites` tells on which sites each stands."""

    def __init__(self, shares: Shares, sites: Mapping[int, frozenset[str]]) -> None:
        self._shares = shares
        self._sites = sites
        self.find_items: Callable[[int], tuple[int, ...]] = cache(self._find_items)

    def _is_part_of(self, part: int, whole: int) -> bool:
        shared, back = self._shares[part].get(whole, 0.0), self._shares[whole].get(part, 0.0)
        return shared >= PART and back <= FULLER * shared

    def _are_at_home(self, one: int, other: int) -> bool:
        return not self._sites[one].isdisjoint(self._sites[other])

    def _find_items(self, whole: int) -> tuple[int, ...]:
        """The parts of a text that stand on its site and are no copies of each other, the largest first."""
        items: list[int] = []
        shares = self._shares[whole]
        for part in sorted(shares, key=lambda number: (-shares[number], number)):
            is_new = all(part not in self._shares[item] for item in items)
            if is_new and self._is_part_of(part, whole) and self._are_at_home(part, whole):
                items.append(part)
        return tuple(items) if len(items) > 1 else ()

    def find_made(self, whole: int) -> float:
        """How much of a text that compiles others its items are together, 0 to 1; 0 where it has something to say."""
        made = min(1.0, sum(self._shares[whole][item] for item in self.find_items(whole)))
        return made if made >= MADE else 0.0

    def find_wholes(self, part: int) -> Iterable[int]:
        """The texts that a mere part gives way to: a fuller one that does not compile several.

        On one site always; of two sites where the fuller text would be left out as a copy of its part.
        """
        for whole, back in ((whole, self._shares[whole].get(part, 0.0)) for whole in self._shares[part]):
            is_near = back >= ADDED or self._are_at_home(part, whole)
            if is_near and self._is_part_of(part, whole) and not self.find_items(whole):
                yield whole
