"""What of a page is content: all but navigation, headers, footers, asides and forms that do not hold its prose."""

from functools import cached_property

from scoda_crawler.extract.box import BOXES
from scoda_crawler.extract.html import Tree, is_hidden, render_text
from scoda_crawler.extract.prose import count_prose, count_words

_CHROME = ("nav", "header", "footer", "aside", "form", "menu")
_BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "figure", "ul", "table")
_CARD = 8  # words
_HOLDERS = frozenset(("form", "header", "aside"))
_HOLDS = 0.5  # of a page's prose: what ASP.NET's one form and some themes' `<header>` hold more of
_MUCH = 0.4  # of the words that are not in links
_NEARLY = 0.95  # of the prose
_BIG = 1 / 3  # of a page's elements; a smaller one is not asked for its text


def find_cards(tree: Tree) -> list[Tree]:
    """The links that hold a block of text each: on a page that calls itself an article, teasers of others."""
    links = (a for a in tree.iter("a") if (a.get("href") or "#")[0] != "#" and next(a.iter(*_BLOCKS), None) is not None)
    return [a for a in links if count_words("".join(a.itertext())) >= _CARD]


class Content:
    """The content of a parsed page, and figures of it; each is worked out when it is first asked for.

    `is_article` tells that the page calls itself an article.
    """

    def __init__(self, tree: Tree, *, is_article: bool = False) -> None:
        self.tree = tree
        self.cards = frozenset(find_cards(tree)) if is_article else frozenset()

    @cached_property
    def chrome(self) -> frozenset[Tree]:
        """The elements that are not content by their name."""
        found = list(self.tree.iter(*_CHROME))
        least = _BIG * sum(1 for _ in self.tree.iter()) if found else 0
        big = [e for e in found if e.tag in _HOLDERS and sum(1 for _ in e.iter()) > least]
        whole = count_prose(render_text(self.tree)) if big else 0
        return frozenset(found).difference(e for e in big if count_prose(render_text(e)) > _HOLDS * whole)

    @cached_property
    def text(self) -> str:
        """The content as a reader sees it."""
        return render_text(self.tree, (self.chrome | self.cards).__contains__)

    @cached_property
    def closest(self) -> str:
        """The text of the smallest box that has nearly all of the content's prose; what stands round it is chrome.

        Where little of what is no link is prose, as on a list, it is all of the content.
        """
        if self.prose < _MUCH * count_words(self.text) * max(0.0, 1 - self.linked):
            return self.text
        place, drop = self.tree, (self.chrome | self.cards).__contains__
        while True:
            boxes = ((box, count_prose(render_text(box, drop))) for box in place if self._is_box(box))
            best, most = max(boxes, key=lambda found: found[1], default=(place, 0))
            if not most or most < _NEARLY * self.prose:
                return render_text(place, drop)
            place = best

    def _is_box(self, element: Tree) -> bool:
        return element.tag in BOXES and element not in self.chrome and not is_hidden(element)

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
