"""Which documents of a collection are copies of which, told from what is there and not from the order it came in.

The rule, in full. Two texts are compared where one leads to the other: where they share one of the 20 shingles that
stand for each (`Sketch.posted`), and the other is among the LEADS texts (FEWER, where it is widespread) of the lowest
number that have it; a text's number is taken from its fingerprint. `matching.find_alike` tells which are copies.
Documents that are connected by copies make a family. In a family, by the caller's rank, a document is a copy of the
first document that was kept and that it repeats directly; without such a one it is kept itself. It repeats another
where their texts have one fingerprint, or where they are copies and at least ADDED of its own text lies in agreement:
a long text whose opening another site published before is kept beside it. Whatever its rank, a mere part of a fuller
text, as a teaser is of its article, comes after all that is none; so does a page that is made of several other texts of
its site, and says nothing of its own: it is a copy of its largest item. See `parts`.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from scoda_crawler.dedup.compare import compare
from scoda_crawler.dedup.fingerprint import fingerprint_words
from scoda_crawler.dedup.matching import FEW, LED, SEVERAL, Candidate, Match, best_leads, find_alike
from scoda_crawler.dedup.parts import ADDED, Family
from scoda_crawler.dedup.shingles import tokenize
from scoda_crawler.dedup.sketch import Sketch, sketch

SCHEMA = """
CREATE TABLE IF NOT EXISTS copies_documents (key TEXT PRIMARY KEY, site TEXT NOT NULL, text INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS copies_documents_text ON copies_documents (text);
CREATE INDEX IF NOT EXISTS copies_documents_site ON copies_documents (site, text);
CREATE TABLE IF NOT EXISTS copies_texts (id INTEGER PRIMARY KEY, sketch BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS copies_shingles (
    value INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (value, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copies_pairs (
    a INTEGER NOT NULL, b INTEGER NOT NULL, of_a REAL NOT NULL, of_b REAL NOT NULL, resemblance REAL NOT NULL,
    PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS copies_pairs_b ON copies_pairs (b);
CREATE TABLE IF NOT EXISTS copies_stale (id INTEGER PRIMARY KEY, changed INTEGER NOT NULL);
"""
LEADS = 8  # texts that a shingle leads to
WIDESPREAD, FEWER = 64, 2  # a shingle in more texts leads to fewer
VERIFIED = 24  # texts that a text is compared with, those that share most first

_PAIRS = (
    "SELECT b, of_a, resemblance FROM copies_pairs WHERE a = ?1 UNION "
    "SELECT a, of_b, resemblance FROM copies_pairs WHERE b = ?1"
)

Rank = Callable[[str], Any]  # of a document's key: something that sorts, the one to keep first
Check = Callable[[str, str], bool]


class Copies:
    """The documents of a collection by their sketches, in tables `copies_*` of the caller's database.

    Each method is a few statements in the caller's transaction; none commits. `put` and `remove` note what is stale,
    `refresh` compares that anew. The cost follows what changed; memory holds one family at a time.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Make the tables where they are missing."""
        self._db = connection
        for statement in filter(str.strip, SCHEMA.split(";")):
            self._db.execute(statement)

    def put(self, key: str, site: str, text: str | Sketch) -> bool:
        """Take a document in, in the place of what was known under `key`; False where nothing changed.

        A text without a word is no copy of anything, and is not taken in.
        """
        new = sketch(text) if isinstance(text, str) else text
        if not new.length:
            return self.remove(key)
        number = _number(new)
        if self._document(key) == (site, number):
            return False
        self.remove(key)
        if not self._one("SELECT 1 FROM copies_texts WHERE id = ?", number):
            self._db.execute("INSERT INTO copies_texts VALUES (?, ?)", (number, new.to_bytes()))
            rows = ((value, number) for value in new.posted())
            self._db.executemany("INSERT OR IGNORE INTO copies_shingles VALUES (?, ?)", rows)
        self._db.execute("INSERT INTO copies_documents VALUES (?, ?, ?)", (key, site, number))
        self._mark(number, new)
        return True

    def remove(self, key: str) -> bool:
        """Forget a document; False where it is not known."""
        found = self._document(key)
        if found is None:
            return False
        number = found[1]
        old = self._sketch(number)
        self._mark(number, old)
        self._db.execute("DELETE FROM copies_documents WHERE key = ?", (key,))
        if not self._one("SELECT 1 FROM copies_documents WHERE text = ?", number):
            rows = [(value, number) for value in old.posted()]
            self._db.executemany("DELETE FROM copies_shingles WHERE value = ? AND id = ?", rows)
            self._db.execute("DELETE FROM copies_texts WHERE id = ?", (number,))
        return True

    def find_same(self, text: str) -> list[str]:
        """The keys of the documents that have this very text, by fingerprint; in their order."""
        words = tokenize(text).words
        return self._keys(_short(fingerprint_words(words))) if words else []

    def neighbours(self, key: str) -> list[Match]:
        """The documents that `key` repeats or that repeat it, the likest first; `shared` is of the text of `key`."""
        self.refresh()
        found = self._document(key)
        if found is None:
            return []
        matches = [Match(other, 1.0, 1.0) for other in self._keys(found[1]) if other != key]
        for number, shared, resemblance in self._pairs(found[1]):
            matches += [Match(other, shared, resemblance) for other in self._keys(number)]
        return sorted(matches, key=lambda match: (-match.resemblance, -match.shared, match.key))

    def refresh(self) -> set[str]:
        """Compare anew what is stale; the keys of all documents whose family may have changed by it."""
        touched: set[int] = set()
        for number, changed in self._db.execute("SELECT id, changed FROM copies_stale ORDER BY id").fetchall():
            before = self._pairs(number)
            self._compare(number)
            after = self._pairs(number)
            if changed or before != after:
                touched |= {number, *(other for other, _, _ in before + after)}
        self._db.execute("DELETE FROM copies_stale")
        return {key for number in self._family(touched) for key in self._keys(number)}

    def find_copies(
        self,
        rank: Rank,
        keys: Iterable[str] | None = None,
        may_repeat: Check = lambda _, __: True,
        gives_way: Check = lambda _, __: False,
        may_compile: Callable[[str], bool] = lambda _: True,
    ) -> dict[str, Match]:
        """For each document that is a copy, the kept one (`Match.key`) and how much of the copy it holds.

        `keys` narrows it to their families; what is not in the answer, is kept. `rank` gets a key, and gives what
        sorts: smallest is kept first. Ties go by the key. `may_repeat` gets the keys of a copy and of the kept one, and
        can refuse a pair for what a text alone does not tell; `gives_way` gets the keys of two that share text, and
        tells whether the first comes after the other whatever their ranks; `may_compile` tells of a key whether its
        document can be a page that is made of others.
        """
        self.refresh()
        wanted = None if keys is None else {found[1] for key in keys if (found := self._document(key))}
        copies: dict[str, Match] = {}
        seen: set[int] = set()
        for number in self._numbers() if wanted is None else sorted(wanted):
            if number not in seen:
                family = self._family([number])
                seen |= family
                copies |= self._settle(family, rank, may_repeat, gives_way, may_compile)
        return copies

    def _settle(
        self, numbers: set[int], rank: Rank, may_repeat: Check, gives_way: Check, may_compile: Callable[[str], bool]
    ) -> dict[str, Match]:
        keys = {number: self._keys(number) for number in numbers}
        if sum(map(len, keys.values())) < 2:
            return {}
        pairs = {n: {other: (shared, likeness) for other, shared, likeness in self._pairs(n)} for n in numbers}
        shares = {n: {other: shared for other, (shared, _) in found.items()} for n, found in pairs.items()}
        family = Family(shares, {number: self._sites(number) for number in numbers})
        made = {n: share for n in numbers if (share := family.find_made(n)) and may_compile(keys[n][0])}
        late = {n: n in made or _comes_late(n, keys, pairs, family, gives_way) for n in numbers}
        kept: list[tuple[str, int]] = []
        copies: dict[str, Match] = {}
        sketches = {number: self._sketch(number) for number in numbers}
        for _, _, key, number in sorted((late[n], rank(key), key, n) for n in numbers for key in keys[n]):
            repeated = (m for m in _repeated(number, kept, pairs[number], sketches) if may_repeat(key, m.key))
            found = next(repeated, None) or _find_item(family.find_items(number), kept, made.get(number, 0.0))
            if found is None:
                kept.append((key, number))
            else:
                copies[key] = found
        return copies

    def _compare(self, number: int) -> None:
        self._db.execute("DELETE FROM copies_pairs WHERE a = ?", (number,))
        if not self._one("SELECT 1 FROM copies_texts WHERE id = ?", number):
            self._db.execute("DELETE FROM copies_pairs WHERE b = ?", (number,))
            return
        text = self._sketch(number)
        sites = self._sites(number)
        is_known = any(len(self._texts(site)) >= FEW for site in sites)
        found = find_alike(text, sites, self._candidates(number, text), is_known=is_known)
        rows = [(number, int(other), like.of_a, like.of_b, like.resemblance) for other, like in found]
        self._db.executemany("INSERT INTO copies_pairs VALUES (?, ?, ?, ?, ?)", rows)

    def _candidates(self, number: int, text: Sketch) -> list[Candidate]:
        counts: Counter[int] = Counter()
        posted = text.posted()
        for value in posted:
            counts.update(self._leads(value))
        del counts[number]
        best = best_leads(counts, len(posted), VERIFIED)
        return [Candidate(str(other), self._sites(other), self._sketch(other)) for other in best]

    def _leads(self, value: int) -> list[int]:
        return _find_leads(self._holders(value))

    def _holders(self, value: int) -> list[int]:
        """The texts that have a shingle, in their order, as far as it matters how many they are."""
        query = "SELECT id FROM copies_shingles WHERE value = ? ORDER BY id LIMIT ?"
        return [row[0] for row in self._db.execute(query, (value, WIDESPREAD + 2))]

    def _all_holders(self, value: int) -> list[int]:
        return [row[0] for row in self._db.execute("SELECT id FROM copies_shingles WHERE value = ?", (value,))]

    def _mark(self, number: int, text: Sketch) -> None:
        """Note as stale all whose comparisons depend on a text that comes or goes."""
        stale = {number, *(other for other, _, _ in self._pairs(number))}
        led: Counter[int] = Counter()
        for value in text.posted():
            holders = self._holders(value)
            leads = _find_leads(holders)
            if len(holders) == WIDESPREAD + 1:
                stale.update(holders)
            elif number <= leads[-1]:
                others = holders if len(holders) <= WIDESPREAD else self._all_holders(value)
                led.update(others)
                stale |= self._find_led(holders[len(leads)], others) if len(holders) > len(leads) else set()
        stale.update(other for other, times in led.items() if times >= LED or self._is_short(other))
        for site in self._sites(number):
            texts = self._texts(site)
            stale.update(texts if len(texts) <= FEW else ())
        self._db.executemany("INSERT OR IGNORE INTO copies_stale VALUES (?, 0)", ((other,) for other in stale))
        self._db.execute("UPDATE copies_stale SET changed = 1 WHERE id = ?", (number,))

    def _find_led(self, lead: int, texts: Iterable[int]) -> set[int]:
        """Those of `texts` that may be compared with `lead`, which one of its shingles leads to no more."""
        counts = Counter(other for value in self._sketch(lead).posted() for other in self._holders(value))
        return {text for text in texts if counts[text] >= LED or self._is_short(text)}

    def _is_short(self, number: int) -> bool:
        """Whether one shingle is enough to lead a text to another (`best_leads`)."""
        return len(self._sketch(number).values) < SEVERAL

    def _texts(self, site: str) -> list[int]:
        """The texts of a site as far as it matters whether they are few."""
        query = "SELECT DISTINCT text FROM copies_documents WHERE site = ? LIMIT ?"
        return [row[0] for row in self._db.execute(query, (site, FEW + 1))]

    def _family(self, numbers: Iterable[int]) -> set[int]:
        """The texts that are connected with `numbers` by copies, and these."""
        family: set[int] = set()
        open_ = list(numbers)
        while open_:
            number = open_.pop()
            if number not in family:
                family.add(number)
                open_ += [other for other, _, _ in self._pairs(number)]
        return family

    def _pairs(self, number: int) -> list[tuple[int, float, float]]:
        """The copies of a text: number, share of this text, resemblance; whichever of the two led to the other."""
        return sorted({row[0]: row for row in self._db.execute(_PAIRS, (number,))}.values())

    def _one(self, query: str, *values: str | int) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._db.execute(query, values).fetchone()
        return row

    def _document(self, key: str) -> tuple[str, int] | None:
        row = self._one("SELECT site, text FROM copies_documents WHERE key = ?", key)
        return None if row is None else (row[0], row[1])

    def _sketch(self, number: int) -> Sketch:
        row = self._one("SELECT sketch FROM copies_texts WHERE id = ?", number)
        assert row is not None
        return Sketch.from_bytes(row[0])

    def _numbers(self) -> list[int]:
        return [row[0] for row in self._db.execute("SELECT DISTINCT a FROM copies_pairs")] + [
            row[0] for row in self._db.execute("SELECT text FROM copies_documents GROUP BY text HAVING count(*) > 1")
        ]

    def _keys(self, number: int) -> list[str]:
        query = "SELECT key FROM copies_documents WHERE text = ? ORDER BY key"
        return [row[0] for row in self._db.execute(query, (number,))]

    def _sites(self, number: int) -> frozenset[str]:
        query = "SELECT DISTINCT site FROM copies_documents WHERE text = ?"
        return frozenset(row[0] for row in self._db.execute(query, (number,)))


def _number(text: Sketch) -> int:
    """Of a text: 63 bits of its fingerprint, so that it does not depend on the order of coming."""
    return _short(text.fingerprint)


def _short(fingerprint: str) -> int:
    return int(fingerprint[:16], 16) >> 1


def _find_leads(holders: list[int]) -> list[int]:
    """Which of the texts that have a shingle it leads to."""
    return holders[: LEADS if len(holders) <= WIDESPREAD else FEWER]


def _comes_late(
    number: int, keys: dict[int, list[str]], pairs: dict[int, dict[int, Any]], family: Family, gives_way: Check
) -> bool:
    """Whether a text is kept only where nothing of its family stands for it."""
    own = keys[number][0]
    others = {other: keys[other][0] for other in pairs[number]}
    if any(gives_way(own, key) for key in others.values()):
        return True
    return any(not gives_way(others[whole], own) for whole in family.find_wholes(number))


def _find_item(items: Sequence[int], kept: Iterable[tuple[str, int]], made: float) -> Match | None:
    """The largest kept item of a page that is made of others, as what it repeats; None where `made` is 0."""
    largest = min(((items.index(other), key) for key, other in kept if other in items), default=None) if made else None
    return Match(largest[1], made, made) if largest else None


def _repeated(
    number: int, kept: Iterable[tuple[str, int]], pairs: dict[int, tuple[float, float]], sketches: dict[int, Sketch]
) -> Iterator[Match]:
    """Those of the kept documents that the text `number` repeats, in their order."""
    for key, other in kept:
        if other == number:
            yield Match(key, 1.0, 1.0)
        elif other in pairs:
            if pairs[other][0] >= ADDED:
                yield Match(key, *pairs[other])
        else:  # of one family, but neither led to the other: a family of more than LEADS texts
            likeness = compare(sketches[number], sketches[other])
            if likeness is not None and likeness.is_contained and likeness.of_a >= ADDED:
                yield Match(key, likeness.of_a, likeness.resemblance)


def find_copies(documents: Iterable[tuple[str, str, str]], rank: Rank = str) -> dict[str, Match]:
    """The copies among `documents` (key, site, text), in whatever order they come; see `Copies.find_copies`."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        copies = Copies(connection)
        for key, site, text in documents:
            copies.put(key, site, text)
        return copies.find_copies(rank)
    finally:
        connection.close()
