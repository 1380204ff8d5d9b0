"""NodeBB boards: all posts are in the page, their dates in attributes."""

from functools import partial

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import PathRules
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Platform
from scoda_crawler.extract.thread import Selectors

SELECTORS = Selectors(
    post="[component=post][data-pid]:not(.deleted)",  # a deleted one says so, in the board's language
    body="[component='post/content']",
    id_attribute="data-pid",
    id_pattern=r"(\S+)",  # a number; of a post from another server its URL
    author_attribute="data-username",
    author="[data-username], a[href*='/user/']:not(:has(img)), [itemprop=author] [itemprop=name]",
    date_attribute="data-timestamp",
    date="[itemprop=datePublished], .timeago[title], .timeago",
    permalink="a.post-index[href*='/post/'], a.permalink[href*='/post/'], a.timeago[href*='/post/']",
    reply_to="[component='post/parent'][href*='/post/']:not([href*='%3A']), "
    "[data-parent-pid]:not([data-parent-pid*=':'])",
    drop="[component='post/signature'], [component='post/editor'], .sr-only, .visually-hidden, "
    "p:has(.plugin-mentions-user):has(+ blockquote), p:has(.plugin-mentions-a):has(+ blockquote), "
    "p:has(a[href*='/post/']):has(+ blockquote)",
    quote="p:has(.plugin-mentions-user) + blockquote, p:has(.plugin-mentions-a) + blockquote, "
    "p:has(a[href*='/post/']) + blockquote",
    citation="blockquote",
    title="[component='topic/title'], h1 .topic-title, h1",
    title_drop=".fa, .badge",
)
_PARTS = ("post", "category", "category/topic", "categories/category", "topic/title", "brand/logo", "brand/anchor")
RULES = PathRules(
    thread=r"/topic/(?P<id>\d+)(?:/(?P<slug>[^/?]+))?(?:/\d+)?/?$",
    board=r"/category/(?P<id>-?\d+)(?:/(?P<slug>[^/?]+))?(?:/\d+)?/?$|/categories/?$",
    page="?page={page}",
    traps=(
        ("permalink", r"/post/\d+"),
        ("api", r"^(?:/[^/]+)?/api/"),
        ("member", r"/(?:users?|uid|groups|world|me|chats|notifications|flags)(?:/|$|@)"),
        ("login", r"/(?:login|register|logout|reset|auth)(?:/|$)"),
        ("search", r"/search"),
        ("tag", r"/tags?(?:/|$)"),
        ("sort", r"[?&](?:sort|term|filter|cid)=|/(?:recent|unread|popular|top)(?:/|$)"),
        ("feed", r"\.rss"),
    ),
)


def is_nodebb(_tree: Tree, html: str) -> bool:
    """Whether the page's parts are named as NodeBB's templates name them."""
    return 'component="' in html and any(f'component="{name}"' in html for name in _PARTS)


FORUM = Forum(
    name="nodebb",
    selectors=SELECTORS,
    locate=RULES.locate,
    row="[component='category/topic']",
    hint=".stats-postcount .human-readable-number, .mobile-stat .human-readable-number, "
    "[component='topic/post-count'], .lastpost [data-uid]",
)

PLATFORM = Platform(
    name="nodebb", kind="forum", recognise=is_nodebb, locate=RULES.locate, read=partial(read_forum_page, FORUM), rank=20
)
