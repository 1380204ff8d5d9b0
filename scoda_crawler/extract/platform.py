"""What a platform declares: how it is recognised, what its URLs mean, how its pages are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from scoda_crawler.extract.html import Tree
from scoda_crawler.items import LinkKind, Page, Reading, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What a URL of a platform means.

    `key` names the thing within its site ("thread/12", "news/12/en", "board/3"), `page` which part of it. `url` is the
    form to fetch, without session ids, sort orders and the like. A URL that leads nowhere useful has a `skip` reason.
    """

    kind: LinkKind = "other"
    key: str = ""
    page: int = 1
    url: str = ""
    skip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One kind of software that sites run on. A file in `platforms/` makes one and calls it PLATFORM."""

    name: str
    kind: Literal["news", "forum"]
    recognise: Callable[[Tree, str], bool]  # (page, its HTML) -> is it this software, whatever the theme and language
    locate: Callable[[str], Address | None]  # absolute URL -> its meaning; None: not told by the URL alone
    read: Callable[[Tree, Page, Scope], Reading]  # an own function, or `functools.partial(read_forum_page, SELECTORS)`
    outside: Callable[[Sequence[str], Scope], list[str]] | None = (
        None  # URLs of a sitemap -> why each is not wanted, or ""
    )
    rank: int = 50  # the lower is asked first, where two could recognise one page
