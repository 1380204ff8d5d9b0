"""Threads of software that nobody declared, found by shape: repeated parts with prose, a date and an author each."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from scoda_crawler.extract.forum_dates import Clock, find_stamp, find_title, read_shown, settle_order
from scoda_crawler.extract.gaps import squash_text
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.metadata import Metadata, extract_metadata
from scoda_crawler.extract.profiles import is_profile
from scoda_crawler.extract.shape_groups import (
    Group,
    are_answers,
    are_comments,
    are_named_posts,
    find_parents,
    find_single,
    is_list_of_rows,
    list_groups,
    rank_groups,
)
from scoda_crawler.extract.shape_lead import Lead, find_lead
from scoda_crawler.extract.shape_mail import mark_plain
from scoda_crawler.extract.shape_mail_text import clean_mail
from scoda_crawler.extract.shape_pager import Place, find_place
from scoda_crawler.extract.shape_quotes import Reader
from scoda_crawler.extract.shape_text import Bodies, find_bodies, strip_signatures
from scoda_crawler.extract.shape_tree import Measured, find_date_text, measure, strip_date
from scoda_crawler.extract.thread import read_line
from scoda_crawler.items import Date, Page, Post, Scope, Thread

LEAD_ID = "first"
"""Of a first post that stands apart from the others."""

_SHARE = 0.5  # of the page's prose is in the posts
_SHARE_OF_ARTICLE = 0.9  # where the page calls itself an article or a shop's: comments do not make a thread of it
_BIGGEST = 0.6  # of such a page's posts one has at most so much: else it is the article
_MOST_SIGNED = 0.75  # of the members show a name and a date: the others are none
_MOST_GROUPS = 4  # of a page that are looked at: behind the best one stands what else repeats
_AS_LONG = 1.5  # times a title: what stands with it is a mark ("Question", "Solved")
_MIN_MEAN = 30  # characters a post
_MIN_LETTERS = 15  # a post, where those with the same letters count once
_FORUM_TYPES = frozenset("DiscussionForumPosting QAPage Conversation".split())
_SHOP_TYPES = frozenset("Product ProductGroup Recipe Offer Hotel LocalBusiness Restaurant Book Movie Event".split())
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_FORUM_PATH = re.compile(
    r"(?:^|[/.])(?:forums?|boards?|bbs|threads?|topic|discussions?|(?:show|view)(?:thread|topic)(?:\.\w+)?)(?:[/.-]|$)",
    re.I,
)


def find_thread_by_shape(tree: Tree, page: Page, scope: Scope) -> Thread | None:
    """The thread that a page of unknown software shows, one page of it; None where its shape is no thread's.

    With `scope.comments` the comments under an article are one, too.
    """
    about = extract_metadata(tree, page.url)
    if is_profile(page.url):
        return None
    if not scope.comments and about.types & _SHOP_TYPES and not about.types & _FORUM_TYPES:
        return None
    is_mail = mark_plain(tree)
    measured = measure(tree)
    clock = Clock(language=about.language, now=page.fetched_at)
    posts = _find_posts(measured, page.url, about, clock, has_comments=scope.comments)
    posts = [replace(post, text=clean_mail(post.text)) for post in posts] if is_mail else posts
    return _build_thread(posts, find_place(measured, page.url, about.canonical_url), about, page) if posts else None


def is_board_by_shape(tree: Tree, url: str) -> bool:
    """Whether a page of unknown software is a list of threads or boards: rows with a link, a date and a name each.

    A member's page that shows texts of a group is one, too: of what the member wrote.
    """
    measured = measure(tree)
    if is_profile(url) and any(group.is_dated for group in list_groups(measured, url)):
        return True
    return is_list_of_rows(measured, list_groups(measured, url), url)


def _find_posts(page: Measured, url: str, about: Metadata, clock: Clock, *, has_comments: bool) -> list[Post]:
    """The posts of a group with what stands above it, or the only post; [] where the page is no thread."""
    groups = rank_groups(page, url)[:_MOST_GROUPS]
    for group in groups:
        lead = _find_lead(page, group, groups)
        if _is_thread(page, group, lead, about, url, has_comments=has_comments):
            posts = _strip_head(read_posts(page, group, lead, clock), about.title)
            return posts if len(posts) > 1 and _say_something(posts) else []
    single = find_single(page, url) if about.types & _FORUM_TYPES or not about.is_article else None
    return read_posts(page, single, None, clock) if single else []


def _find_lead(page: Measured, group: Group, groups: Sequence[Group]) -> Lead | None:
    """The first post, where it stands apart. Above posts that the markup numbers, what nobody signed is a notice."""
    lead, first = find_lead(page, group), group.members[0]
    is_numbered = any(other.is_numbered and page.is_within(first, other.members[0]) for other in groups)
    is_notice = lead is not None and lead.date < 0 and lead.author < 0 and is_numbered
    return None if is_notice and not are_answers(page, group.members) else lead


def _strip_head(posts: list[Post], title: str) -> list[Post]:
    """The posts without what stands above them and is none: the thread's title, or the text of one of them again."""
    if not posts or posts[0].id != LEAD_ID:
        return posts
    first, *rest = posts
    said, name = squash_text(first.text), squash_text(title)
    is_title = bool(name) and name in said and len(said) <= _AS_LONG * len(name)
    return rest if is_title or any(said in squash_text(post.text) for post in rest) else posts


def _say_something(posts: Sequence[Post]) -> bool:
    """Whether posts hold more than labels: the rows of a list say the same, numbers apart ("By:", "Page 1, 2")."""
    texts = {"".join(_LETTERS.findall(post.text)) for post in posts}
    return sum(map(len, texts)) >= _MIN_LETTERS * len(posts)


def _is_forum_address(url: str) -> bool:
    """Whether an address is a board's. Threads call themselves articles there, as Open Graph has no better word."""
    parts = urlsplit(url)
    return "forum" in parts.netloc.lower() or bool(_FORUM_PATH.search(f"{parts.netloc}{parts.path}"))


def _is_thread(
    page: Measured, group: Group, lead: Lead | None, about: Metadata, url: str, *, has_comments: bool
) -> bool:
    whole = page.own_prose
    if group.prose < (_MIN_LETTERS if has_comments else _MIN_MEAN) * len(group.members):
        return False
    if about.types & _FORUM_TYPES or (has_comments and are_comments(page, group.members)):
        return True
    led = page.prose(lead.body) if lead else 0
    if (about.is_article and not _is_forum_address(url)) or about.og_type.startswith("product"):
        if page.elements[group.members[0]].tag == "article" and not are_comments(page, group.members):
            return False  # other articles
        biggest = max(page.prose(at) for at in group.members)
        return group.prose >= _SHARE_OF_ARTICLE * whole and biggest <= _BIGGEST * group.prose
    is_most = group.prose + led >= _SHARE * whole and group.prose >= _SHARE * led
    is_many = len(group.members) > 3 or are_named_posts(page, group.members)
    return is_most and (is_many or (lead is not None and _are_numbered(page, group)))


def _are_numbered(page: Measured, group: Group) -> bool:
    """Whether all members have a name, a date, and a number of their own as their ids."""
    ids = {page.elements[at].get("id") or "" for at in group.members}
    return group.signed == len(group.members) == len(ids) and all(map(_DIGITS.search, ids))


def _build_thread(posts: list[Post], place: Place, about: Metadata, source: Page) -> Thread:
    return Thread(
        url=source.url,
        title=about.title,
        key=place.key,
        canonical_url=about.canonical_url,
        language=about.language,
        published=posts[0].published if place.page == 1 else None,
        authors=tuple(dict.fromkeys(post.author for post in posts if post.author)),
        fetched_at=source.fetched_at,
        posts=tuple(posts),
        page=place.page,
    )


def read_posts(page: Measured, group: Group, lead: Lead | None, clock: Clock) -> list[Post]:
    """The posts of a group, that above it first; those without text are left out."""
    bodies = find_bodies(page, group)
    names = [_name(page, at) for at in group.authors]
    starter = _name(page, lead.author) if lead else None
    reader = Reader([name for name in (starter, *names) if name], bodies.dropped)
    reader.learn(page.elements[at] for at in bodies.places if at >= 0)
    first = [_read_lead(page, lead, reader, clock)] if lead else []
    texts = _read_texts(page, group, bodies, reader)
    texts = strip_signatures(texts, names)
    ids = _find_ids([page.elements[at] for at in group.members])
    parents = find_parents(page, group)
    dates = _read_dates(page, group.dates, clock)
    return first + [
        Post(
            text=text, id=ids[i], author=names[i], published=dates[i],
            reply_to=(ids[parents[i]] or None) if parents[i] >= 0 else None,
        )
        for i, text in enumerate(texts) if text and not _is_foreign(group, i)
    ]  # fmt: skip


def _is_foreign(group: Group, i: int) -> bool:
    """Whether a member has neither name nor date where nearly all have both: what the site puts between posts."""
    return group.dates[i] < 0 and group.authors[i] < 0 and group.signed >= _MOST_SIGNED * len(group.members)


def _read_texts(page: Measured, group: Group, bodies: Bodies, reader: Reader) -> list[str]:
    members = [page.elements[at] for at in group.members]
    return [reader.read(page.elements[at], members) if at >= 0 else "" for at in bodies.places]


def _read_lead(page: Measured, lead: Lead, reader: Reader, clock: Clock) -> Post:
    date = _read_dates(page, [lead.date], clock)[0]
    return Post(text=reader.read(page.elements[lead.body]), author=_name(page, lead.author), published=date, id=LEAD_ID)


def _name(page: Measured, at: int) -> str | None:
    return strip_date(read_line(page.elements[at])) or None if at >= 0 else None


def _read_dates(page: Measured, places: Sequence[int], clock: Clock) -> list[Date | None]:
    elements = [page.elements[at] if at >= 0 else None for at in places]
    texts = [(find_title(e) or find_date_text(e)) if e is not None else "" for e in elements]
    clock = settle_order(clock, texts)
    return [
        (find_stamp(e) if e is not None else None) or read_shown(text, clock)
        for e, text in zip(elements, texts, strict=True)
    ]


def _find_ids(posts: Sequence[Tree]) -> list[str]:
    """The posts' own numbers: of several in an id ("comm-714512_714511") the last, or the first where that is no key.

    A number that several posts have is none's: posts of one id are one post to who merges pages.
    """
    numbers = [_list_numbers(post) for post in posts]
    lasts, firsts = ([found[at] if found else "" for found in numbers] for at in (-1, 0))
    ids = min((lasts, firsts), key=lambda found: len(found) - len(set(found)))
    counts = Counter(ids)
    return [number if counts[number] == 1 else "" for number in ids]


def _list_numbers(post: Tree) -> list[str]:
    """The numbers in a post's id, or in that of the first anchor in it."""
    for holder in (post, *post.iter("a", "div", "article", "td")):
        for name in ("id", "name", "data-id", "data-post-id", "data-postid", "data-comment-id"):
            if found := _DIGITS.findall(holder.get(name) or ""):
                return [str(number) for number in found]
    return []
