"""`scrapy crawl`: Scrapy's own, with clear errors, a summary and exit codes that tell how the run ended."""

import argparse
import gc
import logging
import sys

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from scoda_crawler.commands.outcome import Exit, judge, judge_error
from scoda_crawler.crawl.progress import print_summary
from scoda_crawler.crawl.session import Session, share_session
from scoda_crawler.crawl.spider import BaseSpider
from scoda_crawler.errors import ScodaError

_TALKATIVE = ("scrapy.utils.log", "scrapy.crawler", "scrapy.middleware", "scrapy.addons", "scrapy.core.engine")


class Command(ScrapyCrawl):
    """Crawl sites into seeds."""

    def short_desc(self) -> str:
        """Shown by `scrapy`."""
        return "Crawl a site into seeds: scrapy crawl metinfo|forum|site -a url=https://example.org/"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run one spider to its end."""
        if len(args) != 1:
            raise UsageError("name one spider: metinfo, forum or site")
        assert self.crawler_process is not None
        try:
            crawler = self.crawler_process.create_crawler(args[0])
        except KeyError:
            names = ", ".join(self.crawler_process.spider_loader.list())
            return self.give_up(f"there is no spider {args[0]!r}; there are {names}", Exit.CONFIGURATION)
        if not issubclass(crawler.spidercls, BaseSpider):
            return super().run(args, opts)
        self.crawl_all([(crawler, opts.spargs)])
        return None

    def give_up(self, line: str, code: Exit) -> None:
        """One line for the user, and the exit code."""
        print(f"scoda: {line}", file=sys.stderr)
        self.exitcode = int(code)

    def _quieten(self) -> None:
        """Scrapy's long account of itself is kept for `-L DEBUG`."""
        assert self.settings is not None
        if self.settings["LOG_LEVEL"] != "DEBUG":
            for name in _TALKATIVE:
                logger = logging.getLogger(name)
                logger.setLevel(max(logging.WARNING, logger.level))

    def crawl_all(self, jobs: list[tuple[Crawler, dict[str, str]]]) -> Session | None:
        """Run crawlers side by side into one folder, print the summary, set the exit code.

        Answers the ended session, or None when it could not begin.
        """
        assert self.crawler_process is not None and self.settings is not None
        try:
            for crawler, arguments in jobs:
                crawler.spidercls(**arguments)  # a wrong argument is told before anything is opened
            session = Session(self.settings)
        except ScodaError as error:
            code, line = judge_error(error)
            self.give_up(line, code)
            return None
        self._quieten()
        for crawler, arguments in jobs:
            share_session(crawler, session)
            self.crawler_process.crawl(crawler, **arguments)
        gc.freeze()  # what is loaded by now stays: a twentieth of the time of a crawl went into looking through it
        self.crawler_process.start()
        if session.report is None:
            session.close()
            self.give_up("the crawl could not begin; the log says why", Exit.ERROR)
            return None
        print_summary(session.report, session.folder.path)
        code, line = judge(session.report, session)
        if line:
            self.give_up(line, code)
        return session
