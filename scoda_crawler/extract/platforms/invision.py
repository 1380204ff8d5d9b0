"""Invision Community boards, 3 to 5, of any theme and language."""

from functools import partial

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import PathRules
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Platform
from scoda_crawler.extract.thread import Selectors

SELECTORS = Selectors(
    post="article[id^=elComment_], .post_block[id^=post_id_]",
    body="[data-role=commentContent], .post.entry-content, .entry-content",
    author=".cAuthorPane_author, .ipsEntry__username a, .ipsEntry__username, .ipsComment_author strong, .author",
    date=".ipsEntry__date time, .ipsComment_meta time, time, abbr.published",
    permalink="a[data-role=shareComment], a[href*=findComment], a[href*='#comment'], a[rel=bookmark]",
    drop="[data-role=memberSignature], .signature, .ipsItemControls, .ipsEdited, .ipsComment_meta, .ipsReact, .edit, "
    ".ipsSpoiler_header, .ipsQuote_citation, .ipsAttachLink_block, .ipsEmbedded, .ipsEmojiPicker, .bbc_spoiler_show, "
    ".ipsType_light:has(.fa-edit), .ipsType_reset:has(.fa-edit), .ipsEntry__edited, [data-excludequote]",
    quote="blockquote.ipsQuote, .ipsQuote, blockquote.ipsBlockquote, .citation",
    quoted=".citation",  # the head of a newer quote may say but "Quote"; its name is in an attribute
    title="h1.ipsType_pageTitle, h1.ipsPageHeader__title, h1.ipsTitle, h1",
    title_drop=".ipsBadge, .ipsBadge_icon, .ipsPrefix, .ipsTag_prefix, .ipsType_light",
)
_SIGNS = ('data-ips-hook="', 'id="ipsLayout_body"', "id='ipsLayout_body'", "ipsSettings", "ipb.vars", "data-ips-path=")
RULES = PathRules(
    thread=r"(?:^|[/?&])topic/(?P<id>\d+)(?P<slug>-?[^/?&]*)/?(?:page/(?P<page>\d+)/?|page-(?P<dash>\d+))?",
    board=r"(?:^|[/?&])forum/(?P<id>\d+)(?P<slug>-?[^/?&]*)/?(?:page/(?P<page>\d+)/?|page-(?P<dash>\d+))?",
    page="?page={page}",
    traps=(
        ("permalink", r"[?&]do=findReview|/discover/"),
        ("reply", r"[?&]do=(?:add|report|quote|reply|edit|react|markRead|follow|subscribe)|/submit"),
        ("member", r"(?:^|[/?])(?:profile|online|staff|leaderboard|messenger|settings)(?:/|$)"),
        ("login", r"(?:^|[/?])(?:login|register|logout|lostpassword)(?:/|$)"),
        ("search", r"(?:^|[/?])(?:search|tags)(?:/|$)"),
        ("sort", r"[?&](?:sortby|sortdirection|filter|tab|listResort)="),
        ("file", r"applications/core/interface|/attachments?/"),
    ),
)


def is_invision(_tree: Tree, html: str) -> bool:
    """Whether the page has the suite's own marks: hooks, identifiers or its program's settings."""
    return any(sign in html for sign in _SIGNS)


FORUM = Forum(
    name="invision",
    selectors=SELECTORS,
    locate=RULES.locate,
    row="[data-rowid], .ipsDataItem, .ipsData__item",
    hint=".ipsDataItem_stats dt:first-child, .ipsData__stats li:first-child, .ipsDataItem_stats_number",
)

PLATFORM = Platform(
    name="invision",
    kind="forum",
    recognise=is_invision,
    locate=RULES.locate,
    read=partial(read_forum_page, FORUM),
    rank=25,
)
