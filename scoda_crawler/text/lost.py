"""What stands where characters were lost long ago: the leavings of U+FFFD and of unwritten memory, read as Chinese.

U+FFFD in UTF-8, twice, read as GBK is 锟斤拷; memory that a debugger filled with 0xCC or 0xCD reads 烫烫烫 or 屯屯屯.
Such a run says as much as U+FFFD does, and goes as that does. In quotation marks it is what somebody writes about, and
stays. Words of question marks alone ("?????? ? ????") are noted and stay: what they were cannot be told.
"""

import re

from scoda_crawler.items import Noted

_RUN = re.compile(
    r"(?P<open>[“\"「『‘'《（(]?)(?P<lost>(?:锟斤拷)+(?:锟斤|锟)?|烫{3,}|屯{3,})(?P<close>[”\"」』’'》）)]?)"
)
_QUESTIONS = re.compile(r"(?:\?+[ ,.:;-]+){2,40}\?{2,}")  # three words and more
_LEAST_QUESTIONS = 8
_MARKS = ("锟斤拷", "烫烫烫", "屯屯屯")


def _drop(match: re.Match[str]) -> str:
    return match[0] if match["open"] and match["close"] else match["open"] + match["close"]


def _note_questions(text: str) -> tuple[str, ...]:
    """A note for each passage of which only question marks are left."""
    runs = (match[0].count("?") for match in _QUESTIONS.finditer(text))
    return tuple("lost to question marks" for count in runs if count >= _LEAST_QUESTIONS)


def drop_lost(text: str) -> Noted:
    """The text without such runs, and a note for each."""
    questions = _note_questions(text) if "???" in text else ()
    if not any(mark in text for mark in _MARKS):
        return Noted(text, questions)
    notes = tuple("lost character" for match in _RUN.finditer(text) if not (match["open"] and match["close"]))
    return Noted(_RUN.sub(_drop, text), notes + questions)
