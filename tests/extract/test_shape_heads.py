"""Who wrote a post, when, and whom it quotes, where no class says it: heads apart, quotes without marks, boxes."""

from datetime import UTC, datetime

import pytest

from scoda_crawler.extract.html import parse_html
from scoda_crawler.extract.shape import find_thread_by_shape
from scoda_crawler.items import Page, Scope, Thread

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMES = ("mara", "mara", "tom", "mara", "mara")
TEXTS = (
    "One of my rear spokes turned brown last winter, and I wonder what to do about it.",
    "I forgot to say that the wheel stands in the rain all year.",
    "Oil it once a year, that is enough for a wheel that stands outside.",
    "Mine broke after ten years of salt and rain, so I do look after them now.",
    "By the way, the shop at the harbour has them in three lengths.",
)


def _read(body: str) -> Thread:
    markup = f"<html><head><title>Rust on a spoke</title></head><body><h1>Rust on a spoke</h1>{body}</body></html>"
    page = Page(url="https://club.example/7603790/rust", body=b"", fetched_at=NOW)
    thread = find_thread_by_shape(parse_html(markup), page, Scope())
    assert thread is not None
    return thread


def _post(number: int, body: str, name: str = "") -> str:
    return (
        f'<div class="zz"><a href="/user/{name or NAMES[number]}">{name or NAMES[number]}</a> '
        f'<span>{number + 2}.05.2024 1{number}:05</span><div class="dd">{body}</div></div>'
    )


def test_heads_may_stand_in_rows_of_their_own_with_the_time_and_the_day_in_pieces() -> None:
    rows = "".join(
        f'<tr><td class="hd"><a href="/7603790/rust#{n}">Re: Rust on a spoke</a> by <a href="/{name}" class=user>{name}'
        f"</a>: <span class=s><b>{n + 1}:21pm</b> On <b>Mar 0{n + 1}</b>, <b>2023</b></span></td></tr>"
        f'<tr><td id="pb{n}" class="tx"><div>{text}</div></td></tr>'
        for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True))
    )
    thread = _read(f'<p><a href="/">Club</a> › <a href="/wheels" class="user">Wheels</a></p><table>{rows}</table>')
    assert [post.author for post in thread.posts] == list(NAMES)
    assert [post.text for post in thread.posts] == list(TEXTS)
    dates = [post.published.value for post in thread.posts if post.published]
    assert dates == [datetime(2023, 3, n + 1, 13 + n, 21) for n in range(5)]


@pytest.mark.parametrize(
    "quote",
    [
        "<cite>mara posted... </cite><br><blockquote>{}</blockquote>",
        "<div><span><div>Original post</div> by mara</span><div>{}</div></div>",
        "<p><b>mara said:</b></p><blockquote>Something that stands on an earlier page of this thread.</blockquote>",
        '<blockquote><p class="kmsg-quote">anna wrote: Something that stands on an earlier page.</p></blockquote>',
        "<p>&gt;&gt;211</p><p>&gt;{}</p>",
    ],
)
def test_a_quote_is_told_by_its_head(quote: str) -> None:
    posts = [_post(n, f"<p>{text}</p>") for n, text in enumerate(TEXTS)]
    reply = "I would not worry about that."
    posts.append(_post(5, quote.format(TEXTS[0]) + f"<p>{reply}</p>", "eve"))
    assert [post.text for post in _read("".join(posts)).posts] == [*TEXTS, reply]


@pytest.mark.parametrize("first", ["mara", "anna"])  # of this page, of an earlier one
def test_what_stands_round_the_names_above_quotes_is_learned(first: str) -> None:
    posts = [_post(n, f"<p>{text}</p>") for n, text in enumerate(TEXTS)]
    quote = "<p>{} schrieb am 3.:</p><blockquote>Something that stands on an earlier page of this thread.</blockquote>"
    replies = ["I would not worry about that.", "Neither would I, on the whole."]
    posts += [_post(5, quote.format(first) + f"<p>{replies[0]}</p>", "eve")]
    posts += [_post(6, quote.format("bert") + f"<p>{replies[1]}</p>", "eve")]
    assert [post.text for post in _read("".join(posts)).posts] == [*TEXTS, *replies]


def test_what_an_author_cites_stays() -> None:
    posts = [_post(n, f"<p>{text}</p>") for n, text in enumerate(TEXTS)]
    cited = "<p>The manual says:</p><blockquote>Spokes are to be oiled before they are laced.</blockquote>"
    posts.append(_post(5, cited, "eve"))
    assert "oiled before" in _read("".join(posts)).posts[-1].text


@pytest.mark.parametrize(
    "told",
    [
        '<button><span itemprop="datePublished" content="2024-05-0{}T10:00:00+00:00">1 year ago</span></button>',
        '<meta itemprop="dateCreated" content="2024-05-0{}T10:00:00+00:00">',
    ],
)
def test_dates_in_microdata_count_wherever_they_stand(told: str) -> None:
    posts = [
        f'<div class="post"><a href="/user/{NAMES[n]}">{NAMES[n]}</a>{told.format(n + 1)}<div>{text}</div></div>'
        for n, text in enumerate(TEXTS)
    ]
    dates = [post.published.isoformat()[:10] for post in _read("".join(posts)).posts if post.published]
    assert dates == [f"2024-05-0{n + 1}" for n in range(5)]


def test_a_name_before_words_of_ones_own_is_no_quote() -> None:
    posts = [_post(n, f"<p>{text}</p>") for n, text in enumerate(TEXTS)]
    own = "tom, I shall try the oil that you named and tell you in spring."
    posts.append(_post(5, f"<div>{own}</div><p>And thanks to everybody.</p>", "eve"))
    assert _read("".join(posts)).posts[-1].text == f"{own}\n\nAnd thanks to everybody."


def test_boxes_between_posts_are_none() -> None:
    box = (
        '<div class="zz"><div class="dd"><p>Sign up for our weekly letter with the best threads of all.</p></div></div>'
    )
    posts = [_post(n, f"<p>{text}</p>") for n, text in enumerate(TEXTS)]
    thread = _read("".join([*posts[:2], box, *posts[2:]]))
    assert [post.text for post in thread.posts] == list(TEXTS)


def test_numbers_of_posts_are_told_from_those_of_the_posts_they_answer() -> None:
    posts = "".join(
        _post(n, f"<p>{text}</p>").replace('class="zz"', f'class="zz" id="comm-{n + 70}_{0 if n < 3 else 71}"')
        for n, text in enumerate(TEXTS)
    )
    assert [post.id for post in _read(posts).posts] == ["70", "71", "72", "73", "74"]


def test_a_number_that_several_posts_have_is_none() -> None:
    posts = "".join(
        _post(n, f"<p>{text}</p>").replace('class="zz"', f'class="zz" id="k{max(n, 1)}"')
        for n, text in enumerate(TEXTS)
    )
    assert [post.id for post in _read(posts).posts] == ["", "", "2", "3", "4"]


def test_one_author_of_all_posts_is_a_name_where_the_markup_calls_them_comments() -> None:
    replies = "".join(
        f'<li id="comment-{n}" class="comment"><div class="col">x</div><div class="col">'
        f'<div class="author-name">Ana</div><time datetime="2024-05-0{n}">{n} May</time><p>{text}</p></div></li>'
        for n, text in enumerate(TEXTS, 1)
    )
    meta = (
        '<div class="col"><time datetime="2024-05-01">1 May</time> <span class="author-name">tom</span> in wheels</div>'
    )
    thread = _read(f"{meta}<ol>{replies}</ol>")
    assert [(post.id, post.author) for post in thread.posts] == [(str(n), "Ana") for n in range(1, 6)]
    assert [post.text for post in thread.posts] == list(TEXTS)


def test_articles_below_an_article_are_no_posts() -> None:
    others = "".join(
        f'<article id="post-{n}" class="post post-{n}"><span class="author">{name}</span> '
        f'<time datetime="2024-05-0{n}">{n} May</time><p>{text}</p></article>'
        for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1)
    )
    head = '<meta property="og:type" content="article">'
    markup = f"<html><head><title>Rust on a spoke</title>{head}</head><body>{others}</body></html>"
    page = Page(url="https://news.example/2024/rust", body=b"", fetched_at=NOW)
    assert find_thread_by_shape(parse_html(markup), page, Scope()) is None
    comments = markup.replace('class="post post-', 'class="comment post-')
    assert find_thread_by_shape(parse_html(comments), page, Scope()) is not None


def test_rows_of_boards_are_no_posts_by_authors_that_are_called_like_them() -> None:
    rows = "".join(
        f'<tr class="forum-row"><td class="forum-name"><a href="/forum/{n}/">{name}</a><div>{text}</div></td>'
        f'<td class="forum-topics">5</td><td class="forum-last-post">01.0{n}.2024 02:09</td></tr>'
        for n, (name, text) in enumerate((("Repair", TEXTS[1]), ("Tours", TEXTS[2]), ("Talk", TEXTS[4])), 1)
    )
    page = Page(url="https://club.example/forum/", body=b"", fetched_at=NOW)
    markup = f"<html><head><title>Club</title></head><body><table><tr><th>Boards</th></tr>{rows}</table></body></html>"
    assert find_thread_by_shape(parse_html(markup), page, Scope()) is None


def test_one_short_post_is_a_thread_beside_a_long_footer() -> None:
    post = (
        '<table class="post" id="post-1"><tr><th>28.02.2021 09:12</th></tr><tr><td><a href="/users/mara/">mara</a></td>'
        f"<td><p>{TEXTS[1]}</p></td></tr></table>"
    )
    thread = _read(f"<header>{TEXTS[0]}</header>{post}<footer>{' '.join(TEXTS)}</footer>")
    assert [(post.author, post.text) for post in thread.posts] == [("mara", TEXTS[1])]


def _numbered(number: int, text: str) -> str:
    return (
        f'<div id="js-post-{number}" class="js-post"><time datetime="2024-05-0{number}T10:00:00Z">x</time> '
        f'<a class="user-name" href="/Benutzer/{number}/">n{number}</a><div class="tx"><p>{text}</p></div></div>'
    )


def test_a_notice_above_posts_that_the_markup_numbers_is_none() -> None:
    notice = f"<div><p>{' '.join(TEXTS[:3])}</p></div>"
    thread = _read(notice + "".join(_numbered(n, text) for n, text in enumerate(TEXTS, 1)))
    assert [(post.author, post.text) for post in thread.posts] == [(f"n{n}", text) for n, text in enumerate(TEXTS, 1)]


def test_the_only_posts_author_may_be_linked_in_any_language() -> None:
    assert [(post.author, post.text) for post in _read(_numbered(1, TEXTS[0])).posts] == [("n1", TEXTS[0])]
