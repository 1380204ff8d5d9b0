"""Who wrote each of a page's repeated parts: the element that names the author, in the part or in a head before it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.profiles import is_profile
from scoda_crawler.extract.shape_tree import Measured, find_date_text, find_own, path_to, share_of, strip_date

SIGNED = 0.6
"""Of a thread's posts so many show an author."""

_MOST = 0.6  # of the members say the same: it is no name
_CONSTANT = 0.85  # of what stands at a place is one text: it is the board's
_MAX_NAME = 40  # characters
_MAX_HEAD = 60  # elements above a body among which its head is looked for
_BOLD = ("strong", "b", "dt", "h3", "h4", "h5")
_AROUND_NAMES = " ,;:·•|-–—@()[]"
_LETTER = re.compile(r"[^\W\d_]")
_NO_NAME = re.compile(r"\d+(?:[.,]\d+)?\s|.*(?:\S+\s+){5}|\W*$")
_MEMBER = re.compile(r"(?:^|[\s_-])(?:user|username|member|nick|nickname|poster)(?:$|[\s_-])", re.I)
_HALF_DAY = re.compile(r"(?:at\s+)?[ap]\.?m\.?", re.I)  # what is left of "at 5:12 pm"
_USER_CLASS = re.compile(
    r"(?:^|[\s_-])(?:author|user|username|nick|nickname|poster|member|byline|creator|(?:fn|guest)(?![\w-])"
    r"|(?:display|screen|full|real|first)[_-]?name)|(?:^|\s)name(?:$|[\s_-])",
    re.I,
)
_ABOUT = re.compile(r"[\w-]*user-?_?(?:title|rank|status|group|role|contact|stat|count|level|info|image)[\w-]*", re.I)
"""Classes of what is said of a member, and not the name ("usertitle")."""


def find_authors(
    page: Measured, members: Sequence[int], dates: Sequence[int], *, may_be_one: bool = False
) -> list[int]:
    """For each member the element that names its author: one linked to a profile, else one marked as a name.

    `may_be_one` tells that the members are surely posts: what all of them show is the name of one author, not a label.
    """
    own = (find_own(page, members, i, list_name_places(page, members[i], dates[i])) for i in range(len(members)))
    named = [_collect_names(page, places) for places in own]
    out = _pick_names(page, named)
    if share_of(out) < SIGNED and may_be_one:
        out = [_best_name(found, set()) for found in named]
    if share_of(out) < SIGNED:
        out = _beside_dates(page, dates, out)
    return _find_bold(page, members, dates, out) if may_be_one and share_of(out) < SIGNED else out


def _find_bold(page: Measured, members: Sequence[int], dates: Sequence[int], out: list[int]) -> list[int]:
    """The first bold texts at one place in most members, of several names: so software shows who has no page."""
    own = [find_own(page, members, i, list_name_places(page, members[i], dates[i])) for i in range(len(members))]
    found: dict[tuple[str, ...], dict[int, int]] = defaultdict(dict)
    for i, places in enumerate(own):
        for place in places:
            if page.elements[place].tag in _BOLD and _is_name(find_date_text(page.elements[place])):
                found[path_to(page, members[i], place)].setdefault(i, place)
    usual = (at for at in found.values() if len(at) > _MOST * len(members))
    named = (at for at in usual if len({find_date_text(page.elements[p]) for p in at.values()}) > 1)
    best = next(named, None)
    return out if best is None else [best.get(i, -1) for i in range(len(members))]


def _is_name(text: str) -> bool:
    is_dated = strip_date(text) != text.strip(_AROUND_NAMES)
    return bool(_LETTER.search(text)) and not _NO_NAME.match(text) and ":" not in text and not is_dated


def find_authors_before(page: Measured, members: Sequence[int]) -> list[int]:
    """The authors' names that stand in heads before the members, in elements like those in most of the heads."""
    heads = [range(head, at) for at, head in zip(members, find_heads(page, members), strict=True)]
    named = [_collect_names(page, (p for p in head if 2 <= page.text[p] <= _MAX_NAME)) for head in heads]
    shapes = Counter(shape for found in named for shape in {page.shape(place) for place, _, _ in found})
    usual = max(shapes, key=lambda shape: shapes[shape], default="")
    alike = [[name for name in found if page.shape(name[0]) == usual] for found in named]
    alike[0] = alike[0][-max(map(len, alike[1:])) :]  # what else stands above the first is the page's, not its head's
    return _pick_names(page, alike)


def are_heads_apart(page: Measured, members: Sequence[int], dates: Sequence[int]) -> bool:
    """Whether heads and bodies lie in turns in one part of the page; else what holds one of each is the post."""
    around = Counter(_find_common(page, at, date) for at, date in zip(members, dates, strict=True) if date >= 0)
    return max(around.values(), default=0) > _MOST * len(members)


def _find_common(page: Measured, at: int, other: int) -> int:
    while at >= 0 and not page.is_within(other, at):
        at = page.parents[at]
    return at


def find_heads(page: Measured, members: Sequence[int]) -> list[int]:
    """Where the head before each member may begin: behind the member before it, and not far above the first."""
    ends = [max(0, members[0] - _MAX_HEAD), *(page.ends[at] for at in members[:-1])]
    return list(accumulate(ends, max))


def _pick_names(page: Measured, named: Sequence[Sequence[tuple[int, str, bool]]]) -> list[int]:
    """For each member the place of its author's name, -1 for none.

    What most members say is a label, and no name, unless others say something else at such a place: one author may
    have written most of a thread.
    """
    counts = Counter(value for found in named for value in {value for _, value, _ in found})
    often = {value for value, n in counts.items() if len(named) > 2 and n > _MOST * len(named)}
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    for place, value, _ in (entry for found in named if often for entry in found):
        shown[page.shape(place)][value] += 1
    usual = {value for values in shown.values() for value in often & set(values) if _is_constant(values, value)}
    return [_best_name(found, usual) for found in named]


def _is_constant(values: Mapping[str, int], value: str) -> bool:
    return values[value] > _CONSTANT * sum(values.values())


def list_name_places(page: Measured, at: int, date: int) -> list[int]:
    """Elements with a short text, as a name is, among the first 400 of a member."""
    places = range(at, min(page.ends[at], at + 400))
    return [place for place in places if 2 <= page.text[place] <= _MAX_NAME and place != date]


def _collect_names(page: Measured, places: Iterable[int]) -> list[tuple[int, str, bool]]:
    """(place, text, is it linked to a profile) of the first elements that may be a name."""
    out: list[tuple[int, str, bool]] = []
    for place in places:
        value, is_linked = read_name(page, place)
        if not value:
            continue
        if out and out[-1][1] == value:
            out.pop()  # the inner of two with one text: it is the link
        out.append((place, value, is_linked))
        if len(out) == 8:
            break
    return out


def read_name(page: Measured, at: int) -> tuple[str, bool]:
    """(the name that an element may hold, else "", and whether it is linked to a profile); found out once."""
    if at not in page.names:
        element = page.elements[at]
        is_linked = _is_linked(element)
        is_marked = not is_linked and _has_own_text(element) and _is_marked(element)
        value = find_date_text(element) if is_linked or is_marked else ""
        is_head = element.tag == "cite" and value.endswith((":", "："))  # of a quote
        is_name = bool(_LETTER.search(value)) and not _NO_NAME.match(value) and not is_head
        page.names[at] = (value if is_name else "", is_linked)
    return page.names[at]


def is_members_name(page: Measured, at: int) -> bool:
    """Whether an element is the name of a board's member, not of a journal's author: linked to a profile, or marked."""
    name, is_linked = read_name(page, at)
    return is_linked or bool(name and _MEMBER.search(page.elements[at].get("class") or ""))


def _best_name(found: Sequence[tuple[int, str, bool]], usual: set[str]) -> int:
    """The first that is linked, else the first; what nearly all members say is a label, if it is no link."""
    linked = next((place for place, _, is_linked in found if is_linked), -1)
    return linked if linked >= 0 else next((place for place, value, _ in found if value not in usual), -1)


def _is_linked(element: Tree) -> bool:
    """Whether an element is, or is within, a link to a member's page."""
    link = element if element.tag == "a" else next(element.iterancestors("a"), None)
    return link is not None and is_profile(link.get("href") or "")


def _has_own_text(element: Tree) -> bool:
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def _is_marked(element: Tree) -> bool:
    """Whether an element or its parent is marked as a name, by class or microdata; `cite` is for whom one cites."""
    if element.tag == "cite":
        return True
    around = (e for e in (element, element.getparent()) if e is not None)
    names = (f"{e.get('class')} {e.get('itemprop')} {e.get('rel')}" for e in around)
    return any(_USER_CLASS.search(_ABOUT.sub("", name)) for name in names)


def _beside_dates(page: Measured, dates: Sequence[int], out: list[int]) -> list[int]:
    """The lines in which the dates stand, where they hold a short text that differs ("marlow, 3 May 2021")."""
    rests = [_find_rest(page, at) if at >= 0 else "" for at in dates]
    rests = ["" if _HALF_DAY.fullmatch(rest) else rest for rest in rests]
    named = [rest for rest in rests if _LETTER.search(rest) and len(rest) <= 40 and not _NO_NAME.match(rest)]
    if len(named) < SIGNED * len(dates) or len(set(named)) * 3 < len(named) or len(set(named)) == 1:
        return out
    return [_find_line(page, at) if _LETTER.search(rest) else -1 for at, rest in zip(dates, rests, strict=True)]


def _find_line(page: Measured, date: int) -> int:
    own = strip_date(find_date_text(page.elements[date]))
    return date if _LETTER.search(own) else page.parents[date]


def _find_rest(page: Measured, date: int) -> str:
    """What stands beside a date: in its own element, else in the one around it."""
    own = strip_date(find_date_text(page.elements[date]))
    return own if _LETTER.search(own) else strip_date(find_date_text(page.elements[page.parents[date]]))
