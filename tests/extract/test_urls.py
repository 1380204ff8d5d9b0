"""One form for each URL, and the traps of sites of unknown make."""

import json
from pathlib import Path

import pytest

from scoda_crawler.extract.urls import canonicalise, find_trap, is_same_site, rebase

CASES = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
BASE = "http://host.example/b/c"


@pytest.mark.parametrize("case", CASES, ids=[case["url"] for case in CASES])
def test_canonical_form(case: dict[str, str]) -> None:
    assert canonicalise(case["url"], BASE) == case["expect"]
    assert canonicalise(case["expect"]) == case["expect"], "canonical URLs stay as they are"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/2024/05/12/harbour-opens", ""),
        ("/news/blueprints-of-a-boat", ""),
        ("/a/b/a/b/c", "repeating"),
        ("/a/a/a", "repeating"),
        ("/1/1/1/1", ""),
        ("/report.pdf", "file"),
        ("/0017/11/", "calendar"),
        ("/events?month=3&year=2031", "calendar"),
        ("/story?replytocom=5", "reply"),
        ("/list?orderby=price", "sort"),
        ("/list/scope:all/sort:votes-desc/page:1/", "sort"),
        ("/feedback?next=/list/", "return"),
        ("/feedback?next=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x", "return"),
        ("/lang?return_to=https%3A%2F%2Fx.org%2Fa", "return"),
        ("/story?next=2", ""),
        ("/print/3", "print"),
        ("/?s=boat", "search"),
        ("/wp-login.php", "member"),
        ("/x?a=1&a=2&a=3", "growing"),
        ("/cgi-bin/board.pl?num=12", ""),
        ("/cgi-bin/board.pl?num=12;action=print", "print"),
        ("/doku.php?id=sea:boat&do=diff&rev=1649345700", "wiki-tool"),
        ("/doku.php?id=sea:boat&do=export_raw", "wiki-tool"),
        ("/doku.php?id=sea:boat", ""),
        ("/index.php?title=Boat&oldid=22", "wiki-tool"),
        ("/index.php?title=Boat&action=info", "wiki-tool"),
        ("/item?review=3&do=show", ""),
        ("/plus/stow.php?aid=12", "tool"),
        ("/home.php?mod=spacecp&ac=favorite&id=12", "tool"),
        ("/feedback/2024/", ""),
        ("/misc.php?action=help&hid=3", "help"),
        ("/index.php?action=credits", "help"),
        ("/help/", ""),
        ("/" + "x" * 3000, "too-long"),
    ],
)
def test_traps(path: str, reason: str) -> None:
    assert find_trap("http://host.example" + path) == reason


def test_one_site_under_four_names() -> None:
    page = "https://www.host.example/news/"
    assert rebase("http://host.example/a?b=1", page) == "https://www.host.example/a?b=1"
    assert rebase("http://other.example/a", page) == "http://other.example/a"
    assert is_same_site("http://host.example:80/", page)
    assert not is_same_site("http://host.example:8080/", page)
