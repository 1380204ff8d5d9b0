import json
from pathlib import Path

import pytest

from scoda_crawler.dedup import Index
from scoda_crawler.dedup.shingles import tokenize
from scoda_crawler.dedup.slots import LONGEST, is_filled_anew, mark

CASES = json.loads(Path(__file__).with_name("slots.json").read_text(encoding="utf-8"))
FORM = "The {} train to {} leaves at {}:{}, from track {}. It waits for the boat, and whoever is late waits with it."


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_forms_are_told_from_copies(tmp_path, case) -> None:  # type: ignore[no-untyped-def]
    for first, second in (("a", "b"), ("b", "a")):
        with Index(tmp_path / first) as index:
            assert index.add("first", case[first], "a.example") is None
            assert index.add("second", case[second], "a.example") == ("first" if case["expect"] == "copy" else None)


def is_filled(one: str, other: str) -> bool:
    return is_filled_anew(*(mark(text, tokenize(text).words) for text in (one, other)))


def test_what_stands_in_the_places_that_differ_decides() -> None:
    text = FORM.format("first", "Halden", 9, 15, 4)
    assert is_filled(text, FORM.format("third", "Gresham", 11, 40, 2))
    assert is_filled(text, FORM.format("third", "Halden", 9, 15, 4))
    assert not is_filled(text, text.upper())
    assert not is_filled(text, FORM.format("first", "Gresham", 9, 15, 4)), "a name alone bears no witness"
    assert not is_filled(
        text, text.replace("waits", "stays").replace("boat", "ferry").replace("9", "8").replace("is", "was")
    )


@pytest.mark.parametrize("text", ["", "\0", "\ud800 1", "1 " * LONGEST, "12" * 5000, "٣ 三 Ⅻ ½ ²", "\n\n1\n\n"])
def test_any_text_is_marked(text: str) -> None:
    words = tokenize(text).words
    assert len(mark(text, words)) == len(words)
    assert not is_filled(text, text)
    assert not is_filled(text, "")


def test_long_texts_are_not_marked() -> None:
    text = "one " * (LONGEST + 1)
    assert mark(text, tokenize(text).words) == ()
