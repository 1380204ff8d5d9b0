"""Pages of MetInfo, written after the real markup of each generation, and what must be read from them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scoda_crawler.extract import read_page
from scoda_crawler.items import Article, Link, Page, Reading, Scope

PAGES = Path(__file__).parents[1] / "pages" / "metinfo"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _describe_link(link: Link) -> list[str]:
    return [link.kind, link.key, link.url, *filter(None, [link.hint])]


def describe(reading: Reading) -> dict[str, Any]:
    """All that a page pair's JSON may say of its page."""
    out: dict[str, Any] = {
        "kind": reading.kind,
        "reason": reading.reason,
        "skipped": dict(reading.skipped),
        "links": [_describe_link(link) for link in reading.links],
    }
    document = reading.document
    if isinstance(document, Article):
        out |= {name: getattr(document, name) for name in ("key", "title", "language", "canonical_url", "text")}
        out["published"] = document.published.isoformat() if document.published else None
        out["authors"] = list(document.authors)
    return out


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.json")))
def test_page(name: str) -> None:
    case = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    asked = case.get("scope", {})
    scope = Scope(languages=tuple(asked.get("languages", ())), modules=tuple(asked.get("modules", ())))
    page = Page(url=case["url"], body=(PAGES / f"{name}.html").read_bytes(), fetched_at=NOW)
    reading = read_page(page, platform=case.get("platform"), scope=scope)
    assert reading.platform == "metinfo"
    seen, expect = describe(reading), case["expect"]
    assert expect.pop("text_has", "") in seen.get("text", "")
    assert expect.pop("text_lacks", "\0") not in seen.get("text", "")
    assert {key: seen.get(key) for key in expect} == expect
