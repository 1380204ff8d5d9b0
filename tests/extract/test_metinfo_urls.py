"""What the URLs of a MetInfo site mean, in all its modes."""

import json
from pathlib import Path

import pytest

from scoda_crawler.extract import locate

CASES = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CASES)
def test_place(path: str) -> None:
    kind, key, *fetched = CASES[path]
    found = locate("http://news.example" + path, "metinfo")
    assert found is not None
    number = f"#{found.page}" if found.page > 1 else ""
    assert (["skip", found.skip] if found.skip else [found.kind, found.key + number]) == [kind, key]
    if fetched:
        assert found.url == "http://news.example" + fetched[0]
