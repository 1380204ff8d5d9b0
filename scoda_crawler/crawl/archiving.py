"""Every response into the archive, as the server sent it, before anything is done with it."""

from datetime import UTC, datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response

from scoda_crawler.crawl.session import Session, open_session
from scoda_crawler.errors import StoreError
from scoda_crawler.store.archive import Archive


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
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ]
        now = datetime.now(UTC)
        try:
            file, offset = self._archive.write(request.url, response.status, headers, response.body, now)
        except StoreError as error:  # a full disk: the run ends, and the page is fetched again when there is room
            self._session.fail(self._session.state.fail(error))
            raise IgnoreRequest(str(error)) from error
        request.meta["scoda_warc"] = [file, offset]
        request.meta["scoda_fetched"] = now.isoformat()  # a replay counts relative dates from the same moment
        return response
