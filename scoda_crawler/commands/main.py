"""`scoda`: Scrapy's command line with this project's settings, for use outside a checkout."""

import os
import sys

from scrapy.cmdline import execute


def main() -> None:
    """Run `scoda <command>` as `scrapy <command>` in this project, wherever it is called."""
    os.environ["SCRAPY_SETTINGS_MODULE"] = "scoda_crawler.settings"
    execute(sys.argv)
