"""`scrapy clean`: text files of an earlier crawl through the same stages into the same seeds folder."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from scoda_crawler.clean import clean
from scoda_crawler.commands.outcome import Exit
from scoda_crawler.crawl.session import Session
from scoda_crawler.errors import ScodaError
from scoda_crawler.extract.raw import read_raw_text
from scoda_crawler.store.staging import stage
from scoda_crawler.text.encoding import decode

_LARGEST = 16 * 1024 * 1024  # bytes, as for a page


def iter_files(paths: list[Path]) -> Iterator[Path]:
    """The files named, and the .txt files of the folders named, in a fixed order."""
    for path in paths:
        yield from sorted(p for p in path.rglob("*.txt") if p.is_file()) if path.is_dir() else (path,)


class Command(ScrapyCommand):
    """Clean text files into seeds."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Shown by `--help`."""
        return "[options] PATH..."

    def short_desc(self) -> str:
        """Shown by `scrapy`."""
        return "Clean text files that an earlier crawl left behind, into seeds"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy calls it so)
        """Read, clean, stage, settle; a file that cannot be used is named and does not stop the others."""
        if not args:
            raise UsageError("name the files or folders to clean")
        assert self.settings is not None
        try:
            session = Session(self.settings)
            try:
                failed = [path for path in iter_files([Path(arg) for arg in args]) if not self._take(session, path)]
                session.settle()
            finally:
                session.close()
        except ScodaError as error:
            print(f"scoda: {error}", file=sys.stderr)
            self.exitcode = error.exit_code
            return
        self._tell(session, failed)

    def _take(self, session: Session, path: Path) -> bool:
        try:
            body = path.read_bytes()
        except OSError as error:
            print(f"scoda: {path} was left out: {error.strerror}", file=sys.stderr)
            return False
        if len(body) > _LARGEST or b"\0" in body[:4096]:
            print(f"scoda: {path} was left out: not a text of at most 16 MiB", file=sys.stderr)
            return False
        document = clean(read_raw_text(decode(body), path.name))
        if not document.text.strip():
            print(f"scoda: {path} was left out: no text", file=sys.stderr)
            return False
        stage(session.state, document)
        return True

    def _tell(self, session: Session, failed: list[Path]) -> None:
        done = session.settled
        assert done is not None
        Console(stderr=True).print(
            f"{done.new} new, {done.changed} changed, {done.unchanged} unchanged seeds in {session.folder.path}; "
            f"{done.copies} copies of others, {len(failed)} files left out"
        )
        self.exitcode = int(Exit.SOME_FAILED if failed else Exit.WELL)
