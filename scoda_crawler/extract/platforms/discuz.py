"""Discuz! X boards (and 7) in any chrome language, with dynamic and rewritten URLs."""

import re
from functools import partial
from urllib.parse import urlsplit

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import Target, locate_index, make_address
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Address, Platform
from scoda_crawler.extract.thread import Selectors

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


def _locate_redirect(target: Target) -> Address:
    """A place within a thread: the thread; the thread before or after it: none."""
    number = target.number("ptid") or target.number("tid")
    if target.pairs.get("goto", "") in ("findpost", "lastpost", "newpost") and number:
        key = target.key("thread", number)
        return make_address("thread", key, 1, target.build("forum.php", f"mod=viewthread&tid={number}"))
    return Address(skip="permalink")


def is_discuz(tree: Tree, html: str) -> bool:
    """Whether the generator says so, or the body has the id and class of a Discuz page."""
    if not ("iscuz" in html or "nv_forum" in html):
        return False
    generator = "translate(@content, 'DISCUZ', 'discuz')"
    return bool(tree.xpath(f"//meta[@name='generator' and contains({generator}, 'discuz')] | //body[@id='nv_forum']"))


FORUM = Forum(
    name="discuz",
    selectors=SELECTORS,
    locate=locate,
    row="tbody[id^=normalthread], tbody[id^=stickthread]",
    hint="td.num a, td.by:last-of-type cite",
    error="#messagetext",
)

PLATFORM = Platform(
    name="discuz", kind="forum", recognise=is_discuz, locate=locate, read=partial(read_forum_page, FORUM), rank=20
)
