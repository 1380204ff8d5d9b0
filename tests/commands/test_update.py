import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import CompletedProcess
from threading import Thread
from typing import Any

import pytest

from scoda_crawler.demo import DemoServer, expected_seeds
from scoda_crawler.errors import ConfigurationError
from scoda_crawler.store.schedule import Last, find_due
from scoda_crawler.store.sitesfile import load_sites

ROOT = Path(__file__).parents[2]
Scrapy = Callable[..., "CompletedProcess[str]"]


class Refusing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = 404 if self.path == "/robots.txt" else 403
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def refuse() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@contextmanager
def unreachable() -> Iterator[str]:
    """An address whose port nobody listens at, and nobody else takes."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}/"


def write(folder: Path, *sites: dict[str, Any], top: str = 'seeds = "seeds"') -> Path:
    path = folder / "sites.toml"
    tables = ["[[site]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in site.items()) for site in sites]
    path.write_text("\n".join([top, *tables]), encoding="utf-8")
    return path


def read_report(folder: Path) -> Any:
    return json.loads(max((folder / "seeds" / ".scoda" / "runs").glob("*.json")).read_text())


def read_seeds(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in (folder / "seeds").glob("[0-9]*.txt")}


def test_sites_are_crawled_when_due_and_a_bad_one_does_not_stop_the_others(tmp_path: Path, scrapy: Scrapy) -> None:
    with DemoServer() as demo, unreachable() as dead, refuse() as closed:
        sites = write(
            tmp_path,
            {"name": "news", "url": demo.news_url, "spider": "metinfo", "every": "1d"},
            {"name": "dead", "url": dead, "every": "30m"},
            {"name": "closed", "url": closed},
            {"name": "board", "url": demo.board_url, "spider": "forum", "every": "weekly"},
            {"name": "later", "url": demo.board_url + "later/", "paused": True},
        )
        done = scrapy("update", "--sites", str(sites), RETRY_TIMES="0", SCODA_ROBOTS_TRIES="1", SCODA_BACKOFF="0.01")
        assert done.returncode == 4, done.stderr
        assert "scoda: 2 of 4 sites did not end well: " in done.stderr
        assert "scoda: dead: " in done.stderr and "scoda: closed: the site refused" in done.stderr
        assert read_seeds(tmp_path) == {seed.body for seed in expected_seeds()}
        assert not demo.trapped
        ends = {site["name"]: site["exit"] for site in read_report(tmp_path)["sites"]}
        assert ends == {"news": "well", "board": "well", "dead": "unreachable", "closed": "refused"}

        asked = demo.requests.total()
        again = scrapy("update", "--sites", str(sites))
        assert again.returncode == 0, again.stderr
        assert again.stdout.startswith("nothing is due: dead is next, on ")
        assert demo.requests.total() == asked

        listed = scrapy("update", "--sites", str(sites), "--list")
        assert listed.returncode == 0, listed.stderr
        stands = {line.split()[0]: line.split() for line in listed.stdout.splitlines() if line}
        assert {name: words[-3:][0] for name, words in stands.items() if name in ("news", "dead", "closed")} == {
            "news": "well", "dead": "unreachable", "closed": "refused"}  # fmt: skip
        assert stands["later"][2:] == ["never", "paused"]
        assert demo.requests.total() == asked

        alone = scrapy("update", "--sites", str(sites), "--only", "dead", "--now", RETRY_TIMES="0",
                       SCODA_ROBOTS_TRIES="1", SCODA_BACKOFF="0.01")  # fmt: skip
        assert alone.returncode == 3, alone.stderr
        assert "scoda: no site could be reached" in alone.stderr
        assert demo.requests.total() == asked


def test_time_that_is_up_leaves_the_rest_to_the_next_update(tmp_path: Path, scrapy: Scrapy) -> None:
    with DemoServer() as demo:
        slow = {"name": "news", "url": demo.news_url, "spider": "metinfo", "every": "weekly"}
        sites = write(tmp_path, slow, {"name": "board", "url": demo.board_url, "spider": "forum"})
        top = "at_once = 1\n"
        sites.write_text(top + sites.read_text())
        listed = scrapy("update", "--sites", str(sites), "--list")
        assert "never" in listed.stdout and "No update has been run in " in listed.stdout
        assert not (tmp_path / "seeds").exists()
        first = scrapy("update", "--sites", str(sites), "--max-runtime", "2s", DOWNLOAD_DELAY="0.1")
        assert first.returncode == 0, first.stderr
        report = read_report(tmp_path)
        assert report["reason"] == "closespider_max_runtime"
        assert report["not_begun"] == ["board"]  # both are at 127.0.0.1
        assert not read_seeds(
            tmp_path
        )  # a site is published when it is whole, or `scrapy settle` asks for what there is
        assert "texts waiting" in first.stderr and sum(report["waiting"].values()) > 0

        second = scrapy("update", "--sites", str(sites))
        assert second.returncode == 0, second.stderr
        assert "going on with the crawl that was cut short" in second.stderr
        assert read_seeds(tmp_path) == {seed.body for seed in expected_seeds()}
        assert not demo.trapped


def test_a_crawl_that_cannot_begin_does_not_stop_the_others(tmp_path: Path, scrapy: Scrapy) -> None:
    with unreachable() as dead:
        sites = write(tmp_path, {"name": "dead", "url": dead}, {"name": "odd", "url": "http://localhost:9/"})
        sites.write_text(sites.read_text() + '[site.settings]\nSPIDER_MIDDLEWARES = {"no.such.Thing" = 5}\n')
        done = scrapy("update", "--sites", str(sites), RETRY_TIMES="0", SCODA_ROBOTS_TRIES="1")
    assert done.returncode == 4, done.stderr
    assert "scoda: odd: the crawl could not begin" in done.stderr and "scoda: dead: " in done.stderr
    assert [site["exit"] for site in read_report(tmp_path)["sites"]] == ["error", "unreachable"]


def wait_for_pages(seeds: Path, process: int) -> None:
    for _ in range(600):
        if any(path.stat().st_size > 6_000 for path in (seeds / ".scoda" / "archive").glob(f"*-{process}-*.open")):
            return
        time.sleep(0.05)
    raise AssertionError("the crawl did not begin")


def test_killed_or_interrupted_it_is_due_at_once(tmp_path: Path, scrapy: Scrapy, scrapy_command: Any) -> None:
    with DemoServer() as demo:
        sites = write(tmp_path, {"name": "board", "url": demo.board_url, "spider": "forum", "max_pages": 500})
        command = scrapy_command("update", "--sites", str(sites), settings={"DOWNLOAD_DELAY": "0.1"})
        for number, code in ((signal.SIGKILL, -9), (signal.SIGINT, 5)):
            run = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ})
            wait_for_pages(tmp_path / "seeds", run.pid)
            if number == signal.SIGINT:
                locked = scrapy("update", "--sites", str(sites))
                assert locked.returncode == 6, locked.stderr
            run.send_signal(number)
            _, errors = run.communicate(timeout=60)
            assert run.returncode == code, errors
            assert not read_seeds(tmp_path)
        assert "scoda: interrupted: the next update goes on" in errors
        last = scrapy("update", "--sites", str(sites))
        assert last.returncode == 0, last.stderr
        assert read_seeds(tmp_path) == {seed.body for seed in expected_seeds() if seed.site == "board"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no site"),
        ("[[site]]\n", "site 1: has no url"),
        ('[[site]]\nurl = "example.org"', "'example.org' is no address"),
        ('[[site]]\nurl = "https://[::1/"', "is no address"),
        ('[[site]]\nurl = "https://a.example:99999/"', "is no address"),
        ('[[site]]\nurl = "file:///etc/passwd"', "is no address"),
        ('[[site]]\nurl = "https://a.example/"\nevry = "6h"', "unknown key 'evry'; did you mean every?"),
        ('[[site]]\nurl = "https://a.example/"\nevery = "6 parsecs"', "'6 parsecs' is no length of time"),
        ('[[site]]\nurl = "https://a.example/"\nevery = "0h"', "'0h' is no length of time"),
        ('[[site]]\nurl = "https://a.example/"\nevery = 6', "every must be a text in quotes, not 6"),
        ('[[site]]\nurl = "https://a.example/"\nmax_pages = -1', "max_pages must not be below 0"),
        ('[[site]]\nurl = "https://a.example/"\nmax_pages = true', "max_pages must be a whole number"),
        ('[[site]]\nurl = "https://a.example/"\n[[site]]\nurl = "https://a.example/b"', "two sites are called a.exa"),
        ('[[site]]\nurl = "https://a.example/"\n[site.settings]\nSCODA_SEEDS_DIR = "x"', "holds for all sites"),
        ('[sites."a.example"]\nurl = "https://a.example/"', "each site begins with [[site]]"),
        ("site = [1]", "site 1: each site is a table"),
        ('[[site]\nurl = "', "is no TOML"),
        ("at_once = 0\n[[site]]\nurl = 'https://a.example/'", "at_once must be 1 or more"),
    ],
)
def test_a_mistake_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "sites.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_sites(path)
    assert said in str(caught.value) and str(path) in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("site", "top", "arguments", "said"),
    [
        ({"url": "https://a.example/", "spider": "spdr"}, "", (), "there is no spider 'spdr'; there are forum"),
        ({"url": "https://a.example/"}, "[settings]\nDOWNLOAD_DELEY = 1", (), "there is no setting DOWNLOAD_DELEY"),
        ({"url": "https://a.example/"}, "", ("--only", "b.example"), "has no site 'b.example'; it has a.example"),
    ],
)
def test_a_mistake_ends_the_command_with_two(tmp_path: Path, scrapy: Scrapy, site: dict[str, Any], top: str,
                                             arguments: tuple[str, ...], said: str) -> None:  # fmt: skip
    done = scrapy("update", "--sites", str(write(tmp_path, site, top=top)), *arguments,
                  SCODA_SEEDS_DIR=str(tmp_path / "seeds"))  # fmt: skip
    assert done.returncode == 2
    told = [line for line in done.stderr.splitlines() if line.startswith("scoda: ")]
    assert len(told) == 1 and said in told[0] and "Traceback" not in done.stderr
    assert not (tmp_path / "seeds").exists()


def test_the_example_is_right() -> None:
    file = load_sites(ROOT / "sites.example.toml")
    assert [(site.name, site.every, site.paused) for site in file.sites] == [
        ("example.org", 86_400, False),
        ("harbour", 21_600, False),
        ("board", 604_800, True),
    ]
    assert file.sites[1].arguments == {"url": "https://news.example.net/", "lang": "en,cn", "modules": "news,about"}
    assert file.sites[2].settings == {"DOWNLOAD_DELAY": 5, "SCODA_MAX_PAGES": 2000}


HOUR, DAY = 3600.0, 86_400.0


@pytest.mark.parametrize(
    ("change", "due"),
    [
        (None, 0.0),
        ({"ended": None}, 0.0),
        ({"job": "another"}, 0.0),
        ({"started": 20 * DAY}, 0.0),
        ({}, 10 * DAY + DAY - HOUR / 2),
        ({"outcome": "refused"}, 10 * DAY + DAY - HOUR / 2),
        ({"outcome": "unreachable"}, 10 * DAY + 60 + 0.9 * HOUR),
    ],
)
def test_when_a_site_is_due(tmp_path: Path, change: dict[str, Any] | None, due: float) -> None:
    site = load_sites(write(tmp_path, {"url": "https://a.example/", "every": "1d"})).sites[0]
    last = Last(site.job, 10 * DAY, 10 * DAY + 60, "well")
    assert find_due(site, None if change is None else last._replace(**change), now=10.5 * DAY) == due
