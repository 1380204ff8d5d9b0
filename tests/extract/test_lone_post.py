"""Threads of one post and of few: what may be one on a board, and what is none."""

from datetime import UTC, datetime

import pytest

from scoda_crawler.extract.reading import read_page
from scoda_crawler.items import Page, Reading, Scope, Thread

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = (
    "One of my rear spokes turned brown last winter, and I wonder what to do with it before the salt comes back. "
    "It is the third from the valve, and the wheel still runs true, though the rim has seen better days."
)


def _read(body: str, path: str = "/board/2/topics/7", *, forum: bool = True) -> Reading:
    markup = (
        '<html lang="en"><head><title>Rust on a spoke - Club</title></head><body><div class="top"><a href="/">Club</a>'
        f'<a href="/board">Boards</a></div><h2>Rust on a spoke</h2>{body}<div class="end">Club 2026</div></body></html>'
    )
    page = Page(url=f"https://club.example{path}", body=markup.encode(), fetched_at=NOW)
    return read_page(page, scope=Scope(forum=forum))


def _one(name: str = "mara", text: str = TEXT, day: int = 3) -> str:
    return (
        f'<div class="zz"><p><span>Added by <a href="/users/{name}">{name}</a> on {day}.05.2024 10:05</span></p>'
        f'<div class="ww"><p>{text}</p></div></div>'
    )


def test_one_post_may_be_a_thread_of_a_board() -> None:
    thread = _read(_one()).document
    assert isinstance(thread, Thread)
    assert [(post.author, post.text) for post in thread.posts] == [("mara", TEXT)]
    assert (thread.title, thread.key, thread.doubt) == ("Rust on a spoke", "thread/board/2/topics/7", "few-posts")
    assert thread.published is not None and thread.published.isoformat() == "2024-05-03 10:05"


def test_a_post_without_name_and_date_is_the_pages_text() -> None:
    thread = _read(f"<div><p>{TEXT}</p><p>{TEXT[::-1]}</p></div>").document
    assert isinstance(thread, Thread)
    assert [post.text for post in thread.posts] == [f"{TEXT}\n\n{TEXT[::-1]}"]


def test_two_signed_posts_of_no_name_may_be_a_thread() -> None:
    thread = _read(_one() + _one("tom", TEXT[::-1], day=4)).document
    assert isinstance(thread, Thread)
    assert [post.author for post in thread.posts] == ["mara", "tom"]
    assert thread.doubt == "few-posts"


@pytest.mark.parametrize("names", ["zz", "post-12"])
def test_the_day_that_an_author_joined_is_not_the_posts(names: str) -> None:
    joined = '<div>Joined: <time datetime="2020-01-02T10:00:00Z">2.1.2020</time></div>'
    post = f'<div class="{names}"><a href="/user/mara">mara</a>{joined}'
    post += f'<time datetime="2024-05-03T10:05:00Z">3.5.2024</time><div><p>{TEXT}</p></div></div>'
    thread = _read(post).document
    assert isinstance(thread, Thread) and thread.published is not None
    assert thread.published.isoformat().startswith("2024-05-03")


@pytest.mark.parametrize("path", ["/users/mara", "/members/7/"])
def test_a_members_page_is_no_thread(path: str) -> None:
    assert _read(_one(), path).document is None


def test_only_who_asks_for_a_forum_gets_threads_of_one_post() -> None:
    assert not isinstance(_read(_one(), forum=False).document, Thread)


def test_on_a_board_members_pages_and_second_ways_to_a_thread_are_left_aside() -> None:
    rows = "".join(
        f'<tr><td><a href="/topic/{n}-rust-{n}">Rust {n}</a></td><td><a href="/user/mara">mara</a></td>'
        f'<td><a href="/post/{n}7">3.05.2024</a></td></tr>'
        for n in range(1, 5)
    )
    reading = _read(f"<table>{rows}</table>", "/board/2")
    assert [link.url.partition(".example")[2] for link in reading.links] == [
        "/", "/board", *(f"/topic/{n}-rust-{n}" for n in range(1, 5)),
    ]  # fmt: skip
    assert reading.skipped == {"member": 1, "permalink": 4}


def test_posts_that_nothing_else_leads_to_are_followed() -> None:
    rows = "".join(f'<li><a href="/post/{n}7">Rust {n}</a> <a href="/c/bikes">bikes</a></li>' for n in range(1, 5))
    reading = _read(f"<ul>{rows}</ul>", "/board/2")
    assert sum("/post/" in link.url for link in reading.links) == 4


@pytest.mark.parametrize(
    "second",
    ["/show?pid={n}7#p{n}7", "/topic/{n}-rust-{n}/41"],
    ids=["by its number alone", "by its place in a thread"],
)
def test_a_second_way_to_what_a_row_leads_to_is_left_aside(second: str) -> None:
    first = "/show?id={n}" if "?" in second else "/topic/{n}-rust-{n}"
    rows = "".join(
        f'<tr><td><a href="{first.format(n=n)}">Rust {n}</a></td><td><a href="{second.format(n=n)}">3.05.</a></td></tr>'
        for n in range(1, 5)
    )
    reading = _read(f"<table>{rows}</table>", "/board/2")
    assert len(reading.links) == 6 and reading.skipped == {"permalink": 4}
