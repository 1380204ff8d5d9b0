"""Threads of unknown software: found by the shape of their pages, in any language; other pages are none."""

from datetime import UTC, datetime

import pytest

from scoda_crawler.extract.html import parse_html
from scoda_crawler.extract.shape import find_thread_by_shape, is_board_by_shape
from scoda_crawler.extract.shape_address import find_page_of_post, is_permalink
from scoda_crawler.extract.shape_links import find_forum_links_by_shape
from scoda_crawler.extract.shape_pager import split_page
from scoda_crawler.items import Page, Scope, Thread

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXTS = {
    "en": ("One of my rear spokes turned brown last winter, and I wonder what to do.",
           "Oil it once a year, that is enough.",
           "Mine broke after ten years of salt and rain, so do look after them."),
    "ru": ("Одна из задних спиц за зиму стала коричневой, и я не знаю, что делать.",
           "Смазывать раз в год, этого довольно.",
           "Моя сломалась после десяти лет соли и дождя, так что следите за ними."),
    "th": ("ซี่ล้อหลังของผมเปลี่ยนเป็นสีน้ำตาลเมื่อฤดูหนาวที่แล้ว ไม่รู้จะทำอย่างไรดี",
           "หยอดน้ำมันปีละครั้งก็พอแล้วครับ ไม่ต้องกังวล",
           "ของผมหักหลังจากใช้มาสิบปีกลางฝนและเกลือ ควรดูแลให้ดี"),
    "zh": ("去年冬天我的后轮有一根辐条变成了棕色，我不知道该怎么办才好。",
           "每年上一次油就足够了，不用担心，我一直这样做的。",
           "我的辐条在盐和雨水里用了十年以后断了，所以一定要好好保养它们。"),
}  # fmt: skip
CHROME = {
    "en": ("Joined", "Reply"),
    "ru": ("Регистрация", "Ответить"),
    "th": ("เข้าร่วม", "ตอบกลับ"),
    "zh": ("注册", "回复"),
}


def _post(number: int, name: str, text: str, *, language: str = "en", inner: str = "") -> str:
    joined, reply = CHROME[language]
    return (
        f'<div class="zz r{number % 2}" id="k{number}"><div class="aa"><a href="/user/{name}">{name}</a>'
        f'<span>{joined}: 2020</span></div><div class="bb"><span class="cc">{number + 2}.05.2024 1{number}:05</span>'
        f'<div class="dd"><p>{text}</p></div><a href="/r?{number}">{reply}</a></div>{inner}</div>'
    )


def _page(body: str, *, language: str = "en", head: str = "") -> str:
    return (
        f'<html lang="{language}"><head><title>Rust on a spoke</title>{head}</head><body>'
        '<div class="top"><a href="/">Club</a></div><h1>Rust on a spoke</h1>'
        f'{body}<div class="end">Club 2026</div></body></html>'
    )


def _find(markup: str, url: str = "https://club.example/view?id=7", *, comments: bool = False) -> Thread | None:
    return find_thread_by_shape(parse_html(markup), Page(url=url, body=b"", fetched_at=NOW), Scope(comments=comments))


def _flat(language: str = "en") -> str:
    names = ("mara", "tom", "mara")
    return "".join(
        _post(i, n, t, language=language) for i, (n, t) in enumerate(zip(names, TEXTS[language], strict=True))
    )


@pytest.mark.parametrize("language", TEXTS)
def test_posts_in_a_row_are_a_thread(language: str) -> None:
    thread = _find(_page(f"<div>{_flat(language)}{_post(3, 'ada', TEXTS[language][0][::-1], language=language)}</div>"))
    assert thread is not None
    assert [post.text for post in thread.posts][:3] == list(TEXTS[language])
    assert [post.author for post in thread.posts] == ["mara", "tom", "mara", "ada"]
    assert thread.posts[0].published and thread.posts[0].published.raw == "2.05.2024 10:05"
    assert thread.title == "Rust on a spoke"


def test_nested_replies_answer_the_post_they_stand_in() -> None:
    deepest = _post(3, "ada", "So you say, but who has the time for that every single year?")
    nested = _post(1, "tom", TEXTS["en"][1], inner=_post(2, "eve", TEXTS["en"][2], inner=deepest))
    thread = _find(_page(_post(0, "mara", TEXTS["en"][0]) + nested))
    assert thread is not None
    assert [(post.id, post.reply_to) for post in thread.posts] == [("0", None), ("1", None), ("2", "1"), ("3", "2")]
    assert thread.posts[1].text == TEXTS["en"][1]


def test_a_question_above_its_answers_is_the_first_post() -> None:
    question = (
        '<div class="question"><div class="by"><a href="/user/zoe">zoe</a> '
        '<time datetime="2024-05-01T10:00:00Z">x</time></div>'
        "<div><p>How often do you oil the spokes of a wheel that stands in the rain all year?</p></div></div>"
    )
    thread = _find(_page(f"<main>{question}<div>{_flat()}{_post(3, 'ada', TEXTS['en'][0] * 2)}</div></main>"))
    assert thread is not None
    assert thread.posts[0].author == "zoe"
    assert thread.posts[0].text.startswith("How often")
    assert len(thread.posts) == 5


def test_the_only_post_is_a_thread_if_the_markup_calls_it_a_post() -> None:
    post = (
        '<div id="post-17" class="post"><a href="/member.php?u=3">mara</a><span class="date">2024-05-03 05:25</span>'
        f'<div class="content"><p>{TEXTS["en"][0]}</p></div></div>'
    )
    thread = _find(_page(post))
    assert thread is not None
    assert [(p.id, p.author, p.text) for p in thread.posts] == [("17", "mara", TEXTS["en"][0])]
    assert _find(_page(post, head='<meta property="og:type" content="article">')) is None


def test_quotes_signatures_and_edit_notes_are_cut() -> None:
    quote = f"<blockquote>mara schrieb:<br>{TEXTS['en'][0]}</blockquote><p>I would not worry about that.</p>"
    sign = "</p><p>Ride slowly, brake late.</p><p>"
    posts = [
        _post(0, "mara", TEXTS["en"][0]),
        _post(1, "tom", TEXTS["en"][1] + sign),
        _post(2, "eve", f"</p>{quote}<p>"),
        _post(3, "tom", TEXTS["en"][2] + sign),
    ]
    thread = _find(_page("".join(posts)))
    assert thread is not None
    texts = [post.text for post in thread.posts]
    assert texts == [TEXTS["en"][0], TEXTS["en"][1], "I would not worry about that.", TEXTS["en"][2]]


def test_pages_of_one_thread_share_a_key_and_other_threads_have_their_own() -> None:
    pager = '<p><a href="/view?id=7">1</a> <a href="/view?id=7&page=2">2</a></p>'
    body = f"<div>{_flat()}{_post(3, 'ada', TEXTS['en'][0][::-1])}</div>{pager}"
    first, second = _find(_page(body)), _find(_page(body), "https://club.example/view?id=7&page=2")
    other = _find(_page(body.replace("id=7", "id=8")), "https://club.example/view?id=8")
    assert first and second and other
    assert (first.key, first.page) == ("thread/view?id=7", 1)
    assert (second.key, second.page) == ("thread/view?id=7", 2)
    assert other.key == "thread/view?id=8"


ARTICLE = "<article>" + "<p>The council met on Monday and spoke of the bridge for a very long time indeed.</p>" * 12
COMMENTS = '<ol id="comments">' + "".join(
    f'<li class="comment" id="comment-{i}"><cite><a href="/user/n{i}">n{i}</a></cite> '
    f'<time datetime="2024-05-0{i}">x</time>'
    f"<p>{TEXTS['en'][i % 3]}</p></li>"
    for i in range(1, 6)
)


def test_comments_under_an_article_are_taken_only_when_asked_for() -> None:
    page = _page(f"{ARTICLE}</article>{COMMENTS}</ol>", head='<meta property="og:type" content="article">')
    assert _find(page) is None
    thread = _find(page, comments=True)
    assert thread is not None
    assert thread.posts[-1].text == TEXTS["en"][5 % 3]


def test_a_board_that_calls_its_threads_articles_is_told_by_its_address() -> None:
    story = "A thread is told from a story by where it is kept. " * 3
    head = '<meta property="og:type" content="article">'
    markup = _page(f'<div class="q"><p>{story}</p></div>' + _flat().replace('class="zz', 'class="post zz'), head=head)
    assert _find(markup, "https://club.example/news/rust") is None
    thread = _find(markup, "https://forum.club.example/rust")
    assert thread is not None
    assert [post.author for post in thread.posts][-3:] == ["mara", "tom", "mara"]


def test_lists_of_articles_and_reviews_of_goods_are_no_threads() -> None:
    teasers = "".join(
        f'<div class="post"><h2><a href="/news/{i}">A bridge of kind {i}</a></h2><a href="/user/n{i}">n{i}</a>'
        f'<time datetime="2024-05-0{i}">x</time><p>{TEXTS["en"][i % 3]}</p></div>'
        for i in range(1, 7)
    )
    assert _find(_page(teasers)) is None
    assert _find(_page(COMMENTS.replace('class="comment"', 'class="review"') + "</ol>")) is None
    assert _find(_page(f"{ARTICLE}</article>")) is None


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<div>" * 3000 + "x",
        "<div class=a id=post-1>" * 400 + TEXTS["en"][0] + "<a href=/user/a>a</a><time datetime=2024-05-01>x</time>",
        "<table>" + "<tr class=post><td><a href=/user/a>a</a> 1.1.2024 1:00 <p>words and words</p></td></tr>" * 3000,
        "<p>" + "\ud800\x00" * 500,
    ],
)
def test_hostile_pages_neither_stall_nor_fail(markup: str) -> None:
    thread = _find(markup)
    assert thread is None or isinstance(thread, Thread)


@pytest.mark.parametrize(
    ("url", "pager", "stem", "number"),
    [
        ("/t?id=7&page=3", [("/t?id=7", "1")], "/t?id=7", 3),
        ("/t?topic=3.20", [("/t?topic=3.0", "1")], "/t?topic=3.", 20),
        ("/t/index.php?thread-12-3.html", [("/t/index.php?thread-12.html", "1")], "/t/index.php/thread-12.html", 3),
        ("/t/thread-12.html", [("/t/thread-12-2.html", "2")], "/t/thread-12.html", 1),
        ("/foro/t/luz?part=2", [("/foro/t/luz", "1")], "/foro/t/luz", 2),
        ("/read.php?2,163,page=2", [("/read.php?2,163", "1")], "/read.php/2/163", 2),
        ("/t/thread-12.html", [("/t/thread-13.html", "2")], "/t/thread-12.html", 1),
        ("/t?tid=7", [("/t?tid=2", "24"), ("/t?tid=7&page=2", "2")], "/t?tid=7", 1),
        ("/rust/page/2/", [("/rust/", "1")], "/rust", 2),
        ("/thread-7-2-1.html", [("/thread-7-3-1.html", "3")], "/thread-7-#-1.html", 2),
        ("/thread-7-1-1.html", [("/thread-9-1-1.html", "24")], "/thread-7-1-1.html", 1),
        ("/rust?start=10&t=4", [], "/rust?t=4", 10),
        ("/t?tid=7&page=2", [("/t?extra=&tid=7&page=1", "1")], "/t?tid=7", 2),
    ],
)
def test_the_pager_tells_what_the_pages_of_a_thread_share(
    url: str, pager: list[tuple[str, str]], stem: str, number: int
) -> None:
    site = "https://club.example"
    assert split_page(site + url, [(site + target, label) for target, label in pager]) == (stem, number)


def _row(number: int, title: str, about: str = "") -> str:
    return (
        f'<div class="card r{number}"><div class="n"><a href="/t/{title.replace(" ", "-")}/">{title}</a><p>{about}</p>'
        f'<span class="pages">Seite: <a href="/t/{number}?p=1">1</a>, <a href="/t/{number}?p=2">2</a></span></div>'
        f'<div class="l">Von <a href="/user/mara">mara</a> <small>{number + 2}.05.2024 1{number}:05</small></div></div>'
    )


def test_rows_of_a_board_are_no_thread() -> None:
    threads = [_row(i, title) for i, title in enumerate(("rust on a spoke", "which oil", "a hub that hums"))]
    boards = [
        _row(i, title, "What belongs into this part of the club's board.")
        for i, title in enumerate(("wheels", "chains"))
    ]
    for rows in (threads, boards):
        page = _page("".join(rows))
        assert _find(page, "https://club.example/board/") is None
        assert is_board_by_shape(parse_html(page), "https://club.example/board/")


def test_posts_that_begin_with_links_are_no_rows() -> None:
    linked = "".join(
        _post(i, n, f'<a href="/t/other-{i}/">the other thread {i}</a></p><p>{t * 4}')
        for i, (n, t) in enumerate(zip(("mara", "tom", "mara", "ada"), (*TEXTS["en"], TEXTS["ru"][0]), strict=True))
    )
    for posts in (linked, _flat()):
        assert not is_board_by_shape(parse_html(_page(posts)), "https://club.example/view?id=7")
    assert len((_find(_page(linked)) or pytest.fail("no thread")).posts) == 4


def test_parts_of_posts_do_not_count_for_more_than_posts() -> None:
    columns = "".join(
        f'<div id="{i}" class="card post"><div class="col-10 p">'
        f'<i>By <a href="/user/{n}">{n}</a> 0{i + 1}.05.2024 10:00</i><div class="text">{t}</div></div>'
        f'<div class="col-2 s"><a href="/user/{n}">{n}</a> posts: 16 since then</div></div>'
        for i, (n, t) in enumerate(zip(("mara", "tom", "mara"), TEXTS["en"], strict=True))
    )
    thread = _find(_page(columns))
    assert thread is not None
    assert [post.text for post in thread.posts] == list(TEXTS["en"])


@pytest.mark.parametrize("marks", ['class="js-comment" id="c41"', 'class="card post" id="41"', 'id="post-41"'])
def test_the_only_post_has_its_number_in_its_name_or_as_its_id(marks: str) -> None:
    post = f'<div {marks}><a href="/user/mara">mara</a> <i>3 May 2024 10:00</i><div>{TEXTS["en"][0]}</div></div>'
    thread = _find(_page(post))
    assert thread is not None
    assert [(p.author, p.text) for p in thread.posts] == [("mara", TEXTS["en"][0])]


@pytest.mark.parametrize(
    ("href", "expect"),
    [
        ("/board/rust-on-a-spoke-5/?post=41#41", True),
        ("/index.php?topic=5.msg41#msg41", True),
        ("showthread.php?tid=5&pid=41#pid41", True),
        ("/threads/rust.5/post-41#post-41", True),
        ("/viewtopic.php?p=41#p41", False),  # nothing else tells which thread
        ("/thread/41#41", False),
        ("/board/rust-on-a-spoke-5/#post-41", False),
        ("/board/rust-on-a-spoke-5/?page=2", False),
    ],
)
def test_links_to_a_post_are_told_by_their_number_that_comes_twice(href: str, *, expect: bool) -> None:
    assert is_permalink(href) is expect


def test_what_a_member_wrote_is_a_list() -> None:
    assert is_board_by_shape(parse_html(_page(_flat())), "https://club.example/users/mara/replies/")


@pytest.mark.parametrize("end", ["paged/3/", "page-3", "seite/3"])
def test_an_address_that_ends_in_a_page_is_told_without_the_first_in_its_pager(end: str) -> None:
    pager = [("https://club.example/talk/rust/paged/2/", "2")]
    assert split_page(f"https://club.example/talk/rust/{end}", pager) == ("/talk/rust", 3)


def test_links_to_the_next_thread_are_left_aside() -> None:
    page = parse_html(
        _page(
            '<a href="/i?topic=5;prev_next=next">»</a><a href="/t?tid=5&goto=nextoldest">»</a>'
            '<a href="/i?topic=6">6</a>'
        )
    )
    links, skipped = find_forum_links_by_shape(page, "https://club.example/i?topic=5")
    assert [link.url for link in links] == ["https://club.example/", "https://club.example/i?topic=6"]
    assert skipped == {"permalink": 2}


def test_the_order_of_a_list_is_followed_by_the_numbers_of_its_pager_only() -> None:
    page = parse_html(_page('<a href="/q/sort:new/page:1/">newest</a><a href="/q/sort:new/page:2/">2</a>'))
    links, skipped = find_forum_links_by_shape(page, "https://club.example/t/5")
    assert [link.url for link in links] == ["https://club.example/", "https://club.example/q/sort:new/page:2/"]
    assert skipped == {"sort": 1}


@pytest.mark.parametrize(
    ("url", "target", "expect"),
    [
        ("/thread/7NQ5RT2KWLZ4/", "/message/7NQ5RT2KWLZ4AB9C/", False),
        ("/topic/5-rust", "/post/41", False),
        ("/topic/5-rust", "/topic/5-rust/last/", False),
        ("/topic/5-rust", "/topic/5-rust?first-unread=1", False),
        ("/message/41/rust", "/message/41/rust?page=2", True),  # threads are called messages here
        ("/topic/5-rust", "/message-boards/", True),
    ],
)
def test_links_to_one_post_of_a_thread_are_left_aside(url: str, target: str, *, expect: bool) -> None:
    links, _ = find_forum_links_by_shape(parse_html(_page(f'<a href="{target}">x</a>')), f"https://club.example{url}")
    assert (f"https://club.example{target}" in [link.url for link in links]) is expect


def _turn(first: str, previous: str, following: str) -> str:
    return (
        f'<nav><a href="{first}"><i></i></a><a rel="prev" href="{previous}"><i></i></a>'
        f'<a rel="next" href="{following}"><i></i></a></nav>'
    )


@pytest.mark.parametrize(
    ("url", "turn", "key"),
    [
        ("/t/rust/5/3/", _turn("/t/rust/5/", "/t/rust/5/2/", "/t/rust/5/4/"), "thread/t/rust/5"),
        ("/board/31/", _turn("/board/", "/board/30/", "/board/32/"), "thread/board/31"),  # threads beside this one
        ("/b/5/31/", _turn("/b/5/", "/b/5/17/", "/b/5/32/"), "thread/b/5/#"),
    ],
)
def test_the_first_page_stands_before_the_previous_one_in_a_pager_of_signs(url: str, turn: str, key: str) -> None:
    posts = _flat() + _post(3, "ada", TEXTS["en"][0][::-1])
    thread = _find(_page(f"<div>{posts}</div>{turn}"), f"https://club.example{url}")
    assert thread is not None
    assert thread.key == key


def test_what_each_post_has_under_the_same_words_is_not_followed_nor_a_threads_own_feed() -> None:
    posts = "".join(f'<p><a href="/t/5?r={n}">RE: Rust</a> <a href="/f?2,5,{n}">Cite {n}</a></p>' for n in (7, 8))
    page = parse_html(_page(f'<a href="/b/2">Wheels</a><a href="/t/5.atom">Atom</a>{posts}<a href="/t/6">flat</a>'))
    links, skipped = find_forum_links_by_shape(page, "https://club.example/t/5", 2)
    assert [link.url for link in links] == [f"https://club.example/{path}" for path in ("", "b/2", "t/6")]
    assert skipped == {"permalink": 4, "feed": 1}


def test_a_trail_above_the_thread_is_no_post() -> None:
    trail = '<ul class="breadcrumbs"><li><a href="/"><i>chevron_right</i> Threads</a></li><li>label Wheels</li></ul>'
    head = f"<div>{trail}<h1>What to do about rust on a spoke in winter</h1><span>3 replies by others</span></div>"
    posts = _flat() + _post(4, "eve", "I would have all of them replaced in spring.")
    thread = _find(_page(posts).replace("<h1>Rust on a spoke</h1>", head))
    assert thread is not None
    assert [post.text for post in thread.posts][:3] == list(TEXTS["en"])


def test_a_feed_leads_to_the_pages_of_its_posts() -> None:
    assert find_page_of_post("/boards/2/topics/124?page=2&r=130#message-130") == "/boards/2/topics/124?page=2"
    assert find_page_of_post("/topics/124?r=130#top") == "/topics/124?r=130#top"
    assert find_page_of_post("/view?p=12#p12") == "/view?p=12#p12"
    assert find_page_of_post("/read.php?2,163,183#msg-183") == "/read.php?2,163"


def test_the_latest_posts_of_a_board_are_no_thread() -> None:
    latest = "".join(
        _post(n, name, text, inner=f'<a href="/wheels/{topic}/#post-{n}0">there</a>')
        for n, (name, text, topic) in enumerate(
            zip(
                ("mara", "tom", "mara", "eve"),
                (*TEXTS["en"], "I would oil it."),
                ("rust", "rust", "oil", "oil"),
                strict=True,
            )
        )
    )
    assert _find(_page(latest), "https://club.example/recent/") is None
    assert _find(_page(latest), "https://club.example/wheels/") is not None


def test_a_board_with_a_number_is_no_post() -> None:
    rows = "".join(
        f'<ul class="row{n % 2}"><li><a href="/topic/rust-{n}/">How to get the rust off {n}</a> by '
        f'<a href="/users/eve">eve</a></li><li>{n}.05.2024</li></ul>'
        for n in range(1, 6)
    )
    about = '<p>This forum has 5 topics, last by <a href="/users/eve">eve</a></p>'
    board = f'<article class="post" id="post-5">{about}{rows}</article>'
    assert _find(_page(board), "https://club.example/forum/workshop/") is None


@pytest.mark.parametrize(("current", "page"), [("", 1), ('<a href="/show?tid=7">1</a> <span>2</span>', 2)])
def test_a_thread_asked_for_by_one_of_its_posts_is_itself(current: str, page: int) -> None:
    posts = "".join(
        _post(n, name, text, inner=f'<a href="/show?tid=7&pid=9{n}#pid9{n}">#{n}</a>')
        for n, (name, text) in enumerate(
            zip(("mara", "tom", "mara", "eve"), (*TEXTS["en"], "I would oil it."), strict=True)
        )
    )
    thread = _find(_page(f"<p>{current}</p>{posts}"), "https://club.example/show?tid=7&pid=90")
    assert thread is not None and (thread.key, thread.page) == ("thread/show?tid=7", page)


def test_a_thread_asked_for_by_a_post_alone_is_the_one_of_its_pager() -> None:
    posts = "".join(
        _post(n, name, text, inner=f'<a href="/show?pid=9{n}#p9{n}">#{n}</a>')
        for n, (name, text) in enumerate(zip(("mara", "tom", "mara", "eve"), (*TEXTS["en"], "Oil."), strict=True))
    )
    pager = '<p><a href="/show?id=7">1</a> <a href="/show?id=7&p=2">2</a> <b>3</b></p>'
    thread = _find(_page(pager + posts), "https://club.example/show?pid=90")
    assert thread is not None and (thread.key, thread.page) == ("thread/show?id=7", 3)
