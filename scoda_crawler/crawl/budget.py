"""An end to what has none: pages written alike are followed only while they, or the pages before them, bring something.

A page brings something new when it holds a text that no page of the crawl held, or links a page of another kind that
no page of the crawl linked, and that kind is worth it (`store.budgets`). How many pages in a row did not, on the way to
a page, each link knows ("dry"). A link is left aside when both are true: the pages of its pattern have brought nothing
too often, and so did those that led to it. Either alone is honest: the last pages of a list bring nothing, and neither
does the way down a menu. Where very many pages of a pattern brought nothing and none anything, the way need not be so
dry.
"""

import logging
from collections.abc import Iterable

from scrapy import Request
from scrapy.crawler import Crawler

from scoda_crawler.crawl.requests import (
    find_link_key,
    find_link_pattern,
    find_request_key,
    find_request_pattern,
)
from scoda_crawler.extract.patterns import find_account, is_apart
from scoda_crawler.extract.sameness import digest_page, digest_text, find_base
from scoda_crawler.items import Link, Page
from scoda_crawler.store.budgets import Budgets, Fruit
from scoda_crawler.store.frontier import Queue
from scoda_crawler.store.state import State

logger = logging.getLogger(__name__)

DRY = 3
"""Pages in a row that brought nothing: more than a menu of sections and subsections has above its articles."""


class Budget:
    """The accounts of a crawl, as the frontier asks for them."""

    def __init__(self, crawler: Crawler, state: State, queue: Queue) -> None:
        self._crawler = crawler
        self._queue = queue
        self._accounts = Budgets(state, queue.crawl, crawler.settings.getint("SCODA_BARREN_PAGES"))
        self._outcomes: dict[int, tuple[str, Fruit]] = {}
        self._told: set[tuple[str, str]] = set()

    def judge(self, request: Request, links: Iterable[Link], *, is_fruitful: bool) -> int:
        """Note what a page brought: a new text (`is_fruitful`) or its `links`; how dry the way is behind it."""
        pattern = find_request_pattern(request)
        if not pattern:
            return 0
        fruit: Fruit = "texts" if is_fruitful else self._find_fruit(pattern, links)
        if (row := request.meta.get("scoda_row")) is not None:
            self._outcomes[row] = (find_account(pattern), fruit)
        return request.meta.get("scoda_dry", 0) + 1 if fruit == "barren" else 0

    def _find_fruit(self, pattern: str, links: Iterable[Link]) -> Fruit:
        """The best that a page's links are worth."""
        best: Fruit = "barren"
        for link in links:
            worth = self._judge_link(pattern, link)
            if worth == "leads":
                return worth
            best = worth if worth == "hopes" else best
        return best

    def _judge_link(self, pattern: str, link: Link) -> Fruit:
        other = find_link_pattern(link)
        site, key = find_link_key(link)
        is_session = "~" in pattern and find_account(pattern) == find_account(other)
        if is_session or not is_apart(pattern, other) or self._queue.has_met(site, key):
            return "barren"
        return self._accounts.judge_link(site, find_account(other)) if other else "leads"

    def refuses(self, site: str, request: Request) -> bool:
        """Whether a link is left aside; counted, and told once for its pattern."""
        if not (dry := request.meta.get("scoda_dry", 0)):
            return False
        pattern = find_account(find_request_pattern(request))
        if not pattern or not self._is_over(site, pattern, dry):
            return False
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value("scoda/skipped/barren")
        if (site, pattern) not in self._told:
            self._told.add((site, pattern))
            self._tell(site, pattern)
        return True

    def _is_over(self, site: str, pattern: str, dry: int) -> bool:
        combined, sessions = pattern.endswith("*"), pattern.endswith("~")  # these multiply with each step
        is_spent = dry >= DRY - sessions and self._accounts.is_spent(site, pattern)
        return is_spent or (dry >= DRY - 1 - combined and self._accounts.is_closed(site, pattern))

    def _tell(self, site: str, pattern: str) -> None:
        account = self._accounts.find(site, pattern)
        message = "%s: no more pages like %s: %d of %d brought nothing new"
        logger.info(message, site, pattern, account.barren, sum(account))

    def settle(self, row: int, site: str) -> None:
        """The page of this row is acknowledged: count what it brought, in the same transaction."""
        if (outcome := self._outcomes.pop(row, None)) is not None:
            self._accounts.count(site, outcome[0], outcome[1])

    def is_new_text(self, request: Request, text: str) -> bool:
        """Whether no other page of this crawl held `text`, numbers apart."""
        site, key = find_request_key(request)
        return self._accounts.is_new_text(site, digest_text(text), key)

    def is_copy(self, request: Request, page: Page) -> bool:
        """Whether `page` was read under another URL in this crawl; a first page, a sitemap and a feed never are."""
        site, key = find_request_key(request)
        is_copy = self._accounts.is_copy(site, digest_page(page.body, page.url), find_base(page.url), key)
        return is_copy and bool(find_request_pattern(request))
