"""The words of a message's own author, in plain text as mail is written: without quotes, their heads and signature."""

import re

_QUOTED = re.compile(r" ?>")
_QUOTED_ONCE = re.compile(r" ?>(?: ?>)?(?! ?>)")
_ESCAPED = re.compile(r"^>(?=From )", re.M)  # so mailboxes keep a line that begins with "From"
_RULE = re.compile(r"_{20,}|-{30,}")
_COLON = re.compile(r"[:：]$")
_SENTENCE_END = re.compile(r"[.!?:;。！？…)]\s*$")
_SIGN = re.compile(r"\d{1,4}\D+\d{1,2}|@|<")  # a date, an address
_MAX_HEAD = 250  # characters of the line or lines that say whose words follow
_MAX_HEAD_LINES = 3
_MAX_FIRST = 80  # of such a line without a date, where a message begins with it
_MAX_SIGNATURE = 12  # lines
_MAX_FOOT = 8  # lines that a list adds below a rule


def clean_mail(text: str) -> str:
    """A message without others' words, which have ">" before each line (RFC 3676); one of nothing else stays whole."""
    lines = _cut_end(_ESCAPED.sub("", text).split("\n"))
    if not any(map(_QUOTED_ONCE.match, lines)):
        return "\n".join(lines).strip()  # ">>>" alone is a prompt
    kept: list[str] = []
    is_quoting = has_quoted = False
    for line in lines:
        is_quote = bool(_QUOTED.match(line))
        if is_quote and not is_quoting:
            cut_head(kept, is_first=not has_quoted)
            kept.append("")
        if not is_quote and (line.strip() or not is_quoting):
            kept.append(line)
        is_quoting = is_quote or (is_quoting and not line.strip())
        has_quoted = has_quoted or is_quote
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() or text.strip()


def _cut_end(lines: list[str]) -> list[str]:
    """Cut the signature (below "-- ", RFC 3676), and what a list adds below a rule, with the list's address."""
    for i in range(len(lines) - 1, max(-1, len(lines) - 30), -1):
        rest = len(lines) - i - 1
        if lines[i].rstrip() == "--" and lines[i][:2] == "--" and rest <= _MAX_SIGNATURE:
            return _cut_end(lines[:i])
        if _RULE.fullmatch(lines[i].strip()) and 0 < rest <= _MAX_FOOT and "://" in "".join(lines[i:]):
            return _cut_end(lines[:i])
    return lines


def cut_head(kept: list[str], *, is_first: bool) -> None:
    """Take the lines that say whose words follow off the end: they end in a colon and have a date or an address.

    Before the first quote of a message a short line that ends in a colon is enough, where nothing stands above it.
    """
    while kept and not kept[-1].strip():
        kept.pop()
    end = len(kept)
    for start in range(end - 1, max(-1, end - 1 - _MAX_HEAD_LINES), -1):
        head = " ".join(kept[start:]).strip()
        if not kept[start].strip() or len(head) > _MAX_HEAD or not _COLON.search(head):
            return
        is_top = is_first and not any(line.strip() for line in kept[:start])
        if (is_top and len(head) <= _MAX_FIRST) or (_SIGN.search(kept[start]) and _begins(kept, start)):
            del kept[start:]
            return


def _begins(kept: list[str], start: int) -> bool:
    """Whether a line is the first of its paragraph, or the line before it ends a sentence."""
    return start == 0 or not kept[start - 1].strip() or bool(_SENTENCE_END.search(kept[start - 1]))
