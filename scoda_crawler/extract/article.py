"""The main text of a page of unknown make; trafilatura behind one function, so that another can take its place."""

from collections.abc import Iterable
from copy import deepcopy
from itertools import islice, takewhile
from typing import cast

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from scoda_crawler.extract.box import find_box
from scoda_crawler.extract.content import Content
from scoda_crawler.extract.gaps import fill_gaps, squash_text
from scoda_crawler.extract.headed import Headed
from scoda_crawler.extract.html import Tree, render_text
from scoda_crawler.extract.marked import find_place, is_beside, render_marked_text
from scoda_crawler.extract.prose import count_prose, count_words

_MAX_DEPTH = 400  # trafilatura and lxml's copying recurse
_MANY_ELEMENTS = 12_000  # a book in one page: jusText, to which trafilatura compares itself, takes the square of it
_MAX_ELEMENTS = 60_000  # trafilatura's cost grows faster than the page
_MAX_MISSED = 8  # times the prose that was found: beyond it the whole page reads better, from 26 labelled pages
_SHORT = 500  # characters: of less, trafilatura gives a flat line with all that stands beside it
_FULLER = 1.2  # times the prose: what an extractor may leave out, as captions and notes
_DUMP = 0.7  # of the page's words
_HALF = 0.5
_SENTENCES = 40  # words: one or two, as of a form's hint or of a footer
_LONG, _LONGER = 200, 1.5  # words; of a text that is not short: how much more an extractor finds that is no part of it
_HEAD = 4  # paragraphs
_LINE = 8  # words; shorter lines may stand anywhere
_LEAST, _MOST = 0.75, 0.95  # a smaller place is marked for something else; a larger one leaves nothing out
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


def extract_main_text(tree: Tree, url: str = "", *, is_article: bool = False, headed: Headed | None = None) -> str:
    """The page's main text, paragraphs divided by a blank line, without comments; "" for none.

    Of a page that calls itself an article (`is_article`), links that hold whole paragraphs are teasers of others.

    `tree` is left as it was. Of pages that are too deep or too big for trafilatura, of those where it finds next to
    nothing of the prose that is there, and of those where it gives all that the page says in one line, the text of the
    smallest box that has the prose is taken. Where the box of what it found has much more prose, all of the box is. A
    short text is taken from the place that the page marks as its own.
    """
    return _cut_head(_find_text(tree, url, headed, is_article=is_article), tree)


def _cut_head(text: str, tree: Tree) -> str:
    """The text from its title on, where one of the first lines is the page's main heading and none before is prose."""
    headings = {squash_text("".join(h.itertext())) for h in islice(tree.iter("h1"), _HEAD)} - {""}
    lines = text.split("\n")
    shorts = takewhile(lambda line: count_words(line) < _LINE or squash_text(line) in headings, lines)
    at = next((i for i, line in enumerate(islice(shorts, 2 * _HEAD)) if squash_text(line) in headings), 0)
    return "\n".join(lines[at:])


def _find_text(tree: Tree, url: str, headed: Headed | None, *, is_article: bool) -> str:
    content = Content(tree, url, is_article=is_article)
    text = _ask_trafilatura(content) if is_sound(tree) else ""
    marked = render_marked_text(tree)
    if marked and _is_better(marked, text):
        return marked
    if headed is not None and _is_cleaner(headed, text):
        return headed.text
    if not text or content.prose > _MAX_MISSED * count_prose(text) or _is_dump(text, content):
        return headed.text if headed is not None and _is_whole(headed, headed.others) else content.closest
    return _fill_up(fill_gaps(tree, text), content)


def _fill_up(text: str, content: Content) -> str:
    """`text`, or all that stands in its box, where that has a good deal more prose: an extractor left parts out.

    Chrome, what stands beside a text, and teasers of other pages above or below the text are no such parts.
    """
    lines = [line for line in text.split("\n") if count_words(line) >= _LINE]
    others = content.chrome | content.cards

    def drop(element: Tree) -> bool:
        return element in others or is_beside(element)

    box = find_box(content.tree, lines, drop)
    if box is None or box.fullness < _FULLER:
        return text
    others |= set(filter(box.is_outside, content.teasers))
    whole = render_text(box.element, drop)
    return whole if count_prose(whole) > _FULLER * count_prose(text) else text


def _is_dump(text: str, content: Content) -> bool:
    """Whether a text is one line with nearly all words of the page: trafilatura's last resort for short texts."""
    return "\n" not in text and bool(content.prose) and count_words(text) > _DUMP * count_words(content.text)


def _is_cleaner(headed: Headed, text: str) -> bool:
    """Whether what stands under the page's headline and date is to be taken: of the text found it is all but the rest.

    So it is where all of it was found, and little other prose with it that is no teaser. What was found
    with the headline or the date in it need have but half of it: it is no careful choice.
    """
    flat = squash_text(text)
    lines = [line for line in headed.text.split("\n") if line.strip()]
    inside = sum(count_words(line) for line in lines if squash_text(line) in flat)
    size, found = count_words(headed.text), count_words(text)
    is_careless = squash_text(headed.title) in flat or squash_text(headed.byline) in flat
    if sum(map(count_words, headed.others)) > _MAX_MISSED * size:
        return False
    if not _is_whole(headed, (line for line in headed.others if squash_text(line) in flat)):
        return False
    if count_prose(text) < _HALF * count_prose(headed.text):
        return True
    if is_careless:
        return _HALF * size <= inside and size <= found
    return inside >= _MOST * size and (size < _LONG or found - headed.teased <= _LONGER * size)


def _is_whole(headed: Headed, others: Iterable[str]) -> bool:
    """Whether little prose is beside what stands under the headline."""
    return sum(map(count_words, others)) <= max((_FULLER - 1) * count_words(headed.text), _SENTENCES)


def _is_better(marked: str, text: str) -> bool:
    """Whether the text in the place that the page marks is to be taken, and not the one that was found.

    It is where that one is short, or has it all and something more: what stands outside the place is not the text.
    """
    if len(text) < _SHORT and (len(marked) < 2 * _SHORT or not text):
        return True
    flat = " ".join(text.split())
    lines = [" ".join(line.split()) for line in marked.split("\n") if count_words(line) >= _LINE]
    inside = sum(len(line) for line in lines if line in flat)
    return _LEAST * len(text) <= len(marked) < _MOST * len(text) and inside >= _MOST * sum(map(len, lines))


def _ask_trafilatura(content: Content) -> str:
    own = cast(HtmlElement, deepcopy(content.tree))
    left_out = content.cards.union(content.marks, _find_others(content))
    elements = list(content.tree.iter())
    for part in [copy for copy, element in zip(own.iter(), elements, strict=True) if element in left_out]:
        part.drop_tree()
    document = bare_extraction(
        own,
        url=content.url or None,
        include_comments=False,
        deduplicate=False,
        fast=len(elements) > _MANY_ELEMENTS,
        with_metadata=False,
    )
    return _render_tei(document.body) if isinstance(document, Document) and document.body is not None else ""


def _find_others(content: Content) -> list[Tree]:
    """Teasers of other pages that stand outside the place which the page marks as its text's."""
    place = find_place(content.tree)
    if place is None:
        return []
    round_it, inside = set(place.iterancestors()), set(place.iter())
    return [e for e in content.teasers if e not in round_it and e not in inside]


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
