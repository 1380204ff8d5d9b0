import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scoda_crawler.errors import LockedError
from scoda_crawler.store.lock import FolderLock

HOLD = "import sys; from pathlib import Path; from scoda_crawler.store.lock import FolderLock;"


def test_a_second_run_is_told_who_is_at_work(tmp_path: Path) -> None:
    with FolderLock(tmp_path / "lock"), pytest.raises(LockedError, match=str(os.getpid())):
        FolderLock(tmp_path / "lock").acquire()
    with FolderLock(tmp_path / "lock"):
        pass


def test_a_killed_process_lets_go(tmp_path: Path) -> None:
    code = HOLD + "FolderLock(Path(sys.argv[1])).acquire(); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(LockedError):
        FolderLock(tmp_path / "lock").acquire()
    holder.kill()
    holder.communicate()
    FolderLock(tmp_path / "lock").acquire()


WORKER = (
    "import os; from concurrent.futures import ProcessPoolExecutor;"
    "from scoda_crawler.store.replay import _end_with_parent;"
    "FolderLock(Path(sys.argv[1])).acquire(); pool = ProcessPoolExecutor(2, initializer=_end_with_parent);"
    "print(pool.submit(os.getpid).result(), flush=True); sys.stdin.read()"
)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_workers_of_a_killed_process_neither_hold_its_lock_nor_live_on(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD + WORKER, str(tmp_path / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    worker = int(holder.stdout.readline())
    with pytest.raises(LockedError):
        FolderLock(tmp_path / "lock").acquire()
    assert is_alive(worker)
    holder.kill()
    holder.communicate()
    FolderLock(tmp_path / "lock").acquire()
    for _ in range(200):
        if not is_alive(worker):
            return
        time.sleep(0.05)
    raise AssertionError(f"worker {worker} lives on")
