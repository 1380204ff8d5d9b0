"""Kills its own process with SIGKILL at a named point: KILL_AT="module:Class.method:before|after|inside:N" (Nth call).

On the path of a crawl's subprocess only. `inside` is for a function that writes bytes: half of them are written first.
"""

import importlib.util
import os
import signal
import sys
from typing import Any


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _wrap(owner: Any, name: str, when: str, number: int) -> None:
    real, calls = getattr(owner, name), 0

    def killing(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls < number:
            return real(*args, **kwargs)
        if when == "inside":
            *head, data = args
            real(*head, data[: len(data) // 2], **kwargs)
        if when == "after":
            real(*args, **kwargs)
        return _die()

    setattr(owner, name, killing)


class _Finder:
    """Patches the module named in KILL_AT when it is first imported."""

    def __init__(self, module: str, path: str, when: str, number: int) -> None:
        self.module, self.path, self.when, self.number = module, path, when, number

    def find_spec(self, name: str, path: object, target: object = None) -> Any:
        if name != self.module:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None and spec.loader is not None
        execute = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            execute(module)
            owner: Any = module
            *outer, last = self.path.split(".")
            for part in outer:
                owner = getattr(owner, part)
            _wrap(owner, last, self.when, self.number)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


if os.environ.get("KILL_AT"):
    _module, _path, _when, _number = os.environ["KILL_AT"].split(":")
    sys.meta_path.insert(0, _Finder(_module, _path, _when, int(_number)))
