"""MyBB 1.8 boards, with their dynamic, search-engine and slug URLs."""

import re
from functools import partial

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import Scripts, Target, make_address
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Address, Platform
from scoda_crawler.extract.thread import Selectors

SELECTORS = Selectors(
    post=".post[id^=post_], table[id^=post_]:has([id^=pid_])",
    body=".post_body, [id^=pid_]",
    author=".author_information .largetext, .author_information strong, .post_author .largetext, .largetext, "
    "[class*=post_user] a, .post_author strong, a[href*='action=profile']:not(:has(img)), "
    "a[href*='User-']:not(:has(img)), a[href*='user-']:not(:has(img))",
    date=".post_date, .smalltext:has(.post_edit)",
    date_drop=".post_edit, .edited_post",
    permalink="a[href*='#pid']",
    drop=".signature, fieldset, .post_edit, .edited_post, .codeblock > .title, .codeblock > .title_code, .post_meta, "
    ".spoiler_header, .spoiler_button, .quick_jump, .tyl_thanks",
    quote="blockquote.mycode_quote, blockquote:has(cite)",
    citation="blockquote",
    quoted="cite",
    title=".navigation .active, td.thead > div > strong, td.thead strong, h1",
)
_TRAPS = (
    ("print", r"^printthread\.php"),
    (
        "permalink",
        r"[?&]action=(?:newpost|lastpost|nextnewest|nextoldest)|-(?:lastpost|newpost|nextnewest|nextoldest)\.html",
    ),
    ("sort", r"[?&](?:sortby|order|datecut|prefix|mode=threaded)\b"),
    ("login", r"^member\.php\?(?!action=profile)|^usercp"),
    ("member", r"^(?:member|memberlist|online|stats|showteam|reputation|private|warnings)\.php|^user-"),
    ("reply", r"^(?:newreply|newthread|report|editpost|ratethread|sendthread)\.php"),
    ("search", r"^search\.php"),
    ("calendar", r"^calendar\.php|^(?:calendar|event)-\d"),
    ("action", r"^(?:misc|moderation|polls|announcements|contact|managegroup|modcp|css)\.php"),
    ("feed", r"^syndication\.php"),
    ("file", r"^attachment\.php"),
)
SCRIPTS = Scripts(board=("forumdisplay.php", "fid"), thread=("showthread.php", "tid"), page="page", traps=_TRAPS)
_TEMPLATE = re.compile(r"<!-- start: (?:showthread|forumdisplay|postbit|headerinclude|footer|index|header_)")
_NUMBERED = re.compile(r"(?P<kind>forum|thread)-(?P<id>\d+)(?:-page-(?P<page>\d+)|-post-\d+)?\.html$")
# The plug-in Google SEO puts a number behind a title that another thread has already ("Thread-rust--12").
_NAMED = re.compile(r"(?P<kind>Forum|Thread)-(?P<id>[^/.]+)$")


def locate(url: str) -> Address | None:
    """A URL's meaning: scripts, `thread-2-page-3.html`, or `Thread-its-title` of a common plugin."""
    target = Target.of(url)
    if target.folder.endswith("/archive/"):
        return Address(skip="print")
    if (found := SCRIPTS.locate(url)) is not None:
        return found
    match = _NUMBERED.match(target.name) or _NAMED.match(target.name)
    if match is None:
        return None
    kind, page = match["kind"].lower(), match.groupdict().get("page") or target.number("page")
    number = int(page or 1) or 1
    if match.re is _NUMBERED:
        name, query = f"{kind}-{match['id']}" + (f"-page-{number}" if number > 1 else "") + ".html", ""
    else:
        name, query = match[0], f"page={number}" if number > 1 else ""
    return make_address(kind, target.key(kind, match["id"]), number, target.build(name, query))


def is_mybb(tree: Tree, html: str) -> bool:
    """Whether the page has MyBB's template comments, script variables or footer link."""
    if "<!-- start: " in html and _TEMPLATE.search(html):
        return True
    if "MyBB" not in html:
        return False
    return bool(re.search(r"jscripts/(?:general|thread)\.js|\bMyBB\.(?:Settings|init)|my_post_key\s*=", html)) or bool(
        tree.xpath("//a[contains(@href, 'mybb.com')]")
    )


FORUM = Forum(
    name="mybb",
    selectors=SELECTORS,
    locate=locate,
    row="tr.inline_row",
    hint="a[href*=whoposted], .lastpost a[href*=profile], .lastpost a[href*='user-']",
    day_first=False,
)

PLATFORM = Platform(
    name="mybb", kind="forum", recognise=is_mybb, locate=locate, read=partial(read_forum_page, FORUM), rank=20
)
