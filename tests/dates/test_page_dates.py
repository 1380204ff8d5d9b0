"""Pages made after real markup, and when they were published and changed."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from scoda_crawler.dates import find_page_dates, find_url_date
from scoda_crawler.extract.html import parse_html

NOW = datetime(2026, 3, 18, 10, 30)
URL = "https://example.org/news/a-walk-in-the-hills"
TITLE = "<title>A walk in the hills - Example</title>"
BODY = "<h1>A walk in the hills</h1>{}<p>We went up early and came back late, as one does.</p>"


def find(markup: str, url: str = URL) -> tuple[object, object, str]:
    """The values of both dates, and where the first was read."""
    published, modified = find_page_dates(parse_html(markup), url, language="en", now=NOW)
    return published and published.value, modified and modified.value, published.source if published else ""


def ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def test_json_ld_keeps_its_zone() -> None:
    markup = ld('{"@type":"NewsArticle","datePublished":"2025-02-03T23:10:00+08:00","dateModified":"2025-03-01"}')
    zone = timezone(timedelta(hours=8))
    assert find(markup) == (datetime(2025, 2, 3, 23, 10, tzinfo=zone), date(2025, 3, 1), "json-ld")


def test_article_of_this_address_counts_among_several() -> None:
    items = [f'{{"@type":"Article","url":"{u}","datePublished":"2025-0{i}-01"}}' for i, u in enumerate(["/a", URL], 1)]
    assert find(ld(f'{{"@graph":[{",".join(items)}]}}'))[0] == date(2025, 2, 1)


def test_list_of_articles_has_no_date() -> None:
    items = [f'{{"@type":"BlogPosting","datePublished":"2025-0{i}-01"}}' for i in range(1, 7)]
    assert find(ld(f"[{','.join(items)}]")) == (None, None, "")


@pytest.mark.parametrize("broken", ["{", "[" * 3000, "null", '"2025-01-01"', '{"@type":{},"datePublished":[1]}'])
def test_broken_json_ld_is_passed_over(broken: str) -> None:
    assert find(ld(broken)) == (None, None, "")


@pytest.mark.parametrize("name", ["article:published_time", "datePublished", "DC.date.issued", "parsely-pub-date"])
def test_meta(name: str) -> None:
    assert find(f'<meta property="{name}" content="2025-02-03T08:00:00Z">')[::2] == (
        datetime(2025, 2, 3, 8, tzinfo=UTC),
        "meta",
    )


def test_microdata_of_a_comment_is_not_the_page_s() -> None:
    value = '<i itemprop="datePublished" content="2025-01-01"></i>'
    comment = f'<div itemscope itemtype="https://schema.org/Comment">{value}</div>'
    own = '<span itemprop="datePublished" content="2024-12-31">31 Dec</span>'
    assert find(comment)[0] is None
    assert find(comment + own) == (date(2024, 12, 31), None, "microdata")


def test_time_beside_the_title() -> None:
    markup = TITLE + BODY.format('<time datetime="2025-02-03">3 Feb</time>') + "<time>2025-03-03</time>"
    assert find(markup)[::2] == (date(2025, 2, 3), "time")


def test_time_that_is_marked_as_publishing_stands_below_the_text() -> None:
    text = "<article class='post status-publish'><p>The walk was told of by Ann Lee on 3 February 2005.</p>"
    mark = "<footer class='entry-footer'><time class='entry-date published updated' datetime='{}'>then</time></footer>"
    thought = "<div class='comments'><time class='published' datetime='2025-03-09'>later</time></div>"
    page = TITLE + BODY.format(text + mark.format("2025-02-03T13:09:33+02:00") + "</article>" + thought)
    assert str(find(page)[0]) == "2025-02-03 13:09:33+02:00"
    posts = "".join(mark.format(f"2025-02-0{day}") for day in (3, 4))
    assert find(TITLE + BODY.format(posts)) == (None, None, "")


@pytest.mark.parametrize(
    "line",
    [
        '<p class="byline">By Ann | February 3, 2025</p>',
        "<div>3 February 2025</div>",
        '<span class="post-date">Published on Feb 3rd, 2025</span>',
        "<p>Posted: 2025-02-03</p>",
    ],
)
def test_day_shown_beside_the_title(line: str) -> None:
    assert find(TITLE + BODY.format(line))[::2] == (date(2025, 2, 3), "shown")


def test_only_the_day_of_a_change_is_shown() -> None:
    assert find(TITLE + BODY.format("<p>Last updated: February 3, 2025</p>")) == (
        date(2025, 2, 3),
        date(2025, 2, 3),
        "shown",
    )


@pytest.mark.parametrize(
    "foot",
    [
        '<footer><li id="footer-info-lastmod">This page was last edited on 3 February 2025, at 05:45.</li></footer>',
        '<footer><p class="docInfo"><bdi>hills/walk.txt</bdi> · Last modified: 2025/02/03 15:38 by ann</p></footer>',
        '<footer><p class="last-updated">Zuletzt: <time datetime="2025-02-03T08:00Z">neulich</time></p></footer>',
    ],
)
def test_place_that_is_named_for_the_last_change(foot: str) -> None:
    published, modified, _ = find(TITLE + BODY.format("") + foot)
    assert published is None and str(modified)[:10] == "2025-02-03"
    assert find(TITLE + BODY.format("<p>3 May 2024</p>") + foot)[0] == date(2024, 5, 3)
    other = '<footer><p class="last-updated">Site: 1 May 2023</p></footer>'
    assert find(TITLE + BODY.format("") + foot + other)[1] is None


@pytest.mark.parametrize(
    "line",
    [
        "<p>On February 3, 2025 we met a man who told us of hills and of all that lies behind, far away.</p>",
        '<footer class="footer">© 2025-02-03</footer>',
        '<ul class="related"><li>3 February 2025</li></ul>',
        "<p>Version 2.10.3, call 555-12-34</p>",
        "<p>3 days ago</p>",
    ],
)
def test_unsure_dates_are_left_out(line: str) -> None:
    assert find(TITLE + BODY.format(line)) == (None, None, "")


def test_software_that_writes_the_last_change_as_publication() -> None:
    told = ld('{"@type":"Article","datePublished":"2025-06-01","dateModified":"2025-06-01"}')
    assert find(TITLE + told + BODY.format("<p>Feb 3, 2025</p>"))[0] == date(2025, 2, 3)


def test_future_and_impossible_days_count_for_none() -> None:
    assert find('<meta name="date" content="2027-01-01"><meta name="pubdate" content="1970-01-01">')[0] is None


def test_front_page_and_product_show_the_dates_of_others() -> None:
    line = BODY.format("<div>3 February 2025</div>")
    assert find(TITLE + line, "https://example.org/")[0] is None
    assert find(ld('{"@type":"Product"}') + TITLE + line)[0] is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2021/10/25/a-title/", date(2021, 10, 25)),
        ("https://example.org/news/2021-10-25-a-title.html", date(2021, 10, 25)),
        ("https://example.org/a_20211025.html", date(2021, 10, 25)),
        ("https://example.org/2021/oct/25/a", date(2021, 10, 25)),
        ("https://example.org/2021/13/45/", None),
        ("https://example.org/2031/10/25/", None),
        ("https://example.org/news/20211025123456", None),
        ("https://example.org/p/1234", None),
    ],
)
def test_url(url: str, day: date | None) -> None:
    found = find_url_date(url, NOW)
    assert (found.value if found else None) == day


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 1500 + "1" * 1000 + "<span>1/" * 20000,
        "<h1>a" * 1500 + "x1 " * 30000,
        '<div class="post-date">Posted ' * 1500 + "x1 " * 30000,
        '<i itemprop="datePublished">' * 1500 + "x1 " * 30000,
        "<h1>t</h1>" + "<p>12 31 1 2 3 4 5 / 5 : 3 . 3 - 4</p>" * 5000,
        "\x00\ud800",
        "",
    ],
    ids=range(7),
)
def test_hostile_pages_have_no_date(markup: str) -> None:
    assert find(TITLE + markup) == (None, None, "")
