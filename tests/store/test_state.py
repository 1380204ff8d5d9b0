import sqlite3
from pathlib import Path

import pytest

from scoda_crawler.errors import DamagedError, StoreError
from scoda_crawler.store.state import State


def test_what_is_not_committed_is_gone_after_a_crash(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite")
    state.set_meta("kept", "yes")
    state.commit()
    state.set_meta("lost", "yes")
    again = sqlite3.connect(tmp_path / "state.sqlite")
    assert again.execute("SELECT name FROM meta WHERE name IN ('kept', 'lost')").fetchall() == [("kept",)]


def test_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite")

    def fail_half_way() -> None:
        with state.transaction():
            state.set_meta("half", "done")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert state.get_meta("half") is None


def test_a_commit_first_makes_lasting_what_it_relies_on(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite")
    order: list[str] = []
    state.before_commit.append(lambda: order.append("archive synced"))
    state.set_meta("a", "b")
    state.commit()
    state.commit()
    assert order == ["archive synced"]


def test_a_damaged_file_says_how_to_mend_it(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"this is no database, and never was one" * 100)
    with pytest.raises(DamagedError, match="rebuild"):
        State(path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite")
    state.set_meta("version", "99")
    state.close()
    with pytest.raises(StoreError, match="another version"):
        State(tmp_path / "state.sqlite")


def test_after_a_failure_nothing_more_is_kept(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite")
    state.set_meta("a", "1")
    with pytest.raises(StoreError):
        state.execute("INSERT INTO no_such_table VALUES (1)")
    with pytest.raises(StoreError):
        state.set_meta("b", "2")
    again = State(tmp_path / "state.sqlite")
    assert again.get_meta("a") is None


def test_the_columns_of_a_key_come_first(tmp_path: Path) -> None:
    """SQLite's check takes other tables WITHOUT ROWID for damaged (3.40: "NULL value in", where there is none)."""
    state = State(tmp_path / "s")
    for (name,) in state.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%'").fetchall():
        keys = [row[5] for row in state.execute(f"PRAGMA table_info({name})").fetchall()]
        assert keys[: max(keys)] == [*range(1, max(keys) + 1)], name
