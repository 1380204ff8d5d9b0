"""Items of another project taken in, so that the stages after this one clean them too."""

from typing import Any

from scrapy.crawler import Crawler

from scoda_crawler.crawl.foreign import Foreign, find_fields
from scoda_crawler.crawl.stage import Stage


class AdoptPipeline(Stage):
    """Wraps an item that has a URL and a text (SCODA_ITEM_FIELDS names its fields); other items pass."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._own = crawler.settings.getdict("SCODA_ITEM_FIELDS")

    def process_item(self, item: Any) -> Any:
        """The item, wrapped where it can be cleaned."""
        fields = find_fields(item, self._own)
        return item if fields is None else Foreign(item, fields)
