"""Which lines are signatures, author by author: counted in the state as threads come, decided where counts changed.

Only threads of unknown make are looked at: where the platform is known, its markup tells the signatures. A post that
is met under several addresses (a permalink, a print view, a list of one author's posts) counts once.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from xxhash import xxh3_64_intdigest

from scoda_crawler.items import Article, Thread, merge_repairs
from scoda_crawler.store.state import State
from scoda_crawler.text.signatures import Use, find_endings, is_signature, strip_signature

Key = tuple[str, str, int]
"""(site, author, kind of line)."""

Ending = tuple[int, int]
"""Whether a line only ends posts (1) or stands elsewhere, too (0); and a number of the author's posts in a thread."""


class Signatures:
    """The lines that end posts, and what was learned of them, an author of a site at a time."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known = lru_cache(maxsize=512)(self._load)

    def put(self, doc: int, document: Article | Thread) -> None:
        """Count the endings of a thread's posts, in place of those it had."""
        now: dict[Key, Ending] = {}
        if isinstance(document, Thread) and document.platform == "unknown":
            for author, texts in _by_author(document).items():
                post = min(map(_number, texts))
                now |= {(document.site, author, k): (int(is_end), post) for k, is_end in find_endings(texts).items()}
        sql = "SELECT site, author, kind, is_ending, post FROM endings WHERE doc = ?"
        before = {(site, author, kind): (is_end, post) for site, author, kind, is_end, post in self._rows(sql, doc)}
        if now != before:
            self._replace(doc, before, now)

    def _rows(self, sql: str, *values: Any) -> list[Any]:
        return self._state.execute(sql, values).fetchall()

    def _replace(self, doc: int, before: dict[Key, Ending], now: dict[Key, Ending]) -> None:
        self._state.execute("DELETE FROM endings WHERE doc = ?", (doc,))
        self._state.execute("DELETE FROM signers WHERE doc = ?", (doc,))
        for (site, author, kind), ending in now.items():
            self._state.execute("INSERT OR IGNORE INTO signers VALUES (?, ?, ?, ?)", (doc, author, site, ending[1]))
            self._state.execute("INSERT INTO endings VALUES (?, ?, ?, ?, ?, ?)", (site, kind, author, doc, *ending))
        for site, author, kind in sorted(before.keys() ^ now.keys()):
            self._mark(site, kind, author)
        for site, author, _ in sorted(key for key in before.keys() & now.keys() if before[key] != now[key]):
            self._state.execute("INSERT OR IGNORE INTO stale_authors VALUES (?, ?)", (site, author))

    def _mark(self, site: str, kind: int, author: str) -> None:
        """Have an author looked at, and the one other whose line this is no longer, or again, alone."""
        for name in {author, *self._find_two(site, kind)}:
            self._state.execute("INSERT OR IGNORE INTO stale_authors VALUES (?, ?)", (site, name))

    def _find_two(self, site: str, kind: int) -> set[str]:
        """The first and the last author who end with a line, found by look-ups: one, where it is one's own."""
        sql = "SELECT {}(author) FROM endings WHERE site = ? AND kind = ?"
        found = {self._rows(sql.format(end), site, kind)[0][0] for end in ("min", "max")}
        return {str(author) for author in found if author is not None}

    def decide(self) -> set[int]:
        """Decide what the signatures of the authors with changed counts are; the threads that this changes."""
        authors = self._rows("SELECT site, author FROM stale_authors ORDER BY site, author")
        changed = {doc for site, author in authors for doc in self._decide_author(site, author)}
        self._state.execute("DELETE FROM stale_authors")
        self._known.cache_clear()
        return changed

    def _decide_author(self, site: str, author: str) -> set[int]:
        before, now = self._load(site, author), self._find(site, author)
        self._state.execute("DELETE FROM signatures WHERE site = ? AND author = ?", (site, author))
        for kind in sorted(now):
            self._state.execute("INSERT INTO signatures VALUES (?, ?, ?)", (site, author, kind))
        sql = "SELECT doc FROM endings WHERE site = ? AND kind = ? AND author = ?"
        return {int(row[0]) for kind in now ^ before for row in self._rows(sql, site, kind, author)}

    def _find(self, site: str, author: str) -> frozenset[int]:
        sql = "SELECT count(DISTINCT post) FROM signers WHERE site = ? AND author = ?"
        total = int(self._rows(sql, site, author)[0][0])
        sql = (
            "SELECT kind, count(DISTINCT post), count(DISTINCT iif(is_ending, post, NULL)) FROM endings "
            "WHERE site = ? AND author = ? GROUP BY kind HAVING count(DISTINCT post) >= 3"
        )
        often = self._rows(sql, site, author)
        return frozenset(
            kind
            for kind, threads, endings in often
            if is_signature(kind, Use(threads, total, endings, len(self._find_two(site, kind))))
        )

    def _load(self, site: str, author: str) -> frozenset[int]:
        sql = "SELECT kind FROM signatures WHERE site = ? AND author = ?"
        return frozenset(int(row[0]) for row in self._rows(sql, site, author))

    def strip(self, thread: Thread) -> Thread:
        """The thread without its authors' signatures, and a note of each."""
        if thread.platform != "unknown":
            return thread
        notes: list[str] = []
        posts = []
        for post in thread.posts:
            known = self._known(thread.site, post.author) if post.author else frozenset()
            stripped = strip_signature(post.text, known) if known else None
            notes.extend(stripped.notes if stripped else ())
            posts.append(replace(post, text=stripped.text) if stripped and stripped.notes else post)
        if not notes:
            return thread
        return replace(thread, posts=tuple(posts), repairs=merge_repairs(thread.repairs, "boilerplate", notes))


def _number(text: str) -> int:
    return xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> 1


def _by_author(thread: Thread) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for post in thread.posts:
        if post.author:
            texts.setdefault(post.author, []).append(post.text)
    return texts
