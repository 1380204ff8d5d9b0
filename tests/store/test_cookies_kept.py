from pathlib import Path

from scoda_crawler.store.cookies import LONGEST, Cookies, Kept
from scoda_crawler.store.state import State

ONE = Kept("a.example", "/", "sid", "0123456789abcdef")


def test_a_cookie_is_kept_until_it_expires(tmp_path: Path) -> None:
    cookies = Cookies(State(tmp_path / "state.sqlite"))
    cookies.keep(ONE, now=1000.0)
    cookies.keep(ONE._replace(host="b.example", expires=2000.0, is_secure=True), now=1000.0)
    assert [cookie.host for cookie in cookies.load(now=1999.0)] == ["a.example", "b.example"]
    assert [cookie.host for cookie in cookies.load(now=2001.0)] == ["a.example"]
    assert cookies.load(now=1001.0 + LONGEST) == []


def test_a_new_value_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    cookies = Cookies(State(tmp_path / "state.sqlite"))
    cookies.keep(ONE, now=1000.0)
    cookies.keep(ONE._replace(value="fedcba9876543210"), now=1000.0)
    assert [cookie.value for cookie in cookies.load(now=1000.0)] == ["fedcba9876543210"]


def test_a_clock_that_was_put_back_keeps_no_cookie_for_long(tmp_path: Path) -> None:
    cookies = Cookies(State(tmp_path / "state.sqlite"))
    cookies.keep(ONE, now=5 * LONGEST)
    assert cookies.load(now=LONGEST) == []
