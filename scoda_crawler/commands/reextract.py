"""`scrapy reextract`: read and clean archived pages again, without a network, on all cores."""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand

from scoda_crawler.commands.outcome import Exit, judge_error
from scoda_crawler.crawl.session import Session
from scoda_crawler.errors import ConfigurationError, ScodaError
from scoda_crawler.store.replay import Replay
from scoda_crawler.store.staging import drop_parts, find_key, stage


class Command(ScrapyCommand):
    """Make the seeds again from an archive."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        """Shown by `scrapy`."""
        return "Make seeds from archived pages (WARC files, HTML files) without fetching anything"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's hook."""
        super().add_options(parser)
        what = "WARC files, HTML files or folders of them (default: the seeds folder's own archive)"
        parser.add_argument("--from", dest="sources", action="append", default=[], metavar="PATH", help=what)
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy calls it so)
        """Replay, settling after each run in the archive, so that numbers are given as they were."""
        assert self.settings is not None
        self.settings.set("SCODA_ARCHIVE", False, priority="cmdline")
        try:
            session = Session(self.settings)
            try:
                replay = self._replay(session, [Path(source) for source in opts.sources], opts.workers)
            finally:
                session.close()
        except (ScodaError, OSError) as error:
            code, line = judge_error(error) if isinstance(error, ScodaError) else (Exit.ERROR, str(error))
            print(f"scoda: {line}", file=sys.stderr)
            self.exitcode = int(code)
            return
        self._tell(session, replay)

    def _replay(self, session: Session, sources: list[Path], workers: int) -> Replay:
        assert self.settings is not None
        own = session.folder.private / "archive"
        paths = sources or [own]
        if missing := [path for path in paths if not path.exists()]:
            raise ConfigurationError(f"{missing[0]} is not there" if sources else f"there is no archive in {own}")
        replay = Replay(paths, workers=workers, seconds=self.settings.getfloat("SCODA_PAGE_SECONDS"))
        staged = set()
        for run in replay.list_runs():
            for document in replay.iter_documents(run):
                stage(session.state, document, replay.is_earlier)  # committed as a whole by `settle`: half of a run,
                staged.add(find_key(document))  # settled after a kill, would give other numbers
            session.settle()
        if not sources:
            drop_parts(session.state, staged)
            session.settle()
        return replay

    def _tell(self, session: Session, replay: Replay) -> None:
        done = session.settled
        assert done is not None
        passed = ", ".join(f"{reason} {number}" for reason, number in sorted(replay.counts.items()))
        Console(stderr=True, soft_wrap=True).print(
            f"{done.new} new, {done.changed} changed, {done.unchanged} unchanged, {done.removed} removed seeds in "
            f"{session.folder.path}; {done.copies} copies of others" + (f"; no seed: {passed}" if passed else "")
        )
