import pytest
from scrapy import Request, Spider

from scoda_crawler.crawl.requests import (
    build_request,
    dump_request,
    find_link_key,
    find_link_pattern,
    find_request_key,
    find_request_pattern,
    load_request,
)
from scoda_crawler.errors import ConfigurationError
from scoda_crawler.items import Link
from scoda_crawler.sites import find_site


class Fake(Spider):
    name = "fake"

    def on_failure(self, failure: object) -> None:
        pass


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://Example.ORG/a", "example.org"),
        ("https://example.org:443/", "example.org"),
        ("http://example.org:443/", "example.org:443"),
        ("http://127.0.0.1:8801/", "127.0.0.1:8801"),
        ("http://[::1]:80/", "[::1]"),
        ("https://example.org./", "example.org"),
    ],
)
def test_a_site_is_its_host_and_uncommon_port(url: str, site: str) -> None:
    assert find_site(url) == site


def test_a_request_comes_back_as_it_was_stored() -> None:
    spider = Fake()
    request = build_request(Link(url="https://a.example/x", kind="thread", key="thread/1#2", hint="12"),
                            callback=spider.parse, errback=spider.on_failure)  # fmt: skip
    request.headers["X-Test"] = "é"
    request.meta["redirect_times"] = 1
    again = load_request(dump_request(request, spider), spider)
    assert again.url == request.url and again.priority == request.priority and again.meta == request.meta
    assert again.headers == request.headers
    assert again.callback == spider.parse and again.errback == spider.on_failure


def test_what_is_not_plain_data_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="object"):
        dump_request(Request("https://a.example/", meta={"x": object()}), Fake())


def test_identity_is_the_platforms_key_else_the_canonical_url() -> None:
    link = Link(url="https://a.example/news/show.php?id=1&lang=en", kind="article", key="news/1")
    assert find_request_key(build_request(link, callback=None, errback=None)) == ("a.example", "news/1")
    one, other = Request("https://a.example/?b=2&a=1#x"), Request("https://a.example/?a=1&b=2")
    assert find_request_key(one) == find_request_key(other)
    assert find_request_key(one) != find_request_key(one.replace(method="POST"))


@pytest.mark.parametrize(
    "link",
    [
        Link(url="https://a.example/news/show.php?id=1&lang=en", kind="article", key="news/1"),
        Link(url="https://a.example/thread/12/page/3", kind="page", key="thread/12#3"),
        Link(url="https://a.example/list?b=2&a=1#x"),
        Link(url="https://A.example:443/é/page/2/?q=ü&q= ", kind="list"),
        Link(url="https://müller.example/a b.html"),
        Link(url="https://a.example/", kind="home"),
    ],
)
def test_a_link_is_known_as_its_request_is(link: Link) -> None:
    request = build_request(link, callback=None, errback=None)
    assert find_link_key(link) == find_request_key(request)
    assert find_link_pattern(link) == find_request_pattern(request)
