"""Builds scoda_crawler/dedup/data/values.txt: the words of numbers, months and weekdays in many languages.

    pip install num2words==0.5.14 && python scripts/build_value_words.py

Months and weekdays are those of CLDR, through Babel; cardinal and ordinal numbers are spelled by num2words (LGPL; only
words come from it). One word a line, NFKC and case folded, sorted. Words of three letters and fewer
are those of a few large languages: of the many others, they are articles and prepositions of these.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import num2words  # type: ignore[import-untyped]
from babel import Locale, localedata

from scoda_crawler.dedup.shingles import fold

TARGET = Path(__file__).parents[1] / "scoda_crawler" / "dedup" / "data" / "values.txt"
OTHERS = set("out set due ter een ago eine einen einem einer anna mars".split())  # words of large languages, too
LARGE = {"en", "de", "fr", "es", "it", "pt", "nl"}
NUMBERS = [*range(1, 32), *range(40, 100, 10), *range(100, 1000, 100), 1000, 1_000_000]
CASES = {  # of adjectives, by the ending of the first: ordinals are declined
    "ый": "ого ому ым ом ая ой ую ое ые ых ыми",
    "ой": "ого ому ым ом ая ой ую ое ые ых ыми",
    "ий": "его ему им ем я е и ья ье ьи ьего ья ьей ьих ого ому ій а ої у е і их",
    "te": "ten ter tes tem",
    "ste": "sten ster stes stem",
    "er": "re res ers ère",
    "ième": "ièmes",
    "o": "a os as i e",
}


def iter_dates() -> Iterator[tuple[str, str]]:
    """Months and weekdays, in the forms of a date and alone, each after its language."""
    for name in localedata.locale_identifiers():
        if "_" in name:
            continue
        locale = Locale.parse(name)
        for table in (locale.months, locale.days):
            for context in table.values():
                for width in ("wide", "abbreviated"):
                    for word in dict(context.get(width, {})).values():
                        yield name, word


def iter_numbers() -> Iterator[tuple[str, str]]:
    """Cardinal and ordinal numbers, ordinals in their cases where the ending tells these, each after its language."""
    for language in sorted(num2words.CONVERTER_CLASSES):
        for number in NUMBERS:
            for to in ("cardinal", "ordinal")[number == 1 :]:  # one is an article
                with suppress(NotImplementedError, OverflowError, TypeError, ValueError, IndexError, KeyError):
                    spelled = num2words.num2words(number, lang=language, to=to)
                    yield language, spelled
                    for declined in _decline(spelled) if to == "ordinal" else ():
                        yield language, declined


def _decline(ordinal: str) -> Iterator[str]:
    for ending, others in CASES.items():
        if ordinal.endswith(ending):
            for other in others.split():
                yield ordinal[: -len(ending)] + other


def main() -> None:
    """Write the file."""
    found = {
        word
        for language, text in (*iter_dates(), *iter_numbers())
        for word in re.findall(r"\w+", fold(text))
        if len(word) > 3 or (len(word) == 3 and language in LARGE)
    }
    kept = sorted(word for word in found - OTHERS if not any(map(str.isnumeric, word)))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text("".join(f"{word}\n" for word in kept), encoding="utf-8")
    print(f"{len(kept)} words")


if __name__ == "__main__":
    main()
