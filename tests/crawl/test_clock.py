"""A clock that is wrong, or jumps: nothing is lost, doubled, or kept waiting for ever."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.http import Response

from scoda_crawler.clock import read_clock
from scoda_crawler.crawl.archiving import find_moment
from scoda_crawler.store.frontier import Queue
from scoda_crawler.store.pages import Visit, is_due
from scoda_crawler.store.state import State
from tests.crawl.killing import Run, Zygote, check_same, read_rows, read_seeds
from tests.crawl.scripted import Answer, serve
from tests.crawl.stories import Site, make_story, serve_stories

DAY = 86_400.0
CLOCKS = {
    "right": [],
    "days ahead": [(0, 400 * DAY)],
    "days behind": [(0, -400 * DAY)],
    "before 1970 was over": [(0, DAY - time.time())],
    "put back in the middle": [(0, 0.0), (4, -30 * DAY)],
    "put forward in the middle": [(0, 0.0), (4, 30 * DAY)],
    "to and fro": [(0, 0.0), (2, 3 * DAY), (4, -3 * DAY), (6, 0.0)],
}
KEEP = "scoda_crawler.store.pages:Pages.keep:after:3"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_stories() as site:
        yield site


def change(site: Site, edition: int) -> None:
    site.pages |= {f"/story/{n}": make_story(n, edition=edition) for n in (1, 4, 6)}


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_crawl_by_a_wrong_clock_gives_the_same_seeds(zygote: Zygote, site: Site, tmp_path: Path, clock: str) -> None:
    """Three runs, by a wrong clock, by a right one, by a wrong one, each after changes; the second one also killed."""
    command = ("crawl", "site", "-a", f"url={site.url}")
    run = Run(zygote, tmp_path / "seeds", *command, SCODA_REVISIT="all").finish(*CLOCKS[clock])
    first = read_seeds(run.seeds)
    change(site, 2)
    run.kill(KEEP, *CLOCKS[clock])
    run.finish()
    second = read_seeds(run.seeds)
    assert [name[:3] for name in second] == [name[:3] for name in first] and len(second.keys() - first.keys()) == 3
    change(site, 3)
    run.finish(*CLOCKS[clock])
    assert len(read_seeds(run.seeds).keys() - second.keys()) == 3
    plain = Run(zygote, tmp_path / "plain", *command).finish()
    assert sorted(read_seeds(run.seeds).values()) == sorted(read_seeds(plain.seeds).values())
    again = Run(zygote, tmp_path / "again", "reextract", "--workers", "1", "--from", str(run.seeds / ".scoda/archive"))
    check_same(run.seeds, again.finish().seeds)
    check_same(run.copy(tmp_path / "own", "reextract", "--workers", "1").finish().seeds, run.seeds)


def test_pages_that_were_fetched_in_the_future_are_looked_at_again(zygote: Zygote, site: Site, tmp_path: Path) -> None:
    run = Run(zygote, tmp_path / "seeds", "crawl", "site", "-a", f"url={site.url}").finish((0, 4000 * DAY))
    rows = read_rows(run.seeds)
    assert len(rows) == 8
    change(site, 2)
    run.finish()
    assert len(read_seeds(run.seeds)) == 8 and read_rows(run.seeds) != rows
    site.counts = Counter()
    run.finish()
    assert site.counts[200] + site.counts[304] == 1  # and then no more often than others


def test_a_wait_does_not_grow_when_the_clock_is_put_back(zygote: Zygote, tmp_path: Path) -> None:
    page: Answer = (200, {}, "<title>Hello</title><p>" + "Some text to read here. " * 40)
    busy: Answer = (429, {"Retry-After": "1"}, "")
    with serve({"/": [busy, page], "/robots.txt": [(404, {}, "")]}) as server:
        run = Run(zygote, tmp_path / "seeds", "crawl", "site", "-a", f"url={server.url}/", RETRY_TIMES="0")
        began = time.monotonic()
        run.finish((0, 0.0), (2, -3 * DAY))
    assert len(server.times("/")) == 2 and time.monotonic() - began < 20
    report = json.loads(next((run.seeds / ".scoda" / "runs").glob("*.json")).read_text())
    assert 0 < report["seconds"] < 20


def test_a_request_put_off_by_a_clock_that_was_ahead_is_ready(tmp_path: Path) -> None:
    queue = Queue(State(tmp_path / "state"), "job", now=0.0)
    queue.put("a", "1", "{}")
    lease = queue.lease("a", now=1e9)
    assert lease is not None
    queue.put_back(lease.id, "a", "{}", ready=1e9 + 600)
    assert queue.lease("a", now=1e9) is None
    assert queue.lease("a", now=1e9 - 3 * DAY) is not None


def test_what_was_fetched_in_the_future_is_due() -> None:
    visit = Visit(url="u", kind="article", fetched=1e9, interval=DAY)
    assert not is_due(visit, "", now=1e9 + 1)
    assert is_due(visit, "", now=1e9 - 1)


@pytest.mark.parametrize(
    ("date", "is_believed"),
    [
        ("Sun, 22 Nov 2099 12:00:00 GMT", True),
        ("Sun, 22 Nov 2020 12:00:00 GMT", False),
        ("Sun, 22 Nov 2099 12:00:00", False),
        ("soon", False),
        ("", False),
        ("Sun, 99 Nov 99999 99:99:99 GMT", False),
    ],
)
def test_a_server_is_believed_when_its_clock_is_days_ahead(date: str, is_believed: bool) -> None:
    moment = find_moment(Response("http://a.example/", headers={"Date": date}))
    assert (moment.year == 2099) is is_believed
    assert is_believed or abs((moment - read_clock()).total_seconds()) < 60
