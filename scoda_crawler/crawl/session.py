"""A run's hold on a seeds folder: the lock, the state, the archive and the outcome, shared by all parts of a crawl."""

import json
import logging
import os
import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

import scoda_crawler
from scoda_crawler.clock import read_clock
from scoda_crawler.errors import ScodaError
from scoda_crawler.store.agreement import check_agreement
from scoda_crawler.store.archive import Archive, repair
from scoda_crawler.store.frontier import is_unfinished
from scoda_crawler.store.jobs import Job, append_job
from scoda_crawler.store.lock import FolderLock
from scoda_crawler.store.pages import Pages
from scoda_crawler.store.seeds import Folder
from scoda_crawler.store.settle import Settled, Settler
from scoda_crawler.store.staging import list_unsettled
from scoda_crawler.store.state import State

logger = logging.getLogger(__name__)


class Session:
    """Opens the seeds folder named by SCODA_SEEDS_DIR for one process; `close` ends it. Raises StoreError.

    The state must know the seeds that are there, unless it `is_new`: about to be told of them.
    """

    def __init__(self, settings: BaseSettings, *, is_new: bool = False) -> None:
        self.folder = Folder(Path(settings["SCODA_SEEDS_DIR"]))
        self.lock = FolderLock(self.folder.private / "lock")
        self.lock.acquire()
        self.run = self._name_run()
        self.started = time.time()
        self.began = time.monotonic()
        self.error: ScodaError | None = None
        self.settled: Settled | None = None
        self.ended: set[str] = set()  # sites that the run came to the end of
        self.waiting: dict[str, int] = {}  # sites that the last settling left out, with their documents
        self._every = settings.getint("SCODA_SETTLE_EVERY")
        self.crawlers = 0  # that share this session and are not closed yet
        self.report: dict[str, Any] | None = None
        try:
            self.folder.clear_temporary()
            self.state = State(self.folder.private / "state.sqlite")
            if not is_new:
                check_agreement(self.state, self.folder.manifest)
            self.archive = self._open_archive(settings)
            self.pages = Pages(self.state)
            self.settler = Settler(self.state, self.folder, headers=settings.getbool("SCODA_POST_HEADERS"))
            self.settler.publish()  # what a killed run planned but did not finish writing
        except BaseException:
            self._abandon()
            raise

    def _abandon(self) -> None:
        """Let go of what was opened before something could not be."""
        if (state := getattr(self, "state", None)) is not None:
            state.db.close()
        self.lock.release()

    def _name_run(self) -> str:
        """A name that no run had: after a clock was put back, process numbers may come again too."""
        name = f"{read_clock():%Y%m%dT%H%M%S}-{os.getpid()}"
        candidates = (name if number == 1 else f"{name}x{number}" for number in count(1))
        archive, runs = self.folder.private / "archive", self.folder.private / "runs"
        return next(run for run in candidates if not any(archive.glob(f"{run}-*"))
                    and not (runs / f"{run}.json").exists())  # fmt: skip

    def _open_archive(self, settings: BaseSettings) -> Archive | None:
        folder = self.folder.private / "archive"
        for name, cut in repair(folder) if folder.exists() else ():
            logger.info("archive: %s closed after a run that was cut short (%d bytes of a torn record cut)", name, cut)
        if not settings.getbool("SCODA_ARCHIVE"):
            return None
        software = f"scoda_crawler/{scoda_crawler.__version__}"
        archive = Archive(folder, max_bytes=settings.getint("SCODA_ARCHIVE_MAX_BYTES"), run=self.run, software=software)
        self.state.before_commit.append(archive.sync)
        return archive

    def note_job(self, job: Job) -> None:
        """Keep beside the archive what a spider of this run was asked for."""
        if self.archive is not None:
            append_job(self.archive.folder, job)

    def fail(self, error: ScodaError) -> None:
        """Keep the first error that ends the run; it decides the exit code."""
        if self.error is None:
            self.error = error
            logger.error("%s", error)

    def find_waiting(self) -> dict[str, int]:
        """Sites whose crawl was cut short, by this run or before it, with the documents that wait for its end.

        Once a site has SCODA_SETTLE_EVERY of them, they are not kept waiting: its crawl may take many runs.
        """
        known = list_unsettled(self.state)
        return {site: number for site, number in known.items()
                if site not in self.ended and (not self._every or number < self._every)
                and is_unfinished(self.state, site)}  # fmt: skip

    def settle(self, waiting: Mapping[str, int] | None = None) -> None:
        """Bring the seeds folder to what is staged, but for the sites in `waiting`."""
        self.state.commit()
        self.waiting = dict(waiting or {})
        done = self.settler.settle(self.waiting.keys())
        self.settled = done if self.settled is None else self.settled + done

    def keep_report(self) -> None:
        """Write what the run did to `.scoda/runs/`."""
        (self.folder.private / "runs").mkdir(exist_ok=True)
        text = json.dumps(self.report, ensure_ascii=False, indent=1) + "\n"
        self.folder.write(f".scoda/runs/{self.run}.json", [text.encode("utf-8", "replace")])

    def close(self) -> None:
        """Close all that is open; the lock last."""
        try:
            if self.archive is not None:
                self.archive.close()
            if self.state.failure is None:
                self.state.close()
        finally:
            self.lock.release()


_sessions: WeakKeyDictionary[Crawler, Session] = WeakKeyDictionary()


def open_session(crawler: Crawler) -> Session:
    """The session of `crawler`, opened by whoever asks first."""
    session = _sessions.get(crawler)
    if session is None:
        session = Session(crawler.settings)
        share_session(crawler, session)
    return session


def share_session(crawler: Crawler, session: Session) -> None:
    """Let `crawler` use a session that is open already (several crawlers of one process, one folder)."""
    _sessions[crawler] = session
    session.crawlers += 1


def find_session(crawler: Crawler) -> Session | None:
    """The session of `crawler` if one was opened."""
    return _sessions.get(crawler)
