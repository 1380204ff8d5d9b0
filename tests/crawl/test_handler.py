"""What comes before a body is bounded too."""

import pytest

from tests.crawl.fetching import run
from tests.hostile import serve

HANDLER = {"http": "scoda_crawler.crawl.handler.BoundedHandler"}


@pytest.mark.parametrize("trap", ["many-headers", "long-header"])
def test_a_flood_of_headers_is_cut_off(trap: str) -> None:
    with serve() as sites:
        hostile, honest = sites["hostile"].url + trap, sites["honest"].url
        outcome = run([hostile, honest], DOWNLOAD_HANDLERS=HANDLER, DOWNLOADER_MIDDLEWARES={}, RETRY_TIMES=0)
    assert outcome.came == {hostile: ["failed", "DownloadFailedError"], honest: ["got", 200]}
    assert outcome.stats["peak"] < 200


def test_several_answers_on_one_connection_are_counted_apart() -> None:
    with serve() as sites:
        urls = [f"{sites['honest'].url}story-{number}.html" for number in range(1, 13)]
        outcome = run(urls, DOWNLOAD_HANDLERS=HANDLER, DOWNLOADER_MIDDLEWARES={}, CONCURRENT_REQUESTS=1)
    assert set(map(tuple, outcome.came.values())) == {("got", 200)}
