"""The cookies that some hosts are to be shown again in the next run, each bound to its host, until they expire."""

import time
from typing import NamedTuple

from scoda_crawler.store.state import State

LONGEST = 90 * 86_400.0
"""Seconds that a cookie is kept after it was set, whatever its host asks for."""


class Kept(NamedTuple):
    """A cookie of a host; `expires` in seconds since 1970, None where its host does not say."""

    host: str
    path: str
    name: str
    value: str
    is_secure: bool = False
    expires: float | None = None


class Cookies:
    """The cookies in a state database."""

    def __init__(self, state: State) -> None:
        self._state = state

    def load(self, *, now: float | None = None) -> list[Kept]:
        """All that have not expired; forgets the others, and those that a clock, put back since, has kept too long."""
        now = time.time() if now is None else now
        self._state.execute("DELETE FROM cookies WHERE expires NOT BETWEEN ? AND ?", (now, now + LONGEST))
        rows = self._state.execute("SELECT host, path, name, value, is_secure, expires FROM cookies")
        return [Kept(host, path, name, value, bool(secure), end) for host, path, name, value, secure, end in rows]

    def keep(self, cookie: Kept, *, now: float | None = None) -> None:
        """Keep a cookie, in place of an earlier one of its name."""
        end = (time.time() if now is None else now) + LONGEST
        values = cookie._replace(expires=end if cookie.expires is None else min(cookie.expires, end))
        self._state.execute("INSERT OR REPLACE INTO cookies VALUES (?, ?, ?, ?, ?, ?)", values)
