import re

import pytest

from scoda_crawler.dedup.fingerprint import fingerprint
from scoda_crawler.dedup.shingles import CHARACTERS, WORDS, fold, shingles, tokenize
from scoda_crawler.dedup.sketch import POSTED, Sketch, sketch

HAN = "凌晨三点，口岸的灯还亮着。换装库里，工人把标签一张张撕下，再贴上新的，动作快得看不清。"
THAI = "ร้านกาแฟริมแม่น้ำเปิดให้บริการตั้งแต่เช้ามืด และปิดเมื่อพระอาทิตย์ตก"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße, 12 Äpfel!", "strasse 12\n\näpfel"),
        ("ＳＣＯ　２０２１", "sco 2021"),
        ("“It’s” – here", "it's\" here..."),
        ("Cafe\u0301 fi\ufb01", "café fifi"),
        ("凌晨三点，口岸", "凌晨 三点 口岸"),
    ],
)
def test_exact_copies_share_a_fingerprint(one: str, other: str) -> None:
    assert fingerprint(one) == fingerprint(other)


def test_fingerprint_is_stable_and_tells_words_apart() -> None:
    assert fingerprint("A plain line.") == "f25cf03934c541e2ba31529ee00d12cb"
    assert fingerprint("one two") != fingerprint("two one")


@pytest.mark.parametrize(
    "text", ["", "\0", "...", "\ud800 lone", "a", "a b", "a " * 5000, HAN, THAI, "x" * 100_000, "é" * 9]
)
def test_any_text_has_a_sketch_that_survives_storage(text: str) -> None:
    made = sketch(text)
    assert Sketch.from_bytes(made.to_bytes()) == made
    assert len(made.posted()) <= POSTED
    assert shingles(text) == frozenset(made.values)


def test_a_long_text_keeps_the_places_roughly(make) -> None:  # type: ignore[no-untyped-def]
    made = sketch(make(3, 150_000))
    again = Sketch.from_bytes(made.to_bytes())
    assert again.values == made.values
    assert all(abs(a - b) < 8 for a, b in zip(made.places, again.places, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, 12 of them: e-mail_me",
        "Ёлка — «снег»…",
        "naïve “quotes” ½ ²",
        "हिन्दी में",
        "a\u00a0b\u3000c",
        "₂x °C",
    ],
)
def test_words_are_those_of_the_expression(text: str) -> None:
    assert tokenize(text).words == [word.encode() for word in re.findall(r"\w+", fold(text))]


def test_unspaced_scripts_are_cut_into_characters() -> None:
    assert tokenize(HAN).width == CHARACTERS
    assert "凌".encode() in tokenize(HAN).words
    assert tokenize(THAI).width == CHARACTERS
    assert tokenize("Ein Wort 語 unter vielen deutschen Wörtern").width == WORDS


def test_a_text_that_says_the_same_again_is_sampled_at_its_beginning() -> None:
    made = sketch("one two three four five " * 100_000)
    assert 0 < len(made.values) <= 5
    assert made.length == 500_000


def test_a_part_of_a_text_has_a_part_of_its_sample(make) -> None:  # type: ignore[no-untyped-def]
    text = make(7, 3000)
    whole, part = sketch(text), sketch("\n".join(text.split("\n")[:30]))
    assert whole.level > part.level > 0
    assert 64 <= len(whole.values) <= 140
    values, places = part.at(whole.level)
    inside = [value for value in values if value in set(whole.values)]
    assert len(inside) >= 0.95 * len(values) > 20
    assert list(places) == sorted(places)
