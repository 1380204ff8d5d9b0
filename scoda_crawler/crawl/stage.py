"""What the stages share: a pure function run over documents, and each change counted."""

from collections.abc import Callable
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from scoda_crawler.crawl.foreign import Foreign
from scoda_crawler.items import Article, Thread

Doc = Article | Thread


class Stage:
    """A pipeline over Articles and Threads; anything else passes untouched."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Stage":
        """Scrapy's constructor."""
        return cls(crawler)

    def count(self, name: str, number: int = 1) -> None:
        """Count under `scoda/<name>` in the run's statistics."""
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value(f"scoda/{name}", number)

    def drop(self, reason: str, document: Doc) -> DropItem:
        """The error that ends an item's way, counted by its reason."""
        self.count(f"dropped/{reason}")
        return DropItem(f"no seed from {document.url}: {reason}", log_level="INFO")


class CleaningStage(Stage):
    """A stage that is one pure function `clean` from document to document."""

    clean: Callable[[Doc], Doc]

    def process_item(self, item: Any) -> Any:
        """The item after this stage; what it changed is in its `repairs` and in the statistics."""
        if isinstance(item, Foreign):
            item.document = self._cleaned(item.document)
            return item
        return self._cleaned(item) if isinstance(item, Article | Thread) else item

    def _cleaned(self, document: Doc) -> Doc:
        before, known = document.repairs, _totals(document)
        document = type(self).clean(document)
        if document.repairs is before:
            return document
        for stage, number in _totals(document).items():
            if number > known.get(stage, 0):
                self.count(f"repaired/{stage}", number - known.get(stage, 0))
        return document


def _totals(document: Doc) -> dict[str, int]:
    totals: dict[str, int] = {}
    for repair in document.repairs:
        totals[repair.stage] = totals.get(repair.stage, 0) + repair.times
    return totals
