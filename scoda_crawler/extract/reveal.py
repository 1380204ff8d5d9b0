"""What a page sends hidden and shows to its readers: parts that React streams, panels behind a heading that opens them.

A panel is known by ARIA: what controls it stands right before it and says so (`aria-expanded`, `aria-controls`:
https://www.w3.org/WAI/ARIA/apg/patterns/accordion/), or it is a tab's. React sends parts of a page at its end, hidden,
and a script puts each into the place of a `<template>`. Menus, messages and boxes that pop up stay hidden. Programs
that build the page in the browser (Discourse, Flarum) send its text in a `<noscript>`, and nothing beside it.
"""

import re

from lxml import etree

from scoda_crawler.extract.html import Tree, is_hidden, render_text
from scoda_crawler.extract.prose import count_prose, count_words

_MARKED = etree.XPath("//@hidden/.. | //@style[contains(., 'none') or contains(., 'hidden')]/..")
_TEMPLATES = etree.XPath("//template[starts-with(@id, 'B:') or starts-with(@id, 'P:')]")
_SCRIPTS = etree.XPath("//script[contains(., '$R')]")
_MOVE = re.compile(r"""\$R\w+\(\s*["']([BPS]:[\da-f]+)["']\s*,\s*["']([BPS]:[\da-f]+)["']""")
_MIN_PROSE = 10  # words: less is a label or a message
_MOST_LINKED = 0.4  # of the words: a menu has more
_CHROME = frozenset("nav header footer aside form menu dialog".split())
_NO_PANEL = re.compile(r"(?:^|[\s_-])(?:banner|cookies?|consent|modal|popup|pop-up|dialog|menu|nav)(?:$|[\s_-])", re.I)
_MAX_NAME = 400
_LEAST_ALONE = 30  # words of prose in a `<noscript>`: less asks to turn JavaScript on
_ALONE = 10  # times the prose of all that is beside it
_MOST = 2000  # marked elements of a page that are looked at


def reveal(tree: Tree) -> None:
    """Take the marks that hide it off what a reader of the page sees or can open; streamed parts go to their places."""
    hidden = [element for element in _MARKED(tree)[:_MOST] if is_hidden(element)]
    streamed = [element for element in hidden if element.tag == "div" and (element.get("id") or "").startswith("S:")]
    if streamed:
        _place(tree, streamed)
    for element in hidden:
        if element in streamed or _is_panel(element):
            element.attrib.pop("hidden", None)
            element.attrib.pop("style", None)


def reveal_without_scripts(tree: Tree) -> None:
    """Make what is for readers without scripts a part of the page, if that has nothing else; platforms know theirs."""
    for element in _find_alone(tree):
        element.tag = "div"


def _find_alone(tree: Tree) -> list[Tree]:
    """The `<noscript>` elements that have prose, if the page beside them has next to none."""
    wordy = (e for e in tree.iter("noscript") if count_words("".join(e.itertext())) >= _LEAST_ALONE)
    found = [(e, prose) for e in wordy if (prose := count_prose(render_text(e))) >= _LEAST_ALONE]
    beside = count_prose(render_text(tree)) if found else 0
    return [element for element, prose in found if prose > _ALONE * beside]


def _place(tree: Tree, parts: list[Tree]) -> None:
    """Put React's parts into the places that its script names for them, else into those of their numbers."""
    places = {template.get("id"): template for template in _TEMPLATES(tree)}
    moves = {}
    for script in _SCRIPTS(tree):
        for one, other in _MOVE.findall(script.text or ""):
            part, place = (one, other) if one.startswith("S:") else (other, one)
            moves[part] = place
    for part in parts:
        name = part.get("id") or ""
        wanted = (moves.get(name, ""), "B" + name[1:], "P" + name[1:])
        place = next((places[w] for w in wanted if w in places), None)
        if place is not None and part not in set(place.iterancestors()):
            place.addprevious(part)


def _is_panel(element: Tree) -> bool:
    """Whether an element is a panel of text that a reader opens, and not a menu or a message."""
    if not _is_controlled(element) or _is_chrome(element):
        return False
    own = (element.get("hidden"), element.get("style"))
    element.attrib.pop("hidden", None)
    element.attrib.pop("style", None)
    text = render_text(element)
    for name, value in zip(("hidden", "style"), own, strict=True):
        if value is not None:
            element.set(name, value)
    linked = sum(count_words("".join(link.itertext())) for link in element.iter("a"))
    return count_prose(text) >= _MIN_PROSE and linked < _MOST_LINKED * count_words(text)


def _is_controlled(element: Tree) -> bool:
    if element.get("role") == "tabpanel":
        return True
    before = element.getprevious()
    if before is None or not isinstance(before.tag, str):
        return False
    return before.tag == "dt" or any(
        part.get("aria-expanded") is not None or part.get("aria-controls") for part in before.iter()
    )


def _is_chrome(element: Tree) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:_MAX_NAME]
    return bool(_NO_PANEL.search(names)) or any(e.tag in _CHROME for e in (element, *element.iterancestors()))
