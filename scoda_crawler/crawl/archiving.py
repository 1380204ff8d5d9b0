"""Every response into the archive, as the server sent it, before anything is done with it."""

import base64
import hashlib
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response

from scoda_crawler.clock import read_clock
from scoda_crawler.crawl.requests import find_request_key
from scoda_crawler.crawl.session import Session, open_session
from scoda_crawler.errors import StoreError
from scoda_crawler.store.archive import Archive, Record, read

_DESCRIBING = ("Content-Type", "Content-Encoding")  # what a body is read by

Headers = list[tuple[str, str]]


def _list_headers(response: Response) -> Headers:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]


def find_moment(response: Response) -> datetime:
    """When a page was fetched: now, or the server's Date where that is more than a day ahead of our clock.

    A page's dates go by its server's clock: by one of ours that was put back they would lie in the future. That a Date
    is old says nothing, since caches keep it.
    """
    now = read_clock()
    try:
        served = parsedate_to_datetime((response.headers.get("Date") or b"").decode("latin-1"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
    return served if served.tzinfo is not None and served - now > timedelta(days=1) else now


def is_same(record: Record, response: Response) -> bool:
    """Whether `response` is the archived answer over again: the same bytes, to be read in the same way."""
    if record.status != response.status:
        return False
    if any(record.header(name) != (response.headers.get(name) or b"").decode("latin-1") for name in _DESCRIBING):
        return False
    digest = base64.b32encode(hashlib.sha1(response.body, usedforsecurity=False).digest()).decode()
    return record.digest == f"sha1:{digest}"


class ArchiveMiddleware:
    """A downloader middleware; the place of the record goes with the request as `meta["scoda_warc"]`."""

    def __init__(self, session: Session, archive: Archive) -> None:
        self._session = session
        self._archive = archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ArchiveMiddleware":
        """Scrapy's constructor; not used when SCODA_ARCHIVE is off."""
        session = open_session(crawler)
        if session.archive is None:
            raise NotConfigured("SCODA_ARCHIVE is off")
        return cls(session, session.archive)

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the record, flushed; the next commit of the state makes it lasting first."""
        now = find_moment(response)
        try:
            file, offset = self._write(request, response, now)
        except StoreError as error:  # a full disk: the run ends, and the page is fetched again when there is room
            self._session.fail(self._session.state.fail(error))
            raise IgnoreRequest(str(error)) from error
        request.meta["scoda_warc"] = [file, offset]
        request.meta["scoda_fetched"] = now.isoformat()  # a replay counts relative dates from the same moment
        return response

    def _write(self, request: Request, response: Response, now: datetime) -> tuple[str, int]:
        """A revisit record where the page is as the archive has it, else the answer."""
        headers = _list_headers(response)
        if (original := self._find_same(request, response)) is not None:
            return self._archive.write_revisit(request.url, response.status, headers, original, now)
        return self._archive.write(request.url, response.status, headers, response.body, now)

    def _find_same(self, request: Request, response: Response) -> tuple[str, int] | None:
        """The record of the last visit, if this answer says that nothing has changed, or is the same."""
        if response.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            return None
        place = self._session.pages.find_record(*find_request_key(request))
        if place is None:
            return None
        try:
            record = read(self._archive.folder, *place)
        except StoreError:  # somebody has moved the file away: this answer then stands for itself
            return None
        return place if response.status == HTTPStatus.NOT_MODIFIED or is_same(record, response) else None
