"""Bytes decoded right, and text that was decoded wrongly put right again."""

import re

from scoda_crawler.items import Noted
from scoda_crawler.text import detection
from scoda_crawler.text.characters import load_model
from scoda_crawler.text.charsets import find_codec, find_declared, find_mark
from scoda_crawler.text.guard import is_suspect
from scoda_crawler.text.mojibake import read_alike, repair_line

_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\(J|\$\)C)")  # ISO-2022-JP, ISO-2022-KR
_PROBED = 4096  # bytes
_WIDE_ASCII = re.compile(rb"(?:[\t\n\r -~]\0){6}")
_WIDEST_ASCII = re.compile(rb"(?:[\t\n\r -~]\0\0\0){3}")
_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_LEAST_WIDE = 40  # bytes
_WELL_READ = 11.0  # bits a character that a text costs at most
_MOST_LINES = 2000  # of a text that are weighed; each takes about a millisecond
_WELL = 5  # well-formed characters of UTF-8 for each broken place, that other charsets do not have by chance
_PAIR = re.compile(r"[\w-]+ read as [\w-]+")
_SURE = 4  # characters of well-formed UTF-8 that cannot be chance


def _is_utf8(body: bytes, declared: list[str]) -> bool:
    """UTF-8 with at most few broken places: no other charset has so many well-formed sequences by chance."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    head = text[:200_000]
    whole = len(head) - len(head.encode("ascii", "ignore")) - head.count("\ufffd")
    if broken or whole > _SURE or not declared or "utf-8" in declared:
        return whole > _WELL * broken or (broken == 0)
    best = detection.guess(body, declared)
    found = detection.sample(body)
    return detection.weigh(found, "utf-8") <= detection.weigh(found, best)


def _find_wide(body: bytes, declared: list[str]) -> str | None:
    """UTF-16 or UTF-32 without a mark: ASCII with zeros between, or a text that reads well so."""
    head = body[:_PROBED]
    has_zeros = 0 in head
    if has_zeros and (wide := _WIDEST_ASCII.search(head)) and wide.start() % 4 in (0, 3):
        return "utf-32-be" if wide.start() % 4 else "utf-32-le"
    if has_zeros and (wide := _WIDE_ASCII.search(head)):
        return "utf-16-be" if wide.start() % 2 else "utf-16-le"
    if len(head) < _LEAST_WIDE or not (has_zeros or any(codec.startswith("utf-16") for codec in declared)):
        return None
    text = head[: len(head) // 2 * 2]
    return next((codec for codec in ("utf-16-le", "utf-16-be") if _reads_well(detection.read(text, codec))), None)


def _reads_well(text: str) -> bool:
    """Whether a text costs what text of a language does."""
    return not _CONTROLS.search(text) and load_model().weigh(text).bits < _WELL_READ * len(text)


def find_charset(body: bytes, declared: str | None = None) -> str:
    """The codec in which `body` is to be read; see `decode`."""
    labels = [find_codec(declared) if declared else None, find_declared(body)]
    said = [codec for codec in labels if codec]
    if wide := _find_wide(body, said):
        return wide
    if body.isascii():
        escaped = "iso2022_kr" if b"\x1b$)C" in body else "iso2022_jp_2" if _ESCAPES.search(body) else "utf-8"
        return "hz" if "hz" in said else escaped
    if _is_utf8(body, said):
        return "utf-8"
    return detection.guess(body, [codec for codec in said if codec != "utf-8"])


def decode(body: bytes, declared: str | None = None) -> str:
    """The text of a page: byte order mark, UTF-8 where it is that, else the charset that reads best.

    `declared` is the charset of the HTTP header; one in the markup comes after it. Either is kept where it reads about
    as well as the best. Never raises; a few broken bytes cost no more than themselves.
    """
    if mark := find_mark(body):
        codec, length = mark
        return body[length:].decode(codec, "replace")
    return detection.read(body, find_charset(body, declared))


def repair_with_notes(text: str) -> Noted:
    """`text` with wrong decoding undone, paragraph by paragraph, and a note for each paragraph that was put right."""
    if text.isascii():
        return Noted(text)
    lines = text.split("\n")
    suspects = [number for number, line in enumerate(lines) if is_suspect(line)]
    return _repair_lines(lines, suspects) if suspects else Noted(text)


def _repair_lines(lines: list[str], suspects: list[int]) -> Noted:
    notes: list[str | None] = [None] * len(lines)
    for number in suspects[:_MOST_LINES]:
        lines[number], notes[number] = repair_line(lines[number])
    if len(lines) > 1:
        _repair_alike(lines, notes)
    return Noted("\n".join(lines), tuple(note for note in notes if note))


def _repair_alike(lines: list[str], notes: list[str | None]) -> None:
    """The paragraphs that told too little by themselves, read as others of their page had to be."""
    seen = sorted({note for note in notes if note and _PAIR.fullmatch(note)})
    for number in range(len(lines) if seen else 0):
        if notes[number] is None and not lines[number].isascii() and number < _MOST_LINES:
            lines[number], notes[number] = read_alike(lines[number], seen)


def repair(text: str) -> str:
    """`text` with wrong decoding undone; clean text comes back as it is."""
    if "\n" in text:
        return repair_with_notes(text).text
    return repair_line(text)[0] if is_suspect(text) else text
