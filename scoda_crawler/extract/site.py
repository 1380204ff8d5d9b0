"""Sites of unknown make: is a page an article, which of its links are worth following."""

import re
from urllib.parse import urlsplit

from scoda_crawler.extract.article import extract_main_text
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.links import collect_links
from scoda_crawler.extract.metadata import Metadata, extract_metadata
from scoda_crawler.extract.platform import Address
from scoda_crawler.extract.urls import canonicalise, find_trap, site_of
from scoda_crawler.items import Article, Link, LinkKind, Page, Reading

MIN_WORDS = 50
"""Shorter texts are teasers, captions and error messages."""

_LIST_PATH = re.compile(
    r"/(?:tags?|categor(?:y|ies|ie|ia|ias)|kategori\w*|author|authors|archives?|topics?|rubrik\w*|section|page|seite)(?:/|$)|/page[/-]\d+|[?&](?:page|paged|p|cat|tag)=",
    re.I,
)
_WORDS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")


def locate_page(url: str) -> Address:
    """What a URL of an unknown site tells before fetching: its canonical form, and whether it is a trap."""
    clean = canonicalise(url)
    kind: LinkKind = "home" if urlsplit(clean).path == "/" and not urlsplit(clean).query else "other"
    return Address(kind=kind, url=clean, skip=find_trap(clean) if clean else "not-http")


def read_article(tree: Tree, page: Page, metadata: Metadata | None = None) -> Article | None:
    """The page's main text with all that the page says of itself, whatever kind of page it is; None without text."""
    text = extract_main_text(tree, page.url)
    if not text:
        return None
    metadata = metadata or extract_metadata(tree, page.url)
    return Article(
        url=page.url,
        site=site_of(page.url),
        canonical_url=metadata.canonical_url or canonicalise(page.url) or None,
        title=metadata.title,
        language=metadata.language,
        authors=metadata.authors,
        text=text,
        fetched_at=page.fetched_at,
    )


def read_site_page(tree: Tree, page: Page) -> Reading:
    """Read a page of an unknown site: an article, if it is one, and the links to follow."""
    metadata = extract_metadata(tree, page.url)
    links, skipped = collect_links(tree, page.url, _judge) if "nofollow" not in metadata.robots else ((), {})
    links += tuple(_find_feeds(tree, page.url))
    if urlsplit(page.url).path in ("", "/") and not urlsplit(page.url).query:
        return Reading(kind="home", links=links, skipped=skipped)
    document = read_article(tree, page, metadata)
    reason = find_no_article(page.url, document, metadata)
    kind: LinkKind = "list" if reason == "list-page" else "other" if reason else "article"
    return Reading(kind=kind, document=None if reason else document, links=links, skipped=skipped, reason=reason)


def _judge(anchor: Tree, url: str) -> Link | str:
    """Follow what is no trap."""
    if reason := find_trap(url):
        return reason
    return "nofollow" if "nofollow" in (anchor.get("rel") or "").lower().split() else Link(url=url)


def _find_feeds(tree: Tree, url: str) -> list[Link]:
    """The feeds that the page's head offers."""
    feeds = [
        x for x in tree.iter("link") if (x.get("type") or "").lower() in ("application/rss+xml", "application/atom+xml")
    ]
    return [Link(url=found, kind="feed") for x in feeds[:5] if (found := canonicalise(x.get("href") or "", url))]


def count_words(text: str) -> int:
    """Words, or single characters in scripts that write none apart."""
    return len(_WORDS.findall(text))


def find_no_article(url: str, document: Article | None, metadata: Metadata) -> str | None:
    """Why a page is no article: "no-text" or "list-page"; None where it is one."""
    words = count_words(document.text) if document else 0
    if words < MIN_WORDS:
        return "no-text"
    if metadata.is_article:
        return None
    return "list-page" if _LIST_PATH.search(url) else None
