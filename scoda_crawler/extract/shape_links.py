"""Which links of a page of unknown software are worth following: none to what it shows already, or to a post alone."""

import re
from collections import defaultdict
from itertools import islice
from urllib.parse import urlsplit

from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.links import collect_links
from scoda_crawler.extract.patterns import find_pattern
from scoda_crawler.extract.profiles import is_profile
from scoda_crawler.extract.shape_address import (
    is_of_one_post,
    is_permalink,
    is_telling,
    split_address,
)
from scoda_crawler.extract.shape_mail import find_message_links
from scoda_crawler.extract.urls import canonicalise, find_trap, split_url
from scoda_crawler.items import Link

_NUMBER = re.compile(r"\d+")
_POST = re.compile(
    r"(?:^|[?&;])(?:p|pid|post|postid|post_id|msg|message|comment|cid|view|goto|action|do|mode|reply|quote|replyto)=|"
    r"\.(?:msg\d+|new)\b|#"
    r"|=(?:next|prev|previous|nextnewest|nextoldest)(?:$|[&;])",  # another thread, which has an address of its own
    re.I,
)
_POST_PATH = re.compile(
    r"/(?:post|comment|reply|message|msg|permalink|findpost)s?[/-](?:\d+|(?=[^/]*\d)[0-9a-z]{16,}(?![^/?]))", re.I
)
_LAST = re.compile(
    r"/(?:last|last-?post|un-?read|new-?post|first-?unread)/?$|[?&](?:first-?unread|last-?post|new-?post)=", re.I
)
_ROW_DEPTH = 6  # boxes round a link in a list in which its row is looked for
_ROW_LINKS = 60
_FEED = re.compile(r"(?:^|[./])(?:atom|rss|feeds?)(?:/|(?:\.xml)?/?$)", re.I)
_FEED_TYPE = re.compile(r"[?&;,]type=(?:rss|atom)(?:$|[&;,])", re.I)
_OF_EACH = 0.6  # of the posts have a link
_MAX_LABEL = 120  # characters of it
_LABEL_PIECES = 8
_SUBSET = re.compile(
    r"[?&;](?:authorid|ordertype|orderby|sortby|datecut|filter|typeid|digest|sk|sd|st|do)=|printable|printview|archiver",
    re.I,
)


def is_page_link(anchor: Tree) -> bool:
    """Whether a link leads to another page of what its own page lists: it is marked as the next or shows a number."""
    text = " ".join("".join(anchor.itertext()).split())
    return "next" in (anchor.get("rel") or "").split() or (text.isdecimal() and 1 < int(text[:5]) < 10_000)


def find_own_trap(anchor: Tree, target: str) -> str:
    """Why a link is not followed; the order of a list is no reason where the list's own pager names it."""
    reason = find_trap(target)
    return "" if reason == "sort" and is_page_link(anchor) else reason


def find_forum_links_by_shape(tree: Tree, url: str, posts: int = 0) -> tuple[tuple[Link, ...], dict[str, int]]:
    """The links of a thread of unknown forum software worth following; traps and links to single posts are counted.

    With the number of `posts`, what each of them has under the same words is one, too.
    """
    own = _POST_PATH.search(url)
    of_each = _find_of_each(tree, url, posts) | find_message_links(tree, url)

    def judge(anchor: Tree, target: str) -> Link | str:
        if reason := find_own_trap(anchor, target):
            return reason
        if _SUBSET.search(target) and not is_page_link(anchor):
            return "subset"
        if is_profile(target):
            return "member"
        found = _POST_PATH.search(target)  # where threads are called posts, this one's pages have its number
        if target in of_each:
            return "permalink"
        if _FEED.search(urlsplit(target).path) or _FEED_TYPE.search(target):
            return "feed"  # a thread's own: what it has is here
        is_other = found is not None and (own is None or found[0] != own[0])
        is_post = is_other or _is_of_post(target) or is_permalink(anchor.get("href") or "")
        return "permalink" if is_post else Link(url=target)

    return collect_links(tree, url, judge)


def _find_of_each(tree: Tree, url: str, posts: int) -> frozenset[str]:
    """Where links lead that most posts have, with the same words and addresses of one form: "Reply", "raw", "RE: ...".

    What a page has so often, each time with another address, one does with a post.
    """
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    own = canonicalise(url)
    for anchor in tree.iter("a") if posts > 1 else ():
        label = " ".join("".join(islice(anchor.itertext(), _LABEL_PIECES)).split())
        target = canonicalise(anchor.get("href") or "", url)
        if label and target and not label.isdecimal() and len(label) <= _MAX_LABEL:
            found[_NUMBER.sub("#", label), _NUMBER.sub("#", find_pattern(target))].append(target)
    least = max(2, _OF_EACH * posts)
    groups = [t for t in found.values() if len(set(t)) >= least or (len(t) > max(2, least) and _is_part(t[0], own))]
    return frozenset(target for targets in groups for target in targets if target != own)


def _is_part(target: str, own: str) -> bool:
    """Whether an address is a page's own with a parameter more: a part of it ("only this author")."""
    path, pairs = split_address(target)
    own_path, own_pairs = split_address(own)
    return path == own_path and pairs.items() > own_pairs.items()


def _is_of_post(target: str) -> bool:
    """Whether an address asks for one post of a thread by a parameter, or for the last or the first unread one."""
    return bool(_POST.search(target) or (_LAST.search(target) and is_telling(_LAST.sub("", target))))


def is_second_way(anchor: Tree, target: str) -> bool:
    """Whether a link in a list leads to a post of what the same row leads to: "/post/7" beside "/topic/3-old-bikes".

    The row is the smallest box round it that has another link that tells a page; it leads to no other post.
    """
    if _is_second_address(anchor):
        return True
    if not _POST_PATH.search(target):
        return bool(_LAST.search(target)) and is_telling(_LAST.sub("", urlsplit(target).path))
    for box in islice(anchor.iterancestors(), _ROW_DEPTH):
        hrefs = {a.get("href") or "" for a in islice(box.iter("a"), _ROW_LINKS)}
        posts = {m[0] for href in hrefs if (m := _POST_PATH.search(href))}
        if len(posts) > 1:
            return False
        if any(_is_page_of_row(href) for href in hrefs):
            return True
    return False


def _is_second_address(anchor: Tree) -> bool:
    """Whether a link's row has the same address without the number of a post ("/topic/3-rust" for "/topic/3-rust/41"),
    or leads by another parameter to where this one asks for a post alone ("view?id=4" for "view?pid=134#p134").
    """
    href = anchor.get("href") or ""
    head, _, number = href.partition("#")[0].rpartition("/")
    is_counted = number.isdecimal() and is_telling(head) and not is_page_link(anchor)
    of_post = is_of_one_post(href)
    path, pairs = split_address(href.partition("#")[0])
    for box in islice(anchor.iterancestors(), _ROW_DEPTH if is_counted or of_post else 0):
        others = {a.get("href") or "" for a in islice(box.iter("a"), _ROW_LINKS)} - {href}
        if of_post and any(map(is_of_one_post, others)):
            return False
        if is_counted and head in others:
            return True
        if of_post and any(
            split_address(x)[0] == path and not split_address(x)[1].keys() & pairs.keys() and "=" in x for x in others
        ):
            return True
    return False


def _is_page_of_row(href: str) -> bool:
    path = split_url(href).path if "//" in href else href.partition("#")[0]
    return not (_POST_PATH.search(path) or is_profile(path) or find_trap(path)) and is_telling(path)
