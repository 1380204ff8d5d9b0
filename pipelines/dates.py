"""Dates read in the language of the page, relative ones from the time of fetching."""

from scoda_crawler.clean import clean_dates
from scoda_crawler.crawl.stage import CleaningStage


class DatesPipeline(CleaningStage):
    """Reads the dates that the page shows."""

    clean = staticmethod(clean_dates)
