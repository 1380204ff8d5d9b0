"""Text as the tables of words have it: one case, no accents, ASCII digits, and words divided by single spaces."""

import re
import unicodedata
from html import unescape

_INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u061c\u0640"
)
_MARKS = [*range(0x300, 0x370), *range(0x591, 0x5BE), *range(0x5BF, 0x5C0), *range(0x5C1, 0x5C8), 0x5F3, 0x5F4]
_MARKS += [
    *range(0x64B, 0x660),
    0x670,
    0x93C,
    0x9BC,
    0xA3C,
]  # Arabic vowels, and the dot that is often left out in India
_SAME = {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ı": "i", "−": "-", "–": "-", "—": "-", "‐": "-", "⁄": "/"}
_SAME |= dict.fromkeys("’‘ʼʻ´`′ʹ", "'") | dict.fromkeys("،，、٬", ",") | {"。": ".", "：": ":", "۔": "."}
_FOLD = dict.fromkeys(map(ord, _INVISIBLE)) | dict.fromkeys(_MARKS) | {ord(a): b for a, b in _SAME.items()}

_DELIMITERS = r"\s\d.,;:!?/\\()\[\]{}<>|\"'«»“”„‹›\-_·•*=+~@#&%$€£¥№″"
_PIECES = re.compile(rf"\d+|[^{_DELIMITERS}]+")
WORD = rf"[^{_DELIMITERS}]+"
"""A regular expression for one word of a folded text; scripts without spaces may have several words in it."""


def _to_ascii_digit(char: str) -> str:
    return str(unicodedata.decimal(char, -1)) if char > "\x7f" and char.isdecimal() else char


def fold(text: str) -> str:
    """Lower case, compatibility characters as plain ones, no accents, digits of all scripts as ASCII."""
    if "&" in text:
        text = unescape(text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.replace("´", "'")).translate(_FOLD)
    text = unicodedata.normalize("NFC", text).casefold().translate(_FOLD)
    return "".join(map(_to_ascii_digit, text)) if any(c > "\x7f" and c.isdecimal() for c in text) else text


def canonical(text: str) -> str:
    """The words of `text` with single spaces between and numbers as "#": the key of a phrase."""
    return to_key(fold(text))


def to_key(folded: str) -> str:
    """The same for a text that is folded already."""
    return " ".join("#" if piece.isdecimal() else piece for piece in _PIECES.findall(folded))
