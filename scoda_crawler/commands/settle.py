"""`scrapy settle`: publish what is staged, e.g. after a run that was interrupted and is not to be gone on with."""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand

from scoda_crawler.commands.outcome import Exit, judge_error
from scoda_crawler.crawl.session import Session
from scoda_crawler.errors import ScodaError


class Command(ScrapyCommand):
    """Publish what is staged."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        """Shown by `scrapy`."""
        return "Publish the seeds of a run that was interrupted"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy calls it so)
        """Settle, and tell what that did."""
        assert self.settings is not None
        self.settings.set("SCODA_ARCHIVE", False, priority="cmdline")
        folder = Path(self.settings["SCODA_SEEDS_DIR"])
        if not folder.is_dir():
            return self._give_up(f"{folder} is no folder", Exit.CONFIGURATION)
        try:
            session = Session(self.settings)
            try:
                session.settle()
            finally:
                session.close()
        except ScodaError as error:
            code, line = judge_error(error)
            return self._give_up(line, code)
        done = session.settled
        assert done is not None
        Console(stderr=True, soft_wrap=True).print(
            f"{done.new} new, {done.changed} changed, {done.unchanged} unchanged, {done.removed} removed seeds in "
            f"{folder}; {done.copies} copies of others"
        )
        return None

    def _give_up(self, line: str, code: Exit) -> None:
        print(f"scoda: {line}", file=sys.stderr)
        self.exitcode = int(code)
