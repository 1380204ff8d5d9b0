"""The state database of a seeds folder: one SQLite file, one connection, transactions that a kill cannot split.

Everything a run knows beside the seeds themselves is here: the frontier, the pages seen, the staged documents, the
sketches and lines they are compared by, and the numbers given. A batch of small steps is one transaction: after a kill
the database is as it was after some step, with all that came before it and nothing that came after.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scoda_crawler.errors import DamagedError, StoreError

logger = logging.getLogger(__name__)

VERSION = 1
REMEDY = "`scrapy rebuild` makes the state anew from the archive"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS crawls (
    id INTEGER PRIMARY KEY, job TEXT NOT NULL, started REAL NOT NULL, finished REAL, reason TEXT);
CREATE INDEX IF NOT EXISTS crawls_by_job ON crawls (job, id);

CREATE TABLE IF NOT EXISTS requests (
    id INTEGER PRIMARY KEY, crawl INTEGER NOT NULL, site TEXT NOT NULL, key TEXT NOT NULL, state INTEGER NOT NULL,
    priority INTEGER NOT NULL, ready REAL NOT NULL DEFAULT 0, data TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS requests_by_key ON requests (crawl, site, key);
CREATE INDEX IF NOT EXISTS requests_to_do ON requests (crawl, site, state, priority DESC, id);

CREATE TABLE IF NOT EXISTS patterns (
    crawl INTEGER NOT NULL, site TEXT NOT NULL, pattern TEXT NOT NULL, texts INTEGER NOT NULL,
    leads INTEGER NOT NULL, hopes INTEGER NOT NULL, barren INTEGER NOT NULL,
    PRIMARY KEY (crawl, site, pattern)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bodies (
    crawl INTEGER NOT NULL, site TEXT NOT NULL, digest INTEGER NOT NULL, base TEXT NOT NULL, key TEXT NOT NULL,
    PRIMARY KEY (crawl, site, digest, base)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS pages (
    site TEXT NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, hint TEXT NOT NULL DEFAULT '',
    etag TEXT, last_modified TEXT, digest TEXT, warc_file TEXT, warc_offset INTEGER, fetched REAL NOT NULL DEFAULT 0,
    changed REAL NOT NULL DEFAULT 0, interval REAL NOT NULL DEFAULT 0, status INTEGER NOT NULL DEFAULT 0,
    missed INTEGER NOT NULL DEFAULT 0, first_missed REAL, links TEXT, PRIMARY KEY (site, key)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS cookies (
    host TEXT NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, is_secure INTEGER NOT NULL,
    expires REAL NOT NULL, PRIMARY KEY (host, path, name)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS parts (
    site TEXT NOT NULL, key TEXT NOT NULL, part INTEGER NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (site, key, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dirty (site TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (site, key)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, site TEXT NOT NULL, key TEXT NOT NULL, published TEXT NOT NULL, url TEXT NOT NULL,
    title TEXT NOT NULL, losses INTEGER NOT NULL DEFAULT 0, kept INTEGER, shared REAL,
    gone TEXT, UNIQUE (site, key));
CREATE INDEX IF NOT EXISTS documents_by_kept ON documents (kept);

CREATE TABLE IF NOT EXISTS outlines (
    doc INTEGER PRIMARY KEY, site TEXT NOT NULL, outline INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS outlines_by_outline ON outlines (site, outline);
CREATE TABLE IF NOT EXISTS lines (
    site TEXT NOT NULL, kind INTEGER NOT NULL, doc INTEGER NOT NULL, edge INTEGER NOT NULL,
    PRIMARY KEY (site, kind, doc)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS lines_by_doc ON lines (doc);
CREATE TABLE IF NOT EXISTS line_counts (
    site TEXT NOT NULL, kind INTEGER NOT NULL, documents INTEGER NOT NULL, edges INTEGER NOT NULL,
    PRIMARY KEY (site, kind)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS line_counts_often ON line_counts (site, documents);
CREATE TABLE IF NOT EXISTS stale_lines (site TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS boilerplate (
    site TEXT NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY (site, kind)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS forms (
    doc INTEGER PRIMARY KEY, site TEXT NOT NULL, form TEXT NOT NULL, is_sure INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS forms_by_form ON forms (site, form);
CREATE TABLE IF NOT EXISTS trusted_forms (
    site TEXT NOT NULL, form TEXT NOT NULL, PRIMARY KEY (site, form)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stale_forms (
    site TEXT NOT NULL, form TEXT NOT NULL, PRIMARY KEY (site, form)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS day_forms (
    doc INTEGER NOT NULL, language TEXT NOT NULL, separator TEXT NOT NULL, site TEXT NOT NULL,
    day_first INTEGER NOT NULL, month_first INTEGER NOT NULL, is_open INTEGER NOT NULL,
    PRIMARY KEY (doc, language, separator)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS day_forms_open ON day_forms (site, language, separator) WHERE is_open;
CREATE TABLE IF NOT EXISTS date_counts (
    site TEXT NOT NULL, language TEXT NOT NULL, separator TEXT NOT NULL, day_first INTEGER NOT NULL,
    month_first INTEGER NOT NULL, PRIMARY KEY (site, language, separator)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS date_orders (
    site TEXT NOT NULL, language TEXT NOT NULL, separator TEXT NOT NULL, day_first INTEGER NOT NULL,
    PRIMARY KEY (site, language, separator)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stale_dates (site TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS signers (
    doc INTEGER NOT NULL, author TEXT NOT NULL, site TEXT NOT NULL, post INTEGER NOT NULL,
    PRIMARY KEY (doc, author)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS signers_by_author ON signers (site, author);
CREATE TABLE IF NOT EXISTS endings (
    site TEXT NOT NULL, kind INTEGER NOT NULL, author TEXT NOT NULL, doc INTEGER NOT NULL, is_ending INTEGER NOT NULL,
    post INTEGER NOT NULL, PRIMARY KEY (site, kind, author, doc)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS endings_by_doc ON endings (doc);
CREATE INDEX IF NOT EXISTS endings_by_author ON endings (site, author, kind);
CREATE TABLE IF NOT EXISTS signatures (
    site TEXT NOT NULL, author TEXT NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY (site, author, kind)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stale_authors (
    site TEXT NOT NULL, author TEXT NOT NULL, PRIMARY KEY (site, author)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS seeds (
    number INTEGER PRIMARY KEY, doc INTEGER NOT NULL UNIQUE, file TEXT NOT NULL, row TEXT NOT NULL,
    live INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS unpublished (number INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS stale (file TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class State:
    """The open database at `path`. Steps run in a transaction that `commit` ends; `batch` commits now and then.

    Raises DamagedError when the file is no sound database, StoreError when it cannot be written (disk full, read-only).
    """

    def __init__(self, path: Path, *, batch_seconds: float = 0.5) -> None:
        self.path = path
        self.before_commit: list[Callable[[], None]] = []  # e.g. the archive's sync: what a commit relies on
        self._batch_seconds = batch_seconds
        self._began = 0.0
        self.failure: StoreError | None = None
        try:
            self.db = sqlite3.connect(path, isolation_level=None, cached_statements=256)
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = NORMAL")
            self.db.execute("PRAGMA cache_size = -32000")
            self._check()
            self.db.executescript(_SCHEMA)
            self.db.execute("INSERT OR IGNORE INTO meta VALUES ('version', ?)", (str(VERSION),))
        except sqlite3.Error as error:
            raise self._explain(error) from error

    def _check(self) -> None:
        row = self.db.execute("PRAGMA quick_check(1)").fetchone()
        if row is None or row[0] != "ok":
            raise DamagedError(self.path, f"the state database is damaged; {REMEDY}")
        known = self.db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
        version = self.get_meta("version") if known else str(VERSION)
        if version != str(VERSION):
            raise StoreError(
                self.path, f"written by another version of this program (format {version}, known {VERSION})"
            )

    def _explain(self, error: sqlite3.Error) -> StoreError:
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            return DamagedError(self.path, f"the state database is damaged ({error}); {REMEDY}")
        return StoreError(self.path, f"cannot be used: {error}")

    def execute(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        """Run one statement inside the open transaction, beginning one where there is none."""
        if self.failure is not None:
            raise self.failure
        try:
            if not self.db.in_transaction:
                self.db.execute("BEGIN IMMEDIATE")
                self._began = time.monotonic()
            return self.db.execute(sql, tuple(values))
        except sqlite3.Error as error:
            raise self.fail(self._explain(error)) from error

    def fail(self, error: StoreError) -> StoreError:
        """From here on nothing more is kept: what is not committed is undone, so that its pages are fetched again."""
        if self.failure is None:
            self.failure = error
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
        return self.failure

    def commit(self) -> None:
        """Make all steps so far lasting; what they rely on (`before_commit`) is made lasting first."""
        if not self.db.in_transaction:
            return
        try:
            for prepare in self.before_commit:
                prepare()
            self.db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self.fail(self._explain(error)) from error
        except StoreError as error:
            raise self.fail(error) from error

    def batch(self) -> None:
        """Commit when the open transaction is old enough; for steps that come by the hundred."""
        if self.db.in_transaction and time.monotonic() - self._began >= self._batch_seconds:
            self.commit()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commits what was open before, then the block; rolls the block back when it raises.

        What is committed here outlives a power cut too (the rest outlives a kill): seeds are published by it.
        """
        self.commit()
        try:
            self.db.execute("PRAGMA synchronous = FULL")
            yield
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise
        else:
            self.commit()
        finally:
            if not self.db.in_transaction:
                self.db.execute("PRAGMA synchronous = NORMAL")

    def get_meta(self, name: str) -> str | None:
        """The value kept under `name`, or None."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Keep `value` under `name`."""
        self.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Commit and close; harmless when called twice."""
        self.commit()
        self.db.close()
