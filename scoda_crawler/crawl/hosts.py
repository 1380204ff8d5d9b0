"""How each host has answered in this run: who is to be left in peace for a while, and who for good."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urlsplit
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from scoda_crawler.clock import read_clock
from scoda_crawler.extract.patterns import find_pattern

BUSY = frozenset({429, 503})  # the server asks for patience
REFUSALS = frozenset({403, 429, 503})
REFUSED, UNREACHABLE = "refused", "unreachable"

AREA_SHARE = 3
"""How many refusals of one row may come from an area that never gave a page, on a host that gives others."""
_MOST_AREAS = 2000  # that are told apart of one host; what comes after is told to be closed at once


@dataclass(slots=True)
class Host:
    """What is known of one host; times are seconds of the monotonic clock."""

    ready: float = 0.0  # no request before
    level: int = 0  # of back-off
    refusals: int = 0  # in a row, as `Hosts.note_answer` counts them
    row: Counter[str] = field(default_factory=Counter)  # the same row by area
    given: set[str] = field(default_factory=set)  # areas that gave a page
    closed: Counter[str] = field(default_factory=Counter)  # refusals of areas that gave none
    failures: int = 0  # connections that came to nothing, in a row
    is_answering: bool = False  # anything came back, once
    pages: int = 0  # that came
    refused: int = 0  # refusals in all
    left: str | None = None  # why it is left alone for the rest of the run: "refused" or "unreachable"


@dataclass(slots=True, kw_only=True)
class Hosts:
    """All hosts of a run, and the rules by which they are waited for and left. Public to spiders, frontier, commands.

    A host is named as a site is (`sites.find_site`): with its port, since what a dead port says holds for that port.
    `backoff`, `backoff_max`, `retry_after_max` are seconds, the other two count answers in a row.
    """

    backoff: float = 5.0
    backoff_max: float = 300.0
    retry_after_max: float = 600.0
    max_refusals: int = 10
    max_failures: int = 10
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random  # 0 to 1
    hosts: dict[str, Host] = field(default_factory=dict)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> "Hosts":
        """The rules as the settings have them (see `politeness`)."""
        return cls(
            backoff=settings.getfloat("SCODA_BACKOFF", 5.0),
            backoff_max=settings.getfloat("SCODA_BACKOFF_MAX", 300.0),
            retry_after_max=settings.getfloat("SCODA_RETRY_AFTER_MAX", 600.0),
            max_refusals=settings.getint("SCODA_MAX_REFUSALS", 10),
            max_failures=settings.getint("SCODA_MAX_FAILURES", 10),
        )

    def get(self, name: str) -> Host:
        """The host of that name, known from now on."""
        return self.hosts.setdefault(name, Host())

    def pause_left(self, name: str) -> float:
        """Seconds until the host may be asked again; 0 when it may at once."""
        host = self.hosts.get(name)
        return 0.0 if host is None else max(0.0, host.ready - self.clock())

    def why_left(self, name: str) -> str | None:
        """Why the host is left alone for the rest of this run, or None."""
        host = self.hosts.get(name)
        return None if host is None else host.left

    def note_answer(self, name: str, status: int, retry_after: float | None = None, *, area: str = "") -> float:
        """Take note of an answer; seconds that the host is to be waited for because of it (0: none).

        A wait is what Retry-After asks for, capped, or doubles with each busy answer; up to half of it is added at
        random, lest all that wait come back at once. Every other answer takes one doubling back.

        A host is left when it refuses so many times in a row. Members' pages are closed on many boards whose threads
        are open, so of one `area` (`find_area`) that never gave a page AREA_SHARE refusals (403) count, once the host
        has given any page.
        """
        host = self.get(name)
        host.is_answering = True
        host.failures = 0
        if status in REFUSALS:
            self._note_refusal(host, status, area)
        else:
            host.refusals = 0
            host.row.clear()
        if status < 400:
            host.pages += 1
            if len(host.given) < _MOST_AREAS:
                host.given.add(area)
            host.closed.pop(area, None)
        if self.max_refusals and host.refusals >= self.max_refusals:
            host.left = host.left or REFUSED
        if status not in BUSY:
            host.level = max(0, host.level - 1)
            return 0.0
        return self.wait(name, retry_after)

    def _note_refusal(self, host: Host, status: int, area: str) -> None:
        host.refused += 1
        is_closed = bool(area) and status not in BUSY and area not in host.given
        if is_closed and (area in host.closed or len(host.closed) < _MOST_AREAS):
            host.closed[area] += 1
        if is_closed and host.pages:
            host.row[area] += 1
        if host.row[area] <= AREA_SHARE:
            host.refusals += 1

    def is_closed(self, name: str, area: str) -> bool:
        """Whether an area of a host that gives other pages has refused so often that it is asked for nothing more."""
        host = self.hosts.get(name)
        return host is not None and host.pages > 0 and 0 < self.max_refusals <= host.closed[area]

    def wait(self, name: str, retry_after: float | None = None) -> float:
        """Leave the host in peace for a while, longer each time; the seconds."""
        host = self.get(name)
        host.level += 1
        seconds = min(self.backoff_max, self.backoff * 2.0 ** min(host.level - 1, 30))
        if retry_after is not None:
            seconds = min(self.retry_after_max, max(retry_after, 0.0))
        seconds *= 1 + self.jitter() / 2
        host.ready = max(host.ready, self.clock() + seconds)
        return host.ready - self.clock()

    def note_failure(self, name: str) -> None:
        """Take note of a connection that came to nothing."""
        host = self.get(name)
        host.failures += 1
        if self.max_failures and host.failures >= self.max_failures:
            host.left = host.left or UNREACHABLE

    def leave(self, name: str, why: str) -> None:
        """Ask this host for nothing more in this run."""
        host = self.get(name)
        host.left = host.left or why

    def judge(self) -> None:
        """When all is asked: who never answered was unreachable; who gave nothing but refusals, or refused as often as
        it takes to be left and more often than it gave, has refused.
        """
        for host in self.hosts.values():
            if host.failures and not host.is_answering:
                host.left = host.left or UNREACHABLE
            elif (host.refusals and not host.pages) or self._is_unwelcome(host):
                host.left = host.left or REFUSED

    def _is_unwelcome(self, host: Host) -> bool:
        return 0 < self.max_refusals <= host.refused and host.refused > host.pages

    def iter_left(self) -> Iterator[tuple[str, str]]:
        """(host, "refused" or "unreachable") of those left alone."""
        return ((name, host.left) for name, host in self.hosts.items() if host.left is not None)


_hosts: WeakKeyDictionary[Crawler, Hosts] = WeakKeyDictionary()


def find_hosts(crawler: Crawler) -> Hosts:
    """The hosts of the run of `crawler`, shared by all that ask."""
    if crawler not in _hosts:
        _hosts[crawler] = Hosts.from_settings(crawler.settings)
    return _hosts[crawler]


def find_area(url: str) -> str:
    """Which part of a site a URL is in: its pattern, and the words in its query (`index.php?page=profile&id=7`)."""
    words = sorted(value for _, value in parse_qsl(urlsplit(url).query[:2000]) if value.isalpha() and len(value) <= 20)
    return " ".join([find_pattern(url), *words])


def parse_retry_after(value: str, now: str = "") -> float | None:
    """Seconds that Retry-After asks for (RFC 9110 10.2.3: a number or an HTTP date); None when it says neither.

    `now` is what the server says in Date: its own clock, not ours, is the one that its date goes by.
    """
    value = value.strip()
    if value[:9].isascii() and value.isdigit():
        return float(value[:9])
    moment = _parse_date(value)
    return None if moment is None else max(0.0, (moment - (_parse_date(now) or read_clock())).total_seconds())


def _parse_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
