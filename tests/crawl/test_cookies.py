"""Sites that write session ids into their URLs for those who show no cookie: only the first page ever is such a one."""

import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.crawl.killing import Run, Zygote, read_rows
from tests.hostile import Handler, make_article

STORIES = 14
KILL = "scoda_crawler.crawl.archiving:ArchiveMiddleware.process_response:after:12"


class Shy(ThreadingHTTPServer):
    """A site with session ids called `name`; with `redirects` it sends the cookieless to a URL that has one."""

    daemon_threads = True

    def __init__(self, name: str, *, redirects: bool) -> None:
        self.name, self.redirects = name, redirects
        self.asked: list[tuple[str, str]] = []  # the URL, the cookies
        super().__init__(("127.0.0.1", 0), ShyHandler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def take(self) -> tuple[list[str], list[str]]:
        """The pages asked for since the last time, and those of them that were asked for without a cookie."""
        asked, self.asked = self.asked, []
        pages = [(url, cookie) for url, cookie in asked if url == "/" or "/story/" in url or "=" in url]
        return [url for url, _ in pages], [url for url, cookie in pages if f"{self.name}=" not in cookie]


class ShyHandler(Handler):
    def do_GET(self) -> None:  # noqa: N802
        site: Shy = self.server  # type: ignore[assignment]
        cookie = self.headers.get("Cookie") or ""
        site.asked.append((self.path, cookie))
        path, _, asked = self.path.partition("?")
        page = self.make_page(path)
        if not page:
            self.send("", 404)
        elif f"{site.name}=" in cookie:
            self.send(page)
        else:
            self.open_session(path, page, asked.partition("=")[2])

    def open_session(self, path: str, page: str, session: str) -> None:
        own = f"{self.server.name}={session or secrets.token_hex(13)}"  # type: ignore[attr-defined]
        if self.server.redirects and not session:  # type: ignore[attr-defined]
            return self.send("", 302, Location=f"{path}?{own}", Set_Cookie=f"{own}; path=/")
        return self.send(re.sub(r"(?<=href=')[^']+", rf"\g<0>?{own}", page), Set_Cookie=f"{own}; path=/")

    def make_page(self, path: str) -> str:
        time.sleep(0.06)  # so that the state is committed before the kill
        if path == "/":
            links = "".join(f"<li><a href='/story/{n}'>Story number {n}</a></li>" for n in range(STORIES))
            return f"<html><body><h1>Stories</h1><ul>{links}</ul></body></html>"
        number = path.removeprefix("/story/")
        return make_article(int(number), "<a href='/'>All</a>") if number.isdigit() else ""


@contextmanager
def serve(name: str, *, redirects: bool) -> Iterator[Shy]:
    with Shy(name, redirects=redirects) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site
        site.shutdown()


def read_cookies(seeds: Path) -> list[str]:
    with closing(sqlite3.connect(seeds / ".scoda" / "state.sqlite")) as db:
        return [name for (name,) in db.execute("SELECT name FROM cookies")]


@pytest.mark.parametrize(("name", "redirects"), [("sid", False), ("boardname", True)])
def test_only_the_first_page_ever_has_session_ids(tmp_path: Path, zygote: Zygote, name: str, redirects: bool) -> None:
    with serve(name, redirects=redirects) as site:
        run = Run(zygote, tmp_path, "crawl", "site", "-a", f"url={site.url}", CONCURRENT_REQUESTS_PER_DOMAIN="2")
        run.kill(KILL)
        _, without = site.take()
        assert without == ["/"]
        run.finish()
        rest, without = site.take()
        assert without == []
        assert len(rest) == len(set(rest))
        Run(zygote, tmp_path, "crawl", "site", "-a", f"url={site.url}", SCODA_REVISIT="all").finish()
        again, without = site.take()
        assert without == [] and sorted(again) == sorted({"/", *again}) and len(again) == 1 + STORIES
    assert [url for url in rest + again if "=" in url] == []
    rows = read_rows(tmp_path)
    assert len(rows) == STORIES and all(re.fullmatch(r"http://[\d.:]+/story/\d+", row["url"]) for row in rows)
    assert read_cookies(tmp_path) == [name]
