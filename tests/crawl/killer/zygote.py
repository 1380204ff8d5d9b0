"""Runs `scrapy` again and again in forks of a process that has imported it already, and kills them where told.

Reads orders as JSON lines: {"args": [...], "kill_at": "module:Class.method:before|after|inside:N", "kill_after":
seconds, "clock": [[after how many pages, seconds ahead], ...], "log": path}. Answers each with the exit code of the run
(-9: killed). A fork is a process of its own, so SIGKILL is what it is; it only begins a second sooner.
"""

import importlib
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
IMPORTED = (  # what a crawl imports, but for what would import a reactor: that cannot be shared with forks
    "scrapy.cmdline", "scrapy.crawler", "scrapy.core.engine", "scrapy.core.downloader", "scrapy.shell", "tldextract",
    "scrapy.commands.bench", "scrapy.commands.parse", "scrapy.commands.fetch", "scrapy.utils.test", "twisted.web.error",
    "scoda_crawler.settings", "scoda_crawler.crawl.frontier", "scoda_crawler.crawl.run", "scoda_crawler.crawl.robots",
    "scoda_crawler.crawl.archiving", "scoda_crawler.crawl.guard", "scoda_crawler.crawl.progress",
    "scoda_crawler.commands.update", "scoda_crawler.commands.demo", "scoda_crawler.commands.reextract",
    "scoda_crawler.commands.rebuild", "scoda_crawler.commands.report", "spiders.site", "spiders.forum",
    "spiders.metinfo", "pipelines.adopt", "pipelines.seeds",
)  # fmt: skip


def _wrap(owner: Any, name: str, when: str, number: int) -> None:
    """`inside` is for a function that writes bytes: half of them are written first."""
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
        return os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, killing)


def _arm(point: str) -> None:
    module, path, when, number = point.split(":")
    owner: Any = importlib.import_module(module)
    *outer, last = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    _wrap(owner, last, when, int(number))


def _skew(clock: list[list[float]]) -> None:
    """Put the clock to other times: [[pages fetched before, seconds ahead], ...], the first for none fetched."""
    archiving: Any = importlib.import_module("scoda_crawler.crawl.archiving")
    real, answer, pages = time.time, archiving.ArchiveMiddleware.process_response, 0
    vars(time)["time"] = lambda: real() + [ahead for after, ahead in clock if after <= pages][-1]

    def count(*args: Any, **kwargs: Any) -> Any:
        nonlocal pages
        pages += 1
        return answer(*args, **kwargs)

    archiving.ArchiveMiddleware.process_response = count


def _run(order: dict[str, Any]) -> None:
    """In the fork: what the command line does."""
    from scrapy.cmdline import execute

    os.chdir(ROOT)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if order.get("clock"):
        _skew(order["clock"])
    if order.get("kill_at"):
        _arm(order["kill_at"])
    execute(["scrapy", *order["args"]])


def _wait(pid: int, kill_after: float) -> int:
    end = time.monotonic() + (kill_after or 120)
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= end:
            os.kill(pid, signal.SIGKILL)
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        time.sleep(0.002)


def _warm() -> None:
    """Read a page, so that models and tables are loaded once and not in each fork."""
    from scoda_crawler.clean import clean
    from scoda_crawler.extract import read_page
    from scoda_crawler.items import Page
    from scoda_crawler.text import scripts
    from tests.crawl.stories import make_story

    found = read_page(Page(url="http://a.example/story/1", body=make_story(1).encode())).document
    assert found is not None
    clean(found)
    scripts.repair("The train from รัสเซีย left at noon, said the keeper of the harbour.", "en")


def main() -> None:
    """Import, then serve orders until standard input ends."""
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    for name in IMPORTED:
        importlib.import_module(name)
    settings = importlib.import_module("scrapy.settings.default_settings")
    bases = ("DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE", "EXTENSIONS_BASE")
    for path in (path for base in bases for path in getattr(settings, base)):
        if "telnet" not in path and "remote_control" not in path:
            importlib.import_module(path.rpartition(".")[0])
    _warm()
    assert "twisted.internet.reactor" not in sys.modules  # a reactor cannot be shared with forks
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                _run(order)
            except SystemExit as end:
                os._exit(end.code if isinstance(end.code, int) else 1)
            except BaseException:
                import traceback

                traceback.print_exc()
                os._exit(70)
            os._exit(0)
        print(_wait(pid, order.get("kill_after", 0.0)), flush=True)


if __name__ == "__main__":
    main()
