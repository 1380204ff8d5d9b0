"""Texts and the dates they tell; the cases are in test_parse.json."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from scoda_crawler.dates import parse_date

NOW = datetime(2026, 3, 18, 10, 30)  # a Wednesday
CASES = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.get('language', 'any')}: {c['text']}")
def test_text_is_read(case: dict[str, str]) -> None:
    found = parse_date(case["text"], language=case.get("language"), now=NOW)
    if case["expect"] is None:
        assert found is None
        return
    assert found is not None and found.value is not None
    shown = found.value.isoformat(sep=" ") if isinstance(found.value, datetime) else found.isoformat()
    assert shown == case["expect"]
    assert found.precision == case.get("precision", found.precision)
    assert found.calendar == case.get("calendar", "gregorian")
    assert found.is_relative == case.get("is_relative", False)
    assert found.is_ambiguous == case.get("is_ambiguous", False)
    assert found.raw == case["text"].strip()


def test_day_is_no_time() -> None:
    found = parse_date("25 октября 2021", language="ru")
    assert found is not None and type(found.value) is date


@pytest.mark.parametrize("day_first", [True, False])
def test_site_order_counts_most(day_first: bool) -> None:
    found = parse_date("10/11/2022", language="en", day_first=day_first)
    assert found is not None and found.value == (date(2022, 11, 10) if day_first else date(2022, 10, 11))


def test_relative_without_now_has_no_value() -> None:
    found = parse_date("3 days ago", language="en")
    assert found is not None and found.value is None and found.is_relative


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800 3 days ago", "1" * 5000, "9" * 150, ":" * 150, "1/" * 80, "١" * 100]
)
def test_odd_texts_never_raise(text: str) -> None:
    for language in (None, "en", "zh", "xx", "", "../etc", "\ud800"):
        assert parse_date(text, language=language, now=NOW) is None
