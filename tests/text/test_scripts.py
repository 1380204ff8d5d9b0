import json
import random
from pathlib import Path
from typing import Any

import pytest

from scoda_crawler.text.alphabets import lookalike, lookalikes, script_of
from scoda_crawler.text.names import find_name, name_in
from scoda_crawler.text.scripts import repair, repair_with_notes

CASES = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    text, notes = repair_with_notes(case["text"], case.get("language"))
    assert text == case["expect"]
    assert list(notes) == case.get("notes", list(notes))
    assert notes or text == case["text"]
    assert repair(text, case.get("language")) == text


def test_any_string_gives_a_string() -> None:
    rng = random.Random(3)
    pieces = [*"aοо ,.-\n\ud800\u0301\u200dαΔtкКIі中ไ1'«)", "Russia", "Россия", "รัสเซีย", "the", "и", "5 "]
    for _ in range(5_000):
        text = "".join(rng.choices(pieces, k=rng.randint(0, 20)))
        fixed, notes = repair_with_notes(text, rng.choice([None, "en", "ru", "xx", ""]))
        assert notes or fixed == text


@pytest.mark.parametrize(
    "text",
    ["aа" * 200_000, "a а " * 10_000, "с a " * 10_000, "word รัสเซีย " * 500, "α" * 200_000 + "a", "a\n" * 20_000 + "я"],
    ids=["one word", "articles", "prepositions", "names", "symbols", "lines"],
)
def test_hostile_text_does_not_stall(text: str) -> None:
    assert len(repair(text)) <= len(text)


@pytest.mark.parametrize(
    ("char", "script"),
    [
        *zip("aéﬁяあ漢ั", "LATIN LATIN LATIN CYRILLIC CJK CJK THAI".split(), strict=True),
        *((c, "") for c in "µ\u21265 \u0301\ud800Ａ"),
    ],
)
def test_script_of(char: str, script: str) -> None:
    assert script_of(char) == script


def test_lookalikes_go_both_ways() -> None:
    for source in ("CYRILLIC", "GREEK", "ARMENIAN"):
        back = lookalikes("LATIN", source)
        assert all(back[latin] for latin in lookalikes(source, "LATIN").values())
    assert lookalike("ё", "LATIN") == "ë"
    assert lookalike("ж", "LATIN") is None


@pytest.mark.parametrize(
    ("words", "kind", "code", "english"),
    [
        ("Россия", "territory", "RU", "Russia"),
        ("рОССИЯ", "territory", "RU", "Russia"),
        ("俄羅斯", "territory", "RU", "Russia"),
        ("ドイツ", "territory", "DE", "Germany"),
        ("الصين", "territory", "CN", "China"),
        ("ประเทศจีน", "territory", "CN", "China"),
        ("английский", "language", "en", "English"),
        ("星期一", "weekday", "0", "Monday"),
        ("Ιανουαρίου", "month", "1", "January"),
        ("人民币", "currency", "CNY", "Chinese yuan"),
    ],
)
def test_names(words: str, kind: str, code: str, english: str) -> None:
    name = find_name(words)
    assert name is not None
    assert (name.kind, name.code) == (kind, code)
    assert name_in(name, "en") == english


@pytest.mark.parametrize("words", ["", "привет", "Россия China", "12", "я"])
def test_no_names(words: str) -> None:
    assert find_name(words) is None


def test_every_name_has_a_form_in_chinese() -> None:
    for words in ("January", "Monday", "France"):
        name = find_name(words)
        assert name is not None
        assert {script_of(c) for c in name_in(name, "zh") or "?"} == {"CJK"}
    assert name is not None and name_in(name, "no such language") is None
