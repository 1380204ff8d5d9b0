"""A small news site and board on 127.0.0.1, dirty in every way that this project cleans, and their clean text."""

from scoda_crawler.demo.expected import Expected, expected_seeds
from scoda_crawler.demo.server import DemoServer

__all__ = ["DemoServer", "Expected", "expected_seeds"]
