"""wpForo boards inside WordPress sites: all layouts, themes and chrome languages."""

import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import unquote, urlsplit, urlunsplit

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum, Locate
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Address, Platform
from scoda_crawler.extract.thread import Selectors, find_first, select
from scoda_crawler.extract.urls import canonicalise

_PAGE = re.compile(r"/paged/(\d+)/?$")
_SHORT = re.compile(r"/(?P<kind>topicid|postid)/(?P<id>\d+)/?$")
_BOARDS = re.compile(r"wpf_forum_json\s*=\s*'(\{.*?\})'", re.DOTALL)
_URLS = re.compile(r'"(https?:[^"]+)"')
_BOARD_ID = re.compile(r"\bwpf-boardid-(\d+)")
_WRAP = "#wpforo-wrap, body"
_ROOT = ".wpf-breadcrumb .wpf-root a, #wpf-menu .wpforo-home a, .wpf-breadcrumb a"
_MENU = "#wpforo-menu a, #wpforo-footer a, .wpforo-feed a, .wpf-prf-foot a"

SELECTORS = Selectors(
    post="#wpforo [data-postid][id^=post-], #wpforo-wrap [data-postid][id^=post-]",
    body=".wpforo-post-content, .wpforo-comment-text",
    id_attribute="data-postid",
    author=".author-name a, .author-name, .wpf-pa-name, .wpf-author-name a, .wpf-author-name, "
    ".wpforo-post-author-name, .wpforo-comment-top a",
    date=".wpf-post-date, .wpforo-post-date, .wpforo-post-content-bottom .cbleft, .wpforo-comment-top",
    drop=".wpforo-post-signature, .wpforo-attached-file, .wpf-attached-file, .wpf-post-edit-wrap, "
    ".wpf-post-button-actions, .reacted-users, .wpforo-post-content-top, .wpforo-post-content-bottom, "
    ".wpforo-action-buttons-wrap, .wpf-poll-wrap, "
    ".wpforo-post-meta, .wpf-clear, .wpf-spoiler-head",
    quote="blockquote[data-userid][data-postid], blockquote[data-mention], .wpforo-post-quote",
    quoted=".wpforo-post-quote-author, .wpforo-post-quote-head",
    permalink=".wpf-action[data-copy-wpf-furl]",
    permalink_attribute="data-copy-wpf-furl",
    title="#wpforo-title, #wpforo h1, #wpforo-wrap h1",
    title_drop=".wpf-status-title, .wpforo-feed, i",
)


def is_wpforo(tree: Tree, html: str) -> bool:
    """Whether the page has wpForo's own wrapper; the WordPress shell around it does not matter."""
    return "wpforo" in html and bool(tree.xpath("//*[@id='wpforo' or @id='wpforo-wrap']"))


def relate(tree: Tree, url: str) -> Locate:
    """What URLs mean on this page's board: below the board's root, one step is a board, two are a thread."""
    root = _find_root(tree, url)
    menu = {canonicalise(a.get("href") or "", url) for a in select(tree, _MENU)} - {root}

    def locate(target: str) -> Address | None:
        return _locate(target, root, menu) if root else None

    return locate


def _find_root(tree: Tree, url: str) -> str:
    """The board's first page: the first step of the breadcrumb; that page itself links there as "#"."""
    anchor = find_first(tree, _ROOT)
    if anchor is None:
        return ""
    href = (anchor.get("href") or "").strip()
    root = url if href in ("", "#") else canonicalise(href, url)
    return urlunsplit(urlsplit(_PAGE.sub("/", root))._replace(query=""))


def _locate(target: str, root: str, menu: set[str]) -> Address | None:
    parts = urlsplit(target)
    base = urlsplit(root)
    if parts.netloc != base.netloc or not parts.path.startswith(base.path.rstrip("/")):
        return None
    if parts.query:
        return Address(skip=_find_trap(parts.query))
    page = _PAGE.search(parts.path)
    path = _PAGE.sub("/", parts.path)
    inner = [unquote(s) for s in path[len(base.path) :].split("/") if s]
    clean = urlunsplit(parts._replace(path=parts.path if page and int(page[1]) > 1 else path))
    return _place(inner, clean, int(page[1]) if page else 1, is_menu=target in menu)


def _place(inner: list[str], url: str, page: int, *, is_menu: bool) -> Address | None:
    key = urlsplit(_PAGE.sub("/", url)).path.strip("/")
    if not inner:
        return Address(kind="board", key=f"board/{key}", page=page, url=url)
    if short := _SHORT.search("/" + "/".join(inner)):
        is_post = short["kind"] == "postid"
        return Address(skip="permalink") if is_post else Address(kind="thread", key=f"thread/{short['id']}", url=url)
    if len(inner) > 2 or (is_menu and len(inner) == 1):
        return Address(skip="member" if len(inner) > 2 else "menu")
    if len(inner) == 1:
        return Address(kind="board", key=f"board/{key}", page=page, url=url)
    return Address(kind="thread", key=f"thread/{key}", page=page, url=url)


def _find_trap(query: str) -> str:
    if "type=rss" in query:
        return "feed"
    if re.search(r"(?:^|&)(?:wpfs|wpfin|wpftag)=", query):
        return "search"
    return "action" if "foro=" in query else "sort"


def find_thread_id(tree: Tree) -> str:
    """The topic's number, which its URL does not tell; each of several boards on one site counts its own."""
    holder = find_first(tree, "[data-topicid]")
    number = (holder.get("data-topicid") or "") if holder is not None else ""
    board = next((m[1] for e in select(tree, _WRAP) if (m := _BOARD_ID.search(e.get("class") or ""))), "0")
    return number if board == "0" or not number else f"{board}-{number}"


def find_board_urls(tree: Tree, url: str) -> Iterator[str]:
    """All boards, from the script behind "Forum Jump": some themes leave boards of some layouts out of their lists."""
    for script in tree.iter("script"):
        if found := _BOARDS.search(script.text or ""):
            yield from (canonicalise(target.replace("\\/", "/"), url) for target in _URLS.findall(found[1]))


FORUM = Forum(
    name="wpforo",
    selectors=SELECTORS,
    relate=relate,
    thread_id=find_thread_id,
    row=".topic-wrap, .wpforo-last-topics-list li, .wpf-tbody > *",
    hint=".wpforo-topic-stat-posts, .wpf-tstat-posts, .wpforo-last-topic-user a",
    day_first=True,
    find_urls=find_board_urls,
)

PLATFORM = Platform(
    name="wpforo",
    kind="forum",
    recognise=is_wpforo,
    locate=lambda url: None,  # noqa: ARG005 - its URLs are slugs
    read=partial(read_forum_page, FORUM),
    rank=10,
)
