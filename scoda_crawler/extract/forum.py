"""Reads a page of a board of any known software: its posts as one page of a Thread, and the links worth following."""

from dataclasses import replace

from scoda_crawler.extract.forum_dates import Clock, read_dates
from scoda_crawler.extract.forum_links import find_links
from scoda_crawler.extract.forum_types import Forum, Locate
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.links import find_base
from scoda_crawler.extract.metadata import extract_metadata, find_canonical, find_language, find_metas
from scoda_crawler.extract.platform import Address
from scoda_crawler.extract.thread import Found, find_posts, iter_matches, read_line, select
from scoda_crawler.extract.urls import canonicalise
from scoda_crawler.items import Page, Reading, Scope, Thread


def read_forum_page(forum: Forum, tree: Tree, page: Page, scope: Scope) -> Reading:
    """What a page of a board gives: a Thread where it has posts, and the boards, threads and pages it links to."""
    url = canonicalise(page.url) or page.url
    locate = _locator(forum, tree, url)
    address = _find_own(locate, tree, url)
    base = find_base(tree, page.url)
    found = forum.read_posts(tree, base) if forum.read_posts else []
    found = found or find_posts(tree, forum.selectors, base)
    links, skipped = find_links(tree, page.url, forum, locate) if scope.links else ((), {})
    thread = _build_thread(forum, tree, page, address, found) if found else None
    return Reading(
        platform=forum.name,
        kind="thread" if thread else address.kind,
        document=thread,
        links=links,
        skipped=skipped,
        reason=None if thread or address.kind != "thread" else _find_reason(tree, page, forum),
    )


def _locator(forum: Forum, tree: Tree, url: str) -> Locate:
    if forum.relate is not None:
        return forum.relate(tree, url)
    assert forum.locate is not None, f"{forum.name} tells no URL"
    return forum.locate


def _find_own(locate: Locate, tree: Tree, url: str) -> Address:
    """What the page's own URL means; one with a trap's parameters may be told by its canonical form."""
    canonical = next((x.get("href") or "" for x in tree.iter("link") if x.get("rel") == "canonical"), "")
    forms = (url, canonicalise(canonical, url) if canonical else "", url.partition("?")[0])
    found = [address for form in forms if form and (address := locate(form)) is not None]
    return next((address for address in found if not address.skip), Address())


def _find_reason(tree: Tree, page: Page, forum: Forum) -> str:
    """Why the page of a thread has no posts."""
    if page.status >= 400 or (forum.error and select(tree, forum.error)):
        return "error"
    return "login" if tree.xpath("//input[@type='password']") else "no-posts"


def _build_thread(forum: Forum, tree: Tree, page: Page, address: Address, found: list[Found]) -> Thread:
    metas = find_metas(tree)
    language = find_language(tree, metas)
    clock = Clock(language=language, now=page.fetched_at, day_first=forum.day_first)
    dates = read_dates(tree, found, clock, drop=forum.selectors.date_drop)
    posts = tuple(replace(f.post, published=date) for f, date in zip(found, dates, strict=True))
    return Thread(
        url=page.url,
        title=find_title(tree, forum) or extract_metadata(tree, page.url).title,
        key=_find_key(forum, tree, address),
        platform=forum.name,
        canonical_url=find_canonical(tree, metas, page.url),
        language=language,
        published=posts[0].published if address.page == 1 else None,
        authors=tuple(dict.fromkeys(post.author for post in posts if post.author)),
        fetched_at=page.fetched_at,
        posts=posts,
        page=address.page,
    )


def _find_key(forum: Forum, tree: Tree, address: Address) -> str:
    """The thread's number where the page tells it, else what its address says."""
    number = forum.thread_id(tree) if forum.thread_id else ""
    return f"thread/{number}" if number else address.key if address.kind == "thread" else ""


def find_title(tree: Tree, forum: Forum) -> str:
    """The thread's title as the page shows it, without the marks beside it ("[Sticky]"); "" where it is not found."""
    for element in iter_matches(tree, forum.selectors.title):
        if title := read_line(element, select(element, forum.selectors.title_drop)):
            return title
    return ""
