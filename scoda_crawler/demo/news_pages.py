"""Lists, articles and the front page as MetInfo 7.6 writes them; markup after the real one, words our own."""

# ruff: noqa: E501  (markup keeps the lines of the real pages)

from collections.abc import Iterable
from typing import NamedTuple

from scoda_crawler.demo.answer import escape
from scoda_crawler.demo.content import NewsItem
from scoda_crawler.demo.news_chrome import (
    COLUMNS,
    SITE,
    WORDS,
    Column,
    View,
    column_href,
    item_href,
    mark,
    render_page,
    shown_title,
)
from scoda_crawler.demo.spoil import spoil

_MASTHEAD = "Saltmarsh Harbour News is printed at the ferry house. Take a copy, leave a coin."


def _crumbs(view: View, column: Column) -> str:
    home = WORDS[view.language].home
    path = [COLUMNS[column.parent], column] if column.parent else [column]
    items = "".join(
        f'<li class=\'breadcrumb-item\'><a href="{column_href(part, view.up)}" title="{part.name}">{part.name}</a></li>\n'
        for part in path
    )
    return f"""<div class="met-banner-ny vertical-align text-center" m-id="banner"><h3 class="vertical-align-middle">{column.name}</h3></div>
<section class="met-crumbs hidden-sm-down" m-id='met_position' m-type='nocontent'><div class="container">
<ol class="breadcrumb m-b-0 subcolumn-crumbs breadcrumb-arrow">
<li class='breadcrumb-item'> 你的位置 </li>
<li class='breadcrumb-item'><a href="{view.up}" title="{home}" class='icon wb-home'>{home}</a></li>
{items}</ol>
</div></section>
"""


def _sidebar(view: View, column: Column, recommended: Iterable[NewsItem]) -> str:
    words = WORDS[view.language]
    links = "".join(
        f'<li class="list-group-item"><a href="{item_href(item, view.up)}" title="{shown_title(item)}" target=_self>'
        f"{shown_title(item)}</a></li>\n"
        for item in recommended
    )
    return f"""<div class="col-md-3"><div class="row">
<aside class="met-sidebar panel panel-body m-b-0" boxmh-h m-id='news_bar' m-type='nocontent'>
<form method="get" class="page-search-form" role="search" action="{view.up}news/index.php?lang={view.language}">
<input type="hidden" name="search" value="search" /><input type="text" name="content" value="" placeholder="{words.search}">
</form>
<ul class="sidebar-column list-icons"><li><a href="{column_href(column, view.up)}" title="{column.name}">{column.name}</a></li></ul>
<div class="sidebar-news-list recommend"><h3 class='font-size-16 m-0'>{words.recommend}</h3>
<ul class="list-group list-group-bordered m-t-10 m-b-0">{links}</ul></div>
</aside>
</div></div>
"""


def _paragraph(text: str) -> str:
    return f"<p>&nbsp; &nbsp; &nbsp; &nbsp;{text}</p>\n<p>&nbsp;</p>\n"


def render_body(paragraphs: Iterable[str], layout: str) -> str:
    """The editor's HTML; "tabs" is what its page break makes, with a `<p>` opened before each cut and closed after it."""
    parts = [_paragraph(text) for text in paragraphs]
    if layout != "tabs":
        return "".join(parts) + "<p><br/></p>"
    panes = "".join(
        f'<div class="tab-pane animation-fade{" active" if n == 0 else ""}" id="editor-{n}" role="tabpanel"><p>{part}</p></div>\n'
        for n, part in enumerate(parts)
    )
    return f'<div class="tab-content met-editor-tabcontent">{panes}</div>'


def _neighbour(item: NewsItem | None, view: View, word: str) -> str:
    href, title = (item_href(item, view.up), shown_title(item)) if item else ("javascript:;", WORDS[view.language].none)
    return f"""<li class='page-item m-b-0 '><a href='{href}' title="{title}" class='page-link text-truncate'>
{word} <span aria-hidden="true" class='hidden-xs-down'>: {title}</span></a></li>
"""


class Surroundings(NamedTuple):
    """What an article page shows beside the article."""

    previous: NewsItem | None
    next: NewsItem | None
    recommended: tuple[NewsItem, ...]


def render_article(item: NewsItem, paragraphs: tuple[str, ...], view: View, around: Surroundings) -> str:
    """An article page. `paragraphs` are those of the item, and of the article that it prints again."""
    words, column = WORDS[view.language], COLUMNS[item.column]
    texts = [escape(spoil(text, item.spoilings)) for text in paragraphs]
    body = render_body([*texts, _MASTHEAD] if view.language == "en" else texts, item.layout)
    tag = f'<a href="{view.root}/search/index.php?stype=0&search=tag&searchword=harbour&lang={view.language}" title="harbour">harbour</a>'
    main = f"""<main class="met-shownews animsition"><div class="container"><div class="row"><div class="clearfix">
<div class="col-md-9 met-shownews-body" m-id="noset"><div class="row">
<section class="details-title border-bottom1">
<h1 class='m-0'>{shown_title(item)}</h1>
<div class="info font-weight-300">
<span>{item.date}</span>
<span>admin</span>
<span><i class="icon wb-eye m-r-5" aria-hidden="true"></i>
<script class='met_hits' data-hits='{item.id * 7}' src="{view.up}hits/?lang={view.language}&type=news&vid={item.id}&list=0"></script></span>
</div>
</section>
<section class="met-editor clearfix">
{body} </section>
<div class="tag"><span>{words.tag}</span>
{tag}</div>
<div class='met-page p-y-30 border-top1'><div class="container p-t-30 ">
<ul class="pagination block blocks-2 text-xs-center text-sm-left">
{_neighbour(around.previous, view, words.previous)}{_neighbour(around.next, view, words.next)}</ul>
</div></div>
</div></div>
{_sidebar(view, column, around.recommended)}</div></div></div>
</main>
"""
    return render_page(view, _crumbs(view, column) + main)


def _list_item(item: NewsItem, view: View) -> str:
    href, title = item_href(item, view.up), shown_title(item)
    teaser = escape(spoil(" ".join(item.paragraphs)[:200], item.spoilings))
    day = item.date[:10].replace("-", "/") if view.language == "en" else item.date[:10]
    return f"""<li class="media media-lg border-bottom1">
<div class="media-left"><a href="{href}" title="{title}" target=_self><img class="media-object" data-original="{view.up}upload/thumb_src/800_500/{item.id}.jpg" alt="{title}"></a></div>
<div class="media-body">
<h4><a href="{href}" title="{title}" target=_self><span style=''>{title}</span></a></h4>
<p class="des font-weight-300">{teaser}</p>
<p class="info font-weight-300"><span>{day}</span> <span>admin</span> <span><i class="icon wb-eye m-r-5 font-weight-300" aria-hidden="true"></i> {item.id * 7}</span></p>
</div>
</li>
"""


def _pager(column: Column, page: int, pages: int, view: View) -> str:
    """The pager as MetInfo has it: on the last page there is no next link, past the end there is one again."""
    words = WORDS[view.language]
    query = f"class{2 if column.parent else 1}={column.id}"

    def link(number: int, label: str, css: str) -> str:
        href = column_href(column, view.up) if number == 1 else f"{view.up}news/index.php?{query}&page={number}"
        href += mark(view.language).replace("&amp;", "&") if number != 1 else ""
        return f"<a href='{href}' class='{css}'>{label}</a>"

    numbers = "".join(link(n, str(n), "Ahover" if n == page else "") for n in range(1, pages + 1))
    before = (
        link(page - 1, words.previous_page, "PreA")
        if page > 1
        else f"<span class='PreSpan'>{words.previous_page}</span>"
    )
    after = (
        f"<span class='NextSpan'>{words.next_page}</span>"
        if page == pages
        else link(page + 1, words.next_page, "NextA")
    )
    return f"<div class='met_pager'>{before}{numbers}{after}<input type='text' id='metPageT' data-pageurl='index.php?lang={view.language}&{query}&page=||{pages}' value='{page}' /></div>\n"


def render_list(column: Column, items: list[NewsItem], page: int, pages: int, view: View) -> str:
    """One page of a column's list, with the sort links of 7.5 and later."""
    query = f"class{2 if column.parent else 1}={column.id}&page={page}&search=search{mark(view.language).replace('&amp;', '&')}"
    sorts = "".join(
        f'<li class="order-list inline-block m-r-10"><a href="{view.up}news/index.php?{query}&order={order}" class="p-x-10 p-y-5">{name}</a></li>\n'
        for order, name in (("com", "recommend"), ("hit", "Popular"), ("new", "update"))
    )
    main = f"""<div class="para_search" m-id='para_search'><ul class="order inline-block p-0 m-y-10 m-r-10">{sorts}</ul></div>
<h1 hidden>{column.name}</h1>
<section class="met-news animsition"><div class="container"><div class="row">
<div class="col-md-9 met-news-body"><div class="row"><div class="met-news-list met-news" m-id="noset">
<ul class="ulstyle met-pager-ajax imagesize" data-scale='500x800'>
{"".join(_list_item(item, view) for item in items)}</ul>
<div class='m-t-20 text-xs-center hidden-sm-down' m-type="nosysdata">
{_pager(column, page, pages, view)}</div>
</div></div></div>
{_sidebar(view, column, ())}</div></div></section>
"""
    return render_page(view, _crumbs(view, column) + main)


def render_home(items: list[NewsItem], view: View) -> str:
    """The front page; its links name the language although they need not, and one leads to an article long deleted."""
    rows = "".join(
        f'<li><a href="{view.up}news/shownews.php?lang={item.language}&amp;id={item.id}" title="{shown_title(item)}">{shown_title(item)}</a></li>\n'
        for item in items
    )
    main = f"""<main><h1 hidden>{SITE[view.language]}</h1>
<div class="met-index-news met-index-body" m-id="met_index_news"><h2>NEWS</h2><ul>
{rows}<li><a href="{view.up}news/shownews.php?id=99{mark(view.language)}" title="Weather">Weather of yesterday</a></li>
</ul></div></main>
"""
    return render_page(view, main)


def render_about(item: NewsItem, view: View) -> str:
    """A page of the about module."""
    body = render_body([escape(text) for text in item.paragraphs], "plain")
    main = f"""<main class="met-show-body panel panel-body m-b-0"><div class="container">
<section class="met-show animsition"><div class="met-editor clearfix">
{body}</div></section></div></main>
"""
    return render_page(view, f"<h1 hidden>{escape(item.title)}</h1>" + main)
