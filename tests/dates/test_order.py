"""Day or month first, by all dates of a site."""

import pytest

from scoda_crawler.dates import find_day_order


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
