"""A growing index of texts on disk: says which earlier text a new one repeats, and how much of it."""

import sqlite3
from collections import Counter
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from scoda_crawler.dedup.matching import FEW, Candidate, Match, best_leads, find_alike
from scoda_crawler.dedup.sketch import Sketch, sketch
from scoda_crawler.errors import DamagedError, StoreError

SCHEMA = """
CREATE TABLE IF NOT EXISTS texts (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, site TEXT NOT NULL, sketch BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS sites (site TEXT PRIMARY KEY, texts INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shingles (
    value INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (value, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fresh (
    value INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (value, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS merged (last INTEGER NOT NULL);
INSERT INTO merged SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM merged);
"""
LEADS = 8  # texts that a shingle leads to, the first that had it
VERIFIED = 12  # candidates that are compared, best first
GROWTH = 8  # or this part of the texts in the large table, where that is more: else each merge would cost more
FRESH = 20_000  # texts whose shingles wait in a small table, as those of one text lie all over the large one


class Index:
    """Texts that are already there, in one SQLite file at `path`, made where it is missing; for one process at a time.

    A change is durable when `commit` returns; `add` commits by itself after every `batch` changes, `close` and leaving
    a `with` block commit too. Killed at any point, the file holds a state of a moment between two `add`s.
    """

    def __init__(self, path: Path | str, *, batch: int = 1000) -> None:
        """Raise StoreError where the file cannot be opened, DamagedError where it is no index."""
        self._batch, self._pending = batch, 0
        try:
            self._db = sqlite3.connect(path, isolation_level=None, cached_statements=64)
        except sqlite3.Error as error:
            raise StoreError(path, str(error)) from error
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute("PRAGMA cache_size=-65536")  # 64 MiB
            self._db.execute("PRAGMA wal_autocheckpoint=16000")  # pages: what is fresh is written many times before
            self._db.executescript(SCHEMA)
            self._merged: int = self._db.execute("SELECT last FROM merged").fetchone()[0]
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise DamagedError(path, str(error)) from error

    def add(self, key: str, text: str, site: str | None = None) -> str | None:
        """The key of the earlier text that this one repeats; None where it is new, and then it is kept under `key`.

        A text that is kept under `key` already is forgotten first: it is the document's own former state. A text
        without a word repeats nothing and is not kept.
        """
        self.remove(key)
        new = sketch(text)
        if not new.length:
            return None
        match = self._find(new, site or "")
        if match is not None:
            return match.key
        self._insert(key, site or "", new)
        return None

    def find(self, text: str, site: str | None = None) -> Match | None:
        """The earlier text that this one repeats most, and how much; nothing is kept."""
        return self._find(sketch(text), site or "")

    def remove(self, key: str) -> bool:
        """Forget the text under `key`; False where there is none."""
        row = self._db.execute("SELECT id, sketch, site FROM texts WHERE key = ?", (key,)).fetchone()
        if row is None:
            return False
        self._begin()
        old = Sketch.from_bytes(row[1])
        rows = [(value, row[0]) for value in (_exact(old), *old.posted())]
        self._db.executemany("DELETE FROM shingles WHERE value = ? AND id = ?", rows)
        self._db.executemany("DELETE FROM fresh WHERE value = ? AND id = ?", rows)
        self._db.execute("DELETE FROM texts WHERE id = ?", (row[0],))
        self._change(row[2], -1)
        self._end()
        return True

    def __contains__(self, key: str) -> bool:
        return self._db.execute("SELECT 1 FROM texts WHERE key = ?", (key,)).fetchone() is not None

    def __len__(self) -> int:
        count: int = self._db.execute("SELECT count(*) FROM texts").fetchone()[0]
        return count

    def commit(self) -> None:
        """Make all changes durable."""
        if self._db.in_transaction:
            self._db.execute("COMMIT")
        self._pending = 0

    def close(self) -> None:
        """Commit and close the file."""
        self.commit()
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self) -> None:
        if not self._db.in_transaction:
            self._db.execute("BEGIN")

    def _end(self) -> None:
        self._pending += 1
        if self._pending >= self._batch:
            self.commit()

    def _insert(self, key: str, site: str, new: Sketch) -> None:
        self._begin()
        row = (key, site, new.to_bytes())
        number = self._db.execute("INSERT INTO texts (key, site, sketch) VALUES (?, ?, ?)", row).lastrowid
        rows = ((value, number) for value in (_exact(new), *new.posted()))
        self._db.executemany("INSERT INTO fresh VALUES (?, ?)", rows)
        self._change(site, 1)
        if number is not None and number - self._merged >= max(FRESH, self._merged // GROWTH):
            self._merge(number)
        self._end()

    def _merge(self, number: int) -> None:
        """Move what is fresh into the large table, in its order, so that each of its pages is written once."""
        self._db.execute("INSERT INTO shingles SELECT value, id FROM fresh ORDER BY value, id")
        self._db.execute("DELETE FROM fresh")
        self._db.execute("UPDATE merged SET last = ?", (number,))
        self._merged = number

    def _find(self, new: Sketch, site: str) -> Match | None:
        for (number,) in self._db.execute(_leads(1), (_exact(new),)).fetchall():
            return Match(self._text(number).key, 1.0, 1.0)
        sites = frozenset({site})
        candidates = self._candidates(new)
        if not candidates:
            return None
        found = find_alike(new, sites, candidates, is_known=self._count(site) >= FEW)
        return next((Match(key, likeness.of_a, likeness.resemblance) for key, likeness in found), None)

    def _count(self, site: str) -> int:
        row = self._db.execute("SELECT texts FROM sites WHERE site = ?", (site,)).fetchone()
        return 0 if row is None else int(row[0])

    def _change(self, site: str, by: int) -> None:
        query = "INSERT INTO sites VALUES (?, ?) ON CONFLICT (site) DO UPDATE SET texts = texts + excluded.texts"
        self._db.execute(query, (site, by))

    def _candidates(self, new: Sketch) -> list[Candidate]:
        """Texts that share posted shingles with `new`, those that share most first."""
        posted = new.posted()
        led = [row[0] for row in self._db.execute(_leads(len(posted)), posted)] if posted else []
        best = best_leads(Counter(led), len(posted), VERIFIED)
        return [self._text(number) for number in best]

    def _text(self, number: int) -> Candidate:
        query = "SELECT key, site, sketch FROM texts WHERE id = ?"
        key, site, data = self._db.execute(query, (number,)).fetchone()
        return Candidate(key, frozenset({site}), Sketch.from_bytes(data))


@cache
def _leads(count: int) -> str:
    """The query for the first texts that each of `count` values leads to; one query costs half of what `count` do."""
    one = "SELECT id FROM shingles WHERE value = ?{0} UNION ALL SELECT id FROM fresh WHERE value = ?{0}"
    return " UNION ALL ".join(f"SELECT * FROM ({one.format(place + 1)} LIMIT {LEADS})" for place in range(count))  # noqa: S608


def _exact(text: Sketch) -> int:
    """The value that stands for the whole text among those of its shingles: negative, 63 bits of its fingerprint."""
    return -1 - (int(text.fingerprint[:16], 16) >> 1)
