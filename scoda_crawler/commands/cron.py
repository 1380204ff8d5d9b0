"""`scrapy cron`: the lines that let cron or systemd call `scrapy update`, ready to paste."""

import argparse
import shlex
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.settings import SETTINGS_PRIORITIES

from scoda_crawler.commands.outcome import Exit
from scoda_crawler.commands.update import add_sites_option
from scoda_crawler.errors import ConfigurationError
from scoda_crawler.store.sitesfile import HOUR, MINUTE, SitesFile, load_sites, parse_span

_STEPS = (60, 30, 20, 15, 10, 5)  # minutes that divide an hour
_SHEET = """\
# cron: `crontab -e`, and put in this line. It mails the end of the log when a run failed.

{crontab}

# or systemd, once `loginctl enable-linger` is done: in ~/.config/systemd/user/scoda-update.service

{service}
# in ~/.config/systemd/user/scoda-update.timer

{timer}
# then: systemctl --user daemon-reload && systemctl --user enable --now scoda-update.timer"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is called where and how often; `folder` and `log` are absolute, `minutes` lie between two calls."""

    words: Sequence[str]
    folder: Path
    log: Path
    minutes: int
    first: int  # minute of the hour

    @property
    def at(self) -> str:
        """The minutes of the hour, divided by commas."""
        return ",".join(str(minute) for minute in range(self.first, 60, self.minutes))


def make_plan(file: SitesFile, folder: Path, options: Sequence[str]) -> Plan:
    """Once an hour, since what was cut short is due at once; more often where a site asks for it.

    The minute comes of the file's path: not the full hour, when everybody else's jobs begin, and always the same.
    """
    sites = file.path.resolve()
    shortest = min((site.every for site in file.sites if not site.paused), default=HOUR)
    minutes = next((step for step in _STEPS if step * MINUTE <= shortest), _STEPS[-1])
    first = zlib.crc32(str(sites).encode()) % (minutes - 3) + 2
    words = [sys.executable, "-m", "scoda_crawler", "update", "--sites", str(sites), *options]
    return Plan(words, folder, sites.with_suffix(".log"), minutes, first)


def format_crontab(plan: Plan) -> str:
    """One line for `crontab -e`. cron takes % for the end of the line, so it is escaped."""
    log = shlex.quote(str(plan.log))
    call = f"cd {shlex.quote(str(plan.folder))} && {shlex.join(plan.words)} >> {log} 2>&1"
    loud = f"{{ code=$?; [ $code = {int(Exit.LOCKED)} ] || tail -n 20 {log}; }}"
    return f"{plan.at} * * * *  " + f"{call} || {loud}".replace("%", "\\%")


def _quote(word: str) -> str:
    """A word of a systemd command line (systemd.service(5), "Command lines"; % are its specifiers)."""
    word = word.replace("%", "%%").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{word}"' if any(char.isspace() or char in "\"'\\;" for char in word) else word


def format_service(plan: Plan) -> str:
    """`scoda-update.service`."""
    return f"""\
[Unit]
Description=Crawl what is due in {str(plan.words[5]).replace("%", "%%")}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={str(plan.folder).replace("%", "%%")}
ExecStart={" ".join(map(_quote, plan.words))}
# {int(Exit.LOCKED)}: the run before is still at work
SuccessExitStatus={int(Exit.LOCKED)}
# what is on its way is finished first
TimeoutStopSec=5min
Nice=10
"""


def format_timer(plan: Plan) -> str:
    """`scoda-update.timer`."""
    return f"""\
[Unit]
Description=Crawl what is due, every {plan.minutes} minutes

[Timer]
OnCalendar=*-*-* *:{plan.at}:00
Persistent=true

[Install]
WantedBy=timers.target
"""


class Command(ScrapyCommand):
    """Print how to call `scrapy update` regularly."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        """Shown by `scrapy`."""
        return "Print the lines that let cron or systemd call `scrapy update`"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's hook."""
        super().add_options(parser)
        add_sites_option(parser)
        parser.add_argument("--max-runtime", metavar="TIME", help="end each run in good order after so long: 2h, 90m")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy calls it so)
        """Print; nothing is installed."""
        try:
            file = load_sites(Path(opts.sites))
            if opts.max_runtime:
                parse_span(opts.max_runtime)
        except ConfigurationError as error:
            print(f"scoda: {error}", file=sys.stderr)
            self.exitcode = int(Exit.CONFIGURATION)
            return
        plan = make_plan(file, Path.cwd(), self._options(file, opts.max_runtime))
        print(_SHEET.format(crontab=format_crontab(plan), service=format_service(plan), timer=format_timer(plan)))

    def _options(self, file: SitesFile, max_runtime: str | None) -> list[str]:
        """What the calls are given beside the sites file: the settings given here, and the seeds folder in full."""
        assert self.settings is not None
        options = ["--max-runtime", max_runtime] if max_runtime else []
        given = {
            name: str(self.settings[name])
            for name in sorted(self.settings.keys())
            if self.settings.getpriority(name) == SETTINGS_PRIORITIES["cmdline"]
        }
        if file.seeds is None or "SCODA_SEEDS_DIR" in given:
            given["SCODA_SEEDS_DIR"] = str(Path(self.settings["SCODA_SEEDS_DIR"]).resolve())
        return [*options, *(word for name, value in given.items() for word in ("-s", f"{name}={value}"))]
