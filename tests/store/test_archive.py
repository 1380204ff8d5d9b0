"""The archive gives back what was written, whatever it was, and other programs can read it."""

import os
import random
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from scoda_crawler.errors import DamagedError, StoreError
from scoda_crawler.store.archive import Archive, Reader, iter_records, read, repair, to_page

WHEN = datetime(2026, 11, 22, 21, 53, 53, 123456, tzinfo=UTC)
HEADERS = [("Content-Type", "text/html; charset=TIS-620"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]


def make(folder: Path, *, max_bytes: int = 1_000_000, run: str = "run") -> Archive:
    return Archive(folder, max_bytes=max_bytes, run=run, software="scoda_crawler/test")


@pytest.mark.parametrize("body", [b"", b"<p>\r\n\r\n\0\xff</p>", b"5\r\nhello\r\n0\r\n\r\n", b"WARC/1.1\r\n\r\n" * 9])
@pytest.mark.parametrize("status", [200, 204, 404, 503, 799])
def test_gives_back_what_was_written(tmp_path: Path, body: bytes, status: int) -> None:
    archive = make(tmp_path)
    archive.write("https://a.example/first", 200, [], b"x", WHEN)
    url = "https://a.example/ไทย/%E0?q=a,b#c"
    headers = [*HEADERS, ("Transfer-Encoding", "chunked"), ("X-Odd", "caf\xe9 \xc3\x85"), ("X-Empty", "")]
    place = archive.write(url, status, headers, body, WHEN)
    for _ in ("while open", "when closed"):
        record = read(tmp_path, *place)
        archive.close()
        assert (record.url, record.status, record.body, record.fetched_at) == (url, status, body, WHEN)
        assert list(record.headers) == headers
        assert (record.file, record.offset) == place


def test_times_of_any_zone_are_kept_as_utc(tmp_path: Path) -> None:
    archive = make(tmp_path)
    place = archive.write("http://a.example/", 200, [], b"", WHEN.astimezone(timezone(timedelta(hours=7))))
    assert read(tmp_path, *place).fetched_at == WHEN


def test_nothing_of_a_header_or_url_can_forge_a_record(tmp_path: Path) -> None:
    archive = make(tmp_path)
    evil = "x\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n"
    archive.write("http://a.example/" + evil, 200, [("X-A", evil)], b"ok", WHEN)
    archive.close()
    records = list(iter_records(sorted(tmp_path.iterdir())))
    assert [record.body for record in records] == [b"ok"]


def test_a_new_file_begins_at_the_size_limit_and_names_never_collide(tmp_path: Path) -> None:
    noise = random.Random(1)
    archive = make(tmp_path, max_bytes=5_000)
    places = [archive.write(f"http://a.example/{n}", 200, HEADERS, noise.randbytes(1_500), WHEN) for n in range(9)]
    archive.close()
    again = make(tmp_path)
    places.append(again.write("http://a.example/9", 200, HEADERS, b"", WHEN))
    again.close()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"run-{n:05d}.warc.gz" for n in range(len(names))]
    assert all((tmp_path / name).stat().st_size <= 5_000 for name in names)
    assert [read(tmp_path, *place).url for place in places] == [f"http://a.example/{n}" for n in range(10)]


def test_no_file_appears_before_there_is_something_to_write(tmp_path: Path) -> None:
    archive = make(tmp_path / "archive")
    archive.sync()
    archive.close()
    assert not (tmp_path / "archive").exists()


def test_warcio_reads_it_and_finds_the_digests_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = make(tmp_path)
    first = archive.write("http://a.example/", 200, HEADERS, b"<p>one</p>", WHEN, request_headers=[("Accept", "*/*")])
    archive.write_revisit("http://a.example/", 304, [("ETag", '"1"')], first, WHEN + timedelta(days=1))
    archive.close()
    path = tmp_path / first[0]
    with path.open("rb") as file:
        found = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI")) for r in ArchiveIterator(file)]
    assert found == [
        ("warcinfo", None),
        ("response", "http://a.example/"),
        ("request", "http://a.example/"),
        ("revisit", "http://a.example/"),
    ]
    checker = Checker(type("Command", (), {"inputs": [str(path)], "verbose": True}))
    assert checker.process_all() == 0
    assert "pass" in capsys.readouterr().out


def test_a_revisit_refers_to_the_first_record_and_gets_its_body(tmp_path: Path) -> None:
    archive = make(tmp_path)
    first = archive.write("http://a.example/", 200, HEADERS, b"<p>one</p>", WHEN)
    later = WHEN + timedelta(days=1)
    place = archive.write_revisit("http://a.example/", 304, [("ETag", '"1"')], first, later)
    archive.write_revisit("http://a.example/?again", 200, HEADERS, first, later)
    archive.close()
    alone = read(tmp_path, *place)
    assert (alone.kind, alone.status, alone.body) == ("revisit", 304, b"")
    records = list(iter_records(tmp_path / first[0]))
    assert [(r.kind, r.status, r.body, r.fetched_at) for r in records] == [
        ("response", 200, b"<p>one</p>", WHEN),
        ("revisit", 200, b"<p>one</p>", later),
        ("revisit", 200, b"<p>one</p>", later),
    ]


def write_three(folder: Path) -> tuple[Path, list[int]]:
    archive = make(folder)
    offsets = [archive.write(f"http://a.example/{n}", 200, HEADERS, b"<p>" * 900, WHEN)[1] for n in range(3)]
    archive.sync()
    return folder / "run-00000.warc.gz.open", offsets


@pytest.mark.parametrize("keep", [0, 1, 9, 10, 11, 150, 250, 300, 400, 500, -9, -1])
def test_a_killed_run_loses_no_whole_record(tmp_path: Path, keep: int) -> None:
    path, offsets = write_three(tmp_path)
    size = path.stat().st_size
    length = keep if keep >= 0 else size + keep
    os.truncate(path, length)
    whole = sum(end <= length for end in [*offsets[1:], size])
    done = list(repair(tmp_path))
    assert [name for name, _ in done] == ["run-00000.warc.gz"]
    reader = Reader()
    left = sorted(tmp_path.iterdir())
    assert [r.url for r in reader.iter_records(left)] == [f"http://a.example/{n}" for n in range(whole)]
    assert reader.counts == Counter()
    assert sum(p.stat().st_size for p in left) + done[0][1] == length
    assert not list(repair(tmp_path))


def test_garbage_behind_the_last_record_is_cut_and_told(tmp_path: Path) -> None:
    path, _ = write_three(tmp_path)
    with path.open("ab") as file:
        file.write(b"\0" * 70_000 + b"\x1f\x8b\x08torn")
    assert list(repair(tmp_path)) == [("run-00000.warc.gz", 70_007)]
    assert len(list(iter_records(tmp_path / "run-00000.warc.gz"))) == 3


def test_repair_keeps_what_lies_behind_a_damaged_record(tmp_path: Path) -> None:
    path, offsets = write_three(tmp_path)
    with path.open("r+b") as file:
        file.seek(offsets[1] + 30)
        file.write(b"\xff" * 30)
    assert list(repair(tmp_path)) == [("run-00000.warc.gz", 0)]
    reader = Reader()
    records = list(reader.iter_records(tmp_path / "run-00000.warc.gz"))
    assert [r.url for r in records] == ["http://a.example/0", "http://a.example/2"]
    assert reader.counts == {"damaged": 1}
    with pytest.raises(DamagedError):
        read(tmp_path, "run-00000.warc.gz", offsets[1])


def test_repair_never_writes_over_a_closed_file(tmp_path: Path) -> None:
    path, _ = write_three(tmp_path)
    path.with_suffix("").write_bytes(b"precious")
    with pytest.raises(DamagedError):
        list(repair(tmp_path))
    assert path.with_suffix("").read_bytes() == b"precious"


def test_a_full_disk_is_told_and_leaves_no_torn_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = make(tmp_path)
    place = archive.write("http://a.example/0", 200, HEADERS, b"x", WHEN)
    real, left = os.write, [40]

    def fill(fd: int, data: bytes) -> int:
        if not left[0]:
            raise OSError(28, "No space left on device")
        left[0] -= (taken := min(left[0], len(data)))
        return real(fd, data[:taken])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fill)
        with pytest.raises(StoreError, match="No space left"):
            archive.write("http://a.example/1", 200, HEADERS, b"y", WHEN)
    second = archive.write("http://a.example/2", 200, HEADERS, b"z", WHEN)
    archive.close()
    assert [r.url for r in iter_records(tmp_path / place[0])] == ["http://a.example/0", "http://a.example/2"]
    assert read(tmp_path, *second).body == b"z"


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    place = make(tmp_path).write("http://a.example/", 200, [], b"", WHEN)
    with pytest.raises(StoreError):
        read(tmp_path, "other.warc.gz", 0)
    for offset in (0, place[1] + 1, 1_000_000):
        with pytest.raises(DamagedError):
            read(tmp_path, place[0], offset)


def test_a_page_has_what_the_headers_say(tmp_path: Path) -> None:
    archive = make(tmp_path)
    page = to_page(read(tmp_path, *archive.write("http://a.example/", 200, HEADERS, b"<p>", WHEN)))
    assert (page.charset, page.content_type, page.body) == ("TIS-620", "text/html", b"<p>")
    assert page.fetched_at == WHEN
