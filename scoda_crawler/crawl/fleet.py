"""Several sites in one process: a crawler each, so many at once, never two at one host, and an end after a time."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scrapy.crawler import Crawler, CrawlerProcessBase
from twisted.internet.defer import Deferred

from scoda_crawler.crawl.run import INTERRUPTED, MAX_RUNTIME
from scoda_crawler.crawl.session import Session, share_session
from scoda_crawler.store.sitesfile import Site

logger = logging.getLogger(__name__)

NOT_BEGUN = "failed"  # the reason that a crawl ended for, of one that an error kept from beginning
_RETRY = 0.5  # seconds; a crawler that is still opening cannot be closed


@dataclass(slots=True, eq=False)
class Errand:
    """The crawl of one site in this run; times are seconds since 1970."""

    site: Site
    crawler: Crawler
    started: float = 0.0
    ended: float = 0.0
    began: float = 0.0  # by the monotonic clock

    @property
    def stats(self) -> dict[str, Any]:
        """All that its crawler counted; empty when it could not begin."""
        return {} if self.crawler.stats is None else self.crawler.stats.get_stats()

    @property
    def reason(self) -> str:
        """Why the crawl ended: "finished", "shutdown", ..., or NOT_BEGUN."""
        return str(self.stats.get("finish_reason", NOT_BEGUN))


@dataclass(eq=False)
class Fleet:
    """Crawls `waiting` in turn, at most `at_once` at a time. `on_start` and `on_end` are told of each.

    Whoever makes a fleet holds the session and ends it; a crawler that ends does not.
    """

    process: CrawlerProcessBase
    session: Session
    waiting: list[Errand]
    at_once: int
    on_start: Callable[[Errand], None]
    on_end: Callable[[Errand], None]
    running: list[Errand] = field(default_factory=list)
    done: list[Errand] = field(default_factory=list)
    is_stopping: bool = False
    _tasks: set["asyncio.Future[None]"] = field(default_factory=set)

    def run(self, max_runtime: float | None = None) -> None:
        """Crawl until all is done, or until `max_runtime` seconds are over: what is under way is then closed."""
        self._fill()
        if max_runtime is not None:
            asyncio.get_event_loop().call_later(max_runtime, self.stop)
        self.process.start()
        for errand in list(self.running):  # the loop was stopped before it could tell
            self._finish(errand)

    def _fill(self) -> None:
        """Begin what there is room for."""
        while len(self.running) < self.at_once and not self.is_stopping and self.session.error is None:
            busy = frozenset[str]().union(*(errand.site.hosts for errand in self.running))
            errand = next((errand for errand in self.waiting if not errand.site.hosts & busy), None)
            if errand is None:
                return
            self._begin(errand)

    def _begin(self, errand: Errand) -> None:
        self.waiting.remove(errand)
        self.running.append(errand)
        errand.started, errand.began = time.time(), time.monotonic()
        self.on_start(errand)
        share_session(errand.crawler, self.session)
        handle = self.process.crawl(errand.crawler, **errand.site.arguments)
        if isinstance(handle, Deferred):
            handle.addBoth(lambda _: self._go_on(errand))
        elif isinstance(handle, asyncio.Task):
            handle.add_done_callback(lambda _: self._go_on(errand))

    def _go_on(self, errand: Errand) -> None:
        self._finish(errand)
        self._fill()

    def _finish(self, errand: Errand) -> None:
        if errand not in self.running:
            return
        self.running.remove(errand)
        self.done.append(errand)
        errand.ended = errand.started + time.monotonic() - errand.began  # the clock may have been put back
        self.is_stopping |= errand.reason in INTERRUPTED
        self.on_end(errand)

    def stop(self) -> None:
        """Begin nothing more; close what is under way, its pages finished and its frontier kept."""
        if not self.is_stopping:
            logger.info("the time is up: closing %d crawls, %d were not begun", len(self.running), len(self.waiting))
            self.is_stopping = True
            self._tasks = {asyncio.ensure_future(self._close(errand)) for errand in self.running}

    async def _close(self, errand: Errand) -> None:
        while errand in self.running:
            engine = errand.crawler.engine
            if engine is not None and engine.spider is not None:
                await engine.close_spider_async(reason=MAX_RUNTIME)
                return
            await asyncio.sleep(_RETRY)
