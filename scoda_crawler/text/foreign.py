"""Whole words of another script in a sentence: names known to CLDR are put back into its language, others noted."""

import re
from collections import Counter
from itertools import groupby
from typing import NamedTuple

from scoda_crawler.items import Noted
from scoda_crawler.text.alphabets import COMMON, script_of
from scoda_crawler.text.language import guess, identify
from scoda_crawler.text.names import Name, find_name, name_in

_BEYOND_LATIN = re.compile(
    "[\u0370-\u1dff\u2c00-\ua71f\ua800-\ufaff\ufb13-\ufdff\ufe70-\ufefe\U00010000-\U0001efff\U00020000-\U0003ffff]"
)
_LATIN_NAME = re.compile("[A-Z\xc0-\xde][a-z\xdf-\u024f]{3}")
_JOINED = re.compile("[ \u200c\u200d'’·・-]")
_UNSPACED = frozenset({"CJK", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"})
_SET_APART = '"«»“”„‟‹›()[]{}<>（）【】《》「」『』〈〉/\\|=:：—–~'  # beside a word: a quotation, a gloss, a list
_SENTENCE_START = re.compile(r"(?:^|[.!?…]\s+)[\"“«(¿¡]?$")
_NUMBER = re.compile(r"(\d{1,9})\s*$")
_MOST_WORDS = 4  # a longer passage in another script is no slip
_MOST_LETTERS = 24
_SURE = 0.5  # of the language of a text that nobody has told
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
    if not _BEYOND_LATIN.search(text) or len({script_of(c) for c in set(text)} - {COMMON}) < 2:
        return Noted(text)
    notes: list[str] = []
    lines = [_repair_line(line, text, language, notes) for line in text.split("\n")]
    return Noted("\n".join(lines), tuple(notes))


def _repair_line(line: str, text: str, language: str | None, notes: list[str]) -> str:
    scripts = {script_of(c) for c in set(line)} - {COMMON}
    if len(scripts) < 2 or len(line) > _LONGEST_LINE:
        return line
    if len(scripts) == 2 and "LATIN" in scripts and not _has_slip(line):
        return line
    runs = _find_runs(line)
    parts, end = [], 0
    for run, home in _iter_insertions(line, runs):
        words = line[run.start : run.end]
        fixed = _translate(line, run, home, language, text)
        if fixed:
            notes.append(f"{words} -> {fixed}")
            parts += [line[end : run.start], _spaced(line, run, fixed, home)]
            end = run.end
        elif run.script != "LATIN":
            notes.append(f"foreign word: {guess(words) or run.script.lower()} {words}")
    return "".join(parts) + line[end:]


def _has_slip(line: str) -> bool:
    """Whether a line of Latin and one other script can have an insertion: a Latin name, or few letters that are not."""
    return bool(_LATIN_NAME.search(line)) or 2 * len(_BEYOND_LATIN.findall(line)) < len(line)


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


def _iter_insertions(line: str, runs: list[Run]) -> list[tuple[Run, str]]:
    """Runs that stand isolated in a sentence of another script, each with the script of that sentence."""
    words = Counter({script: 0 for script in {run.script for run in runs}})
    for run in runs:
        words[run.script] += _count_words(run)
    home, most = words.most_common(1)[0]
    found = []
    for index, run in enumerate(runs):
        beside = {r.script for r in (*runs[max(index - 1, 0) : index], *runs[index + 1 : index + 2])}
        is_few = most >= 2 * (words[run.script] if run.script != "LATIN" else run.words)
        if run.script != home and beside == {home} and is_few and _is_word(run) and not _is_set_apart(line, run):
            found.append((run, home))
    return found


def _count_words(run: Run) -> int:
    letters = run.end - run.start
    return 1 + letters // 12 if run.script in _UNSPACED else run.words


def _is_word(run: Run) -> bool:
    """Whether a run is one to a few words: not a symbol or an initial, not a passage."""
    letters = run.end - run.start
    least = {"CJK": 1, "GREEK": 3}.get(run.script, 2)
    return least <= letters <= _MOST_LETTERS and run.words <= _MOST_WORDS


def _is_set_apart(line: str, run: Run) -> bool:
    before, after = line[: run.start].rstrip()[-1:], line[run.end :].lstrip()[:1]
    return bool((before and before in _SET_APART) or (after and after in _SET_APART) or (before == after == "'"))


def _translate(line: str, run: Run, home: str, language: str | None, text: str) -> str | None:
    """The name in the language of the line; None for other words, and where the name itself stands beside."""
    words = line[run.start : run.end]
    name = find_name(words)
    if name is None or (run.script == "LATIN" and not _is_latin_name(words, name)):
        return None
    number = _NUMBER.search(line[: run.start])
    fixed = _name_at_home(name, home, language, line, text, int(number[1]) if number else None)
    if not fixed or fixed.casefold() in line[max(0, run.start - len(fixed) - 3) : run.end + len(fixed) + 3].casefold():
        return None
    return fixed[0].upper() + fixed[1:] if _SENTENCE_START.search(line[: run.start]) else fixed


def _is_latin_name(words: str, name: Name) -> bool:
    """Whether Latin letters are sure to be a name and not a brand, a font or a word: no rare language, no short word."""
    return (
        words[0].isupper()
        and not words.isupper()
        and len(words) > 3
        and (name.kind != "language" or len(name.code) == 2)
    )


def _name_at_home(name: Name, home: str, language: str | None, line: str, text: str, number: int | None) -> str | None:
    """The name in the first language of those told and found that is written in the script `home`."""
    if language and (told := name_in(name, language, number=number)) and script_of(told[0]) == home:
        return told
    for sample in (text, line):
        found, certainty = identify("".join(c for c in sample[:4000] if script_of(c) in (home, COMMON)))
        if (
            found
            and certainty >= _SURE
            and (shown := name_in(name, found, number=number))
            and script_of(shown[0]) == home
        ):
            return shown
    return None


def _spaced(line: str, run: Run, fixed: str, home: str) -> str:
    """With a space on each side where words of the line need one and the insertion had none."""
    if home in _UNSPACED:
        return fixed
    before, after = line[run.start - 1 : run.start], line[run.end : run.end + 1]
    return f"{' ' if before.isalnum() else ''}{fixed}{' ' if after.isalnum() else ''}"
