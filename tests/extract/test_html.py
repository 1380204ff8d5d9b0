"""HTML to text: paragraphs, lists, tables, hidden parts, and pages that nobody should send."""

import json
from pathlib import Path

import pytest

from scoda_crawler.extract.html import parse_html, render_text

CASES = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_text(case: dict[str, str]) -> None:
    assert render_text(parse_html(case["html"])) == case["expect"]


def test_dropped_parts_leave_a_break() -> None:
    tree = parse_html("<p>a</p><blockquote>b</blockquote>c")
    assert render_text(tree, lambda element: element.tag == "blockquote") == "a\n\nc"


def test_a_page_without_the_tag_of_its_body() -> None:
    tree = parse_html(
        "<!doctype html><meta charset=utf-8><title>T</title><header>a</header><main><h1>b</h1></main>c<p>d"
    )
    assert [e.tag for e in tree] == ["head", "body"] and render_text(tree) == "a\n\nb\n\nc\n\nd"
    assert [e.tag for e in tree[0]] == ["meta", "title"]


@pytest.mark.parametrize("depth", [300, 2000, 100_000])
@pytest.mark.parametrize("tag", ["div", "span", "td"])
def test_nothing_is_too_deep(depth: int, tag: str) -> None:
    markup = f"<{tag}>" * depth + "deep" + f"</{tag}>" * depth + "<p>after</p>"
    assert render_text(parse_html(markup)).split() == ["deep", "after"]


@pytest.mark.parametrize(
    "markup",
    [
        "<" * 10**6,
        "<p " + "a=b " * 10**5,
        f"<p style='{'height:0;' * 10**5}'>",
        "<li>" * 10**5,
        "<b>" * 10**5,
        "<!--" * 10**5,
    ],
    ids=["open", "attributes", "style", "items", "inline", "comments"],
)
def test_garbage_takes_no_time(markup: str) -> None:
    assert len(render_text(parse_html(markup))) <= len(markup)


def test_ten_megabytes() -> None:
    assert render_text(parse_html("<p>word</p>" * 900_000)).count("word") == 900_000
