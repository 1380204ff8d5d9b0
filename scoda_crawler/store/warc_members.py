"""The byte stream of a WARC: gzip members one by one, each as a bounded reader, and the way on after a damaged one."""

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

_BLOCK = 65_536
_PEEK = 1024  # bytes; enough to tell whether a record begins
_GZIP = b"\x1f\x8b\x08"


class DamagedMemberError(Exception):
    """A gzip member is broken or ends too early; raised while it is read."""


class Member(io.RawIOBase):
    """The decompressed bytes of the gzip member at `start`; `end` is known once all of it is read."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        super().__init__()
        self.start = start
        self.end: int | None = None
        self._file = file
        self._stream = zlib.decompressobj(31)
        self._rest = b""
        self._read_to = start

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """At most `len(buffer)` bytes, so that no member can fill the memory."""
        while not self._stream.eof:
            piece = self._next(len(buffer))
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)
        return 0

    def _next(self, size: int) -> bytes:
        data = self._rest or self._load()
        try:
            piece = self._stream.decompress(data, size)
        except zlib.error as error:
            raise DamagedMemberError(str(error)) from error
        self._rest = self._stream.unconsumed_tail
        if self._stream.eof:
            self.end = self._read_to - len(self._stream.unused_data)
        return piece

    def _load(self) -> bytes:
        self._file.seek(self._read_to)
        data = self._file.read(_BLOCK)
        if not data:
            raise DamagedMemberError("the file ends inside a record")
        self._read_to += len(data)
        return data

    def skip(self) -> int:
        """Read to the end and tell where it is; raises DamagedMemberError."""
        buffer = memoryview(bytearray(_BLOCK))
        while self.readinto(buffer):
            pass
        assert self.end is not None
        return self.end


def find_member(file: BinaryIO, at: int) -> int | None:
    """Where the next gzip member that begins a WARC record starts, at `at` or later; None when there is none."""
    return next((start for start in _find_all(file, _GZIP, at) if _begins_record(file, start)), None)


def _begins_record(file: BinaryIO, at: int) -> bool:
    file.seek(at)
    try:
        return zlib.decompressobj(31).decompress(file.read(_PEEK), 5) == b"WARC/"
    except zlib.error:
        return False


def _find_all(file: BinaryIO, what: bytes, at: int) -> Iterator[int]:
    """Positions of `what` at `at` or later; reads block by block with an overlap."""
    while True:
        file.seek(at)
        data = file.read(_BLOCK)
        found = data.find(what)
        while found >= 0:
            yield at + found
            found = data.find(what, found + 1)
        if len(data) < _BLOCK:
            return
        at += len(data) - len(what) + 1


def find_end_of_whole(file: BinaryIO) -> int:
    """The byte after the last whole gzip member of a WARC; what lies behind it is a torn record."""
    return max((end for _, end in iter_whole(file)), default=0)


def iter_whole(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """(start, end) of each whole gzip member that begins a record; damaged ones are passed over."""
    at: int | None = 0
    while (at := find_member(file, at or 0)) is not None:
        try:
            end = Member(file, at).skip()
        except DamagedMemberError:
            at += 1
            continue
        yield at, end
        at = end


def find_plain(file: BinaryIO, at: int) -> int | None:
    """Where the next record of an uncompressed WARC starts, at `at` or later; None when there is none."""
    return next((found + 1 for found in _find_all(file, b"\nWARC/1.", at)), None)
