"""Makes the state of a seeds folder anew: numbers from the manifest, documents from the archive or the seeds."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scoda_crawler.errors import StoreError
from scoda_crawler.items import Article, Date, Post, Thread
from scoda_crawler.store.agreement import SEED
from scoda_crawler.store.seeds import dump_row
from scoda_crawler.store.staging import DocumentKey, stage
from scoda_crawler.store.state import State
from scoda_crawler.store.verify import read_manifest


def read_rows(folder: Path) -> list[dict[str, Any]]:
    """What is known of the seeds in `folder`: the manifest's rows, or, where there is none, those of the old state.

    Raises StoreError when there are seeds and neither tells of them.
    """
    rows = read_manifest(folder) or _read_old(folder / ".scoda" / "state.sqlite")
    if not rows and (lost := next((path for path in folder.glob("*.txt") if SEED.fullmatch(path.name)), None)):
        raise StoreError(folder, f"nothing tells what {lost.name} and the other seeds are: put the manifest back, "
                                 "or move the seeds away")  # fmt: skip
    return rows


def _read_old(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(path)) as db:
            return [json.loads(row[0]) for row in db.execute("SELECT row FROM seeds WHERE live ORDER BY number")]
    except (sqlite3.Error, ValueError):  # it is to be replaced because it is damaged
        return []


def restore_numbers(state: State, rows: Iterable[dict[str, Any]]) -> None:
    """Give the documents of the manifest's `rows` the numbers that they have."""
    for row in rows:
        values = (row["site"], row["key"], "", row["canonical_url"] or row["url"], row["title"])
        sql = "INSERT INTO documents (site, key, published, url, title) VALUES (?, ?, ?, ?, ?)"
        doc = state.execute(sql, values).lastrowid
        state.execute("UPDATE documents SET kept = id, shared = 1.0 WHERE id = ?", (doc,))
        state.execute("INSERT INTO seeds VALUES (?, ?, ?, ?, 1)", (row["number"], doc, row["file"], dump_row(row)))


def _date(data: dict[str, Any] | None) -> Date | None:
    if data is None:
        return None
    text = str(data["value"])
    if data["precision"] in ("minute", "second"):
        value: date | datetime = datetime.fromisoformat(text)
    else:
        value = date.fromisoformat((text + "-01-01")[:10])
    return Date(**{**data, "value": value})


def _post(data: dict[str, Any], text: str) -> Post:
    plain = {name: data[name] for name in ("id", "author", "url", "reply_to") if name in data}
    return Post(text=text, published=_date(data.get("published")), quoted=tuple(data.get("quoted", ())), **plain)


def restore_document(row: dict[str, Any], text: str) -> Article | Thread:
    """The document that the manifest's `row` describes and whose seed holds `text`."""
    fetched = row["fetched_at"]
    known: dict[str, Any] = {
        name: row[name]
        for name in ("url", "canonical_url", "site", "key", "platform", "title", "language", "certainty")
    }
    known |= {
        "authors": tuple(row["authors"]),
        "published": _date(row["published"]),
        "modified": _date(row["modified"]),
    }
    known |= {"fetched_at": datetime.fromisoformat(fetched) if fetched else None}
    if row["kind"] == "thread":
        starts = [post["offset"] for post in row["posts"]]
        ends = [*starts[1:], len(text)]
        texts = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        posts = tuple(_post(post, body) for post, body in zip(row["posts"], texts, strict=True))
        return Thread(posts=posts, **known)
    head = [part for part in (row["title"], known["published"].isoformat() if known["published"] else "") if part]
    return Article(text=text[len("\n\n".join(head)) :].strip(), **known)


def restore_documents(state: State, folder: Path, rows: Iterable[dict[str, Any]], staged: set[DocumentKey]) -> int:
    """Stage from their seeds the documents that no archive holds; tells how many those were."""
    missing = [row for row in rows if (row["site"], row["key"]) not in staged and (folder / row["file"]).is_file()]
    for row in missing:
        stage(state, restore_document(row, (folder / row["file"]).read_text(encoding="utf-8")))
    return len(missing)
