"""One short name for all texts of the same words: exact copies have the same fingerprint."""

from collections.abc import Iterable

from xxhash import xxh3_128_hexdigest

from scoda_crawler.dedup.shingles import tokenize


def fingerprint(text: str) -> str:
    """XXH3 (128 bits, 32 hex digits) of the text's word characters, NFKC and case folded.

    Punctuation, case, width, spaces and layout do not count. All texts without a word character share one.
    """
    return fingerprint_words(tokenize(text).words)


def fingerprint_words(words: Iterable[bytes]) -> str:
    """`fingerprint` of a text that is already cut into tokens."""
    return xxh3_128_hexdigest(b"".join(words))
