import os
import subprocess
import sys
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
