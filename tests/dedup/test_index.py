import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scoda_crawler.dedup import Index, Match
from scoda_crawler.errors import DamagedError, StoreError

COPIES: dict[str, Callable[..., str]] = {
    "layout": lambda text, edit: text.replace("\n", "\n\n").replace(" ", "  ").upper(),
    "edits of 5 %": lambda text, edit: edit(text, 0.05),
    "edits of 20 %": lambda text, edit: edit(text, 0.2),
    "a frame round it": lambda text, edit: "Home About Contact Login\n" + text + "\nShare this. Leave a reply.",
    "its first half": lambda text, edit: text[: len(text) // 2],
    "its last third": lambda text, edit: text[-len(text) // 3 :],
    "other order": lambda text, edit: "\n".join(reversed(text.split("\n"))),
}


@pytest.mark.parametrize("kind", COPIES)
@pytest.mark.parametrize("words", [400, 2500])
def test_a_copy_names_the_earlier_one_and_the_other_way_round(tmp_path, make, edit, kind, words) -> None:  # type: ignore[no-untyped-def]
    text = make(1, words)
    copy = COPIES[kind](text, edit)
    for first, second in ((text, copy), (copy, text)):
        with Index(tmp_path / f"{len(first)}-{first[:9]}") as index:
            for other in range(30):
                assert index.add(f"other{other}", make(100 + other, words), "a.example") is None
            assert index.add("first", first, "a.example") is None
            assert index.add("second", second, "b.example") == "first"
            assert "second" not in index


@pytest.mark.parametrize("script", ["han", "cyrillic"])
def test_scripts(tmp_path, make, script) -> None:  # type: ignore[no-untyped-def]
    base = 0x4E00 if script == "han" else 0x430
    spread = 2000 if script == "han" else 32
    letters = {chr(97 + n): chr(base + (n * 37) % spread) for n in range(26)}
    text = make(4, 300).translate(str.maketrans(letters))
    text = text.replace(" ", "") if script == "han" else text
    with Index(tmp_path / "index") as index:
        assert index.add("one", text) is None
        assert index.add("two", text[: len(text) * 2 // 3] + text[len(text) * 2 // 3 + 9 :]) == "one"
        assert index.add("three", make(5, 300).translate(str.maketrans(letters)).replace(" ", "")) is None


@pytest.mark.parametrize("share", [0.5, 0.7, 0.8])
def test_pages_of_one_template_are_not_copies(tmp_path, make, share) -> None:  # type: ignore[no-untyped-def]
    frame = make(9, int(700 * share)).split("\n")
    middle = len(frame) // 2
    with Index(tmp_path / "index") as index:
        for page in range(12):
            own = make(200 + page, int(700 * (1 - share)))
            text = "\n".join([*frame[:middle], own, *frame[middle:]])
            assert index.add(f"page{page}", text, "a.example") is None


def test_notices_of_one_grammar_are_not_copies(tmp_path) -> None:  # type: ignore[no-untyped-def]
    common = [
        "Dogs must be on a lead at all times.",
        "The entrance is by the side door, ring twice.",
        "If it rains, it is put off by a week.",
    ]
    with Index(tmp_path / "index") as index:
        for number, who in enumerate(["library", "swimming pool", "cemetery office", "town archive", "tram depot"]):
            own = f"The {who} closes for {number + 2} days from {number * 3 + 1} May, as the {who} gets a new roof."
            assert index.add(who, "\n".join([own, *common[number % 3 :]]), "a.example") is None


def test_a_form_filled_in_anew_is_no_copy(tmp_path, make) -> None:  # type: ignore[no-untyped-def]
    words = make(6, 150).split()

    def filled(start: int) -> str:
        return " ".join(f"{word} {start + place}" if place % 12 == 0 else word for place, word in enumerate(words))

    with Index(tmp_path / "index") as index:
        assert index.add("one", filled(1000)) is None
        assert index.add("two", filled(5000)) is None
        assert index.add("three", filled(1000) + " 77 more") == "one"


def test_a_digest_is_no_copy_of_its_items(tmp_path, make) -> None:  # type: ignore[no-untyped-def]
    with Index(tmp_path / "index") as index:
        items = [make(number, 200) for number in range(8)]
        assert index.add("digest", "\n".join(items)) is None
        assert [index.add(str(number), item) for number, item in enumerate(items)] == [None] * 8


def test_find_tells_how_much_and_keeps_nothing(tmp_path, make) -> None:  # type: ignore[no-untyped-def]
    text = make(1, 600)
    with Index(tmp_path / "index") as index:
        index.add("one", text)
        assert index.find(text) == Match("one", 1.0, 1.0)
        half = index.find(text[: len(text) // 2])
        more = index.find(text + "\n" + make(2, 590))
        assert half is not None and half.key == "one" and half.shared > 0.95 and 0.4 < half.resemblance < 0.7
        assert more is not None and 0.4 < more.shared < 0.6
        assert index.find(make(3)) is None
        assert len(index) == 1


def test_it_grows_over_runs_and_forgets(tmp_path, make) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "index"
    with Index(path) as index:
        assert index.add("one", make(1)) is None
    with Index(path) as index:
        assert index.add("two", make(1)) == "one"
        assert index.add("one", make(1)) is None, "a document does not repeat its own former state"
        assert index.add("one", make(2)) is None
        assert index.add("two", make(1)) is None
        assert index.remove("one") and not index.remove("one")
        assert index.add("three", make(2)) is None
        assert len(index) == 2


def test_shingles_that_were_merged_lead_on(tmp_path, make, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("scoda_crawler.dedup.index.FRESH", 3)
    with Index(tmp_path / "index") as index:
        for number in range(8):
            assert index.add(str(number), make(number)) is None
        assert [index.add(f"copy{number}", make(number) + " x") for number in range(8)] == list("01234567")
        assert all(index.remove(str(number)) for number in range(8))
        assert index.add("new", make(0)) is None
    with Index(tmp_path / "index") as index:
        assert len(index) == 1


def test_texts_without_words_repeat_nothing(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with Index(tmp_path / "index") as index:
        assert [index.add(str(number), text) for number, text in enumerate(["", "...", "\0", ""])] == [None] * 4
        assert index.find("!") is None


def test_it_says_what_is_wrong(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "text").write_text("no database, but long enough to be looked at " * 30)
    with pytest.raises(DamagedError):
        Index(tmp_path / "text")
    with pytest.raises(StoreError):
        Index(tmp_path / "missing" / "index")


KILLED = """
import os, signal, sys
from scoda_crawler.dedup import Index
index = Index(sys.argv[1], batch=10)
for number in range(25):
    index.add(str(number), " ".join(f"w{number}x{place}" for place in range(200)))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_it_holds_the_last_commit(tmp_path: Path) -> None:
    path = tmp_path / "index"
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(path)], check=False, env={**os.environ, "PYTHONPATH": "."}
    )
    assert ended.returncode == -signal.SIGKILL
    with Index(path) as index:
        assert len(index) == 20
        posted = sqlite3.connect(path).execute("SELECT count(*), count(DISTINCT id) FROM fresh").fetchone()
        assert posted == (20 * 21, 20)


def test_short_and_huge_texts(tmp_path, make) -> None:  # type: ignore[no-untyped-def]
    huge = "\n".join(f"{make(number, 40)} {number}" for number in range(4000)) + " end" * 100_000
    with Index(tmp_path / "index") as index:
        assert index.add("line", "The library is closed today.") is None
        assert index.add("other", "The swimming pool is closed today.") is None
        assert index.add("again", "the library is closed today") == "line"
        assert index.add("word", "closed") is None
        assert index.add("huge", huge) is None
        assert index.add("copy", "Printed again. " + huge) == "huge"


def test_a_thread_that_grew_repeats_its_former_state(tmp_path, make) -> None:  # type: ignore[no-untyped-def]
    posts = [make(number, 60) for number in range(12)]
    with Index(tmp_path / "index") as index:
        assert index.add("page", "\n".join(posts[:8]), "a.example") is None
        assert index.add("page", "\n".join(posts), "a.example") is None, "it is the same document"
        match = index.find("\n".join(posts[:8]), "a.example")
        assert match is not None and match.key == "page" and match.shared > 0.95


def test_copies_with_passages_replaced_at_different_places_are_no_frame(tmp_path, make) -> None:  # type: ignore[no-untyped-def]
    text = make(1, 900).split()
    with Index(tmp_path / "index") as index:
        for number in range(8):
            index.add(f"other{number}", make(50 + number), "a.example")
        for number, start in enumerate((100, 600)):  # they share too little to be copies of each other
            replaced = [*text[:start], *make(70 + number, 180).split(), *text[start + 180 :]]
            assert index.add(f"part{number}", " ".join(replaced), "a.example") is None
        assert index.add("whole", " ".join(text), "a.example") in {"part0", "part1"}
