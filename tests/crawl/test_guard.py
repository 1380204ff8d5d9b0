"""Real crawls are refused private addresses, however they are written, named or reached."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from scrapy.utils.test import get_crawler
from twisted.internet.address import IPv4Address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactorClock
from zope.interface import implementer  # type: ignore[import-untyped]

from scoda_crawler.crawl.guard import GuardedResolver
from scoda_crawler.errors import ConfigurationError
from tests.crawl.fetching import run


class Handler(BaseHTTPRequestHandler):
    """Counts who came; `/to?URL` redirects there."""

    hits: list[str] = []

    def do_GET(self) -> None:
        self.hits.append(self.path)
        target = self.path.partition("?")[2] if self.path.startswith("/to?") else ""
        self.send_response(302 if target else 200)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.hits.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_addresses_and_names_of_this_machine_are_refused(port: int) -> None:
    hosts = ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "0x7f000001", "2130706433", "0",
             "１２７.1", "LOCALHOST", "[64:ff9b::7f00:1]"]  # fmt: skip
    urls = [f"http://{host}:{port}/" for host in hosts]
    came, stats, log = run(urls)
    assert came == {url: ["failed", "private-address"] for url in urls}
    assert Handler.hits == []
    assert stats["scoda/dropped/private-address"] == len(urls)
    assert log.count("not fetched: ") == len(urls)
    assert "retry/count" not in stats


def test_a_name_that_resolves_here_is_refused_for_robots_too(port: int) -> None:
    url = f"http://innocent.example:{port}/sitemap.xml"
    came, stats, log = run([url], TWISTED_DNS_RESOLVER="fetching.TestResolver", ROBOTSTXT_OBEY=True)
    assert came == {url: ["failed", "private-address"]}
    assert Handler.hits == []
    assert stats["scoda/dropped/private-address"] == 2
    assert f"not fetched: http://innocent.example:{port}/robots.txt: innocent.example is 127.0.0.1" in log


def test_the_setting_lets_them_pass(port: int) -> None:
    url = f"http://127.0.0.1:{port}/"
    came, _, _ = run([url], SCODA_ALLOW_PRIVATE_ADDRESSES="1")
    assert came == {url: ["got", 200]}


def test_redirects_are_requests_like_others(port: int) -> None:
    """The first address is allowed; where it redirects to is judged for itself."""
    start = f"http://127.0.0.1:{port}/to?"
    urls = [start + there for there in ("http://169.254.169.254/", "https://10.0.0.1/", "file:///etc/passwd")]
    came, stats, _ = run(urls, SCODA_ALLOW_PRIVATE_ADDRESSES="127.0.0.1")
    assert came == {
        urls[0]: ["failed", "private-address"],
        urls[1]: ["failed", "private-address"],
        urls[2]: ["failed", "HttpError"],  # Scrapy follows no redirect to a file; the answer is a bare 302
    }
    assert len(Handler.hits) == 3
    assert stats["scoda/dropped/private-address"] == 2


def test_only_http_and_https() -> None:
    urls = ["file:///etc/passwd", "data:,x", "ftp://127.0.0.1/"]
    assert run(urls).came == {url: ["failed", "scheme"] for url in urls}


def test_a_proxy_of_the_environment_is_no_way_out(port: int) -> None:
    url = "http://public.example/"
    came, _, log = run([url], env={"http_proxy": f"http://127.0.0.1:{port}"})
    assert came == {url: ["failed", "proxy"]}
    assert Handler.hits == []
    assert "behind a proxy" in log


def test_handlers_that_resolve_by_themselves_are_refused() -> None:
    from scoda_crawler.crawl.guard import Guard

    path = "scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler"
    with pytest.raises(ConfigurationError, match="cannot be checked"):
        Guard.from_crawler(get_crawler(settings_dict={"DOWNLOAD_HANDLERS": {"https": path}}))


@implementer(IHostnameResolver)
class Rebinding:
    """Gives one set of addresses after the other."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)

    def resolveHostName(  # noqa: N802
        self, receiver: Any, name: str, port: int = 0, types: Any = None, semantics: str = "TCP"
    ) -> Any:
        receiver.resolutionBegan(None)
        for address in self.answers.pop(0):
            receiver.addressResolved(IPv4Address("TCP", address, port))
        receiver.resolutionComplete()


class Silent(Protocol):
    """Says nothing."""


def connect(reactor: Any) -> list[str]:
    """Where a connection to a name went."""
    before = len(reactor.tcpClients)
    factory: Any = Factory.forProtocol(Silent)
    HostnameEndpoint(reactor, "rebind.example", 80).connect(factory).addErrback(lambda _: None)
    reactor.advance(1)
    return [client[0] for client in reactor.tcpClients[before:]]


def test_the_address_that_passed_is_the_one_connected_to() -> None:
    reactor: Any = MemoryReactorClock()  # type: ignore[no-untyped-call]
    names = Rebinding(("93.184.216.34",), ("127.0.0.1",), ("10.0.0.1", "93.184.216.34"), ())
    guarded = GuardedResolver(names)
    reactor.nameResolver = guarded
    assert connect(reactor) == ["93.184.216.34"]
    assert len(names.answers) == 3  # it was asked once
    assert connect(reactor) == []
    assert guarded.refused == {"rebind.example": "127.0.0.1"}
    assert connect(reactor) == ["93.184.216.34"]
    assert guarded.refused == {}
    assert connect(reactor) == []
    assert guarded.refused == {}
