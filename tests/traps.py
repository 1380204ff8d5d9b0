"""A site with an honest archive and every trap that makes pages without end: `python tests/traps.py`."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from urllib.parse import urlencode, urlsplit

from tests.hostile import Handler, Page, Site, make_article

LISTS, ON_A_LIST = 20, 2  # the honest archive
FACETS = {"colour": ("red", "blue", "green"), "size": ("s", "m", "l"), "brand": ("oak", "elm"), "stock": ("yes", "no")}
_tokens = itertools.count(1)


def show(handler: Handler, title: str, *links: str, text: str = "") -> None:
    items = "".join(f"<li><a href='{link}'>{link.strip('/').split('/')[-1][:20] or 'Home'}</a></li>" for link in links)
    head = f"<html lang=en><head><title>{title}</title></head>"
    handler.send(f"{head}<body><h1>{title}</h1><p>{text}</p><ul>{items}</ul></body></html>")


def name_story(number: int) -> str:
    return f"/story/{number}.html"


def story(handler: Handler) -> None:
    """An article, with the links that software puts below one."""
    path = urlsplit(handler.path).path
    number = int(path.removeprefix("/story/").removesuffix(".html"))
    extra = (
        f"<a href='{path}?print=1'>Print</a><a href='{path}?replytocom={number}'>Reply</a><a href='/lobby'>Lobby</a>"
    )
    handler.send(make_article(number, extra))


def news(handler: Handler) -> None:
    """The honest archive: a list leads to its articles and to the next list, and the last to none."""
    number = int(handler.query.get("page", "1"))
    first = (number - 1) * ON_A_LIST
    stories = [name_story(first + at) for at in range(ON_A_LIST)] if number <= LISTS else []
    following = [f"/news?page={number + 1}"] if number < LISTS else []
    show(handler, f"News, page {number}", *stories, *following, "/news?sort=title", "/news?page=1&order=asc")


def archive(handler: Handler) -> None:
    """/archive/page/N/: past its end the last page comes again, with a next one."""
    parts = urlsplit(handler.path).path.strip("/").split("/")
    number = int(parts[2]) if len(parts) > 2 else 1
    shown = [name_story(min(number, 4) * 2 + at) for at in range(2)]
    show(handler, "Archive", *shown, f"/archive/page/{number + 1}/")


def empty(handler: Handler) -> None:
    """?offset=N: nothing to show, and buttons all the same."""
    offset = int(handler.query.get("offset", "0"))
    show(handler, "Results", *(f"/empty?offset={offset + 20 * at}" for at in (1, 2, 3)), text="Nothing found.")


def when(handler: Handler) -> None:
    """/when/YYYY/MM/ links its days and the months beside it, for ever."""
    parts = urlsplit(handler.path).path.strip("/").split("/")
    year, month = (int(parts[1]), int(parts[2])) if len(parts) > 2 else (2024, 5)
    at = year * 12 + month - 1
    months = [f"/when/{n // 12}/{n % 12 + 1:02d}/" for n in (at - 1, at + 1)]
    days = [f"/day/{year}-{month:02d}-{day:02d}/" for day in range(1, 29)]
    show(handler, f"{month} {year}", *months, *days, text="No events this month.")


def day(handler: Handler) -> None:
    """/day/YYYY-MM-DD/ links the days beside it."""
    here = date.fromisoformat(urlsplit(handler.path).path.strip("/").split("/")[1])
    beside = [f"/day/{here + timedelta(days=step)}/" for step in (-1, 1)]
    show(handler, f"{here}", *beside, text="No events on this day.")


def lobby(handler: Handler) -> None:
    """Each answer has a session of its own in all its links."""
    token = f"{next(_tokens):032x}"
    show(handler, "Lobby", *(f"/lobby/{name}?visit={token}" for name in ("map", "rooms", "staff")), text="Come in.")


def grow(handler: Handler) -> None:
    """A query that has one more pair on each page."""
    pairs = list(handler.query.items())
    show(handler, "Grow", "/grow?" + urlencode([*pairs, (f"k{len(pairs)}", len(pairs))]))


def shop(handler: Handler) -> None:
    """Filters in every combination."""
    here = handler.query
    more = [{**here, name: value} for name, values in FACETS.items() for value in values if here.get(name) != value]
    show(handler, "Shop", *("/shop?" + urlencode(sorted(pairs.items())) for pairs in more), text="Chairs, tables.")


def deeper(handler: Handler) -> None:
    """An error page that answers 200, with relative links."""
    show(handler, "Oops", "more/oops.html", "again/", "other/sub/", text="This page is not here.")


def mirror(handler: Handler) -> None:
    """One page under many URLs, with links that are relative."""
    show(handler, "Mirror", *(f"m{n}" for n in range(4)), *(f"m{n}/" for n in range(4)), text="Our terms.")


PAGES: dict[str, Page] = {
    "/news": news,
    "/story": story,
    "/archive": archive,
    "/empty": empty,
    "/when": when,
    "/day": day,
    "/lobby": lobby,
    "/grow": grow,
    "/shop": shop,
    "/deeper": deeper,
    "/mirror": mirror,
}


def home(handler: Handler) -> None:
    show(handler, "Home", "/news", "/archive/", "/empty", "/when/", "/lobby", "/grow", "/shop", "/deeper/", "/mirror/")


@contextmanager
def serve() -> Iterator[Site]:
    """The site in a thread of its own, until the block ends."""
    site = Site({"/": home, **PAGES})
    threading.Thread(target=site.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
