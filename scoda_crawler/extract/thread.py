"""The posts of a thread page by a platform's selectors: text, author, id, time; what is not the author's is cut."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from lxml import etree
from lxml.cssselect import CSSSelector

from scoda_crawler.extract.html import Tree, render_text
from scoda_crawler.extract.urls import canonicalise
from scoda_crawler.items import Post

_DIGITS = re.compile(r"\d+")
_SAME = 0.8  # of a citation's words, in their order, are an earlier post's: it quotes that post
_RUN = 5  # words
_MAX_HEAD = 120
_MAX_NAME = 40
_NAME_MARKS = re.compile(r"^[@\s]+|[\s:：,]+$")


_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_NOT = re.compile(r":not\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\]")
_ALL_CLASSES = etree.XPath("//@class", smart_strings=False)
_SELECTING = "post body author date id drop quote citation quoted permalink reply_to date_drop".split()


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
    id_attribute: str = "id"  # the first of several that it has; "text()" is what it shows
    id_pattern: str = r"(\d+)\D*$"
    author_attribute: str = ""  # of the post itself, before `author`
    drop: str = ""  # within the body: signatures, attachments, edit notices, buttons
    quote: str = ""  # within the body: words of other posts
    citation: str = ""  # within the body: words of other posts or of others; cut where an earlier post has them
    quoted: str = ""  # within a quote: whose words they are
    permalink: str = ""
    permalink_attribute: str = "href"
    title: str = "h1"
    title_drop: str = ""
    date_attribute: str = ""  # of the post itself, before `date`
    date_drop: str = ""
    has_head: bool = False  # the element before the post belongs to it: date and permalink are looked up there too
    reply_to: str = ""  # an element whose `href` or `data-*` ends in the id of the post answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A post as it stands in the page, and the element of its date, which is read later."""

    post: Post
    date: Tree | None = None


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
    if len(element) == 0 and element.tag not in ("img", "br"):
        return " ".join((element.text or "").split())
    left_out = set(drop)
    return " ".join(render_text(element, left_out.__contains__).split())


def prune(selectors: Selectors, tree: Tree) -> Selectors:
    """The selectors without those that cannot match in this page, as they name a class that it has not.

    A declaration lists the classes of many versions and themes; a page has those of one.
    """
    seen = {name for value in set(_ALL_CLASSES(tree)) for name in value.split()}
    kept: dict[str, Any] = {name: _prune(getattr(selectors, name), seen) for name in _SELECTING}
    return replace(selectors, **kept)


def _prune(selector: str, seen: set[str]) -> str:
    kept = (part for part in _alternatives(selector) if seen.issuperset(_classes(part)))
    return ", ".join(kept)


@cache
def _classes(selector: str) -> frozenset[str]:
    """The classes that a selector asks for; those in `:not()` it does not."""
    return frozenset(_CLASS.findall(_NOT.sub("", selector)))


def find_posts(tree: Tree, selectors: Selectors, url: str) -> list[Found]:
    """The posts of a page in document order, each once; those without a body are left out."""
    selectors = prune(selectors, tree)
    elements = select(tree, selectors.post)
    reader = PostReader(selectors, set(elements), url)
    out: dict[str, Found] = {}
    for element in elements:
        body = reader.own(element, selectors.body)
        if body is not None:
            found = reader.read(element, body)
            out.setdefault(found.post.id or f"#{len(out)}", found)
    return _name_quoted(list(out.values()))


def _name_quoted(found: list[Found]) -> list[Found]:
    """Put the names of the page's authors for heads that hold one ("Quote from: mara on May 3")."""
    names = sorted({f.post.author for f in found if f.post.author}, key=len, reverse=True)

    def clean(head: str) -> str:
        named = next((name for name in names if name in head), "")
        return named or (head if len(head) <= _MAX_NAME else "")

    return [
        replace(f, post=replace(f.post, quoted=tuple(dict.fromkeys(filter(None, map(clean, f.post.quoted))))))
        for f in found
    ]


def _outermost(elements: list[Tree], body: Tree) -> list[Tree]:
    """Those that lie in no other; quotes nest without end."""
    found = set(elements)
    out = []
    for element in elements:
        parent = element.getparent()
        while parent is not None and parent is not body and parent not in found:
            parent = parent.getparent()
        if element is not body and (parent is None or parent is body):
            out.append(element)
    return out


class PostReader:
    """Reads the posts of one page one after another; remembers their words, to know them when they are cited."""

    def __init__(self, selectors: Selectors, posts: set[Tree], url: str) -> None:
        self.selectors = selectors
        self.posts = posts
        self.url = url
        self._texts: list[str] = []  # of posts read, not yet in `_runs`: most pages cite nothing
        self._runs: set[tuple[str, ...]] = set()

    def own(self, post: Tree, selector: str) -> Tree | None:
        """The first match within `post`, or in its head, that is not within a post nested in it."""
        return next((e for e in iter_matches(post, selector) if self._owner(e) is post), None)

    def _own_or_head(self, post: Tree, selector: str) -> Tree | None:
        if (found := self.own(post, selector)) is not None or not self.selectors.has_head:
            return found
        head = post.getprevious()
        return find_first(head, selector) if head is not None and head not in self.posts else None

    def _owner(self, element: Tree) -> Tree | None:
        if element in self.posts:
            return element
        return next((a for a in element.iterancestors() if a in self.posts), None)

    def read(self, element: Tree, body: Tree) -> Found:
        """One post, its own words only."""
        selectors = self.selectors
        text, quoted = self.read_body(body)
        permalink = self._own_or_head(element, selectors.permalink)
        post = Post(
            text=text,
            id=read_id(element, selectors),
            author=self._read_author(element),
            url=_read_permalink(permalink, selectors.permalink_attribute, self.url),
            reply_to=self._find_parent(element),
            quoted=quoted,
        )
        is_dated = bool(selectors.date_attribute and element.get(selectors.date_attribute))
        return Found(post=post, date=element if is_dated else self._own_or_head(element, selectors.date))

    def read_body(self, body: Tree) -> tuple[str, tuple[str, ...]]:
        """The author's text in a body, and whose words were quoted in it."""
        selectors = self.selectors
        quotes = _outermost(select(body, selectors.quote), body)
        citations = _outermost([*quotes, *select(body, selectors.citation)], body)
        quotes += [c for c in citations if c not in quotes and self._is_repeat(c)]
        left_out = {*quotes, *select(body, selectors.drop)}
        text = render_text(body, lambda e: e in left_out or e in self.posts)
        self._texts.append(text)
        return text, _quoted_names(quotes, selectors.quoted)

    def _is_repeat(self, citation: Tree) -> bool:
        """Whether a citation's words stand in an earlier post of this page."""
        while self._texts:
            self._runs.update(find_runs(self._texts.pop()))
        runs = list(find_runs(render_text(citation)))
        return bool(runs) and sum(run in self._runs for run in runs) >= _SAME * len(runs)

    def _read_author(self, element: Tree) -> str | None:
        selectors = self.selectors
        named = element.get(selectors.author_attribute, "").strip() if selectors.author_attribute else ""
        if named:
            return named
        holder = self._own_or_head(element, selectors.author)
        if holder is None:
            return None
        return (read_line(holder) or (holder.get("content") or holder.get("title") or "").strip()) or None

    def _find_parent(self, element: Tree) -> str | None:
        """The id of the post that this one answers: named by a link, or the post in which it stands."""
        selectors = self.selectors
        if selectors.reply_to and (link := self.own(element, selectors.reply_to)) is not None:
            digits = _DIGITS.findall(next(filter(None, map(link.get, ("href", "data-post-id", "data-parent-pid"))), ""))
            return digits[-1] if digits else None
        parent = next((a for a in element.iterancestors() if a in self.posts), None)
        answered = read_id(parent, selectors) if parent is not None else ""
        return answered if answered and answered != read_id(element, selectors) else None


def find_runs(text: str) -> Iterator[tuple[str, ...]]:
    """Each run of five words of a text; a shorter text is one run. Scripts without spaces count letters."""
    words = re.findall(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W_]+", text.casefold())
    return (tuple(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))) if words else iter(())


def _read_permalink(link: Tree | None, attribute: str, url: str) -> str | None:
    """The permalink as given, without a session id in it but with its fragment, which names the post."""
    target = (link.get(attribute) or "").strip() if link is not None else ""
    if not target or target == "#":
        return None
    address, _, fragment = target.partition("#")
    post = canonicalise(address, url)
    return f"{post}#{fragment}" if post and fragment else post or None


def read_id(element: Tree, selectors: Selectors) -> str:
    """The board's own number of a post, "" where there is none."""
    holder = find_first(element, selectors.id) if selectors.id else element
    names = _alternatives(selectors.id_attribute)
    if holder is None:
        return ""
    value = next((v for name in names if (v := read_line(holder) if name == "text()" else holder.get(name))), "")
    match = re.search(selectors.id_pattern, value)
    return match[1] if match else ""


def _quoted_names(quotes: Sequence[Tree], selector: str) -> tuple[str, ...]:
    names = (_quoted_name(quote, selector) for quote in quotes)
    return tuple(dict.fromkeys(name for name in names if name))


def _quoted_name(quote: Tree, selector: str) -> str:
    """The name before "wrote:" in any language: the linked one, else what stands before the last colon or bracket."""
    for attribute in ("data-mention", "data-username", "data-quote", "data-author", "data-ipsquote-username"):
        if value := (quote.get(attribute) or "").strip():
            return value
    holder = find_first(quote, selector)
    if holder is None:
        return ""
    linked = next((read_line(a) for a in holder.iter("a") if re.search(r"\w", read_line(a))), "")
    name = linked or read_line(holder)
    if at := re.search(r"@([^\s:]+)", name):
        return at[1]
    return _NAME_MARKS.sub("", name)[:_MAX_HEAD]
