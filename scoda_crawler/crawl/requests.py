"""Scrapy requests as data: built from links, told apart by key, stored as JSON and never as pickles."""

import json
from functools import lru_cache
from typing import Any

from scrapy import Request, Spider
from scrapy.utils.request import request_from_dict
from w3lib.url import canonicalize_url, safe_url_string

from scoda_crawler.errors import ConfigurationError
from scoda_crawler.extract.patterns import find_pattern
from scoda_crawler.items import Link, LinkKind
from scoda_crawler.sites import find_site

# What leads to more pages comes first: a run that is cut short then knows what is left. Ten apart (`crawl.order`).
PRIORITY: dict[LinkKind, int] = {
    "home": 60, "sitemap": 50, "feed": 50, "list": 40, "board": 40, "page": 30, "thread": 20, "article": 10, "other": 0,
}  # fmt: skip


def read_link(request: Request) -> dict[str, str]:
    """What `build_request` kept of the link that a request follows; empty for a request that follows none."""
    link: dict[str, str] = request.meta.get("scoda", {})
    return link


@lru_cache(maxsize=4096)  # a site's menu is on each of its pages
def _canonicalise(url: str) -> str:
    return canonicalize_url(url)


def find_request_key(request: Request) -> tuple[str, str]:
    """(site, key) of a request: the platform's key from its link, else the method and canonical URL."""
    if key := read_link(request).get("key"):
        return find_site(request.url), key
    url = _canonicalise(request.url)
    return find_site(request.url), url if request.method == "GET" else f"{request.method} {url}"


@lru_cache(maxsize=4096)
def _escape(url: str) -> str:
    """A URL as a request for it has it."""
    return safe_url_string(url)


def find_link_key(link: Link) -> tuple[str, str]:
    """`find_request_key` of the request that follows `link`, which need not be built for it."""
    url = _escape(link.url)
    return find_site(url), link.key or _canonicalise(url)


def find_request_pattern(request: Request) -> str:
    """Which kind of page a request is for, among those that a site can have without end; "" for one that is alone.

    Of a known platform these are the pages of one list or thread; elsewhere the URLs that are written alike.
    """
    link = read_link(request)
    return _find_pattern(link.get("kind"), link.get("key"), request.url)


def find_link_pattern(link: Link) -> str:
    """`find_request_pattern` of the request that follows `link`."""
    return _find_pattern(link.kind, link.key, _escape(link.url))


def find_section(url: str) -> str:
    """The part of a site that a URL is of: the first segment of its path, with the names in its query."""
    path, _, names = find_pattern(url).partition("?")
    return f"{path.split('/')[1]}?{names}"


def _find_pattern(kind: str | None, key: str | None, url: str) -> str:
    if kind in ("home", "sitemap", "feed"):
        return ""
    if key:
        stem, mark, _ = key.rpartition("#")
        return f"{stem}#" if mark else ""
    return find_pattern(url)


def build_request(link: Link, *, callback: Any, errback: Any, dry: int = 0) -> Request:
    """The request that follows `link`; `dry` pages in a row led to it that brought nothing new."""
    meta = {"kind": link.kind, "key": link.key, "hint": link.hint}
    return Request(
        link.url,
        callback=callback,
        errback=errback,
        priority=PRIORITY[link.kind],
        meta={"scoda": {name: value for name, value in meta.items() if value}, **({"scoda_dry": dry} if dry else {})},
    )


def _encode(value: object) -> object:
    if isinstance(value, bytes):
        return {"__bytes__": value.decode("latin-1")}
    raise TypeError(f"a {type(value).__name__}")


def _decode(value: dict[str, Any]) -> Any:
    return value["__bytes__"].encode("latin-1") if "__bytes__" in value else value


def _to_dict(request: Request, spider: Spider) -> dict[str, Any]:
    """`Request.to_dict`, which looks through all that a spider has for its callbacks; ours go by their names."""
    methods = {"callback": request.callback, "errback": request.errback}
    names = {part: getattr(method, "__name__", None) for part, method in methods.items()}
    is_named = all(method == getattr(spider, names[part] or "", None) for part, method in methods.items())
    if type(request) is not Request or not is_named:
        return request.to_dict(spider=spider)
    return {name: getattr(request, name) for name in request.attributes} | names


def dump_request(request: Request, spider: Spider) -> str:
    """`Request.to_dict` as JSON. Raises ConfigurationError when its meta or arguments hold more than plain data."""
    data = _to_dict(request, spider)
    data["headers"] = {name.decode("latin-1"): values for name, values in data["headers"].items()}
    try:
        return json.dumps(data, default=_encode, ensure_ascii=False, separators=(",", ":"))
    except TypeError as error:
        raise ConfigurationError(f"{request} cannot be stored: it carries {error}") from error


def load_request(text: str, spider: Spider) -> Request:
    """The request that `dump_request` wrote."""
    return request_from_dict(json.loads(text, object_hook=_decode), spider=spider)
