"""How a run goes: a live line on a terminal, a log line a minute elsewhere, and a summary at the end."""

import asyncio
import logging
import sys
import time
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text
from scrapy import signals
from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_EVERY = 60.0  # seconds between log lines
_REFRESH = 0.5


def _dropped(counts: Mapping[str, Any]) -> dict[str, int]:
    prefix = "scoda/dropped/"
    found = {name.removeprefix(prefix): int(number) for name, number in counts.items() if name.startswith(prefix)}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def describe_progress(counts: Mapping[str, Any], seconds: float) -> str:
    """One line: pages, documents, drops by reason, time."""
    dropped = _dropped(counts)
    reasons = ", ".join(f"{reason} {number}" for reason, number in list(dropped.items())[:4])
    parts = [
        f"{counts.get('response_received_count', 0)} pages",
        f"{counts.get('scoda/documents', 0)} texts",
        f"{sum(dropped.values())} dropped" + (f" ({reasons})" if reasons else ""),
        f"{int(seconds) // 60}:{int(seconds) % 60:02d}",
    ]
    return " · ".join(parts)


class Progress:
    """A Scrapy extension."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._started = time.monotonic()
        self._live: Live | None = None
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        """Scrapy's constructor."""
        progress = cls(crawler)
        crawler.signals.connect(progress.on_opened, signals.spider_opened)
        crawler.signals.connect(progress.on_closed, signals.spider_closed)
        return progress

    def _line(self) -> str:
        assert self._crawler.stats is not None
        return describe_progress(self._crawler.stats.get_stats(), time.monotonic() - self._started)

    def on_opened(self) -> None:
        """Begin to tell."""
        if sys.stderr.isatty() and self._crawler.settings.getbool("LOG_ENABLED"):
            self._live = Live(Text(""), console=Console(stderr=True), auto_refresh=False, transient=True)
            self._live.start()
            _follow_stderr()
        self._task = asyncio.ensure_future(self._tell())

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(_REFRESH if self._live else _EVERY)
            if self._live:
                self._live.update(Text(self._line(), style="bold"), refresh=True)
            else:
                logger.info("%s", self._line())

    def on_closed(self) -> None:
        """The last word of the crawl proper."""
        if self._task is not None:
            self._task.cancel()
        if self._live is not None:
            self._live.stop()
            _follow_stderr()
        logger.info("%s", self._line())


def _follow_stderr() -> None:
    """Let log lines go where stderr goes now: above the live line while there is one."""
    for handler in logging.root.handlers:
        if type(handler) is logging.StreamHandler:
            handler.stream = sys.stderr


def print_summary(report: Mapping[str, Any], folder: object) -> None:
    """The run in a small table on standard error: what was fetched, what became of it, where it is."""
    counts, seeds = report["counts"], report["seeds"] or {}
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_row("pages fetched", str(counts.get("response_received_count", 0)))
    table.add_row("texts found", str(counts.get("scoda/documents", 0)))
    for name in ("new", "changed", "unchanged", "removed", "copies"):
        if name in seeds:
            table.add_row(f"seeds {name}" if name != "copies" else "copies left out", str(seeds[name]))
    if waiting := sum(report.get("waiting", {}).values()):
        table.add_row("texts waiting", f"{waiting}, of sites whose crawl was cut short: the next run goes on")
    for title, prefix in (
        ("dropped", "scoda/dropped/"),
        ("not fetched", "scoda/failed/"),
        ("not followed", "scoda/skipped/"),
    ):
        found = {k.removeprefix(prefix): v for k, v in counts.items() if k.startswith(prefix)}
        if found:
            table.add_row(title, ", ".join(f"{name} {number}" for name, number in sorted(found.items())))
    table.add_row("seconds", f"{report['seconds']:.1f}")
    table.add_row("seeds folder", str(folder))
    Console(stderr=True, soft_wrap=True).print(table)
