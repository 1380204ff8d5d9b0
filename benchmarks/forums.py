"""Threads read from recorded boards and from labelled forum pages, with a peer beside ours.

    python benchmarks/forums.py SITES_DIR [WCXB_DIR] [--peers trafilatura,newspaper4k] [--unknown]

SITES_DIR has NAME.warc.gz and NAME.truth.jsonl; every recorded thread page goes through `read_page` as a crawler would
hand it over, its pages are merged by key and post id, and words are compared as multisets. A peer gets the same pages
and its texts are joined. `--unknown` switches all platforms off. WCXB_DIR adds word F1 on labelled forum pages.
"""

import argparse
import gzip
import importlib
import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from scoda_crawler.extract import extract, read_page
from scoda_crawler.items import Page, Post, Thread

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SESSIONS = {"sid", "PHPSESSID"}
WORDS = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\\W_]+")
Peer = Callable[[str, str], str]
Row = dict[str, Any]


class Score(NamedTuple):
    """What one system made of one board: threads with more than half their words, words, CPU."""

    threads: int
    expected: int
    posts: int
    precision: float
    recall: float
    milliseconds: float  # a page

    def __str__(self) -> str:
        return (
            f"threads {self.threads:3}/{self.expected:<3} posts {self.posts:4} precision {self.precision:.4f} "
            f"recall {self.recall:.4f} {self.milliseconds:7.1f} ms a page"
        )


def count_words(text: str) -> "Counter[str]":
    """Words, or single characters in scripts that write none apart; after NFKC and casefold."""
    return Counter(WORDS.findall(unicodedata.normalize("NFKC", text).casefold()))


def request_key(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A recorded page's identity: path and sorted query without session ids."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query.replace(";", "&"), keep_blank_values=True)
    return unquote(parts.path) or "/", tuple(sorted(pair for pair in pairs if pair[0] not in SESSIONS))


def iter_responses(path: Path) -> Iterator[tuple[str, int, bytes]]:
    """(URL, status, body) of each response in a gzipped WARC."""
    with gzip.open(path, "rb") as file:
        while line := file.readline():
            if not line.startswith(b"WARC/"):
                continue
            head = dict(iter(lambda: _header(file.readline()), ("", "")))
            block = file.read(int(head["content-length"]))
            if head.get("warc-type") == "response":
                top, _, body = block.partition(b"\r\n\r\n")
                yield head["warc-target-uri"], int(top.split()[1]), body


def _header(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode("utf-8", "replace").strip().partition(":")
    return name.lower(), value.strip()


def load_rows(path: Path) -> list[Row]:
    """The rows of a JSON Lines file; a line ends with LF only."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def load_pages(path: Path, wanted: Iterable[str]) -> dict[str, bytes]:
    """The recorded bodies of the wanted URLs."""
    keys = {request_key(url): url for url in wanted}
    out: dict[str, bytes] = {}
    for url, status, body in iter_responses(path):
        if status == 200 and (known := keys.get(request_key(url))):
            out.setdefault(known, body)
    return out


def read_ours(row: Row, pages: dict[str, bytes], platforms: frozenset[str] | None) -> tuple[str, int]:
    """The merged text of a thread and the number of its posts."""
    posts: dict[str, Post] = {}
    for url in row["pages"]:
        reading = read_page(Page(url=url, body=pages.get(url, b""), fetched_at=NOW), platforms=platforms)
        for post in reading.document.posts if isinstance(reading.document, Thread) else ():
            posts.setdefault(post.id or post.text, post)
    return "\n\n".join(post.text for post in posts.values()), len(posts)


def find_peer(name: str) -> Peer | None:
    """A peer by name; None where it is not installed."""
    try:
        module = importlib.import_module({"newspaper4k": "newspaper"}.get(name, name))
    except ImportError:
        return None
    if name == "trafilatura":
        return lambda html, _: module.extract(html, include_comments=True, deduplicate=False) or ""

    def newspaper(html: str, url: str) -> str:
        article = module.Article(url)
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return newspaper


def score(rows: list[Row], read: Callable[[Row], tuple[str, int]]) -> Score:
    """Compare what `read` answers for each thread with its known words."""
    hits = posts = overlap = got = known = 0
    start = time.process_time()
    answers = [read(row) for row in rows]
    cpu = time.process_time() - start
    for row, (text, number) in zip(rows, answers, strict=True):
        ours, truth = count_words(text), count_words("\n".join(row["texts"]))
        same = (ours & truth).total()
        hits += 2 * same > ours.total() + truth.total() - 2 * same
        posts, overlap, got, known = posts + number, overlap + same, got + ours.total(), known + truth.total()
    pages = sum(len(row["pages"]) for row in rows)
    return Score(hits, len(rows), posts, overlap / max(got, 1), overlap / max(known, 1), 1000 * cpu / max(pages, 1))


def run_board(truth: Path, peers: list[str], platforms: frozenset[str] | None) -> None:
    """Print a line a system for one recorded board."""
    name = truth.name.removesuffix(".truth.jsonl")
    rows = [row for row in load_rows(truth) if row["kind"] == "thread" and row["expect"] == "seed"]
    if not rows:
        return
    pages = load_pages(truth.with_name(f"{name}.warc.gz"), (url for row in rows for url in row["pages"]))
    print(f"{name:12} {'scoda':12} {score(rows, lambda row: read_ours(row, pages, platforms))}")
    for peer_name in peers:
        if peer := find_peer(peer_name):
            print(f"{'':12} {peer_name:12} {score(rows, lambda row: (_ask(peer, row, pages), 0))}")


def _ask(peer: Peer, row: Row, pages: dict[str, bytes]) -> str:
    return "\n\n".join(peer(pages.get(url, b"").decode("utf-8", "replace"), url) for url in row["pages"])


def run_labelled(folder: Path, peers: list[str]) -> None:
    """Print mean word F1 on the labelled forum pages, a line a system."""
    rows = [row for row in load_rows(folder / "truth.jsonl") if row["page_type"] == "forum"]
    systems: dict[str, Callable[[bytes, str], str]] = {
        "scoda": lambda html, url: getattr(extract(html, url), "text", "")
    }
    for name in peers:
        if peer := find_peer(name):
            systems[name] = lambda html, url, peer=peer: peer(html.decode("utf-8", "replace"), url)  # type: ignore[misc]
    for name, system in systems.items():
        start = time.process_time()
        f1 = [
            _f1(system(gzip.decompress((folder / "html" / f"{r['id']}.html.gz").read_bytes()), r["url"]), r)
            for r in rows
        ]
        cpu = 1000 * (time.process_time() - start) / len(rows)
        print(f"{'labelled':12} {name:12} {len(rows)} pages, word F1 {sum(f1) / len(f1):.3f} {cpu:7.1f} ms a page")


def _f1(text: str, row: Row) -> float:
    ours, truth = (Counter(re.findall(r"\w+", t.lower())) for t in (text, row["main_content"]))
    total = ours.total() + truth.total()
    return 2 * (ours & truth).total() / total if total else 1.0


def main() -> None:
    """Run the comparison on what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("sites", type=Path)
    parser.add_argument("wcxb", type=Path, nargs="?")
    parser.add_argument("--peers", default="trafilatura")
    parser.add_argument("--unknown", action="store_true", help="switch all platforms off")
    args = parser.parse_args()
    peers = [name for name in args.peers.split(",") if name]
    for truth in sorted(args.sites.glob("*.truth.jsonl")):
        run_board(truth, peers, frozenset() if args.unknown else None)
    if args.wcxb:
        run_labelled(args.wcxb, peers)


if __name__ == "__main__":
    main()
