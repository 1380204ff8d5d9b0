"""A complete crawl of a site full of traps: all of its articles are found, and no trap costs more than its budget."""

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.traps import LISTS, ON_A_LIST, PAGES, serve

BARREN = 6
Scrapy = Callable[..., "subprocess.CompletedProcess[str]"]


class Crawled(NamedTuple):
    asked: Counter[str]  # first segment of the path -> requests
    titles: set[str]
    counts: dict[str, int]
    log: str


def read_outcome(folder: Path, asked: list[str], log: str) -> Crawled:
    titles = {path.read_text("utf-8").split("\n")[0] for path in folder.glob("*.txt")}
    report = sorted((folder / ".scoda" / "runs").glob("*.json"))[-1]
    first = Counter("/" + path.split("?")[0].split("/")[1] for path in asked)
    return Crawled(first, titles, json.loads(report.read_text())["counts"], log)


@pytest.fixture(scope="module")
def crawls(scrapy_command: Callable[..., list[str]], tmp_path_factory: pytest.TempPathFactory) -> list[Crawled]:
    """The first crawl and, when every page is known, the second."""
    folder, crawls = tmp_path_factory.mktemp("traps"), []
    settings = {"SCODA_SEEDS_DIR": str(folder), "SCODA_BARREN_PAGES": str(BARREN), "SCODA_MAX_PAGES": "3000"}
    with serve() as site:
        for _ in range(2):
            site.asked.clear()
            command = scrapy_command("crawl", "site", "-a", f"url={site.url}", settings=settings)
            done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
            assert done.returncode == 0, done.stderr[-2000:]
            crawls.append(read_outcome(folder, list(site.asked), done.stderr))
    return crawls


@pytest.mark.parametrize("run", [0, 1])
def test_the_honest_archive_is_complete(crawls: list[Crawled], run: int) -> None:
    assert {f"Story number {number}" for number in range(LISTS * ON_A_LIST)} <= crawls[run].titles
    assert crawls[run].asked["/news"] == LISTS


@pytest.mark.parametrize("run", [0, 1])
@pytest.mark.parametrize("trap", sorted(PAGES.keys() - {"/news", "/story"}))
def test_a_trap_ends(crawls: list[Crawled], trap: str, run: int) -> None:
    at_once = 4 * 28 if trap == "/day" else 0  # some months are read before their days are known to be empty
    assert 1 <= crawls[run].asked[trap] <= 8 * BARREN + at_once
