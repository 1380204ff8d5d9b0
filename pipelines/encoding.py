"""Mojibake undone, invisible and doubled characters put right."""

from scoda_crawler.clean import clean_encoding
from scoda_crawler.crawl.stage import CleaningStage


class EncodingPipeline(CleaningStage):
    """Repairs what was decoded wrongly before it reached us, then normalises characters."""

    clean = staticmethod(clean_encoding)
