"""One page about a collection: figures of its manifest and its runs, charts, HTML; data in, text out."""

from scoda_crawler.report.figures import Figures, collect
from scoda_crawler.report.page import render

__all__ = ["Figures", "collect", "render"]
