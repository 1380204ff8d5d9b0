"""Pages out of what a user has at hand: WARCs, WACZs, single HTML files, and folders of all of these."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urljoin

from scoda_crawler.items import Page
from scoda_crawler.store.warc_coding import BodyError
from scoda_crawler.store.warc_read import Reader
from scoda_crawler.store.warc_record import MAX_BODY, to_page

_ARCHIVES = (".warc", ".warc.gz", ".wacz", ".warc.gz.open")
_PAGES = (".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp", ".mht")
_TEXT_TYPES = ("html", "xml", "text/plain")
_SCHEMES = ("http:", "https:", "file:")  # crawlers also keep their logs, as metadata: and urn:
_HEAD = 65_536  # bytes of a saved page that may tell where it is from

_HTTP = r"(https?://[^\s\"'<>]{1,2000})"
_SAVED = (  # what tells where a page was fetched, the surest first
    re.compile(r"<!--\s*saved from url=\(\d{1,6}\)" + _HTTP, re.IGNORECASE),  # browsers: "mark of the web"
    re.compile(r"<!--\s*Page saved with SingleFile\s{1,9}url:\s{1,9}" + _HTTP, re.IGNORECASE),
)
_HTTRACK = re.compile(r"<!-- Mirrored from ([^\s\"'<>]{1,2000}) by HTTrack", re.IGNORECASE)
_TAG = re.compile(r"<(?:link|base)\s[^<>]{1,3000}>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?" + _HTTP, re.IGNORECASE)
_CANONICAL = re.compile(r"\brel\s*=\s*[\"']?canonical\b", re.IGNORECASE)


class Stored(NamedTuple):
    """A page, and the file name and offset of its record where it comes from a WARC."""

    page: Page
    warc: tuple[str, int] | None = None


def iter_pages(
    paths: Iterable[Path],
    *,
    counts: Counter[str] | None = None,
    only: Callable[[str], bool] | None = None,
    max_bytes: int = MAX_BODY,
) -> Iterator[Stored]:
    """The text pages (status 200; HTML, XML, plain text) under `paths`, files in the order of their names.

    `only` tells by a file's name whether its pages are asked for; the originals of revisits are looked for in all.
    What is passed over is added to `counts` by reason: as `Reader` tells ("unchanged" counts answers of 304 that refer
    to an earlier record), and "http-404", "not-html", "too-large", "damaged-body", "unknown-coding". A path that is not
    there raises FileNotFoundError.
    """
    counts = Counter() if counts is None else counts
    everything = {root: _list_files(root) for root in paths}
    originals = [path for files in everything.values() for path in files if _is_archive(path)]
    for root, files in everything.items():
        wanted = [path for path in files if only is None or only(path.name)]
        archives = [path for path in wanted if _is_archive(path)]
        yield from _iter_archived(archives, originals, counts, max_bytes)
        for path in wanted:
            if path == root and path not in archives:
                yield from _iter_given(path, counts, max_bytes)
            elif path.name.lower().endswith(_PAGES):
                yield from _read_page(path, path.relative_to(root).as_posix(), counts, max_bytes)


def _list_files(root: Path) -> list[Path]:
    return [root] if not root.is_dir() else sorted(path for path in root.rglob("*") if path.is_file())


def _is_archive(path: Path) -> bool:
    return path.name.lower().endswith(_ARCHIVES)


def _iter_given(path: Path, counts: Counter[str], max_bytes: int) -> Iterator[Stored]:
    """A file that was named itself may be called anything."""
    with path.open("rb") as file:
        start = file.read(5)
    if start[:2] in (b"\x1f\x8b", b"PK") or start == b"WARC/":
        return _iter_archived([path], [path], counts, max_bytes)
    return _read_page(path, path.name, counts, max_bytes)


def _iter_archived(paths: list[Path], originals: list[Path], counts: Counter[str], max_bytes: int) -> Iterator[Stored]:
    reader = Reader(max_bytes=max_bytes, skip_unchanged=True)
    for record in reader.iter_records(paths, originals=originals):
        content_type = record.header("Content-Type").lower() or "text/html"
        if record.status != 200:
            counts[f"http-{record.status}"] += 1
        elif not record.url.startswith(_SCHEMES) or not any(kind in content_type for kind in _TEXT_TYPES):
            counts["not-html"] += 1
        else:
            try:
                yield Stored(to_page(record, max_bytes=max_bytes), (record.file, record.offset))
            except BodyError as error:
                counts[error.reason] += 1
    counts.update(reader.counts)


def _read_page(path: Path, name: str, counts: Counter[str], max_bytes: int) -> Iterator[Stored]:
    if path.stat().st_size > max_bytes:
        counts["too-large"] += 1
        return
    body = path.read_bytes()
    yield Stored(Page(url=find_page_url(body, name), body=body))


def find_page_url(body: bytes, name: str) -> str:
    """Where a saved page is from: what the saving program noted, its canonical link, its base with its file name.

    Without any of these, `file:///` and `name`, the file's path below the folder that was given: the same wherever that
    folder lies.
    """
    head = body[:_HEAD].decode("latin-1")
    if noted := next((match[1] for pattern in _SAVED if (match := pattern.search(head))), None):
        return noted
    if match := _HTTRACK.search(head):
        return f"http://{match[1]}"  # it notes no scheme
    links = [(tag, unescape(match[1])) for tag in _TAG.findall(head) if (match := _HREF.search(tag))]
    if canonical := next((url for tag, url in links if _CANONICAL.search(tag)), None):
        return canonical
    place = quote(name, safe="/")
    if base := next((url for tag, url in links if tag[1:5].lower() == "base"), None):
        return urljoin(base, place.rpartition("/")[2])
    return f"file:///{place}"
