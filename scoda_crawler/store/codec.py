"""Documents to JSON and back: what the state database keeps of a staged page."""

import json
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from scoda_crawler.items import Article, Date, Document, Post, Repair, Thread


def _plain(value: object) -> Any:
    if isinstance(value, Date | Post | Document):
        pairs = ((f.name, getattr(value, f.name), f.default) for f in fields(value))
        return {name: _plain(held) for name, held, default in pairs if held != default or name == "kind"}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(held) for held in value]
    return value


def dump_document(document: Article | Thread) -> str:
    """One line of JSON, without what has its default value, keys in a fixed order."""
    return json.dumps(_plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _moment(text: str | None) -> datetime | date | None:
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _date(data: dict[str, Any] | None) -> Date | None:
    return None if data is None else Date(**{**data, "value": _moment(data.get("value"))})


def _post(data: dict[str, Any]) -> Post:
    return Post(**{**data, "published": _date(data.get("published")), "quoted": tuple(data.get("quoted", ()))})


def load_document(text: str) -> Article | Thread:
    """The document that `dump_document` wrote; raises ValueError, KeyError or TypeError when it did not."""
    data: dict[str, Any] = json.loads(text)
    warc = data.get("warc")
    data |= {
        "published": _date(data.get("published")),
        "modified": _date(data.get("modified")),
        "fetched_at": datetime.fromisoformat(data["fetched_at"]) if "fetched_at" in data else None,
        "authors": tuple(data.get("authors", ())),
        "repairs": tuple(Repair(*repair) for repair in data.get("repairs", ())),
        "warc": None if warc is None else (str(warc[0]), int(warc[1])),
    }
    if data["kind"] == "article":
        return Article(**data)
    return Thread(**{**data, "posts": tuple(_post(post) for post in data.get("posts", ()))})
