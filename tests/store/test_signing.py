"""Signatures learned from a board's threads, in whatever order they come."""

from collections.abc import Iterable
from pathlib import Path

from scoda_crawler.items import Post, Thread
from scoda_crawler.store.signing import Signatures
from scoda_crawler.store.state import State

SIGNATURE = "Sailing since 1987 on a boat that my father built from larch"


def thread(number: int, ends: Iterable[tuple[str, str]], platform: str = "unknown") -> Thread:
    posts = tuple(
        Post(text=f"Answer {'abcdefghij'[number % 10] * 3} of {name}.\n\n{end}".strip(), author=name)
        for name, end in ends
    )
    return Thread(url=f"u{number}", site="a.example", platform=platform, posts=posts)


def learn(state: State, threads: dict[int, Thread]) -> Signatures:
    signatures = Signatures(state)
    for doc, one in threads.items():
        signatures.put(doc, one)
    signatures.decide()
    return signatures


def test_what_one_author_always_ends_with_goes_and_a_common_ending_stays(tmp_path: Path) -> None:
    threads = {n: thread(n, [("Ann", SIGNATURE), ("Bob", "Thanks!"), ("Cid", "Thanks!")]) for n in range(6)}
    for number, order in enumerate((range(6), reversed(range(6)))):
        signatures = learn(State(tmp_path / str(number)), {doc: threads[doc] for doc in order})
        stripped = signatures.strip(threads[2])
        assert [post.text.count("\n") for post in stripped.posts] == [0, 2, 2]
        assert [tuple(repair) for repair in stripped.repairs] == [
            ("boilerplate", f"signature: {SIGNATURE.casefold()}", 1)
        ]


def test_two_threads_teach_nothing_and_known_platforms_neither(tmp_path: Path) -> None:
    few = {n: thread(n, [("Ann", SIGNATURE)]) for n in range(2)}
    assert learn(State(tmp_path / "a"), few).strip(few[0]) is few[0]
    known = {n: thread(n, [("Ann", SIGNATURE)], platform="phpbb") for n in range(6)}
    assert learn(State(tmp_path / "b"), known).strip(known[0]) is known[0]


def test_one_post_under_many_addresses_is_no_signature(tmp_path: Path) -> None:
    views = {n: thread(1, [("Ann", SIGNATURE)]) for n in range(5)}
    assert learn(State(tmp_path / "a"), views).strip(views[0]) is views[0]


def test_what_another_writes_later_is_a_quotation_after_all(tmp_path: Path) -> None:
    state = State(tmp_path / "s")
    threads = {n: thread(n, [("Ann", SIGNATURE)]) for n in range(4)}
    signatures = learn(state, threads)
    assert signatures.strip(threads[0]) is not threads[0]
    signatures.put(9, thread(9, [("Bob", SIGNATURE)]))
    assert signatures.decide() == {0, 1, 2, 3}
    assert signatures.strip(threads[0]) is threads[0]
    signatures.put(9, thread(9, [("Bob", "Thanks!")]))
    assert signatures.decide() == {0, 1, 2, 3}
    for doc in (0, 1):
        signatures.put(doc, thread(doc, [("Ann", "")]))
    assert signatures.decide() == {2, 3}  # the others were put anew
