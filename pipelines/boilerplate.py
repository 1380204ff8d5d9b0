"""Footers of the software cut; lines that recur over a site are learned when the collection is settled."""

from scoda_crawler.clean import clean_boilerplate
from scoda_crawler.crawl.stage import CleaningStage


class BoilerplatePipeline(CleaningStage):
    """Strips "Powered by ..." and its like from the end of texts."""

    clean = staticmethod(clean_boilerplate)
