"""Which thread a page of unknown software belongs to, and which page of it: by the links of its own pager."""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.links import collect_links
from scoda_crawler.extract.patterns import find_pattern
from scoda_crawler.extract.profiles import is_profile
from scoda_crawler.extract.shape_mail import find_message_links
from scoda_crawler.extract.shape_tree import Measured
from scoda_crawler.extract.urls import canonicalise, find_trap, split_url
from scoda_crawler.items import Link

_NUMBER = re.compile(r"\d+")
_PLACES = re.compile(
    r"^(?:start|offset|st|from|limitstart|page|paged|p|pg|pageno|pagenumber|seite|cpage|currentpage|index|o)$", re.I
)
_POST = re.compile(
    r"(?:^|[?&;])(?:p|pid|post|postid|post_id|msg|message|comment|cid|view|goto|action|do|mode|reply|quote|replyto)=|"
    r"\.(?:msg\d+|new)\b|#"
    r"|=(?:next|prev|previous|nextnewest|nextoldest)(?:$|[&;])",  # another thread, which has an address of its own
    re.I,
)
_POST_PATH = re.compile(
    r"/(?:post|comment|reply|message|msg|permalink|findpost)s?[/-](?:\d+|(?=[^/]*\d)[0-9a-z]{16,}(?![^/?]))", re.I
)
_LAST = re.compile(
    r"/(?:last|last-?post|un-?read|new-?post|first-?unread)/?$|[?&](?:first-?unread|last-?post|new-?post)=", re.I
)

_ROW_DEPTH = 6  # boxes round a link in a list in which its row is looked for
_ROW_LINKS = 60
_FEED = re.compile(r"(?:^|[./])(?:atom|rss|feeds?)(?:/|(?:\.xml)?/?$)", re.I)
_OF_EACH = 0.6  # of the posts have a link
_MAX_LABEL = 120  # characters of it
_LABEL_PIECES = 8
_PAGE_WORD = re.compile(r"paged?|seite|pagina", re.I)
_COUNT = re.compile(r"(.+)[-_.](\d{1,4})(\.\w{2,5})?")
_PAGE_END = re.compile(r"(?:page|seite|pagina)[-_]?(\d+)", re.I)
_SCRIPT = re.compile(r"\.(?:php\d?|cgi|pl|aspx?|jsp|cfm|dll)$", re.I)
_SUBSET = re.compile(
    r"[?&;](?:authorid|ordertype|orderby|sortby|datecut|filter|typeid|digest|sk|sd|st|do)=|printable|archiver",
    re.I,
)


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
    return Place(f"thread{stem}", number)


def _find_whole(page: Measured, own: str, pager: list[tuple[str, str]]) -> str:
    """The thread's address, where the page's own asks for one of its posts, as the links to these do; "" elsewhere."""
    path, pairs = _parts(own)
    hrefs = (e.get("href") or "" for e in (page.elements if pairs else ()) if e.tag == "a")
    for href in (href for href in hrefs if "#" in href):
        is_alike = _is_of_one_post(href) and _parts(canonicalise(href, own)) == (path, pairs)
        if len(pairs) == 1 and is_alike:
            return _find_stem(own, pager)
        if len(pairs) > 1 and is_permalink(href):
            whole = canonicalise(find_page_of_post(href), own)
            dropped = pairs.keys() - _parts(whole)[1].keys()
            if len(dropped) == 1 and _parts(whole) == (path, _without(pairs, *dropped)):
                return whole if dropped <= _parts(href)[1].keys() else ""
    return ""


def _find_stem(own: str, pager: list[tuple[str, str]]) -> str:
    """The address of the first page, by the links of a pager to pages of another address than this one's."""
    path, pairs = _parts(own)
    named = [
        link for link, label in pager if label and _parts(link)[0] == path and _parts(link)[1].keys() - pairs.keys()
    ]
    firsts = [link for link in named if all(_parts(link)[1].items() <= _parts(other)[1].items() for other in named)]
    return min(firsts, key=len, default="")


def _is_of_one_post(href: str) -> bool:
    """Whether an address asks for a post by the number alone that its fragment repeats: "view?pid=134#p134"."""
    address, _, fragment = href.partition("#")
    number = _NUMBER.findall(fragment)
    return bool(number) and list(_parts(address)[1].values()) == [number[-1]]


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
    (path, pairs), (own_path, own_pairs) = _parts(canonical), _parts(own)
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
    path, pairs = _parts(canonicalise(link.get("href") or "", url))
    own_path, own_pairs = _parts(url)
    before, _ = _parts(canonicalise(previous.get("href") or "", url))
    is_count = (
        len(own_path) == len(path) + 1
        and own_path[-1].isdecimal()
        and before in (path, [*path, str(int(own_path[-1]) - 1)])
    )
    return is_count and path == own_path[:-1] and pairs == own_pairs and _is_telling(_join(path, {}))


def _parts(url: str) -> tuple[list[str], dict[str, str]]:
    parts = split_url(url)
    path = [s for s in parts.path.split("/") if s]
    if parts.query and "=" not in parts.query:
        return [*path, parts.query], {}  # "index.php?thread-12-3.html"
    return path, dict(parse_qsl(parts.query.replace(";", "&")))


def split_page(url: str, pager: list[tuple[str, str]]) -> tuple[str, int]:
    """The part of a URL that all pages of a thread share, and the number in the part that they do not."""
    path, pairs = _parts(url)
    if end := _split_end(path):
        return _join(end[0], pairs), end[1]
    for other, label in pager:
        other_path, other_pairs = _parts(other)
        if pairs == other_pairs and (found := _split_count(path, other_path, label)):
            return _join(found[0], pairs), found[1]
    for other, label in pager:
        other_path, other_pairs = _parts(other)
        if path == other_path and (name := _find_counter(pairs, other_pairs, label)):
            head = re.sub(r"\d+$", "", pairs.get(name, ""))  # "3." of "topic=3.10"
            stem = _without(pairs, name) | ({name: head} if head else {})
            return _join(path, stem), _number(pairs.get(name, ""))
        if pairs == other_pairs and (found := _split_path(path, other_path, label)):
            return _join(found[0], pairs), found[1]
    told = next((v for k, v in pairs.items() if _PLACES.match(k)), "")
    return _join(path, {k: re.sub(r"\.\d+$", ".", v) for k, v in pairs.items() if not _PLACES.match(k)}), _number(told)


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
    return name if is_counter and len(heads) == 1 else ""


def _without(pairs: dict[str, str], *names: str) -> dict[str, str]:
    return {key: value for key, value in pairs.items() if key not in names}


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
    if not found or found[1] + (found[3] or "") != short or not _is_telling(short):
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
                if label or _is_telling(_join([*path[:-1], stem], {})):  # else it is the thread's own number
                    return [*path[:-1], stem], _number(numbers[changed[0]][0])
    return None


def _join(path: list[str], pairs: dict[str, str]) -> str:
    return "/" + "/".join(path) + ("?" + "&".join(f"{k}={v}" for k, v in sorted(pairs.items())) if pairs else "")


def is_permalink(href: str) -> bool:
    """Whether a link leads to one post of a page that has another address, too: "?topic=5.msg41#msg41".

    The number in its fragment comes again before it, as the last of several names or numbers.
    """
    address, _, fragment = href.partition("#")
    if not (found := _NUMBER.findall(fragment)):
        return False
    path, pairs = _parts(address)
    last = next((key for key, value in pairs.items() if re.search(rf"(?<!\d){found[-1]}$", value)), "")
    if last:
        head = re.sub(r"\d+$", "", pairs[last])
        return bool(_is_telling(_join(path, _without(pairs, last))) or _NUMBER.search(head))
    return len(path) > 1 and bool(re.search(rf"(?<!\d){found[-1]}$", path[-1])) and _is_telling(_join(path[:-1], {}))


def find_page_of_post(href: str) -> str:
    """The address of a page without what asks for one of its posts: "/topics/12" for "/topics/12?r=47#message-47"."""
    if "?" not in href or not is_permalink(href):
        return href
    address, _, fragment = href.partition("#")
    head, _, query = address.partition("?")
    number = _NUMBER.findall(fragment)[-1]
    pairs = [pair for pair in query.split("&") if not re.fullmatch(rf"[\w.-]*={number}", pair)]
    return head + ("?" + "&".join(pairs) if pairs else "")


def _is_telling(url: str) -> bool:
    """Whether an address names one page: by a number, or by a phrase."""
    return bool(_NUMBER.search(url) or re.search(r"(?:[^/=&?_+-]+[-_+]){2}|[^/=&?]{20}", url))


def is_page_link(anchor: Tree) -> bool:
    """Whether a link leads to another page of what its own page lists: it is marked as the next or shows a number."""
    text = " ".join("".join(anchor.itertext()).split())
    return "next" in (anchor.get("rel") or "").split() or (text.isdecimal() and 1 < int(text[:5]) < 10_000)


def find_own_trap(anchor: Tree, target: str) -> str:
    """Why a link is not followed; the order of a list is no reason where the list's own pager names it."""
    reason = find_trap(target)
    return "" if reason == "sort" and is_page_link(anchor) else reason


def find_forum_links_by_shape(tree: Tree, url: str, posts: int = 0) -> tuple[tuple[Link, ...], dict[str, int]]:
    """The links of a thread of unknown forum software worth following; traps and links to single posts are counted.

    With the number of `posts`, what each of them has under the same words is one, too.
    """
    own = _POST_PATH.search(url)
    of_each = _find_of_each(tree, url, posts) | find_message_links(tree, url)

    def judge(anchor: Tree, target: str) -> Link | str:
        if reason := find_own_trap(anchor, target):
            return reason
        if _SUBSET.search(target) and not is_page_link(anchor):
            return "subset"
        if is_profile(target):
            return "member"
        found = _POST_PATH.search(target)  # where threads are called posts, this one's pages have its number
        if target in of_each:
            return "permalink"
        if _FEED.search(urlsplit(target).path):
            return "feed"  # a thread's own: what it has is here
        is_other = found is not None and (own is None or found[0] != own[0])
        is_post = is_other or _is_of_post(target) or is_permalink(anchor.get("href") or "")
        return "permalink" if is_post else Link(url=target)

    return collect_links(tree, url, judge)


def _find_of_each(tree: Tree, url: str, posts: int) -> frozenset[str]:
    """Where links lead that most posts have, with the same words and addresses of one form: "Reply", "raw", "RE: ...".

    What a page has so often, each time with another address, one does with a post.
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for anchor in tree.iter("a") if posts > 1 else ():
        label = " ".join("".join(islice(anchor.itertext(), _LABEL_PIECES)).split())
        target = canonicalise(anchor.get("href") or "", url)
        if label and target and not label.isdecimal() and len(label) <= _MAX_LABEL:
            found[_NUMBER.sub("#", label), find_pattern(target)].add(target)
    least = max(2, _OF_EACH * posts)
    return frozenset(target for targets in found.values() if len(targets) >= least for target in targets)


def _is_of_post(target: str) -> bool:
    """Whether an address asks for one post of a thread by a parameter, or for the last or the first unread one."""
    return bool(_POST.search(target) or (_LAST.search(target) and _is_telling(_LAST.sub("", target))))


def is_second_way(anchor: Tree, target: str) -> bool:
    """Whether a link in a list leads to a post of what the same row leads to: "/post/7" beside "/topic/3-old-bikes".

    The row is the smallest box round it that has another link that tells a page; it leads to no other post.
    """
    if _is_second_address(anchor):
        return True
    if not _POST_PATH.search(target):
        return bool(_LAST.search(target)) and _is_telling(_LAST.sub("", urlsplit(target).path))
    for box in islice(anchor.iterancestors(), _ROW_DEPTH):
        hrefs = {a.get("href") or "" for a in islice(box.iter("a"), _ROW_LINKS)}
        posts = {m[0] for href in hrefs if (m := _POST_PATH.search(href))}
        if len(posts) > 1:
            return False
        if any(_is_page_of_row(href) for href in hrefs):
            return True
    return False


def _is_second_address(anchor: Tree) -> bool:
    """Whether a link's row has the same address without the number of a post ("/topic/3-rust" for "/topic/3-rust/41"),
    or leads by another parameter to where this one asks for a post alone ("view?id=4" for "view?pid=134#p134").
    """
    href = anchor.get("href") or ""
    head, _, number = href.partition("#")[0].rpartition("/")
    is_counted = number.isdecimal() and _is_telling(head) and not is_page_link(anchor)
    of_post = _is_of_one_post(href)
    path, pairs = _parts(href.partition("#")[0])
    for box in islice(anchor.iterancestors(), _ROW_DEPTH if is_counted or of_post else 0):
        others = {a.get("href") or "" for a in islice(box.iter("a"), _ROW_LINKS)} - {href}
        if of_post and any(map(_is_of_one_post, others)):
            return False
        if is_counted and head in others:
            return True
        if of_post and any(
            _parts(x)[0] == path and not _parts(x)[1].keys() & pairs.keys() and "=" in x for x in others
        ):
            return True
    return False


def _is_page_of_row(href: str) -> bool:
    path = split_url(href).path if "//" in href else href.partition("#")[0]
    return not (_POST_PATH.search(path) or is_profile(path) or find_trap(path)) and _is_telling(path)
