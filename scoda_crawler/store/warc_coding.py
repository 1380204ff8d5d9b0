"""The codings of an HTTP body (chunked, gzip, deflate, br, zstd) undone, never beyond a given number of bytes."""

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli  # type: ignore[import-untyped]  # comes with Scrapy, as zstd does

from scoda_crawler.errors import ScodaError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_STEP = 65_536  # bytes; nothing grows by more before its size is looked at
_BROKEN = (zlib.error, brotli.error, zstd.ZstdError, EOFError)


class BodyError(ScodaError):
    """A body cannot be decoded within bounds; `reason` is "too-large", "unknown-coding" or "damaged-body"."""

    def __init__(self, reason: str, what: str) -> None:
        super().__init__(f"{reason}: {what}")
        self.reason = reason


def _inflate(data: bytes, wbits: int) -> Iterator[bytes]:
    """One zlib stream after another, as gzip files may hold several members."""
    while data:
        stream = zlib.decompressobj(wbits)
        yield stream.decompress(data, _STEP)
        while stream.unconsumed_tail and not stream.eof:
            yield stream.decompress(stream.unconsumed_tail, _STEP)
        # what follows the end is another gzip member, or garbage that browsers ignore too
        data = stream.unused_data if wbits > 15 and stream.unused_data[:2] == b"\x1f\x8b" else b""


def _gunzip(data: bytes) -> Iterator[bytes]:
    return _inflate(data, 31)


def _undeflate(data: bytes) -> Iterator[bytes]:
    """RFC 9110 says zlib; some servers send the bare stream."""
    try:
        zlib.decompressobj().decompress(data, 1)
    except zlib.error:
        return _inflate(data, -15)
    return _inflate(data, 15)


def _unbrotli(data: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    piece = stream.process(data, output_buffer_limit=_STEP)
    while piece:
        yield piece
        piece = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=_STEP)


def _unzstd(data: bytes) -> Iterator[bytes]:
    while data:
        stream = zstd.ZstdDecompressor()
        piece = stream.decompress(data, _STEP)
        while piece or not (stream.eof or stream.needs_input):
            yield piece
            if stream.eof:
                break
            piece = stream.decompress(b"", _STEP)
        data = stream.unused_data if stream.eof else b""


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}


def _gather(pieces: Iterator[bytes], max_bytes: int) -> bytes:
    """All pieces, or those before the damage where a body was cut short; BodyError when there are too many or none."""
    out = bytearray()
    try:
        for piece in pieces:
            out += piece
            if len(out) > max_bytes:
                raise BodyError("too-large", f"a body of more than {max_bytes} bytes when decompressed")
    except _BROKEN as error:
        if not out:
            raise BodyError("damaged-body", str(error)) from error
    return bytes(out)


def decode_content(body: bytes, codings: str, *, max_bytes: int) -> bytes:
    """`body` without its content codings, which `codings` lists as the header Content-Encoding does.

    A body that is not coded as it says, but begins like a page, is taken as it is: servers forget to take the header
    away. Raises BodyError.
    """
    names = [name for name in (part.strip().lower() for part in codings.split(",")) if name not in ("", "identity")]
    for name in reversed(names):
        if name not in _DECODERS:
            raise BodyError("unknown-coding", name)
        try:
            body = _gather(_DECODERS[name](body), max_bytes)
        except BodyError as error:
            if error.reason != "damaged-body" or body[:64].lstrip()[:1] != b"<":
                raise
    if len(body) > max_bytes:
        raise BodyError("too-large", f"a body of {len(body)} bytes")
    return body


def _chunks(body: bytes) -> Iterable[bytes]:
    """The chunks of RFC 9112 7.1; ValueError where `body` is not chunked. A last chunk that was cut short is kept."""
    at = 0
    while at < len(body):
        end = body.find(b"\n", at, at + 1000)
        size = int(body[at : end if end >= 0 else at + 1000].split(b";")[0].strip() or b"x", 16)
        if size <= 0:
            return
        yield body[end + 1 : end + 1 + size]
        at = end + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"


def decode_chunks(body: bytes) -> bytes:
    """`body` without transfer coding; as it is when it is not chunked, since many archives keep the header alone."""
    try:
        return b"".join(_chunks(body))
    except ValueError:
        return body
