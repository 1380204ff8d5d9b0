"""The smallest box of a page that holds a given text: what an extractor left out of an article stands in it, too."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from scoda_crawler.extract.html import SILENT, Tree, is_hidden

BOXES = frozenset("body div section article main table tbody tr td center form header aside span font".split())
"""Elements that hold others; a paragraph, a list or a heading is a part of a text."""

_NEARLY = 0.95  # of the text


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a page that holds a text, all that it shows as one string without white space, and what lies where."""

    element: Tree
    fullness: float  # how many times as long as the text is all that stands in the box
    first: int  # where the text begins
    last: int
    spans: Mapping[Tree, tuple[int, int]]

    def is_outside(self, element: Tree) -> bool:
        """Whether an element of the page lies wholly before the text's first line or behind its last."""
        start, end = self.spans.get(element, (0, 0))
        return end <= self.first or start >= self.last


def find_box(tree: Tree, lines: Iterable[str], drop: Callable[[Tree], bool]) -> Box | None:
    """The smallest box with nearly all of `lines`; None where the page has none of them.

    What `drop` answers True for is not looked at, nor is what is hidden.
    """
    text, spans = _lay_out(tree, drop)
    starts, ends = _locate(text, lines)
    sums = [0, *accumulate(end - start for start, end in zip(starts, ends, strict=True))]
    if not sums[-1]:
        return None

    def weigh(box: Tree) -> int:
        start, end = spans[box]
        return sums[bisect_left(starts, end)] - sums[bisect_left(starts, start)]

    place = tree
    while True:
        best = max((child for child in place if child.tag in BOXES and child in spans), key=weigh, default=None)
        if best is None or weigh(best) < _NEARLY * sums[-1]:
            start, end = spans[place]
            return Box(place, (end - start) / sums[-1], starts[0], ends[-1], spans)
        place = best


def _lay_out(tree: Tree, drop: Callable[[Tree], bool]) -> tuple[str, dict[Tree, tuple[int, int]]]:
    """The page's text without white space, and where in it each element begins and ends."""
    pieces, size = list[str](), 0
    starts: dict[Tree, int] = {}
    spans: dict[Tree, tuple[int, int]] = {}
    stack: list[tuple[Tree, bool]] = [(tree, False)]
    while stack:
        element, is_end = stack.pop()
        text = element.tail if is_end else None
        if is_end and element in starts:
            spans[element] = (starts[element], size)
        elif not is_end and isinstance(element.tag, str):
            stack.append((element, True))
            if element.tag not in SILENT and not is_hidden(element) and not drop(element):
                text = element.text
                starts[element] = size
                stack.extend((child, False) for child in reversed(element))
        if text:
            pieces.append("".join(text.split()))
            size += len(pieces[-1])
    return "".join(pieces), spans


def _locate(text: str, lines: Iterable[str]) -> tuple[list[int], list[int]]:
    """Where lines begin and end in a text without white space, those that are there; in order, none over another."""
    spans: list[tuple[int, int]] = []
    end = 0
    for line in lines:
        wanted = "".join(line.split())
        at = text.find(wanted, end)
        if at < 0:
            at = text.find(wanted)
        if wanted and at >= 0:
            end = at + len(wanted)
            spans.append((at, end))
    spans = _merge(spans)
    return [start for start, _ in spans], [end for _, end in spans]


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not out or start >= out[-1][1]:
            out.append((start, end))
    return out
