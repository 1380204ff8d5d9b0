"""Sites of unknown make: is a page an article, which of its links are worth following."""

from dataclasses import replace
from urllib.parse import urlsplit

from scoda_crawler.dates.page import find_page_dates
from scoda_crawler.dates.parse import parse_date
from scoda_crawler.extract.article import extract_main_text, is_sound
from scoda_crawler.extract.headed import Headed, find_headed
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.links import collect_links
from scoda_crawler.extract.listings import find_script_links
from scoda_crawler.extract.lone_post import find_doubtful_thread
from scoda_crawler.extract.metadata import Metadata, extract_metadata
from scoda_crawler.extract.pagekind import LEAST_WORDS, find_no_article, is_named_list
from scoda_crawler.extract.platform import Address
from scoda_crawler.extract.profiles import is_profile
from scoda_crawler.extract.prose import count_words
from scoda_crawler.extract.shape import LEAD_ID, find_thread_by_shape, is_board_by_shape
from scoda_crawler.extract.shape_address import is_permalink
from scoda_crawler.extract.shape_links import find_forum_links_by_shape, find_own_trap, is_second_way
from scoda_crawler.extract.shape_mail import find_mail, find_whole_thread
from scoda_crawler.extract.teasers import is_list_of_texts
from scoda_crawler.extract.urls import canonicalise, find_trap, site_of
from scoda_crawler.items import Article, Date, Link, LinkKind, Page, Post, Reading, Scope, Thread


def locate_page(url: str) -> Address:
    """What a URL of an unknown site tells before fetching: its canonical form, and whether it is a trap."""
    clean = canonicalise(url)
    kind: LinkKind = "home" if urlsplit(clean).path == "/" and not urlsplit(clean).query else "other"
    return Address(kind=kind, url=clean, skip=find_trap(clean) if clean else "not-http")


def read_article(
    tree: Tree, page: Page, metadata: Metadata | None = None, headed: Headed | None = None
) -> Article | None:
    """The page's main text with all that the page says of itself, whatever kind of page it is; None without text."""
    if metadata is None:
        metadata, headed = extract_metadata(tree, page.url), None if _is_front(page.url) else find_headed(tree)
    text = extract_main_text(tree, page.url, is_article=metadata.is_article, headed=headed)
    if not text:
        return None
    title = _find_title(metadata, headed)
    text = strip_title(text, title)
    published, modified = find_page_dates(tree, page.url, language=metadata.language, now=page.fetched_at)
    return Article(
        url=page.url,
        published=_find_published(published, headed, page, metadata.language),
        modified=modified,
        site=site_of(page.url),
        canonical_url=metadata.canonical_url or canonicalise(page.url) or None,
        title=title,
        language=metadata.language,
        authors=metadata.authors,
        text=text,
        fetched_at=page.fetched_at,
    )


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _find_published(found: Date | None, headed: Headed | None, page: Page, language: str | None) -> Date | None:
    """The date under the headline, where the page tells machines none and another one was shown, or none at all."""
    if headed is None or not headed.is_told or (found and (found.source != "shown" or found.raw in headed.byline)):
        return found
    own = parse_date(headed.date, language=language, now=page.fetched_at)
    if own is None or own.value is None or own.precision in ("year", "month"):
        return found
    return replace(own, source="shown")


def _find_title(metadata: Metadata, headed: Headed | None) -> str:
    """The page's title, or the headline over its date where the title has that line in it, or is not the headline's."""
    if headed is None or metadata.is_article:
        return metadata.title
    return headed.title if not headed.is_told or headed.title in metadata.title else metadata.title


def find_thread(tree: Tree, page: Page, scope: Scope) -> Thread | None:
    """The thread of software that nobody declared; None where the page's shape is no thread's.

    A list of articles has the shape of a thread (texts with dates and authors), but each text stands under a heading of
    its own that leads to the whole. A front page is none, whatever stands on it.
    """
    parts = urlsplit(page.url)
    is_front = bool(parts.netloc) and parts.path in ("", "/") and not parts.query
    if not is_front and (mail := find_mail(tree, page)):
        return replace(mail, site=site_of(page.url))
    thread = find_thread_by_shape(tree, page, scope) if is_sound(tree) and not is_front else None
    if thread is None:
        return None
    authors = [post.author for post in thread.posts if post.author]
    if is_list_of_texts(tree, page.url, [post.text for post in thread.posts if post.text], authors):
        return None
    return replace(thread, site=site_of(page.url))


def _lead_with_article(tree: Tree, page: Page, comments: Thread) -> Thread:
    """Comments under what calls itself an article, with the article as the first post, whatever was taken for it."""
    metadata = extract_metadata(tree, page.url)
    article = read_article(tree, page, metadata, find_headed(tree)) if metadata.is_article else None
    others = tuple(post for post in comments.posts if post.id != LEAD_ID)
    if article is None or sum(post.text in article.text for post in others) > 1:
        return comments
    author = article.authors[0] if article.authors else None
    first = Post(text=article.text, id=LEAD_ID, author=author, published=article.published)
    authors = tuple(dict.fromkeys((*article.authors, *(post.author for post in others if post.author))))
    return replace(comments, posts=(first, *others), published=article.published, authors=authors)


def strip_title(text: str, title: str) -> str:
    """The text without a first line that is but the title."""
    first, _, rest = text.partition("\n")
    return rest.lstrip() if rest and " ".join(first.split()).casefold() == title.casefold() else text


def read_site_page(tree: Tree, page: Page, scope: Scope) -> Reading:
    """Read a page of an unknown site: a thread or an article, if it is one, and the links to follow."""
    if whole := find_whole_thread(tree, page.url):
        return Reading(kind="other", links=(Link(url=whole),), reason="message")
    if thread := find_thread(tree, page, scope):
        thread = _lead_with_article(tree, page, thread) if scope.comments else thread
        links, skipped = find_forum_links_by_shape(tree, page.url, len(thread.posts))
        return Reading(kind="thread", document=thread, links=links, skipped=skipped)
    metadata = extract_metadata(tree, page.url)
    judge = _judge_in_forum if scope.forum else _judge
    links, skipped = (), {}
    if "nofollow" not in metadata.robots:
        links, skipped = collect_links(tree, page.url, judge, find_script_links(tree))
    links += tuple(_find_feeds(tree, page.url))
    if _is_front(page.url):
        return Reading(kind="home", links=links, skipped=skipped)
    headed = find_headed(tree)
    document = read_article(tree, page, metadata, headed)
    reason = find_no_article(tree, page.url, document.text if document else "", metadata, headed)
    if scope.forum:
        has_text = document is not None and count_words(document.text) >= LEAST_WORDS
        thread = find_doubtful_thread(tree, page, document, metadata) if document and has_text else None
        return Reading(kind="other", document=thread, links=links, skipped=skipped, reason=reason)
    if not reason and not metadata.is_article and is_sound(tree) and is_board_by_shape(tree, page.url):
        reason = "list-page"
    kind: LinkKind = "list" if reason == "list-page" else "other" if reason else "article"
    if document is not None and reason:
        is_nothing = count_words(document.text) < LEAST_WORDS or is_named_list(tree)
        document = None if is_nothing else replace(document, doubt=reason)
    return Reading(kind=kind, document=document, links=links, skipped=skipped, reason=reason)


def _judge(anchor: Tree, url: str) -> Link | str:
    """Follow what is no trap and no other address of a page."""
    if reason := find_own_trap(anchor, url):
        return reason
    if is_permalink(anchor.get("href") or "") or is_second_way(anchor, url):
        return "permalink"
    return "nofollow" if "nofollow" in (anchor.get("rel") or "").lower().split() else Link(url=url)


def _judge_in_forum(anchor: Tree, url: str) -> Link | str:
    """Follow no members' pages besides: of theirs there is nothing on a board but what they wrote in its threads."""
    return "member" if is_profile(url) else _judge(anchor, url)


def _find_feeds(tree: Tree, url: str) -> list[Link]:
    """The feeds that the page's head offers."""
    feeds = [
        x for x in tree.iter("link") if (x.get("type") or "").lower() in ("application/rss+xml", "application/atom+xml")
    ]
    return [Link(url=found, kind="feed") for x in feeds[:5] if (found := canonicalise(x.get("href") or "", url))]
