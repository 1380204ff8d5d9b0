"""What careless software does to clean text; each spoiling takes the text as its author meant it."""

import html
import re
from collections.abc import Callable, Iterable, Mapping

_LATIN = "aeocpxAEOCPXTHKMB"
_CYRILLIC = "аеосрхАЕОСРХТНКМВ"
_TO_CYRILLIC = dict(zip(_LATIN, _CYRILLIC, strict=True))
_TO_LATIN = dict(zip(_CYRILLIC, _LATIN, strict=True))
_WIDE = {code: code + 0xFEE0 for code in map(ord, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")}
_INSIDE = ("\u200b", "\u00ad", "\ufeff", "\u2060")  # zero-width space, soft hyphen, byte order mark, word joiner


def _each_word(text: str, pattern: str, change: Callable[[str, int], str]) -> str:
    count = -1

    def replace(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return change(match[0], count)

    return re.sub(pattern, replace, text)


def make_mojibake(text: str) -> str:
    """UTF-8 read as Windows-1252; the five bytes that it leaves undefined become control characters, as in MySQL."""
    return "".join(_read_1252(byte) for byte in text.encode())


def _read_1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def read_gbk_as_latin(text: str) -> str:
    """GBK bytes read as Latin-1."""
    return text.encode("gbk").decode("latin-1")


def _swap(word: str, table: Mapping[str, str]) -> str:
    """The first inner letter of `word` that `table` knows is exchanged."""
    for place in range(1, len(word)):
        if word[place] in table:
            return word[:place] + table[word[place]] + word[place + 1 :]
    return word


def put_cyrillic_letters(text: str) -> str:
    """A Cyrillic look-alike in every second long Latin word."""
    return _each_word(text, r"[A-Za-z]{6,}", lambda word, n: _swap(word, _TO_CYRILLIC) if n % 2 == 0 else word)


def put_latin_letters(text: str) -> str:
    """A Latin look-alike in every second long Cyrillic word."""
    return _each_word(text, r"[А-Яа-яё]{6,}", lambda word, n: _swap(word, _TO_LATIN) if n % 2 == 0 else word)


def put_invisible(text: str) -> str:
    """Invisible characters inside long words, non-breaking spaces, and a mark of direction at the end."""
    text = _each_word(
        text, r"[A-Za-z]{5,}", lambda word, n: word[:3] + _INSIDE[n % 4] + word[3:] if n % 3 == 0 else word
    )
    return _each_word(text, " ", lambda space, n: "\u00a0" if n % 3 == 1 else space) + "\u200e"


def widen(text: str) -> str:
    """Full-width digits, acronyms, and now and then another word."""
    is_due = re.compile(r"[A-Z]*[0-9][A-Z0-9]*|[A-Z]{1,3}")
    return _each_word(
        text, r"[A-Za-z0-9]+", lambda word, n: word.translate(_WIDE) if is_due.fullmatch(word) or n % 9 == 4 else word
    )


def escape_twice(text: str) -> str:
    """Markup characters and a few spaces as entities, which the page then escapes once more."""
    return _each_word(html.escape(text), r"(?<=[a-z]) ", lambda space, n: "&nbsp;" if n % 6 == 2 else space)


def put_thai_russia(text: str) -> str:
    """A country's name in the language of the board's buttons instead of the text's."""
    return text.replace("Russia", "รัสเซีย")


SPOILINGS: Mapping[str, Callable[[str], str]] = {
    "mojibake": make_mojibake,
    "gbk-as-latin": read_gbk_as_latin,
    "cyrillic-letters": put_cyrillic_letters,
    "latin-letters": put_latin_letters,
    "invisible": put_invisible,
    "full-width": widen,
    "double-escaped": escape_twice,
    "thai-russia": put_thai_russia,
}


def spoil(text: str, names: Iterable[str]) -> str:
    """`text` after the named spoilings, in their order."""
    for name in names:
        text = SPOILINGS[name](text)
    return text
