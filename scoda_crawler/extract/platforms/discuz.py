"""Discuz! X boards (and 7) in any chrome language, with dynamic and rewritten URLs; and the articles of its portal."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import Target, locate_index, make_address
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Address, Platform
from scoda_crawler.extract.site import read_article
from scoda_crawler.extract.thread import Selectors
from scoda_crawler.extract.urls import canonicalise
from scoda_crawler.items import Page, Reading, Scope

SELECTORS = Selectors(
    post="div[id^=post_]:has([id^=postmessage_]):not([id^=post_rate])",
    body="[id^=postmessage_]",
    id_pattern=r"^post_(\d+)$",
    author=".pls .authi a, .authi a.xw1, .authi .xw1, .postauthor a, .authi a",
    date="[id^=authorposton], .authorinfo em",
    permalink="a[id^=postnum]",
    drop=".sign, .attach_nopermission, .attnm, .tattl, ignore_js_op, .pstatus, .psth, .rate, .cm, .quote_head, "
    ".jammer, .locked, .ptg, .pcbs, .blockcode > em, .modact, .tip, .aimg_tip, .pattl",
    quote=".quote, blockquote:has(a[href*=findpost])",
    quoted="font, blockquote",
    title="#thread_subject, h1.ts, #threadtitle h1, h1",
)
_THREAD = re.compile(r"thread-(?P<id>\d+)-(?P<page>\d+)-\d+\.html$")
_BOARD = re.compile(r"forum-(?P<id>\w+)-(?P<page>\d+)\.html$")
_ARTICLE = re.compile(r"article-(?P<id>\d+)-(?P<page>\d+)\.html$")
_SUBSETS = {
    "authorid": "subset", "ordertype": "sort", "orderby": "sort", "filter": "sort", "digest": "sort", "typeid": "sort",
    "sortid": "sort", "specialtype": "sort", "dateline": "sort", "archiver": "print", "do": "subset",
    "showoldetails": "action", "showmobile": "action", "from": "subset",
}  # fmt: skip
_MODES = {
    "post": "reply", "logging": "login", "register": "login", "space": "member", "spacecp": "member", "misc": "action",
    "ranklist": "member", "collection": "action", "guide": "sort", "attachment": "file", "rss": "feed",
    "ajax": "action",
}  # fmt: skip


def locate(url: str) -> Address | None:
    """A URL's meaning: `forum.php?mod=viewthread&tid=2&page=3`, `thread-2-3-1.html`, `viewthread.php?tid=2`."""
    target = Target.of(url)
    if match := _THREAD.match(target.name) or _BOARD.match(target.name):
        kind = "thread" if match.re is _THREAD else "board"
        return make_address(kind, target.key(kind, match["id"]), int(match["page"]) or 1, target.build(match[0]))
    if "archiver/" in urlsplit(url).path or target.pairs.get("action") == "printable":
        return Address(skip="print")
    if target.name == "portal.php" or _ARTICLE.match(target.name):
        return _locate_portal(target)
    mode = target.pairs.get("mod") or target.name.removesuffix(".php")
    if mode == "redirect":
        return _locate_redirect(target)
    if reason := next((_SUBSETS[name] for name in target.pairs if name in _SUBSETS), ""):
        return Address(skip=reason)
    if mode in _MODES or target.name in ("home.php", "member.php", "search.php"):
        return Address(skip=_MODES.get(mode, "search" if target.name == "search.php" else "member"))
    return _place(target, mode)


def _place(target: Target, mode: str) -> Address | None:
    for kind, name, parameter in (
        ("thread", "viewthread", "tid"),
        ("board", "forumdisplay", "fid"),
        ("board", "", "gid"),
    ):
        number = target.number(parameter)
        if number and (mode == name or not name):
            page = int(target.number("page") or 1) or 1
            query = (f"mod={mode}&" if target.pairs.get("mod") else "") + f"{parameter}={number}"
            query += f"&page={page}" if page > 1 else ""
            key = target.key(kind, number if name else f"g{number}")
            return make_address(kind, key, page, target.build(target.name, query))
    return locate_index(target, ("index.php", "forum.php"))


def _locate_portal(target: Target) -> Address:
    """An article, a list of them, or the portal's front page; all else that the script does is no page."""
    if match := _ARTICLE.match(target.name):
        return Address(kind="article", key=_name_page(target, match["id"], int(match["page"])), url=target.url)
    mode, page = target.pairs.get("mod", "index"), int(target.number("page") or 1)
    if mode == "view" and (number := target.number("aid")):
        return Address(kind="article", key=_name_page(target, number, page), url=target.url)
    if mode == "list" and (number := target.number("catid")):
        return Address(kind="list", key=target.key("portal", number), page=page, url=target.url)
    return (
        Address(kind="list", key=target.key("portal", ""), url=target.url)
        if mode == "index"
        else Address(skip="action")
    )


def _name_page(target: Target, number: str, page: int) -> str:
    return target.key("article", number if page < 2 else f"{number}.{page}")


def _locate_redirect(target: Target) -> Address:
    """A place within a thread: the thread; the thread before or after it: none."""
    number = target.number("ptid") or target.number("tid")
    if target.pairs.get("goto", "") in ("findpost", "lastpost", "newpost") and number:
        key = target.key("thread", number)
        # Version 7 and older have a script for each; there is no forum.php.
        is_old = target.name == "redirect.php"
        script, query = ("viewthread.php", "") if is_old else ("forum.php", "mod=viewthread&")
        return make_address("thread", key, 1, target.build(script, f"{query}tid={number}"))
    return Address(skip="permalink")


def is_discuz(tree: Tree, html: str) -> bool:
    """Whether the generator says so, or the body has the id and class of a Discuz page."""
    if not ("iscuz" in html or "nv_forum" in html):
        return False
    generator = "translate(@content, 'DISCUZ', 'discuz')"
    return bool(tree.xpath(f"//meta[@name='generator' and contains({generator}, 'discuz')] | //body[@id='nv_forum']"))


def read_page(tree: Tree, page: Page, scope: Scope) -> Reading:
    """A page of the board, or an article of the portal."""
    reading = read_forum_page(FORUM, tree, page, scope)
    if reading.kind != "article":
        return reading
    address = locate(canonicalise(page.url)) or Address()
    article = read_article(tree, page)
    if article is None:
        return replace(reading, reason="no-text")
    return replace(reading, document=replace(article, platform=FORUM.name, key=address.key))


FORUM = Forum(
    name="discuz",
    selectors=SELECTORS,
    locate=locate,
    row="tbody[id^=normalthread], tbody[id^=stickthread]",
    hint="td.num a, td.by:last-of-type cite",
    error="#messagetext",
)

PLATFORM = Platform(name="discuz", kind="forum", recognise=is_discuz, locate=locate, read=read_page, rank=20)
