"""Discourse boards: the posts come as data for the program, or as plain markup for crawlers."""

from functools import partial

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_embedded import EmbeddedPosts, get, parse_json
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import PathRules
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Platform
from scoda_crawler.extract.thread import Found, Selectors

SELECTORS = Selectors(
    # Before 2021 a post for crawlers had no id, and before 2019 no class; its number stands in its text ("#2").
    post=".crawler-post, article[data-post-id], [itemtype$=DiscussionForumPosting]:has(> .creator)",
    body=".post[itemprop=text], .cooked, .post",
    id="article[data-post-id], .crawler-post[id^=post_], [itemprop=position]",
    id_attribute="id, text()",
    author=".creator [itemprop=name], .creator a, .names .username a, .names .username, .names a",
    date="time.post-time, .creator time, .post-date .relative-date, .post-infos time",
    drop=".meta, .lightbox-wrapper .meta, .cooked-selection-barrier, .post-menu-area, .topic-map, .signature, "
    "aside.onebox, .poll, .codeblock-button-wrapper, .badge-notification, .expanded-embed, .md-table-controls",
    quote="aside.quote",
    citation="blockquote",
    quoted=".title",
    title="#topic-title h1 a, #topic-title h1, h1[data-topic-id], h1 a[href*='/t/'], h1",
)
RULES = PathRules(
    thread=r"/t/(?:(?P<slug>(?!\d+(?:/|$))[^/?]+)/)?(?P<id>\d+)(?:/\d+)?/?$",
    board=r"/(?:c/(?P<id>[^?.]+?)|latest|top|categories)(?:/l/\w+)?/?$",
    page="?page={page}",
    first_board=0,
    traps=(
        ("member", r"/(?:u|users|g|groups|badges|my|about|faq|guidelines|tos|privacy)(?:/|$)"),
        ("login", r"/(?:login|signup|session|auth)(?:/|$)"),
        ("search", r"/search"),
        ("tag", r"/tags?(?:/|$)"),
        ("sort", r"[?&](?:order|ascending|status|solved)=|/l/(?:top|new|unread|hot)"),
        ("feed", r"\.(?:rss|json)$"),
        ("permalink", r"^/p/|/raw/"),
    ),
)
_REMOVED = ("hidden", "deleted_at", "user_deleted", "cooked_hidden")  # the text says so, in the board's language


def is_discourse(tree: Tree, html: str) -> bool:
    """Whether the generator says so, or the page has its program's data."""
    if "iscourse" not in html:
        return False
    generator = "starts-with(@content, 'Discourse')"
    return bool(
        tree.xpath(
            f"//meta[@name='generator' and {generator}] | //*[@id='data-preloaded' or @id='data-discourse-setup']"
        )
    )


def read_preloaded(tree: Tree, url: str) -> list[Found]:
    """The posts in the data for the program, if the page has it: by author name, number and UTC time."""
    holder = next(iter(tree.xpath("//*[@data-preloaded]")), None)
    data = parse_json(holder.get("data-preloaded")) if holder is not None else None
    topics = [value for key, value in data.items() if key.startswith("topic_")] if isinstance(data, dict) else []
    posts = EmbeddedPosts(SELECTORS, url)
    for post in get(parse_json(topics[0]), "post_stream", "posts") or [] if topics else []:
        if get(post, "post_type") in (1, None) and not any(get(post, mark) for mark in _REMOVED):
            answered = get(post, "reply_to_post_number")
            posts.add(
                get(post, "cooked"),
                id=get(post, "post_number"),
                author=get(post, "username"),
                date=get(post, "created_at"),
                reply_to=str(answered) if answered else None,
            )
    return posts.found


FORUM = Forum(
    name="discourse",
    selectors=SELECTORS,
    locate=RULES.locate,
    read_posts=read_preloaded,
    row="tr.topic-list-item, .topic-list tr",
    hint=".posts, .replies",
)

PLATFORM = Platform(
    name="discourse",
    kind="forum",
    recognise=is_discourse,
    locate=RULES.locate,
    read=partial(read_forum_page, FORUM),
    rank=20,
)
