"""Text that was decoded with a wrong charset, read again: a model of characters weighs all that its bytes can mean."""

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from ftfy import fix_encoding

from scoda_crawler.text.characters import Weight, load_model
from scoda_crawler.text.guard import count_rare
from scoda_crawler.text.lossy import read_lossy

_LATIN = "cp1252 cp1250 cp1254 cp1257"
_ALPHABETS = "cp1251 koi8-r koi8-u cp1253 cp1255 cp1256 cp874"
_IDEOGRAPHS = "gbk big5 big5hkscs shift_jis cp932 euc_jp cp949"
# What text may have been, by the charset that it was wrongly read with. UTF-8 goes without saying.
_READINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        read_as: tuple(true.split())
        for read_as, true in {
            "latin-1": f"{_IDEOGRAPHS} {_ALPHABETS} {_LATIN}",
            "cp1252": f"{_IDEOGRAPHS} {_ALPHABETS} {_LATIN}",
            "cp1251": f"{_IDEOGRAPHS} koi8-r koi8-u {_LATIN}",
            "cp1250": f"{_IDEOGRAPHS} {_ALPHABETS} cp1252 cp1254 cp1257",
            "iso8859-2": f"{_IDEOGRAPHS} {_ALPHABETS} cp1252",
            "mac_roman": "",
            "koi8-r": f"gbk {_LATIN} cp1251",
            "gbk": "big5 shift_jis cp932 euc_jp cp949 cp1251 koi8-r cp1252",
            "big5": "gbk shift_jis cp932 cp949 cp1251 cp1252",
            "cp932": "gbk big5 euc_jp cp949 cp1251 cp1252",
            "shift_jis": "gbk big5 euc_jp cp949 cp1251 cp1252",
            "euc_jp": "gbk cp949",
            "cp949": "gbk big5 shift_jis cp932 euc_jp cp1251 cp1252",
            "cp874": "cp1252 cp1251",
            "cp1254": "cp1251",
            "cp1257": "cp1251",
            "cp1253": "cp1251",
            "cp437": "",
        }.items()
    }
)
# UTF-8 in part of a line, which the bytes of the whole line do not tell; this is left to ftfy.
_LEFT = re.compile(
    "[\x80-\x9f]|[\xc2-\xdf\u0102-\u0111\u0139-\u0163][\xa0-\xbf\u0152-\u017e\u0192\u02c6-\u2122]|[\xe0-\xf4\u0103-\u0165][\x80-\u2122]{2}"
)
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
_BEYOND_MARKS = re.compile("[^\0-\xff\u2010-\u203a\u2190-\u2193]")  # letters that are not Western ones
_CONTROL = re.compile("[\x80-\x9f]")
_ROUNDS = 3
_MARGIN = 20.0  # bits that a reading must save at least
_SHARE = 0.01  # of the bits, the more the longer the text
_MARGIN_ALIKE = 6.0  # the same where another paragraph was spoiled alike
_MARGIN_PART = 10.0  # the same for ftfy's repair of a part
_MARGIN_ONE = 28.0  # the same where a single character changes
_EACH = 12.0  # and for each Latin letter that becomes another, lest a language that is not in the model becomes one
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LOOK_ALIKES = frozenset("аеорсухіјѕһԁкптгвмнАВЕКМНОРСТУХІЈЅ")
_FEW = 4  # characters that must change at least, unless Latin letters become Latin letters
_DOUBLE = frozenset("gbk big5 cp932 shift_jis euc_jp cp949".split())
_EASTERN = frozenset(_IDEOGRAPHS.split())
_SHARE_EAST = 0.25  # of the bits that must be saved where Chinese, Japanese or Korean becomes another of these
_KNOWN = 0.7  # of the characters beyond ASCII that the language of a reading must write, unless it was UTF-8
_SEQUENCE = 3.0  # bits that each character of well-formed UTF-8 speaks for it


def _keep_controls(error: UnicodeError) -> tuple[str | bytes, int]:
    """Bytes that a charset leaves open are C1 controls in browsers, and no-break spaces are often left as they are."""
    if isinstance(error, UnicodeEncodeError):
        part = error.object[error.start : error.end]
        if all("\x80" <= char <= "\xa0" for char in part):
            return part.encode("latin-1"), error.end
    if isinstance(error, UnicodeDecodeError):
        body = error.object[error.start : error.end]
        if all(0x80 <= byte <= 0xA0 for byte in body):
            return body.decode("latin-1"), error.end
    raise error


codecs.register_error("scoda-controls", _keep_controls)


@lru_cache(maxsize=32)
def _beyond(read_as: str) -> re.Pattern[str]:
    """A character that no byte of a charset reads as; a pattern tells this sooner than an attempt to encode."""
    if read_as in _DOUBLE:
        return re.compile("(?!)")
    chars = bytes(range(0xA1, 0x100)).decode(read_as, "ignore") + bytes(range(0x80, 0xA1)).decode(read_as, "ignore")
    return re.compile(f"[^\x00-\xa0{re.escape(chars)}]")


@lru_cache(maxsize=256)
def _weigh(text: str) -> Weight:
    return load_model().weigh(text)


def _iter_bytes(text: str) -> Iterator[tuple[str, bytes]]:
    """The bytes that `text` may have been read from, each once, with the charset."""
    seen = set()
    for read_as in _READINGS:
        if _beyond(read_as).search(text):
            continue
        try:
            body = text.encode(read_as, "scoda-controls")
        except UnicodeError:
            continue
        if body not in seen and not _is_other_control(text, body, read_as):
            seen.add(body)
            yield read_as, body


def _is_other_control(text: str, body: bytes, read_as: str) -> bool:
    """Whether `text` has a control for a byte that the charset has a character for: it was another charset then."""
    if not _CONTROL.search(text):
        return False
    try:
        return body.decode(read_as, "scoda-controls") != text
    except UnicodeError:
        return True


def _iter_readings(text: str) -> Iterator[tuple[str, str, float]]:
    """What `text` may have meant: (reading, note, bits in its favour)."""
    seen = {text}
    for read_as, body in _iter_bytes(text):
        for true in ("utf-8", *_READINGS[read_as]):
            try:
                reading = body.decode(true)
            except UnicodeError:
                continue
            if reading not in seen:
                seen.add(reading)
                bonus = _SEQUENCE * (len(body) - len(reading)) / 2 if true == "utf-8" else 0.0
                yield reading, f"{true} read as {read_as}", bonus


def _iter_likely(text: str) -> Iterator[tuple[str, str, float]]:
    """The readings with at most half of the pairs that no language has in `text`, or one."""
    odd = max(count_rare(text) // 2, 1)
    for reading, note, bonus in _iter_readings(text):
        if note.startswith("utf-8") or count_rare(reading) <= odd:
            yield reading, note, bonus


def _is_spoofed(text: str) -> bool:
    """Whether the Cyrillic letters of `text` are there for their looks: that is another stage's to put right."""
    letters = _CYRILLIC.findall(text)
    return bool(letters) and sum(char in _LOOK_ALIKES for char in letters) > 0.6 * len(letters)


def _density(text: str) -> float:
    """How much of a text is beyond ASCII: what is in dispute; 1 for a quarter and more."""
    return min(1.0, 4 * len(_BEYOND_ASCII.findall(text)) / len(text))


def _is_sure(text: str, reading: str, note: str) -> bool:
    """Whether a reading that is not of UTF-8 has more than chance for it.

    Capitals are seldom in what the model was made of, so they are weighed as small letters; rare words of Chinese look
    like common ones of another charset.
    """
    true, _, read_as = note.partition(" read as ")
    is_latin = true in _LATIN.split()
    changed = sum(map(str.__ne__, text, reading)) if len(text) == len(reading) else len(text)
    is_marks = not _BEYOND_MARKS.search(reading)
    if not _CONTROL.search(text) and (changed < (1 if is_latin or is_marks else _FEW) or (is_latin and text.isupper())):
        return False
    if is_latin and _is_spoofed(text):
        return False
    if text.isupper():
        text, reading = text.lower(), reading.lower()
    before, after = _weigh(text).bits, _weigh(reading).bits
    is_eastern = true in _EASTERN and read_as in _EASTERN and not is_marks
    share = _SHARE_EAST if is_eastern else _SHARE * _density(text)
    margin = max(_MARGIN, _EACH * changed) if is_latin and changed > 1 else _MARGIN_ONE if changed == 1 else _MARGIN
    return after < before * (1 - share) - margin


def _read_once(text: str) -> tuple[str, str] | None:
    """The reading that saves most bits, with a note, where it saves enough."""
    likely = list(_iter_likely(text))
    if not likely:
        return None
    before = _weigh(text).bits
    best, found = before * (1 - _SHARE * _density(text)) - _MARGIN, None
    for reading, note, bonus in likely:
        weight = _weigh(reading)
        is_utf8 = note.startswith("utf-8")
        if weight.bits - bonus < best and (is_utf8 or (weight.known >= _KNOWN and _is_sure(text, reading, note))):
            best, found = weight.bits - bonus, (reading, note)
    return found


def read_again(text: str) -> tuple[str, str] | None:
    """`text` as it was meant, and what had gone wrong ("utf-8 read as cp1252, twice"); None where nothing had."""
    notes: list[str] = []
    for _ in range(_ROUNDS):
        found = _read_once(text)
        if found is None:
            break
        text, note = found
        notes.append(note)
    if not notes:
        return None
    if len(notes) == 2 and notes[0] == notes[1]:
        return text, f"{notes[0]}, twice"
    return text, ", then ".join(reversed(notes))


def _read_part(text: str) -> str:
    """`text` with UTF-8 read that is in part of it only, where it costs less so."""
    fixed = fix_encoding(text)
    if fixed == text or _CONTROL.search(text) or text.isupper():  # no one writes controls
        return text if text.isupper() else fixed
    saved = _weigh(text.lower()).bits - _weigh(fixed.lower()).bits
    return fixed if saved > _MARGIN_PART else text


def read_alike(text: str, notes: Iterable[str]) -> tuple[str, str | None]:
    """`text` read as other paragraphs of its page had to be, where it costs less so; a small saving is enough then."""
    found: tuple[str, str | None] = (text, None)
    least = _weigh(text).bits - _MARGIN_ALIKE
    for note in notes:
        true, _, read_as = note.partition(" read as ")
        try:
            reading = text.encode(read_as, "scoda-controls").decode(true)
        except (UnicodeError, LookupError):
            continue
        if (bits := _weigh(reading).bits) < least:
            least, found = bits, (reading, note)
    return found


@lru_cache(maxsize=1024)
def repair_line(line: str) -> tuple[str, str | None]:
    """`line` as it was meant, with a note of what had gone wrong, or unchanged and None."""
    found = read_again(line) or read_lossy(line)
    text, note = found or (line, None)
    if _LEFT.search(text):
        fixed = _read_part(text)
        if fixed != text:
            return fixed, note or "utf-8 read as cp1252, in part"
    return text, note
