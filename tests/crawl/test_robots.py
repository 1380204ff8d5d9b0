"""robots.txt as RFC 9309 has it, in real crawls."""

from itertools import pairwise
from typing import Any

import pytest
from scrapy.robotstxt import ProtegoRobotParser

from scoda_crawler.crawl.robots import find_delay
from tests.crawl.fetching import Outcome, run
from tests.crawl.scripted import Answer, Scripted, serve

SETTINGS: dict[str, Any] = {
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "scoda_crawler.crawl.robots.RobotsMiddleware": 100,
        "scoda_crawler.crawl.politeness.Politeness": 555,
    },
    "ROBOTSTXT_OBEY": True,
    "SCODA_BACKOFF": 0.2,
    "RETRY_TIMES": 1,
}
PATHS = ("/a", "/b", "/secret")
RULES = (200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /secret\n")


def crawl(robots: list[Answer], **settings: Any) -> tuple[Scripted, Outcome]:
    with serve({"/robots.txt": robots}) as server:
        return server, run([server.url + path for path in PATHS], **{**SETTINGS, **settings})


def fetched(server: Scripted) -> list[str]:
    return sorted(path for _, path in server.asked if path != "/robots.txt")


def test_rules_are_fetched_once_and_kept() -> None:
    server, outcome = crawl([RULES])
    assert fetched(server) == ["/a", "/b"]
    assert len(server.times("/robots.txt")) == 1
    assert outcome.stats["robotstxt/forbidden"] == 1


@pytest.mark.parametrize("status", [401, 404])
def test_unavailable_rules_allow_all(status: int) -> None:
    server, _ = crawl([(status, {}, "User-agent: *\nDisallow: /")])
    assert fetched(server) == sorted(PATHS)
    assert len(server.times("/robots.txt")) == 1


@pytest.mark.parametrize("status", [429, 500])
def test_unreachable_rules_forbid_all_after_some_tries(status: int) -> None:
    server, outcome = crawl([(status, {}, "")])
    assert fetched(server) == []
    times = server.times("/robots.txt")
    assert len(times) == 3
    assert times[1] - times[0] >= 0.2 and times[2] - times[1] >= 0.4
    assert outcome.stats["scoda/hosts/unreachable"] == 1
    assert set(map(tuple, outcome.came.values())) == {("failed", "host-unreachable")}


def test_rules_that_come_late_are_obeyed() -> None:
    server, outcome = crawl([(503, {"Retry-After": "1"}, ""), RULES])
    assert fetched(server) == ["/a", "/b"]
    first, second = server.times("/robots.txt")
    assert second - first >= 1
    assert "scoda/hosts/unreachable" not in outcome.stats


def test_a_host_without_connection_is_unreachable() -> None:
    with serve({}) as server:
        pass
    outcome = run([server.url + "/"], **SETTINGS)
    assert outcome.came == {server.url + "/": ["failed", "host-unreachable"]}
    assert outcome.stats["scoda/hosts/unreachable"] == 1


def test_redirected_rules_are_followed_and_a_loop_means_there_are_none() -> None:
    with serve({"/robots.txt": [(301, {"Location": "/rules"}, "")], "/rules": [RULES]}) as server:
        run([server.url + path for path in PATHS], **SETTINGS)
    assert fetched(server) == ["/a", "/b", "/rules"]
    server, _ = crawl([(302, {"Location": "/robots.txt"}, "")], REDIRECT_MAX_TIMES=3)
    assert fetched(server) == sorted(PATHS)


@pytest.mark.parametrize("rule", ["Request-rate: 10/4s", "Crawl-delay: 999999"])
def test_the_pace_that_is_asked_for_is_kept_even_with_autothrottle(rule: str) -> None:
    server, _ = crawl(
        [(200, {}, f"User-agent: *\n{rule}\n")],
        SCODA_CRAWL_DELAY_MAX=0.4,
        AUTOTHROTTLE_ENABLED=True,
        AUTOTHROTTLE_START_DELAY=0,
    )
    times = sorted(when for when, _ in server.asked)
    assert len(times) == 4
    assert all(later - earlier >= 0.38 for earlier, later in pairwise(times))


@pytest.mark.parametrize(
    ("rules", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 2.5", 2.5),
        ("User-agent: *\nCrawl-delay: 1\nRequest-rate: 1/10", 10.0),
        ("User-agent: other\nCrawl-delay: 9", 0.0),
        ("User-agent: scoda_crawler\nCrawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 9", 3.0),
        ("User-agent: *\nCrawl-delay: nan", 0.0),
        ("User-agent: *\nCrawl-delay: -4", 0.0),
        ("User-agent: *\nCrawl-delay: soon\nRequest-rate: 0/0", 0.0),
        ("<html>" * 1000, 0.0),
        ("", 0.0),
    ],
)
def test_delays_are_read(rules: str, delay: float) -> None:
    assert find_delay(ProtegoRobotParser(rules.encode(), None), "scoda_crawler/1.0 (text corpus crawler)") == delay
