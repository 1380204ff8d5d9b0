"""What was asked of each run that wrote to an archive, beside it, so that a replay reads its pages as the run did."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from scoda_crawler.items import Scope

_NAME = "jobs.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One spider of one run: what it crawled, how it read pages, and the sites it came to."""

    run: str
    spider: str = ""
    platform: str | None = None
    platform_kind: str | None = None
    platforms: tuple[str, ...] | None = None
    scope: Scope = field(default_factory=Scope)
    sites: tuple[str, ...] = ()


def append_job(folder: Path, job: Job) -> None:
    """Note `job` in the archive's `folder`; a later note of the same run and spider replaces an earlier one."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _NAME).open("a+b") as file:
        file.seek(-1, os.SEEK_END) if file.seek(0, os.SEEK_END) else None
        torn = b"" if file.read(1) in (b"", b"\n") else b"\n"  # what a run wrote that was killed as it did
        file.write(torn + json.dumps(asdict(job), ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _parse_job(line: str) -> Job | None:
    try:
        data = json.loads(line)
    except ValueError:  # the last line of a run that was killed as it wrote
        return None
    scope: dict[str, Any] = data.pop("scope")
    platforms = data.pop("platforms")
    return Job(
        **{**data, "sites": tuple(data["sites"])},
        scope=Scope(
            languages=tuple(scope["languages"]),
            modules=tuple(scope["modules"]),
            comments=bool(scope["comments"]),
            forum=bool(scope.get("forum")),
        ),
        platforms=None if platforms is None else tuple(platforms),
    )


def load_jobs(folder: Path) -> dict[str, list[Job]]:
    """The jobs of an archive's `folder` by run; empty where none are noted."""
    path = folder / _NAME
    lines: Iterable[str] = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else ()
    found: dict[str, dict[str, Job]] = {}
    for job in filter(None, map(_parse_job, lines)):
        found.setdefault(job.run, {})[f"{job.spider} {job.scope} {job.sites[:1]}"] = job
    return {run: list(jobs.values()) for run, jobs in found.items()}


def find_job(jobs: Iterable[Job], site: str) -> Job | None:
    """The job that a page of `site` was fetched for; None where no job of the run came to that site."""
    return next((job for job in jobs if site in job.sites), None)
