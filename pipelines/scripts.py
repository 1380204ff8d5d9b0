"""Letters and names of another script put back into the language of the text."""

from scoda_crawler.clean import clean_scripts
from scoda_crawler.crawl.stage import CleaningStage


class ScriptsPipeline(CleaningStage):
    """Tells the language of the text and repairs mixed scripts by it."""

    clean = staticmethod(clean_scripts)
