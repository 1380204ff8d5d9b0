"""Posts of threads of unknown software: told from rows of a list; their names and dates told from others in them."""

from datetime import UTC, datetime

import pytest

from scoda_crawler.extract.html import parse_html
from scoda_crawler.extract.reading import read_page
from scoda_crawler.extract.shape import find_thread_by_shape
from scoda_crawler.items import Page, Scope, Thread

URL = "https://club.example/view?id=7"
TEXTS = (
    "One of my rear spokes turned brown last winter, and I wonder what to do.",
    "Oil it once a year, that is enough.",
    "Mine broke after ten years of salt and rain, so do look after them.",
)


def _post(number: int, name: str, text: str) -> str:
    return (
        f'<div class="zz r{number % 2}" id="k{number}"><div class="aa"><a href="/user/{name}">{name}</a>'
        f'<span>Joined: 2020</span></div><div class="bb"><span class="cc">{number + 2}.05.2024 1{number}:05</span>'
        f'<div class="dd"><p>{text}</p></div><a href="/r?{number}">Reply</a></div></div>'
    )


def _flat() -> str:
    return "".join(_post(i, name, TEXTS[i]) for i, name in enumerate(("mara", "tom", "mara")))


def _find(body: str, title: str = "Rust on a spoke") -> Thread | None:
    markup = f"<title>Rust on a spoke</title><body><h1>{title}</h1>{body}<div>Club 2026</div></body>"
    page = Page(url=URL, body=b"", fetched_at=datetime(2026, 11, 22, 12, tzinfo=UTC))
    return find_thread_by_shape(parse_html(markup), page, Scope())


def test_links_to_other_members_and_their_posts_make_no_list_of_posts() -> None:
    links = (
        '<a href="/liked?7">tom</a>',
        '<a href="/goto?post=1">mara wrote:</a>',
        '<a href="/goto?post=2">tom wrote:</a>',
    )
    names = ("mara", "tom", "mara", "tom")
    posts = [_post(i, name, TEXTS[i % 3][::-1]) for i, name in enumerate(names)]
    body = posts[0] + "".join(post.replace("<p>", f"{link}<p>") for post, link in zip(posts[1:], links, strict=True))
    thread = _find(f"<div>{body}</div>")
    assert thread is not None
    assert [post.author for post in thread.posts] == list(names)


def test_numbered_posts_need_no_links_to_their_authors() -> None:
    cite = "<blockquote><cite>mara wrote:</cite><p>Oil it, I say, and do not wait for the summer.</p></blockquote>"
    posts = [
        f'<div id="p{i}" class="blockpost odd"><h2><a href="/post?{i}" title="Link">2024-05-0{i} 10:05:10</a></h2>'
        f"<dl><dt>n{i}</dt><dd class='usertitle'>Member</dd><dd><span>Registered: 2019-04-1{i}</span></dd></dl>"
        f"<div>{cite}<p>{TEXTS[i % 3]}</p></div></div>"
        for i in range(1, 7)
    ]
    thread = _find("".join(posts))
    assert thread is not None
    found = [(post.id, post.author, post.published and post.published.raw, post.text) for post in thread.posts]
    assert found == [(str(i), f"n{i}", f"2024-05-0{i} 10:05:10", TEXTS[i % 3]) for i in range(1, 7)]


NAME = "Rust on a spoke: what the owner of the wheel said of it in the rain"


@pytest.mark.parametrize("above", [f"Question {NAME}", TEXTS[0] * 3])
def test_a_title_or_a_copy_above_the_posts_is_none(above: str) -> None:
    sign = '<a href="/user/mara">mara</a> <time datetime="2024-05-01T10:00:00Z">x</time>'
    body = f"<div>{sign}<div><p>{above}</p></div></div><div>{_flat()}{_post(3, 'ada', TEXTS[0] * 3)}</div>"
    thread = _find(body, NAME)
    assert thread is not None
    assert len(thread.posts) == 4


def test_a_link_to_the_page_itself_seen_otherwise_is_no_row() -> None:
    only = '<a href="/view?id=7&amp;by={}">Only by this author, of this page</a>'
    posts = [_post(i, f"n{i}", TEXTS[i % 3][::-1]).replace("<p>", only.format(i) + "<p>") for i in range(5)]
    thread = _find("".join(posts))
    assert thread is not None
    assert len(thread.posts) == 5


def test_comments_of_an_article_element_have_their_heads_in_it() -> None:
    comments = "".join(
        f'<article id="c_{i}"><header><h2>Comment</h2><a href="/profile.php?id={i}"><span><img></span> n{i}</a>'
        f'<span>by mail</span> <time datetime="2024-05-0{i}T10:05:00Z">x</time></header>'
        f"<div><p>{TEXTS[i] * 2}</p></div></article>"
        for i in (1, 2)
    )
    question = f'<div class="top"><div class="in"><p>{TEXTS[0] * 3}</p></div></div>'
    thread = _find(f"<div>{question}<section>{comments}</section></div>")
    assert thread is not None
    assert [(post.id, post.author) for post in thread.posts][-2:] == [("1", "n1"), ("2", "n2")]


def test_a_date_beside_the_title_in_one_head_is_read() -> None:
    subject = "<b>Re: Rust on a spoke, and what the owner of the wheel said of it in the rain</b>"
    posts = "".join(
        f'<div class="post"><a href="/user/n{i}">n{i}</a><div class="head">{subject}<br><b>Answer {i} - </b>'
        f"0{i + 1}.05.2024 10:05:1{i}</div><div><p>{TEXTS[i % 3] * (i + 3)}</p></div></div>"
        for i in range(5)
    )
    thread = _find(posts)
    assert thread is not None
    assert [post.published and post.published.isoformat() for post in thread.posts][1] == "2024-05-02 10:05:11"


def test_headings_that_lead_to_their_own_post_on_the_page_make_no_list_of_texts() -> None:
    posts = "".join(
        f'<a id="comment-{i}"></a>'
        + _post(i, f"n{i}", TEXTS[i % 3] * (i + 2)).replace(
            "<p>", f'<h3><a href="/comment/{i}#comment-{i}">Said {i}</a></h3><p>'
        )
        for i in range(1, 6)
    )
    posts = posts.replace('class="zz', 'class="comment zz')
    page = Page(url=URL, body=f"<title>Rust</title><body><h1>Rust</h1>{posts}</body>".encode())
    reading = read_page(page, platforms=frozenset())
    assert isinstance(reading.document, Thread)
    assert len(reading.document.posts) == 5


def test_pages_counted_from_zero_come_after_the_one_without_a_number() -> None:
    pager = '<ul><li><a href="?page=0">Page 1</a></li><li><a href="?page=1">Page 2</a></li></ul>'
    markup = f"<title>Rust</title><body><h1>Rust</h1>{_flat()}{_post(3, 'ada', TEXTS[0][::-1])}{pager}</body>"
    for address, number in (("", 1), ("?page=1", 2), ("?page=2", 3)):
        page = Page(url=f"https://club.example/node/2{address}", body=markup.encode())
        thread = read_page(page, platforms=frozenset()).document
        assert isinstance(thread, Thread)
        assert (thread.key, thread.page) == ("thread/node/2", number)


@pytest.mark.parametrize(
    "joined",
    ["<dl><dt>Joined</dt><dd>12 May 2018</dd></dl>", "<p><b>Joined</b> 12 May 2018</p>"],
    ids=["defined", "shown"],
)
def test_a_date_for_machines_is_the_posts_before_any_other(joined: str) -> None:
    posts = "".join(
        f'<div class="grid" id="g{i}"><div><a href="/user/n{i}">n{i}</a>{joined.replace("12", str(10 + i))}</div>'
        f'<span title="2024-05-0{i}T10:05:00Z">May {i}</span><div class="grid">'
        f"<p>{TEXTS[i % 3] * (i + 2)}</p></div></div>"
        for i in range(1, 7)
    )
    thread = _find(posts)
    assert thread is not None
    assert [post.published and post.published.isoformat()[:10] for post in thread.posts] == [
        f"2024-05-0{i}" for i in range(1, 7)
    ]


def test_a_notice_above_numbered_posts_is_none_of_what_stands_in_them_either() -> None:
    notice = (
        "<div><div><p>" + "You see this because the board moves to another house on Sunday. " * 6 + "</p></div></div>"
    )
    posts = "".join(
        f'<div id="post-{i}" class="post"><div class="post-content"><a href="/user/n{i}">n{i}</a>'
        f'<time datetime="2024-05-0{i}T10:05:00Z">x</time><div><p>{TEXTS[i] * 2}</p></div></div></div>'
        for i in (1, 2)
    )
    thread = _find(f"<div>{notice}<div>{posts}</div></div>")
    assert thread is None or not any("moves to another" in post.text for post in thread.posts)
