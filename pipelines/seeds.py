"""The last stage: the cleaned document is staged in the seeds folder's state, to be settled into a seed."""

from typing import Any

from scrapy.crawler import Crawler

from scoda_crawler.crawl.foreign import Foreign
from scoda_crawler.crawl.session import open_session
from scoda_crawler.crawl.stage import Stage
from scoda_crawler.errors import ScodaError
from scoda_crawler.items import Article, Thread
from scoda_crawler.store.staging import stage


class SeedsPipeline(Stage):
    """Stages documents; an item of another project goes on as its own, cleaned."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session = open_session(crawler)

    def process_item(self, item: Any) -> Any:
        """The item, once its document is staged."""
        document = item.document if isinstance(item, Foreign) else item
        if isinstance(document, Article | Thread):
            self._stage(document)
        return item.give_back() if isinstance(item, Foreign) else item

    def _stage(self, document: Article | Thread) -> None:
        try:
            is_new = stage(self._session.state, document)
        except ScodaError as error:  # the store cannot take it: the run ends, and the page is fetched again
            self._session.fail(error)
            raise
        self.count("staged/changed" if is_new else "staged/unchanged")
