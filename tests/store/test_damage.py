"""A state that is damaged, lost or too old is told in one line, or does no harm; a lost manifest comes back."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from scrapy.settings import Settings

from scoda_crawler.crawl.session import Session
from scoda_crawler.errors import ScodaError
from scoda_crawler.items import Article
from scoda_crawler.store.rebuild import read_rows
from scoda_crawler.store.staging import stage

Read = Callable[[Path], dict[str, bytes]]
WORDS = "harbour ferry salt timber keeper lantern storm anchor cooper barrel chapel orchard miller bridge".split()


def settle(folder: Path, numbers: range, edition: str = "first") -> None:
    """Publish some articles into `folder`, as a run does."""
    session = Session(Settings({"SCODA_SEEDS_DIR": str(folder), "SCODA_ARCHIVE": False, "SCODA_SETTLE_EVERY": 0}))
    try:
        for number in numbers:
            text = " ".join([edition, *random.Random(number).choices(WORDS, k=400)])
            url = f"https://a.example/{number}"
            stage(session.state, Article(url=url, site="a.example", title=f"No {number}", text=text))
        session.settle()
    finally:
        session.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "seeds"
    settle(folder, range(60))
    return folder


@pytest.fixture
def seeds(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "seeds"))


def find_state(seeds: Path) -> Path:
    return seeds / ".scoda" / "state.sqlite"


@pytest.mark.parametrize("length", [0, 1, 100, 4096, 0.3, 0.9])
def test_a_state_that_was_cut_off_is_told(seeds: Path, read_folder: Read, length: float) -> None:
    before, state = read_folder(seeds), find_state(seeds)
    content = state.read_bytes()
    state.write_bytes(content[: int(length if length >= 1 else length * len(content))])
    with pytest.raises(ScodaError, match="scrapy rebuild"):
        settle(seeds, range(60, 63))
    assert read_folder(seeds) == before


def test_a_state_that_is_gone_is_told(seeds: Path, read_folder: Read) -> None:
    before = read_folder(seeds)
    find_state(seeds).unlink()
    with pytest.raises(ScodaError, match="scrapy rebuild"):
        settle(seeds, range(60, 63))
    assert read_folder(seeds) == before
    (seeds / "manifest.jsonl").unlink()
    with pytest.raises(ScodaError, match="move the seeds away"):
        settle(seeds, range(60, 63))


def try_settle(seeds: Path) -> ScodaError | None:
    try:
        settle(seeds, range(55, 63), "second")
    except ScodaError as error:
        return error
    return None


@pytest.mark.parametrize("part", range(12))
def test_pages_of_zeros_are_told_or_do_no_harm(seeds: Path, read_folder: Read, part: int) -> None:
    before, state = read_folder(seeds), find_state(seeds)
    pages = state.stat().st_size // 4096
    hurt = random.Random(part).sample(range(pages), k=1 + part % 3)
    with state.open("r+b") as file:
        for page in hurt:
            file.seek(page * 4096)
            file.write(bytes(4096))
    error = try_settle(seeds)
    after = read_folder(seeds)
    if error is None:
        assert len(after) == 64 and len({name[:3] for name in after}) == 64
    else:
        assert "scrapy rebuild" in str(error)
        assert after == before


def test_a_log_of_garbage_does_no_harm(seeds: Path, read_folder: Read) -> None:
    before = read_folder(seeds)
    Path(f"{find_state(seeds)}-wal").write_bytes(random.Random(1).randbytes(50_000))
    settle(seeds, range(0))
    assert read_folder(seeds) == before


def test_an_older_state_is_told(seeds: Path, read_folder: Read) -> None:
    old = find_state(seeds).read_bytes()
    settle(seeds, range(5), "second")
    changed = read_folder(seeds)
    find_state(seeds).write_bytes(old)
    with pytest.raises(ScodaError, match="older than the seeds"):
        settle(seeds, range(60, 63))
    assert read_folder(seeds) == changed


@pytest.mark.parametrize("content", [None, b"", b"\xff{", b'{"number": 1}\n[]\n'])
def test_a_manifest_that_was_lost_or_spoilt_is_written_anew(seeds: Path, read_folder: Read, content: bytes) -> None:
    before, manifest = read_folder(seeds), seeds / "manifest.jsonl"
    if content is None:
        manifest.unlink()
    else:
        manifest.write_bytes(content)
    settle(seeds, range(0))
    assert read_folder(seeds) == before


def test_a_staged_page_that_the_database_lost_is_told(seeds: Path) -> None:
    with closing(sqlite3.connect(find_state(seeds))) as db, db:
        db.execute("UPDATE parts SET data = substr(data, 1, 40)")
    with pytest.raises(ScodaError, match="scrapy rebuild"):
        settle(seeds, range(3), "second")


def test_a_rebuild_finds_the_numbers_or_says_that_they_are_lost(seeds: Path) -> None:
    rows = read_rows(seeds)
    (seeds / "manifest.jsonl").unlink()
    assert read_rows(seeds) == rows and len(rows) == 60  # the old state has them too
    find_state(seeds).write_bytes(b"garbage" * 100)
    with pytest.raises(ScodaError, match="put the manifest back"):
        read_rows(seeds)


def test_a_folder_that_was_copied_is_as_good_as_the_first(seeds: Path, read_folder: Read) -> None:
    manifest = seeds / "manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes())  # as `cp -r` leaves it: another time of change
    settle(seeds, range(60, 61))
    assert len(read_folder(seeds)) == 62
