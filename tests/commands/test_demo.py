import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from scoda_crawler.demo import expected_seeds

Scrapy = Callable[..., "CompletedProcess[str]"]


def test_the_demo_gives_every_text_as_its_author_meant_it(tmp_path: Path, scrapy: Scrapy) -> None:
    seeds = tmp_path / "seeds"
    done = scrapy("demo", SCODA_SEEDS_DIR=str(seeds))
    assert done.returncode == 0, done.stderr
    written = {path.read_bytes() for path in seeds.glob("[0-9]*.txt")}
    expected = {seed.body for seed in expected_seeds()}
    assert written == expected
    assert len(list(seeds.glob("[0-9]*.txt"))) == len(expected)
    assert str(seeds) in done.stdout

    rows = [json.loads(line) for line in (seeds / "manifest.jsonl").read_text().splitlines()]
    by_title = {(row["title"], (row["published"] or {}).get("value", "")[:10]): row for row in rows}
    for seed in expected_seeds():
        row = by_title[seed.title, seed.date[:10]]
        assert row["language"] == seed.language, seed.title
        assert len(row["copies"]) == len(seed.copies), seed.title
        if seed.posts:
            shown = [(post["id"], post["author"], post["published"]["value"][:19]) for post in row["posts"]]
            assert shown == [(number, author, at[:19]) for number, author, at in seed.posts]
