"""Repeated structures of a page: which of them, if any, are the posts of a thread."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.profiles import is_profile
from scoda_crawler.extract.shape_authors import (
    SIGNED,
    are_heads_apart,
    find_authors,
    find_authors_before,
    find_heads,
    is_members_name,
    list_name_places,
)
from scoda_crawler.extract.shape_excerpts import are_excerpts
from scoda_crawler.extract.shape_rows import are_rows
from scoda_crawler.extract.shape_tree import Measured, find_date_text, find_own, path_to, share_of, strip_date
from scoda_crawler.extract.urls import split_url

_HOLDERS = frozenset("div article li tr table section td dl dd tbody ol ul blockquote details".split())
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_DIGITS = re.compile(r"\d+")
_HOOK = re.compile(r"(?:^|(?<=\s))js-\S+")  # a class for scripts, named for what they do there
_ANSWER_WORDS = re.compile(r"(?:^|[^a-z])(?:comment|repl(?:y|ies)|answer|response|respond)", re.I)
_MIN_TEXT = 15  # characters: less is no post
_MAX_MEMBERS = 600
_DATED = 0.7  # of a thread's posts show a date
_SHARE = 0.55  # of the prose of the best group is enough for one with more members
_POST_WORDS = re.compile(
    r"(?:^|[^a-z])(?:post|message|msg|e?mail(?![a-z])|comment|reply|answer|question|entry-?comment|topic-?post)"
    r"|[a-z](?:post|comment)(?:$|[\s_-])",
    re.I,
)
_NUMBERED_POST = re.compile(r"(?:^|[^a-z])(?:post|message|msg|comment|topic)[-_]?\d+(?:$|[\s_-])", re.I)
_P_NUMBER = re.compile(r"(?:.*[^a-z])?p[-_]?\d+(?:[_-].*)?", re.I)  # as an id: a class "p-0" is a padding
_NUMBER_ID = re.compile(r"[a-z]{0,10}[-_]?\d+", re.I)
_MAX_DATES = 4  # of one post: written, edited, its author's; a list has more
_HOLDS = 0.8  # of the prose
_ROWS = 0.4  # of the page's text is in a list's rows
_SINGLE = 0.25  # of the page's own prose is in it
_REPLY_WORDS = re.compile(r"(?:^|[^a-z])(?:message|msg|comment|repl(?:y|ies)|answer|response|respond)", re.I)
_AROUND = 6  # elements round a group in which its name is looked for
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_LABEL = re.compile(r"[:：]\s*$")
_REVIEW = re.compile(r"review|testimonial|rating|product|price|teaser|episode", re.I)


@dataclass(frozen=True, slots=True)
class Group:
    """Elements of one shape, none counted twice: `members` are places in `Measured`, in document order."""

    members: tuple[int, ...]
    prose: int  # characters, without nested members and links
    dates: tuple[int, ...]  # the date element of each member, -1 for none
    authors: tuple[int, ...]  # the element that names the author of each, -1 for none
    is_numbered: bool = False  # each is called a post in the markup, has a number, and shows its own date

    @property
    def is_dated(self) -> bool:
        """Whether a member shows a date: parts of posts without their heads show none."""
        return max(self.dates) >= 0

    @property
    def signed(self) -> int:
        """How many members show both a date and an author, or an author where none shows a date."""
        return sum(a >= 0 and (d >= 0 or not self.is_dated) for a, d in zip(self.authors, self.dates, strict=True))


def _keys(element: Tree) -> Iterator[tuple[str, str]]:
    """The groups that an element may belong to: its id without its number, and each of its classes."""
    tag = str(element.tag)
    identity = element.get("id") or ""
    if _DIGITS.search(identity):
        yield tag, "#" + _DIGITS.sub("#", identity)
    classes = (element.get("class") or "").split()
    for name in classes[:8]:
        yield tag, "." + _DIGITS.sub("#", name)
    if not classes and not identity and tag in ("li", "tr", "tbody", "article"):
        yield tag, ""


def rank_groups(page: Measured, url: str) -> list[Group]:
    """What may be the posts of a thread, the best first: of groups with much the same prose that with most members."""
    groups = list_groups(page, url)
    found = [group for group in groups if not _is_list(page, group, url)]
    if not found or (len(found) < len(groups) and is_list_of_rows(page, groups, url)):
        return []
    most = max(group.prose for group in found)
    return sorted(
        found,
        key=lambda group: (
            group.prose >= _SHARE * most,
            group.is_dated,
            group.is_numbered and group.signed >= SIGNED * len(group.members),
            group.signed,
            group.signed / len(group.members),
            group.prose,
            -group.members[0],
        ),
        reverse=True,
    )


def _are_labelled(page: Measured, dates: Sequence[int]) -> bool:
    """Whether most dates stand behind a label: those of a group that has others are not what its members have."""
    shown = [date for date in dates if date >= 0]
    return sum(is_labelled(page, date) for date in shown) > _SHARE * len(shown)


def find_group(page: Measured, url: str) -> Group | None:
    """The best of these, or None."""
    return next(iter(rank_groups(page, url)), None)


def _is_list(page: Measured, group: Group, url: str) -> bool:
    """Whether the members of a group are those of a list: each leads elsewhere."""
    return are_rows(page, group.members, group.authors, url) or are_excerpts(page, group.members, url)


def is_list_of_rows(page: Measured, groups: Sequence[Group], url: str) -> bool:
    """Whether most of what the page says is in rows that lead to other pages, with a date or a name each: a board."""
    whole = sum(page.text[at] for at in range(len(page.elements)) if page.parents[at] < 0)
    big = (group for group in groups if sum(page.text[at] for at in group.members) >= _ROWS * whole)
    return any(_is_list(page, group, url) for group in big)


def list_groups(page: Measured, url: str) -> list[Group]:
    """All groups of which most members show a date and an author, posts or not."""
    return [group for members in _candidates(page) if (group := _examine(page, members, url)) is not None]


def find_single(page: Measured, url: str) -> Group | None:
    """The only post of a thread: numbered and called a post in the markup, dated, its author's name a link."""
    found = [group for at in range(len(page.elements)) if (group := _read_single(page, at)) is not None]
    least = _SINGLE * page.own_prose
    big = [group for group in found if group.prose >= least]
    if not big or any(_holds_rows(page, big[-1].members[0], group, url) for group in list_groups(page, url)):
        return None
    inner = [g for g in found if page.is_within(g.members[0], big[-1].members[0]) and g.dates == big[-1].dates]
    return inner[-1]


def _holds_rows(page: Measured, at: int, group: Group, url: str) -> bool:
    """Whether an element has the rows of a list in it: it is a board."""
    return page.is_within(group.members[0], at) and _is_list(page, group, url)


def is_labelled(page: Measured, date: int) -> bool:
    """Whether a date stands behind a label, as an author's first day does: "Joined: May 2020"."""
    element = page.elements[date]
    before, parent = element.getprevious(), element.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else ""
    shown = "" if element.get("datetime") else find_date_text(element)
    own = strip_date(shown)
    is_head = bool(own) and shown.startswith(own) and shown[len(own) :].lstrip()[:1] in (":", "：")
    return bool(_LABEL.search(text or "")) or ":" in own or is_head or _is_defined(element)


def rank_dates(page: Measured, dates: Sequence[int]) -> list[int]:
    """The dates in a post, that of the post first: others stand behind a label, or are told to readers only."""
    return sorted(dates, key=lambda date: (is_labelled(page, date), not is_for_machines(page, date)))


def _is_defined(element: Tree) -> bool:
    """Whether an element is, or is all of, what a term in a list of definitions is said to be."""
    holder = element if element.tag == "dd" else element.getparent()
    before = holder.getprevious() if holder is not None and holder.tag == "dd" else None
    return before is not None and before.tag == "dt"


def is_for_machines(page: Measured, date: int) -> bool:
    """Whether a date is told in full for machines: in a `<time>`, an attribute, or a title of ISO 8601."""
    element = page.elements[date]
    return element.tag == "time" or bool(element.get("datetime") or _ISO.match(element.get("title") or ""))


def _read_single(page: Measured, at: int) -> Group | None:
    """An element as the only post: numbered, of prose rather than links, with a date of few and a linked name."""
    if page.chrome[at] or page.prose(at) < max(_MIN_TEXT, page.linked[at]):
        return None
    inside = page.dates_in(at)
    if len(inside) > _MAX_DATES or not is_numbered_post(page.elements[at]):
        return None
    dates = rank_dates(page, inside) or [d for d in _dates_before(page, [at]) if d >= 0]
    names = (p for p in list_name_places(page, at, -1) if page.elements[p].tag == "a" and is_members_name(page, p))
    name = next(names, -1)
    return Group((at,), page.prose(at), (dates[0],), (name,)) if dates and name >= 0 else None


def _candidates(page: Measured) -> Iterator[tuple[int, ...]]:
    """Groups of two and more, those with most prose first; nested ones stay, as replies nest."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, element in enumerate(page.elements):
        if element.tag in _HOLDERS and page.text[at] >= _MIN_TEXT and not page.chrome[at]:
            for key in _keys(element):
                groups[key].append(at)
    outer = (_unnest(page, members) for members in groups.values() if 2 <= len(members) <= _MAX_MEMBERS)
    sized = {members for members in outer if len(members) > 1}
    ranked = sorted(sized, key=lambda members: (-_outer_prose(page, members), members))
    yield from ranked[:24]


def _unnest(page: Measured, members: Sequence[int]) -> tuple[int, ...]:
    """The members without those within others, where each of these has one in it with all that it says: grids nest."""
    outer = [at for i, at in enumerate(members) if i == 0 or at >= page.ends[members[i - 1]]]
    if len(outer) * 2 != len(members):
        return tuple(members)
    pairs = list(zip(members[::2], members[1::2], strict=True))
    is_grid = all(page.is_within(inner, at) and page.prose(inner) >= _HOLDS * page.prose(at) for at, inner in pairs)
    return tuple(members[::2]) if is_grid else tuple(members)


def _outer_prose(page: Measured, members: Sequence[int]) -> int:
    end = total = 0
    for at in members:
        if at >= end:
            total += page.prose(at)
            end = page.ends[at]
    return total


def _examine(page: Measured, members: tuple[int, ...], url: str) -> Group | None:
    """The group, if most of its members show a date and an author, and they are no teasers of other pages."""
    own_dates = [find_own(page, members, i, page.dates_in(at)) for i, at in enumerate(members)]
    dates = _pick_dates(page, members, own_dates)
    has_heads = share_of(dates) < _DATED
    dates = _dates_before(page, members) if has_heads else dates
    is_dated = share_of(dates) >= _DATED
    is_named = are_named_posts(page, members)
    if not (is_dated or (is_named and len(members) > 2)) or _is_teasers(page, members, url):
        return None
    is_numbered = is_named and not has_heads and all(is_numbered_post(page.elements[at]) for at in members)
    authors = find_authors(page, members, dates, may_be_one=is_numbered)
    if is_dated and has_heads and share_of(authors) < SIGNED and are_heads_apart(page, members, dates):
        authors = find_authors_before(page, members)
    if share_of(authors) < (SIGNED if is_dated else _DATED) and not is_numbered:
        return None
    prose = sum(page.prose(at) for at in members) - sum(
        page.prose(at) for i, at in enumerate(members) if _parent_member(page, members, i) >= 0
    )
    return Group(members, prose, tuple(dates), tuple(authors), is_numbered)


def are_named_posts(page: Measured, members: Sequence[int]) -> bool:
    """Whether the members' ids or classes call them posts or comments; English serves markup everywhere."""
    return bool(_POST_WORDS.search(_names_of(page.elements[members[0]])))


def are_comments(page: Measured, members: Sequence[int]) -> bool:
    """Whether the members, or what is round them, are called comments or replies: other rows are teasers of texts."""
    return _are_called(_REPLY_WORDS, page.elements[members[0]])


def are_answers(page: Measured, members: Sequence[int]) -> bool:
    """Whether the members are called comments or answers: what stands above them belongs to them, signed or not."""
    return _are_called(_ANSWER_WORDS, page.elements[members[0]])


def _are_called(words: re.Pattern[str], element: Tree) -> bool:
    around = islice(element.iterancestors(), _AROUND)
    named = (_HOOK.sub("", _names_of(e)) for e in (element, *around) if e.tag not in ("body", "html"))
    return any(map(words.search, named))


def is_numbered_post(element: Tree) -> bool:
    """Whether an element is called a post and has a number: in one name ("post-12"), or as its id ("c12")."""
    names, identity = element.get("class") or "", element.get("id") or ""
    if _NUMBERED_POST.search(f"{identity} {names}") or _P_NUMBER.fullmatch(identity):
        return True
    return bool(_POST_WORDS.search(names) and _NUMBER_ID.fullmatch(identity))


def _names_of(element: Tree) -> str:
    return (element.get("id") or "") + " " + (element.get("class") or "")


def _parent_member(page: Measured, members: Sequence[int], i: int) -> int:
    """The nearest member that member `i` is nested in, -1 for none."""
    for j in range(i - 1, max(-1, i - 400), -1):
        if page.is_within(members[i], members[j]):
            return j
    return -1


def find_parents(page: Measured, group: Group) -> list[int]:
    """For each member the number of the member in which it is nested, -1 for none."""
    return [_parent_member(page, group.members, i) for i in range(len(group.members))]


def _pick_dates(page: Measured, members: Sequence[int], own: Sequence[Sequence[int]]) -> list[int]:
    """For each member the date at the place where most have theirs; of equal places the one with rising dates."""
    paths = [
        {path_to(page, at, date): date for date in reversed(dates)} for at, dates in zip(members, own, strict=True)
    ]
    counts = Counter(path for found in paths for path in found)
    if not counts:
        return [-1] * len(members)
    most = max(counts.values())
    order = {path: i for i, path in enumerate(dict.fromkeys(path for found in paths for path in found))}
    best = min(
        (path for path, n in counts.items() if n >= 0.9 * most),
        key=lambda p: (
            _is_label(page, paths, p),
            _are_labelled(page, [found[p] for found in paths if p in found]),
            not all(is_for_machines(page, found[p]) for found in paths if p in found),
            order[p],
        ),
    )
    return [found.get(best, dates[0] if dates else -1) for found, dates in zip(paths, own, strict=True)]


def _is_label(page: Measured, paths: Sequence[dict[tuple[str, ...], int]], path: tuple[str, ...]) -> bool:
    """Whether a column has less than half as many values as a thread's times would ("Joined: May 2020")."""
    shown = [_date_value(page, found[path]) for found in paths if path in found]
    return len(set(shown)) * 2 <= len(shown)


def _date_value(page: Measured, at: int) -> str:
    element = page.elements[at]
    told = element.get("content") if element.get("itemprop") else ""
    title = element.get("title") or ""
    return element.get("datetime") or told or (title if _DIGITS.search(title) else find_date_text(element))


def _dates_before(page: Measured, members: Sequence[int]) -> list[int]:
    """Dates between one member and the next before it: in a head beside the body, as some boards have it."""
    out = []
    for at, head in zip(members, find_heads(page, members), strict=True):
        before = [d for d in page.dates if head <= d < at]
        out.append(before[-1] if before else -1)
    return out


def _is_teasers(page: Measured, members: Sequence[int], url: str) -> bool:
    """Whether the members present goods or pages: most have a heading, different in each, that is a link elsewhere."""
    if _REVIEW.search(_names_of(page.elements[members[0]])):
        return True
    if _REPLY_WORDS.search(_names_of(page.elements[members[0]])):
        return False
    titles = [title for at in members if (title := _linked_heading(page, at, url))]
    return len(titles) > 0.5 * len(members) and len(set(titles)) > 0.6 * len(titles)


def _linked_heading(page: Measured, at: int, url: str) -> str:
    for heading in page.elements[at].iter(*_HEADINGS):
        link = heading.find(".//a[@href]")
        if link is None:
            link = next(heading.iterancestors("a"), None)
        if link is not None and not is_profile(link.get("href") or "") and not _is_same(link.get("href") or "", url):
            title = " ".join("".join(heading.itertext()).split())
            said = "".join(link.itertext()) if heading in link.iterancestors() else title
            if re.search(r"[^\W\d_]", strip_date(said)):
                return re.sub(r"^\w{2,3}:\s+", "", title)
    return ""


def _is_same(href: str, url: str) -> bool:
    return split_url(href, url).path == split_url(url).path
