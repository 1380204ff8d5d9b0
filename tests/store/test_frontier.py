from pathlib import Path

from scoda_crawler.store.frontier import Queue
from scoda_crawler.store.state import State


def open_queue(path: Path, job: str = "job") -> tuple[State, Queue]:
    state = State(path / "state.sqlite")
    return state, Queue(state, job)


def test_a_request_is_queued_once(tmp_path: Path) -> None:
    _, queue = open_queue(tmp_path)
    assert queue.put("a.example", "news/1", "one")
    assert not queue.put("a.example", "news/1", "the same under another URL")
    assert queue.put("b.example", "news/1", "another site's")


def test_the_more_urgent_comes_first_then_the_earlier(tmp_path: Path) -> None:
    _, queue = open_queue(tmp_path)
    for key, priority in (("a", 0), ("b", 5), ("c", 5)):
        queue.put("s", key, key, priority=priority)
    assert [lease.data for _ in range(3) if (lease := queue.lease("s"))] == ["b", "c", "a"]
    assert queue.lease("s") is None


def test_leases_of_a_killed_run_go_back_and_acknowledged_ones_do_not(tmp_path: Path) -> None:
    state, queue = open_queue(tmp_path)
    for key in "abc":
        queue.put("s", key, key)
    first, second = queue.lease("s"), queue.lease("s")
    assert first and second
    queue.acknowledge(first.id, "s")
    state.commit()
    state.db.close()  # as a kill leaves it
    _, queue = open_queue(tmp_path)
    assert queue.is_resumed
    assert [lease.data for _ in range(3) if (lease := queue.lease("s"))] == ["b", "c"]
    assert queue.done["s"] == 1


def test_a_finished_crawl_begins_anew(tmp_path: Path) -> None:
    state, queue = open_queue(tmp_path)
    queue.put("s", "a", "a")
    lease = queue.lease("s")
    assert lease
    queue.acknowledge(lease.id, "s")
    queue.finish("finished")
    state.close()
    _, queue = open_queue(tmp_path)
    assert not queue.is_resumed
    assert queue.put("s", "a", "a")


def test_jobs_do_not_mix(tmp_path: Path) -> None:
    state, one = open_queue(tmp_path)
    one.put("s", "a", "a")
    other = Queue(state, "another job")
    assert other.lease("s") is None
    assert other.put("s", "a", "a")


def test_a_retry_waits_until_it_is_ready(tmp_path: Path) -> None:
    _, queue = open_queue(tmp_path)
    queue.put("s", "a", "a")
    lease = queue.lease("s")
    assert lease
    queue.put_back(lease.id, "s", "again", ready=2_000.0)
    assert queue.lease("s", now=1_000.0) is None
    again = queue.lease("s", now=3_000.0)
    assert again and again.data == "again"


def test_what_is_left_of_a_site_can_be_dropped(tmp_path: Path) -> None:
    _, queue = open_queue(tmp_path)
    for key in "abc":
        queue.put("s", key, key)
    queue.lease("s")
    assert queue.drop_queued("s") == 2
    assert queue.queued.total() == 0
