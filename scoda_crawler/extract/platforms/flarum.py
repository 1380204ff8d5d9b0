"""Flarum boards: the posts come as data for the program, else as plain markup without dates."""

import re
from functools import partial

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_embedded import EmbeddedPosts, get, parse_json
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import PathRules
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Platform
from scoda_crawler.extract.thread import Found, Selectors

SELECTORS = Selectors(
    post="#flarum-content article, article.Post, .PostStream-item article",
    body=".Post-body",
    author=".PostUser-name",
    date="time",
    drop=".PostMention, .Post-actions, .Post-footer, .PostMeta",
    quote="blockquote:has(.PostMention), blockquote.uncited:has(.PostMention)",
    citation="blockquote",
    quoted=".PostMention",
    title="#flarum-content h1, .DiscussionHero-title, h1",
)
RULES = PathRules(
    thread=r"/d/(?P<id>\d+)(?P<slug>-[^/?]*)?(?:/\d+)?/?$",
    board=r"/(?:t/(?P<id>[^/?]+)|all|tags)/?$",
    page="?page={page}",
    traps=(
        ("member", r"/(?:u|settings|notifications|flags)(?:/|$)"),
        ("login", r"/(?:login|register|logout|reset|confirm)"),
        ("sort", r"[?&](?:sort|q|filter|near)="),
    ),
)
_PAYLOAD = re.compile(r"flarum\.core\.app\.load\((\{.*?\})\);", re.DOTALL)


def is_flarum(tree: Tree, html: str) -> bool:
    """Whether the page has Flarum's program or its plain content."""
    return "flarum" in html and bool(
        tree.xpath("//*[@id='flarum-json-payload' or @id='flarum-content' or @id='flarum-loading']")
    )


def read_payload(tree: Tree, url: str) -> list[Found]:
    """The comments in the API document that the page hands its program, in their order.

    Posts of other threads that these name or that name these are in the document too.
    """
    scripts = [
        s.text or ""
        for s in tree.iter("script")
        if s.get("id") == "flarum-json-payload" or "flarum.core" in (s.text or "")
    ]
    texts = [found[1] if (found := _PAYLOAD.search(text)) else text for text in scripts]
    document = next((d for text in texts if (d := get(parse_json(text), "apiDocument"))), None)
    included = get(document, "included") or []
    names = {get(item, "id"): _read_name(item) for item in included if get(item, "type") == "users"}
    own = {get(item, "id") for item in get(document, "data", "relationships", "posts", "data") or []}
    comments = [item for item in included if _is_comment(item) and (not own or get(item, "id") in own)]
    posts = EmbeddedPosts(SELECTORS, url)
    for item in sorted(comments, key=lambda item: get(item, "attributes", "number") or 0):
        author = names.get(get(item, "relationships", "user", "data", "id"))
        date = get(item, "attributes", "createdAt") or get(item, "attributes", "time")
        posts.add(get(item, "attributes", "contentHtml"), id=get(item, "id"), author=author, date=date)
    return posts.found


def _read_name(user: object) -> object:
    return get(user, "attributes", "displayName") or get(user, "attributes", "username")


def _is_comment(item: object) -> bool:
    """Whether an item is a post that readers see: no notice of a new title, and not hidden."""
    attributes = get(item, "attributes")
    is_comment = get(item, "type") == "posts" and get(attributes, "contentType") == "comment"
    return is_comment and not get(attributes, "isHidden")


FORUM = Forum(name="flarum", selectors=SELECTORS, locate=RULES.locate, read_posts=read_payload)

PLATFORM = Platform(
    name="flarum", kind="forum", recognise=is_flarum, locate=RULES.locate, read=partial(read_forum_page, FORUM), rank=20
)
