"""FluxBB boards and those of PunBB 1.2, of which it was made."""

from functools import partial

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import Scripts
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Address, Platform
from scoda_crawler.extract.platforms.punbb import locate_rewritten
from scoda_crawler.extract.thread import Selectors

SELECTORS = Selectors(
    post="div.blockpost[id^=p]",
    body=".postright .postmsg, .postmsg",
    author=".postleft dt strong, .postleft dt",
    date="h2 a[href*='pid='], h2 span a, h2",
    permalink="h2 a[href*='pid=']",
    drop=".postsignature, .postedit, .codebox > h4, .codebox .incqbox > h4",
    quote=".quotebox, blockquote:has(> .incqbox)",
    quoted="cite, h4",
    title=".crumbs li:last-child a, ul.crumbs li:last-child, .firstpost h3, .blockpost1 h3",
)
TRAPS = (
    ("permalink", r"[?&]pid=|action=(?:new|last)\b"),
    ("reply", r"^(?:post|edit|misc|delete|moderate)\.php"),
    ("login", r"^(?:login|register)\.php"),
    ("member", r"^(?:profile|userlist|help|reputation|online)\.php"),
    ("search", r"^search\.php"),
    ("feed", r"^extern\.php"),
    ("file", r"^attachment\.php"),
)
SCRIPTS = Scripts(board=("viewforum.php", "id"), thread=("viewtopic.php", "id"), page="p", traps=TRAPS)


def locate(url: str) -> Address | None:
    """A URL's meaning: scripts with numbers, or the forms of PunBB that an add-on gives."""
    return locate_rewritten(url) or SCRIPTS.locate(url)


def is_fluxbb(tree: Tree, html: str) -> bool:
    """Whether the page has the outer box that FluxBB names after its script."""
    return 'id="pun' in html and bool(tree.xpath("//div[starts-with(@id, 'pun') and contains(@class, 'pun')]"))


FORUM = Forum(
    name="fluxbb",
    selectors=SELECTORS,
    locate=locate,
    row="#vf tbody tr, .blocktable tbody tr",
    hint="td.tc2, td.tcr .byuser",
)

PLATFORM = Platform(
    name="fluxbb",
    kind="forum",
    recognise=is_fluxbb,
    locate=locate,
    read=partial(read_forum_page, FORUM),
    rank=20,
)
