from pathlib import Path

from scoda_crawler.store.budgets import Budgets
from scoda_crawler.store.state import State


def test_a_page_is_a_copy_under_another_url_but_not_fetched_again(tmp_path: Path) -> None:
    budgets = Budgets(State(tmp_path / "state.sqlite"), 1, 10)
    assert not budgets.is_copy("s", 7, "/news/", "/news/?a=1")
    assert not budgets.is_copy("s", 7, "/news/", "/news/?a=1")
    assert budgets.is_copy("s", 7, "/news/", "/news/?a=2")
    assert not budgets.is_copy("other", 7, "/news/", "/news/?a=2")


def test_relative_links_are_followed_under_a_second_folder_and_no_third(tmp_path: Path) -> None:
    budgets = Budgets(State(tmp_path / "state.sqlite"), 1, 10)
    assert not budgets.is_copy("s", 7, "/", "/news")
    assert not budgets.is_copy("s", 7, "/news/", "/news/")
    assert budgets.is_copy("s", 7, "/news/news/", "/news/news/")


def test_links_are_worth_what_their_like_brought(tmp_path: Path) -> None:
    budgets = Budgets(State(tmp_path / "state.sqlite"), 1, 2)
    assert budgets.judge_link("s", "/a/*") == "hopes"
    budgets.count("s", "/a/*", "texts")
    assert budgets.judge_link("s", "/a/*") == "leads"
    for _ in range(4):
        budgets.count("s", "/b/*", "hopes")
    assert budgets.judge_link("s", "/b/*") == "barren"
