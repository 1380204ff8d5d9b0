"""Rows of a list, which look like posts with their dates and names, but begin each with a link to a page of its own."""

import re
from collections.abc import Sequence, Set
from functools import lru_cache
from urllib.parse import parse_qsl

from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.profiles import is_profile
from scoda_crawler.extract.shape_tree import Measured, strip_date
from scoda_crawler.extract.urls import split_url

_MOST = 0.5  # of the members begin with a link
_DISTINCT = 0.6  # of these links' texts are of one member only
_LETTER = re.compile(r"[^\W\d_]")
_MAX_VERB = 12  # characters behind a name
_MAX_BESIDE = 120  # characters in one piece: a board's description, a line of figures; a longer one is prose


def are_rows(page: Measured, members: Sequence[int], authors: Sequence[int], url: str) -> bool:
    """Whether the members are a list's: each leads to a page of its own and says little else.

    A link to whoever wrote the member (`authors`, -1 for none) or another of them is none of these, nor is one to the
    page itself.
    """
    titles = [_find_title(page, at, author, url) for at, author in zip(members, authors, strict=True)]
    names = {_read(page.elements[at]) for at in authors if at >= 0} - {""} if any(titles) else set()
    found = [title for title in titles if title and not _is_of_member(title, names)]
    return len(found) > _MOST * len(members) and len(set(found)) > _DISTINCT * len(found)


def _is_of_member(title: str, names: Set[str]) -> bool:
    """Whether a link's text is another author's name, or says whose words follow ("mara wrote")."""
    return any(title.startswith(name) and len(title) - len(name) <= _MAX_VERB for name in names)


def _find_title(page: Measured, at: int, author: int, url: str) -> str:
    """The text of the first link in a member that leads to another page; "" where prose stands beside it."""
    name = _read(page.elements[author]) if author >= 0 else ""
    title = ""
    for place in range(at, page.ends[at]):
        element = page.elements[place]
        if not title and element.tag == "a" and _leads_away(element.get("href") or "", url):
            text = _read(element)
            title = text if text != name and len(text) > 1 and _LETTER.search(text) else ""
        if element.tag != "a" and page.prose(place) > _MAX_BESIDE and _has_prose(element):
            return ""
    return title


def _read(element: Tree) -> str:
    return strip_date(" ".join("".join(element.itertext()).split()))


@lru_cache(maxsize=4096)
def _leads_away(href: str, url: str) -> bool:
    """Whether a link leads to another page of the site, and not to a member's; asked for each of the nested groups."""
    own, other = split_url(url), split_url(href, url)
    if own.query and other.path == own.path and set(parse_qsl(own.query)) <= set(parse_qsl(other.query)):
        return False  # the page itself, seen otherwise: the posts of one author
    is_page = not is_profile(href) and other.scheme in ("http", "https") and other.netloc == own.netloc
    return is_page and (other.path, other.query) != (own.path, own.query)


def _has_prose(element: Tree) -> bool:
    pieces = (element.text or "", *(child.tail or "" for child in element))
    return any(len(" ".join(piece.split())) > _MAX_BESIDE for piece in pieces)
