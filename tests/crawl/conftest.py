"""What tests of crawls share."""

from collections.abc import Callable, Iterator

import pytest

from tests.crawl.killing import Zygote, start_zygote


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory, scrapy_command: Callable[..., list[str]]) -> Iterator[Zygote]:
    """A process that runs `scrapy` in its forks."""
    with start_zygote(scrapy_command, tmp_path_factory.mktemp("zygote") / "log") as zygote:
        yield zygote
