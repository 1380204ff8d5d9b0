"""How much of a page stands under headings that lead to other pages: teasers, or whole posts of a blog's front page."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from lxml import etree

from scoda_crawler.extract.html import Tree, render_text
from scoda_crawler.extract.links import find_base
from scoda_crawler.extract.prose import count_prose
from scoda_crawler.extract.urls import canonicalise, is_same_site

MOST = 0.5
"""Share of a page's prose that stands under headings that lead to other pages: from here on it is a list of them."""

_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_ITEMS = frozenset("article li tr".split())
_IDS = etree.XPath("//@id | //a/@name", smart_strings=False)
_MAX_HEADINGS = 400
_SEPARATORS = re.compile(r"\s+[-|–—·•»:]{1,2}\s+|[|｜»]")
_LETTERS = re.compile(r"\w+")
_SHORT = 3  # letters


def find_teased_share(tree: Tree, url: str, prose: int, own: frozenset[str] = frozenset()) -> float:
    """Prose under headings that lead to other pages of the site, as a share of `prose`, 0 to 1 and beyond.

    A heading that leads to `url` or to one of `own` (what the page is also called) is the page's own. What belongs to a
    heading is all round it up to the next heading's, within one `<article>`, list item or row.
    """
    return sum(map(count_prose, _list_teasers(tree, url, own))) / max(prose, 1)


def is_list_of_texts(tree: Tree, url: str, texts: Sequence[str], authors: Iterable[str]) -> bool:
    """Whether `texts`, which look like the posts of a thread, stand each under a title that leads to another page.

    Of posts, such a heading is the author's name, or repeats the thread's title.
    """
    names = frozenset(map(_squash, authors))
    teasers = _list_teasers(tree, url, names=names, titles=_find_titles(tree))
    longest = [max(text.split("\n"), key=len) for text in texts] if teasers else []
    held = ([i for i, line in enumerate(longest) if line in teaser] for teaser in teasers)
    under = {found[0] for found in held if len(found) == 1}  # a heading above many is the page's, or a sidebar's
    return sum(len(texts[i]) for i in under) > MOST * sum(map(len, texts))


def _list_teasers(
    tree: Tree,
    url: str,
    own: frozenset[str] = frozenset(),
    names: frozenset[str] = frozenset(),
    titles: Sequence[str] = (),
) -> list[str]:
    """The texts under headings that lead to other pages, are none of `names`, and have nothing of `titles`."""
    return list(map(render_text, find_teasers(tree, url, own, names, titles)))


def find_teasers(
    tree: Tree,
    url: str,
    own: frozenset[str] = frozenset(),
    names: frozenset[str] = frozenset(),
    titles: Sequence[str] = (),
) -> list[Tree]:
    """The elements under headings that lead to other pages, are none of `names`, and have nothing of `titles`."""
    headings = [h for h in tree.iter(*_HEADINGS) if "".join(h.itertext()).strip()][:_MAX_HEADINGS]
    base = find_base(tree, url)
    leading = [h for h in headings if _leads_away(h, base, {url, *own}) and not _is_known(h, names, titles)]
    leading = _without_places(tree, leading)
    if not leading:
        return []
    around = Counter(parent for heading in headings for parent in heading.iterancestors())
    return list(dict.fromkeys(_find_item(heading, around) for heading in leading))


def _without_places(tree: Tree, headings: list[Tree]) -> list[Tree]:
    """The headings without those that lead to a place ("#comment-12") which is on this page, whatever its address."""
    places = {heading: _find_fragment(heading) for heading in headings}
    here = set(_IDS(tree)) if any(places.values()) else set()
    return [heading for heading in headings if places[heading] not in here]


def _find_fragment(heading: Tree) -> str:
    links = (*heading.iter("a"), *heading.iterancestors("a"))
    return next((href.partition("#")[2] for a in links if (href := a.get("href"))), "")


def _find_titles(tree: Tree) -> list[str]:
    """The letters of the page's `<title>`, and of each of its parts between separators that is not short."""
    element = next(tree.iter("title"), None)
    title = (element.text or "") if element is not None else ""
    parts = (_squash(part) for part in _SEPARATORS.split(title))
    return [_squash(title), *(part for part in parts if len(part) > _SHORT)]


def _squash(text: str) -> str:
    return "".join(_LETTERS.findall(text.casefold()))


def _is_known(heading: Tree, names: frozenset[str], titles: Sequence[str]) -> bool:
    """Whether a heading is a name, is in the page's title, or has a part of the title in it ("Re: ...")."""
    text = _squash("".join(heading.itertext()))
    if text in names:
        return True
    return len(text) > _SHORT and bool(titles) and (text in titles[0] or any(part in text for part in titles[1:]))


def _leads_away(heading: Tree, base: str, own: set[str]) -> bool:
    links = [a for a in (*heading.iter("a"), *heading.iterancestors("a")) if a.get("href")]
    if len(links) != 1:
        return False
    target = canonicalise(links[0].get("href") or "", base)
    return bool(target) and target not in own and is_same_site(target, base)


def _find_item(heading: Tree, around: Counter[Tree]) -> Tree:
    """The largest element that has no other heading, or the item that the heading is in."""
    item = heading
    for parent in heading.iterancestors():
        if around[parent] > 1 or parent.tag == "body":
            break
        item = parent
        if parent.tag in _ITEMS:
            break
    return item
