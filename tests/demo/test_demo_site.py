"""The demo sites answer as the real software does, and what is expected of a crawl agrees with what they show."""

import html
import http.client
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest

from scoda_crawler.demo import DemoServer, Expected, expected_seeds
from scoda_crawler.demo.content import load_news, load_topics
from scoda_crawler.demo.spoil import SPOILINGS, spoil


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoServer]:
    with DemoServer() as server:
        yield server


def ask(url: str, headers: dict[str, str] | None = None, method: str = "GET") -> tuple[http.client.HTTPResponse, str]:
    """One request, redirects not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers or {})
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response, text


def page_of(demo: DemoServer, seed: Expected) -> str:
    root = (demo.news_url if seed.site == "news" else demo.board_url.removesuffix("community/")).rstrip("/")
    response, text = ask(root + quote(seed.path, safe="/?&="))
    assert response.status == 200
    return text


def test_every_expected_seed_has_its_page(demo: DemoServer) -> None:
    for seed in expected_seeds(("news", "about")):
        text = page_of(demo, seed)
        assert seed.site == "board" or seed.date in text
        assert text.count("</html>") == 1


def test_pages_show_the_text_or_what_was_made_of_it(demo: DemoServer) -> None:
    seeds = {(seed.site, seed.title): seed for seed in expected_seeds()}
    for item in load_news():
        seed = seeds.get(("news", item.title))
        if seed and item.reprint_of is None:
            text = page_of(demo, seed)
            assert all(html.escape(spoil(part, item.spoilings)) in text for part in (item.title, *item.paragraphs))
    for topic in load_topics():
        text = page_of(demo, seeds["board", topic.title])
        for post in topic.posts[:15]:
            assert html.escape(spoil(post.paragraphs[0], post.spoilings)) in text


def test_clean_texts_are_clean() -> None:
    for seed in expected_seeds():
        text = seed.body.decode()
        assert text == unicodedata.normalize("NFC", text)
        assert not re.search("[\u00a0\u00ad\u200b-\u200f\u2060\ufeff\x00-\x09\x0b-\x1f]|  | \n|\n{3}|&[a-z]+;", text)
        assert text.startswith(f"{seed.title}\n\n{seed.date}\n\n")
    assert len({seed.body for seed in expected_seeds()}) == len(expected_seeds()) > 25


def test_four_languages_and_each_kind_of_dirt_are_there() -> None:
    assert {seed.language for seed in expected_seeds()} == {"en", "zh", "ru", "th"}
    used = {name for item in load_news() for name in item.spoilings}
    used |= {name for topic in load_topics() for post in topic.posts for name in post.spoilings}
    assert used == set(SPOILINGS)
    for item in load_news():
        assert not item.spoilings or any(spoil(text, item.spoilings) != text for text in item.paragraphs)


def test_copies_are_named_with_the_text_that_is_kept(demo: DemoServer) -> None:
    copies = {seed.path: seed.copies for seed in expected_seeds() if seed.copies}
    assert copies == {
        "/news/shownews.php?id=15": ("/news/shownews.php?id=141",),
        "/news/shownews.php?id=31": ("/news/shownews.php?id=37",),
    }
    kept = next(seed for seed in expected_seeds() if seed.path.endswith("id=31"))
    assert all(html.escape(part) in ask(demo.news_url + "news/shownews.php?id=37")[1] for part in kept.paragraphs)


def test_what_is_not_there_is_a_redirect_to_a_page_with_status_200(demo: DemoServer) -> None:
    response, _ = ask(demo.news_url + "news/shownews.php?id=99")
    assert (response.status, response.getheader("Location")) == (302, "/404.html")
    response, text = ask(demo.news_url + "404.html")
    assert response.status == 200 and "|404||0" in text
    assert ask(demo.news_url + "news/shownews.php?id=12&lang=cn")[1].endswith("is not exists")
    assert "permission" in ask(demo.news_url + "news/shownews.php?id=33")[1]
    assert ask(demo.news_url + "nothing")[0].status == ask(demo.board_url + "nothing/")[0].status == 404


def test_one_article_has_many_addresses(demo: DemoServer) -> None:
    news = demo.news_url + "news/"
    pages = [ask(news + tail)[1] for tail in ("shownews.php?id=12", "shownews.php?lang=en&id=12", "index.php?metid=12")]
    assert pages[0] == pages[1] == pages[2]


def next_page(text: str) -> str | None:
    found = re.search(r"<a href='([^']*)' class='NextA'>", text)
    return found[1].removeprefix("../") if found else None


def test_the_pager_ends_where_it_is_followed_and_never_where_it_is_counted(demo: DemoServer) -> None:
    path: str | None = "news/news.php?class1=10"
    pages = 0
    while path:
        text = ask(demo.news_url + path)[1]
        assert '<li class="media' in text
        path, pages = next_page(text), pages + 1
    assert pages == 3
    beyond = ask(demo.news_url + "news/index.php?class1=10&page=4")[1]
    assert next_page(beyond) == "news/index.php?class1=10&page=5" and '<li class="media' not in beyond


def test_a_thread_goes_on_to_a_second_page_and_no_further(demo: DemoServer) -> None:
    thread = demo.board_url + "boats-and-repair/new-planks-for-an-old-dinghy/"
    first, second = ask(thread)[1], ask(thread + "paged/2/")[1]
    assert [
        len(re.findall(r' data-postid="\d+" data-userid="\d+" data-mention="[^"]*" data-isowner', text))
        for text in (first, second)
    ] == [15, 3]
    assert 'rel="next"' in first and 'rel="next"' not in second
    response, _ = ask(thread + "paged/3/")
    assert (response.status, response.getheader("Location")) == (301, thread)


def test_json_ld_has_all_posts_of_its_page(demo: DemoServer) -> None:
    text = ask(demo.board_url + "kitchen/bread-over-a-driftwood-fire/")[1]
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    assert found is not None
    data = json.loads(found[1])
    seed = next(seed for seed in expected_seeds() if seed.path.endswith("driftwood-fire/"))
    rows = [(row["author"]["name"], row["datePublished"]) for row in (data, *data["comment"])]
    assert rows == [post[1:] for post in seed.posts]


def test_the_site_is_the_same_each_time() -> None:
    with DemoServer() as one, DemoServer() as other:
        for path in ("", "sitemap.xml", "news/shownews.php?id=19"):
            pages = [ask(server.news_url + path)[1].replace(server.news_url, "/") for server in (one, other)]
            assert pages[0] == pages[1]


def test_a_known_page_is_not_sent_again(demo: DemoServer) -> None:
    response, text = ask(demo.news_url)
    etag = response.getheader("ETag")
    assert etag and len(text) > 1000
    again, nothing = ask(demo.news_url, {"If-None-Match": etag})
    assert (again.status, nothing) == (304, "")
    head, nothing = ask(demo.news_url, method="HEAD")
    assert (head.status, nothing, head.getheader("Content-Length")) == (200, "", str(len(text.encode())))


@pytest.mark.parametrize(
    ("site", "path", "reason"),
    [
        ("news", "hits/?lang=en&type=news&vid=12&list=0", "hit counter"),
        ("news", "member/login.php?lang=en", "robots.txt"),
        ("news", "news/index.php?class1=10&page=1&search=search&order=hit", "sort"),
        ("news", "search/index.php?stype=0&search=tag&searchword=harbour", "search"),
        ("news", "news/index.php?class1=10&page=4", "past the end"),
        ("board", "?foro=allread&foro_n=4faf8e5aea", "state change"),
        ("board", "recent/", "recent posts"),
        ("board", "kitchen/?type=rss2&forum=5&topic=0", "feed"),
        ("board", "?wpfin=tag&wpfs=harbour", "search"),
        ("board", "postid/161/", "single post"),
    ],
)
def test_traps_are_counted(site: str, path: str, reason: str) -> None:
    with DemoServer() as server:
        url = (server.news_url if site == "news" else server.board_url) + path
        ask(url)
        parts = urlsplit(url)
        assert dict(server.trapped) == {f"{reason}: {parts.path}?{parts.query}".rstrip("?"): 1}


def test_welcome_requests_are_no_traps() -> None:
    with DemoServer() as server:
        for path in (
            "",
            "robots.txt",
            "sitemap.xml",
            "index.php?lang=ru",
            "news/index.php?class1=10&page=3",
            "404.html",
        ):
            assert ask(server.news_url + path)[0].status == 200
        for path in ("", "kitchen/", "harbour-section/"):
            assert ask(server.board_url + path)[0].status == 200
        assert not server.trapped and sum(server.requests.values()) == 9


def test_it_serves_from_a_process_of_its_own() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "scoda_crawler.demo"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        news, board = process.stdout.readline().strip(), process.stdout.readline().strip()
        assert ask(news)[0].status == ask(board)[0].status == 200
        process.communicate()
    assert process.returncode == 0
