"""Staging: each page's cleaned document is kept as a part; the parts of one thread merge into one document."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from scoda_crawler.errors import DamagedError
from scoda_crawler.items import Article, Date, Post, Thread, merge_repairs
from scoda_crawler.store.codec import dump_document, load_document
from scoda_crawler.store.state import REMEDY, State

Doc = Article | Thread
DocumentKey = tuple[str, str]
"""(site, key): what a document is known by."""


def find_key(document: Doc) -> DocumentKey:
    """The identity of a document: its site and its own key, or its canonical URL where the platform gives no key."""
    return document.site, document.key or document.canonical_url or document.url


def _settled(date: Date | None, earlier: Date | None) -> Date | None:
    """A date counted back from the fetch ("2 years ago") moves with every fetch: the first reading was the nearest."""
    if date is None or not date.is_relative or earlier is None or earlier.value is None:
        return date
    return earlier


def _keep_post_dates(post: Post, earlier: Post | None) -> Post:
    return post if earlier is None else replace(post, published=_settled(post.published, earlier.published))


def _keep_dates(document: Doc, earlier: Doc) -> Doc:
    document = replace(document, published=_settled(document.published, earlier.published))
    if isinstance(document, Thread) and isinstance(earlier, Thread):
        known = {post.id: post for post in earlier.posts if post.id}
        document = replace(document, posts=tuple(_keep_post_dates(p, known.get(p.id)) for p in document.posts))
    return document


def _essence(document: Doc) -> Doc:
    return replace(document, fetched_at=None, warc=None)


def _never(document: Doc, known: Doc) -> bool:  # noqa: ARG001
    return False


def stage(state: State, document: Doc, is_earlier: Callable[[Doc, Doc], bool] = _never) -> bool:
    """Keep `document` (one page of it) for the next settling; False when nothing but the time of fetching is new.

    A crawl stages pages in the order in which they are. Whoever does not gives `is_earlier(document, known)`: whether
    the document was fetched before the one that is known. The clock alone cannot tell: it may have been put back.
    """
    site, key = find_key(document)
    part = document.page if isinstance(document, Thread) else 1
    row = state.execute("SELECT data FROM parts WHERE site = ? AND key = ? AND part = ?", (site, key, part)).fetchone()
    if row is not None:
        earlier = _load(state, row[0])
        if is_earlier(document, earlier):
            return False
        document = _keep_dates(document, earlier)
        if _essence(document) == _essence(earlier):
            return False
    state.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?)", (site, key, part, dump_document(document)))
    state.execute("INSERT OR IGNORE INTO dirty VALUES (?, ?)", (site, key))
    return True


def _load(state: State, text: str) -> Doc:
    """A staged page; where the database gives back something else than was put in, DamagedError says so."""
    try:
        return load_document(text)
    except (ValueError, TypeError, KeyError) as error:
        raise DamagedError(state.path, f"a staged page is damaged ({error}); {REMEDY}") from error


def load_parts(state: State, site: str, key: str) -> list[Doc]:
    """The staged pages of one document in page order; empty when there is none."""
    rows = state.execute("SELECT data FROM parts WHERE site = ? AND key = ? ORDER BY part", (site, key))
    return [_load(state, row[0]) for row in rows]


def _distinct(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Each post once, where it is first seen; a board that repeats the question on every page repeats its id."""
    seen: dict[str, Post] = {}
    for post in posts:
        seen.setdefault(post.id or f"{post.author}\n{post.text}", post)
    return tuple(seen.values())


def merge_parts(parts: list[Doc]) -> Doc:
    """One document of the pages in `parts` (at least one, in page order)."""
    first = parts[0]
    threads = [part for part in parts if isinstance(part, Thread)]
    if not isinstance(first, Thread) or len(threads) != len(parts):
        return first
    posts = _distinct(post for thread in threads for post in thread.posts)
    repairs = first.repairs
    for thread in threads[1:]:
        for repair in thread.repairs:
            repairs = merge_repairs(repairs, repair.stage, [repair.what] * repair.times)
    authors = tuple(dict.fromkeys(author for thread in threads for author in thread.authors))
    published = first.published if first.page == 1 and first.published else posts[0].published if posts else None
    doubt = first.doubt if all(thread.doubt for thread in threads) else None
    return replace(first, posts=posts, repairs=repairs, authors=authors, published=published, doubt=doubt)


def drop_parts(state: State, but: set[DocumentKey]) -> None:
    """Drop what is staged from archived pages, but for the documents in `but`: they are read otherwise today."""
    rows = state.execute("SELECT DISTINCT site, key FROM parts WHERE data LIKE '%\"warc\":%'").fetchall()
    for site, key in sorted({(site, key) for site, key in rows} - but):
        state.execute("DELETE FROM parts WHERE site = ? AND key = ?", (site, key))
        state.execute("INSERT OR IGNORE INTO dirty VALUES (?, ?)", (site, key))


def list_unsettled(state: State) -> dict[str, int]:
    """The sites that have documents to settle, and how many."""
    return dict(state.execute("SELECT site, count(*) FROM dirty GROUP BY site").fetchall())


def mark_gone(state: State, site: str, key: str, day: str | None) -> None:
    """Note at a settled document that its page is gone since `day` (ISO 8601), or, with None, that it is back."""
    sql = "UPDATE documents SET gone = ? WHERE site = ? AND key = ? AND gone IS NOT ?"
    if state.execute(sql, (day, site, key, day)).rowcount > 0:
        state.execute("INSERT OR IGNORE INTO dirty VALUES (?, ?)", (site, key))
