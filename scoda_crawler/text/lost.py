"""What stands where characters were lost long ago: the leavings of U+FFFD and of unwritten memory, read as Chinese.

U+FFFD in UTF-8, twice, read as GBK is 锟斤拷; memory that a debugger filled with 0xCC or 0xCD reads 烫烫烫 or 屯屯屯.
Such a run says as much as U+FFFD does, and goes as that does. In quotation marks it is what somebody writes about, and
stays.
"""

import re

from scoda_crawler.items import Noted

_RUN = re.compile(
    r"(?P<open>[“\"「『‘'《（(]?)(?P<lost>(?:锟斤拷)+(?:锟斤|锟)?|烫{3,}|屯{3,})(?P<close>[”\"」』’'》）)]?)"
)
_MARKS = ("锟斤拷", "烫烫烫", "屯屯屯")


def _drop(match: re.Match[str]) -> str:
    return match[0] if match["open"] and match["close"] else match["open"] + match["close"]


def drop_lost(text: str) -> Noted:
    """The text without such runs, and a note for each."""
    if not any(mark in text for mark in _MARKS):
        return Noted(text)
    notes = tuple("lost character" for match in _RUN.finditer(text) if not (match["open"] and match["close"]))
    return Noted(_RUN.sub(_drop, text), notes)
