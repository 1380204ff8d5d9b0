"""A server whose answers a test writes down beforehand, and that remembers when it was asked for what."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict[str, str], str]


class Scripted(ThreadingHTTPServer):
    """`answers[path]` are given in turn, the last for good; `asked` holds (seconds, path)."""

    daemon_threads = True

    def __init__(self, answers: dict[str, list[Answer]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.asked: list[tuple[float, str]] = []
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def times(self, path: str) -> list[float]:
        return [when for when, asked in self.asked if asked == path]

    def take(self, path: str) -> Answer:
        with self.lock:
            self.asked.append((time.monotonic(), path))
            left = self.answers.get(path, [(200, {}, "page")])
            return left.pop(0) if len(left) > 1 else left[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Scripted

    def do_GET(self) -> None:
        status, headers, body = self.server.take(self.path)
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serve(answers: dict[str, list[Answer]]) -> Iterator[Scripted]:
    server = Scripted(answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
