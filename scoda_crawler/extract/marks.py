"""Small things that software hangs on a text: links on headings ("¶", "[edit]"), and links to the text's neighbours."""

import re
from functools import lru_cache
from itertools import islice

from scoda_crawler.dates.shown import is_name_of_change
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.prose import count_words

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_is_name_of_mark = lru_cache(maxsize=1024)(
    re.compile(
        r"(?:^|[\s_-])(?:header-?(?:link|anchor)|heading-?(?:link|anchor)|hash-?link|anchor-?(?:link|js\S*)|perma-?link"
        r"|edit-?(?:section|link)|editsection)(?:$|[\s_-])",
        re.I,
    ).search
)
_is_name_of_neighbours = lru_cache(maxsize=1024)(
    re.compile(
        r"(?:^|[\s_-])(?:prev|previous|next|nextprev|prevnext|pager|pagination|paginav|(?:post|page|article|entry)-?nav\w*"
        r"|nav-?links?)(?:$|[\s_-])",
        re.I,
    ).search
)
_MAX_WORDS = 60  # of a box with two titles
_MAX_PIECES = 60  # of text between two tags; headings and such boxes have a dozen
_LINKED = 0.5  # of its words
_LETTERS = re.compile(r"\w")
_MAX_NAME = 400
_MAX_NOTE = 160  # characters


def find_marks(tree: Tree) -> list[Tree]:
    """The links and boxes in headings that are no part of their text: by their name, or links without a letter.

    A heading that is all one such link, as titles that lead to their own page are, keeps it.
    """
    return [e for heading in tree.iter(*_HEADINGS) for e in heading.iter("a", "span", "button") if is_mark(e)]


def find_neighbours(tree: Tree) -> list[Tree]:
    """The boxes that lead to the text before and the text after this one: short, named for it, most of it links."""
    boxes = (
        e for e in tree.iter("ul", "ol", "div", "p", "nav", "section", "table") if _is_name_of_neighbours(_find_name(e))
    )
    return [box for box in boxes if _is_of_links(box)]


def find_notes(tree: Tree) -> list[Tree]:
    """The short lines that tell when a page was last changed, by their name; the date is read from there."""
    named = (e for e in tree.iter("div", "p", "span", "li", "small", "em") if is_name_of_change(_find_name(e)))
    return [e for e in named if len("".join(islice(e.itertext(), _MAX_PIECES))) <= _MAX_NOTE]


def _is_of_links(box: Tree) -> bool:
    pieces = list(islice(box.itertext(), _MAX_PIECES))
    words = count_words("".join(pieces))
    if words > _MAX_WORDS or len(pieces) == _MAX_PIECES:
        return False
    return 0 < sum(count_words("".join(a.itertext())) for a in box.iter("a")) >= _LINKED * words


def _find_name(element: Tree) -> str:
    return f"{(element.get('class') or '')[:_MAX_NAME]} {(element.get('id') or '')[:_MAX_NAME]}"


def is_mark(element: Tree) -> bool:
    """Whether an element is a mark on the heading that it is in; of no element outside a heading."""
    if element.tag not in ("a", "span", "button"):
        return False
    heading = next((e for e in islice(element.iterancestors(), 3) if e.tag in _HEADINGS), None)
    if heading is None:
        return False
    own = _count_letters(element)
    if element.tag == "a" and not own and element.find(".//img") is None:
        return True
    return bool(_is_name_of_mark(_find_name(element))) and own < _count_letters(heading)


def _count_letters(element: Tree) -> int:
    return len(_LETTERS.findall("".join(islice(element.itertext(), _MAX_PIECES))))
