"""The dates in a page's JSON-LD that are those of the page's own text."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lxml.etree import _Element as Tree

_TYPES = frozenset(
    """Article NewsArticle BlogPosting Report ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BlogPost
    ScholarlyArticle TechArticle SocialMediaPosting LiveBlogPosting AdvertiserContentArticle ReviewNewsArticle
    BackgroundNewsArticle MedicalScholarlyArticle DiscussionForumPosting Question Recipe PodcastEpisode HowTo
    APIReference SatiricalArticle""".split()
)
_PAGES = frozenset("WebPage ItemPage AboutPage QAPage MedicalWebPage FAQPage".split())
_MAX_OBJECTS = 2000
_MAX_LENGTH = 2_000_000  # characters of one script


class LinkedDates(NamedTuple):
    """Texts of dates, likeliest first: of the page's article or posting, and of the page as such."""

    published: tuple[str, ...]
    modified: tuple[str, ...]
    of_page: tuple[str, ...]
    is_product: bool = False  # the page calls itself one


def read_linked_dates(tree: Tree, url: str) -> LinkedDates:
    """The dates in JSON-LD; of several articles on one page only that one's whose address the page has."""
    objects = list(_iter_objects(tree))
    articles = _choose([o for o in objects if _types(o) & _TYPES], url)
    pages = [o for o in objects if _types(o) & _PAGES]
    return LinkedDates(
        tuple(_values(articles, "datePublished") or _values(articles, "dateCreated")),
        tuple(_values(articles, "dateModified") or _values(pages, "dateModified")),
        tuple(_values(pages, "datePublished")),
        not articles and any("Product" in _types(o) or "ProductGroup" in _types(o) for o in objects),
    )


def _iter_objects(tree: Tree) -> Iterator[Mapping[str, Any]]:
    """All objects in the page's scripts of JSON-LD, outer ones first; broken scripts are passed over."""
    count = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or len(script.text or "") > _MAX_LENGTH:
            continue
        stack = [_load(script.text or "")]
        while stack and count < _MAX_OBJECTS:
            item = stack.pop()
            if isinstance(item, dict):
                count += 1
                yield item
                stack.extend(reversed([v for k, v in item.items() if k not in ("comment", "review", "hasPart")]))
            elif isinstance(item, list):
                stack.extend(reversed(item))


def _load(text: str) -> Any:
    """The value of a script; None for a broken one."""
    text = re.sub(r"^\s*(?:<!--|/[/*]\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|/[/*]\s*\]\]>\s*(?:\*/)?|;)\s*$", "", text)
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _types(item: Mapping[str, Any]) -> frozenset[str]:
    kinds = item.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return frozenset(re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str))


def _choose(articles: list[Mapping[str, Any]], url: str) -> list[Mapping[str, Any]]:
    """The page's own article: the one with its address, else the only one, else the first if it has the most to say."""
    own = [a for a in articles if any(_is_same(address, url) for address in _addresses(a))]
    if own:
        return own
    dates = {a.get("datePublished") for a in articles if isinstance(a.get("datePublished"), str)}
    return articles if len(dates) <= 1 else [] if len(dates) > 3 else articles[:1]


def _addresses(item: Mapping[str, Any]) -> Iterator[str]:
    for key in ("mainEntityOfPage", "url", "@id"):
        value = item.get(key)
        value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(value, str):
            yield value


def _is_same(address: str, url: str) -> bool:
    """Whether two addresses differ in scheme, "www.", fragment, query or a last slash at most."""
    short = [re.sub(r"^https?://(www\.)?|[?#].*$", "", a).rstrip("/").lower() for a in (address, url)]
    return short[0] == short[1] != ""


def _values(items: list[Mapping[str, Any]], key: str) -> list[str]:
    return [value for item in items if isinstance(value := item.get(key), str) and len(value) < 80]
