"""Dates as sites of many languages show them, written from what their software prints; now is a Sunday noon."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from scoda_crawler.dates import parse_date

NOW = datetime(2026, 11, 22, 12)
CASES = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
AGO = json.loads(Path(__file__).with_name("test_ago.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['language']}: {c['text']}")
def test_text_is_read(case: dict[str, str]) -> None:
    found = parse_date(case["text"], language=case["language"], now=NOW)
    assert found is not None and found.isoformat() == case["expect"]


@pytest.mark.parametrize("language", AGO)
def test_phrase_counts_back(language: str) -> None:
    for text in AGO[language]:
        found = parse_date(text, language=language, now=NOW)
        assert found is not None and found.is_relative, text
        assert found.value is not None and str(found.value) <= str(NOW), text
