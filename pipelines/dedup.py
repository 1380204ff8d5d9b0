"""Texts told apart by fingerprint: one that the collection holds already is named, not lost."""

from typing import Any

from scoda_crawler.crawl.foreign import Foreign
from scoda_crawler.crawl.stage import Stage
from scoda_crawler.items import Article, Thread

SHORTEST = 1  # characters of text that make a document


class DedupPipeline(Stage):
    """Drops documents without text. Copies are chosen when the collection is settled: only then is it whole."""

    def process_item(self, item: Any) -> Any:
        """The item, unless it has no text."""
        document = item.document if isinstance(item, Foreign) else item
        if isinstance(document, Article | Thread) and len(document.text.strip()) < SHORTEST:
            raise self.drop("no-text", document)
        return item
