"""Texts told apart by fingerprint: one that the collection has under another address is named, not lost."""

import logging
from typing import Any

from scrapy.crawler import Crawler

from scoda_crawler.crawl.foreign import Foreign
from scoda_crawler.crawl.session import open_session
from scoda_crawler.crawl.stage import Stage
from scoda_crawler.items import Article, Thread
from scoda_crawler.store.staging import find_key

logger = logging.getLogger(__name__)


class DedupPipeline(Stage):
    """Drops documents without text and counts those that are known.

    Which of several copies is kept is chosen when the collection is settled: only then is it whole.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session = open_session(crawler)

    def process_item(self, item: Any) -> Any:
        """The item, unless it has no text."""
        document = item.document if isinstance(item, Foreign) else item
        if not isinstance(document, Article | Thread):
            return item
        if not document.text.strip():
            raise self.drop("no-text", document)
        if (earlier := self._session.settler.find_same(document)) and earlier != find_key(document):
            self.count("known-texts")
            logger.debug("%s has the text of %s %s", document.url, *earlier)
        return item
