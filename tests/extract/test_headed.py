"""Texts under a headline and a date: short notices among many links, table layouts, titles that no `<title>` tells."""

import pytest

from scoda_crawler.extract import read_page
from scoda_crawler.extract.headed import find_headed
from scoda_crawler.extract.html import parse_html
from scoda_crawler.items import Article, Page

TITLE = "关于滨江会议中心停电的通知"
NOTICE = "因设备检修，滨江会议中心定于6月11日八时至十八时停电，请各科室提前做好安排。"
OTHERS = [
    f"{name}举办第{i}届职工读书分享活动"
    for i, name in enumerate(("文化馆", "图书馆", "港务集团", "气象台", "水务局"), 1)
]
MENU = "".join(
    f'<li><a href="/{c}/">{n}</a></li>' for c, n in (("xw", "新闻动态"), ("tz", "通知公告"), ("hd", "活动报道"))
)
INTRO = "来自各单位的四十余名干部职工参加了活动，现场不时响起热烈的掌声"
SIDE = "".join(f'<li><a href="/a/xw/{i}.html">{t}</a><p>{t}，{INTRO}...</p></li>' for i, t in enumerate(OTHERS))
FOOT = "<div class='footer'><p>版权所有：滨江新闻网　地址：滨江路88号　电话：0571-88880000</p></div>"
DEDE = f"""<html><head><title>{TITLE}_滨江新闻网</title></head><body><div><ul>{MENU}</ul></div><div class="pleft">
<div class="place">当前位置: <a href="/">主页</a> > <a href="/a/tz/">通知公告</a> > </div><div class="viewbox">
<div class="title"><h2>{TITLE}</h2></div>
<div class="info"><small>时间:</small>2022-06-08 12:27<small>来源:</small>后勤处 <small>点击:</small>12次</div>
<div class="intro">{NOTICE[:-4]}</div><div class="content"><table><tr><td><p>　　{NOTICE}</p></td></tr></table></div>
<div class="newdigg"><div>顶一下</div><div>(0)</div></div>
<div class="context"><ul><li>上一篇：<a href="/a/xw/1.html">{OTHERS[0]}</a></li></ul></div></div></div>
<div class="pright"><ul>{SIDE}</ul></div>{FOOT}</body></html>"""
TABLES = f"""<html><head><title>{TITLE}_白沙县人民政府</title></head><body><table><tr><td>
<ul>{MENU}</ul></td></tr></table>
<table><tr><td>您现在的位置：<a href="/">首页</a> &gt; <a href="/tz/">通知公告</a></td></tr><tr>
<td class="biaoti">{TITLE}</td></tr>
<tr>
<td>来源：后勤处　发布时间：2022-06-08 12:27
【字体：<a href="javascript:doZoom(16)">大</a> <a href="javascript:doZoom(12)">小</a>】</td></tr>
<tr><td id="zoom"><p>　　{NOTICE}</p></td></tr><tr>
<td>【<a href="javascript:window.print()">打印本页</a>】</td></tr></table>{FOOT}</body></html>"""
UNTOLD = f"""<html><head><title>东湖机械有限公司</title></head><body><ul>{MENU}</ul><div class="show">
<h3>文章内容</h3>
<h4 class="title">{TITLE}</h4><div class="info">时间:2022-06-08 来源:后勤处</div><div class="content">
<p>{NOTICE}</p></div></div>{FOOT}</body></html>"""
IN_HEADING = f"""<html><head><title>{TITLE} - 通知公告 - 滨江在线</title></head><body><ul>{MENU}</ul>
<div id="Article"><h1>{TITLE}<br>
<span>2022-06-08 12:27&nbsp;来源：后勤处&nbsp;评论：<a href="#c">0</a></span></h1><div class="content">
<p>{NOTICE}</p></div>
<p><strong>上一篇：</strong><a href="/a/xw/1.html">{OTHERS[0]}</a></p></div><ul>{SIDE}</ul>{FOOT}</body></html>"""
DATE_FIRST = f"""<html><head><title>{TITLE} - 灯塔手记</title></head><body><div class="post">
<h4>2022年06月08日</h4><h2>{TITLE}</h2>
<div class="post-body"><p>{NOTICE}</p></div><h6>作者:灯塔 | 分类:公告 | 浏览:807</h6></div>
<ul>{SIDE}</ul>
<div id="archives"><a href="/date-2022-5.html">2022年5月 (3)</a></div>{FOOT}</body></html>"""


@pytest.mark.parametrize("markup", [DEDE, TABLES, UNTOLD, IN_HEADING, DATE_FIRST], ids=lambda page: page[20:60])
def test_a_notice_of_one_sentence_is_an_article(markup: str) -> None:
    page = Page(url="http://news.example/a/tz/100.html", body=markup.encode())
    reading = read_page(page, platforms=frozenset())
    assert isinstance(reading.document, Article) and reading.kind == "article" and reading.document.doubt is None
    assert (reading.document.title, reading.document.text) == (TITLE, NOTICE)
    published = reading.document.published
    assert published is not None and published.isoformat().startswith("2022-06-08")


@pytest.mark.parametrize(
    "item",
    [
        '<li><a href="{0}">{1}</a><span>2022-06-08</span></li>',
        '<li><span>2022-06-08</span><h2><a href="{0}">{1}</a></h2><p>{1}，来自各单位的干部职工参加了活动。</p></li>',
        "<table><tr><td><a href='{0}'>{1}</a></td><td>[2022-06-08]</td></tr></table>",
        "<h4>2022年06月08日</h4><h2><a href='{0}'>{1}</a></h2><div>{1}，来自各单位的干部职工参加了活动。</div>",
    ],
)
def test_no_list_has_a_headline(item: str) -> None:
    rows = "".join(item.format(f"/a/xw/{i}.html", title) for i, title in enumerate(OTHERS))
    tree = parse_html(f"<title>通知公告_滨江新闻网</title><ul>{MENU}</ul><h2>通知公告</h2><ul>{rows}</ul>{FOOT}")
    assert find_headed(tree) is None


def test_cards_of_other_texts_are_no_part_of_one() -> None:
    card = "<div class=card><h3><a href='/n/{0}/'>{1:.5}</a></h3><i>2022-05-0{0}</i><p>{1}，{2}...</p></div>"
    cards = "".join(card.format(i, title, INTRO) for i, title in enumerate(OTHERS, 1))
    head = f"<h1>{TITLE}</h1><p>Clara Fonte &bull; 2022-06-08</p>"
    body = f"<div>{head}</div><div>{NOTICE}</div><div><h2>Related</h2>{cards}</div>"
    found = find_headed(parse_html(f"<title>{TITLE}</title><body><article>{body}</article>"))
    assert found is not None and (found.title, found.text, found.date) == (TITLE, NOTICE, "2022-06-08")
    assert find_headed(parse_html(f"<title>{TITLE}</title><body><h1>{TITLE}</h1><div>{cards}</div>")) is None


def test_a_guest_book_has_no_headline() -> None:
    entries = "".join(f"<h4>2022-06-0{i} 张三</h4><p>{NOTICE}</p>" for i in range(1, 4))
    tree = parse_html(f"<title>在线留言-滨江新闻网</title><ul>{MENU}</ul><h2>在线留言</h2><div>{entries}</div>{FOOT}")
    assert find_headed(tree) is None


def test_a_text_is_not_cut_where_a_box_of_links_stands_in_it() -> None:
    body = "".join(f"<p>{t}，{INTRO}。</p>" for t in OTHERS)
    parts = f"<div><p>{NOTICE}</p></div><div class='box'><ul>{SIDE}</ul></div><div>{body}</div>"
    markup = f"<title>{TITLE}</title><h1>{TITLE}</h1><p>2022-06-08 后勤处</p><main>{parts}</main>{FOOT}"
    reading = read_page(Page(url="http://news.example/a/1.html", body=markup.encode()), platforms=frozenset())
    assert isinstance(reading.document, Article) and OTHERS[-1] + "，来自" in reading.document.text
