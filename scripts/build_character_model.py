"""Build the model of characters from translations and word lists of free software.

    python scripts/build_character_model.py SOURCES OUT

SOURCES holds the unpacked Debian packages mediawiki, gnome-user-docs and libreoffice-help-{ja,ko,zh-cn,zh-tw} (usr/...)
and the data folder of the wordfreq wheel (wordfreq/). Only counts of pairs of characters are taken over.
`build_pair_table.py` makes the table of the guard from OUT. Needs numpy and msgpack.
"""

import argparse
import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgpack  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from scoda_crawler.text.characters import (
    C1,
    CONTROL,
    DIGIT,
    FIRST_SCRIPT,
    FOREIGN,
    MARK,
    OWN,
    RARE,
    SPACE,
    STEPS,
    SYMBOL,
    VOID,
    WIDE,
    classes_of,
    code_points,
)  # fmt: skip

Counts = NDArray[np.float64]

# name of a language: MediaWiki's code, where that differs
LANGUAGES = dict.fromkeys(
    "en de fr es pt it nl sv da nb fi is et lv lt pl cs sk sl hr hu ro tr az ca gl eu sq vi id ms cy ga mt af eo fo "
    "lb oc br tl sw gd mi sr-el ru uk bg be mk sr-ec ky mn ba ce cv el he yi ar fa ur ckb ps th ko ja zh-hans zh-hant "
    "ka hy hi mr ne bn as pa gu or ta te kn ml si my km lo am bo ug-arab kk-cyrl tg-cyrl tt-cyrl uz su se hsb ku-latn "
    "tk jv yo "
    "csb szl dsb ast fur an ia wa nds-nl kab crh-latn so ha nn sc lmo vec scn li gsw mg ht qu vo io kw be-tarask dv "
    "ext rmy tt-latn sah os".split()
)
WORDFREQ = {"hr": "sh", "sr-el": "sh", "tl": "fil", "zh-hans": "zh"}
HELP = {
    "zh-hans": ("zh_CN", "zh-CN"),
    "zh-hant": ("zh_TW", "zh-TW"),
    "nb": ("no",),
    "sr-ec": ("sr",),
    "sr-el": ("sr@latin",),
}
UNSPACED = {"ja", "zh-hans", "zh-hant", "th"}
# The characters that a national standard holds to be in daily use, for languages whose writing has thousands.
DAILY = {"zh-hans": ("gb2312", 0xB0, 0xD7), "zh-hant": ("big5", 0xA4, 0xC6), "ja": ("euc_jp", 0xB0, 0xCF),
         "ko": ("euc_kr", 0xB0, 0xC8)}  # fmt: skip
ALL = {"zh-hans": ("gb2312", 0xD8, 0xF7), "zh-hant": ("big5", 0xC9, 0xF9), "ja": ("euc_jp", 0xD0, 0xF4),
       "ko": ("cp949", 0x81, 0xFD)}  # fmt: skip
MARKUP = re.compile(r"<[^>]*>|\{\{[^}]*\}\}|\[\[[^]|]*\||https?:\S+|\$\d|[{}\[\]|=_*#\\]|''+|&\w+;")
WORDS = 60_000  # of a language that are counted, the most frequent ones
WEIGHT = 1_000_000.0  # characters that a source counts for
# Of the classes that every language has: bits that tell which character is meant, and the least share of all.
PLAIN_EXTRA = {
    SPACE: 0.0, DIGIT: 3.3, CONTROL: 5.0, C1: 5.0, VOID: 12.0, RARE: 7.0, FOREIGN: 12.0, MARK: 6.0, SYMBOL: 9.0,
    WIDE: 13.5,
}  # fmt: skip
FLOOR = {
    SPACE: 1e-3, DIGIT: 5e-3, CONTROL: 1e-6, C1: 1e-6, VOID: 1e-6, RARE: 1e-5, FOREIGN: 2e-5, MARK: 2e-5, SYMBOL: 2e-5,
    WIDE: 2e-5,
}  # fmt: skip
FOREIGN_RUN = 8.0  # bits of a letter of another alphabet after one: a word of another language in a text
SCRIPTS = [
    "CJK", "HANGUL",  # of these there are thousands: characters.IDEOGRAPHS
    "LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "HIRAGANA", "KATAKANA", "THAI", "GEORGIAN", "ARMENIAN",
    "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA",
    "MYANMAR",
    "KHMER", "LAO", "ETHIOPIC", "TIBETAN", "FULLWIDTH", "HALFWIDTH",
]  # fmt: skip


def kind_of(point: int) -> int:
    """The kind of a character: one of the classes that every language has, or a script from FIRST_SCRIPT on."""
    char = chr(point)
    category = unicodedata.category(char)
    if point == 0xFFFD or category in ("Cn", "Co", "Cs"):
        return VOID
    if category == "Cc":
        return SPACE if char in "\t\n\r" else CONTROL if point < 0x80 else C1
    if category in ("Zs", "Zl", "Zp"):
        return SPACE
    if category == "Nd" and point < 0x80:
        return DIGIT
    if category[0] == "P":
        return MARK
    if category[0] in "LM":
        name = unicodedata.name(char, "?").split()[0].split("-")[0]
        return FIRST_SCRIPT + SCRIPTS.index(name) if name in SCRIPTS else FOREIGN
    return SYMBOL


def iter_strings(value: Any) -> Iterator[str]:
    """All strings inside a JSON value, but not those about it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "@metadata":
                yield from iter_strings(inner)


def read_mediawiki(sources: Path, code: str) -> str:
    """MediaWiki's messages in a language."""
    paths = sorted((sources / "usr/share/mediawiki").glob(f"**/i18n/**/{code}.json"))
    texts = (text for path in paths for text in iter_strings(json.loads(path.read_text(encoding="utf-8"))))
    return MARKUP.sub(" ", "\n".join(texts))


def read_help(sources: Path, names: tuple[str, ...]) -> str:
    """The manuals of GNOME and LibreOffice in a language."""
    folders = ("usr/share/help", "usr/share/libreoffice/help")
    paths = [
        p
        for f in folders
        for n in names
        for p in sorted((sources / f / n).glob("**/*"))
        if p.suffix in (".page", ".html")
    ]
    texts = (
        re.sub(r"<(style|script).*?</\1>|<head.*?</head>", " ", path.read_text(encoding="utf-8"), flags=re.S)
        for path in paths
    )
    return re.sub(r"\s+", " ", MARKUP.sub(" ", "\n".join(texts)))


def read_words(sources: Path, code: str) -> list[tuple[str, float]]:
    """Words of a language with their share of all words."""
    for size in ("large", "small"):
        path = sources / "wordfreq" / f"{size}_{code}.msgpack.gz"
        if path.exists():
            ranks = msgpack.loads(gzip.decompress(path.read_bytes()))[1:]
            return [(word, 10 ** (-rank / 100)) for rank, words in enumerate(ranks) for word in words][:WORDS]
    return []


def vary(words: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Each word also with a capital and in capitals, as titles and headings have it."""
    forms = ((str.lower, 0.85), (str.capitalize, 0.12), (str.upper, 0.03))
    return [(change(word), share * part) for word, share in words for change, part in forms]


class Language:
    """What is counted of one language."""

    def __init__(self, sources: Path, name: str) -> None:
        self.name = name
        self.texts = [read_mediawiki(sources, name), read_help(sources, HELP.get(name, (name,)))]
        self.words = vary(read_words(sources, WORDFREQ.get(name, name)))
        self.chars = self._count_chars()
        self.members = self._choose()

    def _count_chars(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for text in self.texts:
            for char, count in Counter(text).items():
                total[char] += count * WEIGHT / max(len(text), 20_000)  # type: ignore[assignment]
        whole = sum(share * len(word) for word, share in self.words) or 1.0
        for word, share in self.words:
            for char in word:
                total[char] += share * WEIGHT / whole  # type: ignore[assignment]
        return total

    def _choose(self) -> list[str]:
        """The alphabet: single characters first, then for thousands of characters groups of the same rank."""
        whole = sum(self.chars.values())
        usable = [
            (c, n)
            for c, n in self.chars.most_common()
            if c < "\uffff" and kind_of(ord(c)) not in (SPACE, DIGIT, CONTROL, C1, VOID)
        ]
        if self.name not in DAILY:
            return [c for c, n in usable if n > 8e-6 * whole][:240]
        single, ranked = usable[:120], [c for c, _ in usable[120:]]
        known = set("".join(c for c, _ in usable))
        groups, at, size = [], 0, 32
        while at < len(ranked):
            groups.append("".join(ranked[at : at + size]))
            at, size = at + size, size * 3 // 2
        for codec, first, last in (DAILY[self.name], ALL[self.name]):
            new = [c for c in row(codec, first, last) if c not in known]
            known.update(new)
            groups.append("".join(new))
        return [c for c, _ in single] + [group for group in groups if group]

    def scripts(self) -> list[int]:
        """The scripts that at least two in a hundred characters are of."""
        kinds: Counter[int] = Counter()
        for char, count in self.chars.items():
            kinds[kind_of(ord(char)) if char < "\uffff" else SYMBOL] += count
        letters = {kind: count for kind, count in kinds.items() if kind >= FIRST_SCRIPT}
        return sorted(kind for kind, count in letters.items() if count > 0.02 * sum(letters.values()))

    def count_pairs(self, classes: NDArray[np.uint8]) -> Counts:
        """How often each class follows each, sources weighed alike."""
        size = len(self.members) + OWN
        total = np.zeros(size * size)
        for text in self.texts:
            for start in range(0, len(text), 4000):
                local = classes[code_points(text[start : start + 4000])[1:-1]].astype(np.int64)
                total += (
                    np.bincount(local[:-1] * size + local[1:], minlength=size * size) * WEIGHT / max(len(text), 20_000)
                )
        return total.reshape(size, size) + self._count_words(classes, size)

    def _count_words(self, classes: NDArray[np.uint8], size: int) -> Counts:
        if not self.words:
            return np.zeros((size, size))
        local = classes[
            np.frombuffer(" ".join(word for word, _ in self.words).encode("utf-32-le"), dtype="<u4") & 0xFFFF
        ]
        weights = np.repeat([share for _, share in self.words], [len(word) + 1 for word, _ in self.words])[
            : len(local) - 1
        ]
        if self.name in UNSPACED:
            weights = weights * ((local[:-1] != SPACE) & (local[1:] != SPACE))
        pairs = local[:-1].astype(np.int64) * size + local[1:]
        counts = np.bincount(pairs, weights=weights, minlength=size * size)
        shares: Counts = counts * WEIGHT / weights.sum()
        return shares.reshape(size, size)


def row(codec: str, first: int, last: int) -> Iterator[str]:
    """The characters of the rows `first` to `last` of a double-byte charset."""
    for lead in range(first, last + 1):
        for trail in range(0x40, 0xFF):
            char = bytes((lead, trail)).decode(codec, "ignore")
            if len(char) == 1 and char > "\x7f" and char < "\ud800":
                yield char


def extras(members: list[str]) -> Counts:
    """Bits that tell which character of a class is meant."""
    return np.array([PLAIN_EXTRA[kind] for kind in range(OWN)] + [np.log2(len(group)) for group in members])


def cost(pairs: Counts, members: list[str]) -> tuple[Counts, Counts]:
    """Bits of each class, and of each class after each, smoothed after Witten and Bell."""
    singles = pairs.sum(axis=0)
    whole = singles.sum()
    for kind, floor in FLOOR.items():
        singles[kind] = max(singles[kind], floor * whole)
    singles = np.maximum(singles, 1e-6 * whole)
    singles /= singles.sum()
    after = pairs.sum(axis=1, keepdims=True)
    kinds = np.maximum((pairs > 0).sum(axis=1, keepdims=True), 5) * 2.0
    smooth = (pairs + kinds * singles) / (after + kinds)
    extra = extras(members)
    two = -np.log2(smooth) + extra
    two[FOREIGN, FOREIGN] = FOREIGN_RUN
    return -np.log2(singles) + extra, two


def quantise(bits: Counts) -> bytes:
    """Bits as one byte each."""
    return np.clip(np.rint(bits * STEPS), 0, 255).astype(np.uint8).tobytes()


def build(sources: Path, names: list[str]) -> bytes:
    """The file as `characters.load_model` reads it."""
    kinds = np.array([kind_of(point) for point in range(65536)], dtype=np.uint8)
    heads, singles, pairs = [], [], []
    for name in names:
        language = Language(sources, name)
        head = {"name": name, "scripts": language.scripts(), "members": language.members}
        one, two = cost(language.count_pairs(classes_of([head], kinds)[:, 0]), language.members)
        heads.append(head)
        singles.append(quantise(one))
        pairs.append(quantise(two))
        print(name, len(language.members), [len(text) for text in language.texts], len(language.words), flush=True)
    return json.dumps(heads).encode() + b"\n" + kinds.tobytes() + b"".join(singles + pairs)


def main() -> None:
    """Read the sources and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", nargs="*", default=list(LANGUAGES))
    args = parser.parse_args()
    args.out.write_bytes(build(args.sources, args.only))
    print(args.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
