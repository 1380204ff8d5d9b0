"""Holds a seeds folder against itself: every seed against its name, the manifest and the archive; changes nothing."""

import json
import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from scoda_crawler.errors import ScodaError
from scoda_crawler.store.agreement import SEED
from scoda_crawler.store.archive import find_origin, read
from scoda_crawler.store.jobs import load_jobs


def read_manifest(folder: Path) -> list[dict[str, Any]]:
    """The rows of a folder's manifest; empty where there is none. Raises ValueError on a row that is no JSON object."""
    path = folder / "manifest.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def list_own_runs(folder: Path) -> set[str]:
    """The runs that wrote to the archive of the seeds folder `folder`, as far as anything there tells."""
    private = folder / ".scoda"
    return load_jobs(private / "archive").keys() | {path.stem for path in (private / "runs").glob("*.json")}


def is_elsewhere(row: dict[str, Any], own: set[str]) -> bool:
    """Whether the page of a manifest's row is in an archive that never was in this folder (`reextract --from`)."""
    warc = row.get("warc") or {}
    return bool(warc) and str(warc.get("file")).partition(".warc")[0].rpartition("-")[0] not in own


def count_elsewhere(folder: Path) -> int:
    """How many seeds are from pages that only archives elsewhere hold."""
    try:
        rows = read_manifest(folder)
    except ValueError:
        return 0
    own = list_own_runs(folder)
    return sum(is_elsewhere(row, own) for row in rows)


def find_faults(folder: Path) -> Iterator[str]:
    """One line for each thing that is wrong with the seeds in `folder`; none where all is as it should be."""
    try:
        rows = read_manifest(folder)
    except (ValueError, UnicodeDecodeError) as error:
        yield f"manifest.jsonl cannot be read: {error}"
        return
    by_file = {str(row.get("file")): row for row in rows}
    numbers = [row.get("number") for row in rows]
    if numbers != sorted(set(numbers), key=lambda number: number or 0):
        yield "manifest.jsonl: numbers are not given once each, in order"
    for path in sorted(folder.glob("[0-9]*.txt")):
        if path.name not in by_file:
            yield f"{path.name} is not in the manifest"
        yield from _check_seed(path)
    own = list_own_runs(folder)
    for name, row in by_file.items():
        yield from _check_row(folder, name, row)
        if (warc := row.get("warc")) and not is_elsewhere(row, own):
            yield from _check_record(folder / ".scoda" / "archive", name, row, warc)


def _check_seed(path: Path) -> Iterator[str]:
    body = path.read_bytes()
    match = SEED.fullmatch(path.name)
    if match is None:
        yield f"{path.name} is no name of a seed"
    elif sha256(body).hexdigest()[:16] != match[2]:
        yield f"{path.name} does not hold what its name says"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        yield f"{path.name} is not UTF-8"
        return
    if not text.endswith("\n") or text.endswith("\n\n") or "\r" in text or not unicodedata.is_normalized("NFC", text):
        yield f"{path.name} is not in the seed format (NFC, LF, one newline at the end)"


def _check_row(folder: Path, name: str, row: dict[str, Any]) -> Iterator[str]:
    path = folder / name
    if not path.is_file():
        yield f"{name} is in the manifest and not in the folder"
    elif sha256(path.read_bytes()).hexdigest() != row.get("sha256"):
        yield f"{name} does not hold what the manifest says"


def _check_record(archive: Path, name: str, row: dict[str, Any], warc: dict[str, Any]) -> Iterator[str]:
    try:
        place = str(warc["file"]), int(warc["offset"])
        record = read(archive, *place)
        if record.kind == "revisit":
            read(archive, *find_origin(archive, place)[-2:])
    except (ScodaError, OSError, KeyError, ValueError) as error:
        yield f"{name}: its page is not in the archive: {error}"
        return
    if record.url != row.get("url"):
        yield f"{name}: the archive has {record.url} where the manifest says {row.get('url')}"
