"""How long a host is waited for, and when it is left; by a clock of our own."""

import pytest

from scoda_crawler.crawl.hosts import Hosts, find_area, parse_retry_after


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def make(**rules: float) -> tuple[Hosts, Clock]:
    clock = Clock()
    return Hosts(clock=clock, jitter=lambda: 0.0, **rules), clock  # type: ignore[arg-type]


NOW = "Sun, 22 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("9" * 5000, 999999999.0),
        ("Sun, 22 Nov 2026 12:01:40 GMT", 100.0),
        ("Sunday, 22-Nov-26 12:01:40 GMT", 100.0),
        ("Sun Nov 22 12:01:40 2026", 100.0),
        ("Sun, 22 Nov 2026 13:01:40 +0100", 100.0),
        ("Sun, 22 Nov 2020 12:00:00 GMT", 0.0),
    ],
)
def test_both_forms_of_retry_after_are_read(value: str, seconds: float) -> None:
    assert parse_retry_after(value, NOW) == seconds


def test_without_a_date_of_the_server_our_clock_is_asked() -> None:
    assert parse_retry_after("Sun, 22 Nov 2020 12:00:00 GMT") == 0
    assert (parse_retry_after("Sun, 22 Nov 2099 12:00:00 GMT", "soon") or 0) > 1e9


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9", "٣", "Sun, 99 Nov 2026 99:99:99 GMT", "\0", "x" * 10_000])
def test_what_is_no_retry_after_is_none(value: str) -> None:
    assert parse_retry_after(value, NOW) is None


def test_back_off_doubles_up_to_its_bound_and_comes_back_with_good_answers() -> None:
    hosts, clock = make(backoff=5, backoff_max=30)
    waits = []
    for _ in range(5):
        waits.append(hosts.note_answer("a", 503))
        clock.now += 100
    assert waits == [5, 10, 20, 30, 30]
    for _ in range(4):
        assert hosts.note_answer("a", 200) == 0
    assert hosts.note_answer("a", 429) == 10


def test_retry_after_is_kept_to_and_capped() -> None:
    hosts, clock = make(retry_after_max=60)
    assert hosts.note_answer("a", 429, 7.0) == 7
    clock.now += 3
    assert hosts.pause_left("a") == 4
    assert hosts.pause_left("b") == 0
    clock.now += 4
    assert hosts.pause_left("a") == 0
    assert hosts.note_answer("a", 503, 86_400.0) == 60


def test_a_short_wait_does_not_cut_a_long_one_and_jitter_only_adds() -> None:
    hosts, _ = make()
    hosts.note_answer("a", 429, 100.0)
    assert hosts.note_answer("a", 429, 1.0) == 100
    hosts.jitter = lambda: 1.0
    assert hosts.note_answer("b", 429, 10.0) == 15


def test_refusals_in_a_row_end_it_but_not_those_between_pages() -> None:
    hosts, _ = make(max_refusals=3)
    for status in (403, 429, 200, 403, 503, 404, 403, 403):
        hosts.note_answer("a", status)
    assert hosts.why_left("a") is None
    hosts.note_answer("a", 403)
    assert hosts.why_left("a") == "refused"
    assert dict(hosts.iter_left()) == {"a": "refused"}


def test_a_closed_area_does_not_end_a_host_that_gives_other_pages() -> None:
    hosts, _ = make()
    hosts.note_answer("a", 200, area="/thread/0")
    for _ in range(30):
        hosts.note_answer("a", 403, area="/member/0")
    assert hosts.why_left("a") is None
    assert hosts.is_closed("a", "/member/0") and not hosts.is_closed("a", "/thread/0")
    for area in ("/groups/0", "/gallery/0"):
        for _ in range(3):
            hosts.note_answer("a", 403, area=area)
    assert hosts.why_left("a") is None
    hosts.note_answer("a", 403, area="/thread/0")  # what was given is refused now: the host's own answer
    assert hosts.why_left("a") == "refused"


@pytest.mark.parametrize("given", [[], ["/", "/thread/0"]])
def test_a_host_that_refuses_everything_is_left_after_ten(given: list[str]) -> None:
    hosts, _ = make()
    for area in given:
        hosts.note_answer("a", 200, area=area)
    for _ in range(10):
        assert hosts.why_left("a") is None
        hosts.note_answer("a", 403, area="/thread/0")
    assert hosts.why_left("a") == "refused"


def test_busy_answers_count_whatever_they_are_for() -> None:
    hosts, _ = make()
    hosts.note_answer("a", 200, area="/")
    for _ in range(10):
        hosts.note_answer("a", 429, area="/member/0")
    assert hosts.why_left("a") == "refused"


def test_without_a_limit_nothing_is_closed() -> None:
    hosts, _ = make(max_refusals=0)
    hosts.note_answer("a", 200, area="/")
    for number in range(5000):
        hosts.note_answer("a", 403, area=f"/{number % 3000}")
    assert not hosts.is_closed("a", "/1") and hosts.why_left("a") is None


def test_areas_are_told_apart_by_words_not_by_numbers() -> None:
    one, other, third = (find_area(f"http://a.example/index.php?page={page}") for page in
                         ("profile&id=7", "profile&id=8", "topic&id=7"))  # fmt: skip
    assert one == other != third
    assert find_area("http://a.example/u/anna-of-the-hill-12") == find_area("http://a.example/u/bert-from-the-bay")


def test_failures_in_a_row_end_it_too() -> None:
    hosts, _ = make(max_failures=2)
    for _ in range(2):
        hosts.note_failure("a")
        hosts.note_failure("b")
        hosts.note_answer("b", 200)
    assert dict(hosts.iter_left()) == {"a": "unreachable"}


def test_at_the_end_those_who_gave_nothing_are_told_apart() -> None:
    hosts, _ = make()
    hosts.note_failure("dead")
    hosts.note_answer("wall", 404)
    hosts.note_answer("wall", 403)
    hosts.note_answer("missing", 404)
    for status in (200, 403):
        hosts.note_answer("members", status)
    for name, pages in (("porch", 9), ("board", 10)):
        for number in range(pages + 10):
            hosts.note_answer(name, 200 if number < pages else 403, area=f"/{number < pages}")
    hosts.judge()
    assert dict(hosts.iter_left()) == {"dead": "unreachable", "wall": "refused", "porch": "refused"}
