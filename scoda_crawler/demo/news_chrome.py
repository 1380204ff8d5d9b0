"""Header, menus and footer as MetInfo 7.6 with its template metv75 writes them; markup after the real one, words our own."""

# ruff: noqa: E501  (markup keeps the lines of the real pages)

from collections.abc import Mapping
from typing import NamedTuple

from scoda_crawler.demo.answer import escape
from scoda_crawler.demo.content import NewsItem
from scoda_crawler.demo.spoil import spoil

SITE = {"en": "Saltmarsh Harbour News", "cn": "盐沼港新闻", "ru": "Новости Солёной гавани"}
MODULES: Mapping[str, str] = {"home": "10001", "about": "1", "news": "2", "404": "404"}


class Words(NamedTuple):
    """The buttons of one language version."""

    home: str
    login: str
    register: str
    previous: str
    next: str
    previous_page: str
    next_page: str
    none: str
    search: str
    recommend: str
    tag: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        "Home page", "log in", "registered", "Previous", "Next", "Previous page", "Next page", "No more",
        "Please enter the keywords you are interested in.", "Recommend", "label:",
    ),
    "cn": Words("网站首页", "登录", "注册", "上一篇", "下一篇", "上一页", "下一页", "没有了", "请输入关键词", "推荐", "标签："),
    "ru": Words(
        "Главная", "Войти", "Регистрация", "Предыдущая", "Следующая", "Предыдущая страница", "Следующая страница",
        "Больше нет", "Введите ключевые слова", "Рекомендуем", "Метки:",
    ),
}  # fmt: skip


class Column(NamedTuple):
    """A column of the news module; `parent` is 0 for one at the top."""

    id: int
    language: str
    name: str
    parent: int


COLUMNS: Mapping[int, Column] = {
    column.id: column
    for column in (
        Column(10, "en", "News", 0),
        Column(11, "en", "Harbour", 10),
        Column(12, "en", "Notices", 10),
        Column(13, "en", "Culture", 10),
        Column(30, "cn", "新闻中心", 0),
        Column(31, "cn", "港口新闻", 30),
        Column(40, "ru", "Новости", 0),
        Column(41, "ru", "Жизнь порта", 40),
    )
}
_LANGUAGES = {"en": "English", "cn": "简体中文", "ru": "Русский"}


class View(NamedTuple):
    """What every page says of itself: `up` leads from the page to the site's root ("" or "../")."""

    language: str
    module: str
    column: int
    item: int
    up: str
    root: str
    title: str
    description: str = ""


def mark(language: str) -> str:
    """The `lang` parameter; the site's own language carries none."""
    return "" if language == "en" else f"&amp;lang={language}"


def column_href(column: Column, up: str) -> str:
    """The list of a column, page 1."""
    level = 2 if column.parent else 1
    return f"{up}news/news.php?class{level}={column.id}{mark(column.language)}"


def item_href(item: NewsItem, up: str, id_: int | None = None) -> str:
    """An article's address for an attribute."""
    return f"{up}news/shownews.php?id={id_ or item.id}{mark(item.language)}"


def shown_title(item: NewsItem) -> str:
    """The title as the site has it, escaped."""
    return escape(spoil(item.title, item.spoilings))


def _head(view: View) -> str:
    site = SITE[view.language]
    column = "" if view.module == "404" else str(view.column or 10001)
    base = f"{view.root}/" if view.module == "404" else view.up
    variable = f"{base}|{view.language}|{view.language}|metv75|{MODULES[view.module]}|{column}|{view.item}"
    title = f"{view.title}-{site}" if view.title else f"{site} - harbour,weather"
    return f"""<!DOCTYPE HTML>
<html class="oxh met-web" >
<head>
<meta charset="utf-8">
<meta name="renderer" content="webkit">
<meta http-equiv="X-UA-Compatible" content="IE=edge,chrome=1">
<title>{site + "-404" if view.module == "404" else title}</title>
<meta name="description" content="{view.description}">
<meta name="keywords" content="harbour,weather">
<meta name="generator" content="MetInfo 7.6" data-variable="{variable}" data-user_name="">
<link href="{base}favicon.ico?1648606728" rel="shortcut icon" type="image/x-icon">
<link rel="stylesheet" type="text/css" href="{base}public/web/css/basic.css?1648606728">
</head>
<!--[if lte IE 9]>
<div class="text-xs-center m-b-0 bg-blue-grey-100 alert">You are using a obsolete browser.</div>
<![endif]-->
<body >
"""


def _language_links(view: View) -> str:
    others = (code for code in _LANGUAGES if code != view.language)
    return "".join(
        f'<a href="{view.root}/index.php?lang={code}" title="{_LANGUAGES[code]}" class=\'dropdown-item\'>'
        f'<img src="{view.up}public/images/flag/{code}.gif" alt="{_LANGUAGES[code]}" width="20">{_LANGUAGES[code]}</a>\n'
        for code in others
    )


def _menu(view: View) -> str:
    rows = []
    for top in (column for column in COLUMNS.values() if column.language == view.language and not column.parent):
        children = "".join(
            f"<a href=\"{column_href(child, view.up)}\" target='_self' title=\"{child.name}\" class='dropdown-item '>"
            f"<span style=''>{child.name}</span></a>\n"
            for child in COLUMNS.values()
            if child.parent == top.id
        )
        rows.append(
            f'<li class="nav-item dropdown m-l-10"><a href="{column_href(top, view.up)}" title="{top.name}" '
            f"class=\"nav-link dropdown-toggle \"><span style=''>{top.name}</span></a>\n"
            f'<div class="dropdown-menu dropdown-menu-right animate">{children}</div></li>\n'
        )
    return "".join(rows)


def _header(view: View) -> str:
    words, lang = WORDS[view.language], view.language
    about = f'<li class=\'nav-item m-l-10\'><a href="{view.up}about/show.php?id=5" title="About" class="nav-link ">About</a></li>'
    return f"""<header class='met-head' m-id='met_head' m-type="head_nav">
<nav class="navbar navbar-default box-shadow-none met-nav"><div class="container"><div class="row">
<div class='met-nav-btn'><h3 hidden>{SITE[lang]}</h3>
<div class="navbar-header pull-xs-left"><a href="{view.up}" class="met-logo" title="{SITE[lang]}"><img src="{view.up}upload/logo.png" alt="{SITE[lang]}" class="pclogo" /></a></div>
</div>
<ul class="navbar-nav pull-md-right met-head-user no-login text-xs-center" m-id="member" m-type="member">
<li><a href="{view.up}member/login.php?lang={lang}" class="met_navbtn">{words.login}</a>
<a href="{view.up}member/register_include.php?lang={lang}" class="met_navbtn">{words.register}</a></li></ul>
<ul class="nav navbar-nav navlist">
<li class='nav-item'><a href="{view.up}" title="{words.home}" class="nav-link ">{words.home}</a></li>
{_menu(view)}{about if lang == "en" else ""}
</ul>
<div class="metlang m-l-15 pull-md-right"><div class="met-langlist vertical-align" m-type="lang" m-id="lang">
<span data-toggle="dropdown" class="met_navbtn dropdown-toggle"><span>{_LANGUAGES[lang]}</span></span>
<ul class="dropdown-menu dropdown-menu-left" id="met-langlist-dropdown" role="menu">{_language_links(view)}</ul>
</div></div>
</div></div></nav>
</header>
"""


def _footer(view: View) -> str:
    return f"""<footer class='met-foot-info border-top1' m-id='met_foot' m-type="foot">
<div class="met-footnav text-xs-center p-b-20" m-id='noset' m-type='foot_nav'>
<ul class='ulstyle m-b-0'><li><a href="{view.up}search/" title="On-site search">On-site search</a></li>
<li><a href="{view.up}message/" title="Online message">Online message</a></li>
<li><a href="http://crm2.qq.com/page/portalpage/wpa.php?uin={{555-0100&aty=0&a=0&curl=&ty=1" rel="nofollow">QQ</a></li></ul>
<p class="font-size-24"><a href="tel:555-0100" title="555-0100">555-0100</a></p>
</div>
<div class="copy p-y-10 border-top1"><div class="container text-xs-center">
<div class="met_footright"><span>MSN:0000@000.com Email:desk@saltmarsh.example</span>&nbsp;</div>
<div class="powered_by_metinfo">Powered by <b><a href=https://www.metinfo.cn target=_blank title=CMS>MetInfo 7.6</a></b> &copy;2008-2026 &nbsp;<a href=https://www.mituo.cn target=_blank title=CMS>mituo.cn</a></div>
</div></div>
</footer>
<div class="met-menu-list text-xs-center" m-id="noset" m-type="menu"><div class="main"><span>Home</span><span>News</span></div></div>
<textarea name="met_online_data" hidden>{{"html":"<div class='chat'>Ask us anything</div>"}}</textarea>
<script src="{view.up}public/web/js/basic.js?1648606728" id="met-page-js"></script>
</body>
</html>
"""


def render_page(view: View, main: str) -> str:
    """A whole page around `main`."""
    return _head(view) + _header(view) + main + _footer(view)
