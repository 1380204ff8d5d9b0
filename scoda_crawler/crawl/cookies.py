"""Cookies as Scrapy keeps them for a run, and for the next runs those that keep session ids out of a host's URLs.

A board cannot know that a client takes cookies before it was sent one back: until then it writes the session id into
each link, or redirects to a URL that has it. The pages that a run begins with, or that are fetched again after a kill,
would come in that form each time. So a cookie whose value its host wrote into a page or a redirect is sent from the
first request of the next run on. That the session is long over does not matter to those who ask whether there is a
cookie. No other cookie is kept: what a site notes about its visitors is nothing that a crawl needs.
"""

import re
from collections import defaultdict
from http.cookiejar import Cookie

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from scoda_crawler.crawl.session import Session, open_session
from scoda_crawler.errors import ScodaError
from scoda_crawler.store.cookies import Cookies, Kept

_SESSION = re.compile(r"[0-9A-Za-z,-]{16,128}")
"""What PHP, Java and their like make for a session; shorter values stand in pages by chance."""
_AT_MOST = 4  # of one host


class KeptCookies(CookiesMiddleware):
    """A downloader middleware in the place of Scrapy's (700); COOKIES_ENABLED holds for it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "KeptCookies":
        """Scrapy's constructor."""
        middleware = super().from_crawler(crawler)
        middleware.open(open_session(crawler))
        crawler.signals.connect(middleware.on_response, signals.response_received)
        return middleware

    def open(self, session: Session) -> None:
        """Take up what earlier runs have kept."""
        self._session = session
        self._cookies = Cookies(session.state)
        self._known: defaultdict[str, set[str]] = defaultdict(set)  # host -> names
        for kept in self._cookies.load():
            self._known[kept.host].add(kept.name)
            self.jars[None].set_cookie(_revive(kept))

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Scrapy's; then look where a redirect leads to."""
        answer = super().process_response(request, response)
        self._note(request, response, response.headers.get("Location") or b"")
        return answer

    def on_response(self, request: Request, response: Response) -> None:
        """Look at a page that was asked for without a cookie; it is decompressed by now."""
        if "Cookie" not in request.headers:
            self._note(request, response, response.body)

    def _note(self, request: Request, response: Response, seen: bytes) -> None:
        """Keep the new cookies that are kept already, or whose values are `seen`."""
        if "Set-Cookie" not in response.headers:
            return
        for cookie in self.jars[None].make_cookies(response, request):
            kept = _describe(cookie, request)
            names = self._known[kept.host]
            is_wanted = kept.name in names or (kept.value.encode() in seen and len(names) < _AT_MOST)
            if is_wanted and _SESSION.fullmatch(kept.value):
                self._keep(kept)

    def _keep(self, kept: Kept) -> None:
        self._known[kept.host].add(kept.name)
        try:
            self._cookies.keep(kept)
        except ScodaError as error:
            self._session.fail(error)


def _describe(cookie: Cookie, request: Request) -> Kept:
    """A cookie bound to the very host that set it, even where it may go to all of its domain."""
    host = (urlparse_cached(request).hostname or "") if cookie.domain_specified else cookie.domain
    return Kept(host, cookie.path, cookie.name, cookie.value or "", cookie.secure, cookie.expires)


def _revive(kept: Kept) -> Cookie:
    return Cookie(
        version=0, name=kept.name, value=kept.value, port=None, port_specified=False, domain=kept.host,
        domain_specified=False, domain_initial_dot=False, path=kept.path, path_specified=True, secure=kept.is_secure,
        expires=None if kept.expires is None else int(kept.expires), discard=False, comment=None, comment_url=None,
        rest={},
    )  # fmt: skip
