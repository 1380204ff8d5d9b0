"""Letters of another script inside a word are put right, and foreign words in a sentence are put back or noted."""

import re
from collections.abc import Iterator, Mapping

from scoda_crawler.items import Noted
from scoda_crawler.text.alphabets import script_of
from scoda_crawler.text.foreign import has_two_scripts, repair_foreign
from scoda_crawler.text.spoofing import Judge, Word

_LATIN = "A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u024f\u1e00-\u1eff"
_GREEK = "\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386-\u03ff\u1f00-\u1fff"
_CYRILLIC = "\u0400-\u0481\u048a-\u052f\ua646\ua647"
_OTHERS = "\u0531-\u0587\u13a0-\u13fd\u2c80-\u2ce3\ua4d0-\ua4f7\uab70-\uabbf"  # Armenian, Cherokee, Coptic, Lisu
_MARKS = "\u0300-\u036f"
_LETTERS = _LATIN + _GREEK + _CYRILLIC + _OTHERS + _MARKS
_NOT_LATIN = re.compile(f"[{_GREEK}{_CYRILLIC}{_OTHERS}]")
_ALPHABETS = [re.compile(f"[{alphabet}]") for alphabet in (_LATIN, _CYRILLIC, _GREEK, _OTHERS)]
_MIXED = re.compile(
    f"[{_LATIN}][{_MARKS}]*[{_GREEK}{_CYRILLIC}{_OTHERS}]|[{_GREEK}][{_MARKS}]*[{_LATIN}{_CYRILLIC}{_OTHERS}]"
    f"|[{_CYRILLIC}][{_MARKS}]*[{_LATIN}{_GREEK}{_OTHERS}]|[{_OTHERS}][{_MARKS}]*[{_LATIN}{_GREEK}{_CYRILLIC}]"
)
_PURE = re.compile(  # of the letters that have look-alikes
    f"(?<![{_LETTERS}])(?:[АВЕЅІЈКМНОРСТУХаеорсухіјѕёїЁЇ]+|[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορυχγάίόύϊϋ]+|[AaBCcEeHIiJjKMOoPpSsTXxYyvuëïáíóú]+"
    f"|[{_OTHERS}]+)(?![{_LETTERS}])"
)
_WORD = re.compile(f"[{_LETTERS}]+")
_WORD_END = re.compile(f"[{_LETTERS}]*\\Z")
_LONGEST = 60  # letters; what is longer is no word


def repair(text: str, language: str | None = None) -> str:
    """`text` with look-alike letters and misplaced foreign names put right; see `repair_with_notes`."""
    return repair_with_notes(text, language).text


def repair_with_notes(text: str, language: str | None = None) -> Noted:
    """Put letters of the wrong script right, word by word, then foreign words; a note for each word.

    A letter changes only where all letters of its word that belong to another script look like letters of the word's
    own (confusables of UTS #39), so that "IT-компания", "Δt" and "TNFα" stay. A word of look-alikes alone is decided by
    its neighbours. `language` (ISO 639-1) is the text's; without it, it is found out where it matters.
    """
    if text.isascii() or not has_two_scripts(text):
        return Noted(text)
    letters = repair_letters(text, language) if _NOT_LATIN.search(text) else Noted(text)
    foreign = repair_foreign(letters.text, language)
    return Noted(foreign.text, letters.notes + foreign.notes)


def repair_letters(text: str, language: str | None = None) -> Noted:
    """Only the look-alike letters of `repair_with_notes`: first mixed words, then those that they make suspect."""
    if sum(1 for alphabet in _ALPHABETS if alphabet.search(text)) < 2:
        return Noted(text)
    judge = Judge(text, language)
    mixed = list(_iter_mixed(text))
    changes = {word: fixed for word in mixed if (fixed := judge.mend_mixed(word))}
    judge.evidence = {_kind(word.letters, fixed) for word, fixed in changes.items()}
    suspects = [(word, judge.mend_mixed(word)) for word in mixed if judge.evidence and word not in changes]
    suspects += [(word, judge.mend_pure(word)) for word in _iter_pure(text)]
    changes |= {word: fixed for word, fixed in suspects if fixed}
    return _apply(text, changes)


def _kind(before: str, after: str) -> tuple[str, str]:
    """The scripts of the first letter that changed: what it was, what it became."""
    return next((script_of(b), script_of(a)) for b, a in zip(before, after, strict=True) if a != b)


def _apply(text: str, changes: Mapping[Word, str]) -> Noted:
    parts, notes, end = [], [], 0
    for word, fixed in sorted(changes.items(), key=lambda change: change[0].start):
        source, target = _kind(word.letters, fixed)
        parts += [text[end : word.start], fixed]
        notes.append(f"{source.title()} in {target.title()}: {fixed}")
        end = word.end
    return Noted("".join(parts) + text[end:], tuple(notes))


def _iter_mixed(text: str) -> Iterator[Word]:
    """Words in which letters of two alphabets stand side by side."""
    end = 0
    for match in _MIXED.finditer(text):
        if match.start() < end:
            continue
        begun = _WORD_END.search(text[max(end, match.start() - _LONGEST) : match.start()])
        rest = _WORD.match(text, match.start())
        assert begun and rest  # each matches at least nothing, and the letter that was found
        start, end = match.start() - len(begun[0]), rest.end()
        if end - start <= _LONGEST:
            yield Word(text[start:end], start, end)


def _iter_pure(text: str) -> Iterator[Word]:
    """Words of one alphabet, all of whose letters look like letters of another."""
    for match in _PURE.finditer(text):
        if match.end() - match.start() <= _LONGEST:
            yield Word(match[0], match.start(), match.end())
