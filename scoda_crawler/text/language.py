"""The language of a text, told from its script where that is enough, else by a statistical identifier."""

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from scoda_crawler.text.alphabets import COMMON, script_of

if TYPE_CHECKING:
    from scoda_crawler.text.ngrams import Ngrams

_SAMPLE = 4000  # characters; more text makes no answer better
_ENOUGH = 20  # letters that make a script's answer certain

# Scripts that one living language (of those found on the web) writes, and the language by ISO 639-1.
LANGUAGE_OF_SCRIPT = {
    "ARMENIAN": "hy",
    "CHEROKEE": "chr",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HEBREW": "he",
    "KANNADA": "kn",
    "KHMER": "km",
    "LAO": "lo",
    "MALAYALAM": "ml",
    "MYANMAR": "my",
    "ORIYA": "or",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAANA": "dv",
    "THAI": "th",
    "TIBETAN": "bo",
}
_RENAMED = {"no": "nb", "sdh": "ckb"}
# Of the scripts of several languages: the one that writes most of what is on the web, and letters of some others.
_MOST_WRITTEN = {"CYRILLIC": "ru", "ARABIC": "ar", "DEVANAGARI": "hi", "BENGALI": "bn", "ETHIOPIC": "am"}
_OWN_LETTERS = (
    ("uk", re.compile("[ґєї]", re.I)),
    ("sr", re.compile("[ђћџљњ]", re.I)),
    ("be", re.compile("ў", re.I)),
    ("ur", re.compile("[ٹڈڑےں]")),
    ("fa", re.compile("[پچژگ]")),
)
_KANA = re.compile("[\u3041-\u30ff]")
_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[\d_]+")
_NUMBER = re.compile(r"[\d_]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())


def identify(text: str) -> tuple[str | None, float]:
    """The language of `text` (ISO 639-1) and its certainty from 0 to 1; (None, 0.0) for a text without letters.

    Where no two-letter code exists it is ISO 639-3 (Sorani Kurdish: `ckb`). Text in several scripts, and short text, is
    less certain. Only the beginning is read; addresses and numbers are not.
    """
    sample = _read_prose(text)
    scripts = _count_scripts(sample)
    if not scripts:
        return None, 0.0
    script, letters = scripts.most_common(1)[0]
    share = letters / scripts.total()
    known = _by_script(script, sample, letters)
    if known:
        return known, share * min(1.0, 0.5 + letters / (2 * _ENOUGH))
    language, certainty = _by_model(sample)
    return language, certainty * share


def _read_prose(text: str) -> str:
    """The beginning of a text, without addresses and numbers."""
    sample = text[:_SAMPLE]
    has_addresses = "@" in sample or "://" in sample or "www." in sample
    return (_NOT_PROSE if has_addresses else _NUMBER).sub(" ", sample)


def _count_scripts(sample: str) -> Counter[str]:
    """Letters of each script, in the order in which the scripts begin."""
    if sample.isascii():
        letters = len(sample.encode().translate(None, _NO_LETTERS))
        return Counter({"LATIN": letters} if letters else {})
    scripts: Counter[str] = Counter()
    for char, times in Counter(sample).items():
        scripts[script_of(char)] += times
    del scripts[COMMON]
    return scripts


def _by_script(script: str, sample: str, letters: int) -> str | None:
    """The language, where the script alone tells it; Chinese text may quote kana, Japanese text is full of them."""
    if script == "CJK" and 10 * len(_KANA.findall(sample)) > letters:
        return "ja"
    return LANGUAGE_OF_SCRIPT.get(script)


def guess(word: str) -> str | None:
    """The language of a single word as far as its letters tell; the most written one where several share a script."""
    script = next((s for s in map(script_of, word) if s), COMMON)
    if script == "CJK":
        return "ja" if _KANA.search(word) else "zh"
    own = next((language for language, letters in _OWN_LETTERS if letters.search(word)), None)
    return own or LANGUAGE_OF_SCRIPT.get(script) or _MOST_WRITTEN.get(script)


@cache
def _load_model() -> "Ngrams":
    from scoda_crawler.text.ngrams import load_ngrams  # a third of a second and 70 MB, so only when it is needed

    # Without the creoles and dialects that it takes for their big sisters, and the dead languages.
    return load_ngrams(lambda label: len(label) == 2 or label == "sdh")


def _by_model(sample: str) -> tuple[str, float]:
    language, certainty = _load_model().classify(sample)
    return _RENAMED.get(language, language), certainty
