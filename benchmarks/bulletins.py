"""Prints how often bulletins of one form are taken for copies, and how often copies of one are missed.

    python benchmarks/bulletins.py [--seed 1] [--fill 12]

The forms are in bulletins.json: weather, trains, rates, obituaries, matches, police, minutes, products, in seven
languages. Each is filled in anew with other values; then each filling is printed again by another site, in the ways of
COPIES. One threshold (`slots.DATED`) was set after a first measurement on seed 1; the forms were written before it.
"""

import argparse
import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from babel.dates import format_date, get_day_names, get_month_names

from scoda_crawler.dedup import Index

FORMS: dict[str, str] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
NAMES = ["Anna Field", "Peter Stone", "Mary Brook", "John Marsh", "Ruth Hill", "Carl Wood", "Ida Shore", "Hugo Lane"]
CITIES = ["Ashford", "Brookby", "Carlow", "Denham", "Elmsted", "Farndon", "Gresham", "Halden"]
HAN_CITIES, THAI_CITIES = ["青石镇", "白沙港", "长河县", "东岭市"], ["เชียงดาว", "ท่าน้ำ", "บ้านสวน", "เกาะทราย"]
WORDS = {
    "en": ("clear cloudy foggy windy dry wet", "north south east west", "first second third fourth sixth ninth tenth"),
    "de": ("klar bewölkt neblig windig nass", "Norden Süden Osten Westen", "erste zweite dritte vierte neunte zehnte"),
    "fr": ("claire", "nord", "premier deuxième troisième quatrième cinquième neuvième dixième"),
    "es": ("clara nublada ventosa seca fría", "norte sur este oeste", "primer"),
    "ru": ("ясно", "север", "Первый Второй Третий Четвёртый Пятый Девятый Десятый"),
    "zh": ("晴 多云 有雾 阴", "东 南 西 北", "一 二 三"),
    "ar": ("صاف", "شمال", "الأول"),
    "th": ("ใส", "เหนือ ใต้ ตะวันออก ตะวันตก", "แรก"),
}  # fmt: skip


def fill(form: str, language: str, rnd: random.Random) -> str:
    """The form with made-up values in its slots."""
    sky, side, ordinal = (words.split() for words in WORDS[language])
    values: dict[str, Callable[[], str]] = {
        "n": lambda: str(rnd.randint(3, 99)),
        "digit": lambda: str(rnd.randint(0, 9)),
        "age": lambda: str(rnd.randint(19, 96)),
        "time": lambda: f"{rnd.randint(0, 23)}:{rnd.randint(0, 59):02}",
        "date": lambda: format_date(_day(rnd), "long", locale=language),
        "weekday": lambda: get_day_names("wide", locale=language)[rnd.randint(0, 6)],
        "month": lambda: get_month_names("wide", locale=language)[rnd.randint(1, 12)],
        "city": lambda: rnd.choice({"zh": HAN_CITIES, "th": THAI_CITIES}.get(language, CITIES)),
        "name": lambda: rnd.choice(NAMES),
        "sky": lambda: rnd.choice(sky),
        "side": lambda: rnd.choice(side),
        "ordinal": lambda: rnd.choice(ordinal),
    }
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]](), form)


def _day(rnd: random.Random) -> date:
    return date(rnd.randint(2019, 2024), rnd.randint(1, 12), rnd.randint(1, 28))


def misspell(text: str, rnd: random.Random, times: int = 2) -> str:
    """Letters doubled in some words, as before they were corrected."""
    places = [place for place, char in enumerate(text) if char.isalpha()]
    for place in sorted(rnd.sample(places, times), reverse=True):
        text = text[:place] + text[place] + text[place:]
    return text


COPIES: dict[str, Callable[[str, random.Random], str]] = {
    "header and footer": lambda text, _: f"Home News Contact\n{text}\nShare this page. All rights reserved.",
    "read more": lambda text, _: text[: len(text) * 3 // 4] + "… Read more",
    "misspelt": misspell,
    "paragraph added": lambda text, _: text + "\nThe office is closed over the holidays and opens again on th.",
    "other order": lambda text, _: "\n".join(reversed(text.split("\n"))),
    "punctuation": lambda text, _: text.replace(".", " —").replace(",", ";").replace("。", "！").replace("，", "、"),
    "date line": lambda text, rnd: f"Updated {rnd.randint(1, 28)} May 2024, {rnd.randint(0, 23)}:15\n{text}",
    "counter": lambda text, rnd: f"{text}\nViews: {rnd.randint(100, 9000)}",
    "layout": lambda text, _: text.replace("\n", "\n\n").upper(),
}


def count_merged(seed: int, fillings: int) -> Counter[str]:
    """Fillings that are taken for copies of another filling of their form, by form; they come on one site."""
    merged: Counter[str] = Counter()
    rnd = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, Index(Path(folder) / "index") as index:
        for name, form in FORMS.items():
            texts = {fill(form, name[:2], rnd) for _ in range(fillings)}
            for number, text in enumerate(sorted(texts)):
                merged[name] += index.add(f"{name} {number}", text, "a.example") is not None
    return merged


def count_missed(seed: int) -> Counter[str]:
    """Copies that are not found, by kind: of one filling of each form, which another site prints."""
    missed: Counter[str] = Counter()
    rnd = random.Random(seed)
    for name, form in FORMS.items():
        text = fill(form, name[:2], rnd)
        for kind, copy in COPIES.items():
            with tempfile.TemporaryDirectory() as folder, Index(Path(folder) / "index") as index:
                index.add("first", COPIES[kind](text, rnd) if kind in ("date line", "counter") else text, "a.example")
                missed[kind] += index.add("copy", copy(text, rnd), "b.example") is None
    return missed


def main() -> None:
    """Print both error rates."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fill", type=int, default=12)
    arguments = parser.parse_args()
    merged, missed = count_merged(arguments.seed, arguments.fill), count_missed(arguments.seed)
    print(f"bulletins merged: {merged.total()} of {arguments.fill * len(FORMS)}", dict(+merged))
    print(f"copies missed: {missed.total()} of {len(FORMS) * len(COPIES)}", dict(+missed))


if __name__ == "__main__":
    main()
