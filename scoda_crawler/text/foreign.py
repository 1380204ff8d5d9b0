"""Whole words of another script in a sentence: names known to CLDR are put back into its language, others noted."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

from scoda_crawler.items import Noted
from scoda_crawler.text.alphabets import BLOCKS, COMMON, script_of
from scoda_crawler.text.language import guess, identify
from scoda_crawler.text.names import Name, find_name, name_in

# Ranges that hold no letters but Latin ones.
_LATIN_AND_COMMON = (
    "\x00-\u036f\u1e00-\u1eff\u2000-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\ua720-\ua7ff\uab30-\uab6f"
)
_LATIN_AND_COMMON += "\u0964\u0965\ufb00-\ufb06\ufe00-\ufe6f\ufeff-\uffff\U0001f000-\U0001ffff\U000e0000-\U0010ffff"
_BEYOND_LATIN = re.compile(f"[^{_LATIN_AND_COMMON}]")
_LATIN = re.compile("[A-Za-z\xc0-\u024f]")
_LATIN_WORDS = re.compile("[A-Z\xc0-\xde][a-z\xdf-\u024f]+(?:[ '’-][A-Za-z\xc0-\u024f]+)*")
_JOINED = re.compile("[ \u200c\u200d'’·・-]")
_UNSPACED = frozenset({"CJK", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"})
_SET_APART = '"«»“”„‟‹›()[]{}<>（）【】《》「」『』〈〉/\\|=:：—–~'  # beside a word: a quotation, a gloss, a list
_SENTENCE_START = re.compile(r"(?:^|[.!?…]\s+)[\"“«(¿¡]?$")
_NUMBER = re.compile(r"(\d{1,9})\s*$")
_NEAR = 12  # characters on each side of a word that are looked at
_SAMPLE = 4000  # characters in which the language of a text is sought
_MOST_WORDS = 4  # a longer passage in another script is no slip
_MOST_LETTERS = 24
_SURE = 0.5  # of the language of a text that nobody has told; long ones come near 1
_LONGEST_LINE = 20_000  # characters; longer "lines" are no prose


class Run(NamedTuple):
    """Words of one script that follow each other in a line."""

    script: str
    start: int
    end: int
    words: int


def repair_foreign(text: str, language: str | None = None) -> Noted:
    """Put names that stand isolated in a sentence of another script into its language, and note other foreign words.

    "to รัสเซีย in 2022" becomes "to Russia in 2022", noted "รัสเซีย -> Russia"; a word that CLDR does not know is kept
    and noted ("foreign word: th ..."). What is quoted, bracketed or glossed stays, and so do whole passages. Words in
    Latin letters, which any text may have, are only ever put back, never noted. `language` is the text's (ISO 639-1).
    """
    if not has_two_scripts(text):
        return Noted(text)
    notes: list[str] = []
    lines = [_repair_line(line, text, language, notes) if _has_slip(line) else line for line in text.split("\n")]
    return Noted("\n".join(lines), tuple(notes))


@cache
def _beyond(script: str) -> re.Pattern[str]:
    """A letter that is neither Latin nor of `script`."""
    return re.compile(f"[^{_LATIN_AND_COMMON}{BLOCKS.get(script, '')}]")


def has_two_scripts(text: str) -> bool:
    """Whether a text has letters of more than one script."""
    first = _BEYOND_LATIN.search(text)
    return bool(first and (_LATIN.search(text) or _beyond(script_of(first[0])).search(text)))


def _has_slip(line: str) -> bool:
    """Whether a line may have an insertion: letters of two scripts beyond Latin, or Latin and few others, or a name."""
    if len(line) > _LONGEST_LINE or not (first := _BEYOND_LATIN.search(line)):
        return False
    if _beyond(script_of(first[0])).search(line):
        return True
    if not _LATIN.search(line):
        return False
    has_name = any(_is_latin_name(m[0], find_name(m[0])) for m in _LATIN_WORDS.finditer(line))
    return has_name or len(_BEYOND_LATIN.findall(line)) < 2 * len(_LATIN.findall(line))


def _repair_line(line: str, text: str, language: str | None, notes: list[str]) -> str:
    parts, end = [], 0
    for run, home in _iter_insertions(line, _find_runs(line)):
        words = line[run.start : run.end]
        fixed = _translate(line, run, home, language, text)
        if fixed:
            notes.append(f"{words} -> {fixed}")
            parts += [line[end : run.start], _spaced(line, run, fixed, home)]
            end = run.end
        elif run.script != "LATIN":
            notes.append(f"foreign word: {guess(words) or run.script.lower()} {words}")
    return "".join(parts) + line[end:]


def _find_runs(line: str) -> list[Run]:
    """The runs of words of one script in a line, in order."""
    runs: list[Run] = []
    end = 0
    for script, chars in groupby(line, script_of):
        start, end = end, end + sum(1 for _ in chars)
        if script == COMMON:
            continue
        last = runs[-1] if runs else None
        if last and last.script == script and start - last.end == 1 and _JOINED.match(line, last.end):
            runs[-1] = Run(script, last.start, end, last.words + 1)
        else:
            runs.append(Run(script, start, end, 1))
    return runs


def _iter_insertions(line: str, runs: list[Run]) -> Iterator[tuple[Run, str]]:
    """Runs that stand isolated in a sentence of another script, each with the script of that sentence."""
    words: Counter[str] = Counter()
    for run in runs:
        words[run.script] += _count_words(run)
    home, most = max(words.items(), key=lambda item: item[1], default=(COMMON, 0))
    for index, run in enumerate(runs):
        beside = {r.script for r in (*runs[max(index - 1, 0) : index], *runs[index + 1 : index + 2])}
        is_few = most >= 2 * (words[run.script] if run.script != "LATIN" else run.words)
        if run.script != home and beside == {home} and is_few and _is_word(run) and not _is_set_apart(line, run):
            yield run, home


def _count_words(run: Run) -> int:
    letters = run.end - run.start
    return 1 + letters // 12 if run.script in _UNSPACED else run.words


def _is_word(run: Run) -> bool:
    """Whether a run is one to a few words: not a symbol or an initial, not a passage."""
    letters = run.end - run.start
    return (3 if run.script == "GREEK" else 2) <= letters <= _MOST_LETTERS and run.words <= _MOST_WORDS


def _is_set_apart(line: str, run: Run) -> bool:
    before, after = (
        line[max(0, run.start - _NEAR) : run.start].rstrip()[-1:],
        line[run.end : run.end + _NEAR].lstrip()[:1],
    )
    return bool((before and before in _SET_APART) or (after and after in _SET_APART) or (before == after == "'"))


def _translate(line: str, run: Run, home: str, language: str | None, text: str) -> str | None:
    """The name in the language of the line; None for other words, and where the name itself stands beside."""
    words = line[run.start : run.end]
    name = find_name(words)
    if name is None or (run.script == "LATIN" and not _is_latin_name(words, name)):
        return None
    before = line[max(0, run.start - _NEAR) : run.start]
    number = _NUMBER.search(before)
    fixed = _name_at_home(name, home, language, line, text, int(number[1]) if number else None)
    if not fixed or fixed.casefold() in line[max(0, run.start - len(fixed) - 3) : run.end + len(fixed) + 3].casefold():
        return None
    return fixed[0].upper() + fixed[1:] if _SENTENCE_START.search(before) else fixed


def _is_latin_name(words: str, name: Name | None) -> bool:
    """Whether words in Latin letters are a name, not a brand, font or word: no rare language, nothing short."""
    is_word = words[0].isupper() and not words.isupper() and len(words) > 3
    return is_word and name is not None and (name.kind != "language" or len(name.code) == 2)


def _name_at_home(name: Name, home: str, language: str | None, line: str, text: str, number: int | None) -> str | None:
    """The name in the first language of those told and found that is written in the script `home`."""
    if language and (told := name_in(name, language, number=number)) and script_of(told[0]) == home:
        return told
    for sample in (text, line):
        found, certainty = _identify(sample[:_SAMPLE], home)
        if found and certainty >= _SURE:
            shown = name_in(name, found, number=number)
            if shown and script_of(shown[0]) == home:
                return shown
    # Too little to tell: Latin letters are most likely English.
    return name_in(name, "en", number=number) if home == "LATIN" else None


@lru_cache(maxsize=64)
def _identify(sample: str, script: str) -> tuple[str | None, float]:
    """The language of what a text has in one script; kept, for the next name in the same text."""
    return identify("".join(c for c in sample if script_of(c) in (script, COMMON)))


def _spaced(line: str, run: Run, fixed: str, home: str) -> str:
    """With a space on each side where words of the line need one and the insertion had none."""
    if home in _UNSPACED:
        return fixed
    before, after = line[run.start - 1 : run.start], line[run.end : run.end + 1]
    return f"{' ' if before.isalnum() else ''}{fixed}{' ' if after.isalnum() else ''}"
