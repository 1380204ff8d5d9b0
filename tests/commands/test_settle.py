import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from scoda_crawler.demo import DemoServer, expected_seeds

ROOT = Path(__file__).parents[2]
Scrapy = Callable[..., "CompletedProcess[str]"]
EXPECTED = {seed.body for seed in expected_seeds() if seed.site == "board"}


def read_seeds(seeds: Path) -> set[bytes]:
    return {path.read_bytes() for path in seeds.glob("[0-9]*.txt")}


def wait_for_pages(seeds: Path) -> None:
    for _ in range(600):
        if any(path.stat().st_size > 12_000 for path in (seeds / ".scoda" / "archive").glob("*.open")):
            return
        time.sleep(0.05)
    raise AssertionError("the crawl did not begin")


def test_what_an_interrupted_run_staged_is_published(tmp_path: Path, scrapy: Scrapy, scrapy_command: Any) -> None:
    with DemoServer() as demo:
        settings = {"SCODA_SEEDS_DIR": str(tmp_path), "DOWNLOAD_DELAY": "0.15"}
        command = scrapy_command("crawl", "forum", "-a", f"url={demo.board_url}", settings=settings)
        run = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ})
        wait_for_pages(tmp_path)
        run.send_signal(signal.SIGTERM)
        _, errors = run.communicate(timeout=60)
        assert run.returncode == 5 and not read_seeds(tmp_path), errors

        done = scrapy("settle", SCODA_SEEDS_DIR=str(tmp_path))
        assert done.returncode == 0, done.stderr
        found = read_seeds(tmp_path)
        assert found and f"{len(found)} new, 0 changed" in done.stderr
        assert scrapy("verify", SCODA_SEEDS_DIR=str(tmp_path)).returncode == 0

        scrapy("crawl", "forum", "-a", f"url={demo.board_url}", SCODA_SEEDS_DIR=str(tmp_path))
        assert read_seeds(tmp_path) == EXPECTED


def test_no_folder_is_a_mistake(tmp_path: Path, scrapy: Scrapy) -> None:
    done = scrapy("settle", SCODA_SEEDS_DIR=str(tmp_path / "none"))
    assert done.returncode == 2 and done.stderr == f"scoda: {tmp_path}/none is no folder\n"
    assert not (tmp_path / "none").exists()
