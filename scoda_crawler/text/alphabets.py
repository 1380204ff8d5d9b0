"""Scripts of letters, and the letters of one script that look like letters of another."""

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

COMMON = ""  # digits, punctuation, symbols, marks that go with any script
_GROUPS = {
    "HIRAGANA": "CJK",
    "KATAKANA": "CJK",
    "KATAKANA-HIRAGANA": "CJK",
    "BOPOMOFO": "CJK",
    "IDEOGRAPHIC": "CJK",
}
_SCRIPTLESS = frozenset(
    "ANGSTROM BLACK-LETTER CIRCLED COMBINING DOUBLE-STRUCK FEMININE FULLWIDTH HALFWIDTH KELVIN MASCULINE MATHEMATICAL "
    "MICRO MODIFIER OHM PARENTHESIZED PLANCK SCRIPT SQUARED SUBSCRIPT SUPERSCRIPT TURNED".split()
)

# Pairs of a letter and the Latin letter that it looks like, after Unicode's confusables (UTS #39). In the first line
# of a script are letters of living alphabets, in the second ones so rare that nobody means them in Latin's place.
_PAIRS: Mapping[str, str] = MappingProxyType(
    {
        "CYRILLIC": "аa еe оo рp сc уy хx іi јj ѕs АA ВB ЕE ІI ЈJ КK МM НH ОO РP СC ЅS ТT УY ХX ҺH әə ƏӘ ӕæ ӔÆ "
        "һh ԛq ԝw ӏl ԁd үy ѵv ꙇi ҽe ԌG ԚQ ԜW ѴV ҮY ӀI",
        "GREEK": "οo αa ιi νv ρp υu χx γy σo ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϲc ϳj ϹC ͿJ ϜF ϱp ϺM",
        "ARMENIAN": "օo ոn սu հh ցg զq յj ՏS ՍU ՕO քf ռn",
        "CHEROKEE": "ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᎥI ᎫJ ᏦK ᏞL ᎷM ᏢP ᎡR ᏚS ᎢT ᏙV ᎳW ᎩY ᏃZ Ꮒh ᏧJ ꭵi ꮯc ꮪs ꮩv ꮃw ꮓz ᏒR ᏳG ᏕS "
        "ᏔW ᎽY",
        "COPTIC": "ⲥc ⲟo ⲣp ⲤC ⲎH ⲔK ⲒI ⲘM ⲚN ⲞO ⲢP ⲦT ⲬX ⲨY ⲅr",
        "LISU": "ꓮA ꓐB ꓚC ꓓD ꓰE ꓝF ꓖG ꓧH ꓲI ꓙJ ꓗK ꓡL ꓟM ꓠN ꓳO ꓑP ꓣR ꓢS ꓔT ꓴU ꓦV ꓪW ꓫX ꓬY ꓜZ",
    }
)
# Letters that are like only in a hand-written or small-capital shape: no proof by themselves.
_LOOSE: Mapping[str, str] = MappingProxyType(
    {"CYRILLIC": "кk тt мm нh вb гr пn иu шw ьb ЬB", "GREEK": "κk ηn τt ωw εe πn"}
)
# Letters that only some languages or old texts write; a Latin letter becomes one only in a text that has it.
RARE = frozenset("іјѕһԛԝӏԁүѵꙇҽԌԚԜѴҮӀІЈЅҺәӘӕӔϲϳϱϹͿϜϺ")
RARE_OF: Mapping[str, str] = MappingProxyType(
    {
        "uk": "іІ",
        "be": "іІ",
        "sr": "јЈ",
        "mk": "јЈѕЅ",
        "kk": "іІәӘһҺүҮ",
        "mn": "үҮ",
        "ky": "үҮ",
        "tt": "әӘһҺүҮ",
        "ba": "әӘһҺүҮ",
    }
)
SCRIPTS_WITH_LOOKALIKES = ("LATIN", *_PAIRS)

# Where the letters of a script are, as a class of a regular expression; for scripts that texts are written in.
BLOCKS: Mapping[str, str] = MappingProxyType(
    {
        "ARABIC": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefe",
        "ARMENIAN": "\u0530-\u058f\ufb13-\ufb17",
        "BENGALI": "\u0980-\u09ff",
        "CJK": "\u2e80-\u2fff\u3005-\u3007\u3021-\u312f\u31a0-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
        "CYRILLIC": "\u0400-\u052f\u1c80-\u1c8f\ua640-\ua69f",
        "DEVANAGARI": "\u0900-\u097f\ua8e0-\ua8ff",
        "ETHIOPIC": "\u1200-\u139f",
        "GEORGIAN": "\u10a0-\u10ff\u1c90-\u1cbf",
        "GREEK": "\u0370-\u03ff\u1f00-\u1fff",
        "GUJARATI": "\u0a80-\u0aff",
        "GURMUKHI": "\u0a00-\u0a7f",
        "HANGUL": "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff",
        "HEBREW": "\u0590-\u05ff\ufb1d-\ufb4f",
        "KANNADA": "\u0c80-\u0cff",
        "KHMER": "\u1780-\u17ff",
        "LAO": "\u0e80-\u0eff",
        "MALAYALAM": "\u0d00-\u0d7f",
        "MYANMAR": "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f",
        "ORIYA": "\u0b00-\u0b7f",
        "SINHALA": "\u0d80-\u0dff",
        "TAMIL": "\u0b80-\u0bff",
        "TELUGU": "\u0c00-\u0c7f",
        "THAI": "\u0e00-\u0e7f",
        "TIBETAN": "\u0f00-\u0fff",
    }
)


@lru_cache(maxsize=8192)
def script_of(char: str) -> str:
    """The script of a character as Unicode's name of it begins (LATIN, THAI, CJK for all East Asian but Hangul).

    COMMON for what belongs to no script: digits, punctuation, symbols, and letters that stand for a unit or a variable.
    """
    if char.isascii():
        return "LATIN" if char.isalpha() else COMMON
    if unicodedata.category(char)[0] not in "LM":
        return COMMON
    first = unicodedata.name(char, "").split(" ")[0]
    return COMMON if first in _SCRIPTLESS else _GROUPS.get(first, first)


@cache
def lookalikes(source: str, target: str, *, loose: bool = False) -> Mapping[str, str]:
    """Letters of the script `source`, each with the letter of `target` that looks the same; by way of Latin."""
    forward = _to_latin(source, loose)
    if target == "LATIN":
        return forward
    backward: dict[str, str] = {}
    for letter, latin in _to_latin(target, loose).items():
        backward.setdefault(latin, letter)
    if source == "LATIN":
        return backward
    return {letter: backward[latin] for letter, latin in forward.items() if latin in backward}


def _to_latin(script: str, loose: bool) -> dict[str, str]:
    pairs = _PAIRS.get(script, "") + " " + (_LOOSE.get(script, "") if loose else "")
    return {pair[0]: pair[1] for pair in pairs.split()}


def lookalike(char: str, target: str, *, loose: bool = False) -> str | None:
    """The letter of the script `target` that looks like `char`, with its accents; None where there is none."""
    source = script_of(char)
    known = lookalikes(source, target, loose=loose)
    if char in known:
        return known[char]
    parts = unicodedata.normalize("NFD", char)
    if len(parts) == 1 or parts[0] not in known:
        return None
    composed = unicodedata.normalize("NFC", known[parts[0]] + parts[1:])
    return composed if len(composed) == 1 else None
