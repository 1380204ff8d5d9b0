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
    author=".bigusername, .username strong, .username, .b-post__author .author, .userinfo .author, [itemprop=name], "
    "[id^=postmenu_]:not([id$=_menu])",
    date=".postdate .date, .postdate, .b-post__timestamp time, time, td.thead:first-child, .thead",
    date_drop=".postcounter, .nodecontrols",
    permalink="a.postcounter, a.b-post__count, .thead a[href*='#post']",
    drop=".signaturecontainer, .signature, .attachments, fieldset, .lastedited, .editedby, .postlike, "
    ".smallfont:has(em), "
    ".js-post__signature, .b-post__edited, .bbcode_description, .post-signature, .h-hide, "
    "div:has(> .smallfont:first-child):has(> pre) > .smallfont, "
    "div:has(> .smallfont:first-child):has(> div > code) > .smallfont",
    quote=".bbcode_quote, .bbcode_container:has(.bbcode_quote), .bbcode_quote_container, "
    "div:has(> .smallfont:first-child):has(> table), .quote_container, .b-bbcode__quote",
    citation="blockquote:not(.postcontent)",
    quoted=".bbcode_postedby strong, td > div:first-child > strong",
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
    # Version 3 puts its default order into the links to further pages of a board ("&order=desc&page=2").
    ("sort", r"[?&](?:sort=(?!lastpost)|order=(?!desc)|(?:prefixid|mode|styleid|filter)=)"),
    ("feed", r"^external\.php"),
    ("file", r"^(?:attachment|image|cron|clientscript)\b"),
)
_OLD = Scripts(
    board=("forumdisplay.php", "f"),
    thread=("showthread.php", "t"),
    page="page",
    traps=_TRAPS,
    index=("index.php", "forum.php"),
)
_SLUGS = PathRules(
    thread=r"(?:^|[/?])(?:threads/|showthread\.php[?/])(?P<id>\d+)(?:-[^/?&]*)?(?:/page(?P<page>\d+))?",
    board=r"(?:^|[/?])(?:forums/|forumdisplay\.php[?/])(?P<id>\d+)(?:-[^/?&]*)?(?:/page(?P<page>\d+))?",
    page="page{page}",
)
_OTHERS = (
    ("permalink", r"-post\d+(?:\.html|/)?$|-(?:last|new)-?post(?:\.html|/)"),
    ("print", r"-print(?:/|\.html)|/print(?:thread)?/|/archive(?:/|$)"),
    ("member", r"/(?:members?|users?|blogs?|entries|albums?|(?:social-?)?groups?)(?:\.php)?(?:/|$)"),
    ("search", r"/(?:search|tags?)(?:/|$)"),
    ("calendar", r"/calendar(?:\.php)?/"),
)
_FIFTH = PathRules(
    thread=r"^/(?:[^?]+/)?(?P<id>\d+)-[^/?]+?(?:-(?P<dash>\d{1,4})\.html|(?:/page(?P<page>\d+))?/?)$",
    board=r"^/(?P<id>(?:forum|forums|community)(?:/(?!(?:archive|members?|users?|groups?|blogs?|albums?|calendar|search"
    r"|tags?)/?$)[^/?.\d][^/?.]*)*?)(?:/page(?P<page>\d+))?/?$",
    page="page{page}",
    traps=_OTHERS,
)
# The add-on vBSEO, with numbers behind the titles: "/centos-111/no-boot-417/page2.html", "/f12/no-boot-417/".
_TRAILING = PathRules(
    thread=r"^/(?:[^?]+/)?(?:[^/?]+-|f)\d+/(?!\d+-)[^/?]+-(?P<id>\d+)/(?:(?:page|index)(?P<page>\d+)\.html)?$",
    board=r"^/(?:[^?]+/)?(?P<id>(?!\d+-)[^/?]+-\d+|f\d+)/(?:(?:page|index)(?P<page>\d+)\.html)?$",
    page="page{page}.html",
    traps=_OTHERS,
)


def locate(url: str) -> Address | None:
    """A URL's meaning: `showthread.php?t=3`, `threads/3-title/page2`, version 5's `/forum/board/3-title`, vBSEO's."""
    found = [address for rules in (_SLUGS, _OLD, _FIFTH, _TRAILING) if (address := rules.locate(url)) is not None]
    # Every table takes a folder for a board's first page, unless another knows better.
    return next((address for address in found if not address.key.endswith(("/", ".php"))), found[0] if found else None)


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
