"""A run that is asked to end, one that finds no room, and two at once: each says so, and the same command goes on."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scoda_crawler.demo import DemoServer, expected_seeds

ROOT = Path(__file__).parents[2]
EXPECTED = {seed.body for seed in expected_seeds() if seed.site == "news"}


@pytest.fixture(scope="module")
def site() -> Iterator[DemoServer]:
    with DemoServer() as server:
        yield server


@pytest.fixture
def start(site: DemoServer, scrapy_command: Callable[..., list[str]]) -> Callable[..., "subprocess.Popen[str]"]:
    def run(seeds: Path, **settings: str) -> "subprocess.Popen[str]":
        chosen = {"SCODA_SEEDS_DIR": str(seeds), **settings}
        command = scrapy_command("crawl", "metinfo", "-a", f"url={site.news_url}", settings=chosen)
        env = {**os.environ, "PYTHONUTF8": "1"}
        return subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)

    return run


def wait_for_pages(seeds: Path) -> None:
    """Until the crawl has put something into its archive."""
    for _ in range(600):
        if any(path.stat().st_size > 20_000 for path in (seeds / ".scoda" / "archive").glob("*.open")):
            return
        time.sleep(0.05)
    raise AssertionError("the crawl did not begin")


def read_seeds(seeds: Path) -> set[bytes]:
    return {path.read_bytes() for path in seeds.glob("[0-9]*.txt")}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_it_ends_soon_and_goes_on_later(tmp_path: Path, start: Callable[..., "subprocess.Popen[str]"],
                                                     number: signal.Signals) -> None:  # fmt: skip
    first = start(tmp_path, DOWNLOAD_DELAY="0.2")
    wait_for_pages(tmp_path)
    first.send_signal(number)
    _, errors = first.communicate(timeout=60)
    assert first.returncode == 5, errors
    assert "the same command goes on" in errors
    assert not read_seeds(tmp_path)  # what is whole is published, and a crawl that was cut short is not
    second = start(tmp_path)
    _, errors = second.communicate(timeout=120)
    assert second.returncode == 0, errors
    assert "going on with the crawl that was cut short" in errors
    assert read_seeds(tmp_path) == EXPECTED


def test_of_two_runs_the_second_ends_at_once(tmp_path: Path, start: Callable[..., "subprocess.Popen[str]"]) -> None:
    first = start(tmp_path, DOWNLOAD_DELAY="0.1")
    wait_for_pages(tmp_path)
    second = start(tmp_path)
    _, errors = second.communicate(timeout=30)
    assert second.returncode == 6
    assert f"another run is at work here (process {first.pid})" in errors
    first.communicate(timeout=120)
    assert first.returncode == 0
    assert read_seeds(tmp_path) == EXPECTED


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("full", ["archive", "state"])
def test_a_full_disk_is_told_and_gone_on_from(tmp_path: Path, small_disk: Path, full: str,
                                              start: Callable[..., "subprocess.Popen[str]"]) -> None:  # fmt: skip
    """The archive alone is on the disk that fills, or all but the archive."""
    seeds = tmp_path / "seeds" if full == "archive" else small_disk / "seeds"
    archive = small_disk / "archive" if full == "archive" else tmp_path / "archive"
    archive.mkdir()
    (seeds / ".scoda").mkdir(parents=True)
    (seeds / ".scoda" / "archive").symlink_to(archive)
    if full == "archive":
        subprocess.run(["mount", "-o", "remount,size=60k", str(small_disk)], check=True)
    first = start(seeds)
    _, errors = first.communicate(timeout=120)
    assert first.returncode == 7, errors
    assert ("warc.gz" if full == "archive" else "database or disk is full") in errors.splitlines()[-1]
    for path in seeds.glob("[0-9]*.txt"):
        assert path.read_bytes() in EXPECTED
    subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True)
    second = start(seeds)
    _, errors = second.communicate(timeout=120)
    assert second.returncode == 0, errors
    assert read_seeds(seeds) == EXPECTED
