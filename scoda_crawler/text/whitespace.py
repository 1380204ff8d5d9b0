"""Characters that carry no meaning in plain text are removed or made plain, and white space is put in order."""

import re
import unicodedata
from collections.abc import Callable
from html import unescape
from html.entities import html5

from scoda_crawler.items import Noted

_PASSES = 4  # an ordinary text is stable after one or two; only entities nested on purpose take more
_MARKS = 30  # combining marks on one letter; the limit of the Stream-Safe Text Format (UAX #15)

# What makes a text worth a closer look. Most texts are clean, and these scans are the whole cost of a clean one.
_DIRT_LAYOUT = ("  ", " \n", "\n ", "\n\n\n")
_DIRT_ASCII = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_DIRT = re.compile(
    "[\x7f-\xa0\xad\u034f\u061c\u1680\u17b4\u17b5\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ud800-\udfff"
    "\ufb00-\ufb17\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uffa0\ufff0-\uffff"
    "\U000e0000-\U000e01ef]"
)
_MARK_RUN = re.compile(rf"[^\w\s!-~]{{{_MARKS + 1},}}")

_SPACES = re.compile("[\t\x0b\x0c\xa0\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0]")
_NEWLINES = re.compile("\r\n?|[\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LOST = re.compile("[\ufdd0-\ufdef\ufff0-\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\u034f\u17b4\u17b5\u200b\u2060-\u2065\u206a-\u206f\ufeff]")
_LIGATURES = re.compile("[\ufb00-\ufb06\ufb13-\ufb17]")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKS_OF_DIRECTION = re.compile("[\u061c\u200e\u200f]+")
_JOINERS = re.compile("[\u180e\u200c\u200d]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TAGS = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+")  # but those of a flag

# Where a joiner changes what is written: Arabic and its kin, Mongolian, and the scripts of India and its neighbours.
_CURSIVE = re.compile("[\u0620-\u065f\u066e-\u06ff\u0710-\u07ff\u0840-\u08ff\u1807-\u18af\ufb50-\ufdff\ufe70-\ufefc]")
_INDIC = re.compile(
    "[\u0900-\u0dff\u0f00-\u109f\u1780-\u17dd\u1a20-\u1aaf\u1b00-\u1bff\ua8e0-\ua8ff\U00011000-\U000114ff]"
)
_VIRAMAS = frozenset("\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u0f84\u1039\u103a\u17d2\u1b44")
_EMOJI = re.compile("[\u20e3\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff\U000e007f]")
_SELECTABLE = re.compile("[#*0-9\xa9\xae\u1800-\u18af\u203c-\u2bff\u2e80-\u9fff\uf900-\ufaff\U0001f000-\U0003ffff]")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LTR = re.compile("[A-Za-z\xc0-\u058f\u0900-\u1fff]")

# HTML reads these controls as windows-1252, and so does who meant a quotation mark; elsewhere they are debris.
_CP1252 = re.compile("(?<=[A-Za-z.,;:!?])[\x85\x91-\x97]|[\x85\x91-\x97](?=[A-Za-z])")

_AMPERSANDS = re.compile(r"&(?:(?:amp|AMP|#0*38|#[xX]0*26);)+")
_ENTITIES = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")

_WIDE = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"  # digits and Latin letters
_WIDE_WORDS = re.compile(f"[{_WIDE}]+")
_WIDE_RUNS = re.compile("[\uff01-\uff5e]+(?:[ \u3000]+[\uff01-\uff5e]+)*")
_WIDE_INSIDE = re.compile(  # marks that are part of a number, a time or an address even inside Chinese text
    f"(?<=[{_WIDE}])(?:[\uff05\uff0b]|[\uff06\uff0d\uff0e\uff0f\uff1a\uff20\uff3f\uff5e](?=[{_WIDE}])"
    "|\uff0c(?=[\uff10-\uff19]{3}(?![\uff10-\uff19])))"
)
_NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
_IDEOGRAPHS = re.compile(
    "[\u3005-\u3007\u3041-\u30ff\u3105-\u312f\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)

_EDGES = re.compile(r" +(?=\n)|(?<=\n) +|\A[ \n]+|[ \n]+\Z")
_BLANKS = re.compile(r"\n{3,}")


def clean_characters(text: str) -> str:
    """`text` without what is not meant to be read, the rest made plain; see `clean_characters_with_notes`."""
    return clean_characters_with_notes(text).text


def clean_characters_with_notes(text: str) -> Noted:
    """Make characters plain: NFC, nothing invisible, single spaces, at most one blank line; a note a kind of change.

    Zero-width characters go, but joiners stay where the script or an emoji needs them (The Unicode Standard, 23.2); so
    do soft hyphens, byte order marks, controls, lone surrogates and U+FFFD. U+2028 and U+2029 become newlines, other
    white space a space. Entities that show (`&amp;`, `&#1234;`) become what they mean. Full-width Latin letters
    and digits become ASCII, and so does full-width punctuation among them, but never that of Chinese text. Idempotent;
    the time is linear in the length of `text`; never raises.
    """
    notes: dict[str, None] = {}
    for _ in range(_PASSES):
        if is_clean(text):
            return Noted(text, tuple(notes))
        before, text = text, _clean_once(text, notes)
        if text == before:
            return Noted(text, tuple(notes))
    # Nested on purpose: taken apart, so that the answer is stable.
    return Noted(_clean_once(_ENTITIES.sub(lambda m: "& " + m[0][1:], text), notes), tuple(notes))


def is_clean(text: str) -> bool:
    """Whether `text` surely needs no cleaning; a few clean ones (a Persian one with joiners) are not told."""
    if any(dirt in text for dirt in _DIRT_LAYOUT) or text != text.strip() or _DIRT_ASCII.search(text):
        return False
    if "&" in text and _ENTITIES.search(text):
        return False
    return text.isascii() or not (
        _DIRT.search(text) or _MARK_RUN.search(text) or not unicodedata.is_normalized("NFC", text)
    )


def clean_entities(text: str) -> str:
    """Replace HTML entities that show in `text` by what they mean, however often the ampersand was escaped."""
    return _ENTITIES.sub(_entity, _AMPERSANDS.sub("&", text)) if "&" in text else text


def _entity(match: re.Match[str]) -> str:
    name = match[0][1:]
    return unescape(match[0]) if name[0] == "#" else html5.get(name, match[0])


def clean_widths(text: str) -> str:
    """Make full-width letters and digits ASCII; punctuation too, unless the line is Chinese, Japanese or Korean."""
    return "\n".join(_narrow_line(line) if _WIDE_WORDS.search(line) else line for line in text.split("\n"))


def _narrow_line(line: str) -> str:
    if _IDEOGRAPHS.search(line):
        line = _WIDE_INSIDE.sub(_narrow, line)
        return _WIDE_WORDS.sub(_narrow, line)
    return _WIDE_RUNS.sub(lambda m: _narrow(m) if _WIDE_WORDS.search(m[0]) else m[0], line)


def _narrow(match: re.Match[str]) -> str:
    return match[0].translate(_NARROW)


def _around(match: re.Match[str]) -> tuple[str, str]:
    """The characters before and after a match; empty at the ends of the text."""
    text, start, end = match.string, match.start(), match.end()
    return text[max(start - 1, 0) : start], text[end : end + 1]


def _joiner(match: re.Match[str]) -> str:
    """One of the joiners in `match` where it is needed, else nothing."""
    before, after = _around(match)
    mark = match[0][0]
    cursive = bool(_CURSIVE.match(before)), bool(_CURSIVE.match(after))
    indic = _INDIC.match(before) and (before in _VIRAMAS or _INDIC.match(after))
    emoji = mark == "\u200d" and _EMOJI.match(before) and _EMOJI.match(after)
    return mark if indic or emoji or (any(cursive) if mark == "\u200d" else all(cursive)) else ""


def _selector(match: re.Match[str]) -> str:
    """A variation selector stays on a character that has variants."""
    return match[0] if _SELECTABLE.match(_around(match)[0]) else ""


def _clean_directions(text: str) -> str:
    """Drop embeddings and isolates; keep a mark of direction only in a right-to-left line that also runs the other way.

    Such a mark places the punctuation beside it (UAX #9, 2.6); between two letters of one direction it does nothing.
    """
    return "\n".join(
        _MARKS_OF_DIRECTION.sub(_direction if _is_mixed_rtl(line) else "", line)
        for line in _DIRECTIONS.sub("", text).split("\n")
    )


def _is_mixed_rtl(line: str) -> bool:
    rtl, ltr = len(_RTL.findall(line)), len(_LTR.findall(line))
    return rtl > ltr and (ltr > 0 or any(map(str.isdigit, line)))


def _direction(match: re.Match[str]) -> str:
    before, after = _around(match)
    return "" if not before or not after or (_RTL.match(before) and _RTL.match(after)) else match[0][0]


def _limit_marks(match: re.Match[str]) -> str:
    """Cap the combining marks of one letter: thousands of them would make normalisation quadratic."""
    kept, run = [], 0
    for char in match[0]:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MARKS:
            kept.append(char)
    return "".join(kept)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", _MARK_RUN.sub(_limit_marks, text))


def _clean_layout(text: str) -> str:
    return _BLANKS.sub("\n\n", _EDGES.sub("", re.sub(" {2,}", " ", text)))


def _drop(pattern: re.Pattern[str]) -> Callable[[str], str]:
    return lambda text: pattern.sub("", text)


_FIXES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("entity", clean_entities),
    ("line separator", lambda text: _NEWLINES.sub("\n", text)),
    ("windows-1252 control", lambda text: _CP1252.sub(lambda m: m[0].encode("latin-1").decode("cp1252"), text)),
    ("control", _drop(_CONTROLS)),
)
_UNICODE_FIXES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("lone surrogate", _drop(_SURROGATES)),
    ("lost character", _drop(_LOST)),
    ("soft hyphen", _drop(re.compile("\xad"))),
    ("zero-width character", lambda text: _JOINERS.sub(_joiner, _INVISIBLE.sub("", text))),
    ("direction mark", _clean_directions),
    ("tag or selector", lambda text: _SELECTORS.sub(_selector, _TAGS.sub("", text))),
    ("full width", clean_widths),
    ("ligature", lambda text: _LIGATURES.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)),
    ("normal form", _nfc),
)
_SPACE_FIXES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("space", lambda text: _SPACES.sub(" ", text)),
    ("layout", _clean_layout),
)


def _clean_once(text: str, notes: dict[str, None]) -> str:
    """One pass of all fixes in their order; `notes` gets the name of each that changed something."""
    for fixes in (_FIXES, () if text.isascii() and "&" not in text else _UNICODE_FIXES, _SPACE_FIXES):
        for name, fix in fixes:
            before, text = text, fix(text)
            if text != before:
                notes[name] = None
    return text
