"""Archives of other crawlers are read as they come: their quirks, their codings, their damage."""

import gzip
import random
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest

from scoda_crawler.store.archive import Reader, Record, iter_pages, iter_records, to_page
from scoda_crawler.store.warc_coding import BodyError

PAGE = "<!DOCTYPE html><title>ข่าว</title><p>Text.</p>".encode()
DATE = "2024-03-05T06:07:08Z"


def make_record(kind: str, url: str, block: bytes, *fields: str, version: str = "1.0", date: str = DATE) -> bytes:
    head = [
        f"WARC/{version}",
        f"WARC-Type: {kind}",
        *([f"WARC-Target-URI: {url}"] if url else []),
        f"WARC-Date: {date}",
    ]
    lines = [*head, "WARC-Record-ID: <urn:uuid:" + kind + ">", *fields, f"Content-Length: {len(block)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    return "\r\n".join((status, "Content-Type: text/html; charset=utf-8", *headers, "", "")).encode() + body


def chunk(body: bytes, size: int = 7) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(f"{len(piece):X};ext=1\r\n".encode() + piece + b"\r\n" for piece in pieces) + b"0\r\nX: y\r\n\r\n"


def write(path: Path, *records: bytes) -> Path:
    path.write_bytes(b"".join(gzip.compress(record) for record in records))
    return path


def bodies(path: Path) -> list[tuple[str, bytes]]:
    return [(record.url, to_page(record).body) for record in iter_records(path)]


def test_wget(tmp_path: Path) -> None:
    """Brackets around the URL, requests first, chunked bodies, its own log as resource."""
    path = write(
        tmp_path / "wget.warc.gz",
        make_record("warcinfo", "", b"software: Wget/1.21.3 (linux-gnu)\r\n", "WARC-Filename: wget.warc.gz"),
        make_record("request", "<http://a.example/>", b"GET / HTTP/1.1\r\n\r\n"),
        make_record("response", "<http://a.example/>", answer(chunk(PAGE), "Transfer-Encoding: chunked")),
        make_record("metadata", "metadata://gnu.org/software/wget/warc/MANIFEST.txt", b"<urn:uuid:x>\n"),
        make_record("resource", "metadata://gnu.org/software/wget/warc/wget.log", b"log", "Content-Type: text/plain"),
    )
    assert bodies(path)[0] == ("http://a.example/", PAGE)
    assert [record.kind for record in iter_records(path)] == ["response", "resource"]
    assert [stored.page.url for stored in iter_pages([path])] == ["http://a.example/"]


def test_heritrix(tmp_path: Path) -> None:
    """Answers of name servers; 304 and identical bodies as revisits, which come before or after what they refer to."""
    when = "WARC-Refers-To-Date: " + DATE
    path = write(
        tmp_path / "heritrix.warc.gz",
        make_record("response", "dns:a.example", b"20240305060708\na.example. A 1.2.3.4\n", "Content-Type: text/dns"),
        make_record("revisit", "http://a.example/copy", answer(b""), "WARC-Payload-Digest: sha1:AAAA"),
        make_record("response", "http://a.example/", answer(PAGE), "WARC-Payload-Digest: sha1:AAAA"),
        make_record("metadata", "http://a.example/", b"via: x\r\n", "Content-Type: application/warc-fields"),
        make_record("revisit", "http://a.example/", b"", "WARC-Refers-To-Target-URI: http://a.example/", when,
                    date="2025-01-01T00:00:00Z"),
        make_record("revisit", "http://a.example/gone", b"", "WARC-Payload-Digest: sha1:ZZZZ"),
    )  # fmt: skip
    reader = Reader()
    records = list(reader.iter_records(path))
    assert [(record.url, record.body) for record in records] == [
        ("http://a.example/", PAGE),
        ("http://a.example/copy", PAGE),
        ("http://a.example/", PAGE),
    ]
    assert reader.counts == {"unreadable": 1, "revisit": 1}
    assert str(records[2].fetched_at) == "2025-01-01 00:00:00+00:00"


def test_identical_bodies_as_heritrix_and_browsertrix_note_them(tmp_path: Path) -> None:
    """A page under a second URL is a page of its own; a 304 is nothing new; what came back to an old text counts."""
    profile = "WARC-Profile: http://netpreserve.org/warc/1.{}/revisit/{}"
    same, digest = profile.format(0, "identical-payload-digest"), "WARC-Payload-Digest: sha1:AAAA"
    first = ("WARC-Refers-To-Target-URI: http://a.example/", "WARC-Refers-To-Date: " + DATE)
    place = ("WARC-Refers-To-Filename: a.warc.gz", "WARC-Refers-To-File-Offset: 0")
    other = answer(b"<p>other")
    path = write(
        tmp_path / "a.warc.gz",
        make_record("response", "http://a.example/", answer(PAGE), digest),
        make_record("revisit", "http://a.example/copy", answer(b""), same, digest, *first),
        make_record("response", "http://a.example/", other, date="2024-04-01T00:00:00Z"),
        make_record("revisit", "http://a.example/", answer(b""), same, digest, *place, date="2024-05-01T00:00:00Z"),
        make_record("revisit", "http://a.example/", answer(b"", status="HTTP/1.1 304 Not Modified"),
                    profile.format(1, "server-not-modified"), *first, date="2024-06-01T00:00:00Z"),
    )  # fmt: skip
    counts: Counter[str] = Counter()
    pages = [stored.page for stored in iter_pages([path], counts=counts)]
    assert [(page.url, page.body, str(page.fetched_at)[:10]) for page in pages] == [
        ("http://a.example/", PAGE, "2024-03-05"),
        ("http://a.example/", b"<p>other", "2024-04-01"),
        ("http://a.example/", PAGE, "2024-05-01"),
        ("http://a.example/copy", PAGE, "2024-03-05"),
    ]
    assert counts == {"unchanged": 1}


@pytest.mark.parametrize("offset", ["7", "-1", "x", "99999999999999999999"])
def test_a_wrong_place_of_an_original_misleads_nobody(tmp_path: Path, offset: str) -> None:
    path = write(
        tmp_path / "a.warc.gz",
        make_record("response", "http://a.example/", answer(PAGE), "WARC-Payload-Digest: sha1:AAAA"),
        make_record("revisit", "http://a.example/copy", answer(b""), "WARC-Payload-Digest: sha1:AAAA",
                    "WARC-Refers-To-Filename: a.warc.gz", f"WARC-Refers-To-File-Offset: {offset}"),
    )  # fmt: skip
    assert [record.body for record in iter_records(path)] == [PAGE, PAGE]


def test_an_original_in_another_file_of_the_set_is_found(tmp_path: Path) -> None:
    later = write(
        tmp_path / "a.warc.gz", make_record("revisit", "http://a.example/", b"", "WARC-Refers-To: <urn:uuid:response>")
    )
    first = write(tmp_path / "b.warc.gz", make_record("response", "http://a.example/", answer(PAGE)))
    assert [record.body for record in iter_records([later, first])] == [PAGE, PAGE]
    reader = Reader()
    assert list(reader.iter_records(later)) == [] and reader.counts == {"revisit": 1}


def test_browsertrix(tmp_path: Path) -> None:
    """A WACZ with several WARCs in it, deflated or stored."""
    path = tmp_path / "crawl.wacz"
    page_info = make_record("resource", "urn:pageinfo:http://a.example/", b"{}", "Content-Type: application/json")
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("datapackage.json", "{}")
        for name, body in (("archive/rec-0.warc.gz", b"<p>0"), ("archive/rec-1.warc.gz", b"<p>1")):
            response = make_record("response", f"https://a.example/{body[-1:].decode()}", answer(body), version="1.1")
            bundle.writestr(name, gzip.compress(response) + gzip.compress(page_info), zipfile.ZIP_DEFLATED)
    records = list(iter_records(path))
    assert [record.body for record in records if record.kind == "response"] == [b"<p>0", b"<p>1"]
    assert records[0].file == "crawl.wacz!archive/rec-0.warc.gz"


def test_common_crawl_news(tmp_path: Path) -> None:
    """Codings undone but told in headers of its own; non-ASCII URLs; HTTP/2; nanoseconds."""
    head = answer(PAGE, "X-Crawl-Content-Encoding: gzip", "X-Crawl-Transfer-Encoding: chunked", status="HTTP/2 200")
    url = "https://a.example/ข่าว"
    written = make_record("response", url, head, version="1.1", date="2024-03-05T06:07:08.123456789Z")
    (record,) = iter_records(write(tmp_path / "CC-NEWS-1.warc.gz", written))
    assert (record.url, record.body) == (url, PAGE)
    assert str(record.fetched_at) == "2024-03-05 06:07:08.123456+00:00"


@pytest.mark.parametrize("name", ["plain.warc", "one-member.warc.gz"])
def test_records_that_are_not_compressed_one_by_one(tmp_path: Path, name: str) -> None:
    whole = b"".join(make_record("response", f"http://a.example/{n}", answer(PAGE)) for n in range(3))
    path = tmp_path / name
    path.write_bytes(gzip.compress(whole) if name.endswith("gz") else whole)
    assert bodies(path) == [(f"http://a.example/{n}", PAGE) for n in range(3)]


def test_a_damaged_plain_file_goes_on_at_the_next_record(tmp_path: Path) -> None:
    records = [make_record("response", f"http://a.example/{n}", answer(PAGE)) for n in range(4)]
    records[1] = records[1].replace(b"Content-Length: 1", b"Content-Length: X")
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(records)[:-60])
    reader = Reader()
    assert [record.url[-1] for record in reader.iter_records(path)] == ["0", "2"]
    assert reader.counts == {"damaged": 2}


@pytest.mark.parametrize("seed", range(30))
def test_no_damage_stops_the_reading_or_goes_uncounted(tmp_path: Path, seed: int) -> None:
    noise = random.Random(seed)
    members = [
        gzip.compress(make_record("response", f"http://a.example/{n}", answer(noise.randbytes(400)))) for n in range(9)
    ]
    hurt = bytearray(b"".join(members))
    at = noise.randrange(len(hurt) - 40)
    hurt[at : at + noise.randrange(1, 40)] = noise.randbytes(noise.randrange(40))
    (tmp_path / "a.warc.gz").write_bytes(hurt)
    reader = Reader()
    left = [record.url for record in reader.iter_records(tmp_path / "a.warc.gz")]
    assert len(left) >= 6
    assert len(left) == 9 or reader.counts["damaged"]


def test_what_is_no_archive_is_told(tmp_path: Path) -> None:
    files = {"a.warc": b"hello", "b.warc.gz": gzip.compress(b"hello"), "c.wacz": b"PK\3\4 broken", "d.warc": b""}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    reader = Reader()
    assert list(reader.iter_records(sorted(tmp_path.iterdir()))) == []
    assert reader.counts == {"unknown-format": 1, "damaged": 2}


def test_records_above_the_bound_are_passed_over_and_counted(tmp_path: Path) -> None:
    big = make_record("response", "http://a.example/big", answer(b"\0" * 5_000_000))
    path = write(tmp_path / "a.warc.gz", big, make_record("response", "http://a.example/", answer(PAGE)))
    reader = Reader(max_bytes=100_000)
    assert [record.body for record in reader.iter_records(path)] == [PAGE]
    assert reader.counts == {"too-large": 1}


def record_of(body: bytes, coding: str) -> Record:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", coding))
    return Record(file="", offset=0, url="http://a.example/", status=200, headers=headers, body=body, fetched_at=None)


zstd: Any = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
RAW_DEFLATE = zlib.compressobj(wbits=-15)
CODED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:]) + b"garbage",
    "deflate": zlib.compress(PAGE),
    "Deflate": RAW_DEFLATE.compress(PAGE) + RAW_DEFLATE.flush(),
    "br": brotli.compress(PAGE),
    "zstd": zstd.compress(PAGE[:9]) + zstd.compress(PAGE[9:]),
    "gzip, br": brotli.compress(gzip.compress(PAGE)),
    " identity ,": PAGE,
    "GZIP ": PAGE,  # a header that somebody forgot
}


@pytest.mark.parametrize("coding", CODED)
def test_codings_are_undone(coding: str) -> None:
    assert to_page(record_of(CODED[coding], coding)).body == PAGE


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, 1),
    "deflate": lambda data: zlib.compress(data, 1),
    "br": lambda data: bytes(brotli.compress(data, quality=1)),
    "zstd": lambda data: bytes(zstd.compress(data)),
    "gzip,gzip": lambda data: gzip.compress(gzip.compress(data, 1)),
}


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_half_a_body_gives_what_there_is(coding: str) -> None:
    noise = random.Random(1)
    whole = "".join(f"<p>{noise.random()}</p>" for _ in range(30_000)).encode()
    packed = PACK[coding](whole)
    got = to_page(record_of(packed[: len(packed) // 2], coding)).body
    assert whole.startswith(got) and len(got) > 50_000


@pytest.mark.parametrize("coding", PACK)
def test_bombs_are_refused_at_the_bound(coding: str) -> None:
    with pytest.raises(BodyError, match="too-large"):
        to_page(record_of(PACK[coding](bytes(50_000_000)), coding), max_bytes=1_000_000)


@pytest.mark.parametrize(("coding", "reason"), [("compress", "unknown-coding"), ("gzip", "damaged-body")])
def test_what_cannot_be_undone_is_told(coding: str, reason: str) -> None:
    with pytest.raises(BodyError) as caught:
        to_page(record_of(b"\x00\x01\x02", coding))
    assert caught.value.reason == reason


def test_what_looks_like_records_without_end_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(
        b"\x1f\x8b\x08" * 100_000 + gzip.compress(make_record("response", "http://a.example/", answer(PAGE)))
    )
    reader = Reader()
    assert [record.body for record in reader.iter_records(path)] == [PAGE]
    assert reader.counts == {"damaged": 1}
