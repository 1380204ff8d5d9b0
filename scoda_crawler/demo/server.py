"""Serves the demo's two sites on two free ports of 127.0.0.1, and counts requests that a good crawler never makes."""

import sys
from collections import Counter
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Protocol, Self

from scoda_crawler.demo.answer import Answer, Ask, parse_ask
from scoda_crawler.demo.board import BoardSite
from scoda_crawler.demo.news import NewsSite


class Site(Protocol):
    """What the server asks of a site."""

    home: str

    def answer(self, ask: Ask) -> Answer:
        """The page for a request."""

    def find_trap(self, ask: Ask) -> str | None:
        """Why a crawler should not have made this request."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, site: Site, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.site = site
        self.root = f"http://127.0.0.1:{self.server_address[1]}"
        self.requests: Counter[str] = Counter()
        self.trapped: Counter[str] = Counter()
        self._lock = Lock()

    def note(self, ask: Ask) -> None:
        """Count a request, and the trap it fell into."""
        trap = self.site.find_trap(ask)
        with self._lock:
            self.requests[ask.target] += 1
            if trap:
                self.trapped[f"{trap}: {ask.target}"] += 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        ask = parse_ask(self.path, self.server.root)
        self.server.note(ask)
        self._send(self.server.site.answer(ask))

    do_HEAD = do_GET  # noqa: N815

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode()
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        is_known = answer.status == 200 and self.headers.get("If-None-Match") == etag
        self.send_response(304 if is_known else answer.status)
        if answer.location:
            self.send_header("Location", answer.location)
        self.send_header("ETag", etag)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", "0" if is_known else str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and not is_known:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the crawler tells what it fetches."""


class DemoServer:
    """Both sites, from entering the context to leaving it. Ports are free ones unless given.

    `trapped` counts requests that a good crawler never makes, by reason and target; it stays empty on a right crawl.
    """

    def __init__(self, news_port: int = 0, board_port: int = 0) -> None:
        self._servers = (_Server(NewsSite(), news_port), _Server(BoardSite(), board_port))
        self.news_url, self.board_url = (server.root + server.site.home for server in self._servers)

    @property
    def urls(self) -> tuple[str, str]:
        """Where to start: the news site, the board."""
        return self.news_url, self.board_url

    @property
    def requests(self) -> Counter[str]:
        """How often each path and query was asked for, on either site."""
        return sum((server.requests for server in self._servers), Counter())

    @property
    def trapped(self) -> Counter[str]:
        """Requests that should not have been made: "reason: target"."""
        return sum((server.trapped for server in self._servers), Counter())

    def __enter__(self) -> Self:
        for server in self._servers:
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


def main() -> None:
    """Serve until standard input ends or Ctrl-C; the two addresses are the first two lines of the output."""
    with DemoServer() as demo:
        sys.stdout.write("\n".join(demo.urls) + "\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            sys.stdin.read()
