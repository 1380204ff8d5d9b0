from pathlib import Path

import pytest

from scoda_crawler.items import Article, Thread
from scoda_crawler.store.doubts import Doubts, find_form
from scoda_crawler.store.state import State


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://a.example/news/12.html", "/news/0.html"),
        ("https://a.example/news/show.php?lang=en&id=12", "/news/show.php?id&lang"),
        ("https://a.example/2024/05/the-pilot-boat-is-back/", "/0/0/*/"),
        ("https://a.example/list/dev@b.example/thread/GQ2JC7OSP4MSPXYMPAVORYQWMG/", "/+/+/thread/*/"),
        ("https://a.example/c/bikes/12/the-pilot-boat-is-back", "/+/bikes/0/*"),
        ("https://a.example/news/local/", "/news/local/"),
        ("https://a.example/news/", "/news/"),
        ("https://a.example/", "/"),
    ],
)
def test_pages_of_one_kind_have_urls_of_one_form(url: str, form: str) -> None:
    assert find_form(url) == form


def article(number: int, *, path: str = "news", doubt: str | None = None) -> Article:
    return Article(url=f"https://a.example/{path}/{number}", site="a.example", text="x", doubt=doubt)


def test_the_others_of_its_form_speak_for_a_doubtful_page(tmp_path: Path) -> None:
    doubts = Doubts(State(tmp_path / "s"))
    short, a_list = article(9, doubt="no-text"), article(9, path="list", doubt="list-page")
    doubts.put(9, short)
    doubts.put(8, a_list)
    assert doubts.decide() == set()
    assert doubts.is_out(short) and doubts.is_out(a_list)
    for number in range(3):
        doubts.put(number, article(number))
    assert doubts.decide() == {9}
    assert not doubts.is_out(short) and doubts.is_out(a_list)
    assert not doubts.is_out(article(1))


def test_where_most_are_doubtful_none_is_taken(tmp_path: Path) -> None:
    doubts = Doubts(State(tmp_path / "s"))
    for number in range(3):
        doubts.put(number, article(number))
    for number in range(3, 7):
        doubts.put(number, article(number, doubt="list-page"))
    assert doubts.decide() == set()
    doubts.put(6, article(6))
    assert doubts.decide() == {3, 4, 5}


def test_the_threads_of_its_form_speak_for_one_of_one_post(tmp_path: Path) -> None:
    doubts = Doubts(State(tmp_path / "s"))
    lone = Thread(url="https://a.example/t/9", site="a.example", doubt="few-posts")
    page = Thread(url="https://a.example/help/9", site="a.example", doubt="few-posts")
    for number, document in enumerate((lone, page)):
        doubts.put(90 + number, document)
    for number in range(3):
        doubts.put(number, Thread(url=f"https://a.example/t/{number}", site="a.example"))
    assert doubts.decide() == {90}
    assert (doubts.is_out(lone), doubts.is_out(page)) == (False, True)


def test_sure_threads_and_known_platforms_are_never_doubted(tmp_path: Path) -> None:
    doubts = Doubts(State(tmp_path / "s"))
    assert not doubts.is_out(Thread(url="https://a.example/t/1", site="a.example"))
