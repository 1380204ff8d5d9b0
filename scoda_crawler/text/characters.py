"""A small model of characters: how many bits a text costs in the language that fits it best.

Each language has an alphabet (its frequent characters, and classes for the rest) and the cost of each pair of them.
Real text costs 4 to 10 bits a character, text that was decoded with a wrong charset 12 and more. The table is made by
`scripts/build_character_model.py`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SPACE, DIGIT, CONTROL, C1, VOID, RARE, FOREIGN, MARK, SYMBOL, WIDE, OWN = range(11)  # classes that every language has
FIRST_SCRIPT = 32  # kinds of characters from here on are scripts
_IDEOGRAPHS = [FIRST_SCRIPT, FIRST_SCRIPT + 1]  # Chinese characters and Hangul
STEPS = 8  # a cost of 1 is this part of a bit
_LONGEST = 4096  # characters of a text that are weighed
_BEST = 20  # languages whose pairs are looked at
_FIRST_MARK, _LAST_MARK = 0x2010, 0x203A  # dashes, quotation marks, ellipses: all languages have them
_EMOJI, _RARE_IDEOGRAPH = 0x263A, 0x9FFF  # what stands for characters beyond the first plane

Bytes = NDArray[np.uint8]


class Weight(NamedTuple):
    """What a text costs: bits, in which language, and the share of its characters beyond ASCII that this writes."""

    bits: float
    language: str
    known: float


@dataclass(frozen=True, slots=True)
class CharacterModel:
    """The tables: `classes[character, language]`, `singles[language, class]`, `pairs` from `starts[language]` on."""

    names: tuple[str, ...]
    classes: Bytes
    singles: Bytes
    rows: NDArray[np.int32]  # where the singles of each language begin
    sizes: NDArray[np.int32]
    starts: NDArray[np.int32]
    pairs: Bytes

    def weigh(self, text: str) -> Weight:
        """What `text` (its first 4,096 characters) costs in the language in which it costs least."""
        points = code_points(text)
        distinct, places, counts = np.unique(points, return_inverse=True, return_counts=True)
        classes = self.classes.take(distinct, axis=0)
        singles = counts @ self.singles.take(classes + self.rows)
        best = singles.argpartition(_BEST)[:_BEST]
        own = classes.take(best, axis=1).T.astype(np.int32).take(places, axis=1)
        index = own[:, :-1] * self.sizes[best, None] + own[:, 1:] + self.starts[best, None]
        costs = self.pairs.take(index).sum(axis=1, dtype=np.int64)
        least = int(costs.argmin())
        high = points > 0x7F
        known = (own[least] >= OWN) | ((points >= _FIRST_MARK) & (points <= _LAST_MARK))
        share = float(np.count_nonzero(known & high)) / max(int(np.count_nonzero(high)), 1) if high.any() else 1.0
        return Weight(float(costs[least]) / STEPS, self.names[int(best[least])], share)

    def cost_of(self, char: str, language: str) -> float:
        """Bits that one character of the first plane costs by itself in a language."""
        row = self.names.index(language)
        return float(self.singles[row, self.classes[ord(char), row]]) / STEPS


def code_points(text: str) -> NDArray[np.uint32]:
    """The characters as numbers below 65,536, with a space at either end."""
    points = np.frombuffer(f" {text[:_LONGEST]} ".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if points.max() > 0xFFFF:
        high = np.where((points >= 0x20000) & (points < 0x40000), _RARE_IDEOGRAPH, _EMOJI).astype(np.uint32)
        points = np.where(points > 0xFFFF, high, points)
    return points


def default_classes(language: Mapping[str, Any]) -> Bytes:
    """The class in a language of each kind of character that it does not list."""
    defaults = np.full(256, FOREIGN, dtype=np.uint8)
    defaults[:OWN] = range(OWN)
    defaults[_IDEOGRAPHS] = WIDE
    defaults[language["scripts"]] = RARE
    return defaults


def listed_classes(language: Mapping[str, Any]) -> tuple[NDArray[np.uint16], Bytes]:
    """The characters that a language lists, and their classes."""
    members: Sequence[str] = language["members"]
    points = np.frombuffer("".join(members).encode("utf-16-le"), dtype="<u2")
    return points, np.repeat(np.arange(OWN, OWN + len(members), dtype=np.uint8), [len(group) for group in members])


def classes_of(languages: Sequence[Mapping[str, Any]], kinds: Bytes) -> Bytes:
    """The class of each of 65,536 characters in each language: by its kind, unless the language lists it."""
    classes: Bytes = np.stack([default_classes(language) for language in languages], axis=1).take(kinds, axis=0)
    for number, language in enumerate(languages):
        points, listed = listed_classes(language)
        classes[points, number] = listed
    return classes


@lru_cache(maxsize=1)
def load_model() -> CharacterModel:
    """The model that is shipped with the package, read once, when a text first looks wrong."""
    data = (files(__package__) / "data" / "characters.bin").read_bytes()
    head, _, rest = data.partition(b"\n")
    languages = json.loads(head)
    table = np.frombuffer(rest, dtype=np.uint8)
    kinds, table = table[:65536], table[65536:]
    sizes = np.array([len(language["members"]) + OWN for language in languages], dtype=np.int32)
    singles = np.full((len(languages), 256), 255, dtype=np.uint8)
    at = np.concatenate(([0], sizes.cumsum()))
    for row, begin, end in zip(singles, at[:-1], at[1:], strict=True):
        row[: end - begin] = table[begin:end]
    starts = at[-1] + np.concatenate(([0], (sizes**2).cumsum()[:-1])).astype(np.int32)
    rows = np.arange(0, singles.size, 256, dtype=np.int32)
    names = tuple(language["name"] for language in languages)
    return CharacterModel(names, classes_of(languages, kinds), singles, rows, sizes, starts, table)
