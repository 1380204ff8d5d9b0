"""Day or month first, by all dates of a site."""

from datetime import datetime

import pytest

from scoda_crawler.dates import find_day_order, parse_date
from scoda_crawler.dates.order import put_in_order
from scoda_crawler.items import Date


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["05/10/2021", "25/10/2021"], True),
        (["Posted 10-25-2021, 02:05 PM", "10-05-2021"], False),
        (["05/10/2021", "2021-10-25", "yesterday"], None),
        (["25/10/2021", "10/25/2021"], None),
        ([*["25/10/2021"] * 12, "10/25/2021"], True),
        (["๒๕/๑๐/๒๕๖๔"], True),
        (["192.168.1.25", "1.2.3", "31/31/2020"], None),
        ([], None),
    ],
)
def test_order(texts: list[str], order: bool | None) -> None:
    assert find_day_order(texts) is order


def read(text: str) -> Date:
    found = parse_date(text, language="en")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "day_first", "value"),
    [
        ("Posted 03/04/2021", True, "2021-04-03"),
        ("Posted 03/04/2021", False, "2021-03-04"),
        ("03/04/2021 14:05", True, "2021-04-03 14:05"),
        ("31/03/2021", False, "2021-03-31"),
        ("2021-03-04", True, "2021-03-04"),
        ("4 March 2021", False, "2021-03-04"),
    ],
)
def test_a_date_is_put_in_the_order_of_its_site(text: str, day_first: bool, value: str) -> None:
    found = put_in_order(read(text), day_first=day_first)
    assert found.isoformat() == value and not found.is_ambiguous


def test_no_order_puts_a_date_into_the_future() -> None:
    found = read("03/12/2021")
    assert put_in_order(found, day_first=True, latest=datetime(2021, 6, 1)) is found
