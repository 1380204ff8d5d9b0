"""Run again: what has not changed costs an answer without a body, and what has changed changes its seed."""

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Scrapy = Callable[..., "CompletedProcess[str]"]
READ = Callable[[Path], dict[str, bytes]]
WORDS = "the ferry brought salt and timber to the old harbour while keepers counted boats against a rising wind".split()


def make_story(number: int, edition: int = 1) -> str:
    """Some hundred words that no other story shares in this order."""
    rows = []
    for row in range(12):
        picked = [WORDS[(number * 7 + row * 5 + i * (number % 5 + 2) + edition) % len(WORDS)] for i in range(14)]
        rows.append(f"In the {number * 100 + row}th year {' '.join(picked)} at berth {number}{row}.")
    paragraphs = "".join(f"<p>{' '.join(rows[i : i + 4])}</p>" for i in range(0, 12, 4))
    title = f"Story number {number}"
    return (
        f"<html lang=en><head><title>{title}</title><meta property=og:type content=article></head><body><article>"
        f"<h1>{title}</h1><time datetime=2024-05-{number + 10}>then</time>{paragraphs}</article></body></html>"
    )


class Site(ThreadingHTTPServer):
    """Stories that can change, each with an ETag; counts its answers."""

    def __init__(self) -> None:
        self.pages = {f"/story/{n}": make_story(n) for n in range(8)}
        self.counts: Counter[int] = Counter()
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        links = "".join(f'<li><a href="{path}">{path}</a></li>' for path in self.server.pages)
        page = self.server.pages.get(self.path) or (
            f"<html><body><ul>{links}</ul></body></html>" if self.path == "/" else ""
        )
        tag = f'"{hashlib.sha1(page.encode()).hexdigest()}"'
        status = 404 if not page else 304 if self.headers.get("If-None-Match") == tag else 200
        body = page.encode() if status == 200 else b""
        self.server.counts[status] += 1
        self.send_response(status)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


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
