"""Settling: what only the whole collection can tell, decided in the state, then published to the seeds folder.

Planning is one transaction; publishing follows the plan and can be run again at any time. The result depends on the
staged documents and on the numbers given before, never on the order in which pages came.
"""

import json
import logging
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from scoda_crawler.dedup.copies import Copies
from scoda_crawler.dedup.fingerprint import fingerprint
from scoda_crawler.dedup.matching import ARTICLE
from scoda_crawler.dedup.passages import find_own_passage
from scoda_crawler.items import Article, Thread, merge_repairs
from scoda_crawler.store.agreement import note_manifest
from scoda_crawler.store.doubts import Doubts
from scoda_crawler.store.learning import Learning
from scoda_crawler.store.orders import Orders
from scoda_crawler.store.seeds import Folder, describe_seed, dump_row, name_seed, render_seed
from scoda_crawler.store.signing import Signatures
from scoda_crawler.store.staging import find_key, load_parts, merge_parts
from scoda_crawler.store.state import State
from scoda_crawler.text.lines import strip_lines

logger = logging.getLogger(__name__)

Doc = Article | Thread
_SAME_POSTS = 0.5  # of a thread's text
_UNDATED = "9999"  # sorts after every date


class Settled(NamedTuple):
    """What a settling did to the folder, in seeds; `copies` counts documents that another seed stands for."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    copies: int = 0

    def __add__(self, other: object) -> "Settled":
        """Two settlings of one run: what was done adds up, what is there is as the later one found it."""
        assert isinstance(other, Settled)
        return Settled(
            self.new + other.new,
            self.changed + other.changed,
            other.unchanged,
            self.removed + other.removed,
            other.copies,
        )


def _count_losses(document: Doc) -> int:
    """How often the cleaning found that characters were lost before us; of two copies the whole one is better."""
    return sum(repair.times for repair in document.repairs if "lost" in repair.what or "lossy" in repair.what)


class Settler:
    """Settles the folder's staged documents. `headers` puts "author, date" lines before posts."""

    def __init__(self, state: State, folder: Folder, *, headers: bool = False) -> None:
        self._state = state
        self._folder = folder
        self._headers = headers
        self._doubts = Doubts(state)
        self._orders = Orders(state)
        self._learning = Learning(state)
        self._signatures = Signatures(state)
        self._copies = Copies(state.db)

    def settle(self, waiting: Collection[str] = ()) -> Settled:
        """Plan, then publish; does next to nothing when nothing is staged. Documents of the sites in `waiting` stay."""
        live = dict(self._rows("SELECT number, file FROM seeds WHERE live"))
        with self._state.transaction():
            self._plan(waiting)
        self.publish()
        now = dict(self._rows("SELECT number, file FROM seeds WHERE live"))
        return Settled(
            new=len(now.keys() - live.keys()),
            changed=sum(now[n] != live[n] for n in now.keys() & live.keys()),
            unchanged=sum(now[n] == live[n] for n in now.keys() & live.keys()),
            removed=len(live.keys() - now.keys()),
            copies=int(next(self._rows("SELECT count(*) FROM documents WHERE kept != id"))[0]),
        )

    def find_same(self, document: Doc) -> tuple[str, str] | None:
        """(site, key) of a settled document that has this very text, the document itself first; None where none has."""
        keys = [int(key) for key in self._copies.find_same(document.text)]
        rows = [next(self._rows("SELECT site, key FROM documents WHERE id = ?", (key,))) for key in keys]
        own = find_key(document)
        return own if own in rows else next(iter(rows), None)

    def _rows(self, sql: str, values: Iterable[Any] = ()) -> Iterator[Any]:
        return iter(self._state.execute(sql, values).fetchall())

    # --- planning -----------------------------------------------------------------------------------------------------

    def _plan(self, waiting: Collection[str]) -> None:
        dirty = [row for row in self._rows("SELECT site, key FROM dirty ORDER BY site, key") if row[0] not in waiting]
        touched = {self._take_in(site, key) for site, key in dirty} | self._doubts.decide()
        reordered = self._orders.decide()
        for doc in reordered:
            self._date(doc)
        touched |= reordered
        for doc in sorted(touched):
            document = self._merge(doc)
            self._learning.put(doc, document)
            self._signatures.put(doc, document)
        touched |= self._learning.learn() | self._signatures.decide()
        for doc in sorted(touched):
            self._compare(doc)
        affected = self._reach(touched | {int(key) for key in self._copies.refresh()})
        changed = self._choose(affected) | self._keepers(touched)
        self._give_numbers(sorted(touched | changed))
        left = json.dumps(sorted(waiting))
        self._state.execute("DELETE FROM dirty WHERE site NOT IN (SELECT value FROM json_each(?))", (left,))

    def _take_in(self, site: str, key: str) -> int:
        """The row of a staged document, made or brought up to date, and its lines."""
        staged = self._find_staged(site, key)
        document = self._orders.settle(staged)
        published = document.published.isoformat() if document.published else ""
        url = document.canonical_url or document.url
        self._state.execute(
            "INSERT INTO documents (site, key, published, url, title, losses) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (site, key) DO UPDATE SET published = excluded.published, url = excluded.url, "
            "title = excluded.title, losses = excluded.losses",
            (site, key, published or _UNDATED, url, document.title, _count_losses(document)),
        )
        doc = int(next(self._rows("SELECT id FROM documents WHERE site = ? AND key = ?", (site, key)))[0])
        self._doubts.put(doc, document)
        self._orders.put(doc, staged)
        return doc

    def _date(self, doc: int) -> None:
        """Note when the document was published, as the order of its site's dates has it now."""
        published = self._merge(doc).published
        sql = "UPDATE documents SET published = ? WHERE id = ?"
        self._state.execute(sql, (published.isoformat() if published else _UNDATED, doc))

    def _load(self, doc: int) -> Doc:
        """The document as it will be published: its pages merged, boilerplate and signatures stripped."""
        document = self._merge(doc)
        if isinstance(document, Thread):
            return self._signatures.strip(document)
        boilerplate = self._learning.boilerplate(document.site)
        if not boilerplate:
            return document
        stripped = strip_lines(document.text, boilerplate)
        repairs = merge_repairs(document.repairs, "boilerplate", stripped.notes)
        return replace(document, text=stripped.text, repairs=repairs)

    def _find_staged(self, site: str, key: str) -> Doc:
        """The document of all its pages; one without text where none is staged any more."""
        parts = load_parts(self._state, site, key)
        return merge_parts(parts) if parts else Article(url="", site=site, key=key)

    def _merge(self, doc: int) -> Doc:
        """The document of all its pages; without its text where it is left out as no article and no thread."""
        site, key = next(self._rows("SELECT site, key FROM documents WHERE id = ?", (doc,)))
        document = self._orders.settle(self._find_staged(site, key))
        if not self._doubts.is_out(document):
            return document
        return replace(document, text="") if isinstance(document, Article) else replace(document, posts=())

    def _compare(self, doc: int) -> None:
        """Put the document's text among those that copies are looked for in."""
        document = self._load(doc)
        self._copies.put(str(doc), document.site, document.text)

    def _reach(self, touched: set[int]) -> set[int]:
        """The documents whose choice can depend on the touched ones: all that are linked to them by likeness."""
        reached, waiting = set(touched), sorted(touched)
        while waiting:
            doc = waiting.pop()
            linked = {int(match.key) for match in self._copies.neighbours(str(doc))}
            linked |= {int(row[0]) for row in self._rows("SELECT id FROM documents WHERE kept = ?", (doc,))}
            waiting += sorted(linked - reached)
            reached |= linked
        return reached

    def _rank(self, doc: int) -> tuple[Any, ...]:
        """Who stands for a text: who has a seed already, who has lost nothing, the earliest, the shortest URL."""
        sql = (
            "SELECT s.number, d.losses, d.published, length(d.url), d.url, d.site, d.key FROM documents d "
            "LEFT JOIN seeds s ON s.doc = d.id AND s.live WHERE d.id = ?"
        )
        number, *rest = next(self._rows(sql, (doc,)))
        return (number is None, number or 0, *rest)

    def _choose(self, docs: set[int]) -> set[int]:
        """Choose, among `docs`, which are kept and which are copies of those; tells whose seeds that changes."""
        copies = self._copies.find_copies(
            lambda key: self._rank(int(key)),
            map(str, docs),
            self._may_repeat,
            self._gives_way,
            lambda key: isinstance(self._find_row(int(key)), Article),  # posts of a thread share phrases
        )
        changed: set[int] = set()
        for doc in docs:
            match = copies.get(str(doc))
            chosen, shared = (doc, 1.0) if match is None else (int(match.key), match.shared)
            before = next(self._rows("SELECT kept, shared FROM documents WHERE id = ?", (doc,)))
            if (chosen, shared) != tuple(before):
                changed |= {doc, chosen} | ({int(before[0])} if before[0] is not None else set())
                self._state.execute("UPDATE documents SET kept = ?, shared = ? WHERE id = ?", (chosen, shared, doc))
        return changed

    def _may_repeat(self, copy: str, kept: str) -> bool:
        """What a text alone does not tell, and what its sketch does not.

        A thread repeats another where they have posts in common, whole; phrases in common make no copy of it. And no
        text goes that has a passage of its own, of the length of an article.
        """
        one, other = self._load(int(copy)), self._load(int(kept))
        if not isinstance(one, Thread) or not isinstance(other, Thread):
            return find_own_passage(one.text, other.text) < ARTICLE
        known = {fingerprint(post.text) for post in other.posts}
        sizes = [(len(post.text), fingerprint(post.text) in known) for post in one.posts]
        return sum(size for size, is_known in sizes if is_known) >= _SAME_POSTS * sum(size for size, _ in sizes)

    def _gives_way(self, doc: str, other: str) -> bool:
        """A page that repeats a thread of its site, and is none itself: in print, or on a portal of unknown make."""
        one, thread = self._find_row(int(doc)), self._find_row(int(other))
        is_page = isinstance(one, Article) and one.platform == "unknown"
        return is_page and isinstance(thread, Thread) and one.site == thread.site

    def _find_row(self, doc: int) -> Doc:
        return self._find_staged(*next(self._rows("SELECT site, key FROM documents WHERE id = ?", (doc,))))

    def _keepers(self, docs: set[int]) -> set[int]:
        """The seeds whose rows name one of `docs` as a copy."""
        kept = (next(self._rows("SELECT kept FROM documents WHERE id = ?", (doc,)))[0] for doc in docs)
        return {int(doc) for doc in kept if doc is not None}

    def _give_numbers(self, docs: list[int]) -> None:
        """Numbers for new kept documents in the order (published, URL); rows of all of `docs` brought up to date."""
        sql = (
            "SELECT d.id, d.kept = d.id, s.number FROM documents d LEFT JOIN seeds s ON s.doc = d.id "
            "WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY d.published, d.url, d.site, d.key"
        )
        for doc, is_kept, number in self._rows(sql, [json.dumps(docs)]):
            if is_kept:
                self._plan_seed(doc, number)
            elif number is not None:
                self._retire(number)

    def _plan_seed(self, doc: int, number: int | None) -> None:
        document = self._load(doc)
        if not document.text.strip():
            if number is not None:
                self._retire(number)
            return
        if number is None:
            number = 1 + int(next(self._rows("SELECT coalesce(max(number), 0) FROM seeds"))[0])
        seed = render_seed(document, headers=self._headers)
        gone = next(self._rows("SELECT gone FROM documents WHERE id = ?", (doc,)))[0]
        row = dump_row(describe_seed(number, document, seed, self._list_copies(doc), gone))
        file = name_seed(number, seed.sha256)
        before = next(self._rows("SELECT file, row, live FROM seeds WHERE number = ?", (number,)), None)
        if before == (file, row, 1):
            return
        if before is not None and before[0] != file:
            self._state.execute("INSERT OR IGNORE INTO stale VALUES (?)", (before[0],))
        self._state.execute("DELETE FROM stale WHERE file = ?", (file,))
        self._state.execute("INSERT OR REPLACE INTO seeds VALUES (?, ?, ?, ?, 1)", (number, doc, file, row))
        self._state.execute("INSERT OR IGNORE INTO unpublished VALUES (?)", (number,))

    def _retire(self, number: int) -> None:
        """The document lost its text or became a copy: its file goes, its number stays its own."""
        file, live = next(self._rows("SELECT file, live FROM seeds WHERE number = ?", (number,)))
        if live:
            self._state.execute("UPDATE seeds SET live = 0 WHERE number = ?", (number,))
            self._state.execute("INSERT OR IGNORE INTO stale VALUES (?)", (file,))
            self._state.execute("INSERT OR IGNORE INTO unpublished VALUES (?)", (number,))

    def _list_copies(self, doc: int) -> list[Mapping[str, Any]]:
        sql = "SELECT url, shared FROM documents WHERE kept = ? AND id != kept ORDER BY url, site, key"
        return [{"url": url, "shared": round(shared, 3)} for url, shared in self._rows(sql, (doc,))]

    # --- publishing ---------------------------------------------------------------------------------------------------

    def publish(self) -> None:
        """Bring the folder to the plan: seeds first, then the manifest, stale files last. Idempotent."""
        numbers = [int(row[0]) for row in self._rows("SELECT number FROM unpublished ORDER BY number")]
        if not numbers:
            self._state.commit()
            return
        self._folder.write_all(self._iter_missing(numbers))
        self._folder.sync()
        rows = self._state.execute("SELECT row FROM seeds WHERE live ORDER BY number")
        self._folder.write(self._folder.manifest.name, (f"{row[0]}\n".encode() for row in rows))
        self._folder.sync()
        for row in self._rows("SELECT file FROM stale ORDER BY file"):
            self._folder.remove(row[0])
        self._state.execute("DELETE FROM stale")
        self._state.execute("DELETE FROM unpublished")
        note_manifest(self._state, self._folder.manifest)
        self._state.commit()

    def _iter_missing(self, numbers: Iterable[int]) -> Iterator[tuple[str, bytes]]:
        """Names and bytes of the live seeds that have no file yet."""
        for number in numbers:
            doc, file, live = next(self._rows("SELECT doc, file, live FROM seeds WHERE number = ?", (number,)))
            if live and not os.path.exists(f"{self._folder.path}/{file}"):  # noqa: PTH110
                seed = render_seed(self._load(doc), headers=self._headers)
                if name_seed(number, seed.sha256) != file:  # planned by a run that was killed, with other settings
                    self._plan_seed(doc, number)
                yield name_seed(number, seed.sha256), seed.body
