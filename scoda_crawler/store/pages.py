"""What is known of each page fetched before: when it is due again, how it is asked for, what it last held."""

import json
import time
from dataclasses import dataclass

from scoda_crawler.items import Link
from scoda_crawler.store.state import State

DAY = 86_400.0
SHORTEST, LONGEST = DAY / 4, 60 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The last visit of a page; times are seconds since 1970, `interval` seconds until it is due again."""

    url: str
    kind: str
    hint: str = ""
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    warc: tuple[str, int] | None = None
    fetched: float = 0.0
    changed: float = 0.0
    interval: float = 0.0
    status: int = 200
    missed: int = 0
    first_missed: float | None = None
    links: tuple[Link, ...] = ()


_COLUMNS = (
    "url, kind, hint, etag, last_modified, digest, warc_file, warc_offset, fetched, changed, interval, status, missed, "
    "first_missed, links"
)


class Pages:
    """The pages of all sites, by (site, key)."""

    def __init__(self, state: State) -> None:
        self._state = state

    def find(self, site: str, key: str) -> Visit | None:
        """The last visit of a page, or None when it was never fetched."""
        sql = f"SELECT {_COLUMNS} FROM pages WHERE site = ? AND key = ?"  # noqa: S608  (the columns are ours)
        row = self._state.execute(sql, (site, key)).fetchone()
        if row is None:
            return None
        (
            url,
            kind,
            hint,
            etag,
            modified,
            digest,
            file,
            offset,
            fetched,
            changed,
            interval,
            status,
            missed,
            first,
            links,
        ) = row
        return Visit(
            url=url, kind=kind, hint=hint, etag=etag, last_modified=modified, digest=digest,
            warc=None if file is None else (file, offset), fetched=fetched, changed=changed, interval=interval,
            status=status, missed=missed, first_missed=first,
            links=tuple(Link(**link) for link in json.loads(links or "[]")),
        )  # fmt: skip

    def find_record(self, site: str, key: str) -> tuple[str, int] | None:
        """(file, offset) of the archived answer that the last visit of a page read; None where there is none."""
        sql = "SELECT warc_file, warc_offset FROM pages WHERE site = ? AND key = ? AND warc_file IS NOT NULL"
        row = self._state.execute(sql, (site, key)).fetchone()
        return None if row is None else (str(row[0]), int(row[1]))

    def keep(self, site: str, key: str, visit: Visit) -> None:
        """Keep `visit` as the page's last."""
        file, offset = visit.warc or (None, None)
        links = json.dumps([_describe(link) for link in visit.links], ensure_ascii=False) if visit.links else None
        self._state.execute(
            f"INSERT OR REPLACE INTO pages (site, key, {_COLUMNS}) VALUES (?, ?{', ?' * 15})",  # noqa: S608
            (site, key, visit.url, visit.kind, visit.hint, visit.etag, visit.last_modified, visit.digest, file, offset,
             visit.fetched, visit.changed, visit.interval, visit.status, visit.missed, visit.first_missed, links),
        )  # fmt: skip


def _describe(link: Link) -> dict[str, str]:
    return {"url": link.url, "kind": link.kind, "key": link.key, "hint": link.hint}


def is_due(visit: Visit | None, hint: str, *, now: float | None = None) -> bool:
    """Whether a page should be fetched in this run.

    Lists, feeds and sitemaps are due in each run; articles and threads when their interval has passed, or when what a
    list shows beside them (`hint`: date, reply count, lastmod) has changed. So are those that were fetched in the
    future: the clock has been put back since.
    """
    if visit is None or visit.kind not in ("article", "thread") or visit.missed:
        return True
    if hint and visit.hint and hint != visit.hint:
        return True
    now = time.time() if now is None else now
    return now >= visit.fetched + visit.interval or now < visit.fetched


def next_interval(visit: Visit | None, *, is_changed: bool) -> float:
    """Seconds until the next look: doubled while a page stays as it is, a quarter when it changed, within bounds."""
    if visit is None or not visit.interval:
        return DAY
    return max(SHORTEST, visit.interval / 4) if is_changed else min(LONGEST, visit.interval * 2)
