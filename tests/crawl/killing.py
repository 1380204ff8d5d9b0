"""Commands that are killed, and what must hold of a seeds folder afterwards."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from scoda_crawler.store.verify import find_faults

ROOT = Path(__file__).parents[2]
ZYGOTE = Path(__file__).parent / "killer" / "zygote.py"
KILLED = -9
Command = Callable[..., list[str]]


class Zygote:
    """A process that runs `scrapy` in its forks."""

    def __init__(self, process: "subprocess.Popen[str]", command: Command, log: Path) -> None:
        self._process = process
        self._command = command
        self._log = log
        self.kills = 0

    def run(self, arguments: list[str], settings: dict[str, str], **order: Any) -> int:
        """Run a command to its end, or as the `order` says (see killer/zygote.py); its exit code."""
        args = self._command(*arguments, settings=settings)[3:]
        order |= {"args": args, "log": str(self._log)}
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        code = int(self._process.stdout.readline())
        self.kills += code == KILLED
        return code

    @property
    def log(self) -> str:
        """What the last run printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def start_zygote(command: Command, log: Path) -> Iterator[Zygote]:
    process = subprocess.Popen(
        [sys.executable, str(ZYGOTE)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield Zygote(process, command, log)
    process.communicate()


class Run:
    """One command, run again and again into one seeds folder; archive files are small, so that many are begun."""

    def __init__(self, zygote: Zygote, seeds: Path, *arguments: str, **settings: str) -> None:
        self.seeds = seeds
        self._zygote = zygote
        self._arguments = [*arguments, "-L", "WARNING"]
        self._settings = {"SCODA_SEEDS_DIR": str(seeds), "SCODA_ARCHIVE_MAX_BYTES": "20000", **settings}

    def finish(self, *clock: tuple[int, float]) -> "Run":
        """Run it to its end; `clock` has (pages fetched before, seconds ahead) for a clock that is wrong."""
        code = self._zygote.run(self._arguments, self._settings, clock=clock)
        assert code == 0, self._zygote.log
        return self

    def kill(self, point: str, *clock: tuple[int, float]) -> None:
        """Run it; it must be killed at `point`."""
        code = self._zygote.run(self._arguments, self._settings, kill_at=point, clock=clock)
        assert code == KILLED, (point, code, self._zygote.log)
        check_whole(self.seeds)

    def kill_after(self, seconds: float) -> bool:
        """Run it for so long at most; whether it was killed."""
        code = self._zygote.run(self._arguments, self._settings, kill_after=seconds)
        assert code in (0, KILLED), self._zygote.log
        check_whole(self.seeds)
        return code == KILLED

    def copy(self, seeds: Path, *arguments: str) -> "Run":
        """The same in a copy of the folder; with other `arguments` another command."""
        shutil.copytree(self.seeds, seeds)
        settings = {**self._settings, "SCODA_SEEDS_DIR": str(seeds)}
        return Run(self._zygote, seeds, *(arguments or self._arguments[:-2]), **settings)


def read_seeds(seeds: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(seeds.glob("[0-9]*.txt"))}


def read_rows(seeds: Path) -> list[dict[str, Any]]:
    """The manifest, without when and into which file pages were fetched."""
    lines = (seeds / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [{name: value for name, value in json.loads(line).items() if name not in ("fetched_at", "warc")}
            for line in lines]  # fmt: skip


def check_whole(seeds: Path) -> None:
    """What holds at any moment: whole seeds whose names fit, a whole manifest whose files are there, whole reports."""
    for name, body in read_seeds(seeds).items():
        assert sha256(body).hexdigest()[:16] == name.partition("_")[2].removesuffix(".txt"), name
    if (seeds / "manifest.jsonl").exists():
        assert all((seeds / row["file"]).exists() for row in read_rows(seeds))
    for path in seeds.glob(".scoda/runs/*.json"):
        json.loads(path.read_text(encoding="utf-8"))


def check_same(seeds: Path, expected: Path) -> None:
    """The folder is as a run left it that nobody killed, and nothing temporary is left."""
    assert read_seeds(seeds) == read_seeds(expected)
    assert read_rows(seeds) == read_rows(expected)
    assert list(find_faults(seeds)) == []
    assert not list((seeds / ".scoda" / "tmp").iterdir())
    assert not list((seeds / ".scoda" / "archive").glob("*.open"))
