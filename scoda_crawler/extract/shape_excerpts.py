"""A board's latest posts, which look like a thread, but lead each to its place in a page of its own."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.profiles import is_profile
from scoda_crawler.extract.shape_tree import Measured
from scoda_crawler.extract.urls import split_url

_MOST = 0.5  # of the members
_NUMBER = re.compile(r"\d+")
_PLACE = re.compile(r"[a-z]*[-_]?(\d+)", re.I)
_HOST = re.compile(r"^(?:\w+:)?//[^/]+")


def are_excerpts(page: Measured, members: Sequence[int], url: str) -> bool:
    """Whether most members lead to places ("#post-12") in other pages, and not all in one."""
    own = split_url(url)
    path = unquote(own.path).rstrip("/")  # addresses differ in how they write letters: "%d0", "%D0"
    hrefs = (_find_place(page.elements[at]) for at in members)
    found = [parts for href in hrefs if href and (parts := split_url(href, url)).netloc == own.netloc]
    paths = [unquote(parts.path) for parts in found]
    others = [other for other in paths if not (other.startswith(path) or path.startswith(other.rstrip("/")))]
    return len(others) > _MOST * len(members) and len(set(others)) > 1


def _find_place(member: Tree) -> str:
    """The first link to a numbered place in a page whose own address has not that number; "" for none."""
    for link in member.iter("a"):
        address, _, fragment = (link.get("href") or "").partition("#")
        number = _PLACE.fullmatch(fragment)
        if not number or not address or is_profile(address):
            continue
        if number[1] not in _NUMBER.findall(unquote(_HOST.sub("", address))):
            return address
    return ""
