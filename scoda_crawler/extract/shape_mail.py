"""Messages of mailing-list archives, one a page or a thread a page, known by what mail itself brings along.

An archive offers to answer a message (a `mailto:` link with `In-Reply-To`, RFC 6068), or leads from a message to its
own place in two lists or more (`date.html#12` and `thread.html#12` in `000012.html`), or shows the message's head as it
was sent (`From:` and `Date:`, RFC 5322). No name of an archiver is asked for.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from scoda_crawler.extract.forum_dates import Clock, read_shown
from scoda_crawler.extract.html import Tree, render_text
from scoda_crawler.extract.metadata import extract_metadata
from scoda_crawler.extract.shape_mail_body import ADDRESS, read_message
from scoda_crawler.extract.shape_mail_text import clean_mail
from scoda_crawler.extract.shape_tree import Measured, measure
from scoda_crawler.extract.thread import read_line
from scoda_crawler.extract.urls import canonicalise
from scoda_crawler.items import Page, Post, Thread

_ANSWER = re.compile(r"[?&]in-reply-to=", re.I)
_NUMBER = re.compile(r"\d+")
_FROM = re.compile(r"^From:\s*(?P<name>.+?)\s*(?:@\s+(?P<date>\d{4}-\d\d-\d\d\s+\d{1,2}:\d\d)\b.*)?$", re.M)
_DATE = re.compile(r"^Date:\s*(?P<date>\S[^\t\n]*)", re.M)
_TAG = re.compile(r"^\[([^][]{1,40})\]\s*")
_HALF = 0.5
_MOST = 0.8  # of the prose is in one part: the message is there, and nowhere else
_MAX_HEAD = 50_000  # characters; with the head of a message stands where it is in a long thread
_LAST_LINKS = 10  # at the end of a message, for what one can do with it


def find_mail(tree: Tree, page: Page) -> Thread | None:
    """The message or the messages that a page of a mailing-list archive shows, in their order; None for other pages."""
    heads = list(_list_heads(tree))
    if not heads and not _is_message(tree, page.url):
        return None
    mark_plain(tree)
    about = extract_metadata(tree, page.url)
    clock, measured = Clock(language=about.language, now=page.fetched_at), measure(tree)
    if heads and not _is_plain(measured):
        return None  # a text that quotes messages
    found = [_read_headed(pre, head, clock) for pre, head in heads] if heads else [read_message(measured, clock)]
    posts = [post for post in found if post is not None and post.text]
    if not posts:
        return None
    return Thread(
        url=page.url,
        title=_strip_tag(about.title, page.url),
        key="mail" + (canonicalise(page.url) or page.url).partition("//")[2].partition("/")[2],
        canonical_url=about.canonical_url,
        language=about.language,
        published=posts[0].published,
        authors=tuple(dict.fromkeys(post.author for post in posts if post.author)),
        fetched_at=page.fetched_at,
        posts=tuple(posts),
    )


def mark_plain(tree: Tree) -> bool:
    """Whether a page offers to answer messages; then paragraphs with blank lines in them are made preformatted.

    So they are shown, by a style sheet that is not seen here.
    """
    if not _list_answers(tree):
        return False
    for paragraph in tree.iter("p"):
        if any("\n\n" in piece.strip() for piece in paragraph.itertext()):
            paragraph.tag = "pre"
    return True


def _list_answers(tree: Tree) -> set[str]:
    """The messages, by their ids, that a page offers to answer by mail."""
    links = (link.get("href") or "" for link in tree.iter("a", "link"))
    mails = (href for href in links if href[:7].lower() == "mailto:" and _ANSWER.search(href))
    return {v for href in mails for k, v in parse_qsl(href.partition("?")[2]) if k.lower() == "in-reply-to"}


def _is_plain(page: Measured) -> bool:
    """Whether nearly all that a page says is preformatted, outside of which an archive has but notes."""
    pres = (at for at, element in enumerate(page.elements) if element.tag == "pre" and not page.chrome[at])
    return sum(map(page.prose, pres)) >= _MOST * page.own_prose


def find_whole_thread(tree: Tree, url: str) -> str:
    """Where a message's page has the whole thread below its own address ("7@a/T/" for "7@a/"); "" for none.

    Such a message is a part of a text that is read elsewhere.
    """
    if not url.endswith("/") or len(list(_list_heads(tree))) != 1:
        return ""
    links = (canonicalise(a.get("href") or "", url) for a in tree.iter("a"))
    return next((link for link in links if link.startswith(url) and link.endswith("/") and link != url), "")


def find_message_links(tree: Tree, url: str) -> frozenset[str]:
    """Where the links within messages lead that have their heads with them: to the same, read in other ways."""
    links = (a.get("href") or "" for pre, _ in _list_heads(tree) for a in pre.iter("a"))
    return frozenset(filter(None, (canonicalise(href, url) for href in links)))


def _list_heads(tree: Tree) -> Iterator[tuple[Tree, str]]:
    """The parts of a page that hold a message and its head, and these heads."""
    for pre in tree.iter("pre"):
        if next(pre.iterancestors("pre"), None) is None and (head := _find_head(pre)):
            yield pre, head


def _is_message(tree: Tree, url: str) -> bool:
    """Whether a page offers to answer one message, or leads to its own place in two lists beside it or more."""
    if len(_list_answers(tree)) == 1:
        return True
    own, _, name = url.partition("?")[0].rpartition("/")
    numbers = _NUMBER.findall(name)
    links = (a.get("href") or "" for a in (tree.iter("a") if numbers else ()))
    lists = {canonicalise(x, url) for x in links if "#" in x and _is_place_of(x, int(numbers[-1][:9]))}
    return sum(x.rpartition("/")[0] == own and x != url.partition("#")[0] for x in lists) > 1


def _is_place_of(href: str, number: int) -> bool:
    found = _NUMBER.findall(href.rpartition("#")[2])
    return bool(found) and int(found[-1][:9]) == number


def _strip_tag(title: str, url: str) -> str:
    """A subject without the list's name in brackets, which its address has, too."""
    found = _TAG.match(title)
    names = unquote(urlsplit(url).path).casefold().split("/")
    return title[found.end() :] or title if found and found[1].casefold() in names else title


def _find_head(pre: Tree) -> str:
    """The head of a message that a part begins with: lines up to the first blank one, with who sent it and when."""
    text = ""
    for piece in pre.itertext():
        text += piece
        if "\n\n" in text.lstrip() or len(text) > _MAX_HEAD:
            break
    head = text.strip().partition("\n\n")[0]
    found = _FROM.search(head)
    return head if found and (found["date"] or _DATE.search(head)) else ""


def _read_headed(pre: Tree, head: str, clock: Clock) -> Post:
    text = render_text(pre).partition("\n\n")[2]
    last = text.rpartition("\n\n")[2]
    linked = sum(len(said) for a in list(pre.iter("a"))[-_LAST_LINKS:] if (said := read_line(a)) and said in last)
    if linked >= _HALF * len(last):
        text = text[: len(text) - len(last)]
    sender = _FROM.search(head)
    date = (sender["date"] if sender else None) or (found["date"] if (found := _DATE.search(head)) else "")
    anchor = next((a.get("id") for a in pre.iter("a") if a.get("id")), "") or ""
    author = ADDRESS.sub("", sender["name"]).strip(" \"'") if sender else ""
    published = read_shown(" ".join(date.split()), clock)
    return Post(text=clean_mail(text), id=anchor, author=author or None, published=published)
