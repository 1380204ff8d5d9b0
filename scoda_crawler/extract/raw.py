"""Text that an earlier, unclean crawl left behind: its title, its date and its body told from the chrome around them.

The head of such a file is short lines: where the page stood ("Home → Boards"), counters ("218 posts"), labelled
values ("Joined: 2 years ago") and a line of date, publisher, source and share links. They are known by their shape,
so that the language of the chrome does not matter; from the first line of prose on, everything is the author's.
"""

import re

from scoda_crawler.items import Article, Date

_HEAD = 14  # lines with text among which the head is looked for
_PROSE = 80  # characters: a line this long is prose, or the title
_BREADCRUMB = re.compile(r".{0,60}[→»›>⟩❯]\s*\S{0,60}.*")
_COUNTER = re.compile(r"[\d.,]+\s+\S{1,20}")
_LABELLED = re.compile(r"[^:：]{2,24}[:：]\s*(?:[\d.,]+|.{0,4}\d.{0,30}|)")
_STAMP = re.compile(
    r"(?P<date>(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?)(?P<rest>.*)",
    re.DOTALL,
)
_LABELS = re.compile(
    r"(?P<label>source|share|author|editor|来源|分享|分享到|作者|编辑|发布|источник|автор)\s*[:：]", re.IGNORECASE
)
_HITS = re.compile(r"(?:hits|views|点击|浏览|阅读|просмотр\w*)\W*\d+|\b\d+\s*$", re.IGNORECASE)


def _is_furniture(line: str) -> bool:
    return any(shape.fullmatch(line) for shape in (_BREADCRUMB, _COUNTER, _LABELLED))


def _read_stamp(line: str) -> tuple[str, str] | None:
    """(date, publisher) of a line that says when and by whom a page was published, and nothing else."""
    match = _STAMP.match(line)
    if match is None or len(line) > 2 * _PROSE:
        return None
    rest = _LABELS.split(_HITS.sub("", match["rest"]))[0].strip(" |·\t")
    is_plain = len(rest.split()) <= 3 and not re.search(r"[.!?。！？,，]", rest)
    return (match["date"], rest) if is_plain else None


def read_raw_text(text: str, name: str) -> Article:
    """The Article in a text file called `name`; `published` is seen but not read (clean_dates does that)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = [i for i, line in enumerate(lines) if line.strip()]
    title, date, publisher, body_from = "", None, "", 0
    for i in shown[:_HEAD]:
        line = lines[i].strip()
        stamp = _read_stamp(line)
        if stamp and date is None:
            date, publisher = stamp
        elif not title and not _is_furniture(line):
            title = line
        elif not _is_furniture(line) or (len(line) > _PROSE and title):
            break
        body_from = i + 1
    body = "\n".join(lines[body_from:]).strip("\n")
    return Article(
        url=f"file:{name}",
        site="file",
        key=name,
        platform="text",
        title=title,
        text=body,
        authors=(publisher,) if publisher else (),
        published=Date(raw=date, source="shown") if date else None,
    )
