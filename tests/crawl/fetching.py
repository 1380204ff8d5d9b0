"""A crawl to be run in a subprocess: fetches the URLs it is given and prints what became of each, as JSON lines."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IResolverSimple
from zope.interface import implementer  # type: ignore[import-untyped]


@implementer(IResolverSimple)
class TestResolver:
    """Answers 127.0.0.1 to every name: a DNS that somebody hostile has a hand in."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "TestResolver":
        return cls(reactor)

    def install_on_reactor(self) -> None:
        self._reactor.installResolver(self)

    def getHostByName(self, name: str, timeout: Any = ()) -> "Deferred[str]":  # noqa: N802
        return succeed("127.0.0.1")


class Outcome(NamedTuple):
    came: dict[str, list[Any]]
    stats: dict[str, Any]
    log: str


class Fetch(Spider):
    name = "fetch"

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:  # type: ignore[attr-defined]
            yield Request(url, callback=self.got, errback=self.failed, dont_filter=True, meta={"asked": url})

    def got(self, response: Any) -> None:
        print(json.dumps([response.meta["asked"], "got", response.status]))

    def failed(self, failure: Any) -> None:
        reason = getattr(failure.value, "reason", failure.type.__name__)
        print(json.dumps([failure.request.meta["asked"], "failed", str(reason)]))


def run(urls: list[str], env: dict[str, str] | None = None, **settings: Any) -> Outcome:
    """Crawl in a subprocess: what became of each URL, the stats and the log."""
    clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(
        [sys.executable, __file__, json.dumps({"urls": urls, "settings": settings})],
        capture_output=True,
        text=True,
        timeout=120,
        env={**clean, "PYTHONPATH": str(Path(__file__).parent), **(env or {})},
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines and lines[-1][0] == "stats", done.stderr
    return Outcome({line[0]: line[1:] for line in lines[:-1]}, lines[-1][1], done.stderr)


SETTINGS = {
    "DOWNLOADER_MIDDLEWARES": {"scoda_crawler.crawl.guard.Guard": 860},
    "DOWNLOAD_DELAY": 0,
    "RETRY_TIMES": 1,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "INFO",
    "LOG_FORMAT": "%(levelname)s %(name)s %(message)s",
}

if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    process = AsyncCrawlerProcess({**SETTINGS, **asked["settings"]})
    crawler = process.create_crawler(Fetch)
    process.crawl(crawler, urls=asked["urls"])
    process.start()
    assert crawler.stats is not None
    # Not ru_maxrss: a child begins with that of the process that it was forked from.
    peak = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024  # MB
    print(json.dumps(["stats", {**crawler.stats.get_stats(), "peak": peak}], default=str))
