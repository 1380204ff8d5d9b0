"""UTF-8 that was read as a double-byte charset with a loss: what is left of it is read, the rest becomes U+FFFD."""

import re

from scoda_crawler.text.characters import load_model

_READ_AS = ("gbk", "big5", "cp932", "cp949")
_LOST = "\ufffd"
_GAP = b"\xff"  # stands for a lost byte: UTF-8 never has it
_SEQUENCE = re.compile(
    rb"[\x00-\x7f]+|(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+"
    rb"|[\xf0-\xf4][\x80-\xbf\xff]{3}|[\xe0-\xef][\x80-\xbf]?[\x80-\xbf\xff?][\xff?]?"
    rb"|\xff[\x80-\xbf]{1,2}|[\xc2-\xdf][\xff?]|[\x80-\xff]"
)
_WHOLE = 0.6  # of the bytes beyond ASCII that must be in whole characters
_HEAD = 3000  # characters of a text that decide
_LEAST = 9  # such bytes
_COST = 12.0  # bits of a character that is lost
_GAIN = 0.75  # of the bits that a reading may cost at most


def _encode(text: str, read_as: str) -> bytes | None:
    """The bytes that `text` was read from, one gap for each U+FFFD."""
    try:
        return _GAP.join(part.encode(read_as) for part in text.split(_LOST))
    except UnicodeError:
        return None


def _decode(body: bytes) -> tuple[str, int, int]:
    """`body` as UTF-8, a U+FFFD for each character that lost a byte; its bytes beyond ASCII, and how many are whole."""
    parts, high, whole = [], 0, 0
    for match in _SEQUENCE.finditer(body):
        piece = match[0]
        high += 0 if piece.isascii() else len(piece)
        try:
            parts.append(piece.decode())
            whole += 0 if piece.isascii() else len(piece)
        except UnicodeError:
            parts.append(_LOST)
    return "".join(parts), high, whole


def read_lossy(text: str) -> tuple[str, str] | None:
    """What is left of UTF-8 in `text`, with a note; None where the whole of it reads better as it is."""
    if _LOST not in text and "?" not in text:
        return None
    model, head = load_model(), text[:_HEAD]
    best, found = model.weigh(head.replace(_LOST, "")).bits * _GAIN, None
    for read_as in _READ_AS:
        body = _encode(head, read_as)
        reading, high, whole = _decode(body) if body else ("", 0, 0)
        if whole < _LEAST or whole < _WHOLE * high:
            continue
        bits = model.weigh(reading.replace(_LOST, "")).bits + _COST * reading.count(_LOST)
        if bits < best:
            best, found = bits, read_as
    body = _encode(text, found) if found else None
    return (re.sub(f"{_LOST}+", _LOST, _decode(body)[0]), f"utf-8 read as {found}, lossy") if body else None
