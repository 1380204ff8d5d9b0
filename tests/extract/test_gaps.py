"""Lists, tables and headings that an extractor leaves out between two paragraphs, and what hangs on a text."""

import pytest

from scoda_crawler.extract import read_page
from scoda_crawler.extract.article import extract_main_text
from scoda_crawler.extract.content import Content
from scoda_crawler.extract.gaps import fill_gaps
from scoda_crawler.extract.html import parse_html
from scoda_crawler.extract.metadata import extract_metadata
from scoda_crawler.items import Article, Page

FIRST = "The pilot boat was painted white and green on Monday, as it is every other year before the spring."
LAST = "The harbour master said that the paint had cost more than the boat had earned in the whole winter."
TEXT = f"{FIRST}\n\n{LAST}"
MENU = "<ul><li><a href='/a'>Boats</a></li><li><a href='/b'>Piers and lamps</a></li></ul>"


@pytest.mark.parametrize(
    ("block", "expect"),
    [
        ("<ol><li>two brushes</li><li>nine tins of paint</li></ol>", "two brushes\nnine tins of paint"),
        ("<table><tr><td>white</td><td>five tins</td></tr></table>", "white five tins"),
        ("<div class='wrap'><pre>paint --green\n  boat</pre></div>", "paint --green\n  boat"),
        ("<h3>What it cost<a class='anchor' href='#cost'>#</a></h3>", "What it cost"),
        (MENU, ""),
        ("<ul class='share'><li>Send by mail</li></ul>", ""),
        ("<div><h3>Subscribe</h3><p>Each week a letter.</p></div>", ""),
        ("<figure><img src='b.png'><figcaption>The boat in May</figcaption></figure>", ""),
        ("<ul style='display:none'><li>two brushes</li></ul>", ""),
    ],
)
def test_what_stands_between_two_paragraphs_belongs_to_them(block: str, expect: str) -> None:
    tree = parse_html(f"<body><div><p>{FIRST}</p>{block}<p>{LAST}</p></div></body>")
    assert fill_gaps(tree, TEXT) == (f"{FIRST}\n\n{expect}\n\n{LAST}" if expect else TEXT)
    beside = parse_html(f"<body><div>{block}<p>{FIRST}</p><p>{LAST}</p>{block}</div></body>")
    assert fill_gaps(beside, TEXT) == TEXT, "nothing is taken from above or below"


def test_block_that_is_there_in_another_form_is_not_taken_again() -> None:
    rows = "<table><tr><td>white paint</td><td>five tins of it</td></tr></table>"
    tree = parse_html(f"<body><div><p>{FIRST}</p>{rows}<p>{LAST}</p></div></body>")
    text = f"{FIRST}\n\nwhite paint | five tins of it\n\n{LAST}"
    assert fill_gaps(tree, text) == text


HEAD = """<h1>Of the Boat<a class="headerlink" href="#of" title="Link to this heading">¶</a></h1>"""
EDIT = """<h2><span class="mw-headline">Paint</span><span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>"""
PERMALINK = """<h2><a class="header-anchor" href="#x" aria-label="Permalink">\u200b</a>Brushes</h2>"""
NEIGHBOURS = """<ul class="links-nextprev"><li>Previous: <a href="/w">Winter walk by the lamp</a></li>
<li>Next: <a href="/m">The mill and its old wheel</a></li></ul>"""
PAGE = f"""<html><head><title>Of the Boat</title></head><body><main>{HEAD}<p>{FIRST} {LAST}</p>{EDIT}<p>{LAST}</p>
<p>{FIRST} And more.</p>{PERMALINK}<p>{LAST} So be it. {FIRST}</p>{NEIGHBOURS}</main></body></html>"""


def test_marks_on_headings_and_links_to_neighbours_are_no_text() -> None:
    tree = parse_html(PAGE)
    assert extract_metadata(tree, "http://h.example/boat").title == "Of the Boat"
    text = extract_main_text(tree, "http://h.example/boat")
    assert "Paint\n" in text and "Brushes\n" in text
    assert not any(mark in text for mark in ("¶", "[", "edit", "\u200b", "Winter walk", "Next", "Previous"))


def test_name_of_a_wiki_in_brackets_is_not_in_the_title() -> None:
    tree = parse_html("<title>Boats [The Lantern Book]</title><h1>Boats</h1><h1>Paint</h1>")
    assert extract_metadata(tree, "http://h.example/boat").title == "Boats"


@pytest.mark.parametrize(
    ("title", "expect"),
    [
        ("Of the named_pipe and of »:vi«, in short", "Of the named_pipe and of »:vi«, in short"),
        ("关于春天的通知_示范区", "关于春天的通知"),
        ("Of the pilot boat | Lantern", "Of the pilot boat"),
        ("Of the pilot boat » Lantern", "Of the pilot boat"),
    ],
)
def test_separators_in_the_title_of_a_page_without_headings(title: str, expect: str) -> None:
    tree = parse_html(f"<title>{title}</title><p>{FIRST}</p>")
    assert extract_metadata(tree, "http://h.example/boat").title == expect


@pytest.mark.parametrize(
    "page",
    [
        "<title>Of the Boat &gt; Questions | Club</title><h1>Of the Boat &gt; Questions</h1><h2>Of the Boat</h2>",
        "<title>/q/ - Of the Boat</title><h1>/q/ - Questions</h1>",
        "<title>Of the Boat (Page 1 of 3) — Questions — Club</title><h1>Notice</h1>"
        "<h1><a class='permalink' href='/q/boat'>Of the Boat</a> <small>Page 1 of 3</small></h1>",
    ],
    ids=["steps", "section", "numbered"],
)
def test_titles_of_threads_are_told_from_those_of_their_boards(page: str) -> None:
    assert extract_metadata(parse_html(page), "http://h.example/q/boat").title == "Of the Boat"


def test_title_that_is_all_a_link_stays() -> None:
    tree = parse_html("<title>A</title><h1><a class='permalink' href='/boat'>Of the Boat</a></h1>")
    assert extract_metadata(tree, "http://h.example/boat").title == "Of the Boat"


def test_parts_that_aria_names_are_chrome() -> None:
    links = "".join(f"<li><a href='/{i}'>Another page of this manual, number {i}</a></li>" for i in range(30))
    page = f"""<html><head><title>Of the Boat</title></head><body><div role="main">{HEAD}<p>{FIRST} {LAST}</p>
<p>{LAST} {FIRST}</p></div><div role="navigation"><ul>{links}</ul></div></body></html>"""
    assert Content(parse_html(page)).linked < 0.1
    reading = read_page(Page(url="http://h.example/part/boat.html", body=page.encode()), platforms=frozenset())
    assert reading.kind == "article" and isinstance(reading.document, Article)
    banner = f"<body><div role='banner'><p>{FIRST}</p><p>{LAST}</p></div><p>Short.</p></body>"
    assert FIRST in Content(parse_html(banner)).text, "what holds most of the prose is content, whatever it is called"
    unclosed = f"<body><nav><a href='/'>Home</a><div><p>{FIRST}</p><p>{LAST}</p></div></body>"
    assert FIRST in Content(parse_html(unclosed)).text, "a menu that was never closed holds the whole page"


def test_teasers_outside_the_marked_place_and_notes_of_changes_are_no_text() -> None:
    teasers = "".join(
        f"<div class='rel'><h4><a href='/{i}'>The mill number {i}</a></h4><p>{LAST.replace('paint', str(i))}</p></div>"
        for i in range(3)
    )
    note = "<div class='docInfo'>sea/boat.txt, last modified on 3 May 2024 by ann, who knows what a boat is.</div>"
    page = f"""<html><head><title>Of the Boat</title></head><body><article><h1>Of the Boat</h1>
<div class="post-content"><p>{FIRST} {LAST} {FIRST}</p></div><section class="see-also">{teasers}</section></article>
{note}</body></html>"""
    assert extract_main_text(parse_html(page), "http://h.example/boat") == f"{FIRST} {LAST} {FIRST}"
    body = f"<p>{FIRST} {LAST}</p><p>{LAST} {FIRST}</p>"
    plain = parse_html(f"<html><body><div id='wiki'>{body}{note}</div></body></html>")
    assert extract_main_text(plain, "http://h.example/boat") == f"{FIRST} {LAST}\n\n{LAST} {FIRST}"


@pytest.mark.parametrize(
    ("above", "expect"),
    [
        ("<p>sea:boat</p><h1>Of the Boat</h1>", "Of the Boat\n\n"),
        ("<h1>Of the Boat</h1>", "Of the Boat\n\n"),
        (f"<p>{LAST}</p><h1>Of the Boat</h1>", f"{LAST}\n\nOf the Boat\n\n"),
    ],
)
def test_short_lines_above_the_title_are_chrome(above: str, expect: str) -> None:
    page = parse_html(f"<body><div class='entry'>{above}<p>{FIRST} {LAST}</p><p>{LAST} {FIRST} Done.</p></div></body>")
    text = extract_main_text(page, "http://h.example/boat")
    assert text == f"{expect}{FIRST} {LAST}\n\n{LAST} {FIRST} Done."
