"""The main text of a page of unknown make; trafilatura behind one function, so that another can take its place."""

from copy import deepcopy
from typing import cast

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from scoda_crawler.extract.html import Tree, render_text
from scoda_crawler.extract.marked import render_marked_text
from scoda_crawler.extract.prose import count_prose

_MAX_DEPTH = 400  # trafilatura and lxml's copying recurse
_MAX_ELEMENTS = 60_000  # trafilatura's cost grows faster than the page
_MAX_MISSED = 8  # times the prose that was found: beyond it the whole page reads better, from 26 labelled pages
_SHORT = 500  # characters: of less, trafilatura gives a flat line with all that stands beside it
_NOT_TEXT = frozenset("nav header footer aside form menu".split())
_TAGS = {
    "head": "h2",
    "list": "ul",
    "item": "li",
    "quote": "blockquote",
    "row": "tr",
    "cell": "td",
    "lb": "br",
    "code": "code",
}


def extract_main_text(tree: Tree, url: str = "") -> str:
    """The page's main text, paragraphs divided by a blank line, without comments; "" for none.

    `tree` is left as it was. Pages that are too deep or too big for trafilatura, and those where it finds next to
    nothing of the prose that is there, are rendered whole but for their navigation. A short text is taken from the
    place that the page marks as its own.
    """
    text = _ask_trafilatura(tree, url) if is_sound(tree) else ""
    if len(text) < _SHORT and (marked := render_marked_text(tree)) and (len(marked) < 2 * _SHORT or not text):
        return marked
    whole = render_text(tree, lambda element: element.tag in _NOT_TEXT)
    return whole if count_prose(whole) > _MAX_MISSED * count_prose(text) or not text else text


def _ask_trafilatura(tree: Tree, url: str) -> str:
    document = bare_extraction(
        cast(HtmlElement, deepcopy(tree)),
        url=url or None,
        include_comments=False,
        deduplicate=False,
        with_metadata=False,
    )
    return _render_tei(document.body) if isinstance(document, Document) and document.body is not None else ""


def is_sound(tree: Tree) -> bool:
    """Whether a page is neither so deep nor so big that it would take trafilatura too long or too far down."""
    depth = elements = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > _MAX_DEPTH or elements > _MAX_ELEMENTS:
            return False
    return True


def _render_tei(body: Tree) -> str:
    """trafilatura answers in TEI's names; they are put back into HTML's before the text is rendered."""
    for element in body.iter(*_TAGS):
        element.tag = _TAGS[str(element.tag)]
    return render_text(body)
