"""Pages of unknown sites that may be no articles: decided by the other pages whose URLs have the same form.

One page tells little: a short notice beside a long menu looks like a list. But a site writes the URLs of one kind of
page in one way, and where most pages of a form are articles beyond doubt, so are the others. So it is with threads of
one post, which have no shape.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from scoda_crawler.items import Article, Thread
from scoda_crawler.store.state import State

_SURE_SHARE = 0.5  # of the pages of a form
_SURE = 3  # of them at least
_SLUG = re.compile(r"[^/]*(?:[-_][^/]*){2,}|[^/]{25,}")


def _fold(segment: str) -> str:
    stem, dot, ending = segment.rpartition(".")
    stem, ending = (stem, dot + ending) if stem and len(ending) <= 5 and not ending.isdigit() else (segment, "")
    folded = "*" if _SLUG.fullmatch(stem) else re.sub(r"\d+", "0", stem)
    return folded + ending


def find_form(url: str) -> str:
    """How a URL is written: numbers as 0, long names as *, of a query only the keys: `/news/0.html?page`.

    The words right before a page's number or name tell its kind, those further up but where it lies, and are as one:
    `/+/thread/*` for each board's threads.
    """
    parts = urlsplit(url)
    keys = sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)})
    segments, folded = parts.path.split("/"), [_fold(segment) for segment in parts.path.split("/")]
    telling = [i for i, segment in enumerate(segments) if segment and folded[i] == segment]
    last = max((i for i, segment in enumerate(segments) if segment), default=0)
    if telling and telling[-1] < last:
        folded = ["+" if i in telling[:-1] else segment for i, segment in enumerate(folded)]
    return "/".join(folded) + ("?" + "&".join(keys) if keys else "")


class Doubts:
    """The forms of URLs of all sites, and which of them are trusted to be articles'."""

    def __init__(self, state: State) -> None:
        self._state = state

    def put(self, doc: int, document: Article | Thread) -> None:
        """Count a document for the form of its URL."""
        if document.platform != "unknown":
            return
        is_sure = document.doubt is None
        form = find_form(document.url)
        row = self._state.execute("SELECT site, form, is_sure FROM forms WHERE doc = ?", (doc,)).fetchone()
        if row == (document.site, form, int(is_sure)):
            return
        self._state.execute("INSERT OR REPLACE INTO forms VALUES (?, ?, ?, ?)", (doc, document.site, form, is_sure))
        for site, stale in {(document.site, form), *([row[:2]] if row else [])}:
            self._state.execute("INSERT OR IGNORE INTO stale_forms VALUES (?, ?)", (site, stale))

    def decide(self) -> set[int]:
        """Decide which forms are trusted; the doubtful documents for which that changed."""
        changed: set[int] = set()
        for site, form in self._state.execute("SELECT site, form FROM stale_forms ORDER BY site, form").fetchall():
            sql = "SELECT coalesce(sum(is_sure), 0), count(*) FROM forms WHERE site = ? AND form = ?"
            sure, total = self._state.execute(sql, (site, form)).fetchone()
            now = sure >= _SURE and sure >= _SURE_SHARE * total
            if now != self._is_trusted(site, form):
                self._trust(site, form, is_trusted=now)
                sql = "SELECT doc FROM forms WHERE site = ? AND form = ? AND NOT is_sure"
                changed |= {int(row[0]) for row in self._state.execute(sql, (site, form)).fetchall()}
        self._state.execute("DELETE FROM stale_forms")
        return changed

    def _trust(self, site: str, form: str, *, is_trusted: bool) -> None:
        insert, delete = (
            "INSERT INTO trusted_forms VALUES (?, ?)",
            "DELETE FROM trusted_forms WHERE site = ? AND form = ?",
        )
        self._state.execute(insert if is_trusted else delete, (site, form))

    def _is_trusted(self, site: str, form: str) -> bool:
        sql = "SELECT 1 FROM trusted_forms WHERE site = ? AND form = ?"
        return self._state.execute(sql, (site, form)).fetchone() is not None

    def is_out(self, document: Article | Thread) -> bool:
        """Whether a document is left out: it may be no article, and its like do not speak for it."""
        if document.doubt is None:
            return False
        return not self._is_trusted(document.site, find_form(document.url))
