"""One run a seeds folder: an advisory lock that the system lets go of when its process ends, however it ends."""

import fcntl
import os
from pathlib import Path
from types import TracebackType

from scoda_crawler.errors import LockedError

_held: set[int] = set()  # descriptors of the locks that this process holds


def _let_go() -> None:
    """In a fork: the lock is its parent's alone, and must not live on in a worker that outlives it."""
    for fd in _held:
        os.close(fd)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)


class FolderLock:
    """Holds `path` exclusively from `acquire` to `release`. The file stays; only the lock on it counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    def acquire(self) -> None:
        """Take the lock at once, or raise LockedError naming the process that has it."""
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(fd, 32).decode("ascii", "replace").strip()
            os.close(fd)
            raise LockedError(self.path.parent.parent, f"another run is at work here (process {holder})") from None
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
        self._fd = fd
        _held.add(fd)

    def release(self) -> None:
        """Let the lock go; harmless when it is not held."""
        if self._fd is not None and self._fd in _held:  # not so in a fork
            _held.discard(self._fd)
            os.close(self._fd)
        self._fd = None

    def __enter__(self) -> "FolderLock":
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
