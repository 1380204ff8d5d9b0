"""Servers that mean harm, and an honest little site beside them: `python tests/hostile.py --port 0`.

Four sites on 127.0.0.1: "hostile" links every trap from its first page, "busy" answers its first requests with 429 and
Retry-After, "closed" has no robots.txt to give (503), "honest" is a site of twelve articles.
"""

import argparse
import gzip
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

WORDS = (
    "harbour lantern winter river market teacher garden copper letter village engine orchard silver weather "
    "morning captain bridge forest history kitchen museum northern painter quarry railway season theatre valley"
).split()


def make_text(number: int, length: int = 160) -> str:
    """Prose of its own for each number: no two share a sentence."""
    choose = random.Random(number)
    sentences = (" ".join(choose.choices(WORDS, k=12)).capitalize() for _ in range(length // 12))
    return ". ".join(sentences) + "."


def make_article(number: int, extra: str = "", name: str = "Story", base: int = 0) -> str:
    """An article page; `base` keeps the texts of two sites apart."""
    date = f"2024-02-{number % 28 + 1:02d}"
    paragraphs = "".join(f"<p>{make_text((base + number) * 10 + part, 60)}</p>" for part in range(4))
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{name} number {number}</title></head><body>"
        f"<nav><a href='/'>Home</a></nav><article><h1>{name} number {number}</h1>"
        f"<time datetime='{date}'>{date}</time>{paragraphs}</article>{extra}</body></html>"
    )


class Handler(BaseHTTPRequestHandler):
    """Looks the path up in its server's pages; `send` answers, a page may also write what it likes."""

    protocol_version = "HTTP/1.1"
    server: "Site"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.asked.append(self.path)
        page = self.server.pages.get("/" + parts.path.split("/")[1], self.server.pages["404"])
        try:
            page(self)
        except OSError:
            self.close_connection = True  # the crawler has had enough

    def send(self, body: bytes | str, status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"content_type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def log_message(self, *args: object) -> None:
        pass


Page = Callable[[Handler], None]


class Site(ThreadingHTTPServer):
    """A site on a free port, or on the one given; `asked` holds the paths that were asked for."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, pages: dict[str, Page], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.pages = {"404": lambda handler: handler.send("<p>not here", 404), **pages}
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, *args: Any) -> None:
        pass  # a crawler that hangs up is what we want


# The traps. Each is a page of the hostile site, linked from its first.


def drip(handler: Handler) -> None:
    """One byte a second, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        time.sleep(1)


BOMB = gzip.compress(b"<p>bomb</p>" + b" " * 1_000_000, 9)


def bomb(handler: Handler) -> None:
    """300 MB, packed: gzip members may follow one another."""
    handler.send(BOMB * 300, content_encoding="gzip")


def loop(handler: Handler) -> None:
    """A redirect to itself with another query."""
    number = int(handler.query.get("n", "0"))
    handler.send("", 302, location=f"/loop?n={number + 1}")


def to_metadata(handler: Handler) -> None:
    """A redirect to where clouds keep credentials."""
    handler.send("", 302, location="http://169.254.169.254/latest/meta-data/")


def to_file(handler: Handler) -> None:
    """A redirect to a file of the crawler's machine."""
    handler.send("", 302, location="file:///etc/passwd")


def nested(handler: Handler) -> None:
    """10 MB of tags, each inside the other."""
    handler.send("<html><body>" + "<div>" * 2_000_000 + make_text(901) + "</body></html>")


def unclosed(handler: Handler) -> None:
    """5 MB of tags that never end, for patterns that try every start."""
    handler.send("<a " * 800_000 + "<p>" + "<!--" * 600_000)


def one_line(handler: Handler) -> None:
    """8 MB of one word."""
    handler.send("<article><h1>Long</h1><p>" + "a" * 8_000_000 + "</p></article>")


def wrong_charset(handler: Handler) -> None:
    """Thai text in a Thai charset that says it is something else."""
    thai = "สวัสดีชาวโลก ข่าวประจำวันนี้มีเรื่องราวมากมายจากทั่วประเทศ " * 20
    body = f"<html><head><title>ข่าว</title></head><body><article><h1>ข่าววันนี้</h1><p>{thai}</p></article></body></html>"
    handler.send(body.encode("cp874"), content_type="text/html; charset=big5")


def half(handler: Handler) -> None:
    """A third of what the header promises, then the connection ends."""
    body = make_article(902).encode()
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", str(len(body) * 3))
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


def many_headers(handler: Handler) -> None:
    """Header lines without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    line = b"".join(b"X-Flood-%d: %s\r\n" % (number, b"x" * 1000) for number in range(100))
    for _ in range(20_000):
        handler.wfile.write(line)


def long_header(handler: Handler) -> None:
    """One header of 50 MB."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Long: ")
    for _ in range(50):
        handler.wfile.write(b"x" * 1_000_000)
    handler.wfile.write(b"\r\n\r\n")


def endless_body(handler: Handler) -> None:
    """A body without end, as fast as it goes."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>")
    for _ in range(100_000):
        handler.wfile.write(b"<p>more and more</p>" * 5_000)


def no_http(handler: Handler) -> None:
    """What is no HTTP at all."""
    handler.wfile.write(b"\0\1\2 220 smtp ready\r\n" * 50)
    handler.close_connection = True


def pages(handler: Handler) -> None:
    """A pager without end: each page has a next one, and an article."""
    number = int(handler.query.get("p", "1"))
    handler.send(make_article(10_000 + number, f"<a class=next rel=next href='/pages?p={number + 1}'>Next</a>", "Trap"))


def diary(handler: Handler) -> None:
    """A calendar without end: every month links the ones around it."""
    parts = [part for part in urlsplit(handler.path).path.split("/") if part][1:]
    year, month = (int(parts[0]), int(parts[1])) if len(parts) == 2 else (2024, 1)
    ahead, back = year * 12 + month, year * 12 + month - 2
    links = "".join(f"<a href='/diary/{at // 12}/{at % 12 + 1}'>{at}</a> " for at in (ahead, back))
    handler.send(f"<title>{year}-{month}</title><p>No events this month.</p>{links}")


def growing(handler: Handler) -> None:
    """Relative links that lengthen the path with each step."""
    handler.send("<title>deeper</title><p>See below.</p><a href='growing/sub/'>deeper</a> <a href='?a=1&amp;b=2'>q</a>")


def odd_links(handler: Handler) -> None:
    """Links that are none, or that break what parses them."""
    odd = [
        *(
            "http://127.0.0.1:99999/",
            "http://[::1/",
            "http://",
            "//",
            "http:///x",
            "http://a b/",
            "http://127.0.0.1:1/",
        ),
        *("http://user:pass@127.0.0.1:1/", "http://\u0661\u0662\u0667.1/", "data:text/html,<p>x", "file:///etc/passwd"),
        *("javascript:void(0)", "mailto:a@b", "%", "%zz", "\udcff", "../" * 500, "x" * 100_000),
        *("?" + "a=1&" * 5_000, "\0"),
    ]
    links = "".join(f'<a href="{link}">odd</a>' for link in odd)
    handler.send(f"<html><body>{links}</body></html>".encode("utf-8", "surrogateescape"))


ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


def sitemap(handler: Handler) -> None:
    """The billion laughs, and a file of this machine."""
    handler.send(
        f'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{ENTITIES}]>'
        "<urlset><url><loc>/&a11;</loc></url><url><loc>/&f;</loc></url></urlset>",
        content_type="application/xml",
    )


TRAPS: dict[str, Page] = {
    "/drip": drip,
    "/bomb": bomb,
    "/loop": loop,
    "/to-metadata": to_metadata,
    "/to-file": to_file,
    "/nested": nested,
    "/unclosed": unclosed,
    "/one-line": one_line,
    "/wrong-charset": wrong_charset,
    "/half": half,
    "/many-headers": many_headers,
    "/long-header": long_header,
    "/endless-body": endless_body,
    "/no-http": no_http,
    "/pages": pages,
    "/diary": diary,
    "/growing": growing,
    "/odd-links": odd_links,
    "/sitemap.xml": sitemap,
}


def make_index(names: list[str]) -> Page:
    """A first page that links all `names`."""
    links = "".join(f"<li><a href='{name}'>{name.strip('/').replace('-', ' ').capitalize()}</a></li>" for name in names)
    return lambda handler: handler.send(f"<html><head><title>Index</title></head><body><ul>{links}</ul></body></html>")


def make_stories(count: int, name: str, base: int) -> dict[str, Page]:
    """A plain site: an index and `count` articles at /story-N.html."""
    names = [f"/story-{number}.html" for number in range(1, count + 1)]

    def story(number: int) -> Page:
        return lambda handler: handler.send(make_article(number, name=name, base=base))

    return {"/": make_index(names), **{path: story(number) for number, path in enumerate(names, 1)}}


def make_busy(times: int) -> dict[str, Page]:
    """A site that asks for patience at its first `times` requests."""
    left = [times]

    def patient(page: Page) -> Page:
        def answer(handler: Handler) -> None:
            left[0] -= 1
            handler.send("", 429, retry_after="1") if left[0] >= 0 else page(handler)

        return answer

    return {path: patient(page) for path, page in make_stories(3, "Busy", 1000).items()}


def make_sites(port: int = 0) -> dict[str, Site]:
    """All four, not yet serving."""
    return {
        "hostile": Site({"/": make_index(list(TRAPS)), **TRAPS}, port),
        "busy": Site(make_busy(2)),
        "closed": Site({"/robots.txt": lambda handler: handler.send("", 503), **make_stories(3, "Closed", 2000)}),
        "honest": Site(make_stories(12, "Honest", 0)),
    }


@contextmanager
def serve(port: int = 0) -> Iterator[dict[str, Site]]:
    """All four sites, each in a thread of its own, until the block ends."""
    sites = make_sites(port)
    for site in sites.values():
        threading.Thread(target=site.serve_forever, daemon=True).start()
    try:
        yield sites
    finally:
        for site in sites.values():
            site.shutdown()
            site.server_close()


def main() -> None:
    """Serve until interrupted; the addresses are printed as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="of the hostile site; 0: a free one")
    with serve(parser.parse_args().port) as sites:
        print(json.dumps({name: site.url for name, site in sites.items()}), flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
