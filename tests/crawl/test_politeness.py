"""Real crawls wait as a busy host asks, and leave one that does not want them."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest

from tests.crawl.fetching import run
from tests.crawl.scripted import Answer, serve

POLITE: dict[str, Any] = {
    "DOWNLOADER_MIDDLEWARES": {"scoda_crawler.crawl.politeness.Politeness": 555},
    "SCODA_BACKOFF": 0.2,
    "RETRY_TIMES": 1,
}
BUSY: Answer = (429, {"Retry-After": "1"}, "")
PAGE: Answer = (200, {}, "page")


def test_retry_after_is_waited_for_by_all_of_the_host() -> None:
    with serve({"/a": [BUSY, PAGE]}) as server:
        outcome = run([server.url + path for path in ("/a", "/b", "/c")], CONCURRENT_REQUESTS=1, **POLITE)
    assert all(what == ["got", 200] for what in outcome.came.values())
    first = server.times("/a")[0]
    assert min(when for when, _ in server.asked if when > first) - first >= 1
    assert outcome.stats["retry/reason_count/busy-429"] == 1
    assert f"{server.url[7:]} is busy (429): waiting" in outcome.log


def test_a_date_is_waited_for_too() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=5), usegmt=True)
    with serve({"/a": [(503, {"Retry-After": date}, ""), PAGE]}) as server:
        outcome = run([server.url + "/a"], **{**POLITE, "SCODA_RETRY_AFTER_MAX": 1})
    assert outcome.came == {server.url + "/a": ["got", 200]}
    first, second = server.times("/a")
    assert second - first >= 1


def test_back_off_grows_without_retry_after() -> None:
    with serve({"/a": [(503, {}, ""), (503, {}, ""), (429, {}, ""), PAGE]}) as server:
        outcome = run([server.url + "/a"], **POLITE)
    assert outcome.came == {server.url + "/a": ["got", 200]}
    times = server.times("/a")
    for wait, (earlier, later) in zip((0.2, 0.4, 0.8), pairwise(times), strict=True):
        assert later - earlier >= wait


def test_a_host_that_refuses_is_left_alone() -> None:
    with serve({f"/{n}": [(403, {}, "no")] for n in range(20)}) as server:
        urls = [f"{server.url}/{n}" for n in range(20)]
        outcome = run(urls, CONCURRENT_REQUESTS=1, **{**POLITE, "SCODA_MAX_REFUSALS": 4})
    assert len(server.asked) == 4
    assert outcome.stats["scoda/hosts/refused"] == 1
    assert outcome.stats["scoda/skipped/host-refused"] == 16
    assert list(outcome.came.values()).count(["failed", "host-refused"]) == 16
    assert outcome.log.count("is left alone for the rest of this run: refused") == 1


def test_closed_members_pages_do_not_cost_the_threads() -> None:
    answers: dict[str, list[Answer]] = {f"/member/{n}": [(403, {}, "no")] for n in range(20)}
    with serve(answers) as server:
        paths = ["/", *answers, *(f"/thread/{n}" for n in range(12))]
        outcome = run([server.url + path for path in paths], CONCURRENT_REQUESTS=1, **POLITE)
    assert sum("/member/" in path for _, path in server.asked) == 10
    assert [outcome.came[f"{server.url}/thread/{n}"] for n in range(12)] == [["got", 200]] * 12
    assert outcome.stats["scoda/skipped/area-refused"] == 10
    assert "scoda/hosts/refused" not in outcome.stats
    assert outcome.log.count("gives no pages like /member/0") == 1


@pytest.mark.parametrize(("status", "marker"), [(403, "scoda/hosts/refused"), (404, None)])
def test_a_site_that_gives_nothing_else_has_refused(status: int, marker: str | None) -> None:
    with serve({"/": [(status, {}, "")]}) as server:
        outcome = run([server.url + "/", server.url + "/robots.txt"], **POLITE)
    assert [name for name in outcome.stats if name.startswith("scoda/hosts/")] == ([marker] if marker else [])


def test_a_host_that_does_not_answer_is_unreachable() -> None:
    with serve({}) as server:
        pass
    outcome = run([server.url + "/"], **POLITE)
    assert outcome.came == {server.url + "/": ["failed", "DownloadConnectionRefusedError"]}
    assert outcome.stats["scoda/hosts/unreachable"] == 1


def test_a_pause_does_not_hold_up_other_hosts_nor_the_end() -> None:
    """The crawl is closed while one host is to be waited for ten minutes; its request goes back to the scheduler."""
    with serve({"/a": [(429, {"Retry-After": "600"}, "")]}) as server:
        other = server.url.replace("127.0.0.1", "localhost")
        urls = [server.url + "/a", *(f"{other}/{n}" for n in range(5))]
        outcome = run(urls, CLOSESPIDER_PAGECOUNT=5, CONCURRENT_REQUESTS=4, **POLITE)
    assert outcome.stats["finish_reason"] == "closespider_pagecount"
    assert [what for url, what in outcome.came.items() if url.startswith(other)] == [["got", 200]] * 5
    assert server.url + "/a" not in outcome.came
