import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import lxml.html
import pytest

from scoda_crawler.demo import DemoServer
from scoda_crawler.report import collect, render
from scoda_crawler.report.charts import find_ticks

Scrapy = Callable[..., "CompletedProcess[str]"]
EVIL = "\"'><script src=//evil.example/x.js>alert(1)</script><img src=x onerror=alert(1)>\x00\ud800\u202e"


def parse(page: str) -> Any:
    return lxml.html.document_fromstring(page.encode("utf-8"))


def find_section(tree: Any, title: str) -> Any:
    return next(section for section in tree.iter("section") if section.findtext("h2") == title)


def read_table(section: Any) -> list[list[str]]:
    return [[" ".join(cell.text_content().split()) for cell in row] for row in section.iter("tr")][1:]


def read_cards(tree: Any) -> dict[str, int]:
    return {card.findtext("dt"): int(card.findtext("dd").replace(",", "")) for card in tree.xpath("//dl/div")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, scrapy_command: Callable[..., list[str]]) -> Path:
    """A crawl of the demo's news site, and one of a place where nobody is."""
    folder = tmp_path_factory.mktemp("report")
    root = Path(__file__).parents[2]
    with DemoServer() as demo:
        for url in (demo.news_url, "http://127.0.0.1:9/"):
            settings = {"SCODA_SEEDS_DIR": str(folder / "seeds"), "RETRY_TIMES": "0", "SCODA_ROBOTS_TRIES": "1"}
            command = scrapy_command("crawl", "metinfo", "-a", f"url={url}", settings=settings)
            subprocess.run(command, cwd=root, check=False, capture_output=True)
    return folder


def test_the_page_tells_what_the_manifest_holds(folder: Path, scrapy: Scrapy) -> None:
    done = scrapy("report", "-o", str(folder / "page.html"), SCODA_SEEDS_DIR=str(folder / "seeds"))
    assert done.returncode == 0, done.stderr
    tree = parse((folder / "page.html").read_text(encoding="utf-8"))
    rows = [json.loads(line) for line in (folder / "seeds" / "manifest.jsonl").read_text("utf-8").splitlines()]
    cards = read_cards(tree)
    assert (cards["seeds"], cards["words"], cards["runs"]) == (len(rows), sum(row["words"] for row in rows), 2)
    assert cards["copies left out"] == sum(len(row["copies"]) for row in rows)

    sites = {row[0]: int(row[2]) for row in read_table(find_section(tree, "Sites"))}
    assert sites == Counter(row["site"] for row in rows)
    languages = {row[0][-3:-1]: int(row[2]) for row in read_table(find_section(tree, "Languages"))}
    assert languages == Counter(row["language"] for row in rows)
    repairs = sum(int(row[3].replace(",", "")) for row in read_table(find_section(tree, "What was repaired")))
    assert repairs == sum(repair["times"] for row in rows for repair in row["repairs"])
    columns = find_section(tree, "When the texts were published").xpath(".//div[@class='wide']//title/text()")
    years = Counter(row["published"]["value"][:4] for row in rows if row["published"])
    assert {name: int(number) for name, number in (text.split(": ") for text in columns) if int(number)} == years

    reports = sorted((folder / "seeds" / ".scoda" / "runs").glob("*.json"))
    counts = json.loads(reports[0].read_text())["counts"]
    dropped = {row[0].split()[0]: int(row[2]) for row in read_table(find_section(tree, "Pages that gave no text"))}
    assert all(dropped[name.rpartition("/")[2]] >= n for name, n in counts.items() if name.startswith("scoda/dropped/"))
    runs = read_table(find_section(tree, "Latest runs"))
    assert [(row[4], row[9]) for row in runs] == [("0", "finished"), (str(len(rows)), "finished")]
    assert "127.0.0.1:9" in find_section(tree, "Latest failures").text_content()


def test_nothing_comes_from_elsewhere_and_nothing_runs(folder: Path) -> None:
    row = {"file": EVIL, "site": EVIL, "title": EVIL, "language": EVIL, "platform": EVIL, "words": 3, "kind": "thread",
           "repairs": [{"stage": EVIL, "what": EVIL, "times": 2}], "published": {"value": EVIL},
           "fetched_at": EVIL}  # fmt: skip
    run = {"started": 1e9, "spider": EVIL, "urls": [EVIL], "error": EVIL, "reason": EVIL, "seconds": 1,
           "counts": {f"scoda/dropped/{EVIL}": 2, f"scoda/failed/{EVIL}": 1}, "seeds": {"new": 1},
           "sites": [{"name": EVIL, "exit": EVIL, "line": EVIL}]}  # fmt: skip
    page = render(collect([row], [run]), title=EVIL, made=2e9)
    page.encode("utf-8")  # no lone surrogate is left
    tree = parse(page)
    assert not tree.xpath("//script | //img | //link | //iframe | //@onerror | //@src | //@href")
    assert {element.tag for element in tree.iter("*")} <= set(
        "html head meta title style body header main section h1 h2 p dl div dt dd table thead tbody tr th td bdi span "
        "svg rect line path text circle".split()
    )
    assert not re.search(r"url\(|@import|https?:|[\x00-\x08\u202a-\u202e](?!.*</bdi>)", page)


def test_odd_data_does_not_stop_it() -> None:
    rows: list[Any] = [{}, {"words": "many", "published": "2020", "repairs": {}, "copies": 3, "site": None},
                       {"words": float("nan"), "published": {"value": "0001"}},
                       {"published": {"value": "9999"}}]  # fmt: skip
    runs: list[Any] = [{}, {"started": 1e300, "counts": [], "seeds": [], "sites": ["x"], "urls": None, "error": 5}]
    figures = collect(rows, runs)
    assert (figures.seeds, figures.words, sorted(figures.years)) == (4, 0, [1, 9999])
    assert "<h2>Sites</h2>" in render(figures, title="odd", made=0)
    assert "There are no seeds yet" in render(collect([], []), title="none", made=0)


def test_growth_ends_at_what_is_there() -> None:
    runs = [
        {"started": 1e9 + day * 86_400, "seconds": 60, "seeds": {"new": 5, "unchanged": 5 * day}} for day in (0, 1, 2)
    ]
    figures = collect([{"site": "a.example"}] * 15, runs)
    assert [(run.before, run.after) for run in figures.runs] == [(0, 5), (5, 10), (10, 15)]
    chart = find_section(parse(render(figures, title="t", made=2e9)), "Seeds over time")
    assert len(chart.xpath(".//*[local-name()='svg']")) == 2


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [(0, [0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3]), (32, [0, 10, 20, 30, 40]), (3210, [0, 1000, 2000, 3000, 4000])],
)
def test_ticks_are_round(largest: int, ticks: list[int]) -> None:
    assert find_ticks(largest) == ticks


@pytest.mark.skipif(not shutil.which("chromium"), reason="chromium is not here")
def test_no_part_is_wider_than_a_narrow_window(folder: Path, scrapy: Scrapy) -> None:
    scrapy("report", "-o", str(folder / "narrow.html"), SCODA_SEEDS_DIR=str(folder / "seeds"))
    told = "document.title = this.contentDocument.documentElement.scrollWidth"
    frame = f'<iframe src="narrow.html" style="width: 400px; height: 900px" onload="{told}"></iframe>'
    (folder / "frame.html").write_text(frame)
    options = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
               "--disable-component-update --disable-sync --hide-scrollbars --allow-file-access-from-files "
               f"--user-data-dir={folder / 'profile'} --dump-dom")  # fmt: skip
    command = ["chromium", *options.split(), (folder / "frame.html").as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert "<title>400</title>" in done.stdout, done.stdout[:200] or done.stderr[-500:]
