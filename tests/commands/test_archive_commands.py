"""What an archive is good for: the same seeds again, faults found, a lost state made anew."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from scoda_crawler.demo import DemoServer

Scrapy = Callable[..., "CompletedProcess[str]"]
Read = Callable[[Path], dict[str, bytes]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, scrapy_command: Callable[..., list[str]]) -> Path:
    folder = tmp_path_factory.mktemp("crawled") / "seeds"
    with DemoServer() as site:
        for spider, url in (("metinfo", site.news_url), ("forum", site.board_url)):
            command = scrapy_command("crawl", spider, "-a", f"url={url}", settings={"SCODA_SEEDS_DIR": str(folder)})
            subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True, timeout=120)
    return folder


@pytest.fixture
def seeds(crawled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(crawled, tmp_path / "seeds"))


def test_the_same_archive_gives_the_same_seeds(seeds: Path, tmp_path: Path, scrapy: Scrapy, read_folder: Read) -> None:
    again = tmp_path / "again"
    done = scrapy("reextract", "--from", str(seeds / ".scoda" / "archive"), SCODA_SEEDS_DIR=str(again))
    assert done.returncode == 0, done.stderr
    assert read_folder(again) == read_folder(seeds)
    before = read_folder(seeds)
    assert scrapy("reextract", "--workers", "1", SCODA_SEEDS_DIR=str(seeds)).returncode == 0
    assert read_folder(seeds) == before


def test_verify_finds_what_was_tampered_with(seeds: Path, scrapy: Scrapy) -> None:
    assert scrapy("verify", SCODA_SEEDS_DIR=str(seeds)).returncode == 0
    first, second, third = sorted(seeds.glob("0*.txt"))[:3]
    first.write_bytes(first.read_bytes() + b"more")
    second.unlink()
    third.rename(third.with_name("999_0123456789abcdef.txt"))
    done = scrapy("verify", SCODA_SEEDS_DIR=str(seeds))
    assert done.returncode == 1
    for fault in (
        f"{first.name} does not hold what its name says",
        f"{second.name} is in the manifest and not in the folder",
        "999_0123456789abcdef.txt is not in the manifest",
    ):
        assert fault in done.stdout
    for archive in (seeds / ".scoda" / "archive").glob("*.gz"):
        archive.unlink()
    assert "is not in the archive" in scrapy("verify", SCODA_SEEDS_DIR=str(seeds)).stdout


def test_a_lost_state_is_made_anew(seeds: Path, scrapy: Scrapy, read_folder: Read) -> None:
    before = read_folder(seeds)
    state = seeds / ".scoda" / "state.sqlite"
    for path in seeds.glob(".scoda/state.sqlite*"):
        path.unlink()
    state.write_bytes(b"no database, but rather a letter " * 300)
    broken = scrapy("crawl", "metinfo", "-a", "url=http://127.0.0.1:9/", SCODA_SEEDS_DIR=str(seeds))
    assert broken.returncode == 1 and "scrapy rebuild" in broken.stderr
    done = scrapy("rebuild", SCODA_SEEDS_DIR=str(seeds))
    assert done.returncode == 0, done.stderr
    assert read_folder(seeds) == before


def test_without_an_archive_the_state_is_made_from_the_seeds(seeds: Path, scrapy: Scrapy, read_folder: Read) -> None:
    before = {name: body for name, body in read_folder(seeds).items() if name != "manifest.jsonl"}
    shutil.rmtree(seeds / ".scoda")
    done = scrapy("rebuild", SCODA_SEEDS_DIR=str(seeds))
    assert done.returncode == 0, done.stderr
    assert {name: body for name, body in read_folder(seeds).items() if name != "manifest.jsonl"} == before
    done = scrapy("rebuild", SCODA_SEEDS_DIR=str(seeds))
    assert done.returncode == 0, done.stderr
