"""A complete crawl among hostile sites: every trap ends as promised, and the honest site beside them is complete."""

import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.hostile import TRAPS, make_text, serve

ROOT = Path(__file__).parent.parent.parent
PAGES = 120  # a site


class Crawled(NamedTuple):
    code: int
    peak: int  # MB
    asked: dict[str, list[str]]  # site -> paths
    seeds: dict[str, str]
    counts: dict[str, int]
    log: str


def watch_peak(process: "subprocess.Popen[bytes]") -> int:
    """The most memory (MB) that a process had at once; not ru_maxrss, which a child takes over from its parent."""
    status, peak = Path(f"/proc/{process.pid}/status"), 0
    while process.poll() is None:
        try:
            peak = int(status.read_text().partition("VmHWM:")[2].split()[0]) // 1024
        except (OSError, IndexError):  # it ended just now
            continue
        time.sleep(0.05)
    return peak


@pytest.fixture(scope="module")
def crawled(scrapy_command: Callable[..., list[str]], tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder, log = tmp_path_factory.mktemp("seeds"), tmp_path_factory.mktemp("log") / "log"
    settings = {
        "SCODA_SEEDS_DIR": str(folder),
        "SCODA_ALLOW_PRIVATE_ADDRESSES": "127.0.0.1",
        "SCODA_MAX_PAGES": str(PAGES),
        "SCODA_BACKOFF": "0.2",
        "SCODA_PAGE_SECONDS": "5",
        "DOWNLOAD_TIMEOUT": "2",
        "RETRY_TIMES": "1",
    }
    with serve() as sites, log.open("w") as stderr:
        urls = ",".join(site.url for site in sites.values())
        command = scrapy_command("crawl", "site", "-a", f"url={urls}", settings=settings)
        environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=stderr, stderr=stderr)
        peak = watch_peak(process)
        asked = {name: list(site.asked) for name, site in sites.items()}
    seeds = {path.name: path.read_text("utf-8") for path in folder.glob("*.txt")}
    reports = sorted((folder / ".scoda" / "runs").glob("*.json"))
    counts = json.loads(reports[-1].read_text())["counts"]
    return Crawled(process.returncode, peak, asked, seeds, counts, log.read_text())


def test_the_crawl_ends_in_order(crawled: Crawled) -> None:
    assert "Traceback" not in crawled.log
    assert crawled.counts.get("scoda/dropped/extraction-error", 0) == 0
    assert crawled.code in (0, 4), crawled.log[-2000:]


def test_memory_stays_in_bounds(crawled: Crawled) -> None:
    assert crawled.peak < 500


def test_the_honest_site_is_complete(crawled: Crawled) -> None:
    titles = Counter(text.split("\n")[0] for text in crawled.seeds.values())
    assert [titles[f"Honest number {number}"] for number in range(1, 13)] == [1] * 12
    first = next(text for text in crawled.seeds.values() if text.startswith("Honest number 1\n"))
    assert make_text(10, 60) in first and "2024-02-02" in first


def test_the_busy_site_was_waited_for(crawled: Crawled) -> None:
    titles = {text.split("\n")[0] for text in crawled.seeds.values()}
    assert {f"Busy number {number}" for number in (1, 2, 3)} <= titles
    assert crawled.counts["retry/reason_count/busy-429"] >= 1


def test_a_site_without_rules_was_left_alone(crawled: Crawled) -> None:
    assert set(crawled.asked["closed"]) == {"/robots.txt"}
    assert crawled.counts["scoda/hosts/unreachable"] == 1


def test_every_trap_was_stepped_into(crawled: Crawled) -> None:
    stepped = {"/" + urlsplit(path).path.split("/")[1] for path in crawled.asked["hostile"]}
    assert set(TRAPS) <= stepped


def test_no_trap_holds_the_crawler(crawled: Crawled) -> None:
    asked = Counter("/" + urlsplit(path).path.split("/")[1] for path in crawled.asked["hostile"])
    assert sum(asked.values()) < 2 * PAGES
    assert asked["/loop"] <= 9


def test_nothing_was_asked_of_private_addresses_or_files(crawled: Crawled) -> None:
    assert crawled.counts["scoda/dropped/private-address"] >= 1
    assert "root:" not in crawled.log and not any("root:" in text for text in crawled.seeds.values())


def test_no_seed_holds_what_a_trap_gave(crawled: Crawled) -> None:
    wrong = [text for text in crawled.seeds.values() if "bomb" in text or "more and more" in text or "hahaha" in text]
    assert wrong == []


def test_a_false_charset_does_not_spoil_the_text(crawled: Crawled) -> None:
    (thai,) = [text for text in crawled.seeds.values() if "ข่าววันนี้" in text]
    assert "สวัสดีชาวโลก" in thai


def test_damage_is_counted(crawled: Crawled) -> None:
    def total(prefix: str) -> Any:
        return sum(value for name, value in crawled.counts.items() if name.startswith(prefix))

    assert total("scoda/failed/") >= 5
