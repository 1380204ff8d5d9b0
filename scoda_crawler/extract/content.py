"""What of a page is content: all but navigation, headers, footers, asides and forms that do not hold its prose."""

from functools import cached_property

from scoda_crawler.extract.box import find_box
from scoda_crawler.extract.html import Tree, render_text
from scoda_crawler.extract.marked import ROLES
from scoda_crawler.extract.marks import find_marks, find_neighbours, find_notes
from scoda_crawler.extract.prose import count_prose, count_words, list_prose
from scoda_crawler.extract.teasers import find_teasers

_CHROME = ("nav", "header", "footer", "aside", "form", "menu")
_BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "figure", "ul", "table")
_CARD = 8  # words
_HOLDERS = frozenset(("form", "header", "aside"))
_HOLDS = 0.5  # of a page's prose: what ASP.NET's one form and some themes' `<header>` hold more of
_HOLDS_ALL = 0.95  # what a `<nav>` holds that was never closed
_MUCH = 0.4  # of the words that are not in links
_MAX_BIG = 20  # one in another; a page has two or three of them
_BIG = 1 / 3  # of a page's elements; a smaller one is not asked for its text


def find_cards(tree: Tree) -> list[Tree]:
    """The links that hold a block of text each: on a page that calls itself an article, teasers of others."""
    links = (a for a in tree.iter("a") if (a.get("href") or "#")[0] != "#" and next(a.iter(*_BLOCKS), None) is not None)
    return [a for a in links if count_words("".join(a.itertext())) >= _CARD]


def _find_least(element: Tree) -> float:
    """The share of a page's prose from which an element that is chrome by its name holds the page for all that."""
    if element.tag in _HOLDERS:
        return _HOLDS
    is_menu = element.tag == "nav" or element.get("role") == "navigation"
    return _HOLDS_ALL if is_menu else _HOLDS if element.tag not in _CHROME else float("inf")


class Content:
    """The content of a parsed page, and figures of it; each is worked out when it is first asked for.

    `is_article` tells that the page calls itself an article. Without its URL a page has no teasers.
    """

    def __init__(self, tree: Tree, url: str = "", *, is_article: bool = False) -> None:
        self.tree, self.url = tree, url
        self.cards = frozenset(find_cards(tree)) if is_article else frozenset()
        self.marks = frozenset((*find_marks(tree), *find_neighbours(tree), *find_notes(tree)))

    @cached_property
    def chrome(self) -> frozenset[Tree]:
        """The elements that are not content by their name or their role."""
        found = [*self.tree.iter(*_CHROME), *(e for e in self.tree.iterfind(".//*[@role]") if e.get("role") in ROLES)]
        least = _BIG * sum(1 for _ in self.tree.iter()) if found else 0
        big = [e for e in found if e.tag != "footer" and sum(1 for _ in e.iter()) > least]
        whole = count_prose(render_text(self.tree)) if big else 0
        holders = (
            e for i, e in enumerate(big) if i >= _MAX_BIG or count_prose(render_text(e)) > _find_least(e) * whole
        )
        return frozenset(found).difference(holders)

    @cached_property
    def teasers(self) -> list[Tree]:
        """The elements under headings that lead to other pages of the site."""
        return find_teasers(self.tree, self.url) if self.url else []

    @cached_property
    def text(self) -> str:
        """The content as a reader sees it."""
        return render_text(self.tree, (self.chrome | self.cards | self.marks).__contains__)

    @cached_property
    def closest(self) -> str:
        """The text of the smallest box that has nearly all of the content's prose; what stands round it is chrome.

        Where little of what is no link is prose, as on a list, it is all of the content.
        """
        if self.prose < _MUCH * count_words(self.text) * max(0.0, 1 - self.linked):
            return self.text
        drop = (self.chrome | self.cards | self.marks).__contains__
        box = find_box(self.tree, list_prose(self.text), drop)
        return self.text if box is None else render_text(box.element, drop)

    @cached_property
    def prose(self) -> int:
        """Words of the content that are prose."""
        return count_prose(self.text)

    @cached_property
    def linked(self) -> float:
        """Share of the content's words that are in links, 0 to 1 and beyond (a link may be hidden)."""
        words = count_words(self.text)
        links = (a for a in self.tree.iter("a") if a not in self.cards and self.chrome.isdisjoint(a.iterancestors()))
        return sum(count_words("".join(a.itertext())) for a in links) / words if words else 1.0
