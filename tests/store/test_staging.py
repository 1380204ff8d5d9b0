from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from scoda_crawler.items import Article, Date, Post, Repair, Thread
from scoda_crawler.store.staging import load_parts, merge_parts, stage
from scoda_crawler.store.state import State

ARTICLE = Article(url="https://a.example/1", site="a.example", key="news/1", title="T", text="x")


def posts(*ids: str) -> tuple[Post, ...]:
    return tuple(Post(id=i, text=f"post {i}", author="a") for i in ids)


def test_a_page_fetched_again_unchanged_is_nothing_new(tmp_path: Path) -> None:
    state = State(tmp_path / "s")
    first = replace(ARTICLE, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), warc=("a", 1))
    assert stage(state, first)
    assert not stage(state, replace(ARTICLE, fetched_at=datetime(2026, 2, 1, tzinfo=UTC), warc=("b", 2)))
    assert load_parts(state, "a.example", "news/1") == [first]
    assert stage(state, replace(ARTICLE, text="y"))


def test_a_relative_date_stays_where_it_was_first_seen(tmp_path: Path) -> None:
    state = State(tmp_path / "s")
    seen = Date(value=date(2024, 1, 1), precision="year", raw="2 years ago", is_relative=True)
    later = Date(value=date(2023, 6, 1), precision="year", raw="3 years ago", is_relative=True)
    assert stage(state, replace(ARTICLE, published=seen))
    assert not stage(state, replace(ARTICLE, published=later))
    thread = Thread(url="u", site="s", key="k", posts=(Post(id="1", text="x", published=seen),))
    assert stage(state, thread)
    assert not stage(state, replace(thread, posts=(replace(thread.posts[0], published=later),)))


def test_pages_of_a_thread_are_one_document_whatever_their_order(tmp_path: Path) -> None:
    state = State(tmp_path / "s")
    page = Thread(url="u", site="s", key="thread/1", title="T")
    stage(state, replace(page, page=2, posts=posts("1", "3", "4"), repairs=(Repair("encoding", "x", 1),)))
    stage(state, replace(page, page=1, posts=posts("1", "2"), repairs=(Repair("encoding", "x", 2),)))
    merged = merge_parts(load_parts(state, "s", "thread/1"))
    assert isinstance(merged, Thread)
    assert [post.id for post in merged.posts] == ["1", "2", "3", "4"]
    assert merged.repairs == (Repair("encoding", "x", 3),)


def test_posts_without_a_number_are_told_apart_by_author_and_text() -> None:
    one, other = Post(text="+1", author="a"), Post(text="+1", author="b")
    merged = merge_parts([Thread(url="u", posts=(one, other)), Thread(url="u", page=2, posts=(one,))])
    assert isinstance(merged, Thread)
    assert merged.posts == (one, other)
