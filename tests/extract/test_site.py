"""Sites of unknown make: articles told from lists, links, sitemaps, feeds; and what nobody should send."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from scoda_crawler.extract import extract, locate, read_page
from scoda_crawler.items import Article, Link, Page, Reading, Scope, Thread

STORY = (
    "The pilot boat of the harbour was painted white and green on Monday, as it is every other year before spring. ",
    "On Tuesday it rained for nine hours, and on Wednesday the same two men painted the same boat, under a roof. ",
    "The harbour master said that the paint had cost more than the boat had earned in the whole winter, and laughed. ",
)
LD = {
    "@type": "NewsArticle",
    "headline": "Pilot Boat Painted",
    "author": [{"name": "Ann Lee"}, "Bo Ek"],
    "publisher": 3,
}
ARTICLE = f"""<!doctype html><html lang="en-GB"><head><title>Pilot Boat Painted | The Lantern</title>
<meta property="og:site_name" content="The Lantern"><meta property="og:type" content="article">
<link rel="canonical" href="http://lantern.example/2024/05/pilot?utm_source=feed">
<link rel="alternate" type="application/rss+xml" href="/feed.xml">
<script type="application/ld+json">{json.dumps(LD)}</script></head><body>
<nav><a href="/">Home</a> <a href="/news/">News</a> <a href="/login">Log in</a> <a href="https://other.example/">Other</a></nav>
<article><h1>Pilot Boat Painted</h1>{"".join(f"<p>{p}</p>" for p in STORY)}</article>
<footer>Imprint <a href="/files/a.pdf">PDF</a> <a href="mailto:a@b.example">Mail</a></footer></body></html>"""
FRONT = "<html><body>{}</body></html>".format(
    "".join(
        f"<article><h2><a href='/s/{i}'>Story number {i}</a></h2><p>{STORY[i % 3]}</p></article>" for i in range(12)
    )
)


def read(body: str | bytes, url: str = "http://lantern.example/2024/05/pilot", kind: str = "text/html") -> Reading:
    """A page of a site of unknown make."""
    body = body.encode() if isinstance(body, str) else body
    return read_page(Page(url=url, body=body, content_type=kind), platforms=frozenset())


def test_article() -> None:
    reading = read(ARTICLE)
    article = reading.document
    assert isinstance(article, Article) and reading.kind == "article"
    assert (
        article.title == "Pilot Boat Painted" and article.authors == ("Ann Lee", "Bo Ek") and article.language == "en"
    )
    assert article.canonical_url == "http://lantern.example/2024/05/pilot" and article.site == "lantern.example"
    assert article.text == "\n\n".join(p.strip() for p in STORY)
    assert [(link.kind, link.url.removeprefix("http://lantern.example")) for link in reading.links] == [
        ("other", "/"), ("other", "/news/"), ("feed", "/feed.xml"),
    ]  # fmt: skip
    assert reading.skipped == {"member": 1, "off-site": 1, "file": 1}


def test_lists_and_front_pages_give_links_only() -> None:
    for url, kind in (("http://lantern.example/news/", "list"), ("http://lantern.example/", "home")):
        reading = read(FRONT, url)
        assert (
            getattr(reading.document, "doubt", "home") is not None and reading.kind == kind and len(reading.links) == 12
        )
    assert read("<p>Gone.</p>").reason == "no-text"


def blog(name: str, *posts: str, title: str = "") -> str:
    """A page as WordPress's own themes make it; `name` is the body's class."""
    head = f"<header class='page-header'><h1>{title}</h1></header>" if title else ""
    return f"""<html><head><title>{title} - The Lantern</title></head><body class="{name}">
<a class="skip-link" href="#c">Skip to content</a><main>{head}{"".join(posts)}</main>
<aside><h2>Recent</h2><a href="/2024/04/boat/">Boat</a></aside></body>"""


def post(title: str, text: str, link: str = "") -> str:
    heading = f"<h2><a href='{link}'>{title}</a></h2>" if link else f"<h1>{title}</h1>"
    comments = "<div id='comments'><h2>2 thoughts</h2><ol><li><p>Nice.</p></li><li><p>Yes.</p></li></ol></div>"
    return f"""<article class="post status-publish"><header>{heading}</header>
<div class="entry-content"><p>{text}</p></div>
<footer class="entry-footer">In <a href="/category/sea/">Sea</a></footer></article>{"" if link else comments}"""


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("archive date", "http://lantern.example/blog-of-may/"),
        ("archive tag tag-boats", "http://lantern.example/boats/"),
        ("", "http://lantern.example/2024/05/"),
        ("", "http://lantern.example/all-our-stories.html"),
    ],
)
def test_one_post_under_a_heading_that_leads_to_it_is_a_list(name: str, url: str) -> None:
    reading = read(blog(name, post("Pilot Boat Painted", "".join(STORY), "/2024/05/pilot/"), title="May 2024"), url)
    assert reading.reason == "list-page" and (reading.document is None) == bool(name)
    own = blog("single tag-boats", post("Pilot Boat Painted", "".join(STORY), "/2024/05/pilot/"))
    assert read(own, "http://lantern.example/2024/05/pilot/").reason is None  # the heading leads to the page itself


def test_heading_that_leads_home_is_no_title() -> None:
    home = "<h1 class='site-title'><a href='http://lantern.example/' rel='home'>The Lantern of the Harbour</a></h1>"
    page = blog("", home, post("Paint", "".join(STORY)), title="").replace(" - The", "Paint - The")
    article = read(page.replace("The Lantern</title>", "The Lantern of the Harbour</title>")).document
    assert article is not None and article.title == "Paint"


@pytest.mark.parametrize("path", ["/archives/123", "/?p=12", "/archive/pilot-boat-painted.html", "/author/pilot/"])
def test_address_does_not_make_a_list_of_a_post(path: str) -> None:
    page = blog("single single-post", post("Pilot Boat Painted", "".join(STORY)))
    assert read(page, f"http://lantern.example{path}").reason is None
    if "author" not in path:
        assert read(page.replace("single", "", 2), f"http://lantern.example{path}").reason is None


def test_short_notice_is_taken_from_its_place() -> None:
    lines = ("No ferry on Sunday.", "The bus goes from the church at nine, twelve and four; tickets of the ferry hold.")
    article = read(blog("single", post("No Ferry", "</p><p>".join(lines))), "http://lantern.example/no-ferry/").document
    assert isinstance(article, Article) and article.text == "\n\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        (
            "各单位：现将货物编号规则说明如下，请遵照执行。",
            "编号由八位数字组成，前两位表示仓库，后六位表示货物，均从一开始。",
        ),
        ("Present: the chairman, the secretary and six members.", "It was resolved to buy a new set of brass weights."),
    ],
)
def test_short_notice_is_told_from_the_menus_round_it(text: tuple[str, str]) -> None:
    menu = "".join(f'<li><a href="/c/{n}">第{n}栏目 Column</a></li>' for n in range(20))
    way = '<span>Place</span> <a href="/">Home</a> <a href="/n">News</a>'
    head = "<h1>Notice of today</h1><span>2020-07-03 09:00:00</span><span>admin</span>"
    markup = (
        f"<html><head><title>Notice of today</title></head><body><div><ul>{menu}</ul></div><div>{way}</div>"
        f"<div><div>{head}</div><div><p>{text[0]}</p><p>{text[1]}</p></div></div>"
        "<div><a href='/n/2'>Next: Quiet week</a></div></body></html>"
    )
    article = extract(markup.encode(), "http://lantern.example/news/118")
    assert article is not None and article.text == "\n\n".join(text)


def test_form_round_the_whole_page_is_content() -> None:
    body = "".join(f"<p>{p}</p>" for p in STORY)
    page = f"<body><form method='post' action='./'><input type='hidden' name='__VIEWSTATE'><h1>Boat</h1>{body}</form>"
    reading = read(f"<html><head><title>Boat</title></head>{page}</body></html>", "http://lantern.example/a.aspx?id=3")
    assert reading.reason is None and reading.document is not None
    assert reading.document.text == "\n\n".join(p.strip() for p in STORY)


def test_comments_stand_below_the_whole_article() -> None:
    replies = "".join(
        f'<li class="comment" id="comment-{n}"><cite><a href="/user/n{n}">n{n}</a></cite> '
        f'<time datetime="2024-05-0{n}T10:00">x</time><p>{text}</p></li>'
        for n, text in enumerate(("I saw the boat.", "It is white, is it not?", "White and green, as they write."), 1)
    )
    date = '<meta property="article:published_time" content="2024-05-01T08:00:00Z">'
    body = ARTICLE.replace("</article>", f"</article><ol id='comments'>{replies}</ol>").replace(
        "</head>", f"{date}</head>"
    )
    page = Page(url="http://lantern.example/2024/05/pilot", body=body.encode(), content_type="text/html")
    thread = read_page(page, platforms=frozenset(), scope=Scope(comments=True)).document
    assert isinstance(thread, Thread) and thread.title == "Pilot Boat Painted"
    assert thread.posts[0].text == "\n\n".join(p.strip() for p in STORY)
    assert [(post.id, post.author) for post in thread.posts] == [
        ("first", "Ann Lee"), ("1", "n1"), ("2", "n2"), ("3", "n3"),
    ]  # fmt: skip
    assert thread.published and thread.published.value == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert isinstance(read(body).document, Article)


def test_cards_of_other_posts_are_neither_text_nor_make_a_list() -> None:
    card = "<a href='/2024/05/{}'><div>Related</div><div>{}</div></a>"
    cards = "".join(card.format(i, f"Post {i}. " + " ".join(STORY) * 3) for i in range(4))
    beside = f"<div class='licence'>All rights are those of the keeper of the lantern.</div><div>{cards}</div>"
    page = ARTICLE.replace("<article>", "<article class='post-content'>").replace("</article>", f"</article>{beside}")
    reading = read(page)
    assert reading.reason is None and reading.document is not None
    assert reading.document.text == "\n\n".join(p.strip() for p in STORY)


def test_extract_gives_text_of_any_page() -> None:
    article = extract(ARTICLE.encode(), "http://lantern.example/x")
    assert article is not None and article.text.startswith("The pilot boat")
    assert extract(FRONT.encode(), "http://lantern.example/") is not None
    assert extract(b"", "http://lantern.example/") is None


SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>http://lantern.example/a?id=1&amp;utm_source=x</loc><lastmod>2024-05-06</lastmod></url>
<url><loc> https://www.lantern.example/b </loc></url><url><loc>http://localhost/c</loc></url><url><loc>nonsense:</loc></url></urlset>"""
INDEX = "<sitemapindex><sitemap><loc>/s1.xml.gz</loc><lastmod>2024</lastmod></sitemap></sitemapindex>"
RSS = "<rss><channel><link>/</link><item><title>A</title><link>/a</link><pubDate>Mon</pubDate></item></channel></rss>"
LINES = "http://lantern.example/a\r\nhttp://lantern.example/b\n"
ROBOTS = "User-agent: *\nSitemap: http://lantern.example/s.xml\nsitemap: http://localhost/t.xml"
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="edit" href="/no"/><link href="/a"/>
<updated>2024</updated></entry></feed>"""


@pytest.mark.parametrize(
    ("body", "url", "expect"),
    [
        (SITEMAP, "/sitemap.xml", [("other", "/a?id=1", "2024-05-06"), ("other", "/b", "")]),
        (gzip.compress(SITEMAP.encode()), "/sitemap.xml.gz", [("other", "/a?id=1", "2024-05-06"), ("other", "/b", "")]),
        (INDEX, "/sitemap.xml", [("sitemap", "/s1.xml.gz", "2024")]),
        (RSS, "/feed", [("article", "/a", "Mon")]),
        (ATOM, "/feed", [("article", "/a", "2024")]),
        (LINES, "/sitemap.txt", [("other", "/a", ""), ("other", "/b", "")]),
        (ROBOTS, "/robots.txt", [("sitemap", "/s.xml", "")]),
    ],
    ids=["sitemap", "gzip", "index", "rss", "atom", "lines", "robots"],
)  # fmt: skip
def test_lists_for_machines(body: str | bytes, url: str, expect: list[tuple[str, str, str]]) -> None:
    reading = read(body, "http://lantern.example" + url, "text/plain" if "txt" in url else "application/xml")
    assert [(x.kind, x.url.removeprefix("http://lantern.example"), x.hint) for x in reading.links] == expect


def test_sitemap_of_a_metinfo_site() -> None:
    urls = ["news/shownews.php?id=1", "news/shownews.php?id=2&amp;lang=cn", "product/list-3.html", "news/list-4.html"]
    body = "<urlset>" + "".join(f"<url><loc>http://n.example/{u}</loc></url>" for u in urls) + "</urlset>"
    page = Page(url="http://n.example/sitemap.xml", body=body.encode(), content_type="text/xml")
    found = read_page(page, platform="metinfo").links
    assert found[0] == Link(url="http://n.example/news/shownews.php?id=1", kind="article", key="news/1")
    assert [x.key for x in found] == ["news/1", "news/2", "list/4"]
    narrowed = read_page(page, platform="metinfo", scope=Scope(languages=("cn",)))
    assert [x.key for x in narrowed.links] == ["news/2"] and narrowed.skipped == {"language": 3}


BOMB = "<!DOCTYPE u [{}]><urlset><url><loc>http://lantern.example/&z;</loc></url></urlset>"
ENTITIES = '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghz", strict=True)
)


@pytest.mark.parametrize(
    "body",
    [
        BOMB.format(ENTITIES).encode(),
        BOMB.format('<!ENTITY z SYSTEM "file:///etc/hostname">').encode(),
        b"<urlset>" + b"<url><loc>" * 10_000,
        gzip.compress(b"<urlset>" + b" " * 300_000_000)[:-8],
        b"\x1f\x8bbroken",
        b"\x89PNG\r\n\x00\x00\x00",
        b"<base href='http://['><a href='//['>x</a><a href='http://x:y'>y</a>",
        b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script>",
    ],
    ids=["bomb", "external", "unclosed", "zip-bomb", "broken-gzip", "png", "urls", "json"],
)
def test_hostile_bodies(body: bytes) -> None:
    for url in ("http://lantern.example/sitemap.xml", "http://lantern.example/a"):
        reading = read(body, url, "")
        assert reading.document is None and not reading.links


@pytest.mark.parametrize("depth", [300, 1500, 100_000])
def test_deep_pages_give_their_text(depth: int) -> None:
    body = "<html><body>" + "<div>" * depth + "".join(f"<p>{p}</p>" for p in STORY)
    article = extract(body.encode(), "http://lantern.example/a/deep-page")
    assert article is not None and "painted the same boat" in article.text


def test_locate_of_an_unknown_site() -> None:
    found = locate("http://lantern.example:80/a/?utm_source=x#y")
    assert found is not None and (found.url, found.skip) == ("http://lantern.example/a/", "")
    trap = locate("http://lantern.example/wp-login.php")
    assert trap is not None and trap.skip == "member"
