"""Whether a page of unknown make holds one article, or is a list of others, a shop's page or nothing to read.

A page's own word (JSON-LD, OpenGraph) counts first, then its address, then how much of it is prose and how much is
links. The thresholds are round figures between the best ones of two halves of 1,100 labelled pages.
"""

import re
from urllib.parse import urlsplit

from scoda_crawler.extract.content import Content
from scoda_crawler.extract.headed import Headed
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.metadata import Metadata
from scoda_crawler.extract.prose import count_prose, count_words
from scoda_crawler.extract.teasers import MOST, find_teased_share
from scoda_crawler.extract.urls import canonicalise

MIN_WORDS = 50
"""Shorter texts are teasers, captions and error messages, as a rule: the site's other pages tell."""

LEAST_WORDS = 15
"""Shorter texts are nothing, whatever the other pages are."""

_LIST_TYPES = frozenset("CollectionPage SearchResultsPage ProfilePage ProductGroup".split())
_SHOP_TYPES = frozenset("ItemList Product".split())
_LIST_PATH = re.compile(
    r"/(?:tags?|categor(?:y|ies|ie|ia|ias)|kategori\w*|authors?|topics?|rubri\w*|sections?|page|seite"
    r"|etiquetas?|etiquettes?|mots?-cles?|schlagw\w+|autor(?:es|en)?|auteurs?|autore|archivos?|secc\w+|label|search|guest-?book|gbook|messages?)(?:/|$)"
    r"|/page[/-]\d+|/(?:list|index|page|categor(?:y|ies)|cate?|tags?|date|archives?|column|class|rubri\w*)[_-]?\d[\d_-]*(?:\.\w{2,5})?/?$|[?&](?:page|paged|cat|tag|author)=|[?&]m=\d{4,8}(?:&|$)|/archives?/?$"
    r"|/(?:19|20)\d\d(?:/(?:0?[1-9]|1[0-2])(?:/(?:0?[1-9]|[12]\d|3[01]))?)?/?$",  # all that was written in a month
    re.I,
)
_LIST_NAMES = frozenset(
    "search-results search-no-results error404 tag-template author-template path-taxonomy page-taxonomy-term "
    "ns-special ns-14 action-history action-edit action-info".split()
)
_ARTICLE_NAMES = frozenset("single single-post post-template node-type-article page-node-type-article".split())
_ARCHIVES = frozenset("category tag date author post-type-archive".split())  # beside "archive"
_SECTION = re.compile(r"(?:/[a-z]+(?:-(?:and-)?[a-z]+)?(?:\.html?)?){1,2}/?", re.I)  # "/news/local-sport/"
_MAX_LINKED = 0.3  # share of a page's words, navigation apart, that are links
_MAX_LINKED_IF_TOLD = 0.55  # where the page calls itself an article
_PROSE_IF_TOLD = 200  # words; of such a page they are the article, however many links stand round it
_PROSE_PER_LINKED = 400  # words of prose asked for where all words were links


def find_no_article(tree: Tree, url: str, text: str, metadata: Metadata, headed: Headed | None = None) -> str | None:
    """Why a page with this main text is no article: "no-text" or "list-page"; None where it is one.

    A text under its own headline and date (`headed`) is one, be it a notice of two sentences among many links.
    """
    is_headed = headed is not None and (
        headed.is_told or sum(map(count_words, headed.others)) <= count_words(headed.text)
    )
    if count_words(text) < (LEAST_WORDS if is_headed else MIN_WORDS):
        return "no-text"
    return None if _is_article(tree, url, count_prose(text), metadata, is_headed=is_headed) else "list-page"


def _is_article(tree: Tree, url: str, prose: int, metadata: Metadata, *, is_headed: bool) -> bool:
    parts, names = urlsplit(url), _find_names(tree)
    is_section, is_list = bool(_SECTION.fullmatch(parts.path)), bool(_LIST_PATH.search(url))
    if metadata.types & _LIST_TYPES or _is_front(parts.path, parts.query) or _is_archive(names):
        return False
    content = Content(tree, is_article=metadata.is_article)
    own = frozenset(filter(None, (metadata.canonical_url, canonicalise(url))))

    def has_teasers() -> bool:
        return find_teased_share(tree, url, max(prose, content.prose), own) >= MOST

    if names & _ARTICLE_NAMES and "single-product" not in names:
        return content.linked < _MAX_LINKED_IF_TOLD or prose >= _PROSE_IF_TOLD
    if metadata.is_article and not is_section:
        if is_list:
            return content.linked < _MAX_LINKED and not has_teasers()
        return content.linked < _MAX_LINKED_IF_TOLD or prose >= _PROSE_IF_TOLD
    if metadata.types & _SHOP_TYPES or metadata.og_type.startswith("product") or is_list:
        return False
    if is_headed:
        return True
    linked = content.linked * (2 if is_section else 1)
    if linked >= _MAX_LINKED or prose < max(MIN_WORDS, _PROSE_PER_LINKED * linked) or _is_teasers(tree, prose):
        return False
    return not has_teasers()


def is_named_list(tree: Tree) -> bool:
    """Whether the body's classes say that the page is a list or a tool: then no other page speaks for it."""
    return _is_archive(_find_names(tree))


def _find_names(tree: Tree) -> frozenset[str]:
    """The body's classes: WordPress (in all themes), Ghost, Drupal and MediaWiki name there what kind of page it is."""
    body = next(tree.iter("body"), None)
    return frozenset((body.get("class") or "").lower().split()) if body is not None else frozenset()


def _is_archive(names: frozenset[str]) -> bool:
    return bool(names & _LIST_NAMES) or ("archive" in names and bool(names & _ARCHIVES))


def _is_front(path: str, query: str) -> bool:
    return not query and path.rstrip("/") in ("", "/index.html", "/index.htm", "/index.php")


def _is_teasers(tree: Tree, prose: int) -> bool:
    """Whether ten headings or more lead to other pages, and little prose comes with each."""
    headings = sum(1 for h in tree.iter("h2", "h3", "h4") if h.find(".//a[@href]") is not None or _is_in_link(h))
    return headings >= 10 and headings * 100 > prose


def _is_in_link(heading: Tree) -> bool:
    parent = heading.getparent()
    return parent is not None and parent.tag == "a"
