"""Which order a site writes day and month in: told by its unambiguous dates, and used for those that could be either.

"03/04/2021" is read as its page's platform and language have it, until another document of the site, best one of the
same language, has "31/03/2021". Counts are kept in the state as documents come and decided anew where they changed.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from scoda_crawler.dates.order import find_pair, put_in_order, tell_order
from scoda_crawler.items import Article, Date, Thread, merge_repairs
from scoda_crawler.store.state import State

Doc = Article | Thread
_NOTES = {True: "day before month, as the site's other dates", False: "month before day, as the site's other dates"}


class Form(NamedTuple):
    """How a date is written: in a page of which language ("" for none), divided by what."""

    language: str
    separator: str


class Told(NamedTuple):
    """What one document's dates of one form tell, each as 0 or 1, so that a long thread does not outvote others."""

    day_first: int = 0
    month_first: int = 0
    is_open: int = 0  # the document has a date that could be either


def iter_dates(document: Doc) -> Iterator[Date]:
    """All dates of a document that have a value, those of its posts too."""
    posts = document.posts if isinstance(document, Thread) else ()
    for found in (document.published, document.modified, *(post.published for post in posts)):
        if found is not None and found.value is not None:
            yield found


def _read_forms(document: Doc) -> dict[Form, Told]:
    forms: dict[Form, Told] = {}
    for found in iter_dates(document):
        pair = None if found.is_relative else find_pair(found.raw)
        if pair is None or not (found.is_ambiguous or pair.day_first is not None):
            continue
        form = Form(document.language or "", pair.separator)
        name = "is_open" if found.is_ambiguous else "day_first" if pair.day_first else "month_first"
        forms[form] = forms.get(form, Told())._replace(**{name: 1})
    return forms


class Orders:
    """The forms of all sites' numeric dates, and which order was told for each."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known = lru_cache(maxsize=64)(self._load)

    def put(self, doc: int, document: Doc) -> None:
        """Count the dates of a document, in place of those it had."""
        sql = "SELECT site, language, separator, day_first, month_first, is_open FROM day_forms WHERE doc = ?"
        before = {(row[0], Form(*row[1:3])): Told(*row[3:]) for row in self._rows(sql, doc)}
        now = {(document.site, form): told for form, told in _read_forms(document).items()}
        if now == before:
            return
        self._state.execute("DELETE FROM day_forms WHERE doc = ?", (doc,))
        for (site, form), told in now.items():
            self._state.execute("INSERT INTO day_forms VALUES (?, ?, ?, ?, ?, ?, ?)", (doc, *form, site, *told))
        for key in before.keys() | now.keys():
            old, new = before.get(key, Told()), now.get(key, Told())
            self._add(key[0], key[1], new.day_first - old.day_first, new.month_first - old.month_first)

    def _rows(self, sql: str, *values: Any) -> list[Any]:
        return self._state.execute(sql, values).fetchall()

    def _add(self, site: str, form: Form, day_first: int, month_first: int) -> None:
        self._state.execute(
            "INSERT INTO date_counts VALUES (?, ?, ?, ?, ?) ON CONFLICT (site, language, separator) DO UPDATE SET "
            "day_first = day_first + excluded.day_first, month_first = month_first + excluded.month_first",
            (site, *form, day_first, month_first),
        )
        self._state.execute("INSERT OR IGNORE INTO stale_dates VALUES (?)", (site,))

    def decide(self) -> set[int]:
        """Decide the order of the forms on sites with changed counts; the documents with open dates this changes."""
        sites = [row[0] for row in self._rows("SELECT site FROM stale_dates ORDER BY site")]
        changed = {doc for site in sites for doc in self._decide_site(site)}
        self._state.execute("DELETE FROM stale_dates")
        self._known.cache_clear()
        return changed

    def _decide_site(self, site: str) -> set[int]:
        before, now = self._load(site), self._tell(site)
        self._state.execute("DELETE FROM date_orders WHERE site = ?", (site,))
        for form, order in sorted(now.items()):
            self._state.execute("INSERT INTO date_orders VALUES (?, ?, ?, ?)", (site, *form, order))
        sql = "SELECT doc FROM day_forms WHERE site = ? AND language = ? AND separator = ? AND is_open"
        forms = [form for form in before.keys() | now.keys() if before.get(form) != now.get(form)]
        return {int(row[0]) for form in forms for row in self._rows(sql, site, *form)}

    def _tell(self, site: str) -> dict[Form, bool]:
        """The order of each form: as the dates of its language tell; where all those are open, as all others tell."""
        sql = "SELECT language, separator, day_first, month_first FROM date_counts WHERE site = ?"
        counts = {Form(*row[:2]): (int(row[2]), int(row[3])) for row in self._rows(sql, site)}
        told: dict[Form, bool] = {}
        for form, own in counts.items():
            alike = [count for other, count in counts.items() if other.separator == form.separator]
            order = tell_order(*(own if any(own) else map(sum, zip(*alike, strict=True))))
            if order is not None:
                told[form] = order
        return told

    def _load(self, site: str) -> dict[Form, bool]:
        sql = "SELECT language, separator, day_first FROM date_orders WHERE site = ?"
        return {Form(*row[:2]): bool(row[2]) for row in self._rows(sql, site)}

    def settle(self, document: Doc) -> Doc:
        """The document with its open dates in the order that its site is known to use, and a note of it."""
        known = self._known(document.site)
        if not known:
            return document
        notes: list[str] = []

        def settled(found: Date | None) -> Date | None:
            pair = find_pair(found.raw) if found is not None and found.is_ambiguous else None
            order = known.get(Form(document.language or "", pair.separator)) if pair else None
            if found is None or order is None:
                return found
            read = put_in_order(found, day_first=order, latest=document.fetched_at)
            notes.extend([_NOTES[order]] * (read is not found))
            return read

        changed = replace(document, published=settled(document.published), modified=settled(document.modified))
        if isinstance(changed, Thread):
            posts = tuple(replace(post, published=settled(post.published)) for post in changed.posts)
            changed = replace(changed, posts=posts)
        return replace(changed, repairs=merge_repairs(document.repairs, "dates", notes)) if notes else document
