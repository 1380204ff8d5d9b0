"""The links of a forum's pages: boards, threads and next pages to follow, traps told apart and counted."""

import re

from scoda_crawler.extract.forum_types import Forum, Locate
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.links import collect_links
from scoda_crawler.extract.platform import Address
from scoda_crawler.extract.thread import read_line, select
from scoda_crawler.extract.urls import FILES, find_extension
from scoda_crawler.items import Link

_MAX_HINT = 120
_TRAPS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("feed", re.compile(r"[/=](?:feed|rss2?|atom)(?:$|[/&?.])|\.xml$|type=(?:rss|atom)", re.I)),
    ("member", re.compile(r"/(?:users?|members?|profiles?|participants?|memberlist)(?:$|[/?.])", re.I)),
    ("login", re.compile(r"(?:log-?in|sign-?in|sign-?up|register|log-?out|password)", re.I)),
    ("search", re.compile(r"search|[?&](?:q|s|wpfs|keywords)=", re.I)),
    ("tag", re.compile(r"/tags?(?:$|[/?])", re.I)),
)


def find_trap(url: str) -> str:
    """Why a URL that no platform knows is not followed: the kinds of page that every forum has."""
    if find_extension(url) in FILES - {"xml"}:
        return "file"
    return next((reason for reason, pattern in _TRAPS if pattern.search(url)), "not-forum")


def to_link(address: Address, hint: str = "") -> Link | str:
    """The link to what an address means, or why it is not followed."""
    if address.skip:
        return address.skip
    if address.kind not in ("board", "thread", "home", "article", "list") or not address.key:
        return "not-forum"
    key = f"{address.key}#{address.page}" if address.page > 1 else address.key
    return Link(url=address.url, kind=address.kind, key=key, hint=hint)


def find_links(tree: Tree, url: str, forum: Forum, locate: Locate) -> tuple[tuple[Link, ...], dict[str, int]]:
    """The links to follow and the counts of those that are not; a thread's link carries what its list shows of it."""
    hints = _read_hints(tree, forum)

    def judge(anchor: Tree, target: str) -> Link | str:
        address = locate(target)
        if address is None:
            return find_trap(target)
        hint = _find_hint(anchor, hints) if address.kind == "thread" else ""
        return to_link(address, hint)

    links, skipped = collect_links(tree, url, judge)
    told = forum.find_urls(tree, url) if forum.find_urls else ()
    more = [to_link(address) for target in told if (address := locate(target))]
    keys = {link.key for link in links}
    return (*links, *(link for link in more if isinstance(link, Link) and link.key not in keys)), skipped


def _read_hints(tree: Tree, forum: Forum) -> dict[Tree, str]:
    """The rows of a list of threads, and what changes in each when the thread grows: counts, the last post's author."""
    rows = select(tree, forum.row)
    return {row: " ".join(filter(None, map(read_line, select(row, forum.hint))))[:_MAX_HINT] for row in rows}


def _find_hint(anchor: Tree, hints: dict[Tree, str]) -> str:
    return next((hints[a] for a in anchor.iterancestors() if a in hints), "") if hints else ""
