"""Where a page's date comes from, ours beside htmldate: `python benchmarks/page_dates.py WCXB_DIR`.

Prints for pages with a known day the share that is read right, for pages without one the share that is filled in, the
time a page (without parsing), and the same for two halves of the pages.
"""

import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zlib import crc32

from htmldate import find_date
from lxml.etree import _Element as Tree
from lxml.html import HtmlElement

from scoda_crawler.dates import find_page_dates
from scoda_crawler.extract.html import parse_html

NOW = datetime(2026, 11, 22, 12)
Found = tuple[str, str]  # day, source


def ask_us(tree: Tree, url: str, language: str | None) -> Found:
    """The day that we find, and its source."""
    published, _ = find_page_dates(tree, url, language=language, now=NOW)
    return (str(published.value)[:10], published.source) if published and published.value else ("", "")


def ask_htmldate(tree: Tree, url: str, _: str | None) -> Found:
    """The day that htmldate finds."""
    assert isinstance(tree, HtmlElement)
    return find_date(tree, url=url, original_date=True) or "", "any"


def judge(want: str | None, day: str) -> str:
    """What a found day is worth where `want` is the page's own, or None."""
    if not want:
        return "filled" if day else "left out"
    return "none" if not day else "right" if day.startswith(want[:10]) else "wrong"


def describe(tally: Counter[str]) -> str:
    """The shares of a tally of verdicts."""
    known, unknown = tally["right"] + tally["wrong"] + tally["none"], tally["filled"] + tally["left out"]
    shares = ", ".join(f"{verdict} {tally[verdict] / known:.1%}" for verdict in ("right", "wrong", "none"))
    return f"{known:4} with a known day: {shares}; {unknown} without: filled in {tally['filled'] / unknown:.1%}"


def measure(name: str, find: Callable[[Tree, str, str | None], Found], folder: Path) -> None:
    """Print the figures of all pages and of two halves of them (by a hash of its name); with -v what is wrong."""
    tallies: tuple[Counter[str], ...] = (Counter(), Counter())
    sources: Counter[str] = Counter()
    times: list[float] = []
    for line in (folder / "truth.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        markup = gzip.decompress((folder / "html" / f"{row['id']}.html.gz").read_bytes())
        tree = parse_html(markup.decode("utf-8", "replace"))
        language = (tree.get("lang") or "").strip() or None
        start = time.process_time()
        day, source = find(tree, row["url"], language)
        times.append(time.process_time() - start)
        verdict = judge(row["publish_date"], day)
        tallies[crc32(row["id"].encode()) & 1][verdict] += 1
        sources[f"{source} {verdict}"] += 1
        if "-v" in sys.argv and verdict in ("wrong", "none", "filled"):
            print(
                name, verdict, row["id"], row["page_type"], row["url"][:90], row["publish_date"], day, source, sep="\t"
            )
    spent = f"{sum(times) / len(times) * 1e3:.1f} ms a page, at most {max(times) * 1e3:.0f}"
    print(f"{name:9} {describe(tallies[0] + tallies[1])}; {spent}")
    for half, tally in zip(("one half", "other"), tallies, strict=True):
        print(f"  {half:9} {describe(tally)}")
    if "-v" in sys.argv:
        print(sorted(sources.items()))


if __name__ == "__main__":
    for title, function in (("ours", ask_us), ("htmldate", ask_htmldate)):
        if "--ours" not in sys.argv or title == "ours":
            measure(title, function, Path(sys.argv[1]))
