"""What a host asked for is kept over the end of a run: the frontier stores it with the request."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.crawl.scripted import Answer, serve

ROOT = Path(__file__).parent.parent.parent
PAGE: Answer = (200, {}, "<title>Hello</title><p>" + "Some text to read here. " * 40)


def test_a_wait_outlives_the_run_that_was_asked_for_it(
    scrapy_command: Callable[..., list[str]], tmp_path: Path
) -> None:
    answers: dict[str, list[Answer]] = {"/": [(429, {"Retry-After": "3"}, ""), PAGE], "/robots.txt": [(404, {}, "")]}
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    with serve(answers) as server:
        command = scrapy_command(
            "crawl", "site", "-a", f"url={server.url}/", settings={"SCODA_SEEDS_DIR": str(tmp_path)}
        )
        first = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
        assert first.stderr is not None
        while "is busy (429)" not in (line := first.stderr.readline()):
            assert line, "the crawl ended before it was told to wait"
        first.send_signal(signal.SIGTERM)
        began = time.monotonic()
        first.communicate()
        assert first.returncode == 5 and time.monotonic() - began < 3  # it does not sit the wait out
        second = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert second.returncode == 0, second.stderr
    earlier, later = server.times("/")
    assert later - earlier >= 3
