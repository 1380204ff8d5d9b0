"""Records out of WARCs, ours and other crawlers': gzip or plain, in a WACZ or not; what is damaged is counted."""

import io
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

from scoda_crawler.errors import DamagedError, StoreError
from scoda_crawler.store.warc_members import DamagedMemberError, Member, find_member, find_plain
from scoda_crawler.store.warc_record import (
    MAX_BODY,
    Origin,
    Record,
    find_header,
    parse_headers,
    parse_warc_date,
    split_http,
    untransfer,
)

_MAX_HEAD = 256 * 1024  # bytes of one record's own header
_KINDS = ("response", "resource", "revisit")
OPEN = ".open"  # behind the name of a WARC that is being written


class _Raw(NamedTuple):
    """A record before it is understood."""

    offset: int
    headers: list[tuple[str, str]]
    block: bytes | None  # None: larger than the bound


class _BrokenError(Exception):
    """The bytes at hand are no WARC record."""


class Reader:
    """Reads records one by one. `counts` says what was passed over and why.

    "damaged" counts torn or broken stretches, "too-large" records above `max_bytes`, "unreadable" records that are no
    answer of a web server or lack a URL, "revisit" those whose original is nowhere in the set, "unknown-format" files.
    With `skip_unchanged` revisits that note a 304 are passed over too, and counted as "unchanged".
    """

    def __init__(self, *, max_bytes: int = MAX_BODY, skip_unchanged: bool = False) -> None:
        self.counts: Counter[str] = Counter()
        self._max = max_bytes
        self._skip_unchanged = skip_unchanged
        self._at = 0  # where the stretch begins that is being read: a gzip member, or a plain record

    def iter_records(
        self, paths: Path | Iterable[Path], *, originals: Iterable[Path] | None = None
    ) -> Iterator[Record]:
        """Answers in the order of the files; then the revisits whose originals are in the set, with their bodies.

        `originals` are the files where those are looked for; `paths` where it is not given. A WARC in a WACZ is named
        `name.wacz!archive/name.warc.gz`.
        """
        paths = [paths] if isinstance(paths, Path) else list(paths)
        revisits: list[Record] = []
        for record in self._iter_unresolved(paths):
            if record.kind != "revisit":
                yield record
            elif record.is_not_modified and self._skip_unchanged:
                self.counts["unchanged"] += 1
            else:
                revisits.append(record)
        if revisits:
            yield from self._resolve(revisits, paths if originals is None else list(originals))

    def _iter_unresolved(self, paths: Iterable[Path]) -> Iterator[Record]:
        for path in paths:
            for name, file in self._iter_files(path):
                for raw in self._iter_raw(file):
                    if (record := self._understand(name, raw)) is not None:
                        yield record

    def _resolve(self, revisits: list[Record], paths: list[Path]) -> Iterator[Record]:
        """Where a revisit tells the place of its original, by reading it there; the others by a second walk."""
        files = {path.name.removesuffix(OPEN): path for path in paths}
        waiting: list[Record] = []
        for revisit in revisits:
            original = self._find_original(revisit, files)
            if original is None:
                waiting.append(revisit)
            else:
                yield adopt(revisit, original)
        if waiting:
            yield from self._walk_for(waiting, paths)

    def _find_original(self, revisit: Record, files: dict[str, Path]) -> Record | None:
        origin = revisit.origin
        if origin is None or origin.file not in files:
            return None
        try:
            with files[origin.file].open("rb") as file:
                record = Reader(max_bytes=self._max).read_from(file, origin.file, origin.offset)
        except (OSError, DamagedError):
            return None
        is_it = record.kind != "revisit" and set(origin.list_marks()) & set(list_marks(record))
        return record if is_it else None

    def _walk_for(self, revisits: list[Record], paths: list[Path]) -> Iterator[Record]:
        """A second walk, for memory that grows with the revisits and not with the archive."""
        waiting: dict[str, list[int]] = {}
        for number, revisit in enumerate(revisits):
            for mark in revisit.origin.list_marks() if revisit.origin else ():
                waiting.setdefault(mark, []).append(number)
        left = set(range(len(revisits)))
        for record in Reader(max_bytes=self._max)._iter_unresolved(paths):
            marks = () if record.kind == "revisit" else list_marks(record)
            for number in sorted({n for mark in marks for n in waiting.get(mark, ())} & left):
                left.remove(number)
                yield adopt(revisits[number], record)
        if left:
            self.counts["revisit"] += len(left)

    def read_from(self, file: BinaryIO, name: str, offset: int) -> Record:
        """The record that begins at `offset`. Raises DamagedError."""
        try:
            raw = next(self._walk(file, offset))
        except (StopIteration, _BrokenError, DamagedMemberError) as error:
            raise DamagedError(name, f"no whole record begins at byte {offset}") from error
        record = self._understand(name, raw)
        if record is None or raw.offset != offset:
            raise DamagedError(name, f"the record at byte {offset} is no answer of a web server")
        return record

    def _iter_files(self, path: Path) -> Iterator[tuple[str, BinaryIO]]:
        with path.open("rb") as file:
            start = file.read(5)
            if start[:2] == b"PK":
                yield from self._iter_wacz(path)
            elif start[:3] == b"\x1f\x8b\x08" or start == b"WARC/":
                yield path.name.removesuffix(OPEN), file
            elif start:
                self.counts["unknown-format"] += 1

    def _iter_wacz(self, path: Path) -> Iterator[tuple[str, BinaryIO]]:
        """The WARCs in a bundle, each as a file of its own: a compressed one cannot be read from the middle."""
        try:
            with zipfile.ZipFile(path) as bundle:
                for name in sorted(name for name in bundle.namelist() if name.endswith((".warc.gz", ".warc"))):
                    with tempfile.TemporaryFile() as file:
                        with bundle.open(name) as packed:
                            shutil.copyfileobj(packed, file)
                        yield f"{path.name}!{name}", file
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):  # broken, or coded in unknown ways
            self.counts["damaged"] += 1

    def _iter_raw(self, file: BinaryIO) -> Iterator[_Raw]:
        """All records of a file; after damage, on from the next place where one begins."""
        at: int | None = 0
        while at is not None:
            try:
                yield from self._walk(file, at)
                return
            except (_BrokenError, DamagedMemberError):
                self.counts["damaged"] += 1
                at = self._next_start(file, self._at + 1)

    @staticmethod
    def _next_start(file: BinaryIO, at: int) -> int | None:
        file.seek(0)
        return find_member(file, at) if file.read(2) == b"\x1f\x8b" else find_plain(file, at - 1)

    def _walk(self, file: BinaryIO, at: int) -> Iterator[_Raw]:
        file.seek(at)
        if file.read(2) != b"\x1f\x8b":
            yield from self._walk_plain(file, at)
            return
        more = True
        while more:
            self._at = at
            member = Member(file, at)
            yield from self._walk_member(member)
            at = member.skip()
            file.seek(at)
            more = bool(file.read(1))

    def _walk_member(self, member: Member) -> Iterator[_Raw]:
        """The records of a member, usually one; each handed out when the next is read, hence after the checksum."""
        stream = io.BufferedReader(member, 65_536)
        raw = self._read_raw(stream, member.start)
        while raw is not None:
            following = self._read_raw(stream, member.start)
            yield raw
            raw = following

    def _walk_plain(self, file: BinaryIO, at: int) -> Iterator[_Raw]:
        self._at = at
        file.seek(at)
        while (raw := self._read_raw(file, -1)) is not None:
            yield raw

    def _read_raw(self, stream: BinaryIO | io.BufferedReader, offset: int) -> _Raw | None:
        """One record; None at the end. `offset` is its gzip member's, or -1 to ask the stream."""
        line = b"\r\n"
        while line in (b"\r\n", b"\n"):
            at = stream.tell() if offset < 0 else offset
            line = stream.readline(_MAX_HEAD)
        if not line:
            return None
        self._at = at
        if not line.startswith(b"WARC/"):
            raise _BrokenError
        headers = parse_headers(_read_head(stream))
        length = find_header(headers, "Content-Length")
        if not length.isascii() or not length.isdigit():
            raise _BrokenError
        return _Raw(at, headers, self._read_block(stream, int(length)))

    def _read_block(self, stream: BinaryIO | io.BufferedReader, length: int) -> bytes | None:
        if length <= self._max:
            block = stream.read(length)
            if len(block) < length:
                raise _BrokenError
            return block
        while length > 0:
            piece = stream.read(min(length, 1 << 20))
            if not piece:
                raise _BrokenError
            length -= len(piece)
        return None

    def _understand(self, name: str, raw: _Raw) -> Record | None:
        """The record, or None (counted where it should have been one) for requests, metadata and the like."""
        kind = find_header(raw.headers, "WARC-Type").lower()
        if kind not in _KINDS:
            if kind == "continuation":
                self.counts["unreadable"] += 1
            return None
        if raw.block is None:
            self.counts["too-large"] += 1
            return None
        url = find_header(raw.headers, "WARC-Target-URI").strip("<>")
        try:
            return make_record(name, raw.offset, kind, url, raw.headers, raw.block)
        except ValueError:
            self.counts["unreadable"] += 1
            return None


def _read_head(stream: BinaryIO | io.BufferedReader) -> bytes:
    lines: list[bytes] = []
    size = 0
    while (line := stream.readline(_MAX_HEAD)) not in (b"\r\n", b"\n"):
        size += len(line)
        if not line or size > _MAX_HEAD:
            raise _BrokenError
        lines.append(line)
    return b"".join(lines)


def make_record(name: str, offset: int, kind: str, url: str, fields: list[tuple[str, str]], block: bytes) -> Record:
    """A record from its named fields and its block; ValueError when it is no answer to a request by HTTP."""
    if not url:
        raise ValueError("no WARC-Target-URI")
    is_http = url.lower().startswith(("http:", "https:")) and kind != "resource"
    if kind == "response" and not is_http:
        raise ValueError(f"{url} is no page")
    if is_http and (block or kind == "response"):
        status, headers, body = split_http(block)
    else:
        status, body = 200, block
        headers = [("Content-Type", find_header(fields, "Content-Type"))]
    kept, body = untransfer(headers, body)
    return Record(
        file=name,
        offset=offset,
        url=url.encode("latin-1").decode("utf-8", "replace"),  # WARC headers are UTF-8
        status=status,
        headers=kept,
        body=body,
        fetched_at=parse_warc_date(find_header(fields, "WARC-Date")),
        kind=kind,
        id=find_header(fields, "WARC-Record-ID"),
        digest=find_header(fields, "WARC-Payload-Digest"),
        origin=_read_origin(fields, url) if kind == "revisit" else None,
        is_not_modified=kind == "revisit" and (status == 304 or _is_not_modified(fields)),
    )


def _is_not_modified(fields: list[tuple[str, str]]) -> bool:
    return find_header(fields, "WARC-Profile").endswith("/server-not-modified")


def _read_origin(fields: list[tuple[str, str]], url: str) -> Origin:
    target = find_header(fields, "WARC-Refers-To-Target-URI").strip("<>") or url
    offset = find_header(fields, "WARC-Refers-To-File-Offset")
    return Origin(
        id=find_header(fields, "WARC-Refers-To"),
        url=target.encode("latin-1").decode("utf-8", "replace"),
        date=parse_warc_date(find_header(fields, "WARC-Refers-To-Date")),
        digest=find_header(fields, "WARC-Payload-Digest"),
        file=find_header(fields, "WARC-Refers-To-Filename"),
        offset=int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 19 else 0,  # within 63 bits
    )


def list_marks(record: Record) -> tuple[str, ...]:
    """What a revisit may call this record by."""
    return (record.id, f"{record.url} {record.fetched_at}", record.digest)


def adopt(revisit: Record, original: Record) -> Record:
    """`revisit` with the body of its original, and the headers and status that describe that body."""
    return replace(revisit, status=original.status, headers=original.headers, body=original.body)


def iter_records(paths: Path | Iterable[Path], *, max_bytes: int = MAX_BODY) -> Iterator[Record]:
    """The answers in WARCs (see `Reader`, which also counts what is passed over)."""
    return Reader(max_bytes=max_bytes).iter_records(paths)


def read(folder: Path, file: str, offset: int, *, max_bytes: int = MAX_BODY) -> Record:
    """The record of `file` in `folder` at `offset`, also while the file is being written.

    A revisit comes without the body of its original. Raises DamagedError, or StoreError when there is no such file.
    """
    with _open(folder, file) as stream:
        return Reader(max_bytes=max_bytes).read_from(stream, file, offset)


@contextmanager
def _open(folder: Path, file: str) -> Iterator[BinaryIO]:
    path = folder / file
    if not path.exists():
        path = folder / (file + OPEN)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise StoreError(folder / file, f"cannot be read: {error.strerror}") from error
    with stream:
        yield stream
