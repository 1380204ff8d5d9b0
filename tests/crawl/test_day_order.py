"""A site that writes 31/03/2021 and calls its language "en": its dates are read so, and a later run may tell more."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from tests.crawl.scripted import Scripted, serve

Scrapy = Callable[..., "CompletedProcess[str]"]
READ = Callable[[Path], dict[str, bytes]]
WORDS = "the ferry brought salt and timber to the old harbour while keepers counted boats against a rising wind".split()


def make_story(number: int, shown: str) -> str:
    words = [WORDS[(number * 7 + i * (number % 5 + 2)) % len(WORDS)] for i in range(40)]
    text = "".join(f"<p>In year {number}{row} {' '.join(words[row : row + 20])}.</p>" for row in range(6))
    title = f"Story number {number}"
    return (
        f"<html lang=en><head><title>{title}</title><meta property=og:type content=article></head><body><article>"
        f"<h1>{title}</h1><p class=date>Published: {shown}</p>{text}</article></body></html>"
    )


def show(site: Scripted, dates: dict[int, str]) -> None:
    html = {"Content-Type": "text/html; charset=utf-8"}
    links = "".join(f'<li><a href="/story/{n}">Story number {n}</a></li>' for n in dates)
    site.answers["/"] = [(200, html, f"<html><body><ul>{links}</ul></body></html>")]
    site.answers["/robots.txt"] = [(404, html, "")]
    for number, shown in dates.items():
        site.answers[f"/story/{number}"] = [(200, html, make_story(number, shown))]


def read_dates(folder: Path) -> dict[str, tuple[str, bool, int]]:
    """Title to (published, whether it could be another, how many dates the site settled)."""
    found: dict[str, tuple[str, bool, int]] = {}
    for row in map(json.loads, (folder / "manifest.jsonl").read_text().splitlines()):
        times = sum(repair["times"] for repair in row["repairs"] if repair["stage"] == "dates")
        found[row["title"].split()[-1]] = (row["published"]["value"], "is_ambiguous" in row["published"], times)
    return found


def test_the_dates_of_a_site_tell_how_each_is_read(tmp_path: Path, scrapy: Scrapy, read_folder: READ) -> None:
    seeds, again = tmp_path / "seeds", tmp_path / "again"

    def crawl() -> None:
        every = {"SCODA_SEEDS_DIR": str(seeds), "SCODA_REVISIT": "all"}
        done = scrapy("crawl", "site", "-a", f"url={site.url}/", **every)
        assert done.returncode == 0, done.stderr

    with serve({}) as site:
        show(site, {1: "03/04/2021", 2: "05/06/2020", 3: "7 March 2021"})
        crawl()
        first = {"1": ("2021-03-04", True, 0), "2": ("2020-05-06", True, 0), "3": ("2021-03-07", False, 0)}
        assert read_dates(seeds) == first
        show(site, {1: "03/04/2021", 2: "05/06/2020", 3: "7 March 2021", 4: "31/03/2021"})
        crawl()
    told = {"1": ("2021-04-03", False, 1), "2": ("2020-06-05", False, 1), "4": ("2021-03-31", False, 0)}
    assert read_dates(seeds) == {"3": first["3"], **told}
    before = read_folder(seeds)
    assert len(before) == 5  # and no file of the first run
    assert scrapy("reextract", SCODA_SEEDS_DIR=str(seeds)).returncode == 0
    assert read_folder(seeds) == before
    source = str(seeds / ".scoda" / "archive")
    assert scrapy("reextract", "--from", source, SCODA_SEEDS_DIR=str(again)).returncode == 0
    assert read_dates(again) == read_dates(seeds)
