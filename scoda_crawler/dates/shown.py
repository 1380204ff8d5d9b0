"""The date that a page shows beside its title, in a `<time>` or as text."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from lxml.etree import _Element as Tree

from scoda_crawler.items import Date

_SKIP = frozenset(
    "script style noscript template svg select option button textarea iframe nav footer aside form head".split()
)
_is_name_of_others = lru_cache(maxsize=1024)(
    re.compile(
        r"(?:^|[\s_-])(?:comments?|related|sidebar|footer|recent|latest|popular|trending|carousel|teasers?|"
        r"reviews?|promo|newsletter|copyright|event|deadline|recommend\w*|read-?more|next|prev\w*|cookie\w*|breaking)(?:$|[\s_-])",
        re.I,
    ).search
)
_MARKED = re.compile(
    r"(?:^|[\s_-])(?:date|dates|dateline|time|timestamp|published|publish|pubdate|posted|postdate|created|byline|meta|"
    r"post-?meta|entry-?meta|article-?info|info|datetime|updated)(?:$|[\s_-])",
    re.I,
)
_PUBLISHED = re.compile(r"(?:^|\s)(?:entry-date|published|dt-published|pubdate|post-date)(?:\s|$)")
_CHANGED = re.compile(r"(?:updat|modif|revis|review|edited|geändert|aktualisiert|обновл|изменен|更新|修改|แก้ไข)", re.I)
is_name_of_change = lru_cache(maxsize=1024)(
    re.compile(r"last-?(?:mod|updat|edit|chang|revis)|(?:^|\s)(?:doc-?info|page-?date)(?:\s|$)", re.I).search
)
"""Whether classes and ids are those of the place that tells when a page was last changed."""

_WORDS = re.compile(
    r"(?:publish|post(?:ed)?\b|written|date\b|опубликов|发布|发表|เผยแพร่|โพสต์|veröffentlicht|publié|publicado|by\b|\|)",
    re.I,
)
_is_name_of_post_date = lru_cache(maxsize=1024)(
    re.compile(
        r"(?:publish(?:ed)?|posted|post|entry|article|story|blog|author|news|content|page|meta|topic)_*[\w-]{0,12}?[-_]?"
        r"(?:date|time)(?![a-z]{4})|\bdate[-_]?(?:line|published|posted|display-single|header)|^(?:date|post-?time|published)$",
        re.I,
    ).search
)
_SAYS = re.compile(
    r"(?:(?:first |originally )?(?:posted|published|publish(?:ed)? (?:date|on|at|time))|post time|publication date|"
    r"date posted|опубликовано|дата публикации|发布时间|发布日期|发表于|发布于|投稿日|公開日|게시일|등록일|"
    r"veröffentlicht|"
    r"publié le|publicado|pubblicato|gepubliceerd|opublikowano|เผยแพร่|โพสต์เมื่อ)",
    re.I,
)
_MAX_HEADINGS, _MAX_NAMED, _FEW = 200, 30, 3
_BEFORE, _AFTER = 20, 45  # pieces of text before and after the title that are looked at
_LONGEST, _ENOUGH = 120, 400
_MOST_WORDS = 8  # of a line that has a date and ends like a sentence ("Posted by the editors on 3 May 2021.")
_MAX_ELEMENTS = 60_000

Read = Callable[[str, str], Date | None]
Piece = tuple[Tree, str]


class ShownDates(NamedTuple):
    """Dates beside a page's title: in a `<time>`, as text, and as text of a last change; None for what is not there.

    `touched` is the last change as a place tells that is named for it, wherever it stands.
    """

    time: Date | None = None
    text: Date | None = None
    changed: Date | None = None
    touched: Date | None = None


def find_shown_dates(tree: Tree, read: Read, *, is_thread: bool = False) -> ShownDates:
    """The dates beside the title, those after it before those above it; of a thread that of its first post."""
    title = _find_title(tree)
    near = _near(title if title is not None else tree, tree)
    text, changed = _read_texts(near, read)
    time = _read_time_elements(near, read) or _read_published_time(tree, read)
    text = text or _read_named_elements(tree, read, is_thread)
    return ShownDates(time, text, changed, _read_last_change(tree, read))


def _find_title(tree: Tree) -> Tree | None:
    """The page's heading: the longest that the page's `<title>` holds, else the first `<h1>` with a text."""
    element = next(tree.iter("title"), None)
    name = _squash(shown_text(element)) if element is not None else ""
    headings = [(h, _squash(shown_text(h))) for h in islice(tree.iter("h1", "h2", "h3"), _MAX_HEADINGS)]
    told = [(len(short), h) for h, short in headings if len(short) > 8 and short in name]
    if told:
        return max(told, key=itemgetter(0))[1]
    return next((h for h, short in headings if short and h.tag == "h1"), None)


def shown_text(element: Tree) -> str:
    """The text of an element with single spaces, not much more of it than is looked at."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(part[:_ENOUGH])
        length += len(part)
        if length > _ENOUGH:
            break
    return " ".join("".join(parts).split())


def _squash(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))


def _near(title: Tree, tree: Tree) -> list[Piece]:
    """The short texts round a title that are of the page's own text, those after it first."""
    before: list[Piece] = []
    after: list[Piece] = []
    kept = {title, *title.iterancestors()}
    inside = set(islice(title.iter(), _MAX_HEADINGS))
    is_past = False
    for element, text in _iter_pieces(tree, kept):
        is_past = is_past or element in inside
        (after if is_past else before).append((element, text))
        if len(after) > _AFTER:
            break
    return after + before[: -_BEFORE - 1 : -1]


def _iter_pieces(tree: Tree, kept: set[Tree]) -> Iterator[Piece]:
    """Each text of the page with its element, in order; a `<time>` is one piece. What holds the title is kept."""
    stack: list[Tree | Piece] = [tree]
    count = 0
    while stack and count < _MAX_ELEMENTS:
        step = stack.pop()
        count += 1
        if isinstance(step, tuple):
            yield step
            continue
        parent = step.getparent()
        if step.tail and step.tail.strip() and step is not tree and parent is not None:
            stack.append((parent, " ".join(step.tail.split())))
        if not isinstance(step.tag, str) or (step not in kept and _is_left_out(step)):
            continue
        if step.tag == "time":
            yield step, shown_text(step)
            continue
        stack.extend(reversed(step))
        if step.text and step.text.strip():
            yield step, " ".join(step.text.split())


def _is_left_out(element: Tree) -> bool:
    if element.get("hidden") is not None or element.tag in _SKIP:
        return element.tag != "aside" or not any(e.tag in ("article", "main") for e in element.iterancestors())
    return bool(_is_name_of_others(_find_name(element)))


def _find_name(element: Tree) -> str:
    """The class and id of an element, "" for those that hold whole pages and texts."""
    if element.tag in ("body", "main", "html", "article"):
        return ""
    return f"{(element.get('class') or '')[:_ENOUGH]} {(element.get('id') or '')[:_ENOUGH]}"


def _read_time_elements(near: list[Piece], read: Read) -> Date | None:
    """The first `<time>` that is not named for a change."""
    for element, text in near:
        if element.tag == "time" and (_is_of_publishing(element) or not _is_of_change(element, text)):
            found = read(element.get("datetime") or "", "time") or read(text, "time")
            if found:
                return found
    return None


def _is_of_publishing(element: Tree) -> bool:
    """Whether a `<time>` is marked as the time of publishing, as hAtom and microformats2 have it.

    What was never changed is often marked as "published updated".
    """
    return element.get("pubdate") is not None or bool(_PUBLISHED.search((element.get("class") or "")[:_ENOUGH]))


def _is_of_change(element: Tree, text: str) -> bool:
    return bool(_CHANGED.search(f"{_names(element)} {text} {_words_before(element)}"))


def _read_published_time(tree: Tree, read: Read) -> Date | None:
    """The `<time>` that is marked as that of publishing, below a text as well; None in a list of several days."""
    marked = islice((e for e in tree.iter("time") if _is_of_publishing(e) and not _is_of_others(e)), _MAX_NAMED)
    found = [read(e.get("datetime") or "", "time") or read(shown_text(e), "time") for e in marked]
    days = {str(one.value)[:10] for one in found if one}
    return next((one for one in found if one), None) if len(days) == 1 else None


def _is_of_others(element: Tree) -> bool:
    """Whether an element stands among comments, related texts or the like; a footer may be the text's own."""
    around = element.iterancestors()
    return any(e.tag in ("aside", "nav") or _is_name_of_others(_find_name(e).replace("footer", "")) for e in around)


def _names(element: Tree) -> str:
    """The classes of an element and of its parents, which say what it is for."""
    near = [element, *islice(element.iterancestors(), 2)]
    return " ".join([*((e.get("class") or "")[:_ENOUGH] for e in near), element.get("itemprop") or ""])


def _words_before(element: Tree) -> str:
    """The words that stand before an element in its parent ("Last updated:")."""
    parent, previous = element.getparent(), element.getprevious()
    if previous is not None:
        return (previous.tail or "").strip() or shown_text(previous)[-40:]
    return (parent.text or "") if parent is not None else ""


def _read_texts(near: list[Piece], read: Read) -> tuple[Date | None, Date | None]:
    """The first day that is written by itself or in a place named for it, and the first that is of a change."""
    shown = changed = None
    for element, text in near:
        if len(text) > _LONGEST or not any(c.isdigit() for c in text):
            continue
        found = read(text, "shown")
        if not found or found.is_relative or found.is_ambiguous or found.precision == "month":
            continue
        if not _is_dateline(element, text):
            continue
        if not _CHANGED.search(f"{text} {_words_before(element)}"):
            shown = shown or found
        else:
            changed = changed or found
    return shown, changed


def _read_named_elements(tree: Tree, read: Read, is_thread: bool) -> Date | None:
    """The date in an element that is named for the date of a post ("entry-date"), wherever it stands.

    None where there are many of different days, but in a thread: then it is a list.
    """
    found: list[Date] = []
    for element in tree.iter("div", "span", "p", "li", "time", "small", "em", "h2", "h3", "h4", "h5", "abbr", "font"):
        if not (
            _is_name_of_post_date((element.get("class") or "")[:_ENOUGH]) or _SAYS.match((element.text or "").lstrip())
        ):
            continue
        text = shown_text(element)
        if len(text) <= _LONGEST and any(c.isdigit() for c in text) and (one := read(text, "shown")):
            found.append(one)
        if len(found) > _MAX_NAMED:
            break
    found = [one for one in found if not one.is_relative and one.precision != "month"]
    days = {str(one.value)[:10] for one in found}
    return found[0] if found and (is_thread or len(days) <= _FEW) else None


def _read_last_change(tree: Tree, read: Read) -> Date | None:
    """The date in the one place that is named for the page's last change: wikis and manuals have it at the foot.

    It says nothing of when the page was published: a wiki's page may be twenty years older.
    """
    named = (e for e in tree.iter("div", "span", "p", "li", "time", "small", "em") if _is_named_for_change(e))
    found = [one for e in islice(named, _FEW) if (one := _read_place(e, read))]
    days = {str(one.value)[:10] for one in found}
    return found[0] if len(days) == 1 and not found[0].is_relative and not found[0].is_ambiguous else None


def _read_place(place: Tree, read: Read) -> Date | None:
    """The date of a short place: that of the `<time>` in it, else that of its text."""
    text = shown_text(place)
    if len(text) > _LONGEST:
        return None
    time = next(place.iter("time"), None)
    return (read(time.get("datetime") or "", "time") if time is not None else None) or read(text, "shown")


def _is_named_for_change(element: Tree) -> bool:
    return bool(is_name_of_change(_find_name(element)))


def _is_dateline(element: Tree, text: str) -> bool:
    """Whether a date stands in a place for dates: its element's name or its words say so, or it is all there is.

    A sentence that has a date in it is of the text, wherever it stands.
    """
    if len(text) < 40:
        return True
    is_sentence = len(text.split()) > _MOST_WORDS and text[-1] in ".!?"
    return not is_sentence and bool(_MARKED.search(_names(element)) or _WORDS.search(text))
