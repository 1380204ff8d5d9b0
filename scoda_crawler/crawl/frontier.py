"""The frontier as Scrapy scheduler: requests are leased from SQLite and acknowledged when all of a page is done.

Scrapy has no public signal for "this request, its callbacks and its pipelines are over"; the engine knows it in
`engine._slot.inprogress`, which holds a request from `next_request` until then. That is private, so it is looked for
when the spider opens, and its absence is a clear error.
"""

import logging
from collections.abc import Sequence

import scrapy
from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from scoda_crawler.crawl.budget import Budget
from scoda_crawler.crawl.hosts import find_hosts
from scoda_crawler.crawl.order import Order
from scoda_crawler.crawl.requests import dump_request, find_link_key, find_request_key, load_request, read_link
from scoda_crawler.crawl.session import open_session
from scoda_crawler.errors import ScodaError, UnsupportedError
from scoda_crawler.items import Link
from scoda_crawler.store.frontier import Lease, Queue
from scoda_crawler.store.pages import is_due

logger = logging.getLogger(__name__)

# Scrapy's way to say that all requests were done; what it says otherwise leaves the crawl to be gone on with.
FINISHED = frozenset({"finished", "no_start_requests"})


class Frontier(BaseScheduler):
    """Queue, duplicate filter and memory of a crawl in one; `SCHEDULER = "scoda_crawler.crawl.frontier.Frontier"`."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._session = open_session(crawler)
        self._per_site = max(1, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        self._max_pages = settings.getint("SCODA_MAX_PAGES")
        self._revisit_all = settings.get("SCODA_REVISIT") == "all"
        self._leases: dict[int, tuple[str, Request]] = {}
        self._given_back: set[int] = set()
        self._hosts = find_hosts(crawler)
        self._order = Order()
        self._spider: Spider
        self._queue: Queue
        self.budget: Budget

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Frontier":
        """Scrapy's constructor."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Take up the crawl that an earlier run of the same command left unfinished, or begin one."""
        inprogress = getattr(getattr(self._crawler.engine, "_slot", None), "inprogress", None)
        if not isinstance(inprogress, set):
            raise UnsupportedError(
                f"the frontier knows Scrapy 2.19 and cannot see the requests in progress of {scrapy.__version__}"
            )
        self._inprogress: set[Request] = inprogress
        self._spider = spider
        self._queue = Queue(self._session.state, str(getattr(spider, "job", spider.name)))
        self.budget = Budget(self._crawler, self._session.state, self._queue)
        adopt = getattr(spider, "adopt_sites", None)
        if self._queue.is_resumed:
            logger.info("going on with the crawl that was cut short: %d requests to do", self._queue.queued.total())
            if adopt is not None:
                adopt(self._queue.sites())

    def _count(self, name: str, number: int = 1) -> None:
        if self._crawler.stats is not None and number:
            self._crawler.stats.inc_value(name, number)

    def has_pending_requests(self) -> bool:
        """Whether anything is left to fetch in this run; what a site that is left alone owes, the next run asks for."""
        if self._session.state.failure is not None:
            return False
        return any(number > 0 and not self._hosts.why_left(site) for site, number in self._queue.queued.items())

    def enqueue_request(self, request: Request) -> bool:
        """Queue a request; a retry or a redirect of a leased one takes its place. False for what is known already."""
        try:
            return self._enqueue(request)
        except ScodaError as error:
            self._session.fail(error)
            return False

    def _enqueue(self, request: Request) -> bool:
        row = request.meta.get("scoda_row")
        site, key = find_request_key(request)
        if row in self._leases:
            return self._return(row, request)
        if self._queue.knows(site, key) is not None:
            self._count("dupefilter/filtered")
            return False
        if not self._revisit_all and not is_due(
            self._session.pages.find(site, key), read_link(request).get("hint", "")
        ):
            self._queue.meet(site, key)
            self._count("scoda/skipped/not-due")
            return False
        if self.budget.refuses(site, request):
            return False
        if self._is_full(site):
            self._count("scoda/skipped/max-pages")
            return False
        priority = request.priority - self._order.stand_back(site, request.url)
        self._queue.put(site, key, dump_request(request, self._spider), priority=priority)
        self._count("scheduler/enqueued")
        self._session.state.batch()
        return True

    def find_new(self, links: Sequence[Link]) -> list[Link]:
        """Those that this crawl does not know; saves the others, most links of a page, the way through Scrapy to us."""
        new = [link for link in links if self._queue.knows(*find_link_key(link)) is None]
        self._count("dupefilter/filtered", len(links) - len(new))
        return new

    def mark_done(self, site: str, key: str) -> None:
        """A page came under another URL than its own (a start page, a redirect): it need not be fetched again."""
        self._queue.mark_done(site, key)

    def _find_row(self, request: Request) -> int | None:
        """The row of what a request leads to now, whatever link it came from."""
        site, url = find_request_key(request.replace(meta={}))
        find_keys = getattr(self._spider, "find_keys", lambda _: ())
        rows = (self._queue.knows(site, key) for key in (*find_keys(request.url), url))
        return next((row for row in rows if row is not None), None)

    def _is_full(self, site: str) -> bool:
        """Whether the site has had all the pages that SCODA_MAX_PAGES grants it."""
        return 0 < self._max_pages <= self._queue.done[site] + self._queue.leased[site]

    def _return(self, row: int, request: Request) -> bool:
        site, earlier = self._leases[row]
        known = self._find_row(request)
        if request.url != earlier.url and known not in (None, row):
            self._count("scoda/skipped/redirect-to-known")  # the page it leads to has a request of its own
            return False
        del self._leases[row]
        ready = float(request.meta.get("scoda_ready", 0.0))
        self._queue.put_back(row, site, dump_request(request, self._spider), ready=ready)
        return True

    def _acknowledge(self) -> None:
        over = [row for row, (_, request) in self._leases.items() if request not in self._inprogress]
        for row in over:
            site, request = self._leases.pop(row)
            if row in self._given_back:
                self._given_back.discard(row)
                self._queue.put_back(row, site, dump_request(request, self._spider))
            else:
                self._queue.acknowledge(row, site)
                self.budget.settle(row, site)
        if over:
            self._session.state.batch()

    def give_back(self, request: Request) -> None:
        """The request came to nothing and is still owed: when its host is left alone, the next run asks for it."""
        if (row := request.meta.get("scoda_row")) in self._leases:
            self._given_back.add(row)

    def _sites(self) -> list[str]:
        """Sites with work and room, the least busy first, so that no site starves another."""
        leased, queued = self._queue.leased, self._queue.queued
        with_work = (site for site, number in queued.items() if number > 0 and leased[site] < self._per_site)
        is_open = (site for site in with_work if not self._hosts.why_left(site) and not self._hosts.pause_left(site))
        return sorted(is_open, key=lambda site: (leased[site], site))

    def next_request(self) -> Request | None:
        """Acknowledge what is over, then lease the next request, or None when none is ready."""
        if self._session.state.failure is not None:
            return None
        try:
            self._acknowledge()
            return next((request for site in self._sites() if (request := self._lease(site)) is not None), None)
        except ScodaError as error:
            self._session.fail(error)
            return None

    def _lease(self, site: str) -> Request | None:
        if self._is_full(site):
            self._count("scoda/skipped/max-pages", self._queue.drop_queued(site))
            return None
        while (lease := self._queue.lease(site)) is not None:
            request = load_request(lease.data, self._spider)
            if not self.budget.refuses(site, request):
                return self._hand_out(lease, request)
            self._queue.forget(lease.id, site)
        return None

    def _hand_out(self, lease: Lease, request: Request) -> Request:
        request.meta["scoda_row"] = lease.id
        self._ask_conditionally(request)
        self._leases[lease.id] = (lease.site, request)
        return request

    def _ask_conditionally(self, request: Request) -> None:
        visit = self._session.pages.find(*find_request_key(request))
        is_lacking = self._session.archive is not None and visit is not None and visit.warc is None
        if visit is None or visit.status != 200 or is_lacking:  # an archive that lacks the page gets it whole
            return
        if visit.etag:
            request.headers.setdefault("If-None-Match", visit.etag)
        if visit.last_modified:
            request.headers.setdefault("If-Modified-Since", visit.last_modified)

    def close(self, reason: str) -> None:
        """Acknowledge what is over and, when all is done, finish the crawl."""
        if self._session.state.failure is not None:
            return
        try:
            self._acknowledge()
            if reason in FINISHED and not self._queue.queued.total() and not self._leases:
                self._queue.finish(reason)
            self._session.state.commit()
        except ScodaError as error:
            self._session.fail(error)
