"""XenForo 1 and 2 boards of any style and language."""

import re
from functools import partial

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import PathRules
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Platform
from scoda_crawler.extract.thread import Selectors

SELECTORS = Selectors(
    post="article.message[data-content^=post-], article.message--post, li.message[id^=post-], "
    ".MessageCard[id^=js-post-], "
    ".block--messages .message--simple[data-content]",
    body=".message-body .bbWrapper, .messageText, .message-body",
    id="[data-content^=post-], [id^=post-], [id^=js-post-]",
    id_attribute="id",
    author_attribute="data-author",
    author=".MessageCard__user-info__name, .message-name .username, .message-name, a.username, .username",
    date=".message-attribution-main time, .message-attribution time, .message-date time, "
    ".message-header [itemprop=datePublished], .messageMeta .DateTime, "
    "time.u-dt, .DateTime",
    permalink=".message-attribution-main a[href*=post-], .message-attribution a[href*=post-], a.datePermalink",
    drop=".message-signature, .message-attachments, .attachedFiles, .message-lastEdit, .editDate, .reactionsBar, "
    ".bbCodeBlock-expandLink, .quoteExpand, .bbCodeBlock--unfurl, .bbCodeBlock--code > .bbCodeBlock-title, "
    ".bbCodeSpoiler-button, .messageNotice, .message-notices, .likesSummary, .signature, .js-selectToQuoteEnd, "
    ".bbCodeCode > .type, .newIndicator, .funbox, "
    ".advBanner, .samCodeUnit, .adsbygoogle, .message-actionBar, .ToggleTriggerAnchor",
    quote=".bbCodeBlock--quote, .bbCodeQuote",
    quoted=".bbCodeBlock-title, .attribution",
    title="h1.p-title-value, .titleBar h1, h1",
    title_drop=".label, .labelLink, .label-append, .prefix, .u-srOnly",
)
RULES = PathRules(
    thread=r"(?:^|[/?&])threads/(?P<slug>[^/?&]*\.)?(?P<id>\d+)/?(?:page-(?P<page>\d+))?",
    board=r"(?:^|[/?&])forums/(?P<slug>[^/?&]*\.)?(?P<id>\d+|[^/?&.]+)/?(?:page-(?P<page>\d+))?",
    page="page-{page}",
    traps=(
        ("reply", r"/(?:add-reply|reply|report|react|like|edit|bookmark|watch|quote|poll/vote)\b"),
        ("permalink", r"/goto\b|[?&/]posts/\d+"),
        ("member", r"(?:^|[/?])(?:members|profile-posts|conversations|direct-messages|online|recent-activity|awards)/"),
        ("login", r"(?:^|[/?])(?:login|register|lost-password|account|logout|misc)\b"),
        ("search", r"(?:^|[/?])(?:search|find-new|whats-new|tags|find-threads)\b"),
        ("sort", r"[?&](?:order|direction|prefix_id|starter_id|last_days|thread_type|date)="),
        ("feed", r"index\.rss"),
        ("file", r"(?:^|[/?])(?:attachments|media|resources|help|data|proxy\.php)\b"),
    ),
)


def is_xenforo(tree: Tree, _html: str) -> bool:
    """Whether the root element has XenForo's id."""
    return tree.get("id") in ("XF", "XenForo") or bool(
        re.fullmatch(r"thread_view|forum_view", tree.get("data-template") or "")
    )


FORUM = Forum(
    name="xenforo",
    selectors=SELECTORS,
    locate=RULES.locate,
    row=".structItem--thread, .discussionListItem",
    hint=".structItem-cell--meta dl:first-child dd, .structItem-cell--latest .username, .stats .major dd",
)

PLATFORM = Platform(
    name="xenforo",
    kind="forum",
    recognise=is_xenforo,
    locate=RULES.locate,
    read=partial(read_forum_page, FORUM),
    rank=5,  # the cheapest to ask, and as sure as any
)
