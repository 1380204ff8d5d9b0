"""The posts of a thread page by a platform's selectors: text, author, id, time; what is not the author's is cut."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin

from lxml.cssselect import CSSSelector

from scoda_crawler.extract.html import Tree, render_text
from scoda_crawler.extract.urls import canonicalise
from scoda_crawler.items import Post

_DIGITS = re.compile(r"\d+")
_NAME_MARKS = re.compile(r"^[@\s]+|[\s:：,]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """Where a platform keeps what: CSS selectors, "" for what it has not.

    All but `post`, `title` and `title_drop` are looked up within a post. Of several selectors, divided by ", ", the
    first that has a match counts, but for `post` and the three of parts to cut, where all do.
    """

    post: str
    body: str
    author: str = ""
    date: str = ""
    id: str = ""  # the element whose id tells the post's; "": the post itself
    id_attribute: str = "id"
    author_attribute: str = ""  # of the post itself, before `author`
    drop: str = ""  # within the body: signatures, attachments, edit notices, buttons
    quote: str = ""  # within the body: words of other posts
    quoted: str = ""  # within a quote: whose words they are
    permalink: str = ""
    permalink_attribute: str = "href"
    title: str = "h1"
    title_drop: str = ""
    reply_to: str = ""  # an element whose `href` or `data-*` ends in the id of the post answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A post as it stands in the page, before its date is read."""

    post: Post
    element: Tree
    date: Tree | None


@cache
def _compile(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


@cache
def _alternatives(selector: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in selector.split(", ") if part.strip())


def select(root: Tree, selector: str) -> list[Tree]:
    """The elements within `root` (and `root` itself) that a CSS selector matches, in document order; "" for none."""
    if not selector:
        return []
    found: list[Tree] = _compile(selector)(root)
    return found


def iter_matches(root: Tree, selector: str) -> Iterator[Tree]:
    """The matches of the first selector of a list, then those of the next."""
    return (element for part in _alternatives(selector) for element in select(root, part))


def find_first(root: Tree, selector: str) -> Tree | None:
    """The first match of the first selector that has any, or None."""
    return next(iter_matches(root, selector), None)


def read_line(element: Tree | None, drop: Iterable[Tree] = ()) -> str:
    """The text of an element as one line; "" for None."""
    if element is None:
        return ""
    left_out = set(drop)
    return " ".join(render_text(element, left_out.__contains__).split())


def find_posts(tree: Tree, selectors: Selectors, url: str) -> list[Found]:
    """The posts of a page in document order, each once; those without an author's text are left out."""
    elements = select(tree, selectors.post)
    inside = set(elements)
    out: dict[str, Found] = {}
    for element in elements:
        body = _own(element, selectors.body, inside)
        if body is not None:
            found = _read_post(element, body, selectors, inside, url)
            out.setdefault(found.post.id or f"#{len(out)}", found)
    return list(out.values())


def _own(post: Tree, selector: str, posts: set[Tree]) -> Tree | None:
    """The first match within `post` that is not within a post nested in it."""
    return next((e for e in iter_matches(post, selector) if _owner(e, posts) is post), None)


def _owner(element: Tree, posts: set[Tree]) -> Tree | None:
    if element in posts:
        return element
    return next((a for a in element.iterancestors() if a in posts), None)


def _read_post(element: Tree, body: Tree, selectors: Selectors, posts: set[Tree], url: str) -> Found:
    quotes = select(body, selectors.quote)
    left_out = {e for e in (*quotes, *select(body, selectors.drop), *posts) if e is not body}
    post = Post(
        text=render_text(body, left_out.__contains__),
        id=read_id(element, selectors),
        author=_read_author(element, selectors, posts),
        url=_read_permalink(_own(element, selectors.permalink, posts), selectors.permalink_attribute, url),
        reply_to=_find_parent(element, selectors, posts),
        quoted=_quoted_names(quotes, selectors.quoted),
    )
    return Found(post=post, element=element, date=_own(element, selectors.date, posts))


def _read_permalink(link: Tree | None, attribute: str, url: str) -> str | None:
    """The permalink as given, without a session id in it but with its fragment, which names the post."""
    target = (link.get(attribute) or "").strip() if link is not None else ""
    if not target or target == "#":
        return None
    address, _, fragment = urljoin(url, target).partition("#")
    return canonicalise(address) + (f"#{fragment}" if fragment else "") or None


def read_id(element: Tree, selectors: Selectors) -> str:
    """The board's own number of a post: the last digits of its id, else the id as it is."""
    holder = find_first(element, selectors.id) if selectors.id else element
    value = (holder.get(selectors.id_attribute) or "") if holder is not None else ""
    digits = _DIGITS.findall(value)
    return digits[-1] if digits else value.strip()


def _read_author(element: Tree, selectors: Selectors, posts: set[Tree]) -> str | None:
    named = element.get(selectors.author_attribute, "").strip() if selectors.author_attribute else ""
    if named:
        return named
    holder = _own(element, selectors.author, posts)
    if holder is None:
        return None
    return (read_line(holder) or (holder.get("content") or holder.get("title") or "").strip()) or None


def _find_parent(element: Tree, selectors: Selectors, posts: set[Tree]) -> str | None:
    """The id of the post that this one answers: named by a link, or the post in which it stands."""
    if selectors.reply_to and (link := _own(element, selectors.reply_to, posts)) is not None:
        digits = _DIGITS.findall(link.get("href") or link.get("data-post-id") or "")
        return digits[-1] if digits else None
    parent = next((a for a in element.iterancestors() if a in posts), None)
    return (read_id(parent, selectors) or None) if parent is not None else None


def _quoted_names(quotes: Sequence[Tree], selector: str) -> tuple[str, ...]:
    names = (_quoted_name(quote, selector) for quote in quotes)
    return tuple(dict.fromkeys(name for name in names if name))


def _quoted_name(quote: Tree, selector: str) -> str:
    """The name before "wrote:" in any language: the linked one, else what stands before the last colon or bracket."""
    for attribute in ("data-mention", "data-username", "data-quote", "data-author"):
        if value := (quote.get(attribute) or "").strip():
            return value
    holder = find_first(quote, selector)
    if holder is None:
        return ""
    linked = next((read_line(a) for a in holder.iter("a") if re.search(r"\w", read_line(a))), "")
    name = linked or read_line(holder)
    if at := re.search(r"@([^\s:]+)", name):
        return at[1]
    return _NAME_MARKS.sub("", name)[:80]
