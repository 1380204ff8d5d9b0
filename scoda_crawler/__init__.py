"""Crawls news sites and forums into clean, deduplicated plain-text seeds."""

__version__ = "0.1.0"

__all__ = ["ScodaAddon", "__version__"]


def __getattr__(name: str) -> object:
    # Scrapy is imported only by who asks for the add-on: text/, dates, extract/ and dedup/ stay free of it.
    if name == "ScodaAddon":
        from scoda_crawler.addon import ScodaAddon

        return ScodaAddon
    raise AttributeError(name)
