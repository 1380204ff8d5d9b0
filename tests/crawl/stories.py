"""A small site of stories that a test can change between two runs."""

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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
    """Stories that can change, each with an ETag unless `has_tags` is False; counts its answers."""

    daemon_threads = True

    def __init__(self, *, has_tags: bool = True) -> None:
        self.has_tags = has_tags
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
        tag = f'"{hashlib.sha1(page.encode()).hexdigest()}"' if self.server.has_tags else ""
        is_known = bool(tag) and self.headers.get("If-None-Match") == tag
        status = 404 if not page else 304 if is_known else 200
        body = page.encode() if status == 200 else b""
        self.server.counts[status] += 1
        self.send_response(status)
        if tag:
            self.send_header("ETag", tag)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serve_stories(*, has_tags: bool = True) -> Iterator[Site]:
    with Site(has_tags=has_tags) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
