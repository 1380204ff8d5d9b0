"""bbPress boards inside WordPress sites, any theme and language, flat or threaded."""

import re
from functools import partial
from urllib.parse import urlsplit, urlunsplit

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum, Locate
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Address, Platform
from scoda_crawler.extract.thread import Selectors, select
from scoda_crawler.extract.urls import canonicalise

SELECTORS = Selectors(
    post="#bbpress-forums div.type-reply, #bbpress-forums div.type-topic, #bbpress-forums div.reply[class*=post-], "
    "#bbpress-forums div.topic[class*=post-]",
    body=".bbp-reply-content, .bbp-topic-content",
    id_attribute="class",
    id_pattern=r"\bpost-(\d+)\b",
    has_head=True,
    author=".bbp-author-name, .bbp-reply-author a, .bbp-topic-author a, .bbp-author-link",
    date=".bbp-reply-post-date, .bbp-topic-post-date",
    permalink=".bbp-reply-permalink, .bbp-topic-permalink",
    drop=".bbp-reply-revision-log, .bbp-topic-revision-log, .bbp-attachments, .bbp-signature, .bbp-reply-signature, "
    ".bbp-admin-links, .d4p-bbp-quote-title, .bbp-author-role",
    quote="blockquote:has(a[href*='#post-']), .d4p-bbp-quote",
    citation="blockquote",
    quoted="p, blockquote",
    title=".bbp-breadcrumb-current, h1.entry-title, h1",
)
_PAGE = re.compile(r"/page/(\d+)/?$")
_ID = re.compile(r"^topic-(\d+)-replies$|^bbp-topic-(\d+)-lead$")


def is_bbpress(tree: Tree, html: str) -> bool:
    """Whether the page has bbPress' own wrapper."""
    return "bbpress" in html and bool(tree.xpath("//*[@id='bbpress-forums']"))


def relate(tree: Tree, url: str) -> Locate:
    """What URLs mean: the folders in which the page's own boards and threads lie tell, whatever they are called."""
    threads = _folders(tree, url, "a.bbp-topic-permalink", "/topic/")
    boards = _folders(tree, url, "a.bbp-forum-title, a.bbp-breadcrumb-forum", "/forum/")
    if find_thread_id(tree):
        threads.add(_folder(url))
    roots = {canonicalise(a.get("href") or "", url) for a in select(tree, "a.bbp-breadcrumb-root")}
    return partial(_locate, threads, boards, roots)


def _folder(url: str) -> str:
    return _PAGE.sub("/", urlsplit(url).path).rstrip("/").rpartition("/")[0] + "/"


def _folders(tree: Tree, url: str, selector: str, usual: str) -> set[str]:
    """The folders of what `selector` links to; sub-boards lie within their board, so only the outermost counts."""
    found = {_folder(canonicalise(a.get("href") or "", url)) for a in select(tree, selector)}
    usual_ones = {path[: path.index(usual) + len(usual)] for path in found if usual in path}
    return usual_ones or {path for path in found if path != "/"} or {usual}


def _locate(threads: set[str], boards: set[str], roots: set[str], target: str) -> Address | None:
    parts = urlsplit(target)
    if parts.query:
        return Address(skip="reply" if "bbp_reply_to" in parts.query else "sort") if "bbp_" in parts.query else None
    page = _PAGE.search(parts.path)
    path = _PAGE.sub("/", parts.path)
    number = int(page[1]) if page else 1
    clean = urlunsplit(parts._replace(path=parts.path if number > 1 else path))
    if target in roots:
        return Address(kind="board", key=f"board{path}", url=clean)
    for kind, folders in (("thread", threads), ("board", boards)):
        name = next((path.partition(f)[2].strip("/") for f in folders if f in path), "")
        if name and (kind == "board" or "/" not in name):
            key = f"{kind}{path}".rstrip("/")
            return Address(kind="thread" if kind == "thread" else "board", key=key, page=number, url=clean)
    return Address(skip="permalink") if "/reply/" in path else None


def find_thread_id(tree: Tree) -> str:
    """The topic's number, from the list of its posts."""
    ids = (_ID.match(e.get("id") or "") for e in select(tree, "#bbpress-forums ul[id]"))
    return next((m[1] or m[2] for m in ids if m), "")


FORUM = Forum(
    name="bbpress",
    selectors=SELECTORS,
    relate=relate,
    thread_id=find_thread_id,
    row="ul[id^=bbp-topic-], .bbp-body > ul.topic",
    hint=".bbp-topic-reply-count, .bbp-topic-freshness-author .bbp-author-name",
)

PLATFORM = Platform(
    name="bbpress",
    kind="forum",
    recognise=is_bbpress,
    locate=lambda url: None,  # noqa: ARG005 - its URLs are slugs
    read=partial(read_forum_page, FORUM),
    rank=15,
)
