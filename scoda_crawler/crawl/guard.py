"""No request to private, loopback, link-local or otherwise special addresses, judged on the address connected to.

Every connection of Scrapy's Twisted handlers (HTTP/1.1 and HTTP/2) asks the reactor's name resolver, also for addresses
in the URL itself, and connects to exactly what it answers. So that is the place: `GuardedResolver` stands in front of
the resolver at hand and passes on public addresses only. A name cannot answer one thing to a check and another to the
connection, for there is one answer. Redirects, robots.txt and sitemaps are requests like all others.

The resolver is the process's, hence the guard is too: crawlers of one process that forbid private addresses forbid
them to all. Handlers that resolve by themselves (aiohttp, httpx, a browser) cannot be guarded and are refused when the
crawl begins. So are requests through a proxy, also one from the environment (`http_proxy`): it would resolve the name,
out of sight. SCODA_ALLOW_PRIVATE_ADDRESSES=1 turns all of this off; given addresses and networks (`127.0.0.1`,
`10.1.0.0/16`), it lets those pass and keeps the rest.
"""

import logging
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object
from scrapy.utils.python import global_object_name, without_none_values
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from scoda_crawler.crawl.addresses import Networks, find_address, is_allowed, parse_allowed
from scoda_crawler.errors import ConfigurationError

logger = logging.getLogger(__name__)

_SCHEMES = ("http", "https")
_GUARDED = frozenset(
    {
        "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
        "scrapy.core.downloader.handlers.http2.H2DownloadHandler",  # by name, as h2 need not be installed
    }
)
_HINT = "SCODA_ALLOW_PRIVATE_ADDRESSES allows it"


class RefusedError(IgnoreRequest):
    """A request that the guard did not let out; `reason` is "private-address", "scheme" or "proxy"."""

    def __init__(self, reason: str, what: str) -> None:
        super().__init__(f"{reason}: {what}")
        self.reason = reason


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Stands between a resolver and whoever wants to connect; lets public and allowed addresses pass."""

    def __init__(self, receiver: Any, host: str, guarded: "GuardedResolver") -> None:
        self._receiver = receiver
        self._host = host
        self._guarded = guarded
        self._passed = 0
        self._last = ""

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802  (Twisted's name)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        host = str(getattr(address, "host", ""))
        if is_allowed(ip_address(host.partition("%")[0]), self._guarded.allowed):
            self._passed += 1
            self._receiver.addressResolved(address)
        else:
            self._last = host

    def resolutionComplete(self) -> None:  # noqa: N802
        self._guarded.refused.pop(self._host, None)
        if self._last and not self._passed:
            self._guarded.refused[self._host] = self._last
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves as `inner` does, passes on public addresses only; `refused` says which one a host was refused for."""

    def __init__(self, inner: Any, allowed: Networks = ()) -> None:
        self.inner = inner
        self.allowed = allowed
        self.refused: dict[str, str] = {}

    def resolveHostName(  # noqa: N802  (Twisted's name)
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Any = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Called by Twisted for each new connection."""
        if len(self.refused) > 10_000:
            self.refused.clear()  # it only explains errors
        receiver = _PublicOnly(resolutionReceiver, _ascii(hostName), self)
        return self.inner.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


def _ascii(host: str) -> str:
    """A host name as URLs spell it."""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


def guard_reactor(allowed: Networks = ()) -> GuardedResolver:
    """Put the guard in front of the reactor's resolver, unless it is there; to be called while the reactor runs."""
    from twisted.internet import reactor  # here, as importing it chooses one

    current: Any = reactor.nameResolver
    if isinstance(current, GuardedResolver):
        return current
    guarded = GuardedResolver(current, allowed)
    reactor.installNameResolver(guarded)
    return guarded


class Guard:
    """A downloader middleware, to stand behind HttpProxyMiddleware (750) and next to the downloader.

    A refused request ends in a RefusedError, one log line, and a count in `scoda/dropped/<reason>`.
    """

    def __init__(self, crawler: Crawler, allowed: Networks = ()) -> None:
        self._crawler = crawler
        self._allowed = allowed
        self._resolver: GuardedResolver | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Guard":
        """Scrapy's constructor. Raises ConfigurationError when a download handler cannot be guarded."""
        allowed = load_allowed(crawler.settings)
        if len({network.version for network in allowed if network.prefixlen == 0}) == 2:
            raise NotConfigured("all addresses are allowed")
        handlers = without_none_values(crawler.settings.getwithbase("DOWNLOAD_HANDLERS"))
        for scheme in _SCHEMES:
            _check_handler(scheme, handlers.get(scheme))
        return cls(crawler, allowed)

    def _refuse(self, request: Request, reason: str, what: str) -> RefusedError:
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value(f"scoda/dropped/{reason}")
        logger.warning("not fetched: %s: %s (%s)", request.url, what, _HINT)
        return RefusedError(reason, what)

    def process_request(self, request: Request) -> None:
        """Refuse what the URL itself shows; see to it that the resolver judges the rest."""
        parts = urlsplit(request.url)
        if parts.scheme not in _SCHEMES:
            raise self._refuse(request, "scheme", f"{parts.scheme}: is neither http nor https")
        if request.meta.get("proxy"):
            raise self._refuse(request, "proxy", "addresses cannot be checked behind a proxy")
        address = find_address(parts.hostname or "")
        if address is not None and not is_allowed(address, self._allowed):
            raise self._refuse(request, "private-address", f"{address} is not a public address")
        # For each request, since Scrapy installs a resolver of its own after crawlers are built.
        self._resolver = guard_reactor(self._allowed)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Tell a name that was refused from one that does not resolve; only the latter is worth a retry."""
        host = urlsplit(request.url).hostname or ""
        if isinstance(exception, CannotResolveHostError) and self._resolver is not None:
            address = self._resolver.refused.get(host)
            if address is not None:
                raise self._refuse(request, "private-address", f"{host} is {address}, not a public address")

    def process_response(self, request: Request, response: Response) -> Response:
        """A second look at whom we were talking to, should a handler have found a way around the resolver."""
        if response.ip_address is not None and not is_allowed(response.ip_address, self._allowed):
            raise self._refuse(request, "private-address", f"{response.ip_address} is not a public address")
        return response


def load_allowed(settings: BaseSettings) -> Networks:
    """SCODA_ALLOW_PRIVATE_ADDRESSES as networks. Raises ConfigurationError."""
    value = settings.get("SCODA_ALLOW_PRIVATE_ADDRESSES") or ""
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    try:
        return parse_allowed(text)
    except ValueError as error:
        raise ConfigurationError(f"SCODA_ALLOW_PRIVATE_ADDRESSES: {error}") from error


def _check_handler(scheme: str, handler: Any) -> None:
    if handler is None or _GUARDED.intersection(map(global_object_name, load_object(handler).__mro__)):
        return
    raise ConfigurationError(f"{handler} (DOWNLOAD_HANDLERS, {scheme}): its connections cannot be checked; {_HINT}")
