"""The frontier's table: requests queued, leased and done, one row a request identity; knows nothing of Scrapy."""

import math
import time
from collections import Counter
from typing import Any, NamedTuple

from scoda_crawler.store.state import State

QUEUED, LEASED, DONE, MET = 0, 1, 2, 3  # met: linked, and not due in this crawl
_LONGEST_WAIT = 3600.0  # seconds; a request put off for longer shows that the clock was put back


class Lease(NamedTuple):
    """A request handed out: its row, its site and its stored form."""

    id: int
    site: str
    data: str


class Queue:
    """The requests of one crawl. A crawl that a kill cut short is taken up again: its leases go back to the queue.

    `job` names what the user asked for (spider and arguments): the same command goes on with the same crawl until it
    has finished, and begins a new one after that.
    """

    def __init__(self, state: State, job: str, *, now: float | None = None) -> None:
        self._state = state
        now = time.time() if now is None else now
        row = state.execute(
            "SELECT id FROM crawls WHERE job = ? AND finished IS NULL ORDER BY id DESC LIMIT 1", (job,)
        ).fetchone()
        self.is_resumed = row is not None
        self.crawl = int(row[0]) if row else self._begin(job, now)
        state.execute("UPDATE requests SET state = ? WHERE crawl = ? AND state = ?", (QUEUED, self.crawl, LEASED))
        self.queued: Counter[str] = self._count(QUEUED)
        self.leased: Counter[str] = Counter()
        self.done: Counter[str] = self._count(DONE)

    def _begin(self, job: str, now: float) -> int:
        # What a finished crawl of the same job has seen is of no use to the next one: pages are in `pages`.
        for table in ("requests", "patterns", "bodies"):
            sql = f"DELETE FROM {table} WHERE crawl IN (SELECT id FROM crawls WHERE job = ?)"  # noqa: S608
            self._state.execute(sql, (job,))
        cursor = self._state.execute("INSERT INTO crawls (job, started) VALUES (?, ?)", (job, now))
        return int(cursor.lastrowid or 0)

    def _count(self, state: int) -> Counter[str]:
        rows = self._state.execute(
            "SELECT site, count(*) FROM requests WHERE crawl = ? AND state = ? GROUP BY site", (self.crawl, state)
        )
        return Counter(dict(rows))

    def sites(self) -> set[str]:
        """All sites that this crawl has had a request for."""
        rows = self._state.execute("SELECT DISTINCT site FROM requests WHERE crawl = ?", (self.crawl,))
        return {row[0] for row in rows}

    def put(self, site: str, key: str, data: str, *, priority: int = 0) -> bool:
        """Queue a request; False when one of the same identity is known to this crawl."""
        cursor = self._state.execute(
            "INSERT INTO requests (crawl, site, key, state, priority, data) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT "
            "(crawl, site, key) DO UPDATE SET state = excluded.state, priority = excluded.priority, "
            "data = excluded.data WHERE state = ?",
            (self.crawl, site, key, QUEUED, priority, data, MET),
        )
        if cursor.rowcount < 1:
            return False
        self.queued[site] += 1
        return True

    def knows(self, site: str, key: str) -> int | None:
        """The row of the request with this identity, or None."""
        sql = "SELECT id FROM requests WHERE crawl = ? AND site = ? AND key = ? AND state != ?"
        row = self._state.execute(sql, (self.crawl, site, key, MET)).fetchone()
        return None if row is None else int(row[0])

    def has_met(self, site: str, key: str) -> bool:
        """Whether a link to this identity came up in this crawl, followed or not."""
        sql = "SELECT 1 FROM requests WHERE crawl = ? AND site = ? AND key = ?"
        return self._state.execute(sql, (self.crawl, site, key)).fetchone() is not None

    def meet(self, site: str, key: str) -> None:
        """A link came up to what is not due in this crawl."""
        self._state.execute(
            "INSERT OR IGNORE INTO requests (crawl, site, key, state, priority) VALUES (?, ?, ?, ?, 0)",
            (self.crawl, site, key, MET),
        )

    def mark_done(self, site: str, key: str) -> None:
        """Another request has brought what this identity stands for: it need not be fetched."""
        self._state.execute(
            "INSERT INTO requests (crawl, site, key, state, priority) VALUES (?, ?, ?, ?, 0) "
            "ON CONFLICT (crawl, site, key) DO UPDATE SET state = excluded.state WHERE state = ?",
            (self.crawl, site, key, DONE, MET),
        )

    def put_back(self, lease: int, site: str, data: str, *, ready: float = 0.0) -> None:
        """Queue a leased request again, as it is now (a retry, a redirect), not before `ready` (seconds since 1970)."""
        self._state.execute(
            "UPDATE requests SET state = ?, data = ?, ready = ? WHERE id = ?", (QUEUED, data, ready, lease)
        )
        self.leased[site] -= 1
        self.queued[site] += 1

    def lease(self, site: str, *, now: float | None = None) -> Lease | None:
        """Hand out the site's most urgent request that is ready, or None."""
        now = time.time() if now is None else now
        row = self._state.execute(
            "SELECT id, data FROM requests WHERE crawl = ? AND site = ? AND state = ? "
            "AND ready NOT BETWEEN ? AND ? ORDER BY priority DESC, id LIMIT 1",
            (self.crawl, site, QUEUED, math.nextafter(now, math.inf), now + _LONGEST_WAIT),
        ).fetchone()
        if row is None:
            return None
        self._state.execute("UPDATE requests SET state = ? WHERE id = ?", (LEASED, row[0]))
        self.queued[site] -= 1
        self.leased[site] += 1
        return Lease(int(row[0]), site, row[1])

    def acknowledge(self, lease: int, site: str) -> None:
        """The request is done with: its page is staged, its links are queued."""
        self._state.execute("UPDATE requests SET state = ?, data = NULL WHERE id = ?", (DONE, lease))
        self.leased[site] -= 1
        self.done[site] += 1

    def forget(self, lease: int, site: str) -> None:
        """Take a leased request out undone, as if no link to it had come up."""
        self._state.execute("DELETE FROM requests WHERE id = ?", (lease,))
        self.leased[site] -= 1

    def drop_queued(self, site: str) -> int:
        """Leave all that is queued for `site` undone, and tell how many requests that was."""
        sql = "UPDATE requests SET state = ?, data = NULL WHERE crawl = ? AND site = ? AND state = ?"
        self._state.execute(sql, (DONE, self.crawl, site, QUEUED))
        return self.queued.pop(site, 0)

    def finish(self, reason: str) -> None:
        """The crawl has come to its end: the same command begins a new one."""
        values: tuple[Any, ...] = (time.time(), reason, self.crawl)
        self._state.execute("UPDATE crawls SET finished = ?, reason = ? WHERE id = ?", values)


def is_unfinished(state: State, site: str) -> bool:
    """Whether a crawl that was not finished has requests for `site` to do."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM crawls JOIN requests ON requests.crawl = crawls.id "
        "WHERE crawls.finished IS NULL AND requests.site = ? AND requests.state IN (?, ?))"
    )
    return bool(state.execute(sql, (site, QUEUED, LEASED)).fetchone()[0])
