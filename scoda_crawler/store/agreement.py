"""Whether the state and the seeds folder fit each other, looked at when a run begins.

A state database that was lost, cut to nothing, or put back from an older copy is a sound database that knows nothing of
the seeds beside it: it would give their numbers again. A manifest that was removed or edited is written anew.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoda_crawler.errors import DamagedError
from scoda_crawler.store.state import State

SEED = re.compile(r"(\d{3,})_([0-9a-f]{16})\.txt")
_MARK = "manifest"


def describe_manifest(path: Path) -> str:
    """What tells one state of the manifest from another without reading it: its size and time of change."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"


def note_manifest(state: State, path: Path) -> None:
    """Keep in the state how the manifest is that was just written."""
    state.set_meta(_MARK, describe_manifest(path))


def check_agreement(state: State, manifest: Path) -> None:
    """Raise DamagedError when there are seeds that the state does not know; see to a manifest that was changed or lost.

    Costs nothing where the manifest is as the last run left it, else a walk over its rows.
    """
    if describe_manifest(manifest) == (state.get_meta(_MARK) or ""):
        if state.execute("SELECT 1 FROM seeds LIMIT 1").fetchone() is None:
            _check_files(manifest.parent)
        return
    is_same = True
    for line in _read_lines(manifest):
        number, file, is_known = _look_up(state, line)
        is_same = is_same and is_known
        if not is_known and file and not _is_stale(state, number, file) and (manifest.parent / file).exists():
            raise _explain(manifest, file)
    lines, known = sum(1 for _ in _read_lines(manifest)), state.execute("SELECT count(*) FROM seeds WHERE live")
    if is_same and lines == known.fetchone()[0]:
        note_manifest(state, manifest)
    else:
        state.execute("INSERT OR IGNORE INTO unpublished SELECT number FROM seeds WHERE live")


def _read_lines(manifest: Path) -> Iterator[str]:
    if manifest.exists():
        with manifest.open(encoding="utf-8", errors="replace") as lines:
            yield from (line.rstrip("\n") for line in lines)


def _look_up(state: State, line: str) -> tuple[int, str, bool]:
    """(number, file, whether the state has the very row) of a manifest's line; (0, "", False) for what is no row."""
    try:
        row: Any = json.loads(line)
        number, file = int(row["number"]), str(row["file"])
    except (ValueError, TypeError, KeyError):
        return 0, "", False
    found = state.execute("SELECT row FROM seeds WHERE number = ? AND live", (number,)).fetchone()
    return number, file, found is not None and found[0] == line


def _is_stale(state: State, number: int, file: str) -> bool:
    """Whether the state knows the file as this number's, or as one that is to go."""
    sql = "SELECT 1 FROM seeds WHERE number = ? AND file = ? UNION ALL SELECT 1 FROM stale WHERE file = ?"
    return state.execute(sql, (number, file, file)).fetchone() is not None


def _check_files(folder: Path) -> None:
    """A state without seeds beside a folder with some: both the state and the manifest were lost."""
    lost = next((path for path in folder.iterdir() if SEED.fullmatch(path.name)), None)
    if lost is not None:
        raise DamagedError(folder, f"there are seeds ({lost.name}) and neither a manifest nor a state that knows them: "
                                   "put either back, or move the seeds away")  # fmt: skip


def _explain(manifest: Path, file: str) -> DamagedError:
    return DamagedError(
        manifest.parent / ".scoda" / "state.sqlite",
        f"the state was lost or is older than the seeds: it does not know {file}; `scrapy rebuild` makes it anew",
    )
