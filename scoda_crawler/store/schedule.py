"""When each site of a sites.toml was last crawled, kept in the state database, and which of them are due."""

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from scoda_crawler.errors import StoreError
from scoda_crawler.store.sitesfile import HOUR, MINUTE, Site
from scoda_crawler.store.state import State

# An outcome, as it is kept
WELL, UNREACHABLE, REFUSED = "well", "unreachable", "refused"

_SLACK = 30 * MINUTE
_TABLE = (
    "CREATE TABLE IF NOT EXISTS schedule (name TEXT PRIMARY KEY, job TEXT NOT NULL, started REAL NOT NULL, "
    "ended REAL, outcome TEXT) WITHOUT ROWID"
)


class Last(NamedTuple):
    """The last crawl of a site, in seconds since 1970; `ended` is None where it was cut short, by whatever it was."""

    job: str
    started: float
    ended: float | None
    outcome: str | None


class Schedule:
    """What the state knows of when sites were crawled."""

    def __init__(self, state: State) -> None:
        self._state = state
        state.execute(_TABLE)

    def find(self, site: Site) -> Last | None:
        """The last crawl of `site`, or None where there was none."""
        sql = "SELECT job, started, ended, outcome FROM schedule WHERE name = ?"
        row = self._state.execute(sql, (site.name,)).fetchone()
        return None if row is None else Last(*row)

    def begin(self, site: Site) -> None:
        """A crawl of `site` begins; until `end` is told, it counts as cut short."""
        values = (site.name, site.job, time.time())
        self._state.execute("INSERT OR REPLACE INTO schedule VALUES (?, ?, ?, NULL, NULL)", values)
        self._state.commit()

    def end(self, site: Site, outcome: str) -> None:
        """The crawl of `site` came to its end."""
        sql = "UPDATE schedule SET ended = ?, outcome = ? WHERE name = ?"
        self._state.execute(sql, (time.time(), outcome, site.name))
        self._state.commit()

    def list_due(self, sites: Iterable[Site], *, now: float | None = None) -> list[Site]:
        """Those that are due, the one that waits longest first, so that a long crawl does not starve the others."""
        moment = time.time() if now is None else now
        found = [(last.started if last else 0.0, site) for site in sites
                 if find_due(site, last := self.find(site), now=moment) <= moment]  # fmt: skip
        return [site for _, site in sorted(found, key=lambda pair: pair[0])]


def find_due(site: Site, last: Last | None, *, now: float) -> float:
    """When `site` is due, in seconds since 1970; 0 stands for at once.

    At once: what was never crawled, was cut short, or asks for something else now; and what was last crawled in the
    future, since the clock has been put back. An unreachable site is tried again after an hour; one that refused is
    left its whole interval. A tenth of the interval is let go, half an hour at most: who calls at the same minute every
    day must not find that a second is missing.
    """
    if last is None or last.ended is None or last.job != site.job or max(last.started, last.ended) > now:
        return 0.0
    if last.outcome == UNREACHABLE:
        return last.ended + min(site.every, HOUR) * 0.9
    return last.started + site.every - min(site.every / 10, _SLACK)


def read_last(path: Path) -> dict[str, Last]:
    """The last crawls that the state database at `path` knows, by the sites' names; a run may be at work in it.

    Empty where there is no database yet, or no update was ever run. Raises StoreError where it cannot be read.
    """
    if not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'schedule'").fetchone() is None:
                return {}
            rows = db.execute("SELECT name, job, started, ended, outcome FROM schedule").fetchall()
    except sqlite3.Error as error:
        raise StoreError(path, f"cannot be read: {error}") from error
    return {name: Last(*rest) for name, *rest in rows}
