"""Pages from whatever a user has: archives, saved pages, folders of both."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scoda_crawler.store.archive import Archive, iter_pages
from scoda_crawler.store.warc_pages import find_page_url

WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<p>", "file:///sub/%E0%B8%81%20a.html"),
        ('<link rel="canonical" href="https://a.example/x?a=1&amp;b=2">', "https://a.example/x?a=1&b=2"),
        ("<link href=https://a.example/y rel=canonical>", "https://a.example/y"),
        ('<link rel="stylesheet" href="https://a.example/z.css"><link rel="canonical" href="/rel">',
         "file:///sub/%E0%B8%81%20a.html"),
        ('<base href="https://a.example/dir/">', "https://a.example/dir/%E0%B8%81%20a.html"),
        ("<!-- saved from url=(0021)https://a.example/w --><link rel=canonical href='https://b.example/'>",
         "https://a.example/w"),
        ("<!--\n Page saved with SingleFile \n url: https://a.example/s \n saved date: Mon Jan 01 2024\n-->",
         "https://a.example/s"),
        ("<!-- Mirrored from a.example/m.html by HTTrack Website Copier/3.x [XR&CO'2014], Mon -->",
         "http://a.example/m.html"),
        ('<link rel="canonical" href="javascript:alert(1)">', "file:///sub/%E0%B8%81%20a.html"),
    ],
)  # fmt: skip
def test_a_saved_page_tells_where_it_is_from(head: str, url: str) -> None:
    assert find_page_url(f"<html>{head}<p>Text".encode(), "sub/ก a.html") == url


@pytest.mark.parametrize(
    "body", [b"", b"<link " * 20_000, b"<!-- saved from url=(" * 9_000, b"\xff\xfe<\0h\0t\0", b"\0" * 99]
)
def test_odd_files_do_no_harm(body: bytes) -> None:
    assert find_page_url(body, "a.html") == "file:///a.html"


def test_a_folder_gives_its_archives_and_pages_in_a_fixed_order(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "z", max_bytes=10**6, run="run", software="test")
    html = [("Content-Type", "text/html")]
    place = archive.write("http://a.example/", 200, html, b"<p>one", WHEN)
    archive.write("http://a.example/no", 404, html, b"<p>no", WHEN)
    archive.write("http://a.example/i.png", 200, [("Content-Type", "image/png")], b"png", WHEN)
    archive.write("http://a.example/bad", 200, [*html, ("Content-Encoding", "gzip")], b"\0bad", WHEN)
    archive.close()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.html").write_bytes(b"<p>two")
    (tmp_path / "a.htm").write_bytes(b"<p>three")
    (tmp_path / "notes.txt").write_bytes(b"none of ours")
    counts: Counter[str] = Counter()
    stored = list(iter_pages([tmp_path], counts=counts))
    assert [(page.url, page.body, warc) for page, warc in stored] == [
        ("http://a.example/", b"<p>one", place),
        ("file:///a.htm", b"<p>three", None),
        ("file:///b/two.html", b"<p>two", None),
    ]
    assert stored[0].page.fetched_at == WHEN
    assert counts == {"http-404": 1, "not-html": 1, "damaged-body": 1}


def test_a_file_that_is_named_may_be_called_anything(tmp_path: Path) -> None:
    page, archived = tmp_path / "page", tmp_path / "archived"
    page.write_bytes(b"<p>page")
    archive = Archive(tmp_path / "z", max_bytes=10**6, run="run", software="test")
    archive.write("http://a.example/", 200, [], b"<p>one", WHEN)
    archive.close()
    (tmp_path / "z" / "run-00000.warc.gz").rename(archived)
    assert [stored.page.body for stored in iter_pages([page, archived])] == [b"<p>page", b"<p>one"]


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(iter_pages([tmp_path / "none"]))
