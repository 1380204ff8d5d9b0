"""Both demo sites crawled as a user does it: no trap entered, nothing asked twice, nothing new the next time."""

import json
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest

from scoda_crawler.demo import DemoServer, expected_seeds

Files = dict[str, bytes]


class Crawled(NamedTuple):
    """The folder after the first run, what the servers saw of that, and the folder after a second run."""

    files: Files
    again: Files
    requests: dict[str, int]
    trapped: dict[str, int]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.files["manifest.jsonl"].decode().splitlines()]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, scrapy_command: Callable[..., list[str]]) -> Crawled:
    folder = tmp_path_factory.mktemp("seeds")

    def crawl(spider: str, url: str) -> None:
        command = scrapy_command("crawl", spider, "-a", f"url={url}", settings={"SCODA_SEEDS_DIR": str(folder)})
        done = subprocess.run(
            command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr

    def read() -> Files:
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}

    with DemoServer() as demo:
        crawl("metinfo", demo.news_url)
        crawl("forum", demo.board_url)
        files, requests = read(), dict(demo.requests)
        crawl("metinfo", demo.news_url)
        crawl("site", demo.board_url)
        return Crawled(files, read(), requests, dict(demo.trapped))


def find_path(url: str) -> str:
    """Path and query, decoded; English needs no mark, but links may carry it."""
    parts = urlsplit(unquote(url))
    query = parts.query.replace("lang=en&", "").replace("&lang=en", "")
    return f"{parts.path}?{query}".rstrip("?")


def test_no_trap_was_entered(crawled: Crawled) -> None:
    assert crawled.trapped == {}


def test_nothing_was_fetched_twice_in_a_run(crawled: Crawled) -> None:
    twice = {target for target, number in crawled.requests.items() if number > 1}
    assert twice <= {"/404.html", "/robots.txt"}


def test_a_second_run_leaves_the_folder_as_it_was(crawled: Crawled) -> None:
    assert crawled.again == crawled.files


def test_names_and_manifest_fit_the_files(crawled: Crawled) -> None:
    for row in crawled.rows:
        assert row["sha256"] == sha256(crawled.files[row["file"]]).hexdigest()
        assert row["file"] == f"{row['number']:03d}_{row['sha256'][:16]}.txt"
    assert {row["file"] for row in crawled.rows} == crawled.files.keys() - {"manifest.jsonl"}


def test_addresses_of_texts_and_of_their_copies_are_told(crawled: Crawled) -> None:
    told = {find_path(row["canonical_url"] or row["url"]): row["copies"] for row in crawled.rows}
    expected = {seed.path: list(seed.copies) for seed in expected_seeds()}
    assert {path: [find_path(copy["url"]) for copy in copies] for path, copies in told.items()} == expected


def test_repairs_are_told(crawled: Crawled) -> None:
    repairs = {row["title"]: row["repairs"] for row in crawled.rows}
    train = repairs["Night Train North in Winter: What to Pack?"]
    assert any("รัสเซีย" in repair["what"] and "Russia" in repair["what"] for repair in train)
    assert {repair["stage"] for repair in repairs["How the Ice Fair Got Its Elephant"]} <= {"boilerplate"}
