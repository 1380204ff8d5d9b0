"""`scrapy report`: one HTML page about a seeds folder and its runs, to be opened in any browser."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand

from scoda_crawler.commands.outcome import Exit
from scoda_crawler.report import collect, render
from scoda_crawler.store.verify import read_manifest


def read_runs(folder: Path) -> list[dict[str, Any]]:
    """The reports of all runs in the seeds folder `folder`; one that is being written just now is left out."""
    found = []
    for path in sorted((folder / ".scoda" / "runs").glob("*.json")):
        try:
            run = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            print(f"scoda: {path} was left out: it is not whole", file=sys.stderr)
            continue
        if isinstance(run, dict):
            found.append(run)
    return found


def write_page(output: Path, page: str) -> None:
    """Replace `output` as a whole: a web server may be giving it out. What is no file (a pipe) is written to."""
    if output.exists() and not output.is_file():
        output.write_text(page, encoding="utf-8")
        return
    temporary = output.with_name(f".{output.name}.part")
    temporary.write_text(page, encoding="utf-8")
    temporary.replace(output)


class Command(ScrapyCommand):
    """Write a page about the collection."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        """Shown by `scrapy`."""
        return "Write an HTML page about the seeds and the runs"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's hook."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", default="report.html", metavar="FILE", help="(default: %(default)s)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy calls it so)
        """Read, count, write; a run may be at work meanwhile."""
        assert self.settings is not None
        folder, output = Path(self.settings["SCODA_SEEDS_DIR"]), Path(opts.output)
        if not folder.is_dir():
            return self._give_up(f"{folder} is no folder", Exit.CONFIGURATION)
        try:
            rows = [row for row in read_manifest(folder) if isinstance(row, dict)]
            page = render(collect(rows, read_runs(folder)), title=folder.resolve().name, made=time.time())
            write_page(output, page)
        except (OSError, ValueError) as error:
            return self._give_up(str(error), Exit.ERROR)
        print(f"{output.resolve()}: {len(rows)} seeds")
        return None

    def _give_up(self, line: str, code: Exit) -> None:
        print(f"scoda: {line}", file=sys.stderr)
        self.exitcode = int(code)
