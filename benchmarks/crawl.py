"""Pages a second of a bare Scrapy spider, of ours with everything on, and of ours without the archive, side by side.

    python benchmarks/crawl.py [--sizes 1000 10000] [--columns 12]

A generated MetInfo news site (40 articles a list page) is served by a process of its own on 127.0.0.1; each crawler
runs in a subprocess against the same server, without delays. The bare spider only fetches and follows (`follow_all`, as
in Scrapy's tutorial). A page has a menu of `--columns` columns with a page each, and as many neighbours beside an
article: with 12 it has 40 links, fewer than the recorded MetInfo pages (58). With 0 it has next to none, which no site
does: what is left is our work on the text beside the mere fetching. Prints wall-clock seconds, pages a second, seconds
of processor time (user and system, the steadier figure on a machine that does other work), each beside bare Scrapy's,
and peak memory.
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIST = 40
TEXTS = sorted((ROOT / "docs").glob("*.md"))
WORDS = re.findall(r"\b[a-z]+\b", "".join(path.read_text(encoding="utf-8") for path in TEXTS))
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


def make_article(number: int, size: int, columns: int) -> str:
    """A news page of 420 words that no other page shares, with its column and the articles beside it."""
    draw = random.Random(number)
    rows = "".join(f"<p>{' '.join(draw.choices(WORDS, k=70)).capitalize()}.</p>" for _ in range(6))
    near = [(number + step - 1) % size + 1 for step in range(-(columns // 2), columns // 2 + 1) if step]
    beside = "".join(f'<li><a href="shownews.php?id={n}" title="Story {n}">Story {n}</a></li>' for n in near)
    day = f"2024-01-{number % 28 + 1:02d} 10:00:00"
    return make_page(
        f"Story {number}",
        number,
        columns,
        '<main class="met-shownews"><div class="row"><div class="col-md-9 met-shownews-body"><div class="row">'
        f'<div class="details-title"><h1>Story {number}</h1><div class="info"><span>{day}</span><span>admin</span>'
        f'</div></div><section class="met-editor clearfix">{rows}</section></div></div><div class="col-md-3">'
        f'<div class="met-news-bar"><ul class="column">{beside}</ul></div></div></div></main>',
    )


def make_list(page: int, size: int, columns: int) -> str:
    """A list page with its articles, their first words, and the next page."""
    first, last = (page - 1) * LIST + 1, min(page * LIST, size)
    items = "".join(
        f'<li class="media"><div class="media-body"><h4><a href="shownews.php?id={n}">Story {n}</a></h4><p class="des">'
        f"{' '.join(random.Random(n).choices(WORDS, k=20))}</p><p><span>2024-01-{n % 28 + 1:02d}</span></p></div></li>"
        for n in range(first, last + 1)
    )
    more = f'<a class="NextA" href="index.php?class1=1&amp;page={page + 1}">Next</a>' if last < size else ""
    return make_page("News", 0, columns, f'<ul class="met-pager-ajax">{items}</ul><div class="met_pager">{more}</div>')


def make_page(title: str, item: int, columns: int, main: str) -> str:
    """The frame that all pages of a site share: menu, way, footer, scripts."""
    menu = "".join(
        f'<li class="nav-item dropdown"><a href="../news/index.php?class1=1&amp;class2={n}" class="nav-link">Column {n}'
        f'</a><div class="dropdown-menu"><a href="../about/show.php?id={n}" class="dropdown-item">About</a></div></li>'
        for n in range(2, columns + 2)
    )
    scripts = "".join(f'<script src="../public/script-{n}.js"></script>' for n in range(8))
    way = '<li><a href="../index.php">Home</a></li><li><a href="index.php?class1=1">News</a></li>'
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="generator" content="MetInfo 7.6" '
        f'data-variable="../|en|en|metv75|2|1|{item}"><title>{title}-Site</title>{scripts}</head><body>'
        f'<header class="met-head"><nav class="navbar"><a href="../index.php" class="logo">Site</a><ul class="nav">'
        f'{menu}</ul></nav></header><ol class="breadcrumb">{way}</ol>{main}<footer class="met-foot"><div '
        f'class="container"><a href="../sitemap/">Sitemap</a><p>{" ".join(WORDS[:60])}</p></div></footer></body></html>'
    )


class Handler(BaseHTTPRequestHandler):
    """Serves the site."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    size = columns = 0

    def do_GET(self) -> None:
        """Any page of the site."""
        number = self.path.rpartition("=")[2]
        if "shownews" in self.path:
            body = make_article(int(number), self.size, self.columns)
        elif self.path in ("/robots.txt", "/sitemap.xml"):
            return self.answer(404, b"")
        else:
            page = int(number) if number.isdigit() and "page" in self.path else 1
            body = make_list(page, self.size, self.columns)
        return self.answer(200, body.encode())

    def answer(self, status: int, body: bytes) -> None:
        """Send it."""
        self.send_response_only(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing to tell."""


def serve(size: int, columns: int) -> None:
    """Serve a site of `size` articles until killed; prints the address first."""
    Handler.size, Handler.columns = size, columns
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}/news/", flush=True)
    server.serve_forever()


def measure(command: list[str], folder: Path) -> tuple[float, float, float]:
    """Wall-clock seconds, seconds of processor time and peak memory (MB) of a crawl."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)})
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command[:6])} failed with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


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


def compare(size: int, columns: int) -> None:
    """Print a row for each crawler on a site of `size` articles."""
    command = [sys.executable, __file__, "--serve", str(size), "--columns", str(columns)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    folder = Path(tempfile.mkdtemp())
    pages = size + -(-size // LIST)
    base: tuple[float, float] | None = None
    try:
        for name, command in list_crawlers(url, folder).items():
            seconds, work, memory = measure(command, folder)
            base = base or (seconds, work)
            print(
                f"{name:18} {size:7} articles {seconds:8.1f} s {pages / seconds:5.0f} pages/s "
                f"{base[0] / seconds:5.2f} of bare; {work:7.1f} s of processor {work / pages * 1000:6.2f} ms a page "
                f"{base[1] / work:5.2f} of bare {memory:5.0f} MB",
                flush=True,
            )
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder)


def main() -> None:
    """Compare at each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--columns", type=int, default=12, help="of the menu; 0: pages without one")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve, arguments.columns)
    for size in arguments.sizes:
        compare(size, arguments.columns)


if __name__ == "__main__":
    main()
