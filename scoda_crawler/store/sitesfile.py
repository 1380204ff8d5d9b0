"""sites.toml: which sites there are, with which spider and within which limits each is crawled, and how often."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scoda_crawler.errors import ConfigurationError
from scoda_crawler.sites import find_site

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
AT_ONCE = 8  # sites; each waits a second between two requests, so one core can well serve eight
_UNITS = {"s": 1.0, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_WORDS = {"hourly": HOUR, "daily": DAY, "weekly": 7 * DAY, "monthly": 30 * DAY}
_SPAN = re.compile(r"(\d{1,6})\s*([smhdw])", re.ASCII)

# What one run shares, so that no site can have its own.
_SHARED = (
    "SCODA_SEEDS_DIR",
    "SCODA_ARCHIVE",
    "SCODA_POST_HEADERS",
    "LOG_",
    "TWISTED_",
    "SCHEDULER",
    "SPIDER_MODULES",
    "SPIDER_LOADER",
    "ADDONS",
)

_TOP = {"seeds": str, "at_once": int, "max_runtime": str, "settings": dict, "site": list}
_SITE = {
    "url": list, "name": str, "spider": str, "languages": list, "modules": list, "comments": bool, "every": str,
    "max_pages": int, "paused": bool, "settings": dict,
}  # fmt: skip
_SHOWN = {str: "a text in quotes", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One `[[site]]`; `every` is seconds between the beginnings of two crawls."""

    name: str
    urls: tuple[str, ...]
    spider: str = "site"
    languages: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    comments: bool = False
    every: float = DAY
    paused: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def arguments(self) -> dict[str, str]:
        """What its spider is called with, as `-a` would give it."""
        pairs = {"url": self.urls, "lang": self.languages, "modules": self.modules}
        given = {name: ",".join(values) for name, values in pairs.items() if values}
        return given | ({"comments": "1"} if self.comments else {})

    @property
    def job(self) -> str:
        """What is asked for, in words; another job under the same name is another crawl."""
        return " ".join([self.spider, *(f"{name}={value}" for name, value in sorted(self.arguments.items()))])

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that are asked; two sites at one of them are never crawled at the same time."""
        return frozenset((urlsplit(url).hostname or "").lower() for url in self.urls)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitesFile:
    """All of a sites.toml; `seeds` is absolute, `max_runtime` seconds, `settings` holds for all sites."""

    path: Path
    sites: tuple[Site, ...]
    seeds: Path | None = None
    at_once: int = AT_ONCE
    max_runtime: float | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


def parse_span(text: str) -> float:
    """Seconds of "90m", "6h", "1d", "1d12h", "2w", "hourly", "daily", "weekly", "monthly" (30 days).

    Raises ConfigurationError for anything else, and for no time at all.
    """
    text = text.strip().lower()
    parts = _SPAN.findall(text)
    is_whole = not _SPAN.sub("", text).strip()
    seconds = _WORDS.get(text) or (sum(int(number) * _UNITS[unit] for number, unit in parts) if is_whole else 0.0)
    if not seconds:
        raise ConfigurationError(f'{text!r} is no length of time: write "6h", "1d", "2w", "90m" or "weekly"')
    return seconds


def _check_keys(table: Mapping[str, Any], known: Mapping[str, type]) -> None:
    for key, value in table.items():
        if key not in known:
            near = get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            raise ConfigurationError(f"unknown key {key!r}; {hint}")
        kind = known[key]
        if type(value) is not kind and not (kind is list and key != "site" and isinstance(value, str)):
            raise ConfigurationError(f"{key} must be {_SHOWN[kind]}, not {value!r}")
        if isinstance(value, int) and value < 0:
            raise ConfigurationError(f"{key} must not be below 0")


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A text or a list of texts, as a tuple."""
    values = table.get(key, [])
    values = [values] if isinstance(values, str) else values
    if not all(isinstance(value, str) and value.strip() and "," not in value for value in values):
        raise ConfigurationError(f"{key} must be texts in quotes, without commas (in an address: %2C), not {values!r}")
    return tuple(value.strip() for value in values)


def _check_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets or a port that are none
        is_good = False
    if not is_good or any(char.isspace() for char in url):
        raise ConfigurationError(f"{url!r} is no address of a site: write https://example.org/")
    return url


def _read_site(table: Any) -> Site:
    if not isinstance(table, dict):
        raise ConfigurationError("each site is a table that begins with [[site]]")
    _check_keys(table, _SITE)
    urls = tuple(map(_check_url, _texts(table, "url")))
    if not urls:
        raise ConfigurationError('has no url: write url = "https://example.org/"')
    name = table.get("name", find_site(urls[0]))
    if not name.strip() or not name.isprintable():
        raise ConfigurationError(f"{name!r} is no name")
    settings = dict(table.get("settings", {}))
    if shared := next((key for key in settings if key.startswith(_SHARED)), None):
        raise ConfigurationError(f"{shared} holds for all sites: write it into [settings]")
    if "max_pages" in table:
        settings["SCODA_MAX_PAGES"] = table["max_pages"]
    every = parse_span(table.get("every", "1d"))
    return Site(
        name=name,
        urls=urls,
        spider=table.get("spider", "site"),
        languages=_texts(table, "languages"),
        modules=_texts(table, "modules"),
        comments=table.get("comments", False),
        every=every,
        paused=table.get("paused", False),
        settings=settings,
    )


def _iter_sites(tables: Iterable[Any]) -> Iterable[Site]:
    for number, table in enumerate(tables, 1):
        try:
            yield _read_site(table)
        except ConfigurationError as error:
            shown = (table.get("name") or table.get("url")) if isinstance(table, dict) else None
            raise ConfigurationError(f"site {number}{f' ({shown})' if shown else ''}: {error}") from None


def _read(path: Path, table: Mapping[str, Any]) -> SitesFile:
    if "sites" in table:
        raise ConfigurationError("unknown key 'sites'; each site begins with [[site]]")
    _check_keys(table, _TOP)
    sites = tuple(_iter_sites(table.get("site", [])))
    if not sites:
        raise ConfigurationError("names no site: each one begins with [[site]]")
    names = [site.name for site in sites]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ConfigurationError(f'two sites are called {twice}: give each a name = "..." of its own')
    if table.get("at_once") == 0:
        raise ConfigurationError("at_once must be 1 or more")
    folder = path.resolve().parent
    return SitesFile(
        path=path,
        sites=sites,
        seeds=folder / Path(table["seeds"]).expanduser() if "seeds" in table else None,
        at_once=table.get("at_once", AT_ONCE),
        max_runtime=parse_span(table["max_runtime"]) if "max_runtime" in table else None,
        settings=table.get("settings", {}),
    )


def load_sites(path: Path) -> SitesFile:
    """Read the file at `path`. Raises ConfigurationError, one line that names the file and the place in it."""
    try:
        with path.open("rb") as file:
            return _read(path, tomllib.load(file))
    except FileNotFoundError:
        raise ConfigurationError(f"{path} is not there: sites.example.toml shows what to write into it") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} is not UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(f"{path} is no TOML: {error}") from None
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error}") from None
