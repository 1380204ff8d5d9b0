"""PunBB boards, with dynamic URLs and those of its four rewriting schemes, which FluxBB's add-on took over."""

import re
from functools import partial
from urllib.parse import urlsplit, urlunsplit

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import Scripts, make_address
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Address, Platform
from scoda_crawler.extract.thread import Selectors

SELECTORS = Selectors(
    post="div.post:has(.entry-content)",
    body=".entry-content",
    id="[id^=pc], .postbody[id], [id^=p]",
    author=".author-ident .username, .author-ident strong, .post-byline strong, .username",
    date=".post-link a, .post-link, a.permalink",
    permalink=".post-link a, a.permalink",
    drop=".sig-content, .sig-line, .lastedit, .post-edit, .attachments, .codebox > strong",
    quote=".quotebox",
    quoted="cite",
    title="h1.main-title a, h1.main-title, .main-head h2 .main-title",
    title_drop="small, .item-info",
)
TRAPS = (
    ("permalink", r"[?&]pid=|action=(?:new|last)\b"),
    ("reply", r"^(?:post|edit|misc|delete|moderate)\.php"),
    ("login", r"^(?:login|register)\.php"),
    ("member", r"^(?:profile|userlist|help|reputation|online)\.php"),
    ("search", r"^search\.php"),
    ("feed", r"^extern\.php"),
)
SCRIPTS = Scripts(board=("viewforum.php", "id"), thread=("viewtopic.php", "id"), page="p", traps=TRAPS)
# include/url/*/forum_urls.php: "topic/3/its-title/page/2/", "topic3-its-title-p2.html"; plain ones have no title.
_FOLDERS = re.compile(
    r"(?P<base>.*/)(?<!/feed/rss/)(?<!/feed/atom/)(?P<kind>forum|topic)/(?P<id>\d+)"
    r"(?:/(?!page/)[^/]+)?(?:/page/(?P<page>\d+))?/?$"
)
_FILES = re.compile(
    r"(?P<base>.*/)(?P<kind>forum|topic)(?P<id>\d+)(?:-(?!p\d+\.html)[^/]*?)?(?:-p(?P<page>\d+))?\.html$"
)
_NEWEST = re.compile(r"/topic/?\d[^?]*(?:new[-/]posts|last[-/]post)(?:/|\.html)?$")
_REWRITTEN = (
    ("permalink", r"/post(?:/\d+|\d+\.html)"),
    ("member", r"/users?(?:\d|[/.-]|$)|/(?:help|rules)(?:[/.-]|$)"),
    ("search", r"/search(?:\d|[/.-]|$)"),
    ("login", r"/(?:login|logout|register|request|change)(?:[/.-]|$)"),
    ("feed", r"/feed[/-](?:rss|atom)"),
    (
        "reply",
        r"/(?:new|edit|delete|report|email|quote|mark|move_topics|open|close|u?n?stick|(?:un)?subscribe|moderate|get_host)"
        r"(?:\d|[/-])",
    ),
)


def locate(url: str) -> Address | None:
    """A URL's meaning: scripts with numbers, `/topic/3/its-title/page/2/` or `/topic3-its-title-p2.html`."""
    return locate_rewritten(url) or SCRIPTS.locate(url)


def locate_rewritten(url: str) -> Address | None:
    """The meaning of a URL of one of the rewriting schemes; None for others."""
    parts = urlsplit(url)
    if parts.path.endswith(".php"):
        return None
    if _NEWEST.search(parts.path):
        return Address(skip="permalink")
    match = _FOLDERS.match(parts.path) or _FILES.match(parts.path)
    if match is None:
        skip = next((reason for reason, trap in _REWRITTEN if re.search(trap, parts.path)), "")
        return Address(skip=skip) if skip else None
    kind = "thread" if match["kind"] == "topic" else "board"
    clean = urlunsplit(parts._replace(query=""))
    return make_address(kind, f"{kind}{match['base']}{match['id']}", int(match["page"] or 1), clean)


def is_punbb(tree: Tree, html: str) -> bool:
    """Whether the page has PunBB's outer box."""
    return "brd-wrap" in html and bool(tree.xpath("//*[@id='brd-wrap' and contains(@class, 'brd')]"))


FORUM = Forum(
    name="punbb",
    selectors=SELECTORS,
    locate=locate,
    row=".main-item",
    hint=".info-replies strong, .info-lastpost cite",
)

PLATFORM = Platform(
    name="punbb", kind="forum", recognise=is_punbb, locate=locate, read=partial(read_forum_page, FORUM), rank=20
)
