"""The author's text within a post of unknown make: its element, and what in it is chrome, a quote or a signature."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.shape_groups import Group
from scoda_crawler.extract.shape_tree import Measured, path_to
from scoda_crawler.extract.thread import read_line

_BOXES = frozenset("div td article section blockquote dd li table tbody tr details main".split())
_MAX_NOTE = 120
_MAX_CHROME = 400  # a class name may mean something else on a longer text
_LISTINGS = ("pre", "code", "ol")
_MOST = 0.7  # of an element's prose lies in one child: the text is further down
_ALL = 0.95  # for what is more often a part of a text than the whole of it
_PARTS = frozenset("li blockquote dd details section".split())
_PARAGRAPH = 30  # characters
_MUCH = 0.35  # is enough where the child leaves a date or a name behind
_CONSTANT = 0.5  # of the posts have the same words at the same place: they are the board's
_MAX_LABEL = 80  # characters
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:signature|sig|postsig|usersig|edited|post-?edit|lastedit\w*|editnote|edit-?info|attach\w*|reaction\w*|likes?|votes?|"
    r"voting|score|share|sharing|toolbar|buttons?|actions?|controls|report|reply-?link|permalink|badge\w*|avatar|userinfo|"
    r"user-?info|rank|flair|tagline|visually-?hidden|sr-only|screen-reader\w*|meta|postmeta|footer|head|header|byline)"
    r"(?:$|[\s_-])",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Bodies:
    """The element of each post's text, -1 for none, and the elements that are left out of all texts."""

    places: tuple[int, ...]
    dropped: frozenset[Tree]


def find_bodies(page: Measured, group: Group) -> Bodies:
    """Where the texts are: at the place where those with much prose have it, as short ones hide among their chrome."""
    members = group.members
    inner = [_descend(page, group, i) for i in range(len(members))]
    weights: Counter[tuple[str, ...]] = Counter()
    for at, body in zip(members, inner, strict=True):
        weights[path_to(page, at, body)] += page.prose(body)
    best = weights.most_common(1)[0][0]
    places = [_at_path(page, group, i, best, inner[i]) for i in range(len(members))]
    return Bodies(tuple(places), frozenset(_find_chrome(page, group, places)))


def _nested(group: Group, i: int, page: Measured) -> list[int]:
    out = []
    for at in group.members[i + 1 :]:
        if at >= page.ends[group.members[i]]:
            break
        out.append(at)
    return out


def _descend(page: Measured, group: Group, i: int) -> int:
    """From a post down to the smallest element that holds nearly all of its prose."""
    nested = _nested(group, i, page)
    signs = [at for at in (group.dates[i], group.authors[i]) if at >= 0]
    at = group.members[i]
    while True:
        child, prose = _biggest_child(page, at, nested)
        if child < 0 or page.elements[child].tag not in _BOXES:
            return at
        is_head_left = any(page.is_within(s, at) and not page.is_within(s, child) for s in signs)
        share = _ALL if page.elements[child].tag in _PARTS else _MUCH if is_head_left else _MOST
        if prose < share * _own_prose(page, at, nested) or prose <= 0 or _has_paragraph(page, at, child, signs):
            return at
        at = child


def _has_paragraph(page: Measured, at: int, child: int, signs: Sequence[int]) -> bool:
    """Whether an element has a paragraph of its own beside a child: then it is the text, and the child a part of it."""
    place = at + 1
    while place < page.ends[at]:
        is_paragraph = page.elements[place].tag == "p" and place != child and page.prose(place) >= _PARAGRAPH
        if is_paragraph and not page.chrome[place] and not any(page.is_within(sign, place) for sign in signs):
            return True
        place = page.ends[place]
    return False


def _biggest_child(page: Measured, at: int, nested: Sequence[int]) -> tuple[int, int]:
    best, most, child = -1, -1, at + 1
    while child < page.ends[at]:
        if child not in nested and not page.chrome[child] and (prose := _own_prose(page, child, nested)) > most:
            best, most = child, prose
        child = page.ends[child]
    return best, most


def _own_prose(page: Measured, at: int, nested: Sequence[int]) -> int:
    end, out = 0, page.prose(at)
    for inner in nested:
        if inner >= end and page.is_within(inner, at):
            out -= page.prose(inner)
            end = page.ends[inner]
    return out


def _at_path(page: Measured, group: Group, i: int, path: tuple[str, ...], fallback: int) -> int:
    """The element of member `i` at `path`, that with most text of several."""
    at, nested = group.members[i], _nested(group, i, page)
    if not path:
        return at
    last = path[-1]
    found = [
        place
        for place in range(at + 1, page.ends[at])
        if _ends_like(page.elements[place], last)
        and not any(page.is_within(place, n) for n in nested)
        and path_to(page, at, place) == path
    ]
    return max(found, key=lambda place: page.text[place]) if found else fallback


def _ends_like(element: Tree, shape: str) -> bool:
    return shape.startswith(str(element.tag) + ".")


def _find_chrome(page: Measured, group: Group, bodies: Sequence[int]) -> Iterable[Tree]:
    """What in the bodies is not the authors': heads, labels that most posts share, and what its class calls chrome."""
    labels: dict[tuple[tuple[str, ...], str], list[Tree]] = defaultdict(list)
    for i, body in enumerate(bodies):
        name = read_line(page.elements[group.authors[i]]) if group.authors[i] >= 0 else ""
        for sign in (group.dates[i], group.authors[i]):
            if sign > body and page.is_within(sign, body):
                yield page.elements[sign]
        for place in range(body + 1, page.ends[body]):
            element = page.elements[place]
            names = (element.get("class") or "") + " " + (element.get("id") or "")
            is_chrome = page.text[place] < _MAX_CHROME and _CHROME.search(names)
            if is_chrome or _is_note(page, place, name):
                yield element
            elif 0 < page.text[place] <= _MAX_LABEL:
                labels[path_to(page, body, place), read_line(element)].append(element)
    for elements in labels.values():
        is_title = len(elements) > 1 and all(_is_beside_code(element) for element in elements)
        if is_title or len(elements) >= max(3, _CONSTANT * len(bodies)):
            yield from elements


def _is_note(page: Measured, at: int, author: str) -> bool:
    """Whether an element is a line with the author's own name and a date: "Last edited by ... on ..."."""
    if not author or not 0 < page.text[at] <= _MAX_NOTE or not page.dates_in(at):
        return False
    return author in read_line(page.elements[at])


def _is_beside_code(element: Tree) -> bool:
    """Whether an element is a line above or below a listing: "Code: Select all" in any language, if it recurs."""
    beside = [e for e in (element.getnext(), element.getprevious()) if e is not None]
    return element.tag not in _LISTINGS and any(
        e.tag in _LISTINGS or next(e.iter(*_LISTINGS), None) is not None for e in beside
    )


def strip_signatures(texts: Sequence[str], authors: Sequence[str | None]) -> list[str]:
    """Cut the last paragraph of posts where it is the same, and short, in all of several posts by one author."""
    by_author: dict[str, list[int]] = defaultdict(list)
    for i, author in enumerate(authors):
        if author and "\n\n" in texts[i]:
            by_author[author].append(i)
    out = list(texts)
    for places in by_author.values():
        lasts = {texts[i].rpartition("\n\n")[2] for i in places}
        if len(places) > 1 and len(lasts) == 1 and len(next(iter(lasts))) < 300:
            for i in places:
                out[i] = texts[i].rpartition("\n\n")[0].rstrip()
    return out
