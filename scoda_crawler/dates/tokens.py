"""A folded text as tokens: numeric dates, times, numbers, and words with their meanings."""

import re
from typing import NamedTuple

from scoda_crawler.dates.folding import WORD
from scoda_crawler.dates.tables import Codes, Table

_TOKEN = re.compile(
    rf"""(?P<date>(?<![\d.,/-])(?<!\d:)(?:\d{{4}}|\d{{1,3}})(?P<sep>\s?[./-]\s?)\d{{1,2}}(?P=sep)\d{{1,4}}(?![\d%]|[.,:/-]\d))
    |(?P<time>(?<![\d.,:])\d{{1,2}}\s?:\s?\d\d(?:\s?:\s?\d\d(?:[.,]\d{{1,9}})?)?(?!\d|:\d))
    |(?P<num>\d+)
    |(?P<word>{WORD})""",
    re.VERBOSE,
)
_ZONE = re.compile(r"\s?(?:(z|utc|gmt)(?![a-z])\s?)?([+-]\d\d?)?(?:(?<=\d):?(\d\d))?(?![\d:])")
_HALF = re.compile(r"\s?([ap])\.?\s?m\b\.?")
_UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LONGEST_RUN = 60  # characters of a script without spaces that are looked at as one text


class Token(NamedTuple):
    """A piece of a text; `gap` is what stands between it and the piece before."""

    kind: str  # date, time, num, word
    text: str
    gap: str = ""
    codes: Codes = ()
    zone: int | None = None  # of a time, in minutes east of Greenwich

    @property
    def number(self) -> int:
        """The value of a number."""
        return int(self.text)


def tokenise(text: str, table: Table) -> list[Token]:
    """The tokens of a folded text, in order."""
    out: list[Token] = []
    end, match = 0, _TOKEN.search(text)
    while match:
        kind, gap = match.lastgroup or "", text[end : match.start()]
        end = match.end()
        if kind == "time":
            half = _HALF.match(text, end)
            zone, end = _read_zone(text, half.end() if half else end)
            out.append(Token(kind, match[0], gap, (), zone))
            if half:
                out.append(Token("word", half[0].strip(), "", ("A" if half[1] == "a" else "P",)))
        elif kind == "word":
            end = _add_words(text, match.start(), table, out, gap)
        else:
            out.append(Token("date" if match["date"] else kind, match[0], gap))
        match = _TOKEN.search(text, end)
    return out


def _read_zone(text: str, start: int) -> tuple[int | None, int]:
    """The zone after a time of day, in minutes, and where it ends."""
    match = _ZONE.match(text, start)
    if not match or not (match[1] or match[2]):
        return None, start
    hours, minutes = int(match[2] or 0), int(match[3] or 0)
    if abs(hours) > 14 or (match[2] and not match[1] and len(match[2]) < 3):
        return None, start
    return hours * 60 + (minutes if hours >= 0 and not (match[2] or "").startswith("-") else -minutes), match.end()


_NEXT_WORD = re.compile(rf"([^\d\w]{{1,3}})({WORD})")


def _add_words(text: str, start: int, table: Table, out: list[Token], gap: str) -> int:
    """Add the words from `start` on that one key has, or one word; answers where they end."""
    match = re.compile(WORD).match(text, start)
    assert match is not None
    key, end = match[0], match.end()
    found = (key, end) if key in table.words else None
    most = table.firsts.get(key, 0)
    for _ in range(most - 1):
        following = _NEXT_WORD.match(text, end)
        if not following:
            break
        key, end = f"{key} {following[2]}", following.end()
        if key in table.words:
            found = key, end
    if found:
        out.append(Token("word", found[0], gap, table.words[found[0]]))
        return found[1]
    out.extend(_split_run(match[0], table, gap))
    return match.end()


def _split_run(run: str, table: Table, gap: str) -> list[Token]:
    """A run of a script without spaces as known words, longest first; else one word, without a prefixed particle."""
    if not _UNSPACED.match(run) or len(run) > _LONGEST_RUN:
        return [_strip_particle(run, table, gap)]
    out: list[Token] = []
    i, unknown = 0, ""
    while i < len(run):
        size = next((n for n in range(min(14, len(run) - i), 0, -1) if run[i : i + n] in table.words), 0)
        if not size:
            unknown, i = unknown + run[i], i + 1
            continue
        if unknown:
            out.append(Token("word", unknown, gap))
            unknown, gap = "", ""
        out.append(Token("word", run[i : i + size], gap, table.words[run[i : i + size]]))
        i, gap = i + size, ""
    return [*out, Token("word", unknown, gap)] if unknown else out


_PARTICLES = re.compile("(?:[\u05d1\u05dc\u05d4\u05de\u05d5]|\u0627\u0644|[\u0648\u0628\u0644]|w|v)")


def _strip_particle(word: str, table: Table, gap: str) -> Token:
    """A word behind a particle written together with it (Hebrew and Arabic), if that is known; else the word."""
    if word > "\u0590" and (match := _PARTICLES.match(word)) and word[match.end() :] in table.words:
        return Token("word", word, gap, table.words[word[match.end() :]])
    return Token("word", word, gap)
