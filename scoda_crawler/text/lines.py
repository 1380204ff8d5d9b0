"""Learned boilerplate: lines that recur over the pages of one site, at the top or the bottom of them.

Chrome stands round the text: menus, the date and the poster above it, counters, neighbours, notices below it. An
author's own repetitions (standing headings, refrains, a quotation in two articles) stand in the text, or on few pages.
So a line counts by its kind, and a kind is boilerplate by three numbers alone: on how many of the site's pages it is,
how many pages there are, and on how many it stands at an edge. Numbers do not depend on the order of the pages.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from xxhash import xxh3_64_intdigest

from scoda_crawler.items import Noted

Where = Literal["top", "bottom", "inside"]

PROSE = 50  # columns from which on a line is prose, and not a label; a wide character has two
DEPTH = 3  # lines of prose that may stand between a line and the edge of the page
FARTHEST = 80  # lines from the edge, whatever they are
DOCUMENTS = 5  # of a site, below which nothing is learned
_MANY = 10  # documents with a label, below which none of them may have it inside

_SPACE = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+(?:[.,]\d{3}(?!\d))*")  # with the marks of its thousands
_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")


class Line(NamedTuple):
    """A line of a text as it is counted: a hash of its kind (63 bits, odd where it is prose), and where it stands."""

    kind: int
    where: Where


def line_kind(line: str) -> str:
    """A line without what varies from page to page: case, width, spaces and, where it is no prose, its numbers."""
    folded = line if line.isascii() else unicodedata.normalize("NFKC", line)
    folded = _SPACE.sub(" ", folded).strip().casefold()
    return folded if _is_prose(folded) else _DIGITS.sub("0", folded)


def line_hashes(text: str) -> list[Line]:
    """The lines of a text that are not blank, in order."""
    lines = [line for line in text.split("\n") if line.strip()]
    kinds = [line_kind(line) for line in lines]
    return [Line(_hash(kind), where) for kind, where in zip(kinds, _places(kinds), strict=True)]


def _is_prose(line: str) -> bool:
    return len(line) >= PROSE or (not line.isascii() and len(line) + len(_WIDE.findall(line)) >= PROSE)


def _hash(kind: str) -> int:
    """63 bits that never change: the last tells prose, the one before a number in a line that is none."""
    digest = xxh3_64_intdigest(kind.encode("utf-8", "surrogatepass")) >> 3 << 2
    return digest | 2 * (not _is_prose(kind) and "0" in kind) | _is_prose(kind)


def _places(kinds: Sequence[str]) -> list[Where]:
    top = _depth(kinds)
    bottom = _depth(kinds[::-1])
    places: list[Where] = []
    for index in range(len(kinds)):
        if index < top:
            places.append("top")
        else:
            places.append("bottom" if len(kinds) - 1 - index < bottom else "inside")
    return places


def _depth(kinds: Sequence[str]) -> int:
    """How many lines from the first one belong to the edge."""
    prose = 0
    for index, kind in enumerate(kinds[:FARTHEST]):
        prose += _is_prose(kind)
        if prose > DEPTH:
            return index
    return min(len(kinds), FARTHEST)


def is_boilerplate(kind: int, *, with_line: int, documents: int, at_edge: int) -> bool:
    """Whether a kind of line (`Line.kind`) that is in `with_line` of a site's `documents`, in `at_edge` of them at an
    edge, is boilerplate. Copies of one text should be counted as one document.

    Prose must be on half of the pages and never inside; labels on a quarter (on an eighth, for a site may have several
    languages, where they are never inside); labels with numbers, which are dates and counters, on a twentieth. On few
    pages no label may be inside: in short texts everything stands near an edge.
    """
    if documents < DOCUMENTS or with_line < 3:
        return False
    share, edge = with_line / documents, at_edge / with_line
    if kind & 1:
        return with_line >= DOCUMENTS and share >= 0.5 and edge >= 0.95
    if share >= 0.25 and edge >= (0.8 if with_line >= _MANY else 1):
        return True
    return with_line >= DOCUMENTS and edge >= 0.95 and share >= (0.05 if kind & 2 else 0.125)


def find_boilerplate(documents: Mapping[str, Sequence[Line]]) -> frozenset[int]:
    """The kinds of line that are boilerplate among the documents of one site, by their keys, as `line_hashes` cut them.

    Documents of the very same lines are counted as one. The cost is linear.
    """
    distinct = set(map(tuple, documents.values()))
    present: Counter[int] = Counter()
    edge: Counter[int] = Counter()
    for lines in distinct:
        present.update({line.kind for line in lines})
        edge.update({line.kind for line in lines} - {line.kind for line in lines if line.where == "inside"})
    return frozenset(
        kind
        for kind, count in present.items()
        if is_boilerplate(kind, with_line=count, documents=len(distinct), at_edge=edge[kind])
    )


def strip_lines(text: str, boilerplate: Iterable[int]) -> Noted:
    """The text without the lines at its edges whose kinds are in `boilerplate`, and a note for each: what went."""
    known = frozenset(boilerplate)
    if not known:
        return Noted(text)
    hashes = iter(line_hashes(text))
    kept: list[str] = []
    notes: list[str] = []
    for line in text.split("\n"):
        found = next(hashes) if line.strip() else None
        if found is None or found.where == "inside" or found.kind not in known:
            kept.append(line)
        else:
            notes.append(f"{found.where}: {line_kind(line)[:60]}")
    return Noted(_close("\n".join(kept)), tuple(notes)) if notes else Noted(text)


def _close(text: str) -> str:
    """Without the blank lines that a removed line leaves."""
    return re.sub(r"\n[^\S\n]*\n\s*\n", "\n\n", text).strip("\n")
