"""The frame of a run: settles the seeds when the spider closes, keeps a report, ends when the store fails."""

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from scoda_crawler.crawl.session import Session, find_session, open_session
from scoda_crawler.errors import ScodaError, StoreError

logger = logging.getLogger(__name__)

INTERRUPTED = frozenset({"shutdown"})
MAX_RUNTIME = "closespider_max_runtime"  # the reason that a crawl ended for


class Run:
    """A Scrapy extension; the session that it ends is opened by the stages or the frontier."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._every = crawler.settings.getint("SCODA_SETTLE_EVERY")
        self._staged = 0
        self._is_closing = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Run":
        """Scrapy's constructor."""
        run = cls(crawler)
        crawler.signals.connect(run.on_item, signals.item_scraped)
        crawler.signals.connect(run.on_item_error, signals.item_error)
        crawler.signals.connect(run.on_scheduled, signals.scheduler_empty)
        crawler.signals.connect(run.on_response, signals.response_received)
        crawler.signals.connect(run.on_closed, signals.spider_closed)
        return run

    def _session(self) -> Session | None:
        return find_session(self._crawler)

    def on_response(self) -> None:
        """Stop when the store has failed: what is fetched from now on could not be kept."""
        self._stop_when_failed()

    def on_scheduled(self) -> None:
        """Likewise, where no response comes any more."""
        self._stop_when_failed()

    def _stop_when_failed(self) -> None:
        session = self._session()
        if session is not None and session.error is not None and not self._is_closing:
            self._is_closing = True
            assert self._crawler.engine is not None
            asyncio.ensure_future(self._crawler.engine.close_spider_async(reason="store-error"))  # noqa: RUF006

    def on_item(self) -> None:
        """Settle in a long run every so many documents."""
        self._staged += 1
        session = self._session()
        if session is not None and self._every and self._staged % self._every == 0:
            settle(session)

    def on_item_error(self) -> None:
        """A stage failed on a text (the log says how): its page is in the archive, for `scrapy reextract`."""
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value("scoda/dropped/stage-error")

    def on_closed(self, spider: Spider, reason: str) -> None:
        """Report; the last crawler of a session settles and closes it.

        A run that was interrupted leaves settling to the run that goes on with it, so that both together give the seeds
        that one run would have given. One whose time was up leaves the sites that it did not come to an end with.
        """
        session = open_session(self._crawler)
        if reason not in INTERRUPTED and reason != MAX_RUNTIME:
            session.ended |= getattr(spider, "sites", set())
        assert self._crawler.stats is not None
        report = make_report(session, spider, reason, self._crawler.stats.get_stats())
        session.report = report if session.report is None else merge_reports(session.report, report)
        session.crawlers -= 1
        if session.crawlers == 0:
            end_session(session)


def settle(session: Session, *, is_end: bool = False) -> None:
    """Publish what is staged; at the end of a run only of sites that it came to an end with, or that have long waited.

    A failure is kept in the session.
    """
    try:
        session.settle(session.find_waiting() if is_end else {})
    except ScodaError as error:
        session.fail(error)


def end_session(session: Session) -> None:
    """Settle, unless the run was interrupted, keep the report, close; `session.report` must be there."""
    assert session.report is not None
    if session.error is None and session.report["reason"] not in INTERRUPTED:
        settle(session, is_end=True)
    settled = session.settled
    session.report |= {
        "seconds": round(time.monotonic() - session.began, 3),
        "error": None if session.error is None else str(session.error),
        "seeds": None if settled is None else settled._asdict(),
        "waiting": session.waiting,
    }
    try:
        session.keep_report()
    except (StoreError, OSError) as error:
        logger.error("the report of this run could not be written: %s", error)
    session.close()


def make_report(session: Session, spider: Spider, reason: str, stats: Mapping[str, Any]) -> dict[str, Any]:
    """What a run did, as plain data: `seeds/.scoda/runs/<run>.json`."""
    counts = {name: value for name, value in sorted(stats.items()) if isinstance(value, int | float)}
    return {
        "run": session.run,
        "spider": spider.name,
        "urls": list(getattr(spider, "urls", ())),
        "started": session.started,
        "reason": reason,
        "counts": counts,
    }


def merge_reports(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The reports of two crawlers of one run as one: counts added up, the worse end kept."""
    names = sorted(one["counts"].keys() | other["counts"].keys())
    counts = {name: one["counts"].get(name, 0) + other["counts"].get(name, 0) for name in names}
    reason = one["reason"] if one["reason"] != "finished" else other["reason"]
    spider = f"{one['spider']}, {other['spider']}"
    return {**one, "spider": spider, "urls": one["urls"] + other["urls"], "reason": reason, "counts": counts}
