"""How long a stretch one text has that another has not: read in full, where sketches of long texts see a sample."""

from collections.abc import Iterator, Sequence

from scoda_crawler.dedup.shingles import fold, tokenize

_LONGER = 2  # words beside a shingle's own: stock phrases of so many are rare


def find_own_passage(text: str, other: str) -> int:
    """Tokens of the longest stretch of `text` of which `other` has not five words, or characters, in a row.

    Edits leave such rows every few words; so a long stretch without one was written anew.
    """
    ours, theirs = tokenize(fold(text)), tokenize(fold(other))
    size = ours.width + _LONGER
    known = {hash(shingle) for shingle in _cut(theirs.words, size)}
    longest = last = 0
    for place, shingle in enumerate(_cut(ours.words, size)):
        if hash(shingle) in known:
            longest, last = max(longest, place - last), place + size
    return max(longest, len(ours.words) - last)


def _cut(words: Sequence[bytes], size: int) -> Iterator[tuple[bytes, ...]]:
    return zip(*(words[start:] for start in range(size)), strict=False)
