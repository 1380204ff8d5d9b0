"""What each kind of page has brought in a crawl, and which pages of a site were seen under another URL already."""

from typing import Literal, NamedTuple

from scoda_crawler.store.state import State

_SHARE = 5  # one in so many pages must have been worth it for a link to them to be
_CLOSED = 4  # times as many pages as are allowed
_BASES = 2  # relative links of one page under two folders: one of the two may be the wrong one


Fruit = Literal["texts", "leads", "hopes", "barren"]
"""What a page brought: a text that is new; else a link, not met before, to a kind of page that brings texts; else one
to a kind that leads to such, or of which too little is known; else nothing."""


class Account(NamedTuple):
    """How many pages of a pattern brought what."""

    texts: int = 0
    leads: int = 0
    hopes: int = 0
    barren: int = 0

    @property
    def fruitful(self) -> int:
        """Pages that were worth it."""
        return self.texts + self.leads


class Budgets:
    """The accounts of the crawl with this number.

    `allowed` pages of a pattern may bring nothing, and as many as brought something: a list of any length is read to
    its end while its pages bring what is new, an endless one costs twice what it brought, and `allowed`. 0: no limit.
    """

    def __init__(self, state: State, crawl: int, allowed: int) -> None:
        self._state = state
        self._crawl = crawl
        self._allowed = allowed

    def count(self, site: str, pattern: str, fruit: Fruit) -> None:
        """Count a page that is done with; belongs into the transaction that acknowledges it."""
        self._state.execute(
            "INSERT INTO patterns VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (crawl, site, pattern) DO UPDATE SET "
            "texts = texts + excluded.texts, leads = leads + excluded.leads, hopes = hopes + excluded.hopes, "
            "barren = barren + excluded.barren",
            (self._crawl, site, pattern, *(int(fruit == name) for name in Account._fields)),
        )

    def find(self, site: str, pattern: str) -> Account:
        """What the pages of a pattern have brought so far."""
        sql = "SELECT texts, leads, hopes, barren FROM patterns WHERE crawl = ? AND site = ? AND pattern = ?"
        row = self._state.execute(sql, (self._crawl, site, pattern)).fetchone()
        return Account(*row) if row else Account()

    def judge_link(self, site: str, pattern: str) -> Fruit:
        """What a link, not met before, to a page of this pattern is worth to the page that it stands on.

        In the end only texts count: pages that do but link each other, however new, come to nothing.
        """
        if not self._allowed:
            return "leads"
        account = self.find(site, pattern)
        beyond = sum(account) - self._allowed
        if account.texts and beyond < _SHARE * account.texts:
            return "leads"
        return "hopes" if beyond < _SHARE * account.fruitful else "barren"

    def is_spent(self, site: str, pattern: str) -> bool:
        """Whether the pages of a pattern have brought nothing too often."""
        account = self.find(site, pattern)
        return 0 < self._allowed <= account.barren - account.fruitful

    def is_closed(self, site: str, pattern: str) -> bool:
        """Whether very many pages of a pattern have brought nothing, and none has brought anything."""
        account = self.find(site, pattern)
        return not account.fruitful and 0 < self._allowed * _CLOSED <= account.barren

    def is_new_text(self, site: str, digest: int, key: str) -> bool:
        """Whether no other page of this crawl than `key` held this text; keeps it."""
        return not self._is_held(site, digest, "", key, bases=1)

    def is_copy(self, site: str, digest: int, base: str, key: str) -> bool:
        """Whether the page `key` was seen under another URL in this crawl; keeps it where not.

        Under another folder (`base`) a page's relative links lead elsewhere: it is taken for itself there, once.
        """
        return self._is_held(site, digest, base, key, bases=_BASES)

    def _is_held(self, site: str, digest: int, base: str, key: str, *, bases: int) -> bool:
        sql = "SELECT base, key FROM bodies WHERE crawl = ? AND site = ? AND digest = ?"
        held = dict(self._state.execute(sql, (self._crawl, site, digest)).fetchall())
        if key in held.values():
            return False  # a kill came between, and it is fetched again
        if base in held or len(held) >= bases:
            return True
        values = (self._crawl, site, digest, base, key)
        self._state.execute("INSERT INTO bodies VALUES (?, ?, ?, ?, ?)", values)
        return False
