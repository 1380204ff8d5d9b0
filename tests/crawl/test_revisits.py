"""What has not changed is archived as a note that refers to the page: the same seeds come out of such an archive."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from scoda_crawler.store.archive import Reader
from tests.crawl.stories import make_story, serve_stories

Scrapy = Callable[..., "CompletedProcess[str]"]
Read = Callable[[Path], dict[str, bytes]]


def count_records(folder: Path) -> Counter[str]:
    """The records of stories and their list in all files of an archive, by type and profile."""
    found: Counter[str] = Counter()
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                if "/story/" in url or url.endswith("/"):
                    profile = record.rec_headers.get_header("WARC-Profile") or ""
                    found[f"{record.rec_type} {profile.rpartition('/')[2]}".strip()] += 1
    return found


def check_with_others(paths: list[Path]) -> None:
    """warcio finds nothing wrong; each revisit leads to its body, whether it says where that lies or not."""
    checker = Checker(type("Command", (), {"inputs": [str(path) for path in paths], "verbose": False}))
    assert checker.process_all() == 0
    bodies = {record.url: record.body for record in Reader().iter_records(paths[0])}
    revisits = [record for record in Reader().iter_records(paths) if record.kind == "revisit"]
    assert len(revisits) == 17 and all(record.body == bodies[record.url] for record in revisits)
    alone = Reader()
    assert not list(alone.iter_records(paths[1])) or alone.counts["revisit"] == 9


def test_unchanged_pages_become_revisits_and_give_the_same_seeds(
    tmp_path: Path, scrapy: Scrapy, read_folder: Read
) -> None:
    seeds, archive = tmp_path / "seeds", tmp_path / "seeds" / ".scoda" / "archive"

    def crawl() -> Counter[str]:
        before = count_records(archive)
        done = scrapy("crawl", "site", "-a", f"url={site.url}", SCODA_SEEDS_DIR=str(seeds), SCODA_REVISIT="all")
        assert done.returncode == 0, done.stderr
        return count_records(archive) - before

    with serve_stories(has_tags=False) as site:
        assert crawl() == {"response": 9}
        first = read_folder(seeds)
        site.has_tags = True
        assert crawl() == {"revisit identical-payload-digest": 9}
        assert read_folder(seeds) == first
        site.pages["/story/3"] = make_story(3, edition=2)
        assert crawl() == {"revisit server-not-modified": 8, "response": 1}
    check_with_others(sorted(archive.glob("*.warc.gz")))
    second = read_folder(seeds)
    assert len(second.keys() - first.keys()) == 1

    again = tmp_path / "again"
    for place, options in ((again, ["--from", str(archive)]), (seeds, [])):
        done = scrapy("reextract", *options, SCODA_SEEDS_DIR=str(place))
        assert done.returncode == 0, done.stderr
        assert "unchanged 8" in done.stderr
        assert read_folder(place) == second
        assert scrapy("verify", SCODA_SEEDS_DIR=str(place)).returncode == 0
    assert scrapy("rebuild", SCODA_SEEDS_DIR=str(seeds)).returncode == 0
    assert read_folder(seeds) == second
