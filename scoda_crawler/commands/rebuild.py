"""`scrapy rebuild`: the state made anew, when it is lost or damaged, from the manifest, the archive and the seeds."""

import argparse
import os
import sys
import time
from itertools import count
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand

from scoda_crawler.commands.outcome import Exit, judge_error
from scoda_crawler.crawl.session import Session
from scoda_crawler.errors import ScodaError
from scoda_crawler.store.rebuild import read_rows, restore_documents, restore_numbers
from scoda_crawler.store.replay import Replay
from scoda_crawler.store.staging import find_key, stage


class Command(ScrapyCommand):
    """Rebuild the state of a seeds folder."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        """Shown by `scrapy`."""
        return "Make the state of a seeds folder anew from its manifest, archive and seeds"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy calls it so)
        """Set the old state aside, then replay what there is; numbers stay as they are."""
        assert self.settings is not None
        self.settings.set("SCODA_ARCHIVE", False, priority="cmdline")
        folder = Path(self.settings["SCODA_SEEDS_DIR"])
        try:
            rows = read_rows(folder)
            self._set_aside(folder / ".scoda")
            session = Session(self.settings, is_new=True)
            try:
                restored = self._rebuild(session, rows)
            finally:
                session.close()
        except (ScodaError, OSError, ValueError, KeyError) as error:
            code, line = judge_error(error) if isinstance(error, ScodaError) else (Exit.ERROR, str(error))
            print(f"scoda: {line}", file=sys.stderr)
            self.exitcode = int(code)
            return
        done = session.settled
        assert done is not None
        Console(stderr=True, soft_wrap=True).print(
            f"state of {folder} rebuilt: {len(rows)} seeds known, {restored} of them from their files alone; "
            f"{done.new} new, {done.changed} changed, {done.removed} removed"
        )

    def _set_aside(self, private: Path) -> None:
        """Nothing is deleted: the old state keeps a name of its own."""
        marks = (f".old-{int(time.time()) + number}" for number in count())
        mark = next(mark for mark in marks if not any(private.glob(f"state.sqlite*{mark}")))
        for path in sorted(private.glob("state.sqlite*")):
            if ".old-" not in path.name:
                path.rename(path.with_name(path.name + mark))

    def _rebuild(self, session: Session, rows: list[dict[str, object]]) -> int:
        assert self.settings is not None
        state, archive = session.state, session.folder.private / "archive"
        restore_numbers(state, rows)
        staged = set()
        if archive.exists():
            replay = Replay(
                [archive], workers=os.cpu_count() or 1, seconds=self.settings.getfloat("SCODA_PAGE_SECONDS")
            )
            for run in replay.list_runs():
                for document in replay.iter_documents(run):
                    stage(state, document, replay.is_earlier)
                    staged.add(find_key(document))
        restored = restore_documents(state, session.folder.path, rows, staged)
        session.settle()
        return restored
