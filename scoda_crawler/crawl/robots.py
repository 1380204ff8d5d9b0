"""robots.txt as RFC 9309 has it: unavailable (4xx) allows all, unreachable (5xx, no connection) forbids all.

Scrapy takes both for "allowed". Here an unreachable robots.txt is asked for SCODA_ROBOTS_TRIES times (3), with growing
waits (SCODA_BACKOFF, or Retry-After); then its host is left alone for this run. 429 counts as unreachable: it asks for
patience and says nothing of the rules. Crawl-delay and Request-rate, no part of the RFC, set the delay of the host's
download slot, up to SCODA_CRAWL_DELAY_MAX (60 seconds); AutoThrottle then has no say in it.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from protego import Protego
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.python import to_unicode

from scoda_crawler.crawl.hosts import UNREACHABLE, find_hosts
from scoda_crawler.crawl.politeness import LeftAloneError, is_closing, put_off
from scoda_crawler.sites import find_site

logger = logging.getLogger(__name__)

_MAX_BYTES = 512 * 1024  # RFC 9309 2.5 asks for 500 KiB at least


class _ClosingError(Exception):
    """The crawl is being closed before the rules are known; the request goes back to the queue."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """A downloader middleware in the place of Scrapy's (100); ROBOTSTXT_OBEY and ROBOTSTXT_USER_AGENT hold for it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._tries = max(1, crawler.settings.getint("SCODA_ROBOTS_TRIES", 3))
        self._max_delay = crawler.settings.getfloat("SCODA_CRAWL_DELAY_MAX", 60.0)
        self._hosts = find_hosts(crawler)
        self._own_delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._delays: dict[str, float] = {}
        self._rules: dict[str, asyncio.Future[RobotParser | None]] = {}

    async def process_request(self, request: Request) -> Request | None:  # type: ignore[override]
        """Let an allowed request pass, at the pace that robots.txt asks for; raises IgnoreRequest for others."""
        if request.meta.get("dont_obey_robotstxt"):
            return None
        host = find_site(request.url)
        why = self._hosts.why_left(host)
        if why is not None:
            self._count(f"scoda/skipped/host-{why}")
            raise LeftAloneError(host, why)
        try:
            parser = await self.robot_parser(request)
        except _ClosingError:
            return put_off(request, 0)
        if self._hosts.why_left(host):
            return await self.process_request(request)
        self.process_request_2(parser, request)
        if self._find_slot(request) in self._delays:
            request.meta["autothrottle_dont_adjust_delay"] = True
        return None

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of a request's site, learned once; None where all is allowed, or the host has been left."""
        url = urlparse_cached(request)
        site = f"{url.scheme}://{url.netloc}"
        if site in self._rules:
            rules = await self._rules[site]
        else:
            rules = await self._share(site, self._learn(request, f"{site}/robots.txt"))
        if rules is None and is_closing(self.crawler):
            raise _ClosingError
        return rules

    async def _share(self, site: str, learning: Coroutine[Any, Any, RobotParser | None]) -> RobotParser | None:
        """Let all requests of a site wait for one answer; should it never come, they end with the first."""
        promise: asyncio.Future[RobotParser | None] = asyncio.get_running_loop().create_future()
        self._rules[site] = promise
        try:
            promise.set_result(await learning)
        finally:
            if not promise.done():
                promise.cancel()
                del self._rules[site]
        return promise.result()

    async def _learn(self, request: Request, url: str) -> RobotParser | None:
        """Ask until there is an answer, or leave the host."""
        host = find_site(url)
        self._count("robotstxt/request_count")
        for attempt in range(1, self._tries + 1):
            response = await self._fetch(url)
            if response is not None and response.status != 429 and response.status < 500:
                return await self._read(response, request) if response.status < 300 else None
            if is_closing(self.crawler) or self._hosts.why_left(host):
                return None
            if attempt < self._tries and not self._hosts.pause_left(host):
                self._hosts.wait(host)  # the next request to this host waits, see `politeness`
        logger.warning("%s cannot be had: its host is left alone", url)
        self._hosts.leave(host, UNREACHABLE)
        return None

    async def _fetch(self, url: str) -> Response | None:
        """The answer, redirects followed; None when there is none. What we refuse to follow counts as unavailable."""
        meta = {"dont_obey_robotstxt": True, "dont_retry": True}
        request = Request(url, priority=self.DOWNLOAD_PRIORITY, meta=meta, callback=NO_CALLBACK)
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
        except IgnoreRequest:
            return None if is_closing(self.crawler) else Response(url, status=404)
        except Exception as error:
            logger.info("%s: %s", url, error or type(error).__name__)
            self._count(f"robotstxt/exception_count/{type(error).__name__}")
            return None
        self._count("robotstxt/response_count")
        self._count(f"robotstxt/response_status_count/{response.status}")
        return response

    async def _read(self, response: Response, request: Request) -> RobotParser | None:
        rules: RobotParser = build_from_crawler(self._parserimpl, self.crawler, response.body[:_MAX_BYTES])
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=rules, request=request
        )
        agent = self._robotstxt_useragent or request.headers.get(b"User-Agent", self._default_useragent)
        self._set_pace(self._find_slot(request), min(find_delay(rules, agent or ""), self._max_delay))
        return rules

    def _find_slot(self, request: Request) -> str:
        assert self.crawler.engine is not None
        return self.crawler.engine.downloader.get_slot_key(request)

    def _set_pace(self, host: str, delay: float) -> None:
        """Seconds between requests of a download slot; where ours is slower anyway, nothing changes."""
        if delay <= max(self._own_delay, self._delays.get(host, 0.0)):
            return
        logger.info("%s asks for %g seconds between requests", host, delay)
        self._delays[host] = delay
        assert self.crawler.engine is not None
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings[host] = {"delay": delay, "jitter": 0, "concurrency": 1}
        slot = downloader.slots.get(host)  # made anew from the settings when it has been idle
        if slot is not None:
            slot.delay, slot.jitter, slot.concurrency = delay, 0.0, 1

    def _count(self, name: str) -> None:
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value(name)


def find_delay(rules: RobotParser, agent: str | bytes) -> float:
    """Seconds between requests that `agent` is asked to keep, by Crawl-delay or Request-rate; 0 where it is not."""
    delay = rules.crawl_delay(agent) or 0.0
    parser = getattr(rules, "rp", None)
    rate = parser.request_rate(to_unicode(agent)) if isinstance(parser, Protego) else None
    if rate is not None and rate.requests > 0:
        delay = max(delay, rate.seconds / rate.requests)
    return delay if delay > 0 else 0.0  # "nan" is a number to some parsers
