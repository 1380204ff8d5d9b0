"""Score the repair of look-alike letters on spoiled and on clean paragraphs, with other tools beside it.

    python benchmarks/scripts.py CLEAN.jsonl [--seed N] [--show N]

CLEAN.jsonl has one {"lang", "text"} a line. Paragraphs of Latin, Cyrillic and Greek languages are spoiled: in a tenth
of the words one or two letters become look-alikes of another script. A peer that is not installed is left out.
"""

import argparse
import importlib
import json
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scoda_crawler.text.scripts import repair

Repairer = Callable[[str, str | None], str]

LEGIT = (
    "IT-компания ИТ-company Δt α-синуклеин β-carotene µm μm kΩ MΩ Ωm λ-calculus γ-ray TNFα IFNγ NF-κB IL-1β π-Theorem "
    "χ²-Test σ-Algebra Δx ΔT αmax ρmin sinα SMSка PR-менеджер USB-кабель VIP-зал T-рубашка H₂O CO₂ Wi-Fi 3D-принтер "
    "e-mail x-координата µg/l Å θ Ω-3 ω-3 p53 C++ C# Hα Lyα pKa α αβ νe iPhoneа DVDшка 25°C №5 кВт·ч km/h"
).split()
TABLES = {
    "Cyrillic in Latin": dict(zip("aeopcyxijsABEKMHOPCTXYIJS", "аеорсухіјѕАВЕКМНОРСТХУІЈЅ", strict=True)),
    "Greek in Latin": dict(zip("oviuapyxABEZHIKMNOPTYX", "ονιυαργχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", strict=True)),
    "Latin in Cyrillic": dict(zip("аеорсухіјѕАВЕКМНОРСТХУІЈЅ", "aeopcyxijsABEKMHOPCTXYIJS", strict=True)),
    "Latin in Greek": dict(zip("ονιυαργχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oviuapyxABEZHIKMNOPTYX", strict=True)),
}
LANGUAGES = {
    "Cyrillic in Latin": "en fr de es it pt nl pl cs sv da nb fi hu ro tr hr sl et lv lt id vi sq ca".split(),
    "Latin in Cyrillic": "ru uk bg be mk sr kk".split(),
    "Latin in Greek": ["el"],
}
LANGUAGES["Greek in Latin"] = LANGUAGES["Cyrillic in Latin"]


def spoil(text: str, table: dict[str, str], rng: random.Random) -> str:
    """Put one or two look-alikes into about a tenth of the words of `text`, into one at least where any can take it."""
    words = [m for m in re.finditer(r"[^\W\d_]+", text) if any(c in table for c in m[0])]
    if "α" in table.values():  # a lone α, ν or ρ is a quantity: nothing tells it from a spoiled letter
        words = [m for m in words if len(m[0]) > 1]
    if not words:
        return text
    letters = list(text)
    for match in rng.sample(words, max(1, len(words) // 10)):
        places = [i for i in range(*match.span()) if text[i] in table]
        for i in rng.sample(places, min(len(places), rng.randint(1, 2))):
            letters[i] = table[text[i]]
    return "".join(letters)


def peers() -> dict[str, Repairer]:
    """Ours first, then what is installed; each takes a text and its language."""
    found: dict[str, Repairer] = {"scoda_crawler": repair, "ours, no language": lambda text, _: repair(text)}
    try:
        import ftfy

        found["ftfy.fix_text"] = lambda text, _: ftfy.fix_text(text)
    except ImportError:
        pass
    try:
        confusables = importlib.import_module("confusable_homoglyphs.confusables")

        found["confusable_homoglyphs"] = lambda text, lang: confusable_words(confusables, text, lang)
    except ImportError:
        pass
    return found


def confusable_words(confusables: Any, text: str, language: str | None) -> str:
    """Replace what the library calls confusable with the script of the language by its first look-alike in it."""
    alias = {"el": "greek"}.get(language or "", "cyrillic" if language in LANGUAGES["Latin in Cyrillic"] else "latin")
    out = list(text)
    for i, char in enumerate(text):
        if not char.isascii() or alias != "latin":
            hits = confusables.is_confusable(char, preferred_aliases=[alias]) if char.isalpha() else None
            if hits:
                same = [h["c"] for h in hits[0]["homoglyphs"] if len(h["c"]) == 1 and alias.upper() in h["n"]]
                out[i] = same[0] if same else char
    return "".join(out)


def report(name: str, fix: Repairer, rows: list[dict[str, str]], seed: int, show: int) -> None:
    """Print the figures of one tool."""
    print(f"{name}:")
    for kind, table in TABLES.items():
        rng = random.Random(seed)
        cases = [(r["text"], r["lang"]) for r in rows if r["lang"] in LANGUAGES[kind] and len(r["text"]) >= 40]
        spoiled = [(clean, spoil(clean, table, rng), lang) for clean, lang in cases]
        spoiled = [case for case in spoiled if case[0] != case[1]]
        wrong = [(clean, fixed) for clean, bad, lang in spoiled if (fixed := fix(bad, lang)) != clean]
        print(f"  {kind}: {1 - len(wrong) / len(spoiled):.1%} of {len(spoiled)} paragraphs restored")
        for clean, fixed in rng.sample(wrong, min(show, len(wrong))):
            differ = [p for p in zip(clean.split(), fixed.split(), strict=False) if p[0] != p[1]]
            print("     ", differ[:6])
    changed = [(r["text"], fixed) for r in rows if (fixed := fix(r["text"], r["lang"])) != r["text"]]
    altered = [
        word for word in LEGIT if fix(word, None) != word or fix(f"слово {word} здесь", "ru") != f"слово {word} здесь"
    ]
    start = time.process_time()
    for row in rows:
        fix(row["text"], row["lang"])
    spent = (time.process_time() - start) / sum(len(r["text"].encode()) for r in rows) * 1024e6
    print(f"  clean paragraphs changed: {len(changed)} of {len(rows)}; {spent:.1f} us/KB on clean text")
    for clean, fixed in changed[:show]:
        print("     ", [(a, b) for a, b in zip(clean.split(), fixed.split(), strict=False) if a != b][:6])
    print(f"  legitimate mixtures altered: {len(altered)} of {len(LEGIT)} {' '.join(altered[:12])}")


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("clean", type=Path)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--show", type=int, default=0, help="wrong answers to print")
    parser.add_argument("--ours", action="store_true", help="leave the other tools out")
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.clean.open(encoding="utf-8")]
    for name, fix in peers().items():
        if not args.ours or "ours" in name or name == "scoda_crawler":
            report(name, fix, rows, args.seed, args.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
