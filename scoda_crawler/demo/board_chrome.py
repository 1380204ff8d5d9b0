"""The frame of a page as wpForo 3.0 in WordPress writes it with Thai buttons; markup after the real one, words our own."""

# ruff: noqa: E501  (markup keeps the lines of the real pages)

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

from scoda_crawler.demo.answer import escape
from scoda_crawler.demo.content import Member, Topic

SITE = "ท่าเรือเก่า"
_BANGKOK = timedelta(hours=7)
_NOW = 2026  # "years ago" are counted from here, so that a page is always the same


class Board(NamedTuple):
    """A board: `layout` 1 is Extended, 2 Simplified."""

    id: int
    slug: str
    name: str
    layout: int
    category: str


BOARDS: Mapping[str, Board] = {
    board.slug: board
    for board in (
        Board(2, "ตลาดนัด", "ตลาดนัด", 1, "harbour-section"),
        Board(3, "boats-and-repair", "Boats and repair", 1, "harbour-section"),
        Board(5, "kitchen", "Kitchen", 2, "galley-section"),
    )
}
CATEGORIES: Mapping[str, str] = {"harbour-section": "Harbour section", "galley-section": "Galley section"}


def board_url(root: str, board: Board) -> str:
    """Absolute and percent-encoded in lower case, as WordPress does it."""
    return f"{root}/community/{encode(board.slug)}/"


def topic_url(root: str, topic: Topic, page: int = 1) -> str:
    """The address of one page of a thread."""
    tail = f"paged/{page}/" if page > 1 else ""
    return f"{root}/community/{encode(topic.board)}/{encode(topic.slug)}/{tail}"


def encode(text: str) -> str:
    """Percent-encoding in lower case."""
    return re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), quote(text, safe=""))


def member_url(root: str, member: Member) -> str:
    """A member's profile."""
    return f"{root}/participant/{encode(member.nick)}/"


def ago(moment: datetime) -> str:
    """A date as lists show it: relative, in Thai."""
    return f"{_NOW - moment.year} ปี ที่ผ่านมา"


def shown_date(moment: datetime) -> str:
    """A date as posts show it: day first, twelve hours, the site's own clock."""
    local = moment + _BANGKOK
    return f"{local:%d/%m/%Y} {local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"


class Frame(NamedTuple):
    """What the frame of a page says: `kind` is wpForo's word for the page ("forum", "topic", "post", ...)."""

    root: str
    url: str
    kind: str
    title: str
    head: str = ""


def _head(frame: Frame) -> str:
    return f"""<!DOCTYPE html>
<html lang="th">
<head>
<meta charset="UTF-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>{frame.title} &#8211; {SITE}</title>
<meta name='robots' content='max-image-preview:large' />
<!-- wpForo SEO -->
<link rel="canonical" href="{frame.url}" />
<meta property="og:title" content="{frame.title}" />
<meta property="og:locale" content="th" />
<meta property="og:site_name" content="{SITE}" />
<meta property="og:type" content="website" />
<!-- wpForo SEO End -->
{frame.head}<link rel="alternate" type="application/rss+xml" title="{SITE} &raquo; Feed" href="{frame.root}/feed/" />
<link rel='stylesheet' id='wpforo-style-css' href='{frame.root}/wp-content/plugins/wpforo/themes/2022/style.css?ver=3.0.8' media='all' />
<meta name="generator" content="WordPress 6.1.9" />
<link rel='shortlink' href='{frame.root}/?p=4' />
</head>
"""


def _menu(frame: Frame) -> str:
    here = quote(frame.url, safe="")
    return f"""<div id="wpforo-menu"><ul id="wpf-menu" class="wpf-menu">
<li class="wpforo-home menu-item"><a href="{frame.root}/community/">ฟอรัม</a></li>
<li class="wpforo-whats-new menu-item"><a href="{frame.root}/community/recent-activity/">What&#8217;s New</a></li>
<li class="wpforo-recent menu-item"><a href="{frame.root}/community/recent/">โพสต์ล่าสุด</a></li>
<li class="wpforo-members menu-item"><a href="{frame.root}/participants/">สมาชิก</a></li>
<li class="wpforo-register menu-item"><a href="{frame.root}/sign-up/?redirect_to={here}">ลงทะเบียน</a></li>
<li class="wpforo-login menu-item"><a href="{frame.root}/sign-in/?redirect_to={here}">เข้าสู่ระบบ</a></li></ul>
<form action="{frame.root}/community/" method="get"><input class="wpf-search-field" name="wpfs" type="text" value=""/></form></div>
"""


def _crumb(url: str, name: str) -> str:
    return f"""<div class="wpf-item-element" itemprop="itemListElement" itemscope="" itemtype="https://schema.org/ListItem"><a itemprop="item" href="{url}" title="{name}"><span itemprop="name">{name}</span></a></div>
"""


def render_crumbs(root: str, board: Board | None, leaf: str) -> str:
    """wpForo's own breadcrumb; the last part is cut as in the real one."""
    parts = [_crumb(f"{root}/community/", "ฟอรัม")]
    if board:
        parts.append(_crumb(f"{root}/community/{board.category}/", CATEGORIES[board.category]))
        parts.append(_crumb(board_url(root, board), board.name))
    short = leaf if len(leaf) < 20 else leaf[:17] + "..."
    return f"""<div class="wpf-breadcrumb" itemscope="" itemtype="https://schema.org/BreadcrumbList">
{"".join(parts)}<div class="wpf-item-element active"><span>{escape(short)}</span></div>
<span class="wpf-end">&nbsp;</span></div>
"""


def _statistics(frame: Frame) -> str:
    return f"""<div id="wpforo-footer"><div id="wpforo-stat-header"><i class="far fa-chart-bar"></i> &nbsp; <span>สถิติฟอรัม</span></div>
<div class="wpf-footer-box"><ul><li><span class="wpf-stat-value">3</span><span class="wpf-stat-label">ฟอรัม</span></li><li><span class="wpf-stat-value">8</span> <span class="wpf-stat-label">หัวข้อ</span></li></ul>
<p class="wpf-last-post-info"><span>โพสต์ล่าสุด: <a href="{frame.root}/community/recent/">Lost: A Blue Enamel Pot</a></span> <span>สมาชิกใหม่ล่าสุดของเรา: dusty miller</span></p>
<p class="wpf-forum-icons"><span>ไอคอนฟอรัม:</span> <span>ฟอรัมไม่มีโพสต์ที่ยังไม่ได้อ่าน</span>
<span class="wpf-allread"><a href="{frame.url}?foro=allread&amp;foro_n=4faf8e5aea">ทำเครื่องหมายว่าอ่านทั้งหมด</a></span></p></div>
<div id="wpforo-poweredby"><p class="wpf-by"><span onclick='javascript:document.getElementById("bywpforo").style.display = "inline";'><img src="{frame.root}/wp-content/plugins/wpforo/assets/images/wpforo-info.png" alt="Powered by wpForo" /></span> <a id="bywpforo" target="_blank" href="http://wpforo.com/">&nbsp;Powered by wpForo version 3.0.8</a></p></div>
</div>
"""


def render_frame(frame: Frame, crumbs: str, main: str) -> str:
    """A whole page of the board around `main`."""
    classes = (
        f"wpf-default wpft-{frame.kind} wpf-guest wpfu-group-4 wpf-theme-2022 wpf-boardid-0 is_wpforo_page-1 wpforo"
    )
    return f"""{_head(frame)}<body class="page-template-default page page-id-4 {classes}">
<a class="skip-link screen-reader-text" href="#content">Skip to content</a>
<header id="masthead" class="site-header"><p class="site-title"><a href="{frame.root}/">{SITE}</a></p></header>
<div id="content" class="site-content"><main id="main" class="site-main">
<article id="post-4" class="post-4 page type-page status-publish hentry entry">
<header class="entry-header alignwide"><h1 class="entry-title">Forum</h1></header>
<div class="entry-content"><div id="wpforo"><div id="wpforo-wrap" class="{classes}">
{_menu(frame)}<div class="wpforo-subtop">
{crumbs}<div class="wpf-notifications"><div class="wpf-notification-head">การแจ้งเตือน</div><div class="wpf-notification-actions"><span class="wpf-action">ลบทั้งหมด</span></div></div>
</div>
<div class="wpforo-main "><div class="wpforo-content " style="width:100%">
{main}</div></div>
<div class="wpf-sbtn wpf-sb-bottom"><div class="wpf-sbtn-title"><i class="fas fa-share-alt"></i> <span>แบ่งปัน:</span></div></div>
{_statistics(frame)}</div></div></div>
</article></main></div>
<footer class="site-footer"><div class="site-info">Proudly powered by <a href="https://wordpress.org/">WordPress</a>.</div></footer>
</body>
</html>
"""
