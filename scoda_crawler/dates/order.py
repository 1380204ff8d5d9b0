"""Whether a site writes the day or the month first, told by all its numeric dates."""

import re
from collections.abc import Iterable

from scoda_crawler.dates.folding import fold

_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(?:\d{4}|\d\d)(?![\d./-])")


def find_day_order(texts: Iterable[str]) -> bool | None:
    """True where day comes first in a site's numeric dates, False for the month, None where they do not tell.

    One date tells enough ("25/10/2021"); where some tell the one and some the other, nine of ten must agree.
    """
    votes = [0, 0]
    for text in texts:
        match = _NUMERIC.search(fold(text[:200]))
        if match and (int(match[1]) > 12) != (int(match[3]) > 12):
            votes[int(match[1]) > 12] += 1
    month, day = votes
    if not month + day or max(month, day) * 10 < 9 * (month + day):
        return None
    return day > month
