"""Where a page's date comes from, ours beside htmldate: `python benchmarks/page_dates.py WCXB_DIR`.

Prints for pages with a known day the share that is read right, for pages without one the share that is filled in, and
the time a page (without parsing).
"""

import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

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


def measure(name: str, find: Callable[[Tree, str, str | None], Found], folder: Path) -> None:
    """Print one line of figures, and with -v the pages that are wrong."""
    tally: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    spent = worst = 0.0
    for line in (folder / "truth.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        markup = gzip.decompress((folder / "html" / f"{row['id']}.html.gz").read_bytes())
        tree = parse_html(markup.decode("utf-8", "replace"))
        language = (tree.get("lang") or "").strip() or None
        start = time.process_time()
        day, source = find(tree, row["url"], language)
        took = time.process_time() - start
        spent, worst = spent + took, max(worst, took)
        want = row["publish_date"]
        verdict = (
            ("filled" if day else "left out")
            if not want
            else "none"
            if not day
            else "right"
            if day.startswith(want[:10])
            else "wrong"
        )
        tally[verdict] += 1
        sources[f"{source} {verdict}"] += 1
        if "-v" in sys.argv and verdict in ("wrong", "none", "filled"):
            print(name, verdict, row["id"], row["page_type"], row["url"][:90], want, day, source, sep="\t")
    known, unknown = tally["right"] + tally["wrong"] + tally["none"], tally["filled"] + tally["left out"]
    shares = ", ".join(f"{verdict} {tally[verdict] / known:.1%}" for verdict in ("right", "wrong", "none"))
    filled = f"without: filled in {tally['filled'] / unknown:.1%}"
    took_ms = spent / (known + unknown) * 1e3
    print(f"{name:9} known day: {shares}; {filled}; {took_ms:.1f} ms a page, at most {worst * 1e3:.0f}")
    if "-v" in sys.argv:
        print(sorted(sources.items()))


if __name__ == "__main__":
    for title, function in (("ours", ask_us), ("htmldate", ask_htmldate)):
        if "--ours" not in sys.argv or title == "ours":
            measure(title, function, Path(sys.argv[1]))
