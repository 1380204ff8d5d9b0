"""Finds texts that repeat earlier ones, whole or in part; knows no network and no Scrapy."""

from scoda_crawler.dedup.copies import Copies, find_copies
from scoda_crawler.dedup.index import Index
from scoda_crawler.dedup.matching import Match

__all__ = ["Copies", "Index", "Match", "find_copies"]
