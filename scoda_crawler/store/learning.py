"""Which lines recur over a site: counted in the state as documents come, decided anew where the counts changed.

A thread is left alone: its posts were told from the chrome by their markup, and a short answer ("Thanks!") recurs
over a board without being chrome; what recurs under one author's posts is in `signing`. Documents of the very same
lines count as one, so that copies teach nothing.
"""

from functools import lru_cache
from typing import Any

from xxhash import xxh3_64_intdigest

from scoda_crawler.items import Article, Thread
from scoda_crawler.store.state import State
from scoda_crawler.text.lines import is_boilerplate, line_hashes

_LEAST = 3  # documents with a line, below which it is not looked at


class Learning:
    """The lines of all articles, and what was learned of them, a site at a time."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.boilerplate = lru_cache(maxsize=64)(self._load)

    def put(self, doc: int, document: Article | Thread) -> None:
        """Count the lines of a document, in place of those it had."""
        before = self._one("SELECT site, outline FROM outlines WHERE doc = ?", doc)
        if isinstance(document, Thread):
            if before is not None:  # it was read as an article
                self._forget(doc, *before)
            return
        edges: dict[int, bool] = {}
        for line in line_hashes(document.text):
            edges[line.kind] = edges.get(line.kind, True) and line.where != "inside"
        outline = xxh3_64_intdigest(repr(sorted(edges.items())).encode()) >> 1
        if before == (document.site, outline):
            return
        if before is not None:
            self._forget(doc, *before)
        self._count(doc, document.site, outline, edges)

    def _one(self, sql: str, *values: Any) -> Any:
        return self._state.execute(sql, values).fetchone()

    def _others(self, doc: int, site: str, outline: int) -> bool:
        sql = "SELECT 1 FROM outlines WHERE site = ? AND outline = ? AND doc != ?"
        return self._one(sql, site, outline, doc) is not None

    def _count(self, doc: int, site: str, outline: int, edges: dict[int, bool]) -> None:
        is_first = not self._others(doc, site, outline)
        self._state.execute("INSERT INTO outlines VALUES (?, ?, ?)", (doc, site, outline))
        for kind, edge in edges.items():
            self._state.execute("INSERT INTO lines VALUES (?, ?, ?, ?)", (site, kind, doc, edge))
            if is_first:
                self._add(site, kind, 1, int(edge))
        self._state.execute("INSERT OR IGNORE INTO stale_lines VALUES (?)", (site,))

    def _forget(self, doc: int, site: str, outline: int) -> None:
        self._state.execute("DELETE FROM outlines WHERE doc = ?", (doc,))
        if not self._others(doc, site, outline):
            rows = self._state.execute("SELECT kind, edge FROM lines WHERE doc = ?", (doc,)).fetchall()
            for kind, edge in rows:
                self._add(site, kind, -1, -edge)
        self._state.execute("DELETE FROM lines WHERE doc = ?", (doc,))

    def _add(self, site: str, kind: int, documents: int, edges: int) -> None:
        self._state.execute(
            "INSERT INTO line_counts VALUES (?, ?, ?, ?) ON CONFLICT (site, kind) DO UPDATE SET "
            "documents = documents + excluded.documents, edges = edges + excluded.edges",
            (site, kind, documents, edges),
        )

    def learn(self) -> set[int]:
        """Decide what is boilerplate on the sites with changed counts; the documents that this changes."""
        sites = [row[0] for row in self._state.execute("SELECT site FROM stale_lines ORDER BY site").fetchall()]
        changed = {doc for site in sites for doc in self._learn_site(site)}
        self._state.execute("DELETE FROM stale_lines")
        self.boilerplate.cache_clear()
        return changed

    def _learn_site(self, site: str) -> set[int]:
        total = int(self._one("SELECT count(DISTINCT outline) FROM outlines WHERE site = ?", site)[0])
        sql = "SELECT kind, documents, edges FROM line_counts WHERE site = ? AND documents >= ?"
        rows = self._state.execute(sql, (site, _LEAST)).fetchall()
        now = {k for k, d, e in rows if is_boilerplate(k, with_line=d, documents=total, at_edge=e)}
        before = self._load(site)
        self._state.execute("DELETE FROM boilerplate WHERE site = ?", (site,))
        for kind in sorted(now):
            self._state.execute("INSERT INTO boilerplate VALUES (?, ?)", (site, kind))
        found: set[int] = set()
        for kind in now ^ before:
            docs = self._state.execute("SELECT doc FROM lines WHERE site = ? AND kind = ?", (site, kind)).fetchall()
            found |= {int(row[0]) for row in docs}
        return found

    def _load(self, site: str) -> frozenset[int]:
        rows = self._state.execute("SELECT kind FROM boilerplate WHERE site = ?", (site,)).fetchall()
        return frozenset(int(row[0]) for row in rows)
