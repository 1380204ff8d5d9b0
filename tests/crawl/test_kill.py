"""SIGKILL at chosen and at random moments, any number of times: nothing lost, nothing doubled, nothing torn."""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scoda_crawler.demo import DemoServer

KILLER = Path(__file__).parent / "killer"
ROOT = Path(__file__).parents[2]
POINTS = [
    "scoda_crawler.store.frontier:Queue.lease:after:{n}",  # leased, not committed
    "scoda_crawler.store.frontier:Queue.acknowledge:before:{n}",  # done, not said
    "scoda_crawler.store.frontier:Queue.acknowledge:after:{n}",
    "scoda_crawler.store.archive:Archive._put:inside:{n}",  # half a record
    "scoda_crawler.store.archive:Archive.sync:before:{n}",
    "scoda_crawler.store.state:State.commit:before:{n}",
    "scoda_crawler.store.state:State.commit:after:{n}",
    "scoda_crawler.crawl.spider:BaseSpider._extract:after:{n}",  # fetched and read, nothing staged
]
SETTLING = [
    "scoda_crawler.store.settle:Settler._plan:before:1",
    "scoda_crawler.store.settle:Settler._choose:after:1",
    "scoda_crawler.store.settle:Settler._plan:after:1",  # planned, not committed
    "scoda_crawler.store.settle:Settler.publish:before:2",  # committed, nothing written
    "scoda_crawler.store.seeds:Folder._begin:after:3",
    "scoda_crawler.store.seeds:Folder._place:before:1",
    "scoda_crawler.store.seeds:Folder._place:after:1",
    "scoda_crawler.store.seeds:Folder._place:after:9",  # some seeds, no manifest
    "scoda_crawler.store.seeds:Folder.sync:after:1",  # all seeds, no manifest
    "scoda_crawler.store.seeds:Folder.sync:after:2",  # the manifest, nothing acknowledged
]


class Crawl:
    """Runs the same crawl again and again into one folder."""

    def __init__(self, command: list[str], seeds: Path) -> None:
        self.command = [*command, "-s", f"SCODA_SEEDS_DIR={seeds}"]
        self.seeds = seeds

    def run(self, *, kill_at: str = "", kill_after: float = 0.0) -> int:
        """Start it, kill it at a point or after some seconds, and tell its exit code (-9: it was killed)."""
        path = os.pathsep.join([str(KILLER), str(ROOT), os.environ.get("PYTHONPATH", "")])
        env = {**os.environ, "PYTHONPATH": path, "KILL_AT": kill_at, "PYTHONUTF8": "1"}
        process = subprocess.Popen(self.command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
        if kill_after:
            try:
                process.wait(kill_after)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        _, self.errors = process.communicate(timeout=300)
        return process.returncode

    def seeds_now(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.seeds.glob("[0-9]*.txt")}

    def check(self, expected: dict[str, bytes]) -> None:
        """The folder is as a run left it that nobody killed."""
        assert self.seeds_now() == expected
        rows = [json.loads(line) for line in (self.seeds / "manifest.jsonl").read_text().splitlines()]
        assert [row["file"] for row in rows] == sorted(expected)
        assert not list((self.seeds / ".scoda" / "tmp").iterdir())
        assert not list((self.seeds / ".scoda" / "archive").glob("*.open"))


@pytest.fixture(scope="module")
def site() -> Iterator[DemoServer]:
    with DemoServer() as server:
        yield server


@pytest.fixture
def crawl(site: DemoServer, tmp_path: Path, scrapy_command: Callable[..., list[str]]) -> Crawl:
    command = scrapy_command("crawl", "metinfo", "-a", f"url={site.news_url}", "-L", "WARNING")
    return Crawl(command, tmp_path / "seeds")


@pytest.fixture(scope="module")
def expected(
    site: DemoServer, tmp_path_factory: pytest.TempPathFactory, scrapy_command: Callable[..., list[str]]
) -> dict[str, bytes]:
    command = scrapy_command("crawl", "metinfo", "-a", f"url={site.news_url}", "-L", "WARNING")
    crawl = Crawl(command, tmp_path_factory.mktemp("unkilled") / "seeds")
    assert crawl.run() == 0, crawl.errors
    return crawl.seeds_now()


def test_killed_at_every_chosen_point_one_after_another(crawl: Crawl, expected: dict[str, bytes]) -> None:
    kills = 0
    for n, point in enumerate(POINTS * 2):
        kills += crawl.run(kill_at=point.format(n=2 + n % 5)) == -signal.SIGKILL
    for point in SETTLING:
        kills += crawl.run(kill_at=point) == -signal.SIGKILL
    assert crawl.run() == 0, crawl.errors
    crawl.check(expected)
    assert kills >= len(POINTS) + 3, kills


@pytest.mark.parametrize("point", SETTLING)
def test_killed_while_settling(crawl: Crawl, expected: dict[str, bytes], point: str) -> None:
    assert crawl.run(kill_at=point) == -signal.SIGKILL
    assert set(crawl.seeds_now()) <= set(expected)
    assert crawl.run() == 0, crawl.errors
    crawl.check(expected)


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_random_moments(crawl: Crawl, expected: dict[str, bytes], seed: int) -> None:
    began = time.monotonic()
    assert crawl.run() == 0
    whole = time.monotonic() - began
    for path in sorted(crawl.seeds.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    moments = random.Random(seed)
    for _ in range(8):
        crawl.run(kill_after=moments.uniform(0.3, 1.0) * whole)
    assert crawl.run() == 0, crawl.errors
    crawl.check(expected)
