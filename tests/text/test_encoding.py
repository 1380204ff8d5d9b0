"""Repair of text that was decoded with a wrong charset."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from scoda_crawler.text.encoding import repair, repair_with_notes

CASES = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
CLEAN = [
    "Café Résumé", "Łódź", "São Paulo", "ÁÉÍÓÚ ÇÃO", "REVOLUÇÃO NÃO É OPINIÃO", "Þingvellir og Öxarárfoss", "Ísland",
    "Nguyễn Văn Đức", "Thành phố Hồ Chí Minh", "İstanbul’da yağış", "IĞDIR ŞÖFÖRÜ", "Ångström", "naïve", "Žižek",
    "Ærø og Læsø", "Pão de Açúcar", "Ñandú", "¿Qué? ¡Sí!", "« Où ça ? »", "l’été", "№ 5", "25 °C ± 2 µm", "½ ¾ ¼",
    "Ελλάδα", "България", "Україна — це Європа", "Ћирилица и њен развој", "ШОС", "СССР", "наука и жизнь", "Қазақстан",
    "北京", "臺灣", "茅利塔尼亞", "日本語のテキスト", "カタカナ", "ﾊﾝｶｸ", "한국어", "컴퓨터 100대", "IT公司", "PC방",
    "ภาษาไทย", "เธอเก่ง",
    "עברית", "العربيّة", "فارسی", "हिन्दी", "বাংলা", "தமிழ்", "ქართული", "Հայերեն", "አማርኛ", "ខ្មែរ", "မြန်မာ", "ᏣᎳᎩ",
    "🙂 emoji 👍🏽", "𝒳 → ∞", "∑ ≤ √2", "│ a │ b │", "─────", "Â", "Ã", "à", "ê é", "Ã la carte", "š", "²", "£5 – €6",
    "KIRÎBATÎ", "Kîrîbatî û Tûvalû", "ÅRSMØDE I LÆSØ", "FRANÇOIS ET HÉLÈNE À L’ÎLE", "KÖŁN", "A‐t‐il mangé ?",
]  # fmt: skip


def spoil(text: str, damage: list[list[str]]) -> str:
    """`text` wrongly decoded; a byte that the charset leaves open becomes a control, as in browsers."""
    for true, read_as in damage:
        body = text.encode(true)
        try:
            text = body.decode(read_as)
        except UnicodeError:
            text = "".join(bytes([byte]).decode(read_as, "ignore") or chr(byte) for byte in body)
    return text


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    text, notes = repair_with_notes(spoil(case["clean"], case["damage"]))
    assert text == case["clean"]
    assert notes
    assert repair_with_notes(case["clean"]) == (case["clean"], ())


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_is_not_touched(text: str) -> None:
    assert repair_with_notes(text) == (text, ())


@pytest.mark.parametrize(
    ("clean", "true", "read_as"),
    [
        ("Klik op “Opslaan” en wacht tot de “Teller” weer op nul staat.", "gbk", "latin-1"),
        ("The keeper said that the “Lamp” would be lit before the “Bell” rings.", "euc_jp", "latin-1"),
        ("Il guardiano disse che la nave è già partita.", "utf-8", "gbk"),
        ("Il porto della città è ancora chiuso.", "utf-8", "cp874"),
        ("Kan man få å se båten?", "utf-8", "cp1251"),
    ],
)
def test_few_characters_tell_enough(clean: str, true: str, read_as: str) -> None:
    assert repair(clean.encode(true).decode(read_as)) == clean


@pytest.mark.parametrize(
    "text",
    [
        "Itsin paránan atimonunma gobiernonën nëtë, bëtsi unicama bëtsioquin ca uinu.",
        "Tre skip lagde til kai: «Ørn», «Ærfugl» og «Ålesund».",
        "Ka kam kaba donkam ba ïa u briew ym dei ban pynbor ïa maiñ.",
        "Wê die man þat wæs on þære byrig, oþþe beorgum.",
    ],
)
def test_a_language_that_is_in_no_model_stays(text: str) -> None:
    assert repair(text) == text


def test_only_the_broken_paragraph_changes() -> None:
    good = ["Погода в порту хорошая.", "Das Schiff läuft am Montag aus.", "口岸的灯还亮着。"]
    bad = "Поезд прибыл на терминал раньше расписания."
    text, notes = repair_with_notes("\n\n".join([*good, bad.encode().decode("cp1251")]))
    assert text == "\n\n".join([*good, bad])
    assert notes == ("utf-8 read as cp1251",)


def test_one_broken_paragraph_is_found_in_a_long_text() -> None:
    good = ["Vítr je letos silnější než dřív, a tak lodě čekají v zátoce."] * 400
    bad = "Утром в порту уже шумно: люди разгружают ящики."
    text, notes = repair_with_notes("\n\n".join([*good, bad.encode("cp1251").decode("latin-1"), *good]))
    assert text == "\n\n".join([*good, bad, *good])
    assert notes == ("cp1251 read as latin-1",)


def test_what_was_lost_is_not_invented() -> None:
    clean = "编号由八位数字组成，前两位为年份，后六位为流水号。"
    text, notes = repair_with_notes(clean.encode().decode("gbk", "replace"))
    assert notes == ("utf-8 read as gbk, lossy",)
    assert sum(char in clean for char in text) > 0.7 * len(clean)
    assert "\ufffd" in text


def test_any_string_gives_a_string() -> None:
    rng = random.Random(5)
    pieces = [*"aé Ã©Â\x80\x9d\x85\xa0锟斤拷烫\ufffd\ud800\udfff\x00\n\r𠮷เน한РС°╨", "â€", "Ð¿", "鍥戒", "\u2028"]
    for _ in range(1_500):
        text = "".join(rng.choices(pieces, k=rng.randint(0, 20)))
        fixed, notes = repair_with_notes(text)
        assert notes or fixed == text


@pytest.mark.parametrize(
    "text",
    [
        "Ã©" * 200_000,
        "é" * 500_000,
        "Ã" * 500_000,
        "Ã©\n" * 20_000,
        "锟斤拷" * 100_000,
        "\ufffd" * 300_000,
        "РС°" * 100_000,
    ],
    ids=["one pair", "one letter", "leads", "lines", "garbage", "replacements", "cyrillic"],
)
def test_hostile_text_does_not_stall(text: str) -> None:
    assert len(repair(text)) <= len(text)


def test_a_page_tells_how_its_paragraphs_were_spoiled() -> None:
    page = [
        "Ředitel přístavu řekl, že první loď už připlula a káva je složena v novém skladě.",
        "Další lodě se čekají ve čtvrtek.",
        "Večer bude pršet.",
    ]
    good = ["Le café de la gare est fermé à midi.", "Øresund er smukt om sommeren."]
    spoiled = [line.encode("cp1250").decode("cp1252") for line in page]
    text, notes = repair_with_notes("\n\n".join([*spoiled, *good]))
    assert text == "\n\n".join([*page, *good])
    assert notes == ("cp1250 read as cp1252",) * 3
