"""The charset of bytes: what is declared and what is common, decided by the model of characters."""

import re
from collections import Counter
from collections.abc import Iterable

import chardet

from scoda_crawler.text import (
    mojibake,  # noqa: F401  # registers the error handler for bytes that a charset leaves open
    resync,
)
from scoda_crawler.text.characters import load_model
from scoda_crawler.text.charsets import find_codec

# Charsets of the web before UTF-8; of two that read a text alike the earlier one is taken.
_LEGACY = (
    "gb18030 big5hkscs cp932 euc_jp cp949 cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp874 koi8-r koi8-u "
    "iso8859-2 iso8859-7 iso8859-5 iso8859-13 iso8859-4 mac_cyrillic cp866 mac_roman"
).split()
_DOUBLE = frozenset(("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"))
_BLOCKS = tuple(
    (re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE))
    for opening, closing in ((rb"<!--", rb"-->"), (rb"<script\b", rb"</script"), (rb"<style\b", rb"</style"))
)
_TAGS = re.compile(rb"<[^<>]{0,4000}>|&#?\w{1,10};")
_HIGH = re.compile(rb"[\x80-\xff][^\n]{0,160}")
_BEFORE = 24  # bytes before the first one beyond ASCII that are taken with it
_WINDOW, _SAMPLE = 262144, 3000  # bytes of the page that are searched for text, and bytes of text that are weighed
_FIRST, _ENOUGH = 500, 4  # bytes that are taken as they come, and how often each byte beyond ASCII is then wanted
_ASCII = bytes(range(128))
_TRUST = 0.06  # of the bits: how much worse the declared charset may read before another is taken
_TRUST_DEFAULT = 0.01  # the same for the charset that many servers declare for whatever they send
_DEFAULT, _USUAL = "cp1252", 8.0  # the charset of most pages that are not UTF-8: bits in its favour
_RARE = 12.0  # bits against a charset that is seldom met
_RUNS, _LONG = 2, 24  # runs of bytes beyond ASCII, and their least length, that are put in step before they are weighed
_COMMON = frozenset(_LEGACY[:16])


def _strip_blocks(body: bytes) -> bytes:
    """`body` without comments, scripts and styles, in time that grows with its length only."""
    for opening, closing in _BLOCKS:
        first, *others = opening.split(body)
        ends = [closing.search(part) for part in others]
        body = first + b" ".join(part[end.end() :] if end else part for part, end in zip(others, ends, strict=True))
    return body


def _take_high(text: bytes) -> bytes:
    """What stands around bytes beyond ASCII, at most `_SAMPLE` bytes of it, and not always the same of these bytes."""
    pieces: list[bytes] = []
    seen: Counter[int] = Counter()
    size = last = 0
    for match in _HIGH.finditer(text):
        piece = text[max(match.start() - _BEFORE, last) : match.end()]
        high = piece.translate(None, _ASCII)
        if size > _FIRST and all(seen[byte] >= _ENOUGH for byte in high):
            continue
        seen.update(high)
        pieces.append(piece)
        size, last = size + len(piece), match.end()
        if size > _SAMPLE:
            break
    return b"\n".join(pieces)[:_SAMPLE]


def sample(body: bytes) -> bytes:
    """Text of a page around its bytes beyond ASCII, without markup."""
    text = _TAGS.sub(b" ", _strip_blocks(body[:_WINDOW]))
    return _take_high(text) or _take_high(body) or body[:_SAMPLE]


def read(body: bytes, codec: str) -> str:
    """`body` in `codec`, a broken byte becoming U+FFFD; never raises."""
    return resync.read(body, codec) if codec in resync.CODECS else read_as_is(body, codec)


def read_as_is(body: bytes, codec: str) -> str:
    """The same, without a look for bytes that shift those after them."""
    errors = "replace" if codec in _DOUBLE or codec.startswith(("utf", "iso2022", "hz")) else "scoda-controls"
    try:
        return body.decode(codec, errors)
    except UnicodeError:
        return body.decode(codec, "replace")


def weigh(body: bytes, codec: str) -> float:
    """Bits that `body` costs when it is read in `codec`."""
    expected = -_USUAL if codec == _DEFAULT else 0.0 if codec in _COMMON else _RARE
    is_double = codec in resync.CODECS
    text = resync.read(body, codec, most=_RUNS, least=_LONG) if is_double else read_as_is(body, codec)
    return load_model().weigh(text).bits + expected


def guess(body: bytes, declared: Iterable[str] = ()) -> str:
    """The codec of `body`, which is not UTF-8: the declared one where it reads about as well as any other."""
    text = sample(body)
    found = find_codec(chardet.detect(text).get("encoding") or "")
    codecs = dict.fromkeys([*_LEGACY, *([found] if found and not found.startswith("utf") else [])])
    costs = {codec: weigh(text, codec) for codec in codecs}
    best = min(costs, key=lambda codec: costs[codec])
    for codec in declared:
        if codec not in costs:
            costs[codec] = weigh(text, codec)
        trust = _TRUST_DEFAULT if codec == _DEFAULT else _TRUST
        if costs[codec] <= costs[best] * (1 + trust):
            return codec
    return best
