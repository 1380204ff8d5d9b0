"""Archived pages to staged documents: reading and cleaning again, without a network, on all cores.

The result does not depend on the order of the records: what a site runs is decided over all its pages, and pages that
do not show it themselves are read in a second pass.
"""

import json
import logging
import os
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import parent_process
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple
from urllib.parse import urlsplit

from scoda_crawler.clean import clean
from scoda_crawler.deadline import DeadlineError, deadline
from scoda_crawler.extract import read_page
from scoda_crawler.extract.metinfo_urls import MODULES
from scoda_crawler.items import Article, Scope, Thread
from scoda_crawler.sites import find_site
from scoda_crawler.store.archive import Stored, iter_pages
from scoda_crawler.store.codec import dump_document, load_document
from scoda_crawler.store.jobs import Job, find_job, load_jobs

logger = logging.getLogger(__name__)

_WIDE = Job(run="", scope=Scope(modules=MODULES))  # an archive of somebody else's: all that is there was wanted
_AHEAD = 64  # pages handed out and not yet taken back, so that memory does not grow with the archive


class Outcome(NamedTuple):
    """What became of one archived page."""

    site: str
    platform: str
    document: str | None = None  # as codec.dump_document has it
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A page to read, as the job that fetched it would; `platform` is what the site is known to run."""

    stored: Stored
    job: Job
    platform: str | None
    seconds: float


def _is_wanted(document: Article | Thread, job: Job) -> bool:
    return job.platform_kind != "forum" or isinstance(document, Thread)


def read_stored(work: Work) -> Outcome:
    """Read and clean one page; runs in a process of its own, hence data in and data out."""
    page, job, site = work.stored.page, work.job, find_site(work.stored.page.url)
    enabled = None if job.platforms is None else frozenset(job.platforms)
    try:
        with deadline(work.seconds):
            scope = replace(job.scope, links=False)
            reading = read_page(page, platform=job.platform or work.platform, scope=scope, platforms=enabled)
            found = reading.document
            if found is None or not _is_wanted(found, job):
                return Outcome(site, reading.platform, reason=reading.reason)
            document = clean(replace(found, site=site, fetched_at=page.fetched_at, warc=work.stored.warc))
    except DeadlineError:
        return Outcome(site, "unknown", reason="too-slow")
    except Exception:  # one odd page must not cost the others; it is counted and told in full
        logger.exception("%s could not be read", page.url)
        return Outcome(site, "unknown", reason="extraction-error")
    text = dump_document(document) if document.text.strip() else None
    return Outcome(site, reading.platform, text, None if text else "no-text")


def _end_with_parent() -> None:
    """In a worker: end when the process that gives it work was killed, which else nobody would tell it."""
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _map(work: Iterable[Work], workers: int) -> Iterator[Outcome]:
    """`read_stored` over `work`, in its order, on so many processes."""
    if workers < 2:
        yield from map(read_stored, work)
        return
    with ProcessPoolExecutor(workers, initializer=_end_with_parent) as pool:
        waiting = iter(work)
        pending = [pool.submit(read_stored, item) for item in islice(waiting, _AHEAD)]
        while pending:
            yield pending.pop(0).result()
            pending += [pool.submit(read_stored, item) for item in islice(waiting, 1)]


class Replay:
    """Reads the archived pages under `paths` again, in as many processes as `workers`."""

    def __init__(self, paths: list[Path], *, workers: int = 1, seconds: float = 20.0) -> None:
        self.paths = paths
        self.counts: Counter[str] = Counter()
        self._workers = workers
        self._seconds = seconds
        found = [load_jobs(folder) for folder in sorted({path if path.is_dir() else path.parent for path in paths})]
        self._jobs: dict[str, list[Job]] = {run: jobs for noted in found for run, jobs in noted.items()}
        # Of one archive its jobs are noted in the order of the runs, whatever the clock said in each; of several that
        # are read together only the names, which have the clock in them, can tell.
        runs = self._jobs if sum(map(bool, found)) < 2 else sorted(self._jobs)
        self._order = {run: number for number, run in enumerate(runs)}

    def find_run(self, name: str) -> str:
        """The run of ours that wrote the archive file `name`, or "" for what is somebody else's."""
        run = name.partition(".warc")[0].rpartition("-")[0]
        return run if run in self._jobs else ""

    def list_runs(self) -> list[str]:
        """The runs in the archive, the oldest first; "" stands for all that is not ours."""
        names = {path.name for root in self.paths for path in ([root] if root.is_file() else root.rglob("*"))}
        ours = {run for name in names if (run := self.find_run(name))}
        return ["", *sorted(ours, key=self._order.__getitem__)]

    def is_earlier(self, document: Article | Thread, known: Article | Thread) -> bool:
        """Whether a page was fetched before another: by its place in our archive, else by the clock."""
        places = [self._find_place(document), self._find_place(known)]
        if None not in places:
            return places[0] < places[1]  # type: ignore[operator]
        if document.fetched_at is None or known.fetched_at is None:
            return False
        return document.fetched_at < known.fetched_at

    def _find_place(self, document: Article | Thread) -> tuple[int, str, int] | None:
        if document.warc is None or not (run := self.find_run(document.warc[0])):
            return None
        return (self._order[run], *document.warc)

    def _iter_work(self, run: str, known: dict[str, str] | None, counts: Counter[str]) -> Iterator[Work]:
        for stored in iter_pages(self.paths, counts=counts, only=lambda name: self.find_run(name) == run):
            if urlsplit(stored.page.url).path == "/robots.txt":
                continue
            site = find_site(stored.page.url)
            job = find_job(self._jobs[run], site) if run else _WIDE
            if job is None:
                counts["off-site"] += 1
                continue
            yield Work(stored, job, (known or {}).get(site), self._seconds)

    def iter_documents(self, run: str) -> Iterator[Article | Thread]:
        """The documents of one run's pages, cleaned; counts what gave none, by reason."""
        votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        unsure: list[bool] = []
        with TemporaryFile("w+", encoding="utf-8") as spool:
            for outcome in _map(self._iter_work(run, None, self.counts), self._workers):
                unsure.append(outcome.platform == "unknown")
                if unsure[-1]:
                    spool.write(json.dumps(outcome) + "\n")
                else:
                    votes[outcome.site][outcome.platform] += 1
                    yield from self._give(outcome)
            known = {site: min(names, key=lambda name: (-names[name], name)) for site, names in votes.items()}
            spool.seek(0)
            again = self._read_again(run, unsure, known)
            for line in spool:
                outcome = Outcome(*json.loads(line))
                yield from self._give(next(again) if outcome.site in known else outcome)

    def _give(self, outcome: Outcome) -> Iterator[Article | Thread]:
        if outcome.document is not None:
            yield load_document(outcome.document)
        elif outcome.reason:
            self.counts[outcome.reason] += 1

    def _read_again(self, run: str, unsure: list[bool], known: dict[str, str]) -> Iterator[Outcome]:
        """Pages that did not show what software made them, read as those of the others of their site."""
        if not known:
            return iter(())
        work = zip(self._iter_work(run, known, Counter()), unsure, strict=True)
        return _map((item for item, is_unsure in work if is_unsure and item.platform), self._workers)
