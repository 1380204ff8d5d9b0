"""A board of unknown make: what all its threads together tell of its dates and of its authors' signatures."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from tests.crawl.scripted import Answer, serve

Scrapy = Callable[..., "CompletedProcess[str]"]
READ = Callable[[Path], dict[str, bytes]]
HTML = {"Content-Type": "text/html; charset=utf-8"}
TOPICS = "spokes chains lamps saddles brakes pedals".split()
SIGNATURE = "Twenty thousand miles on one and the same steel frame, and counting"


def make_post(number: int, name: str, day: int, text: str, signature: str = "") -> str:
    below = f"<p>____</p><p>{signature}</p>" if signature else ""
    return (
        f'<div class="zz r{number % 2}" id="k{number}"><div class="aa"><a href="/user/{name}">{name}</a>'
        f'<span>Joined: 2020</span></div><div class="bb"><span class="cc">{day:02}/03/2024 1{number % 10}:05</span>'
        f'<div class="dd"><p>{text}</p>{below}</div><button>Reply</button></div></div>'
    )


def make_thread(number: int, topic: str) -> str:
    asked = f"What do you think of {topic} after a winter of salt, and of those that a friend in {topic}town sells?"
    told = f"I have had mine for {number + 3} years, in rain and in snow, and never once looked after the {topic}."
    last = f"Then it is time that you did, before the {topic} are all rust. Oil is cheap and a morning is enough."
    posts = (
        make_post(number * 10, "mara", number + 2, asked)
        + make_post(number * 10 + 1, "tom", number + 3, told, SIGNATURE)
        + make_post(number * 10 + 2, "ilse", number + 4, last, f"Thanks to all who wrote about {topic}, as ever!")
        + make_post(number * 10 + 3, "mara", number + 5, f"So I shall look after the {topic} on Sunday, if it is dry.")
    )
    return (
        f'<html lang="en"><head><title>On {topic}</title></head><body><div class="top"><a href="/">Club</a></div>'
        f'<h1>On {topic}</h1>{posts}<div class="end">Club 2026</div></body></html>'
    )


def make_board(days: int) -> dict[str, list[Answer]]:
    links = "".join(f'<li><a href="/thread-{n}">On {topic}</a></li>' for n, topic in enumerate(TOPICS))
    answers: dict[str, list[Answer]] = {f"/thread-{n}": [(200, HTML, make_thread(n, t))] for n, t in enumerate(TOPICS)}
    answers["/thread-5"] = [(200, HTML, make_thread(days, TOPICS[5]))]
    front = f"<html><body><h1>Club</h1><ul>{links}</ul></body></html>"
    return {**answers, "/": [(200, HTML, front)], "/robots.txt": [(404, HTML, "")]}


def test_a_boards_threads_tell_its_dates_and_its_signatures(tmp_path: Path, scrapy: Scrapy, read_folder: READ) -> None:
    with serve(make_board(days=20)) as site:
        done = scrapy("crawl", "forum", "-a", f"url={site.url}/", SCODA_SEEDS_DIR=str(tmp_path))
        assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text().splitlines()]
    assert len(rows) == 6
    for row in rows:
        days = [post["published"]["value"][:10] for post in row["posts"]]
        assert all(day.startswith("2024-03-") for day in days), days
        repairs = {(repair["stage"], repair["what"]): repair["times"] for repair in row["repairs"]}
        assert repairs["boilerplate", f"signature: {SIGNATURE.casefold()[:60]}"] == 1
        text = (tmp_path / row["file"]).read_text()
        assert "steel frame" not in text and "as ever!" in text
    before = read_folder(tmp_path)
    assert scrapy("reextract", SCODA_SEEDS_DIR=str(tmp_path)).returncode == 0
    assert read_folder(tmp_path) == before
