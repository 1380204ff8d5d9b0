"""`scrapy update --list`: each site of a sites.toml, how its last crawl went, and when it is due."""

import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scoda_crawler.store.schedule import Last, find_due
from scoda_crawler.store.sitesfile import Site

_OPEN = "not ended"  # cut short, or under way just now


def _format(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def describe_due(site: Site, last: Last | None, *, now: float) -> str:
    """When `site` is due, in words: "now", "paused", or a day and time of this machine's clock."""
    when = find_due(site, last, now=now)
    return "paused" if site.paused else "now" if when <= now else _format(when)


def show_agenda(sites: Iterable[Site], last: Mapping[str, Last], database: Path) -> None:
    """Print the table; `database` is where `last` was read from."""
    now = time.time()
    table = Table("site", "spider", "last crawl", "ended", "due", box=None, header_style="bold", pad_edge=False)
    for site in sites:
        known = last.get(site.name)
        begun, ended = (_format(known.started), known.outcome or _OPEN) if known else ("never", "")
        table.add_row(site.name, site.spider, begun, ended, describe_due(site, known, now=now))
    console = Console() if sys.stdout.isatty() else Console(width=140)
    console.print(table)
    if not last:
        console.print(f"\nNo update has been run in {database.parent.parent} so far.", soft_wrap=True)
