"""Posts by selectors: what is the author's stays, what is quoted, hidden or the board's goes."""

from datetime import UTC, datetime

import pytest

from scoda_crawler.extract.forum_dates import Clock, find_day_first, parse_machine, read_shown
from scoda_crawler.extract.forum_urls import Scripts
from scoda_crawler.extract.html import parse_html
from scoda_crawler.extract.thread import Selectors, find_posts, prune
from scoda_crawler.items import Post

SELECTORS = Selectors(
    post=".post", body=".body", author=".name a, .name", drop=".sign, .never-there",
    quote=".quote", citation="blockquote",
    quoted="cite", date=".when", permalink=".link",
)  # fmt: skip
URL = "https://club.example/t/3"


def _read(markup: str) -> list[Post]:
    return [found.post for found in find_posts(parse_html(f"<body>{markup}</body>"), SELECTORS, URL)]


def _post(number: int, body: str, name: str = "mara") -> str:
    return f'<div class="post" id="p{number}"><b class="name">{name}</b><div class="body">{body}</div></div>'


def test_the_authors_words_stay_and_the_rest_goes() -> None:
    body = 'Oil <img class="emoji" alt="🚲"> it.<pre>a\n  b</pre><div class="sign">x</div>'
    body += '<span style="display:none">y</span>'
    assert _read(_post(1, body)) == [Post(text="Oil 🚲 it.\n\na\n  b", id="1", author="mara")]


def test_a_citation_goes_only_if_an_earlier_post_has_its_words() -> None:
    said = "One of my rear spokes turned brown last winter."
    posts = _read(
        _post(1, said)
        + _post(2, f"<blockquote>{said}</blockquote>Oil it.")
        + _post(3, "<blockquote>Rust never sleeps, they sing.</blockquote>So it is.")
    )
    assert [post.text for post in posts] == [said, "Oil it.", "Rust never sleeps, they sing.\n\nSo it is."]


def test_a_quote_names_its_author_if_he_wrote_here_or_the_head_is_but_a_name() -> None:
    heads = (
        "Zitat von mara am 3. Mai 2024 um 17:03 Uhr, bearbeitet:",
        "eve:",
        "At 17:03 on the third of May somebody else wrote:",
    )
    posts = _read(
        _post(1, "Hm.")
        + "".join(_post(i + 2, f'<div class="quote"><cite>{h}</cite>x</div>y') for i, h in enumerate(heads))
    )
    assert [post.quoted for post in posts] == [(), ("mara",), ("eve",), ()]


def test_a_post_is_read_once_and_answers_the_one_it_stands_in() -> None:
    inner = _post(2, "Oil it.", "tom")
    posts = _read(
        f'<div class="post" id="p1"><b class="name">mara</b><div class="body">Rust!</div>{inner}</div>{inner}'
    )
    assert [(post.id, post.text, post.reply_to) for post in posts] == [("1", "Rust!", None), ("2", "Oil it.", "1")]


def test_pruning_leaves_out_classes_that_the_page_has_not() -> None:
    pruned = prune(SELECTORS, parse_html(_post(1, '<p class="sign">x</p>')))
    assert (pruned.drop, pruned.quote, pruned.citation) == (".sign", "", "blockquote")


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("2024-05-03T05:25:10+0200", "2024-05-03 05:25:10"),
        ("2024-05-03 05:25", "2024-05-03 05:25"),
        ("20240503", "2024-05-03"),
        ("1714706710123", "2024-05-03 03:25:10"),
        ("Invalid Date", None),
        ("2024-13-45", None),
    ],
)
def test_dates_for_machines(text: str, expect: str | None) -> None:
    date = parse_machine(text)
    assert (date.isoformat() if date else None) == expect


def test_one_date_of_a_page_tells_the_order_of_all() -> None:
    assert find_day_first(["05/06/2024", "25/06/2024 3:00 pm"]) is True
    assert find_day_first(["05/06/2024", "06/25/2024"]) is False
    assert find_day_first(["05/06/2024", "", "2024-06-25"]) is None
    date = read_shown("05/06/2024 3:07 pm", Clock(day_first=True))
    assert date is not None and date.isoformat() == "2024-06-05 15:07"


def test_what_is_no_date_keeps_its_text() -> None:
    clock = Clock(language="en", now=datetime(2026, 11, 22, tzinfo=UTC))
    date = read_shown("some day in spring", clock)
    assert date is not None and (date.value, date.raw) == (None, "some day in spring")
    assert read_shown(" » ", clock) is None


def test_boards_in_two_folders_of_one_site_do_not_share_their_threads() -> None:
    scripts = Scripts(board=("viewforum.php", "f"), thread=("viewtopic.php", "t"), page="start", is_offset=True)
    found = [scripts.locate(f"https://club.example/{path}viewtopic.php?f=1&t=3&start=20") for path in ("", "old/")]
    assert [(a.key, a.page, a.url) for a in found if a] == [
        ("thread/3", 21, "https://club.example/viewtopic.php?t=3&start=20"),
        ("thread/old/3", 21, "https://club.example/old/viewtopic.php?t=3&start=20"),
    ]
    assert scripts.locate("https://club.example/about.html") is None
    skipped = scripts.locate("https://club.example/viewtopic.php?p=91")
    assert skipped is not None and skipped.skip == "permalink"
