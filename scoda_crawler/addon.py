"""`ADDONS = {"scoda_crawler.ScodaAddon": 500}`: the cleaning stages and the seed store for any Scrapy project."""

from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from scoda_crawler import settings as ours
from scoda_crawler.crawl.run import Run
from scoda_crawler.layout import list_pipelines

_STORE = (
    "SCODA_SEEDS_DIR",
    "SCODA_POST_HEADERS",
    "SCODA_SETTLE_EVERY",
    "SCODA_ARCHIVE_MAX_BYTES",
    "SCODA_ITEM_FIELDS",
)


class ScodaAddon:
    """Adds the stages, and what settles their seeds when the spider closes; the project's own settings win."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Scrapy's hook: values at add-on priority, so that all that the project says itself wins."""
        for name in _STORE:
            settings.set(name, getattr(ours, name), priority="addon")
        settings.set("SCODA_ARCHIVE", False, priority="addon")  # the project's requests are its own affair
        for path, order in list_pipelines().items():
            settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", load_object(path), order)
        settings.setdefault_in_component_priority_dict("EXTENSIONS", Run, 10)
