"""`scrapy verify`: is every seed what its name, the manifest and the archive say?"""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand

from scoda_crawler.commands.outcome import Exit
from scoda_crawler.store.verify import count_elsewhere, find_faults


class Command(ScrapyCommand):
    """Check a seeds folder; change nothing."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        """Shown by `scrapy`."""
        return "Check every seed against its name, the manifest and the archive"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy calls it so)
        """Print what is wrong, a line each; exit code 1 when anything is."""
        assert self.settings is not None
        folder = Path(self.settings["SCODA_SEEDS_DIR"])
        if not folder.is_dir():
            print(f"scoda: {folder} is no folder", file=sys.stderr)
            self.exitcode = int(Exit.CONFIGURATION)
            return
        faults = 0
        for fault in find_faults(folder):
            faults += 1
            print(fault)
        seeds = len(list(folder.glob("[0-9]*.txt")))
        Console(stderr=True, soft_wrap=True).print(f"{seeds} seeds in {folder}: {faults or 'no'} faults")
        if elsewhere := count_elsewhere(folder):
            print(f"{elsewhere} pages are in archives elsewhere, which were not looked into", file=sys.stderr)
        self.exitcode = int(Exit.ERROR if faults else Exit.WELL)
