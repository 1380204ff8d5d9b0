"""The WARC archive: every answer of a server, a gzip member a record, in files that are whole or say that they are not.

The body is kept as the server sent it, with its content coding (gzip, br, ...): that is what the WARC standard asks
for, it costs no second compression, and a bomb stays as small as it was. Only the coding of the transfer is gone before
we see it; its header is kept as `X-Archive-Orig-Transfer-Encoding`, lest readers undo it again. `read` gives both back.
"""

import os
import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scoda_crawler.errors import DamagedError, StoreError
from scoda_crawler.store.warc_members import find_end_of_whole
from scoda_crawler.store.warc_pages import Stored, iter_pages
from scoda_crawler.store.warc_read import OPEN, Reader, iter_records, read
from scoda_crawler.store.warc_record import KEPT_PREFIX, Origin, Record, to_page

__all__ = [
    "Archive", "Origin", "Reader", "Record", "Stored", "find_origin", "iter_pages", "iter_records", "read", "repair",
    "to_page",
]  # fmt: skip

_LEVEL = 6  # zlib; 9 costs half as much again for one byte in a hundred
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_LINES = re.compile(r"[\r\n]+")
_UNSAFE = {code: f"%{code:02X}" for code in (*range(33), 127)}
Pairs = Iterable[tuple[str, str]]


class Archive:
    """Appends records to WARC 1.1 files in `folder`, each at most about `max_bytes` long.

    A file is called `<run>-<serial>.warc.gz`, with `.open` behind it until it is closed. `run` and `software` are ours;
    nothing of a name comes from the web. All methods raise StoreError when the disk does not take what is written;
    a record that was torn by it is cut off at once.
    """

    def __init__(self, folder: Path, *, max_bytes: int, run: str, software: str) -> None:
        self.folder = folder
        self._max_bytes = max_bytes
        self._run = run
        self._software = software
        self._serial = 0
        self._name = ""
        self._fd: int | None = None
        self._size = 0
        self._synced = 0

    def write(
        self,
        url: str,
        status: int,
        headers: Pairs,
        body: bytes,
        fetched_at: datetime,
        *,
        request_headers: Pairs | None = None,
        method: str = "GET",
    ) -> tuple[str, int]:
        """Append an answer; the file's name and the record's byte offset in it. Lasting after `sync`.

        `body` is as it was sent, `headers` as received (Latin-1 text), `fetched_at` aware. With `request_headers` the
        request is kept beside it.
        """
        fields = {"WARC-Date": _date(fetched_at)}
        http = _Head(_status_line(status), _kept(headers), protocol="HTTP/1.1")
        record = _serialise("response", url, fields, http, body)
        if request_headers is not None:
            line = _Head(f"{method} {_path(url)} HTTP/1.1", _kept(request_headers), is_http_request=True)
            record += _serialise("request", url, fields, line, b"")
        return self._append(record)

    def write_revisit(
        self, url: str, status: int, headers: Pairs, original: tuple[str, int], fetched_at: datetime
    ) -> tuple[str, int]:
        """Append a note that the page at `url` is what the record `original` (file, offset) holds, or refers to.

        `status` 304 says that the server told so, any other that the body was the same. Returns as `write` does; raises
        StoreError when the original cannot be read.
        """
        origin = find_origin(self.folder, original)
        profile = "server-not-modified" if status == HTTPStatus.NOT_MODIFIED else "identical-payload-digest"
        fields = {
            "WARC-Date": _date(fetched_at),
            "WARC-Profile": _PROFILE + profile,
            "WARC-Refers-To": origin.id,
            "WARC-Refers-To-Target-URI": _escape(origin.url),
            "WARC-Refers-To-Date": _date(origin.date or fetched_at),
            "WARC-Refers-To-Filename": origin.file,
            "WARC-Refers-To-File-Offset": str(origin.offset),
            "WARC-Payload-Digest": origin.digest,
        }
        http = _Head(_status_line(status), _kept(headers), protocol="HTTP/1.1")
        return self._append(_serialise("revisit", url, fields, http, b""))

    def _append(self, record: bytes) -> tuple[str, int]:
        if self._fd is not None and self._size + len(record) > self._max_bytes:
            self.close()
        if self._fd is None:
            self._open()
        offset = self._size
        self._put(record)
        return self._name, offset

    def _open(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._name = self._find_name()
            self._fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            _sync_folder(self.folder)
        except OSError as error:
            raise self._explain(error) from error
        self._size = self._synced = 0
        self._put(_make_info(self._name, self._software))

    def _find_name(self) -> str:
        while True:
            name = f"{self._run}-{self._serial:05d}.warc.gz"
            self._serial += 1
            if not (self.folder / name).exists() and not (self.folder / (name + OPEN)).exists():
                return name

    @property
    def _path(self) -> Path:
        return self.folder / (self._name + OPEN)

    def _explain(self, error: OSError) -> StoreError:
        return StoreError(self._path if self._name else self.folder, f"cannot be written: {error.strerror}")

    def _put(self, data: bytes) -> None:
        assert self._fd is not None
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._fd, rest) :]
        except OSError as error:
            os.ftruncate(self._fd, self._size)
            os.lseek(self._fd, self._size, os.SEEK_SET)
            raise self._explain(error) from error
        self._size += len(data)

    def sync(self) -> None:
        """Make all that was written lasting; to be called before a transaction that refers to it is committed."""
        if self._fd is None or self._size == self._synced:
            return
        try:
            os.fsync(self._fd)
        except OSError as error:
            raise self._explain(error) from error
        self._synced = self._size

    def close(self) -> None:
        """Sync and close the file that is open and give it its name; the next write begins another."""
        if self._fd is None:
            return
        try:
            self.sync()
            self._path.rename(self.folder / self._name)
            _sync_folder(self.folder)
        except OSError as error:
            raise self._explain(error) from error
        finally:
            os.close(self._fd)
            self._fd = None


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """An HTTP head that is written byte for byte; warcio's own escapes what is not ASCII."""

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        """Called by warcio before it writes."""
        self.headers_buff = self.to_str(header_filter).encode("latin-1", "replace") + b"\r\n"


def find_origin(folder: Path, place: tuple[str, int]) -> Origin:
    """The record in `folder` that has the body for the one at `place` (file, offset): that record itself, or, where it
    is a revisit, what it refers to. Raises StoreError when the record at `place` cannot be read.
    """
    record = read(folder, *place)
    if record.origin is not None:
        return record.origin
    return Origin(record.id, record.url, record.fetched_at, record.digest, *place)


def repair(folder: Path) -> Iterator[tuple[str, int]]:
    """Close the files that a killed run left open, each cut back to its last whole record; their names and bytes cut.

    A file without a whole record is removed. Records behind a damaged one are kept. Raises StoreError.
    """
    for path in sorted(folder.glob("*" + OPEN)):
        final = path.with_suffix("")
        if final.exists():
            raise DamagedError(path, f"{final.name} is there too; move one of them away")
        try:
            cut = _cut(path)
            if path.stat().st_size:
                path.rename(final)
            else:
                path.unlink()
            _sync_folder(folder)
        except OSError as error:
            raise StoreError(path, f"cannot be repaired: {error.strerror}") from error
        yield final.name, cut


def _cut(path: Path) -> int:
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        end = find_end_of_whole(file)
        file.truncate(end)
        os.fsync(file.fileno())
    return size - end


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _status_line(status: int) -> str:
    known = status in HTTPStatus._value2member_map_
    return f"{status} {HTTPStatus(status).phrase if known else 'Unknown'}"


def _escape(url: str) -> str:
    """A URL on one line; what no URL can hold (blanks, controls, halves of characters) is escaped or replaced."""
    return url.encode("utf-8", "replace").decode("utf-8").translate(_UNSAFE)


def _path(url: str) -> str:
    return "/" + _escape(url).partition("://")[2].partition("/")[2].partition("#")[0]


def _kept(headers: Pairs) -> list[tuple[str, str]]:
    """Headers as they are archived: on one line each, the transfer's own put aside."""
    lines = ((name, " ".join(_LINES.split(value))) for name, value in headers)
    return [(KEPT_PREFIX + name if name.lower() == "transfer-encoding" else name, value) for name, value in lines]


def _gzip(data: bytes) -> bytes:
    stream = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    return stream.compress(data) + stream.flush()


def _serialise(kind: str, url: str, fields: dict[str, str], http: "_Head", body: bytes) -> bytes:
    buffer = BytesIO()
    writer: Any = WARCWriter(buffer, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        _escape(url),
        kind,
        payload=BytesIO(body),
        length=len(body),
        warc_headers_dict=fields,
        http_headers=http,
    )
    writer.write_record(record)
    return _gzip(buffer.getvalue())


def _make_info(name: str, software: str) -> bytes:
    buffer = BytesIO()
    writer: Any = WARCWriter(buffer, gzip=False, warc_version="1.1")
    about = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
    writer.write_record(writer.create_warcinfo_record(name, about))
    return _gzip(buffer.getvalue())
