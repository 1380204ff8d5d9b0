"""phpBB 3 boards of any style and language, and the older phpBB 2."""

import re
from dataclasses import replace
from functools import partial

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import Scripts
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Platform
from scoda_crawler.extract.thread import Found, Selectors, find_posts

SELECTORS = Selectors(
    post="div.post[id^=p]:has(.content), article.post[id^=p]:has(.content), "
    "table.tablebg:has(.postbody):has(a[name^=p])",
    body=".postbody .content, .content, div.postbody, .postbody",
    id_pattern=r"^(?:p|post-?)(\d+)$",
    author=".author .username, .author .username-coloured, .postprofile .username, .postprofile .username-coloured, "
    ".author strong, .postprofile dt a, .postauthor",
    date=".author time, p.author, .author, .postbody .responsive-hide, .gensmall",
    permalink="h3 a[href*='#p'], p.author a[href*='#p'], a[href*='#p']",
    drop=".signature, .attachbox, .inline-attachment, dl.file, .notice, .codebox > p, dl.codebox > dt, .codehead, "
    ".quotetitle, .post-buttons, .thanks, .reactions, .edited-by, .rules, .postlink-warning",
    quote="blockquote:has(cite), .quotecontent, .quotewrapper",
    citation="blockquote",
    quoted="cite",
    title="h2.topic-title a, h2.topic-title, h3.topic-title a, #pageheader h2 a, a.titles, "
    "h1.topic-title, #page-body h2 a, a.maintitle",
)
OLD = Selectors(  # phpBB 2: rows of one table; a quote ends the span of the text, and another goes on behind it
    post="tr:has(> td > .name > a[name])",
    body="td:has(> .postbody), td:has(> div > .postbody)",
    id=".name > a[name]",
    id_attribute="name",
    author=".name b, .name",
    date="td > a[href*='#'] + .postdetails, td td .postdetails",
    permalink="td > a[href*='#']:has(img)",
    drop=".gensmall, table:has(td.code) .genmed",
    quote="table:has(td.quote)",
    quoted=".genmed b",
)
_RULE = re.compile(r"\n?_{10,}\n.*\Z", re.DOTALL)
_TRAPS = (
    ("print", r"[?&]view=print"),
    ("sort", r"[?&]view=(?:next|previous)"),
    ("permalink", r"[?&]view=(?:unread|newest)"),
    ("login", r"^(?:ucp|mcp)\.php|mode=(?:login|register|sendpassword)"),
    ("reply", r"^(?:posting|report)\.php"),
    ("search", r"^search\.php"),
    ("member", r"^(?:memberlist|viewonline|groupcp|profile|privmsg|online|team)\b"),
    ("action", r"[?&](?:mark|watch|unwatch|hash|bookmark|vote)="),
    ("file", r"^download/|^file\.php"),
)
SCRIPTS = Scripts(
    board=("viewforum.php", "f"), thread=("viewtopic.php", "t"), page="start", is_offset=True, traps=_TRAPS
)
_OWN = (
    "//body[@id='phpbb'] | //a[contains(@href, 'phpbb.com') and contains(., 'phpBB')]"
    " | //dl[@class='postprofile'][ancestor::*[@id='page-body']]"
)


def is_phpbb(tree: Tree, html: str) -> bool:
    """Whether the body has phpBB's id (since 3.0), or a link in the footer names its makers."""
    return ("phpbb" in html or "phpBB" in html) and bool(tree.xpath(_OWN))


def read_old(tree: Tree, url: str) -> list[Found]:
    """The posts of a phpBB 2 page; a signature stands below a line that is drawn with letters, in the text itself."""
    found = find_posts(tree, OLD, url)
    return [replace(f, post=replace(f.post, text=_RULE.sub("", f.post.text).rstrip())) for f in found]


FORUM = Forum(
    name="phpbb",
    selectors=SELECTORS,
    read_posts=read_old,
    locate=SCRIPTS.locate,
    row="li.row, tr:has(a.topictitle)",
    hint="dd.posts, dd.lastpost .username, dd.lastpost .username-coloured, td.posts",
)

PLATFORM = Platform(
    name="phpbb",
    kind="forum",
    recognise=is_phpbb,
    locate=SCRIPTS.locate,
    read=partial(read_forum_page, FORUM),
    rank=20,
)
