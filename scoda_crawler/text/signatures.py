"""Signatures under posts: lines that end what one author writes in several threads, and nobody else's posts.

A board of known make marks them in its pages. On others they look like text; but software puts the same lines under
all that an author writes, where an author repeats a sentence once or twice, and a closing word is everybody's.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from scoda_crawler.items import Noted
from scoda_crawler.text.lines import Line, line_hashes, line_kind

LONGEST = 6  # lines of a signature
_THREADS, _SHARE = 3, 0.5  # of an author's, with a line of prose
_THREADS_OF_LABEL, _SHARE_OF_LABEL = 5, 0.5  # short lines an author also writes by hand
_ENDINGS = 0.95  # of the threads with it


class Use(NamedTuple):
    """How an author uses a kind of line: in so many threads `of` the author's, in so many of them only as an ending.

    `authors` is how many end with it.
    """

    threads: int
    of: int
    endings: int
    authors: int


def find_endings(texts: Sequence[str]) -> dict[int, bool]:
    """The kinds of line that end one author's posts in a thread; False for those that stand elsewhere in them, too.

    The first line of a post is the author's in any case.
    """
    ends: set[int] = set()
    others: set[int] = set()
    for text in texts:
        kinds = [line.kind for line in line_hashes(text)]
        start = max(1, len(kinds) - LONGEST)
        ends.update(kinds[start:])
        others.update(kinds[:start])
    return {kind: kind not in others for kind in ends}


def is_signature(kind: int, use: Use) -> bool:
    """Whether a kind of line is one author's signature: prose on three threads, a short line on five, in most of them.

    A line that two authors end with is none.
    """
    threads, share = (_THREADS, _SHARE) if kind & 1 else (_THREADS_OF_LABEL, _SHARE_OF_LABEL)
    is_own = use.authors == 1 and use.endings >= _ENDINGS * use.threads
    return is_own and use.threads >= threads and use.threads >= share * use.of


def strip_signature(text: str, signatures: Collection[int]) -> Noted:
    """The text without the last lines whose kinds are in `signatures`, and the rule above them; one note for all."""
    lines = text.split("\n")
    shown = [at for at, line in enumerate(lines) if line.strip()]
    cut = _find_start(line_hashes(text), signatures)
    if cut == len(shown):
        return Noted(text)
    note = f"signature: {line_kind(lines[shown[cut]])[:60]}"
    while cut > 1 and not any(char.isalnum() for char in lines[shown[cut - 1]]):  # "____", "--"
        cut -= 1
    return Noted("\n".join(lines[: shown[cut]]).rstrip(), (note,))


def _find_start(kinds: Sequence[Line], signatures: Collection[int]) -> int:
    """Where the signature begins, counted in lines that are not blank."""
    start = len(kinds)
    while start > max(1, len(kinds) - LONGEST) and kinds[start - 1].kind in signatures:
        start -= 1
    return start
