"""The place of a page's text, where the page marks it: what hAtom, schema.org and the usual themes call it."""

import re
from functools import lru_cache

from scoda_crawler.extract.html import Tree, is_hidden, render_text
from scoda_crawler.extract.marks import is_mark

_NAMES = frozenset(
    "entry-content e-content post-content article-content article-body articlebody post-body story-body story-content "
    "entry__content post__content article__content article__body entry-body post-text article-text node__content "
    "field--name-body text-content news-content news-text gh-content page-content single-content".split()
)
ROLES = frozenset("navigation banner contentinfo search complementary".split())
"""What ARIA calls the parts that HTML5 calls nav, header, footer, search and aside."""

_NOT_TEXT = frozenset("nav header footer aside form menu".split())
_is_name_of_beside = lru_cache(maxsize=1024)(
    re.compile(
        r"(?:^|[\s_-])(?:comments?|related|share|sharing|sharedaddy|social|newsletter|author-?box|breadcrumbs?|nav|navigation"
        r"|pagination|pager|tags?|byline|cookies?|consent|gdpr|recommend(?:ed|ations)|post-?meta|entry-?meta|edit-?link|screen-reader-text|visually-hidden|sr-only)(?:$|[\s_-])",
        re.I,
    ).search
)
_MAX_NAME = 400


def render_marked_text(tree: Tree) -> str:
    """The text in the one place that is marked as the page's text, else in its only `<article>`; "" for none.

    Headers, menus, comments and what stands beside a text are left out; so is a page's main heading.
    """
    place = find_place(tree)
    return "" if place is None else render_text(place, is_beside)


def find_place(tree: Tree) -> Tree | None:
    """The one place that is marked as the page's text, else its only `<article>`; None where there are several."""
    marked = [e for e in tree.iter("div", "section", "article", "main", "td") if _is_marked(e) and not is_hidden(e)]
    outer = [e for e in marked if not any(parent in marked for parent in e.iterancestors())]
    outer = outer or list(tree.iter("article"))
    return outer[0] if len(outer) == 1 else None


def _is_marked(element: Tree) -> bool:
    if "articleBody" in (element.get("itemprop") or ""):
        return True
    return not _NAMES.isdisjoint((element.get("class") or "")[:_MAX_NAME].lower().split())


def is_beside(element: Tree) -> bool:
    """Whether a part of an article's box is not its text: by its tag, or as its class or id calls it."""
    if element.tag in _NOT_TEXT or element.tag == "h1" or element.get("role") in ROLES or is_mark(element):
        return True
    return bool(
        _is_name_of_beside(f"{(element.get('class') or '')[:_MAX_NAME]} {(element.get('id') or '')[:_MAX_NAME]}")
    )
