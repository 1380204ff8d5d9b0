"""The box of a text, and articles of which an extractor leaves parts out because of what they are called."""

import pytest

from scoda_crawler.extract.article import extract_main_text
from scoda_crawler.extract.box import find_box
from scoda_crawler.extract.html import parse_html

LINES = (
    "The pilot boat of the harbour was painted white and green on Monday, as it is every other year before spring.",
    "On Tuesday it rained for nine hours, and on Wednesday the same two men painted the same boat, under a roof.",
    "The harbour master said that the paint had cost more than the boat had earned in the winter, and laughed.",
)


def _part(name: str) -> list[str]:
    return [f"{name} {number}: {line}" for number in range(3) for line in LINES]


def _render(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def _page(body: str) -> str:
    return f'<html><body><div><a href="/">Home</a></div><h1>Boat</h1>{body}<footer>Imprint</footer></body></html>'


@pytest.mark.parametrize("name", ["menu-of-day", "sidebar-story", "footer-notes"])
def test_what_an_extractor_leaves_out_by_its_name_is_put_back(name: str) -> None:
    first, middle, last = _part("First"), _part("Second"), _part("Last")
    parts = f"<div>{_render(first)}</div><div class='{name}'>{_render(middle)}</div><div>{_render(last)}</div>"
    text = extract_main_text(parse_html(_page(f"<div class='blog'>{parts}</div>")))
    assert text.split("\n\n") == first + middle + last


@pytest.mark.parametrize("beside", ["comments", "related", "cookie-consent"])
def test_what_stands_beside_a_text_is_not(beside: str) -> None:
    first, others, last = _part("First"), _part("Other"), _part("Last")
    parts = (
        f"<div>{_render(first)}</div><div>{_render(last)}</div><div class='{beside}'>{_render(others + others)}</div>"
    )
    assert extract_main_text(parse_html(_page(f"<div class='blog'>{parts}</div>"))).split("\n\n") == first + last


def test_teasers_below_a_text_are_not() -> None:
    own = _part("Own")
    teasers = "".join(
        f"<div><h3><a href='/s/{n}'>Story {n}</a></h3><p>{line}</p></div>" for n, line in enumerate(_part("Other") * 2)
    )
    text = f"<div>{_render(own[:4])}</div><div>{_render(own[4:])}</div>"
    page = _page(f"<div class='blog'>{text}<div class='sidebar-next'>{teasers}</div></div>")
    assert extract_main_text(parse_html(page), "http://lantern.example/s/99").split("\n\n") == own


def test_part_of_a_text_outside_of_the_marked_place_is_kept() -> None:
    first, more = _part("First")[:5], _part("More")
    page = _page(f"<div><div class='entry-content'>{_render(first)}</div><div class='faq'>{_render(more)}</div></div>")
    assert extract_main_text(parse_html(page)).split("\n\n") == first + more


def test_find_box() -> None:
    tree = parse_html("<div id=a>Menu<div id=b><p>One <b>two</b> three</p><p>four five</p></div><p id=c>six</p></div>")
    box = find_box(tree, ["One two  three", "four five", "nowhere"], lambda e: False)
    assert box is not None and (box.element.get("id"), box.fullness) == ("b", 1.0)
    assert [box.is_outside(e) for e in tree.iter("p")] == [False, False, True]
    cut = find_box(tree, ["four five"], lambda e: e.get("id") == "b")
    assert cut is None
    whole = find_box(tree, ["Menu", "four five"], lambda e: False)
    assert whole is not None and whole.element.get("id") == "a" and whole.fullness == pytest.approx(26 / 12)
