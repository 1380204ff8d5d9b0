import pytest

from scoda_crawler.extract.patterns import find_account, find_pattern, is_apart
from scoda_crawler.extract.sameness import digest_page, digest_text

URL = "https://a.example/news/7.html"


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("https://a.example/", "/"),
        ("https://a.example/news/2024/05/", "/news/0/0/"),
        ("https://a.example/events/1999-01-01/", "/events/0-0-0/"),
        ("https://a.example/news/the-harbour-is-closed.html", "/news/*.html"),
        ("https://a.example/news/index_12.html", "/news/index_0.html"),
        ("https://a.example/%E6%96%B0%E9%97%BB/3", "/新闻/0"),
        ("https://a.example/list?page=3&cat=news", "/list?cat&page"),
        ("https://a.example/s/9f86d081884c7d65/", "/s/0/"),
        ("https://a.example/map?visit=d41d8cd98f00b204e9800998ecf8427e", "/map?visit~"),
    ],
)
def test_a_pattern_is_how_a_url_is_written(url: str, pattern: str) -> None:
    assert find_pattern(url) == pattern


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("/list?page", "/news/*", True),
        ("/list?page", "/list", True),
        ("/list?page", "/list?page", False),
        ("/shop?colour", "/shop?colour&size", False),
        ("/index.php?id&list", "/index.php?article&id", True),
    ],
)
def test_a_list_with_more_parameters_is_the_same_list(one: str, other: str, apart: bool) -> None:
    assert is_apart(one, other) is is_apart(other, one) is apart


def test_combinations_and_sessions_share_an_account() -> None:
    assert find_account("/shop?colour&size") == find_account("/shop?brand&colour&size") != find_account("/shop?size")
    assert find_account("/map?visit~") == find_account("/rooms?page&visit~")


BODY = "<html><head><!-- 0.13 s --><script>var t = 1</script></head><p>News <a href='/a'>a</a> <input value='x1'>"


@pytest.mark.parametrize(
    ("body", "is_same"),
    [
        (BODY.replace("0.13", "0.21"), True),
        (BODY.replace("t = 1", "t = 2"), True),
        (BODY.replace("x1", "x2"), True),
        (BODY.replace("'/a'", "'/a?zsid=0123456789abcdef01'"), True),
        (BODY.replace("News ", "News \n "), True),
        (BODY.replace("'/a'", "'/b'"), False),
        (BODY.replace(">a<", ">b<"), False),
    ],
)
def test_a_page_is_its_text_and_its_links(body: str, is_same: bool) -> None:
    assert (digest_page(body.encode(), URL) == digest_page(BODY.encode(), URL)) is is_same


def test_a_page_may_link_itself() -> None:
    one, other = (f"<p>Terms<a href='{path}'>here</a>" for path in ("/a/1", "/b/2"))
    assert digest_page(one.encode(), "https://a.example/a/1") == digest_page(other.encode(), "https://a.example/b/2")


def test_texts_that_differ_in_numbers_are_one() -> None:
    assert digest_text("Week 3 of 2024\nNo events") == digest_text("week 31 of 1999 no events")
    assert digest_text("No events") != digest_text("One event")


@pytest.mark.parametrize("piece", ["<!--", "<script ", "<meta>", "<a ", "sid=", "_" * 30, "<meta ", "a sess"])
def test_a_page_made_to_stall_does_not(piece: str) -> None:
    digest_page((piece * 300_000).encode(), URL)
    find_pattern(f"https://a.example/{piece * 50_000}?{piece * 50_000}")


def test_odd_characters_do_no_harm() -> None:
    digest_page(b"\0\xff<!", "https://a.example/\udcff")
    digest_text("\udcff\0")
    find_pattern("https://a.example/\udcff?\udcff=1")
