"""Discuz!: the articles of its portal beside the threads of its board."""

import pytest

from scoda_crawler.extract import locate, read_page
from scoda_crawler.items import Article, Page

TITLE = "区税务局召开科研诚信工作会议"
NOTICE = "因设备检修，滨江会议中心定于6月11日八时至十八时停电，请各科室提前做好安排。"
ROOT = "http://bbs.example/"
VIEW = f"""<html><head><title>{TITLE} -  港城社区 -  Powered by Discuz!</title>
<meta name="generator" content="Discuz! X3.5">
</head><body id="nv_portal" class="pg_view"><div id="nv"><ul>
<li><a href="portal.php">门户<span>Portal</span></a></li>
<li><a href="portal.php?mod=list&amp;catid=1">新闻动态</a></li>
<li><a href="forum.php?mod=forumdisplay&amp;fid=2">水</a></li>
</ul></div><div class="bm vw"><div class="h hm"><h1 class="ph">{TITLE}</h1>
<p class="xg1">2022-6-8 12:27<span>|</span>
发布者: <a href="home.php?mod=space&amp;uid=1">admin</a><span>|</span>查看: <em>300</em></p></div>
<div class="s"><div><strong>摘要</strong>: {NOTICE[:-6]} ...</div></div>
<div class="d"><table><tr><td id="article_content"><div>{NOTICE}</div></td></tr></table></div>
<div class="o"><a href="home.php?mod=spacecp&amp;ac=favorite&amp;type=article&amp;id=12">收藏</a></div>
<div class="pren"><em>上一篇：<a href="portal.php?mod=view&amp;aid=11">水务局举办水质监测比武</a></em></div></div>
<div id="ft"><p>GMT+8, 2024-3-4 09:12 , Processed in 0.021 second(s), 12 queries .</p></div></body></html>"""


def test_an_article_of_the_portal() -> None:
    reading = read_page(Page(url=ROOT + "portal.php?mod=view&aid=12", body=VIEW.encode()))
    article = reading.document
    assert reading.platform == "discuz" and isinstance(article, Article) and article.key == "article/12"
    assert (article.title, article.text) == (TITLE, NOTICE)
    assert article.published is not None and article.published.isoformat() == "2022-06-08 12:27"
    assert [link.key for link in reading.links] == ["portal/", "portal/1", "board/2", "article/11"]


@pytest.mark.parametrize(
    ("url", "kind", "key", "page"),
    [
        ("portal.php?mod=view&aid=12", "article", "article/12", 1),
        ("portal.php?mod=view&aid=12&page=2", "article", "article/12.2", 1),
        ("article-12-1.html", "article", "article/12", 1),
        ("portal.php?mod=list&catid=3&page=2", "list", "portal/3", 2),
        ("portal.php", "list", "portal/", 1),
        ("portal.php?mod=comment&id=12&idtype=aid", "other", "", 1),
    ],
)
def test_addresses_of_the_portal(url: str, kind: str, key: str, page: int) -> None:
    address = locate(ROOT + url, "discuz")
    assert address is not None and (address.kind, address.key, address.page) == (kind, key, page)
