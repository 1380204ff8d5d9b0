"""What a forum platform declares beside its selectors: how its lists look, what its URLs mean on a given page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Address
from scoda_crawler.extract.thread import Found, Selectors

Locate = Callable[[str], Address | None]
"""(canonical URL) -> what it means; None where the platform does not know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forum:
    """A forum platform's pages, for `read_forum_page`.

    `locate` answers by the URL alone; boards whose URLs are but slugs have `relate`, which learns from a page what its
    URLs mean.
    """

    name: str
    selectors: Selectors
    locate: Locate | None = None
    relate: Callable[[Tree, str], Locate] | None = None
    thread_id: Callable[[Tree], str] | None = None  # the thread's number, where the page tells it and the URL does not
    row: str = ""  # a thread in a list of threads
    hint: str = ""  # within a row: what changes when the thread grows
    error: str = ""  # an element that only error pages have
    day_first: bool | None = None  # the order of numeric dates, unless the board's owner changed it
    read_posts: Callable[[Tree, str], list[Found]] | None = None  # from data in a script, where that is complete
    find_urls: Callable[[Tree, str], Iterable[str]] | None = None  # URLs in scripts
