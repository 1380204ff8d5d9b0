"""Whether two pages of a site are one: numbers that are equal where what a reader sees and can follow is."""

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

_ENDS = {b"<!--": b"-->", b"<script": b"</script", b"<style": b"</style"}  # what follows the others is their ">"
_UNSEEN = re.compile(rb"<!--|<(?:script|style|meta|link|input)(?=[\s/>])")
_SESSION = re.compile(rb"[?&;](?:\w{0,20}sid|\w{0,20}sess(?:ion)?_?(?:id)?|zenid|cftoken)=[0-9a-z,-]{16,64}", re.I)


def _iter_seen(body: bytes) -> Iterator[bytes]:
    """What is left without comments, scripts, styles and the head's notes: they change with each fetch."""
    at, low = 0, body.lower()
    while found := _UNSEEN.search(low, at):
        yield body[at : found.start()]
        end = _ENDS.get(found[0], b">")
        at = low.find(end, found.end())
        if at < 0:
            return
        at += len(end)
    yield body[at:]


def _number(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)


def digest_page(body: bytes, url: str) -> int:
    """64 bits (signed) of a page: its text and the targets of its links as they are written, its own address apart."""
    seen = _SESSION.sub(b"", b" ".join(_iter_seen(body)))
    parts = urlsplit(url)
    own = (parts.path + ("?" + parts.query if parts.query else "")).encode("utf-8", "replace")
    return _number(b" ".join((seen.replace(own, b"") if len(own) > 2 else seen).split()))


def digest_text(text: str) -> int:
    """64 bits (signed) of a text without its numbers: the pages of an empty calendar differ in nothing else."""
    return _number(" ".join(re.sub(r"\d+", " ", text).casefold().split()).encode("utf-8", "replace"))


def find_base(url: str) -> str:
    """The folder that a page's relative links start from."""
    return urlsplit(url).path.rpartition("/")[0] + "/"
