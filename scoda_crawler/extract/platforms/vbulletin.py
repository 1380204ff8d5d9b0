"""vBulletin 3, 4 and 5 boards."""

from functools import partial

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import PathRules, Scripts
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Address, Platform
from scoda_crawler.extract.thread import Selectors

SELECTORS = Selectors(
    post="table[id^=post]:has([id^=post_message_]), li[id^=post_]:has(.postcontent), "
    "div[id^=post]:has(> [id^=post_message_]), li.b-post[data-node-id], div.tpost:has([id^=post_message_]), "
    "div[id^=edit]:has([id^=post_message_]):not(:has(table[id^=post]))",
    body="[id^=post_message_] .postcontent, [id^=post_message_], .postcontent, .js-post__content-text",
    id="[id^=post_message_], [id^=post_], [data-node-id]",
    id_attribute="id, data-node-id",
    id_pattern=r"(\d+)",
    author=".bigusername, .username strong, .username, .b-post__author .author, .userinfo .author, [itemprop=name]",
    date=".postdate .date, .postdate, .b-post__timestamp time, time, td.thead:first-child, .thead",
    date_drop=".postcounter, .nodecontrols",
    permalink="a.postcounter, a.b-post__count, .thead a[href*='#post']",
    drop=".signaturecontainer, .signature, .attachments, fieldset, .lastedited, .editedby, .postlike, "
    ".smallfont:has(em), "
    ".js-post__signature, .b-post__edited, .bbcode_description, .post-signature, .h-hide, "
    "div:has(> .smallfont:first-child):has(> pre.alt2) > .smallfont",
    quote=".bbcode_quote, .bbcode_container:has(.bbcode_quote), .bbcode_quote_container, "
    "div:has(> .smallfont:first-child):has(> table .alt2), .quote_container, .b-bbcode__quote",
    citation="blockquote:not(.postcontent)",
    quoted=".bbcode_postedby strong, .alt2 strong, .smallfont",
    title=".threadtitle a, .threadtitle, .b-topic__title, h1.main-title, h1, td.navbar strong",
)
_PROGRAM = ("vbulletin_global", "vbulletin-core", "vbulletin_menu", "vbulletin_read_marker", "vB_Editor", "vbphrase[")
_TRAPS = (
    ("print", r"^printthread\.php|/print"),
    (
        "reply",
        r"^(?:newreply|newthread|editpost|report|sendmessage|subscription|threadrate|misc|poll|private|converse)\.php",
    ),
    ("login", r"^(?:login|register|profile|usercp|faq)\.php"),
    ("member", r"^(?:member|memberlist|online|showgroups|group|album|blog|entry)\.php|(?:^|/)members?/"),
    ("search", r"^(?:search|tags)\.php|(?:^|/)(?:search|tags)/"),
    ("calendar", r"^calendar\.php"),
    ("permalink", r"^showpost\.php|[?&]goto=|[?&](?:p|postid)=\d+(?!.*[?&]t=)"),
    ("sort", r"[?&](?:sort|order|daysprune|prefixid|mode|pp|styleid|filter)="),
    ("feed", r"^external\.php"),
    ("file", r"^(?:attachment|image|cron|clientscript)\b"),
)
_OLD = Scripts(board=("forumdisplay.php", "f"), thread=("showthread.php", "t"), page="page", traps=_TRAPS)
_SLUGS = PathRules(
    thread=r"(?:^|[/?])(?:threads/|showthread\.php\?)(?P<id>\d+)(?:-[^/?&]*)?(?:/page(?P<page>\d+))?",
    board=r"(?:^|[/?])(?:forums/|forumdisplay\.php\?|forumdisplay\.php/)(?P<id>\d+)(?:-[^/?&]*)?(?:/page(?P<page>\d+))?",
    page="page{page}",
)
_FIFTH = PathRules(
    thread=r"^/(?:[^?]+/)?(?P<id>\d+)-[^/?]+?(?:/page(?P<page>\d+))?/?$",
    board=r"^/(?P<id>(?:forum|forums|community)(?:/[^/?\d][^/?]*)*?)(?:/page(?P<page>\d+))?/?$",
    page="page{page}",
    traps=(("member", r"^/(?:members?|blogs?|social-groups?|search)(?:/|$)"),),
)


def locate(url: str) -> Address | None:
    """A URL's meaning: `showthread.php?t=3`, `threads/3-title/page2`, or version 5's `/forum/board/3-title`."""
    found = _SLUGS.locate(url) or _OLD.locate(url)
    return _FIFTH.locate(url) if found is None else found


def is_vbulletin(tree: Tree, html: str) -> bool:
    """Whether the generator says so, or the page loads vBulletin's program."""
    if any(sign in html for sign in _PROGRAM):
        return True
    generator = "contains(translate(@content, 'VB', 'vb'), 'vbulletin')"
    signs = f"//meta[@name='generator' and {generator}] | //body[contains(@class, 'vb-page')]"
    return ("ulletin" in html or "vb-page" in html) and bool(tree.xpath(signs))


FORUM = Forum(
    name="vbulletin",
    selectors=SELECTORS,
    locate=locate,
    row="li.threadbit, tbody[id^=threadbits] tr, .topic-item",
    hint=".threadstats li:first-child, a[href*=whoposted], .posts-count",
)

PLATFORM = Platform(
    name="vbulletin", kind="forum", recognise=is_vbulletin, locate=locate, read=partial(read_forum_page, FORUM), rank=30
)
