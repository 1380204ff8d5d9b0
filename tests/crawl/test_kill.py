"""SIGKILL at chosen and at random moments, any number of times: nothing lost, nothing doubled, nothing torn."""

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoda_crawler.demo import DemoServer
from tests.crawl.killing import Run, Zygote, check_same
from tests.crawl.stories import Site, make_story, serve_stories

FRONTIER, ARCHIVE, STATE = "scoda_crawler.store.frontier", "scoda_crawler.store.archive", "scoda_crawler.store.state"
SETTLE, SEEDS, SESSION = "scoda_crawler.store.settle", "scoda_crawler.store.seeds", "scoda_crawler.crawl.session"
CRAWLING = [
    f"{SESSION}:append_job:after:1",
    f"{FRONTIER}:Queue._begin:after:1",
    f"{FRONTIER}:Queue.lease:after:2",  # leased, not committed
    f"{FRONTIER}:Queue.acknowledge:before:3",  # done, not said
    f"{FRONTIER}:Queue.acknowledge:after:4",
    f"{ARCHIVE}:Archive._put:inside:1",  # half a file's first record
    f"{ARCHIVE}:Archive._put:inside:5",
    f"{ARCHIVE}:_cut:after:1",  # half of the last file repaired
    f"{ARCHIVE}:Archive.close:before:1",  # a file is full
    f"{ARCHIVE}:Archive.close:after:1",
    f"{ARCHIVE}:Archive._open:after:1",
    f"{ARCHIVE}:Archive.sync:before:2",
    "scoda_crawler.crawl.spider:BaseSpider._extract:after:2",  # fetched and read, nothing staged
    "scoda_crawler.store.pages:Pages.keep:after:1",  # staged and noted, not acknowledged
    f"{STATE}:State.commit:before:2",
    f"{STATE}:State.commit:after:2",
    "scoda_crawler.crawl.frontier:Frontier.close:before:1",
    f"{FRONTIER}:Queue.finish:after:1",
]
SETTLING = [
    f"{SETTLE}:Settler._plan:before:1",
    f"{SETTLE}:Settler._choose:after:1",
    f"{SETTLE}:Settler._plan:after:1",  # planned, not committed
    f"{SETTLE}:Settler.publish:before:2",  # committed, nothing written
    f"{SEEDS}:Folder._begin:after:3",
    f"{SEEDS}:Folder._place:before:1",
    f"{SEEDS}:Folder._place:after:1",
    f"{SEEDS}:Folder._place:after:9",  # some seeds, no manifest
    f"{SEEDS}:Folder.sync:after:1",  # all seeds, no manifest
    f"{SEEDS}:Folder.sync:after:2",  # the manifest, nothing acknowledged
    f"{SETTLE}:note_manifest:after:1",
    f"{STATE}:State.close:before:1",
    f"{STATE}:State.close:after:1",  # the log is folded into the database
]
CHANGED = [
    f"{ARCHIVE}:Archive.write_revisit:before:2",
    f"{ARCHIVE}:Archive.write_revisit:after:2",  # a note that refers to the page, not acknowledged
    f"{ARCHIVE}:Archive._put:inside:3",  # half of such a note
    "scoda_crawler.store.pages:Pages.keep:after:3",
    f"{FRONTIER}:Queue.acknowledge:before:2",
    f"{SETTLE}:Settler._plan:after:1",
    f"{SEEDS}:Folder._place:after:1",  # a new version beside the old one
    f"{SEEDS}:Folder._place:after:3",
    f"{SEEDS}:Folder._place:before:1",  # the manifest
    f"{SEEDS}:Folder.sync:after:2",  # the new manifest, the old versions still there
    f"{SEEDS}:Folder.remove:after:1",
    f"{SESSION}:Session.keep_report:before:1",
    f"{SEEDS}:Folder._begin:after:1",  # the run's report
    f"{SESSION}:Session.keep_report:after:1",
]
COMMANDS = [
    ("reextract", "scoda_crawler.commands.reextract:stage:after:5"),
    ("reextract", f"{SETTLE}:Settler._plan:after:2"),
    ("rebuild", "scoda_crawler.commands.rebuild:Command._set_aside:after:1"),
    ("rebuild", "scoda_crawler.commands.rebuild:restore_numbers:after:1"),
    ("rebuild", "scoda_crawler.commands.rebuild:stage:after:5"),
    ("rebuild", f"{SETTLE}:Settler._plan:before:1"),
    ("report", "scoda_crawler.commands.report:render:after:1"),
]
RANDOM = 10


def test_there_are_enough_of_them() -> None:
    """Each test below fails when one of its kills does not kill."""
    assert len(CRAWLING) + len(SETTLING) + len(CHANGED) + len(COMMANDS) + 2 * RANDOM >= 70


@pytest.fixture(scope="module")
def news() -> Iterator[str]:
    with DemoServer() as server:
        yield server.news_url


@pytest.fixture(scope="module")
def expected(zygote: Zygote, news: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the news were crawled at once."""
    return crawl(zygote, news, tmp_path_factory.mktemp("unkilled") / "seeds").finish().seeds


def crawl(zygote: Zygote, news: str, seeds: Path) -> Run:
    return Run(zygote, seeds, "crawl", "metinfo", "-a", f"url={news}")


def test_a_crawl_killed_at_every_chosen_point(zygote: Zygote, news: str, expected: Path, tmp_path: Path) -> None:
    run, before = crawl(zygote, news, tmp_path / "seeds"), zygote.kills
    for point in CRAWLING:
        run.kill(point)
    assert zygote.kills - before == len(CRAWLING)
    check_same(run.finish().seeds, expected)


def test_settling_killed_at_every_chosen_point(zygote: Zygote, news: str, expected: Path, tmp_path: Path) -> None:
    fetched, before = crawl(zygote, news, tmp_path / "fetched"), zygote.kills
    for number, point in enumerate(SETTLING):
        fetched.kill(SETTLING[0]) if not number else None
        settling = fetched.copy(tmp_path / str(number), "settle")
        settling.kill(point)
        check_same(settling.finish().seeds, expected)
    assert zygote.kills - before == len(SETTLING) + 1


class Update:
    """A site that was crawled once, and has changed since."""

    def __init__(self, zygote: Zygote, site: Site, folder: Path) -> None:
        self.site = site
        first = Run(zygote, folder / "first", "crawl", "site", "-a", f"url={site.url}", SCODA_REVISIT="all").finish()
        site.pages |= {f"/story/{n}": make_story(n, edition=2) for n in (1, 4, 6)} | {"/story/9": make_story(9)}
        self.first = first
        self.expected = first.copy(folder / "expected").finish().seeds


@pytest.fixture(scope="module")
def update(zygote: Zygote, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Update]:
    with serve_stories() as site:
        yield Update(zygote, site, tmp_path_factory.mktemp("update"))


def test_a_second_run_killed_at_every_chosen_point(zygote: Zygote, update: Update, tmp_path: Path) -> None:
    before = zygote.kills
    for number, point in enumerate(CHANGED):
        run = update.first.copy(tmp_path / str(number))
        run.kill(point)
        check_same(run.finish().seeds, update.expected)
    run = update.first.copy(tmp_path / "all")
    for point in CHANGED[:6]:
        run.kill(point.rpartition(":")[0] + ":1")
    check_same(run.finish().seeds, update.expected)
    assert zygote.kills - before == len(CHANGED) + 6


@pytest.mark.parametrize(("command", "point"), COMMANDS)
def test_commands_killed_at_chosen_points(zygote: Zygote, update: Update, tmp_path: Path, command: str,
                                          point: str) -> None:  # fmt: skip
    options = {"reextract": ["--workers", "2"], "report": ["-o", str(tmp_path / "report.html")]}.get(command, [])
    whole = Run(zygote, update.expected, "settle").copy(tmp_path / "seeds", command, *options)
    whole.kill(point)
    check_same(whole.finish().seeds, update.expected)
    shutil.rmtree(whole.seeds)


def kill_at_random(run: Run, whole: float, moments: random.Random) -> None:
    """Kill it RANDOM times, at moments of its whole length; what has come to its end by itself begins anew."""
    kills = 0
    for _ in range(4 * RANDOM):
        kills += kills < RANDOM and run.kill_after(moments.uniform(0.1, 1.0) * whole)
    assert kills == RANDOM


def test_a_crawl_killed_at_random_moments(zygote: Zygote, news: str, expected: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    crawl(zygote, news, tmp_path / "timed").finish()
    run = crawl(zygote, news, tmp_path / "seeds")
    kill_at_random(run, time.monotonic() - began, random.Random(1))
    check_same(run.finish().seeds, expected)


def test_a_second_run_killed_at_random_moments(update: Update, tmp_path: Path) -> None:
    began = time.monotonic()
    update.first.copy(tmp_path / "timed").finish()
    run = update.first.copy(tmp_path / "seeds")
    kill_at_random(run, time.monotonic() - began, random.Random(2))
    check_same(run.finish().seeds, update.expected)
