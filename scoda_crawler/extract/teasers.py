"""How much of a page stands under headings that lead to other pages: teasers, or whole posts of a blog's front page."""

from collections import Counter

from scoda_crawler.extract.html import Tree, render_text
from scoda_crawler.extract.links import find_base
from scoda_crawler.extract.prose import count_prose
from scoda_crawler.extract.urls import canonicalise, is_same_site

_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_ITEMS = frozenset("article li tr".split())
_MAX_HEADINGS = 400


def find_teased_share(tree: Tree, url: str, prose: int, own: frozenset[str] = frozenset()) -> float:
    """Prose under headings that lead to other pages of the site, as a share of `prose`, 0 to 1 and beyond.

    A heading that leads to `url` or to one of `own` (what the page is also called) is the page's own. What belongs to
    a heading is all round it up to the next heading's, within one `<article>`, list item or row.
    """
    headings = [h for h in tree.iter(*_HEADINGS) if "".join(h.itertext()).strip()][:_MAX_HEADINGS]
    base = find_base(tree, url)
    leading = [h for h in headings if _leads_away(h, base, {url, *own})]
    if not leading:
        return 0.0
    around = Counter(parent for heading in headings for parent in heading.iterancestors())
    items = dict.fromkeys(_find_item(heading, around) for heading in leading)
    return sum(count_prose(render_text(item)) for item in items) / max(prose, 1)


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
