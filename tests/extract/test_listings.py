"""Links that only a script would show, and scripts that hold none."""

import pytest

from scoda_crawler.extract import read_page
from scoda_crawler.extract.html import parse_html
from scoda_crawler.extract.listings import find_script_links
from scoda_crawler.items import Page

RECORD = '<record><![CDATA[<li><a target="_blank" href="/art/2022/3/4/art_5_{0}.html" title="x">x</a></li>]]></record>'


@pytest.mark.parametrize(
    ("markup", "expect"),
    [
        (
            f'<script type="text/xml"><datastore>{RECORD.format(1)}{RECORD.format(2)}</datastore></script>',
            ["/art/2022/3/4/art_5_1.html", "/art/2022/3/4/art_5_2.html"],
        ),
        ('<a href="x"></a><script>createPageHTML(3, 0, "index", "html");</script>', ["index_1.html", "index_2.html"]),
        ("<script language='JavaScript'>createPageHTML(1,0,'index','shtml')</script>", []),
        (
            "<select onchange='location.href=this.value'><option value='a_1.html'>1<option value='a_2.html'>2</select>",
            ["a_1.html", "a_2.html"],
        ),
        ("<select name='year'><option value='a.html'></select>", []),
        ("""<li onclick="window.location.href='/news/7.html'">7</li>""", ["/news/7.html"]),
        ("""<a href="javascript:window.open('/news/8.html','_blank')">8</a>""", ["/news/8.html"]),
        ("<script>location.href = '/main.htm';</script>", ["/main.htm"]),
        ("<a href='/'>x</a><script>if (mobile) location.href = '/m/';</script>", []),
        ('<script type="text/template"><a href="/u/{{id}}">x</a><a href="/v">y</a></script>', ["/v"]),
        ('<script>var t = \'<a href="/w">x</a>\';</script><script type="application/ld+json">{}</script>', []),
    ],
)
def test_links_of_scripts(markup: str, expect: list[str]) -> None:
    assert find_script_links(parse_html(markup)) == expect


def test_they_are_judged_as_other_links_are() -> None:
    pager = "<script>createPageHTML(3, 0, 'index', 'html')</script>"
    markup = f"<a href='/b/'>b</a>{pager}<i onclick=\"location='/login'\">in</i>"
    reading = read_page(
        Page(url="http://gov.example/a/", body=f"<html>{markup}</html>".encode()), platforms=frozenset()
    )
    assert [link.url.removeprefix("http://gov.example") for link in reading.links] == [
        "/b/",
        "/a/index_1.html",
        "/a/index_2.html",
    ]
    assert reading.skipped == {"member": 1}
