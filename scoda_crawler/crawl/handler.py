"""Scrapy's HTTP/1.1 download handler with a bound on what comes before the body.

DOWNLOAD_MAXSIZE bounds bodies only: a server that sends header lines without end filled 1.2 GB of memory in six seconds
before DOWNLOAD_TIMEOUT ended it (Scrapy 2.19).
"""

from typing import Any

import scrapy
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.web._newclient import HEADER, STATUS

from scoda_crawler.errors import UnsupportedError

MAX_HEAD = 256 * 1024  # bytes of status line and headers; browsers and servers stop between 8 and 256 KiB


class BoundedHandler(HTTP11DownloadHandler):
    """`DOWNLOAD_HANDLERS = {"http": "scoda_crawler.crawl.handler.BoundedHandler", "https": the same}`.

    A head above MAX_HEAD ends in a DownloadFailedError. Raises UnsupportedError when Scrapy has changed the parts that
    this relies on.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        pool: Any = getattr(self, "_pool", None)
        factory = getattr(pool, "_factory", None)
        if not hasattr(factory, "buildProtocol"):
            raise UnsupportedError(f"the download handler knows Scrapy 2.19 and finds no way into {scrapy.__version__}")
        pool._factory = _bound(factory)


def _bound(factory: Any) -> type:
    class Bounded(factory):  # type: ignore[misc]
        def buildProtocol(self, addr: Any) -> Any:  # noqa: N802  (Twisted's name)
            protocol = super().buildProtocol(addr)
            protocol.dataReceived = _Head(protocol).receive
            return protocol

    return Bounded


class _Head:
    """Counts the bytes of each answer on a connection until its body begins."""

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self._pass_on = protocol.dataReceived
        self._parser: Any = None
        self._size = 0

    def receive(self, data: bytes) -> None:
        parser = self._protocol._parser
        if parser is not self._parser:  # one for each request
            self._parser, self._size = parser, 0
        if parser is not None and parser.state in (STATUS, HEADER):
            self._size += len(data)
            if self._size > MAX_HEAD:
                self._protocol.transport.abortConnection()
                return
        self._pass_on(data)
