"""`scrapy demo`: crawl the site that the project brings along, and show the seeds."""

import argparse
import json
import logging
import shutil
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scoda_crawler.commands.crawl import Command as Crawl
from scoda_crawler.crawl.session import Session
from scoda_crawler.demo import DemoServer

_FOLDER = "demo-seeds"
_MARK = "made-by-demo"
# The demo's own machine need not be spared, and is at a private address.
_SETTINGS = {
    "SCODA_SEEDS_DIR": _FOLDER,
    "SCODA_ALLOW_PRIVATE_ADDRESSES": True,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "LOG_LEVEL": "WARNING",
}
_CMDLINE = 40  # Scrapy's priority of what the user gives with -s


class Command(Crawl):
    """Crawl the built-in demo site."""

    def syntax(self) -> str:
        """Shown by `--help`."""
        return "[options]"

    def short_desc(self) -> str:
        """Shown by `scrapy`."""
        return "Crawl the demo site that comes with the project, on 127.0.0.1, and show its seeds"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's hook: the demo's settings, where the user gave none."""
        super().process_options(args, opts)
        assert self.settings is not None
        for name, value in _SETTINGS.items():
            if (self.settings.getpriority(name) or 0) < _CMDLINE:
                self.settings.set(name, value, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy calls it so)
        """Serve, crawl with the spiders that everybody uses, show."""
        assert self.settings is not None and self.crawler_process is not None
        logging.getLogger("scrapy.middleware").setLevel(logging.ERROR)  # that the guard is off is known here
        folder = Path(self.settings["SCODA_SEEDS_DIR"])
        if (folder / ".scoda" / _MARK).exists():
            shutil.rmtree(folder)  # an earlier demo's: the site comes at another port each time
        with DemoServer() as site:
            jobs = [("metinfo", site.news_url), ("forum", site.board_url)]
            session = self.crawl_all([(self.crawler_process.create_crawler(name), {"url": url}) for name, url in jobs])
        if session is not None:
            (session.folder.private / _MARK).touch()
            show_seeds(session)


def show_seeds(session: Session) -> None:
    """The manifest as a table on standard output, and where the seeds lie."""
    table = Table("seed", "title", "date", "language", "words", "repairs", box=None, header_style="bold")
    for line in session.folder.manifest.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        day = (row["published"] or {}).get("value", "")[:10]
        repairs = sum(repair["times"] for repair in row["repairs"])
        title = row["title"] if len(row["title"]) <= 56 else row["title"][:55] + "…"
        table.add_row(row["file"], title, day, row["language"] or "", str(row["words"]), str(repairs or ""))
    console = Console() if sys.stdout.isatty() else Console(width=140)
    console.print(table)
    place = session.folder.path.resolve()
    console.print(f"\nThe seeds lie in {place}: read one, and manifest.jsonl beside it.", soft_wrap=True)
