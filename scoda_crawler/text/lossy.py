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
_HOLE = re.compile(rb"[\xe0-\xef](?:[\x80-\xbf]\xff|\xff[\x80-\xbf])")
_SURE = 0.9  # of all that a lost character could have been, what it must be to be put in
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


def _find_lost(piece: bytes, after: bytes, read_as: str, language: str) -> str:
    """The character of three bytes that lost one, or U+FFFD where it could well be another.

    The lost byte and the one after it are no character of `read_as`, or else they would have been read. That leaves a
    handful of characters, of which often only one is in use.
    """
    if not _HOLE.fullmatch(piece):
        return _LOST
    model, gap, odds = load_model(), piece.index(_GAP), {}
    for byte in range(0x80, 0xC0):
        whole = piece[:gap] + bytes([byte]) + piece[gap + 1 :]
        try:
            (whole + after)[gap : gap + 2].decode(read_as)
        except UnicodeError:
            for char in whole.decode("utf-8", "ignore"):
                odds[char] = 2.0 ** -model.cost_of(char, language)
    best = max(odds, key=lambda char: odds[char], default=_LOST)
    return best if odds and odds[best] >= _SURE * sum(odds.values()) else _LOST


def _decode(body: bytes, read_as: str = "", language: str = "") -> tuple[str, int, int]:
    """`body` as UTF-8, a U+FFFD for each character that lost a byte; its bytes beyond ASCII, and how many are whole.

    Where the charset and the language are given, lost characters that can be told are put in.
    """
    parts, high, whole = [], 0, 0
    for match in _SEQUENCE.finditer(body):
        piece = match[0]
        high += 0 if piece.isascii() else len(piece)
        try:
            parts.append(piece.decode())
            whole += 0 if piece.isascii() else len(piece)
        except UnicodeError:
            after = body[match.end() : match.end() + 1]
            parts.append(_find_lost(piece, after, read_as, language) if language else _LOST)
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
        weight = model.weigh(reading.replace(_LOST, ""))
        bits = weight.bits + _COST * reading.count(_LOST)
        if bits < best:
            best, found = bits, (read_as, weight.language)
    body = _encode(text, found[0]) if found else None
    if not found or not body:
        return None
    return re.sub(f"{_LOST}+", _LOST, _decode(body, *found)[0]), f"utf-8 read as {found[0]}, lossy"
