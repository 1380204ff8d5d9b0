"""A document through the stages that one page can tell: pure functions from document to document.

The pipelines, a replay of an archive and `scrapy clean` all call these; each notes what it changed in `repairs`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from scoda_crawler.dates import parse_date
from scoda_crawler.items import Article, Date, Noted, Post, Thread, merge_repairs
from scoda_crawler.text import chrome, encoding, language, lost, scripts, whitespace

Doc = Article | Thread
Part = TypeVar("Part", bound=Article | Thread | Post)
_SURE = 0.5  # of the language of a text; below it the page's own word is taken


def _with(part: Part, **changes: Any) -> Part:
    """`part` with the changes that are any: most texts are clean, and copies cost more than looking."""
    if all(getattr(part, name) == value for name, value in changes.items()):
        return part
    return replace(part, **changes)


def _apply(document: Doc, stage: str, change: Callable[[str], Noted], *, title: bool = True) -> Doc:
    """`change` made to every text of the document, its notes counted under `stage`."""
    notes: list[str] = []

    def changed(text: str) -> str:
        result = change(text) if text else Noted(text)
        notes.extend(result.notes)
        return result.text

    def changed_post(post: Post) -> Post:
        author = changed(post.author) if post.author and title else post.author
        return _with(post, text=changed(post.text), author=author)

    if title:
        document = _with(document, title=changed(document.title), authors=tuple(map(changed, document.authors)))
    if isinstance(document, Thread):
        document = _with(document, posts=tuple(changed_post(post) for post in document.posts))
    else:
        document = _with(document, text=changed(document.text))
    return _with(document, repairs=merge_repairs(document.repairs, stage, notes)) if notes else document


def clean_encoding(document: Doc) -> Doc:
    """Mojibake undone, then invisible, doubled and compatibility characters put right."""
    document = _apply(document, "encoding", encoding.repair_with_notes)
    document = _apply(document, "characters", lost.drop_lost)
    return _apply(document, "characters", whitespace.clean_characters_with_notes)


def clean_boilerplate(document: Doc) -> Doc:
    """The software's own footers cut from the end of the texts."""
    return _apply(document, "boilerplate", chrome.strip_footer, title=False)


def clean_scripts(document: Doc) -> Doc:
    """The language of the text told, look-alike letters and names of another language put right."""
    known, certainty = language.identify(document.text)
    is_read = known is not None and (certainty >= _SURE or document.language is None)
    found = known if is_read else document.language
    document = replace(document, language=found, certainty=round(certainty, 2) if is_read else None)
    return _apply(document, "scripts", lambda text: scripts.repair_with_notes(text, found))


def _read(date: Date | None, language: str | None, now: datetime) -> Date | None:
    if date is None or date.value is not None or not date.raw:
        return date
    read = parse_date(date.raw, language=language, now=now)
    return None if read is None else replace(read, source=date.source or read.source)


def clean_dates(document: Doc, page_language: str | None = None) -> Doc:
    """Dates that are seen but not read yet are read, relative ones from the time of fetching; others are left out."""
    now = document.fetched_at or datetime.now(UTC)

    def read(date: Date | None) -> Date | None:
        return _read(date, page_language or document.language, now)

    document = replace(document, published=read(document.published), modified=read(document.modified))
    if isinstance(document, Thread):
        posts = tuple(replace(post, published=read(post.published)) for post in document.posts)
        document = replace(document, posts=posts)
    return document


STAGES: tuple[Callable[[Doc], Doc], ...] = (clean_encoding, clean_boilerplate, clean_scripts, clean_dates)


def clean(document: Doc) -> Doc:
    """The document through all stages, in their order."""
    for stage in STAGES:
        document = stage(document)
    return document
