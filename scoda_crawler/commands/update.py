"""`scrapy update`: crawl the sites of a sites.toml that are due, side by side, into one seeds folder."""

import argparse
import logging
import sys
import time
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from scoda_crawler.commands.agenda import show_agenda
from scoda_crawler.commands.crawl import Command as Crawl
from scoda_crawler.commands.outcome import Exit, judge_crawl, judge_error, judge_sites
from scoda_crawler.crawl.fleet import NOT_BEGUN, Errand, Fleet
from scoda_crawler.crawl.frontier import FINISHED
from scoda_crawler.crawl.progress import print_summary
from scoda_crawler.crawl.run import INTERRUPTED, end_session
from scoda_crawler.crawl.session import Session
from scoda_crawler.errors import ConfigurationError, ScodaError
from scoda_crawler.store.schedule import REFUSED, UNREACHABLE, WELL, Schedule, find_due, read_last
from scoda_crawler.store.sitesfile import Site, SitesFile, load_sites, parse_span

logger = logging.getLogger(__name__)

_OUTCOMES = {Exit.UNREACHABLE: UNREACHABLE, Exit.REFUSED: REFUSED}
_PRIORITY = "spider"  # a sites file wins over settings.py, and the command line over both


class Command(Crawl):
    """Crawl what is due."""

    file: SitesFile

    def syntax(self) -> str:
        """Shown by `--help`."""
        return "[options]"

    def short_desc(self) -> str:
        """Shown by `scrapy`."""
        return "Crawl the sites of sites.toml that are due"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's hook."""
        ScrapyCommand.add_options(self, parser)
        add_sites_option(parser)
        parser.add_argument("--max-runtime", metavar="TIME", help="end in good order after so long: 2h, 90m")
        only = "of the sites, only this one; can be given several times"
        parser.add_argument("--only", action="append", default=[], metavar="NAME", help=only)
        parser.add_argument("--now", action="store_true", help="crawl sites whether they are due or not")
        parser.add_argument("--list", action="store_true", help="only tell how each site stands; crawl nothing")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's hook: what the file says of the whole run must be known before Scrapy begins."""
        ScrapyCommand.process_options(self, args, opts)
        assert self.settings is not None
        try:
            self.file = load_sites(Path(opts.sites))
            self.max_runtime = parse_span(opts.max_runtime) if opts.max_runtime else self.file.max_runtime
            apply_settings(self.settings, self.file.settings, f"{self.file.path}: [settings]")
        except ConfigurationError as error:
            self.give_up(str(error), Exit.CONFIGURATION)
            sys.exit(self.exitcode)
        if self.file.seeds is not None:
            self.settings.set("SCODA_SEEDS_DIR", str(self.file.seeds), priority=_PRIORITY)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy calls it so)
        """Find what is due, crawl it, settle, tell."""
        assert self.settings is not None
        if opts.list:
            return self._list(opts.only)
        try:
            sites = self._select(opts.only)
            errands = {site.name: Errand(site, self._make_crawler(site)) for site in sites}
            session = Session(self.settings)
        except ScodaError as error:
            line = str(error)
            return self.give_up(line, judge_error(error)[0])
        try:
            self._schedule = Schedule(session.state)
            due = sites if opts.now else self._schedule.list_due(sites)
        except ScodaError as error:
            session.close()
            return self.give_up(str(error), judge_error(error)[0])
        if due:
            return self._crawl(session, [errands[site.name] for site in due])
        return self._rest(session, sites)

    def _list(self, only: list[str]) -> None:
        """Tell how each site stands; a run may be at work meanwhile."""
        assert self.settings is not None
        database = Path(self.settings["SCODA_SEEDS_DIR"]) / ".scoda" / "state.sqlite"
        try:
            show_agenda(self._find(only), read_last(database), database)
        except ScodaError as error:
            self.give_up(str(error), judge_error(error)[0])

    def _find(self, only: list[str]) -> list[Site]:
        known = {site.name: site for site in self.file.sites}
        if missing := next((name for name in only if name not in known), None):
            raise ConfigurationError(f"{self.file.path} has no site {missing!r}; it has {', '.join(known)}")
        return [site for name, site in known.items() if not only or name in only]

    def _select(self, only: list[str]) -> list[Site]:
        return [site for site in self._find(only) if not site.paused]

    def _make_crawler(self, site: Site) -> Crawler:
        """The crawler of a site, with settings of its own. Raises ConfigurationError for what is wrong with it."""
        assert self.crawler_process is not None and self.settings is not None
        names = self.crawler_process.spider_loader.list()
        if site.spider not in names:
            raise ConfigurationError(
                f"{self.file.path}: site {site.name}: there is no spider {site.spider!r}; there are {', '.join(names)}"
            )
        settings = self.settings.copy()
        apply_settings(settings, site.settings, f"{self.file.path}: site {site.name}")
        spider = self.crawler_process.spider_loader.load(site.spider)
        spider(**site.arguments)  # a wrong argument is told before anything is opened
        return Crawler(spider, settings)

    def _rest(self, session: Session, sites: list[Site]) -> None:
        """Nothing is due: publish what a run that was killed may have left, and say when there will be something."""
        now = time.time()
        coming = [(find_due(site, self._schedule.find(site), now=now), site.name) for site in sites]
        try:
            session.settle()
        except ScodaError as error:
            session.fail(error)
        session.close()
        if session.error is not None:
            code, line = judge_error(session.error)
            return self.give_up(line, code)
        when, name = min(coming, default=(0.0, ""))
        first = f": {name} is next, on {time.strftime('%Y-%m-%d at %H:%M', time.localtime(when))}" if coming else ""
        print(f"nothing is due{first}")
        return None

    def _crawl(self, session: Session, errands: list[Errand]) -> None:
        assert self.crawler_process is not None
        self._quieten()
        session.crawlers += 1  # ours: the session outlives its crawlers
        self._ends: dict[str, tuple[Exit, str]] = {}
        self._session = session
        fleet = Fleet(self.crawler_process, session, errands, self.file.at_once, self._on_start, self._on_end)
        fleet.run(self.max_runtime)
        self._report(session, fleet)
        end_session(session)
        assert session.report is not None
        print_summary(session.report, session.folder.path)
        self._tell(session)

    def _on_start(self, errand: Errand) -> None:
        logger.info("%s: begun", errand.site.name)
        try:
            self._schedule.begin(errand.site)
        except ScodaError as error:
            self._session.fail(error)

    def _on_end(self, errand: Errand) -> None:
        """Judge a site; one whose crawl was cut short stays due."""
        code, line = self._ends[errand.site.name] = judge_crawl(describe(errand))
        logger.info("%s: %s", errand.site.name, line or "done")
        if self._session.error is not None or errand.reason not in FINISHED:
            return
        try:
            self._schedule.end(errand.site, _OUTCOMES.get(code, WELL))
        except ScodaError as error:
            self._session.fail(error)

    def _report(self, session: Session, fleet: Fleet) -> None:
        """The report of the run, with a part for each site."""
        empty = {"run": session.run, "spider": "", "urls": [], "started": session.started, "counts": {}}
        report = session.report or {**empty, "reason": NOT_BEGUN}
        reasons = {errand.reason for errand in fleet.done}
        report["reason"] = next(iter(sorted(reasons & INTERRUPTED)), report["reason"])
        ends = self._ends
        report["sites"] = [describe(errand) | {"exit": ends[errand.site.name][0].name.lower(),
                                               "line": ends[errand.site.name][1]} for errand in fleet.done]  # fmt: skip
        report["not_begun"] = [errand.site.name for errand in fleet.waiting]
        session.report = report

    def _tell(self, session: Session) -> None:
        """A line for each site that did not end well, then one for all, with the exit code."""
        for name, (code, line) in self._ends.items():
            if code not in (Exit.WELL, Exit.INTERRUPTED):
                print(f"scoda: {name}: {line}", file=sys.stderr)
        code, line = judge_sites(self._ends) if session.error is None else judge_error(session.error)
        if line:
            self.give_up(line, code)


def add_sites_option(parser: argparse.ArgumentParser) -> None:
    """`--sites FILE`."""
    what = "the sites and how often each is crawled (default: %(default)s; sites.example.toml explains it)"
    parser.add_argument("--sites", default="sites.toml", metavar="FILE", help=what)


def apply_settings(settings: BaseSettings, values: Any, place: str) -> None:
    """Set what a sites file says. Raises ConfigurationError for a setting that nobody knows or of another type."""
    for name, value in values.items():
        if name not in settings:
            raise ConfigurationError(f"{place}: there is no setting {name}")
        known = settings[name]
        if isinstance(known, bool | int | float) and not isinstance(value, bool | int | float):
            raise ConfigurationError(f"{place}: {name} must be a number, true or false, not {value!r}")
        settings.set(name, value, priority=_PRIORITY)


def describe(errand: Errand) -> dict[str, Any]:
    """What one crawler did, as plain data."""
    counts = {name: value for name, value in sorted(errand.stats.items()) if isinstance(value, int | float)}
    return {
        "name": errand.site.name,
        "spider": errand.site.spider,
        "urls": list(errand.site.urls),
        "started": errand.started,
        "seconds": round(errand.ended - errand.started, 3),
        "reason": errand.reason,
        "counts": counts,
    }
