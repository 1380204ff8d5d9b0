"""Days of other calendars, checked against published ones."""

from datetime import date

import pytest

from scoda_crawler.dates.calendars import from_islamic, from_persian


@pytest.mark.parametrize(
    ("persian", "day"),
    [
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1408, 1, 1), date(2029, 3, 20)),
    ],
)
def test_persian(persian: tuple[int, int, int], day: date) -> None:
    assert from_persian(*persian) == day


@pytest.mark.parametrize(
    ("islamic", "day"),
    [((1443, 3, 19), date(2021, 10, 25)), ((1446, 1, 1), date(2024, 7, 7)), ((1445, 9, 1), date(2024, 3, 11))],
)
def test_islamic(islamic: tuple[int, int, int], day: date) -> None:
    assert from_islamic(*islamic) == day


@pytest.mark.parametrize("wrong", [(1400, 13, 1), (1400, 7, 31), (1400, 0, 1)])
def test_no_such_day(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no Persian day"):
        from_persian(*wrong)
