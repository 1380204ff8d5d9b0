"""An archived answer as data: a Record with the bytes as they were sent, and the Page that it makes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from scoda_crawler.items import Page
from scoda_crawler.store.warc_coding import decode_chunks, decode_content

MAX_BODY = 64 * 1024 * 1024  # bytes, archived or decompressed; four times what a crawl takes, as other crawlers differ
Headers = tuple[tuple[str, str], ...]

# A header of the transfer, which would make readers undo a coding that the archived body no longer has, is kept under
# this name; warcprox and pywb do so too.
KEPT_PREFIX = "X-Archive-Orig-"
_STATUS = re.compile(rb"HTTP/[\d.]+ +(\d{3})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
_BLANK = " \t\r"  # str.strip alone takes bytes of UTF-8 too, such as 0x85 and 0xA0
_FRACTION = re.compile(r"\.(\d+)")


class Origin(NamedTuple):
    """What a revisit says of the record that it refers to (WARC 1.1, 6.7); what it does not say is empty."""

    id: str = ""  # WARC-Refers-To
    url: str = ""
    date: datetime | None = None
    digest: str = ""
    file: str = ""  # WARC-Refers-To-Filename and -File-Offset, which Heritrix has and the standard has not
    offset: int = 0

    def list_marks(self) -> tuple[str, ...]:
        """What identifies the original, the surest first: its identifier, its URL with its date, its digest."""
        place = f"{self.url} {self.date}" if self.date else ""
        return tuple(mark for mark in (self.id, place, self.digest) if mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One answer in an archive.

    `body` is what the server sent: without transfer coding, with its content coding (see `to_page`). `headers` keep
    their order; bytes above 127 are Latin-1 characters. A revisit has the body of the record that it refers to.
    """

    file: str  # name of the WARC
    offset: int  # of the record's first byte in it
    url: str
    status: int
    headers: Headers
    body: bytes
    fetched_at: datetime | None  # aware, UTC
    kind: str = "response"  # response, resource or revisit
    id: str = ""  # WARC-Record-ID
    digest: str = ""  # WARC-Payload-Digest
    origin: Origin | None = None  # of a revisit
    is_not_modified: bool = False  # a revisit that notes a 304: the page is as it was when it was last fetched

    def header(self, name: str) -> str:
        """The first header of that name, or ""."""
        return find_header(self.headers, name)


def find_header(headers: Iterable[tuple[str, str]], name: str) -> str:
    """The first value under `name`, whatever its case, or ""."""
    name = name.lower()
    return next((value for key, value in headers if key.lower() == name), "")


def parse_headers(block: bytes) -> list[tuple[str, str]]:
    """Header lines to pairs; folded lines are joined, what is no header is left out."""
    pairs: list[tuple[str, str]] = []
    for line in block.decode("latin-1").split("\n"):
        if line[:1] in (" ", "\t") and pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip(_BLANK)}")
        elif ":" in line:
            name, _, value = line.partition(":")
            pairs.append((name.strip(_BLANK), value.strip(_BLANK)))
    return pairs


def split_http(block: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
    """(status, headers, body) of an archived HTTP answer; ValueError when it is none."""
    match = _STATUS.match(block)
    if match is None:
        raise ValueError("no HTTP status line")
    crlf, lf = block.find(b"\r\n\r\n"), block.find(b"\n\n")
    is_crlf = crlf >= 0 and (lf < 0 or crlf < lf)
    end, width = (crlf, 4) if is_crlf else (lf, 2) if lf >= 0 else (len(block), 0)
    _, _, lines = block[:end].partition(b"\n")
    return int(match[1]), parse_headers(lines), block[end + width :]


def untransfer(headers: Iterable[tuple[str, str]], body: bytes) -> tuple[Headers, bytes]:
    """Headers and body as the origin server meant them: chunks joined, headers that were put aside back in place."""
    headers = tuple(headers)
    if "chunked" in find_header(headers, "Transfer-Encoding").lower():
        body = decode_chunks(body)
    cut = len(KEPT_PREFIX)
    back = ((name[cut:] if name.lower().startswith(KEPT_PREFIX.lower()) else name, value) for name, value in headers)
    return tuple(back), body


def parse_warc_date(text: str) -> datetime | None:
    """ISO 8601 in UTC to microseconds (WARC 1.1 allows nine digits), or None."""
    text = _FRACTION.sub(lambda match: "." + match[1][:6].ljust(6, "0"), text.strip())
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def to_page(record: Record, *, max_bytes: int = MAX_BODY) -> Page:
    """The page of a record, decompressed. Raises BodyError when that is impossible or gives more than `max_bytes`."""
    content_type = record.header("Content-Type")
    charset = _CHARSET.search(content_type)
    return Page(
        url=record.url,
        body=decode_content(record.body, record.header("Content-Encoding"), max_bytes=max_bytes),
        charset=charset[1] if charset else None,
        content_type=content_type.split(";")[0].strip().lower() or "text/html",
        status=record.status,
        fetched_at=record.fetched_at,
    )
