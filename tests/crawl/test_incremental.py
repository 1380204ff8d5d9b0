"""Run again: what has not changed costs an answer without a body, and what has changed changes its seed."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.crawl.stories import Site, make_story, serve_stories

Scrapy = Callable[..., "CompletedProcess[str]"]
READ = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_stories() as server:
        yield server


def test_a_later_run_asks_conditionally_and_writes_what_changed(
    tmp_path: Path, site: Site, scrapy: Scrapy, read_folder: READ
) -> None:
    def crawl(**settings: str) -> Counter[int]:
        site.counts.clear()
        done = scrapy("crawl", "site", "-a", f"url={site.url}", SCODA_SEEDS_DIR=str(tmp_path), **settings)
        assert done.returncode == 0, done.stderr
        return Counter(site.counts)

    assert crawl()[200] == 9
    first = read_folder(tmp_path)
    assert len(first) == 9  # eight seeds and the manifest

    soon = crawl()  # the stories are not due yet, the list is looked at
    assert soon[200] == 0 and soon[304] == 1
    every = crawl(SCODA_REVISIT="all")
    assert every[200] == 0 and every[304] == 9
    assert read_folder(tmp_path) == first

    for number in (1, 4, 6):
        site.pages[f"/story/{number}"] = make_story(number, edition=2)
    changed = crawl(SCODA_REVISIT="all")
    assert changed[200] == 3 and changed[304] == 6
    second = read_folder(tmp_path)
    assert len(second) == 9
    gone, new = first.keys() - second.keys(), second.keys() - first.keys()
    assert len(gone) == len(new) == 3
    assert {name[:3] for name in gone} == {name[:3] for name in new}  # the numbers stay
    for name, body in second.items():
        assert name in new or name == "manifest.jsonl" or body == first[name]


def test_a_page_that_is_gone_keeps_its_seed(tmp_path: Path, site: Site, scrapy: Scrapy, read_folder: READ) -> None:
    def crawl() -> str:
        every = {"SCODA_REVISIT": "all", "SCODA_GONE_SECONDS": "0.5"}
        return scrapy("crawl", "site", "-a", f"url={site.url}", SCODA_SEEDS_DIR=str(tmp_path), **every).stderr

    def find_marked() -> list[str]:
        rows = map(json.loads, (tmp_path / "manifest.jsonl").read_text().splitlines())
        return [row["title"] for row in rows if row["gone"]]

    crawl()
    first = read_folder(tmp_path)
    page, site.pages["/story/3"] = site.pages["/story/3"], ""
    assert "http-404 1" in crawl()
    assert read_folder(tmp_path) == first  # one miss may be a mistake
    crawl()
    assert find_marked() == ["Story number 3"]
    assert read_folder(tmp_path).keys() == first.keys()
    site.pages["/story/3"] = page
    crawl()
    assert find_marked() == []
    assert read_folder(tmp_path) == first
