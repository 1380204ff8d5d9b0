"""Addresses of a board's pages taken apart: their paths and parameters, and what in them asks for a post."""

import re
from urllib.parse import parse_qsl

from scoda_crawler.extract.urls import split_url

_NUMBER = re.compile(r"\d+")


def split_address(url: str) -> tuple[list[str], dict[str, str]]:
    """The parts of an address's path, and its parameters; a query without values is a part of the path."""
    parts = split_url(url)
    path = [s for s in parts.path.split("/") if s]
    first, _, rest = parts.query.partition(",")
    if parts.query and "=" not in first:  # "index.php?thread-12-3.html", "read.php?2,163,page=2"
        pieces = [first, *rest.split(",")] if rest else [first]
        named = [piece for piece in pieces if "=" in piece]
        return [*path, *(piece for piece in pieces if "=" not in piece)], dict(parse_qsl("&".join(named)))
    return path, dict(parse_qsl(parts.query.replace(";", "&")))


def join_address(path: list[str], pairs: dict[str, str]) -> str:
    """A path and parameters as one text, the same in whatever order these came."""
    return "/" + "/".join(path) + ("?" + "&".join(f"{k}={v}" for k, v in sorted(pairs.items())) if pairs else "")


def without(pairs: dict[str, str], *names: str) -> dict[str, str]:
    """Parameters but for some of them."""
    return {key: value for key, value in pairs.items() if key not in names}


def is_permalink(href: str) -> bool:
    """Whether a link leads to one post of a page that has another address, too: "?topic=5.msg41#msg41".

    The number in its fragment comes again before it, as the last of several names or numbers.
    """
    address, _, fragment = href.partition("#")
    if not (found := _NUMBER.findall(fragment)):
        return False
    path, pairs = split_address(address)
    last = next((key for key, value in pairs.items() if re.search(rf"(?<!\d){found[-1]}$", value)), "")
    if last:
        head = re.sub(r"\d+$", "", pairs[last])
        return bool(is_telling(join_address(path, without(pairs, last))) or _NUMBER.search(head))
    return (
        len(path) > 1 and bool(re.search(rf"(?<!\d){found[-1]}$", path[-1])) and is_telling(join_address(path[:-1], {}))
    )


def find_page_of_post(href: str) -> str:
    """The address of a page without what asks for one of its posts: "/topics/12" for "/topics/12?r=47#message-47"."""
    if "?" not in href or not is_permalink(href):
        return href
    address, _, fragment = href.partition("#")
    if address.endswith(f",{_NUMBER.findall(fragment)[-1]}"):
        return address.rpartition(",")[0]
    head, _, query = address.partition("?")
    number = _NUMBER.findall(fragment)[-1]
    pairs = [pair for pair in query.split("&") if not re.fullmatch(rf"[\w.-]*={number}", pair)]
    return head + ("?" + "&".join(pairs) if pairs else "")


def is_of_one_post(href: str) -> bool:
    """Whether an address asks for a post by the number alone that its fragment repeats: "view?pid=134#p134"."""
    address, _, fragment = href.partition("#")
    number = _NUMBER.findall(fragment)
    return bool(number) and list(split_address(address)[1].values()) == [number[-1]]


def is_telling(url: str) -> bool:
    """Whether an address names one page: by a number, or by a phrase."""
    return bool(_NUMBER.search(url) or re.search(r"(?:[^/=&?_+-]+[-_+]){2}|[^/=&?]{20}", url))
