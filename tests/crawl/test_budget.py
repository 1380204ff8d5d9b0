"""Sites as functions from URL to links and text, crawled through the real queue and the real accounts."""

import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from scrapy import Request
from scrapy.settings import Settings
from scrapy.statscollectors import StatsCollector

from scoda_crawler.crawl.budget import Budget
from scoda_crawler.crawl.requests import build_request, find_link_key, find_request_key
from scoda_crawler.items import Link
from scoda_crawler.store.frontier import Queue
from scoda_crawler.store.state import State

HOST = "http://a.example"
ALLOWED = 10
Site = Callable[[str], tuple[list[str], str]]
"""Path and query -> the links of the page there, and the article that it holds, or ""."""


class Crawler:
    """As much of Scrapy's as a budget asks for."""

    def __init__(self) -> None:
        self.settings = Settings({"SCODA_BARREN_PAGES": ALLOWED})
        self.stats = StatsCollector(self)  # type: ignore[arg-type]


def link(path: str) -> Link:
    return Link(url=HOST + path, kind="home" if path == "/" else "other")


def ask(link: Link, dry: int = 0) -> Request:
    return build_request(link, callback=None, errback=None, dry=dry)


def crawl(site: Site, folder: Path, *, limit: int = 3000, restart_every: int = 0) -> Counter[str]:
    """The pages fetched, each with how often; with `restart_every`, the process dies after so many pages."""
    fetched: Counter[str] = Counter()
    for _ in itertools.count():
        state = State(folder / "state.sqlite")
        queue = Queue(state, "job")
        budget = Budget(Crawler(), state, queue)  # type: ignore[arg-type]
        put(queue, ask(link("/")))
        go_on(site, queue, budget, fetched, limit=restart_every or limit)
        state.commit()
        state.db.close()
        if not queue.queued.total() or fetched.total() >= limit:
            return fetched
    raise AssertionError


def put(queue: Queue, request: Request) -> None:
    site, key = find_request_key(request)
    queue.put(site, key, f"{request.url[len(HOST) :]} {request.meta.get('scoda_dry', 0)}")


def go_on(site: Site, queue: Queue, budget: Budget, fetched: Counter[str], *, limit: int) -> None:
    for _ in range(limit):
        if (lease := queue.lease("a.example")) is None:
            return
        path, dry = lease.data.split()
        request = ask(link(path), int(dry))
        request.meta["scoda_row"] = lease.id
        if budget.refuses(lease.site, request):
            queue.forget(lease.id, lease.site)
            continue
        fetched[path] += 1
        links, text = site(path)
        new = [link(to) for to in links if queue.knows(*find_link_key(link(to))) is None]
        dry_now = budget.judge(request, new, is_fruitful=bool(text) and budget.is_new_text(request, text))
        for found in (ask(each, dry_now) for each in new):
            if not budget.refuses(lease.site, found):
                put(queue, found)
        queue.acknowledge(lease.id, lease.site)
        budget.settle(lease.id, lease.site)


def number(path: str, name: str = "") -> int:
    if name:
        return int(parse_qs(urlsplit(path).query).get(name, ["1"])[0])
    return int("".join(c for c in path if c.isdigit()) or "1")


def word(at: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(at))


# Honest sites: 200 lists of 5 articles each.
LISTS, ON_A_LIST = 200, 5
NAMES = [word(at) for at in range(LISTS * ON_A_LIST)]


def read_list(at: int) -> list[str]:
    return NAMES[(at - 1) * ON_A_LIST : at * ON_A_LIST]


def chain(path: str) -> tuple[list[str], str]:
    """Each list links the next one."""
    if path.startswith("/a/"):
        return ["/", "/list"], path
    at = number(path, "page")
    following = [f"/list?page={at + 1}"] if at < LISTS else []
    return ["/list", *(f"/a/{name}" for name in read_list(at)), *following], ""


def numbered(path: str) -> tuple[list[str], str]:
    """Each list links all others: they are fetched before the first article is."""
    if path.startswith("/a/"):
        return ["/"], path
    pager = [f"/page/{at}/" for at in range(2, LISTS + 1)]
    return [*pager, *(f"/a/{name}" for name in read_list(number(path)))], ""


def one_pattern(path: str) -> tuple[list[str], str]:
    """Lists and articles are told apart by one number alone: sections 1 to 200, below them articles."""
    at = number(path, "id")
    if path == "/" or at <= LISTS:
        sections = [f"/?id={section}" for section in range(2, LISTS + 1)] if path == "/" else []
        return [*sections, *(f"/?id={LISTS + number}" for number in range(at * 5 - 4, at * 5 + 1))], ""
    return ["/"], word(at - LISTS - 1)


def mostly_short(path: str) -> tuple[list[str], str]:
    """As `chain`; but three of four articles are so short that no page alone tells that they are some."""
    links, text = chain(path)
    return links, text if not text or sum(map(ord, text)) % 4 == 0 else ""


@pytest.mark.parametrize("site", [chain, numbered, mostly_short])
@pytest.mark.parametrize("restart_every", [0, 37])
def test_an_honest_archive_is_read_to_its_end(site: Site, restart_every: int, tmp_path: Path) -> None:
    fetched = crawl(site, tmp_path, restart_every=restart_every)
    assert {path.removeprefix("/a/") for path in fetched if path.startswith("/a/")} == set(NAMES)


def test_lists_and_articles_of_one_pattern_are_read(tmp_path: Path) -> None:
    fetched = crawl(one_pattern, tmp_path)
    assert {f"/?id={LISTS + at}" for at in range(1, LISTS * 5 + 1)} <= set(fetched)


# Traps. Each is linked from the first page.


def pager(path: str) -> tuple[list[str], str]:
    """No end, and nothing on any page."""
    return ["/", f"/list?page={number(path, 'page') + 1}"], ""


def past_the_end(path: str) -> tuple[list[str], str]:
    """After twenty lists the last one comes again and again."""
    if path.startswith("/a/"):
        return ["/"], path
    at = number(path, "page")
    return [*(f"/a/{name}" for name in read_list(min(at, 20))), f"/list?page={at + 1}"], ""


def calendar(path: str) -> tuple[list[str], str]:
    """Months link their days and each other; each day says that there is nothing on it."""
    if path.startswith("/day/"):
        return ["/"], ""
    at = number(path) if path != "/" else 24_000
    return [f"/month/{at + 1}", f"/month/{at - 1}", *(f"/day/{at}-{day}" for day in range(28))], ""


def sessions(path: str, tokens: "itertools.count[int]" = itertools.count()) -> tuple[list[str], str]:  # noqa: B008
    """Five articles and three pages that are none, under addresses that are new on each page."""
    names = ("map", "rooms", "staff", *(f"a/{word(at)}" for at in range(5)))
    article = path.partition("?")[0] if path.startswith("/a/") else ""
    return [f"/{name}?visit={next(tokens):032x}" for name in names], article


def filters(path: str) -> tuple[list[str], str]:
    """Six filters of ten values each, in every combination."""
    here = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    more = [{**here, name: str(value)} for name in "abcdef" for value in range(10)]
    return ["/shop?" + "&".join(f"{name}={value}" for name, value in sorted(new.items())) for new in more], ""


@pytest.mark.parametrize("restart_every", [0, 29])
@pytest.mark.parametrize(
    ("site", "most"), [(pager, 2), (past_the_end, 6 + 12), (calendar, 20), (sessions, 45), (filters, 15)]
)
def test_a_trap_ends(site: Site, most: int, restart_every: int, tmp_path: Path) -> None:
    fetched = crawl(site, tmp_path, restart_every=restart_every)
    assert fetched.total() <= most * ALLOWED
    assert {f"/a/{name}" for name in NAMES[:100]} <= set(fetched) or site is not past_the_end


def test_a_crawl_that_is_cut_short_is_the_same(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    assert crawl(past_the_end, one) == crawl(past_the_end, other, restart_every=11)
