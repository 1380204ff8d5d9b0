"""A time limit for work that cannot be trusted to end, such as reading a page made to be slow."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class DeadlineError(Exception):
    """The block took longer than it may; raised inside it by `deadline`."""


def _raise(_number: int, _frame: FrameType | None) -> None:
    raise DeadlineError


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise DeadlineError in the block when it runs longer than `seconds` of wall-clock time; 0 means no limit.

    Uses SIGALRM, hence works in the main thread only; elsewhere the block runs without a limit. A call into C is
    interrupted when it returns to Python.
    """
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return
    earlier = signal.signal(signal.SIGALRM, _raise)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)
