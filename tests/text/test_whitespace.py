import json
import random
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from scoda_crawler.text.whitespace import clean_characters, clean_characters_with_notes, is_clean

CASES = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
PIECES = [
    *"&&;;amplt#38 \n\r\t\0\x85\x92a.,",
    *"\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u2066\ufeff\xad\ufffd\ud800\udc00\u0301\u0327\u3000\xa0\u2028\ufe0f",
    *"ＡＢ１２，：（）中文سלא\u094dक👩❤ﬁ\u212a\u037e\u1100\u1161\U000e0041",
    *"&amp; &nbsp; &shy; &zwnj; &lt; &#38; &lrm; &semi; &num; &#xD800; &#0;".split(),
]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    text, notes = clean_characters_with_notes(case["text"])
    assert text == case["expect"]
    assert list(notes) == case.get("notes", list(notes))
    assert bool(notes) == (text != case["text"])


def test_any_string_becomes_stable_and_clean() -> None:
    rng = random.Random(5)
    for _ in range(20_000):
        text = "".join(rng.choices(PIECES, k=rng.randint(0, 16)))
        cleaned = clean_characters(text)
        assert clean_characters(cleaned) == cleaned, ascii(text)
        assert not re.search("[\u200b\u2060\ufeff\xad\ufffd\ud800-\udfff\x00-\x09\x0b-\x1f\x7f-\xa0\u2028]", cleaned)
        assert unicodedata.is_normalized("NFC", cleaned)
        cleaned.encode("utf-8")


@pytest.mark.parametrize("text", ["plain", "Grüße aus Köln", "中文，标点。", "два\n\nабзаца", ""])
def test_clean_text_is_told_at_once(text: str) -> None:
    assert is_clean(text)


@pytest.mark.parametrize(
    "text",
    ["&amp;" * 100_000, "&" + "amp;" * 100_000, "a" + "\u0301\u0316" * 100_000, "\n " * 100_000, "\u200b" * 100_000],
)
def test_hostile_text_does_not_stall(text: str) -> None:
    assert len(clean_characters(text)) <= 100_000
