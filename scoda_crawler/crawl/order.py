"""The order of a site's requests: by their kind, and of one kind first those of parts of the site that have few.

A part that links to itself without end, each page with a text of its own, cannot be told from one that is merely large.
But it need not be told: taken in the order in which links were met, a maze that doubles with each step would keep what
stands beside it waiting for ever, while in this order all other parts are read to their ends first.
"""

from zlib import crc32

from scoda_crawler.crawl.requests import find_section

_SLOTS = 4096
_FEW = 32  # links that a part of a site may have before it stands back
_STEPS = 9  # kinds are ten apart


class Order:
    """Counts the links of each part of each site, in a fixed amount of memory: two parts may share a count."""

    def __init__(self) -> None:
        self._links = [0] * _SLOTS

    def stand_back(self, site: str, url: str) -> int:
        """How far a link goes back behind others of its kind: a step more with each doubling of its part, 9 at most."""
        slot = crc32(f"{site} {find_section(url)}".encode("utf-8", "replace")) % _SLOTS
        self._links[slot] += 1
        return min((self._links[slot] // _FEW).bit_length(), _STEPS)
