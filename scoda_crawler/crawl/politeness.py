"""Manners towards a host that is busy or does not want us: wait as it asks, then longer, then leave it alone.

Settings, with their defaults:

- SCODA_BACKOFF = 5: seconds to wait after a 429 or 503 without Retry-After; doubles with each one
- SCODA_BACKOFF_MAX = 300: seconds; where the doubling ends
- SCODA_RETRY_AFTER_MAX = 600: seconds; what Retry-After asks beyond that is not waited for
- SCODA_BUSY_TIMES = 5: how often one page is asked for again after a 429 or 503
- SCODA_MAX_REFUSALS = 10: so many 403, 429 or 503 in a row and the host is left alone; 0: never. Where a host gives
  pages, but none of one area (its members'), three in a row of that area count, and after so many that area is left
- SCODA_MAX_FAILURES = 10: likewise for connections that come to nothing
- SCODA_CRAWL_DELAY_MAX = 60, SCODA_ROBOTS_TRIES = 3: see `robots`

Hosts left alone are counted in `scoda/hosts/refused` and `scoda/hosts/unreachable`; `find_hosts(crawler)` names them.
A host that never answered, or only refused, is counted too when the crawl comes to its end.
"""

import logging
import time

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.utils.asyncio import sleep

from scoda_crawler.crawl.hosts import BUSY, find_area, find_hosts, parse_retry_after
from scoda_crawler.sites import find_site

logger = logging.getLogger(__name__)

FAILURES = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError)
_LOOK = 0.5  # seconds between looks at whether the crawl is being closed


class ClosedAreaError(IgnoreRequest):
    """A request to a part of a site that gives no pages to us; `reason` is "area-refused"."""

    reason = "area-refused"


class LeftAloneError(IgnoreRequest):
    """A request to a host that this run leaves alone; `reason` is "host-refused" or "host-unreachable"."""

    def __init__(self, host: str, why: str) -> None:
        super().__init__(f"{host} is left alone in this run: {why}")
        self.reason = f"host-{why}"


def is_closing(crawler: Crawler) -> bool:
    """Whether the crawl is coming to its end, so that nobody should wait any longer."""
    engine = crawler.engine
    slot = getattr(engine, "_slot", None)  # Scrapy has no public word for it
    return engine is None or not engine.running or slot is None or slot.closing is not None


def put_off(request: Request, seconds: float) -> Request:
    """The request for the scheduler to keep, not to be sent before `seconds` from now; survives in JSON."""
    meta = {**request.meta, "scoda_ready": time.time() + seconds}
    return request.replace(meta=meta, dont_filter=True)


class Politeness:
    """A downloader middleware, to stand just before RetryMiddleware (550) gets to see answers: 555."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._busy_times = crawler.settings.getint("SCODA_BUSY_TIMES", 5)
        self._told: set[str] = set()
        self.hosts = find_hosts(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Politeness":
        """Scrapy's constructor."""
        politeness = cls(crawler)
        crawler.signals.connect(politeness.on_idle, signals.spider_idle)
        return politeness

    def on_idle(self) -> None:
        """All is asked: judge those who gave nothing."""
        self.hosts.judge()
        self._tell()

    def _tell(self) -> None:
        """Count and log each host that is left, once."""
        for name, why in self.hosts.iter_left():
            if name not in self._told:
                self._told.add(name)
                assert self._crawler.stats is not None
                self._crawler.stats.inc_value(f"scoda/hosts/{why}")
                logger.warning("%s is left alone for the rest of this run: %s", name, why)

    async def process_request(self, request: Request) -> Request | None:
        """Hold a request back while its host is to be left in peace; drop it when for good."""
        host = find_site(request.url)
        while left := self.hosts.pause_left(host):
            if is_closing(self._crawler):
                if request.meta.get("dont_retry"):
                    raise IgnoreRequest("the crawl is being closed")
                return put_off(request, left)
            await sleep(min(left, _LOOK))
        self._tell()
        assert self._crawler.stats is not None
        if self.hosts.is_closed(host, find_area(request.url)):
            self._crawler.stats.inc_value("scoda/skipped/area-refused")
            raise ClosedAreaError(f"{host} gives no pages of this kind")
        why = self.hosts.why_left(host)
        if why is None:
            return None
        self._crawler.stats.inc_value(f"scoda/skipped/host-{why}")
        raise LeftAloneError(host, why)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Take note of the answer; a busy host's page is asked for again after the wait."""
        host = find_site(request.url)
        if request.url.endswith("/robots.txt") and response.status not in BUSY:
            self.hosts.get(host).is_answering = True  # says nothing of whether pages are given
            return response
        asked, now = ((response.headers.get(name) or b"").decode("latin-1") for name in ("Retry-After", "Date"))
        area = find_area(request.url)
        is_open = not self.hosts.is_closed(host, area)
        seconds = self.hosts.note_answer(host, response.status, parse_retry_after(asked, now), area=area)
        if is_open and self.hosts.is_closed(host, area):
            logger.warning("%s gives no pages like %s: they are left alone", host, area)
        if seconds:
            logger.info("%s is busy (%d): waiting %.1f seconds", host, response.status, seconds)
        if not seconds or request.meta.get("dont_retry") or self.hosts.why_left(host):
            return response
        return self._ask_again(request, response.status, seconds) or response

    def _ask_again(self, request: Request, status: int, seconds: float) -> Request | None:
        assert self._crawler.spider is not None
        again = get_retry_request(
            request, spider=self._crawler.spider, reason=f"busy-{status}", max_retry_times=self._busy_times
        )
        return None if again is None else put_off(again, seconds)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Take note of a connection that came to nothing."""
        if isinstance(exception, FAILURES):
            self.hosts.note_failure(find_site(request.url))
