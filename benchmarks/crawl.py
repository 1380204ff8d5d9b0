"""Pages a second of a bare Scrapy spider, of ours with everything on, and of ours without the archive, side by side.

    python benchmarks/crawl.py [--sizes 1000 10000]

A generated MetInfo news site (40 articles a list page) is served by a process of its own on 127.0.0.1; each crawler
runs in a subprocess against the same server, without delays. The bare spider only fetches and follows. Prints
wall-clock seconds, pages a second, the ratio to bare Scrapy, peak memory and what a page costs.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIST = 40
WORDS = Path(__file__).read_text(encoding="utf-8").lower().split()
BARE = """
import scrapy
class Bare(scrapy.Spider):
    name = "bare"
    start_urls = ["URL"]
    def parse(self, response):
        yield from response.follow_all(response.css("a"), self.parse)
"""
COMMON = {
    "LOG_LEVEL": "ERROR", "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
    "TELNETCONSOLE_ENABLED": "0", "REMOTE_CONTROL_ENABLED": "0", "SCODA_ALLOW_PRIVATE_ADDRESSES": "1",
}  # fmt: skip


def make_article(number: int) -> str:
    """A news page of about 400 words that no other page shares."""
    draw = random.Random(number)
    rows = "".join(f"<p>{' '.join(draw.choices(WORDS, k=70)).replace('<', '')}</p>" for _ in range(6))
    return (
        f'<meta name="generator" content="MetInfo 7.6" data-variable="../|en|en|metv75|2|1|{number}">'
        f'<title>Story {number}-Site</title><main class="met-shownews"><div class="details-title"><h1>Story {number}'
        f'</h1><div class="info"><span>2024-01-{number % 28 + 1:02d} 10:00:00</span><span>admin</span></div></div>'
        f'<section class="met-editor">{rows}</section></main>'
    )


def make_list(page: int, size: int) -> str:
    """A list page with its articles and the next page."""
    first, last = (page - 1) * LIST + 1, min(page * LIST, size)
    items = "".join(
        f'<li class="media"><div class="media-body"><h4><a href="shownews.php?id={n}">Story {n}</a></h4></div></li>'
        for n in range(first, last + 1)
    )
    more = f'<a class="NextA" href="index.php?class1=1&amp;page={page + 1}">Next</a>' if last < size else ""
    return (
        '<meta name="generator" content="MetInfo 7.6" data-variable="../|en|en|metv75|2|1|0"><title>News-Site</title>'
        f'<ul class="met-pager-ajax">{items}</ul><div class="met_pager">{more}</div>'
    )


class Handler(BaseHTTPRequestHandler):
    """Serves the site."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    size = 0

    def do_GET(self) -> None:
        """Any page of the site."""
        number = self.path.rpartition("=")[2]
        if "shownews" in self.path:
            body = make_article(int(number))
        elif self.path in ("/robots.txt", "/sitemap.xml"):
            return self.answer(404, b"")
        else:
            body = make_list(int(number) if number.isdigit() and "page" in self.path else 1, self.size)
        return self.answer(200, f"<!DOCTYPE html><html><head></head><body>{body}</body></html>".encode())

    def answer(self, status: int, body: bytes) -> None:
        """Send it."""
        self.send_response_only(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing to tell."""


def serve(size: int) -> None:
    """Serve a site of `size` articles until killed; prints the address first."""
    Handler.size = size
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}/news/", flush=True)
    server.serve_forever()


def measure(command: list[str], folder: Path) -> tuple[float, float]:
    """Wall-clock seconds and peak memory (MB) of a crawl."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)})
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command[:6])} failed with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - began, used.ru_maxrss / 1024


def list_crawlers(url: str, folder: Path) -> dict[str, list[str]]:
    """The command lines that are compared."""
    settings = [part for name, value in COMMON.items() for part in ("-s", f"{name}={value}")]
    (folder / "bare.py").write_text(BARE.replace("URL", url))
    bare = [sys.executable, "-m", "scrapy", "runspider", "bare.py"]
    main = "from scoda_crawler.commands.main import main; main()"
    ours = [sys.executable, "-c", main, "crawl", "metinfo", "-a", f"url={url}"]
    return {
        "bare Scrapy": [*bare, *settings],
        "ours": [*ours, *settings, "-s", f"SCODA_SEEDS_DIR={folder / 'ours'}"],
        "ours, no archive": [*ours, *settings, "-s", f"SCODA_SEEDS_DIR={folder / 'lean'}", "-s", "SCODA_ARCHIVE=0"],
    }


def compare(size: int) -> None:
    """Print a row for each crawler on a site of `size` articles."""
    server = subprocess.Popen([sys.executable, __file__, "--serve", str(size)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    folder = Path(tempfile.mkdtemp())
    pages = size + -(-size // LIST)
    base = 0.0
    try:
        for name, command in list_crawlers(url, folder).items():
            seconds, memory = measure(command, folder)
            base = base or seconds
            speed = pages / seconds
            print(f"{name:18} {size:7} articles {seconds:8.1f} s {speed:7.0f} pages/s {base / seconds:6.2f} of bare "
                  f"{memory:6.0f} MB {seconds / pages * 1000:6.2f} ms a page", flush=True)  # fmt: skip
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder)


def main() -> None:
    """Compare at each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve)
    for size in arguments.sizes:
        compare(size)


if __name__ == "__main__":
    main()
