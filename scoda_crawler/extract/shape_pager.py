"""Which thread a page of unknown software belongs to, and which page of it: by the links of its own pager."""

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.shape_address import (
    find_page_of_post,
    is_of_one_post,
    is_permalink,
    is_telling,
    join_address,
    split_address,
    without,
)
from scoda_crawler.extract.shape_tree import Measured
from scoda_crawler.extract.urls import canonicalise

_NUMBER = re.compile(r"\d+")
_PLACES = re.compile(
    r"^(?:start|offset|st|from|limitstart|page|paged|p|pg|pageno|pagenumber|seite|cpage|currentpage|index|o)$", re.I
)
_ROW_LINKS = 60
_PAGE_WORD = re.compile(r"paged?|seite|pagina", re.I)
_COUNT = re.compile(r"(.+)[-_.](\d{1,4})(\.\w{2,5})?")
_PAGE_END = re.compile(r"(?:page|seite|pagina)[-_]?(\d+)", re.I)
_SCRIPT = re.compile(r"\.(?:php\d?|cgi|pl|aspx?|jsp|cfm|dll)$", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """The identity of a thread, the same on all its pages, and the number of the page."""

    key: str
    page: int


def find_place(page: Measured, url: str, canonical: str | None = None) -> Place:
    """What the page's pager tells: its links are the page's own URL but for one number.

    A canonical URL may leave out parameters; that it names the first page on every page is right here.
    """
    own = canonicalise(url) or url
    pager = _pager_urls(page, own)
    if whole := _find_whole(page, own, pager):
        return Place(f"thread{split_page(whole, pager)[0]}", _find_current(page, pager))
    stem, number = split_page(own, pager)
    if _SCRIPT.search(stem):  # the number was all that it was asked for: that of a post, which any page may show
        stem, number = (
            split_page(canonical, pager) if canonical else ("/" + own.partition("//")[2].partition("/")[2], 1)
        )
    elif canonical and _is_shorter(canonical, own):
        stem, _ = split_page(canonical, pager)
    return Place(f"thread{stem}", number + _counts_from_zero(page, own))


def _counts_from_zero(page: Measured, own: str) -> bool:
    """Whether a page with a counter in its address leads to one of the same address with 0 there: that is the first."""
    path, pairs = split_address(own)
    name = next((key for key, value in pairs.items() if _PLACES.match(key) and value.isdecimal()), "")
    zero = re.compile(rf"[?&;]{re.escape(name)}=0(?:$|[&;#])")
    hrefs = (e.get("href") or "" for e in (page.elements if name else ()) if e.tag == "a")
    found = (split_address(canonicalise(href, own)) for href in hrefs if zero.search(href))
    return any(other == (path, pairs | {name: "0"}) for other in found)


def _find_whole(page: Measured, own: str, pager: list[tuple[str, str]]) -> str:
    """The thread's address, where the page's own asks for one of its posts, as the links to these do; "" elsewhere."""
    path, pairs = split_address(own)
    hrefs = (e.get("href") or "" for e in (page.elements if pairs else ()) if e.tag == "a")
    for href in (href for href in hrefs if "#" in href):
        is_alike = is_of_one_post(href) and split_address(canonicalise(href, own)) == (path, pairs)
        if len(pairs) == 1 and is_alike:
            return _find_stem(own, pager)
        if len(pairs) > 1 and is_permalink(href):
            whole = canonicalise(find_page_of_post(href), own)
            dropped = pairs.keys() - split_address(whole)[1].keys()
            if len(dropped) == 1 and split_address(whole) == (path, without(pairs, *dropped)):
                return whole if dropped <= split_address(href)[1].keys() else ""
    return ""


def _find_stem(own: str, pager: list[tuple[str, str]]) -> str:
    """The address of the first page, by the links of a pager to pages of another address than this one's."""
    path, pairs = split_address(own)
    split = [(link, *split_address(link)) for link, label in pager if label]
    named = [(link, other) for link, other_path, other in split if other_path == path and other.keys() - pairs.keys()]
    firsts = [link for link, own_pairs in named if all(own_pairs.items() <= other.items() for _, other in named)]
    return min(firsts, key=len, default="")


def _find_current(page: Measured, pager: list[tuple[str, str]]) -> int:
    """The page's number as its pager shows it: the one that is no link, beside those that are; 1 for none."""
    labels = {label for _, label in pager if label}
    for at, element in enumerate(page.elements if labels else ()):
        text = (element.text or "").strip()
        if element.tag != "a" and text.isdecimal() and len(text) < 5 and len(element) == 0:
            around = page.elements[page.parents[at]]
            beside = {" ".join("".join(a.itertext()).split()) for a in islice(around.iter("a"), _ROW_LINKS)}
            if beside & labels:
                return int(text)
    return 1


def _is_shorter(canonical: str, own: str) -> bool:
    """Whether a URL is another without some of its parameters."""
    (path, pairs), (own_path, own_pairs) = split_address(canonical), split_address(own)
    return path == own_path and bool(pairs) and pairs.items() <= own_pairs.items()


def _pager_urls(page: Measured, url: str) -> list[tuple[str, str]]:
    """(URL, its text) of links whose text is a number or that are marked as the next or the previous page.

    What stands before the link to the previous page leads to the first.
    """
    out, before = [], None
    for element in page.elements:
        if element.tag == "a" and element.get("href"):
            text = " ".join("".join(element.itertext()).split())
            rel = (element.get("rel") or "").split()
            is_number = text.isdigit() and len(text) < 5
            if "prev" in rel and before is not None and _is_first(before, element, url):
                out.append((canonicalise(before.get("href") or "", url), "1"))
            if is_number or "next" in rel or "prev" in rel:
                out.append((canonicalise(element.get("href") or "", url), text if is_number else ""))
            before = element
    return [(target, text) for target, text in out if target and urlsplit(target).netloc == urlsplit(url).netloc]


def _is_first(link: Tree, previous: Tree, url: str) -> bool:
    """Whether a link beside that to the page before this one leads to a page whose address this one's goes on with.

    What has no name or number of its own is a board: there "previous" is the thread before this one.
    """
    if not {*islice(link.iterancestors(), 2)} & {*islice(previous.iterancestors(), 2)}:
        return False
    path, pairs = split_address(canonicalise(link.get("href") or "", url))
    own_path, own_pairs = split_address(url)
    before, _ = split_address(canonicalise(previous.get("href") or "", url))
    is_count = (
        len(own_path) == len(path) + 1
        and own_path[-1].isdecimal()
        and before in (path, [*path, str(int(own_path[-1]) - 1)])
    )
    return is_count and path == own_path[:-1] and pairs == own_pairs and is_telling(join_address(path, {}))


def split_page(url: str, pager: list[tuple[str, str]]) -> tuple[str, int]:
    """The part of a URL that all pages of a thread share, and the number in the part that they do not."""
    path, pairs = split_address(url)
    if end := _split_end(path):
        return join_address(end[0], pairs), end[1]
    for other, label in pager:
        other_path, other_pairs = split_address(other)
        if pairs == other_pairs and (found := _split_count(path, other_path, label)):
            return join_address(found[0], pairs), found[1]
    for other, label in pager:
        other_path, other_pairs = split_address(other)
        if path == other_path and (name := _find_counter(pairs, other_pairs, label)):
            head = re.sub(r"\d+$", "", pairs.get(name, ""))  # "3." of "topic=3.10"
            stem = without(pairs, name) | ({name: head} if head else {})
            return join_address(path, stem), _number(pairs.get(name, ""))
        if pairs == other_pairs and (found := _split_path(path, other_path, label)):
            return join_address(found[0], pairs), found[1]
    told = next((v for k, v in pairs.items() if _PLACES.match(k)), "")
    return join_address(
        path, {k: re.sub(r"\.\d+$", ".", v) for k, v in pairs.items() if not _PLACES.match(k)}
    ), _number(told)


def _split_end(path: list[str]) -> tuple[list[str], int] | None:
    """For paths that end in "/paged/3" or "/page-3": the first page has no such end."""
    if len(path) > 2 and path[-1].isdigit() and _PAGE_WORD.fullmatch(path[-2]):
        return path[:-2], _number(path[-1])
    found = _PAGE_END.fullmatch(path[-1]) if len(path) > 1 else None
    return (path[:-1], _number(found[1])) if found else None


def _find_counter(pairs: dict[str, str], other: dict[str, str], label: str) -> str:
    """The one parameter in which two URLs differ, if it counts pages; "" for none.

    It is called so, or ends in a number behind the same head ("3.10"), or is the number that the link shows: a number
    of another kind leads to another thread.
    """
    names = {key for key in pairs.keys() | other.keys() if pairs.get(key) != other.get(key)}
    name = names.pop() if len(names) == 1 else ""
    values = [v for v in (pairs.get(name), other.get(name)) if v is not None]
    if not name or not all(re.fullmatch(r"[\w.-]*\d+", v) for v in values):
        return ""
    heads = {re.sub(r"\d+$", "", v) for v in values}
    is_counter = bool(_PLACES.match(name)) or (len(values) == 2 and bool(heads - {""})) or other.get(name) == label
    is_counter = is_counter or (name not in other and label == "1" and pairs[name].isdecimal() and pairs[name] != "1")
    return name if is_counter and len(heads) == 1 else ""


def _number(text: str) -> int:
    found = _NUMBER.findall(text)
    value = int(found[-1][:9]) if found else 1
    return max(value, 1)


def _split_count(path: list[str], other: list[str], label: str) -> tuple[list[str], int] | None:
    """For names with a count ("thread-12-3.html") on all pages of a thread but the first ("thread-12.html")."""
    if len(path) != len(other) or not path or path[:-1] != other[:-1]:
        return None
    short, long = sorted((path[-1], other[-1]), key=len)
    found = _COUNT.fullmatch(long)
    if not found or found[1] + (found[3] or "") != short or not is_telling(short):
        return None
    is_first = path[-1] == short
    return ([*path[:-1], short], 1 if is_first else int(found[2])) if label == (found[2] if is_first else "1") else None


def _split_path(path: list[str], other: list[str], label: str) -> tuple[list[str], int] | None:
    """For paths that differ in one number ("thread-2.html", "thread-3.html"), or by "/page/2" at the end."""
    short, long = sorted((path, other), key=len)
    if len(short) < len(long) <= len(short) + 2 and long[: len(short)] == short and _NUMBER.search(long[-1]):
        return short, 1 if path == short else _number(long[-1])
    differing = [i for i, (a, b) in enumerate(zip(path, other, strict=False)) if a != b]
    if len(path) == len(other) and len(differing) == 1 and differing[0] == len(path) - 1:
        a, b = path[-1], other[-1]
        if _NUMBER.sub("#", a) == _NUMBER.sub("#", b):
            numbers = list(zip(_NUMBER.findall(a), _NUMBER.findall(b), strict=True))
            changed = [i for i, (x, y) in enumerate(numbers) if x != y]
            if len(changed) == 1 and label in ("", numbers[changed[0]][1]):
                pieces = iter(range(len(numbers)))
                stem = _NUMBER.sub(lambda m: "#" if next(pieces) == changed[0] else m[0], a)
                if label or is_telling(join_address([*path[:-1], stem], {})):  # else it is the thread's own number
                    return [*path[:-1], stem], _number(numbers[changed[0]][0])
    return None
