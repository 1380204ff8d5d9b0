"""Signatures: what one author's posts end with in several threads."""

import pytest

from scoda_crawler.text.lines import line_hashes
from scoda_crawler.text.signatures import Use, find_endings, is_signature, strip_signature

PROSE = line_hashes("Measure the water twice and cut the pipe but once, they say")[0].kind
LABEL = line_hashes("Keeper of the north light")[0].kind


@pytest.mark.parametrize(
    ("kind", "use", "expect"),
    [
        (PROSE, Use(threads=4, of=8, endings=4, authors=1), True),
        (PROSE, Use(threads=2, of=2, endings=2, authors=1), False),  # an author may say a thing twice
        (PROSE, Use(threads=3, of=3, endings=3, authors=2), False),  # a quotation goes round
        (PROSE, Use(threads=3, of=40, endings=3, authors=1), False),
        (PROSE, Use(threads=4, of=4, endings=2, authors=1), False),  # the author's refrain stands anywhere
        (LABEL, Use(threads=5, of=8, endings=5, authors=1), True),
        (LABEL, Use(threads=4, of=4, endings=4, authors=1), False),
        (LABEL, Use(threads=6, of=20, endings=6, authors=1), False),
        (LABEL, Use(threads=9, of=9, endings=9, authors=2), False),  # "Thanks!"
    ],
)
def test_a_signature_is_one_authors_own_and_under_most_posts(kind: int, use: Use, expect: bool) -> None:
    assert is_signature(kind, use) is expect


def test_endings_are_the_last_lines_but_never_the_first() -> None:
    kinds = {name: line_hashes(name)[0].kind for name in ("text", "more", "Anna", "Thanks!")}
    assert find_endings(["Thanks!"]) == {}
    assert find_endings(["text\n\nmore\n\nAnna"]) == {kinds["more"]: True, kinds["Anna"]: True}
    assert find_endings(["text\n\nAnna", "Anna\n\ntext"]) == {kinds["Anna"]: False, kinds["text"]: False}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("One.\n\nTwo.\n\n____\n\nAnna\nof the north", "One.\n\nTwo."),
        ("One.\n\nAnna\nof the north\n\nTwo.", None),
        ("Anna\nof the north", "Anna"),
        ("Anna", None),
        ("", None),
    ],
)
def test_a_signature_goes_with_the_rule_above_it(text: str, left: str | None) -> None:
    known = {line.kind for line in line_hashes("Anna\nof the north")}
    stripped = strip_signature(text, known)
    assert stripped.text == (text if left is None else left)
    assert len(stripped.notes) == (left is not None)
