"""Bytes decoded right, and text that was decoded wrongly put right again."""

import codecs
import re
import unicodedata
from functools import lru_cache

import chardet
from ftfy import fix_encoding

from scoda_crawler.items import Noted

# Labels as the web means them, where Python reads them otherwise: https://encoding.spec.whatwg.org/#names-and-labels
_WHATWG = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
    "iso8859-1": "cp1252", "iso-8859-9": "cp1254", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "gb_2312-80": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "euc_kr": "cp949",
    "ks_c_5601": "cp949", "tis-620": "cp874", "iso-8859-11": "cp874", "windows-874": "cp874", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "big5": "big5hkscs",
    "x-mac-cyrillic": "mac_cyrillic", "unicode": "utf-16", "utf8": "utf-8", "x-euc": "euc_jp",
}  # fmt: skip
_META = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_TAGS = re.compile(
    rb"<(?:script|style)\b.{0,200000}?</(?:script|style)>|<!--.{0,20000}?-->|<[^<>]{0,2000}>", re.I | re.S
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEAD, _SAMPLE = 4096, 65536  # bytes looked at for a declaration, and for a guess
_FEW = 0.002  # share of characters that may be broken in a page that is right otherwise


@lru_cache(maxsize=256)
def find_codec(label: str) -> str | None:
    """Python's name for a charset label of the web, or None for a label that nobody knows."""
    label = label.strip().strip("\"'").lower()
    label = _WHATWG.get(label, label)
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    return codec.name if codec._is_text_encoding else None


def _decode_tolerantly(body: bytes, codec: str) -> str | None:
    """The text where next to nothing of it is broken; None where the codec does not fit."""
    try:
        text = body.decode(codec, "replace")
    except (UnicodeError, LookupError):
        return None
    broken = text.count("\ufffd")
    odd = sum(map(text.count, ("\x81", "\x8d", "\x8f", "\x90", "\x9d")))
    high = sum(1 for byte in body[:_SAMPLE] if byte > 127)
    return text if broken + odd <= max(2, _FEW * high) else None


def _guess(body: bytes) -> tuple[str | None, float]:
    sample = _TAGS.sub(b" ", body)[:_SAMPLE] or body[:_SAMPLE]
    found = chardet.detect(sample)
    name = found.get("encoding")
    return (find_codec(name) if name else None), float(found.get("confidence") or 0.0)


def _is_utf8(body: bytes) -> bool:
    """UTF-8 with few broken places: no other charset has so many well-formed sequences by chance."""
    text = body.decode("utf-8", "replace")
    broken, whole = text.count("\ufffd"), sum(1 for char in text[:_SAMPLE] if char > "\x7f" and char != "\ufffd")
    return broken == 0 or whole > 20 * broken


def decode(body: bytes, declared: str | None = None) -> str:
    """The text of a page: byte order mark, UTF-8 where it is that, then what is declared where it fits, then a guess.

    `declared` is the charset of the HTTP header; one in the markup comes after it. Never raises; a few broken bytes
    cost no more than themselves.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    if b"\x1b$" not in body[:_SAMPLE] and _is_utf8(body):
        return body.decode("utf-8", "replace")
    guess, certainty = _guess(body)
    labels = [declared, *(match.decode("latin-1") for match in _META.findall(body[:_HEAD])[:1])]
    said = [codec for label in labels if label and (codec := find_codec(label)) and codec != "utf-8"]
    is_sure = guess is not None and certainty >= 0.9
    candidates = [guess, *said] if is_sure and said and said[0].startswith("cp125") else [*said, guess]
    fitting = (
        text for name in (*candidates, "cp1252") if name and (text := _decode_tolerantly(body, name)) is not None
    )
    return next(fitting, body.decode(candidates[0] or "utf-8", "replace"))


# --- repair -----------------------------------------------------------------------------------------------------------

_SUSPECT = re.compile(r"[\x80-\x9f\xa0-\xff\u0152-\u0192\u02c6-\u02dc\u2013-\u2122][\x80-\xff\u0152-\u2122]")
_LEGACY = ("gb18030", "cp1251", "big5", "euc_jp", "cp932", "cp949", "cp874", "koi8_r", "cp1253", "cp1255", "cp1256")


def _script(char: str) -> str:
    return unicodedata.name(char, "?").split()[0]


def _is_plain(text: str) -> bool:
    """Whether the letters beyond ASCII are nearly all of one script that is not Latin, as real text has them."""
    letters = [char for char in text if char > "\x7f" and char.isalpha()]
    beyond = [char for char in text if char > "\x7f" and not char.isspace()]
    if len(letters) < 4 or len(letters) < 0.75 * len(beyond):
        return False
    scripts = [_script(char) for char in letters]
    top = max(set(scripts), key=scripts.count)
    return top not in ("LATIN", "?", "HALFWIDTH") and scripts.count(top) >= 0.95 * len(scripts)


def _repair_legacy(text: str) -> tuple[str, str] | None:
    """Text of a legacy charset that was read as Latin-1 or cp1252: (text, note), or None."""
    high = sum(char > "\x7f" for char in text)
    if high < 6 or high < 0.3 * sum(not char.isspace() for char in text) or len(_SUSPECT.findall(text)) * 4 < high:
        return None
    for read_as in ("latin-1", "cp1252"):
        try:
            body = text.encode(read_as)
        except UnicodeError:
            continue
        guess, _ = _guess(body)
        for codec in dict.fromkeys(name for name in (guess, *_LEGACY) if name):
            try:
                repaired = body.decode(codec)
            except UnicodeError:
                continue
            if _is_plain(repaired):
                return repaired, f"{codec} read as {read_as}"
    return None


def _repair_paragraph(text: str) -> tuple[str, str | None]:
    if text.isascii() or not _SUSPECT.search(text):
        return text, None
    if legacy := _repair_legacy(text):
        return legacy
    repaired = fix_encoding(text)
    return repaired, None if repaired == text else "utf-8 read as a legacy charset"


def repair_with_notes(text: str) -> Noted:
    """`text` with wrong decoding undone, paragraph by paragraph, and a note for each paragraph that was put right."""
    if text.isascii() or not _SUSPECT.search(text):
        return Noted(text)
    pairs = [_repair_paragraph(line) for line in text.split("\n")]
    return Noted("\n".join(line for line, _ in pairs), tuple(note for _, note in pairs if note))


def repair(text: str) -> str:
    """`text` with wrong decoding undone; clean text comes back as it is."""
    return repair_with_notes(text).text
