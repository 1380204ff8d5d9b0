"""Pages of forum software, written after the real markup, and what must be read from them."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scoda_crawler.extract.html import parse_html
from scoda_crawler.extract.platforms import load_platforms
from scoda_crawler.extract.reading import read_page
from scoda_crawler.items import Page, Post, Reading, Scope, Thread

PAGES = Path(__file__).parents[1] / "pages"
FORUMS = {platform.name: platform for platform in load_platforms() if platform.kind == "forum"}
CASES = sorted(case for name in FORUMS for case in (PAGES / name).glob("*.json"))


def _describe_post(post: Post) -> dict[str, Any]:
    date = post.published
    told = {
        "id": post.id,
        "author": post.author,
        "published": (date.isoformat() or date.raw) if date else None,
        "text": post.text,
        "url": post.url,
        "reply_to": post.reply_to,
        "quoted": list(post.quoted),
    }
    return {name: value for name, value in told.items() if value}


def describe(reading: Reading) -> dict[str, Any]:
    """What a page pair's JSON says of its page."""
    thread = reading.document
    assert thread is None or isinstance(thread, Thread)
    out: dict[str, Any] = {"kind": reading.kind, "reason": reading.reason}
    if thread is not None:
        out |= {"title": thread.title, "key": thread.key, "page": thread.page}
        out["posts"] = [_describe_post(post) for post in thread.posts]
    out["links"] = [" ".join(filter(None, (x.kind, x.key, x.url, x.hint and f"({x.hint})"))) for x in reading.links]
    out["skipped"] = dict(sorted(reading.skipped.items()))
    return out


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_page(case: Path) -> None:
    expected = json.loads(case.read_text(encoding="utf-8"))
    markup = case.with_suffix(".html").read_text(encoding="utf-8")
    tree = parse_html(markup)
    names = [platform.name for platform in load_platforms() if platform.recognise(tree, markup)]
    assert names[:1] == [case.parent.name]
    page = Page(url=expected.pop("url"), body=markup.encode(), fetched_at=datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert describe(FORUMS[case.parent.name].read(tree, page, Scope())) == expected


BROKEN = ("http://[club.example/x", "//[x", "http://club.example:port/", "http://[url=http://x/]x")
ODD_TYPES = '<script type="application/ld+json">[{"@type": [{}, null, "Comment"]}, {"@type": {"x": 1}}]</script>'


def _break(markup: str) -> str:
    links = iter(BROKEN * 200)
    broken = re.sub(r'(?<= href=")[^"]*|(?<= content=")[^"]*', lambda found: next(links, found[0]), markup)
    return broken + ODD_TYPES


@pytest.mark.parametrize("name", FORUMS)
def test_what_authors_and_plugins_break_costs_no_page(name: str) -> None:
    for case in (PAGES / name).glob("*.html"):
        page = Page(url="https://club.example/x?t=1", body=_break(case.read_text(encoding="utf-8")).encode())
        for platforms in (None, frozenset[str]()):
            for scope in (Scope(), Scope(forum=True), Scope(comments=True)):
                read_page(page, platform=name, platforms=platforms, scope=scope)


def test_every_forum_has_pages_in_two_languages() -> None:
    for name in FORUMS:
        languages = {case.stem.rpartition("-")[2] for case in CASES if case.parent.name == name}
        assert len(languages) > 1, name
