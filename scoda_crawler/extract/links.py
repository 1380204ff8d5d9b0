"""The links of a page: resolved, canonical, on its site, each once; and a count of those left aside."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from lxml.html import Element

from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.urls import canonicalise, is_same_site, rebase
from scoda_crawler.items import Link

Judge = Callable[[Tree, str], Link | str]
"""(the `<a>`, its canonical URL) -> the link to follow, or why it is not followed."""

MAX_LINKS = 5000
"""More links than any page has that was made for readers."""


def find_base(tree: Tree, url: str) -> str:
    """What the page's relative links are relative to: `<base href>`, else its URL."""
    base = next((b.get("href") for b in tree.iter("base") if b.get("href")), None)
    return canonicalise(base, url) or url if base else url


def iter_anchors(tree: Tree, url: str, more: Iterable[str] = ()) -> Iterator[tuple[Tree, str]]:
    """Each `<a>`, `<area>` and frame that leads somewhere, with its canonical URL under the page's scheme and host.

    `more` are addresses that stand elsewhere on the page; each is given as an `<a>` of its own.
    """
    base = find_base(tree, url)
    known = {"": ""}
    for anchor in chain(tree.iter("a", "area", "frame"), (Element("a", href=target) for target in more)):
        target = (anchor.get("src") if anchor.tag == "frame" else anchor.get("href")) or ""
        if target not in known:
            found = "" if target.lstrip().startswith("#") else canonicalise(target, base)
            known[target] = rebase(found, url)
        if known[target]:
            yield anchor, known[target]


def collect_links(
    tree: Tree, url: str, judge: Judge, more: Iterable[str] = ()
) -> tuple[tuple[Link, ...], dict[str, int]]:
    """The links to follow, in the page's order, one a key; and how many distinct URLs were left aside, by reason."""
    links: dict[str, Link] = {}
    skipped: dict[str, str] = {}
    for anchor, target in iter_anchors(tree, url, more):
        found = judge(anchor, target) if is_same_site(target, url) else "off-site"
        if isinstance(found, str):
            skipped.setdefault(target, found)
            continue
        key = found.key or found.url
        if key not in links or (found.hint and not links[key].hint):
            links[key] = found
        if len(links) >= MAX_LINKS:
            break
    return tuple(links.values()), dict(Counter(skipped.values()))
