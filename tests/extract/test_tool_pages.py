"""Pages that look like articles and are none: a wiki's tools, lists that name their posts in JSON-LD, plain text."""

import json

from scoda_crawler.extract import read_page
from scoda_crawler.items import Page, Reading

STORY = (
    "The pilot boat was painted white and green on Monday, as it is every other year before the spring. "
    "On Tuesday it rained for nine hours, and on Wednesday the same two men painted the same boat, under a roof. "
    "The harbour master said that the paint had cost more than the boat had earned in the whole winter, and laughed. "
)
URL = "http://lantern.example/blog/page/5/"


def read(body: str, url: str = URL, kind: str = "text/html") -> Reading:
    return read_page(Page(url=url, body=body.encode(), content_type=kind), platforms=frozenset())


def wiki(names: str) -> str:
    return f"""<html><head><title>Recent changes - Harbour</title></head><body class="mediawiki ltr {names}">
<div id="content"><h1>Recent changes</h1><p>{STORY}</p><p>{STORY}</p></div></body></html>"""


def test_tools_of_a_wiki_are_no_articles_whatever_their_address() -> None:
    url = "http://lantern.example/index.php/Recent_changes"
    assert read(wiki("ns-0 action-view"), url).kind == "article"
    for names in ("ns--1 ns-special action-view", "ns-14 ns-subject action-view", "ns-0 action-history"):
        reading = read(wiki(names), url)
        assert reading.kind == "list" and reading.document is None


def blog(*addresses: str) -> str:
    """A page of a blog's list, whose JSON-LD has the posts."""
    posts = [{"@type": "BlogPosting", "@id": a, "url": a, "headline": "Of the Boat"} for a in addresses]
    data = {"@context": "https://schema.org", "@type": "Blog", "name": "Lantern", "blogPost": posts}
    return f"""<html><head><title>Blog | Lantern</title><script type="application/ld+json">{json.dumps(data)}</script>
</head><body><main><h2>Of the Boat</h2><p>{STORY}</p><p>{STORY}</p></main></body></html>"""


def test_posts_that_a_list_names_do_not_make_it_an_article() -> None:
    assert read(blog("http://lantern.example/blog/boat")).kind == "list"
    own = "http://lantern.example/blog/boat"
    assert read(blog(own), own + "/").kind == "article"


def test_front_page_with_whole_posts_is_no_thread() -> None:
    posts = "".join(
        f"""<div class="post"><span class="author">{name}</span>
<span class="head"><a href="/p/{i}">The {word} walk</a></span>
<div class="text"><p>{STORY.replace("boat", word)}</p></div><span class="date">{i + 1} May 2024</span></div>"""
        for i, (name, word) in enumerate(
            (("Ann Lee", "mill"), ("Bo Ek", "pier"), ("Cy Orr", "lamp"), ("Di Wu", "tower"))
        )
    )
    page = f"<html><head><title>Lantern</title></head><body><div class='posts'>{posts}</div></body></html>"
    assert read(page, "http://lantern.example/t/12").kind == "thread"
    assert read(page, "http://lantern.example/").kind == "home"


def test_source_of_a_page_is_not_read_as_a_page() -> None:
    source = "The Boat\n========\n\n" + STORY
    assert read(source, "http://lantern.example/_sources/boat.rst.txt", "text/plain").reason == "not-html"
    page = (
        f"<!DOCTYPE html><html><head><title>The Boat</title></head><body><h1>The Boat</h1><p>{STORY}</p></body></html>"
    )
    assert read(page, "http://lantern.example/boat", "text/plain").kind == "article"
