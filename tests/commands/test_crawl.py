"""What can be wrong before a crawl begins: one clear line, and an exit code that is not 0."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Scrapy = Callable[..., "CompletedProcess[str]"]


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (("crawl", "metinfo"), 2, "which site?"),
        (("crawl", "metinfo", "-a", "url=ftp://a.example/"), 2, "'ftp://a.example/' is no address of a site"),
        (("crawl", "site", "-a", "url=http://["), 2, "'http://[' is no address of a site"),
        (("crawl", "metinfo", "-a", "url=https://a.example/", "-a", "depth=3"), 2, "unknown argument depth"),
        (("crawl", "nosuch", "-a", "url=https://a.example/"), 2, "there is no spider 'nosuch'"),
        (("crawl", "site", "-a", "url=http://127.0.0.1:9/"), 3, "could not be reached"),
    ],
)
def test_one_clear_line(tmp_path: Path, scrapy: Scrapy, arguments: tuple[str, ...], code: int, line: str) -> None:
    done = scrapy(*arguments, SCODA_SEEDS_DIR=str(tmp_path), SCODA_BACKOFF="0.1", RETRY_TIMES="0")
    assert done.returncode == code, done.stderr
    assert line in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written(tmp_path: Path, scrapy: Scrapy) -> None:
    (tmp_path / "file").write_text("")
    done = scrapy("crawl", "site", "-a", "url=http://127.0.0.1:9/", SCODA_SEEDS_DIR=str(tmp_path / "file"))
    assert done.returncode == 1
    assert "seeds cannot be written here" in done.stderr.splitlines()[-1]


def test_a_private_address_is_refused_by_default(tmp_path: Path, scrapy: Scrapy) -> None:
    arguments = ("crawl", "site", "-a", "url=http://127.0.0.1:9/")
    done = scrapy(*arguments, SCODA_SEEDS_DIR=str(tmp_path), SCODA_ALLOW_PRIVATE_ADDRESSES="0")
    assert done.returncode == 3
    assert "private-address" in done.stderr.splitlines()[-1]
