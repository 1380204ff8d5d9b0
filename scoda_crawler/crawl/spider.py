"""The base of all spiders: fetch a page, have it read, hand on its document, follow its links; written once."""

import hashlib
import logging
import re
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scoda_crawler.clock import read_clock
from scoda_crawler.crawl.archiving import find_moment
from scoda_crawler.crawl.frontier import Frontier
from scoda_crawler.crawl.guard import RefusedError
from scoda_crawler.crawl.politeness import ClosedAreaError, LeftAloneError
from scoda_crawler.crawl.requests import build_request, find_request_key, read_link
from scoda_crawler.crawl.session import Session, open_session
from scoda_crawler.deadline import DeadlineError, deadline
from scoda_crawler.errors import ConfigurationError
from scoda_crawler.extract import locate, read_page
from scoda_crawler.extract.platforms import load_platforms
from scoda_crawler.items import Article, Link, Page, Reading, Scope, Thread
from scoda_crawler.sites import find_site
from scoda_crawler.store.jobs import Job
from scoda_crawler.store.pages import Visit, next_interval
from scoda_crawler.store.staging import mark_gone

logger = logging.getLogger(__name__)

_TEXT_TYPES = ("html", "xml", "text/plain", "rss", "atom", "gzip", "octet-stream")


def _split(value: str | None) -> tuple[str, ...]:
    return tuple(part for part in (value or "").replace(",", " ").split() if part)


def _check_url(url: str) -> str:
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
        is_site = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no IPv6 address in brackets, no number for a port
        is_site = False
    if not is_site:
        raise ConfigurationError(f"{url!r} is no address of a site: give -a url=https://example.org/")
    return parts._replace(path=parts.path or "/", fragment="").geturl()


def _name_error(error: BaseException | None) -> str:
    """An error of Scrapy's as a reason: DownloadConnectionRefusedError is "connection-refused"."""
    if reason := getattr(error, "reason", None):
        return str(reason)
    name = type(error).__name__.removeprefix("Download").removesuffix("Error")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


class BaseSpider(Spider):
    """A spider over whole sites.

    Arguments: `url` (one or several, divided by commas or spaces), `lang`, `modules`, `comments` (see items.Scope).
    Subclasses say in `platform` or `platform_kind` what they crawl; a page of another kind gives no document.
    """

    name = "base"
    platform: str | None = None
    platform_kind: str | None = None
    handle_httpstatus_list = [304, 404, 410]

    def __init__(
        self,
        url: str | None = None,
        lang: str | None = None,
        modules: str | None = None,
        comments: str | None = None,
        **unknown: Any,
    ) -> None:
        super().__init__()
        if unknown:
            names = ", ".join(sorted(unknown))
            raise ConfigurationError(f"unknown argument {names}: the spider takes url, lang, modules and comments")
        if not url:
            raise ConfigurationError(f"which site? Give -a url=https://example.org/ to the {self.name} spider")
        self.urls = tuple(_check_url(part) for part in _split(url))
        is_wanted = (comments or "").lower() in ("1", "true", "yes")
        is_forum = self.platform_kind == "forum"
        self.scope = Scope(languages=_split(lang), modules=_split(modules), comments=is_wanted, forum=is_forum)
        self.sites = {find_site(part) for part in self.urls}
        self.known: dict[str, str] = {}  # site -> the platform that its pages showed
        self.job = " ".join([self.name, *sorted(self.urls), repr(self.scope)])
        self.session: Session
        self.enabled: frozenset[str] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "BaseSpider":
        """Scrapy's constructor; opens the seeds folder, so that a folder in use ends the run before it begins."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, cls)
        spider.session = open_session(crawler)
        platforms = crawler.settings.get("SCODA_PLATFORMS")
        spider.enabled = None if platforms is None else frozenset(crawler.settings.getlist("SCODA_PLATFORMS"))
        spider._note_job()
        return spider

    def _note_job(self) -> None:
        """Tell the archive what was asked for, so that a replay reads its pages as this run does."""
        job = Job(
            run=self.session.run,
            spider=self.name,
            platform=self.platform,
            platform_kind=self.platform_kind,
            platforms=None if self.enabled is None else tuple(sorted(self.enabled)),
            scope=self.scope,
            sites=tuple(sorted(self.sites)),
        )
        self.session.note_job(job)

    def adopt_sites(self, sites: set[str]) -> None:
        """Sites that the crawl has come to before it was cut short."""
        self.sites |= sites
        self._note_job()

    async def start(self) -> AsyncIterator[Any]:
        """The given pages; what they show decides where the crawl goes on."""
        for url in self.urls:
            yield self.follow(Link(url=url, kind="home"))

    def _sitemaps(self, url: str) -> Iterator[Request]:
        """The sitemaps that a site is likely to have; a board's own lists are whole, its sitemaps are not."""
        if self._kind(find_site(url)) != "forum":
            yield self.follow(Link(url=urljoin(url, "/robots.txt"), kind="sitemap"))
            yield self.follow(Link(url=urljoin(url, "/sitemap.xml"), kind="sitemap"))

    def _kind(self, site: str) -> str | None:
        name = self.platform or self.known.get(site)
        kinds: dict[str, str] = {platform.name: platform.kind for platform in load_platforms()}
        return self.platform_kind or (kinds.get(name) if name else None)

    def follow(self, link: Link, *, dry: int = 0) -> Request:
        """The request that follows `link`; `dry` pages in a row led to it that brought nothing new."""
        return build_request(link, callback=self.parse, errback=self.on_failure, dry=dry)

    def _follow_all(self, request: Request, links: Sequence[Link], *, is_fruitful: bool) -> Iterator[Request]:
        """The requests that follow a page's links, once its account is settled: did it bring anything new?"""
        frontier, dry = self._find_frontier(), 0
        if frontier is not None:
            links = frontier.find_new(links)  # what is known is worth nothing to the account either
            dry = frontier.budget.judge(request, links, is_fruitful=is_fruitful)
        for link in links:
            yield self.follow(link, dry=dry)

    def find_keys(self, url: str) -> tuple[str, ...]:
        """What a URL may be known by to the frontier, on a site whose platform is known; empty where it is not."""
        platform = self.platform or self.known.get(find_site(url))
        address = locate(url, platform) if platform else None
        if address is None or not address.key:
            return ()
        part = f"{address.key}#{address.page}"
        return (part,) if address.page > 1 else (part, address.key)

    def count(self, name: str, number: int = 1) -> None:
        """Count under `scoda/<name>` in the run's statistics."""
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value(f"scoda/{name}", number)

    def drop(self, reason: str, url: str) -> None:
        """Count a page that gives no seed, and say why in the log."""
        self.count(f"dropped/{reason}")
        logger.info("no seed from %s: %s", url, reason)

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        """Read a page: its document first, then the links to follow."""
        request = response.request
        assert request is not None
        site = find_site(response.url)
        if read_link(request).get("kind") == "home" and site not in self.sites:
            self.sites.add(site)
            self._note_job()
        visit = self.session.pages.find(*find_request_key(request))
        if site not in self.sites:
            self.drop("off-site", response.url)
        elif response.status in (404, 410):
            self._keep_missed(request, response, visit)
        elif response.status == 304 and visit is not None:
            yield from self._go_on_unchanged(request, visit)
        else:
            yield from self._read(request, response, visit)

    def _keep_missed(self, request: Request, response: Response, visit: Visit | None) -> None:
        if (frontier := self._find_frontier()) is not None:
            frontier.budget.judge(request, [], is_fruitful=False)
        kind = read_link(request).get("kind")
        if kind == "sitemap":  # asked for on the chance that it is there
            self.count(f"missing/{kind}")
        else:
            self.drop(f"http-{response.status}", response.url)
        if visit is None:
            return
        now = time.time()
        first = min(visit.first_missed or now, now)  # not in the future: the clock may have been put back
        self._keep(request, replace(visit, missed=visit.missed + 1, first_missed=first, fetched=now))
        if now - first >= self.settings.getfloat("SCODA_GONE_SECONDS"):
            self._mark_gone(request, read_clock().date().isoformat())

    def _mark_gone(self, request: Request, day: str | None) -> None:
        site, key = find_request_key(request)
        mark_gone(self.session.state, site, key.removesuffix("#1"), day)

    def _keep(self, request: Request, visit: Visit) -> None:
        self.session.pages.keep(*find_request_key(request), visit)

    def _go_on_unchanged(self, request: Request, visit: Visit) -> Iterator[Any]:
        self.count("pages/unchanged")
        if visit.missed:
            self._mark_gone(request, None)
        hint = read_link(request).get("hint", "")
        interval = next_interval(visit, is_changed=False)
        self._keep(request, replace(visit, fetched=time.time(), interval=interval, hint=hint or visit.hint, missed=0))
        is_document = visit.kind in ("article", "thread")
        yield from self._follow_all(request, visit.links, is_fruitful=is_document)

    def _read(self, request: Request, response: Response, visit: Visit | None) -> Iterator[Any]:
        content_type = (response.headers.get("Content-Type") or b"text/html").decode("latin-1").lower()
        if not any(kind in content_type for kind in _TEXT_TYPES):
            self.drop("not-html", response.url)
            return
        page = self._page(response, content_type)
        reading = self._extract(page)
        if reading is None:
            return
        self._count_reading(reading, page)
        self._mark(request, page, reading)
        if (document := self._document(reading, page, request)) is not None:
            self.count("documents")
            yield document
        is_copy = self._is_copy(request, page, reading)
        yield from self._follow_all(
            request, () if is_copy else reading.links, is_fruitful=self._is_fruitful(request, reading)
        )
        if read_link(request).get("kind") == "home":
            yield from self._sitemaps(page.url)
        if visit is not None and visit.missed:
            self._mark_gone(request, None)
        kept = self._visit(request, response, visit, reading)
        # A copy is read in full the next time: the page that it copies may be gone by then.
        self._keep(request, replace(kept, links=(), etag=None, last_modified=None) if is_copy else kept)

    def _is_copy(self, request: Request, page: Page, reading: Reading) -> bool:
        """Whether the page was read under another URL in this crawl, so that its links are not followed."""
        frontier = self._find_frontier()
        if frontier is None or reading.platform != "unknown" or not frontier.budget.is_copy(request, page):
            return False
        self.count("pages/copies")
        self.count("skipped/links-of-copy", len(reading.links))
        logger.info("%s is a page that was read under another address: its links are not followed", page.url)
        return True

    def _is_fruitful(self, request: Request, reading: Reading) -> bool:
        """Whether the page holds an article or a thread beyond doubt that no page of this crawl held."""
        frontier, found = self._find_frontier(), reading.document
        if frontier is None or found is None or found.doubt is not None:
            return False
        return frontier.budget.is_new_text(request, found.text)

    def _count_reading(self, reading: Reading, page: Page) -> None:
        self.count("pages/read")
        if reading.document is None and reading.reason:
            self.drop(reading.reason, page.url)
        for reason, number in reading.skipped.items():
            self.count(f"skipped/{reason}", number)

    def _find_frontier(self) -> Frontier | None:
        """Our scheduler; None where a project runs this spider with another one."""
        scheduler = self.crawler.engine.scheduler if self.crawler.engine else None
        return scheduler if isinstance(scheduler, Frontier) else None

    def _mark(self, request: Request, page: Page, reading: Reading) -> None:
        """Tell the frontier what a start page or a redirect has turned out to be."""
        frontier = self._find_frontier()
        is_home = read_link(request).get("kind") == "home"
        if frontier is not None and (is_home or "redirect_urls" in request.meta):
            own = (link.key for link in reading.links if link.key and link.url == page.url)
            for key in dict.fromkeys((*self.find_keys(page.url), *own)):
                frontier.mark_done(find_site(page.url), key)

    def _page(self, response: Response, content_type: str) -> Page:
        _, _, charset = content_type.partition("charset=")
        fetched = response.request.meta.get("scoda_fetched") if response.request else None
        return Page(
            url=response.url,
            body=response.body,
            charset=charset.split(";")[0].strip(" \"'") or None,
            content_type=content_type.split(";")[0].strip(),
            status=response.status,
            fetched_at=datetime.fromisoformat(fetched) if fetched else find_moment(response),
        )

    def _extract(self, page: Page) -> Reading | None:
        site = find_site(page.url)
        try:
            with deadline(self.settings.getfloat("SCODA_PAGE_SECONDS")):
                reading = read_page(
                    page, platform=self.platform or self.known.get(site), scope=self.scope, platforms=self.enabled
                )
        except DeadlineError:
            self.drop("too-slow", page.url)
            return None
        except Exception:  # one odd page must not cost the others; it is counted and told in full
            logger.exception("no seed from %s: reading it failed", page.url)
            self.count("dropped/extraction-error")
            return None
        if reading.platform != "unknown" and self.known.get(site) != reading.platform:
            self.known[site] = reading.platform
            logger.info("%s runs %s", site, reading.platform)
        return reading

    def _document(self, reading: Reading, page: Page, request: Request) -> Article | Thread | None:
        document = reading.document
        if document is None:
            return None
        if self.platform_kind == "forum" and not isinstance(document, Thread):
            self.drop("not-a-thread", page.url)
            return None
        warc = request.meta.get("scoda_warc")
        return replace(
            document,
            site=find_site(page.url),
            fetched_at=page.fetched_at,
            warc=(str(warc[0]), int(warc[1])) if warc else None,
        )

    def _visit(self, request: Request, response: Response, visit: Visit | None, reading: Reading) -> Visit:
        now, digest = time.time(), hashlib.sha256(response.body).hexdigest()
        is_changed = visit is None or visit.digest != digest
        link = read_link(request)
        found = reading.document
        is_list = found is None or found.doubt is not None
        kind = link.get("kind", "other") if found is None or is_list else found.kind
        warc = request.meta.get("scoda_warc")
        return Visit(
            url=response.url,
            kind=kind,
            hint=link.get("hint", ""),
            etag=(response.headers.get("ETag") or b"").decode("latin-1") or None,
            last_modified=(response.headers.get("Last-Modified") or b"").decode("latin-1") or None,
            digest=digest,
            warc=(str(warc[0]), int(warc[1])) if warc else None,
            fetched=now,
            changed=now if is_changed or visit is None else visit.changed,
            interval=next_interval(visit, is_changed=is_changed),
            links=reading.links,
        )

    def on_failure(self, failure: Failure) -> None:
        """Count a page that could not be fetched, by what was in the way."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        reason = f"http-{error.response.status}" if isinstance(error, HttpError) else _name_error(error)
        self.count(f"failed/{reason}")
        if isinstance(error, LeftAloneError):
            if (frontier := self._find_frontier()) is not None:
                frontier.give_back(request)
        elif not isinstance(error, RefusedError | ClosedAreaError):  # told by those who refuse
            logger.warning("%s was not fetched: %s", request.url, failure.getErrorMessage() or reason)
