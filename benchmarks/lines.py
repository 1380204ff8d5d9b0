"""Prints how clean another extractor's text gets by learned boilerplate alone, on a recorded site of known content.

    python benchmarks/lines.py SITE.warc.gz SITE.truth.jsonl

Each page that the truth knows is read by trafilatura (comments off, `deduplicate=False`), and its text is passed
through `text.lines`; no platform is known. The reference is the title and the body; words are compared as bags.
"""

import argparse
import collections
import html
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import trafilatura
from warcio.archiveiterator import ArchiveIterator

from scoda_crawler.text.lines import find_boilerplate, line_hashes, strip_lines


def read_pages(path: Path) -> dict[str, bytes]:
    """The HTML pages of a WARC by URL."""
    pages = {}
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response" and "html" in (record.http_headers.get_header("content-type") or ""):
                pages[record.rec_headers.get_header("WARC-Target-URI")] = record.content_stream().read()
    return pages


def extract_text(page: bytes, url: str) -> str:
    """What trafilatura takes for the text of a page."""
    return trafilatura.extract(page, url=url, include_comments=False, deduplicate=False) or ""


def words(text: str) -> collections.Counter[str]:
    """A bag of words, as they are after the cleaning of characters, which is not measured here."""
    plain = unicodedata.normalize("NFKC", html.unescape(html.unescape(text)))
    shown = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    return collections.Counter(re.findall(r"\w+", shown.lower()))


def score(texts: dict[str, str], truth: dict[str, dict[str, Any]]) -> str:
    """Precision and recall of words, over all pages together and as a mean of pages."""
    rows = []
    for url, row in truth.items():
        found, known = words(texts[url]), words("\n".join([row["title"], *row["texts"]]))
        rows.append(((found & known).total(), found.total(), known.total()))
    common, found_all, known_all = (sum(column) for column in zip(*rows, strict=True))
    precision = sum(row[0] / max(row[1], 1) for row in rows) / len(rows)
    recall = sum(row[0] / max(row[2], 1) for row in rows) / len(rows)
    whole = f"precision {common / found_all:.4f}, recall {common / known_all:.4f} of all words"
    return f"{whole}; {precision:.4f}, {recall:.4f} as means of {len(rows)} pages"


def load_truth(path: Path) -> dict[str, dict[str, Any]]:
    """The rows that should be found whole, by URL; what mojibake spoils is not for lines to put right."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    for row in rows:
        row["texts"] = row.get("texts") or [post["text"] for post in row.get("posts", ())]
    return {row["url"]: row for row in rows if row["expect"] == "seed" and "MOJIBAKE" not in str(row.get("note"))}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("warc", type=Path)
    parser.add_argument("truth", type=Path)
    arguments = parser.parse_args()
    pages = read_pages(arguments.warc)
    truth = {url: row for url, row in load_truth(arguments.truth).items() if url in pages}
    texts = {url: extract_text(pages[url], url) for url in truth}
    learned = find_boilerplate({url: line_hashes(text) for url, text in texts.items()})
    stripped = {url: strip_lines(text, learned) for url, text in texts.items()}
    print("trafilatura alone      ", score(texts, truth))
    print("with learned lines     ", score({url: noted.text for url, noted in stripped.items()}, truth))
    notes = collections.Counter(note for noted in stripped.values() for note in noted.notes)
    print(f"{len(learned)} kinds learned; most often removed:")
    for note, count in notes.most_common(12):
        print(f"  {count:4} {note}")


if __name__ == "__main__":
    main()
