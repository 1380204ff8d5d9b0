"""HTML to a tree, and parts of a tree to plain text with paragraphs divided by a blank line."""

import re
from collections.abc import Callable, Iterator

from lxml import etree, html
from lxml.etree import _Element

Tree = _Element
"""A parsed page or a part of one."""

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table "
    "tbody td tfoot th thead tr ul".split()
)
TIGHT = frozenset("li dd dt tr td th caption".split())  # begin a line, not a paragraph
SILENT = frozenset(
    "audio button canvas datalist embed head iframe input link map math meta noscript object option script select "
    "style svg template textarea title video".split()
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$)", re.I
)
_EMOJI_CLASS = re.compile(r"(?:^|[\s_-])(?:emoji|emoticon|smil\w*)", re.I)
_SPACES = re.compile(r"[ \t\r\f\v\n]+")


def parse_html(markup: str) -> Tree:
    """Parse a whole page; an empty or hopeless one gives an empty `html` element. Never raises on bad markup."""
    body = markup.replace("\x00", "").encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(
            body, parser=html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError):
        tree = html.document_fromstring(b"<html><body></body></html>")
    return tree


def is_hidden(element: Tree) -> bool:
    """Whether the element itself is marked as not shown; classes and style sheets are not judged."""
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _spoken(element: Tree) -> str:
    """What an element without text says: the `alt` of an emoji or smiley that is drawn as a picture."""
    if element.tag == "img" and _EMOJI_CLASS.search(element.get("class") or ""):
        return element.get("alt") or ""
    return ""


def _tokens(root: Tree, drop: Callable[[Tree], bool] | None) -> Iterator[str]:
    """Texts and breaks in order: "\\n" a line break, "\\n\\n" a paragraph break, NUL + text preformatted text."""
    stack: list[tuple[Tree | None, str, bool]] = [(root, "", False)]
    while stack:
        element, text, pre = stack.pop()
        if element is None:
            if text:
                yield text if text in ("\n", "\n\n") else ("\0" if pre else "") + text
            continue
        if element is not root and element.tail:
            stack.append((None, element.tail, pre))
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.lower()
        if tag == "br":
            yield "\n"
            continue
        if element is not root and (tag in SILENT or is_hidden(element) or (drop is not None and drop(element))):
            if tag in BLOCKS:
                yield "\n\n"
            continue
        inside = pre or tag == "pre"
        cell = tag in ("td", "th")
        edge = "" if tag not in BLOCKS else " " if cell else "\n" if tag in TIGHT else "\n\n"
        if edge:
            yield edge
            stack.append((None, edge, False))
        stack.extend((child, "", inside) for child in reversed(element))
        if element.text:
            stack.append((None, element.text, inside))
        if spoken := _spoken(element):
            yield spoken


def render_text(root: Tree, drop: Callable[[Tree], bool] | None = None) -> str:
    """The text of `root` as a reader sees it, without hidden parts and those that `drop` answers True for.

    Paragraphs are divided by a blank line, lines of one paragraph (`<br>`, list items, table rows) by one newline; runs
    of white space are one space but in `<pre>`. Two `<br>` in a row make a paragraph. The tail of `root` is not in it.
    """
    lines: list[str] = [""]
    blank = 0  # newlines owed before the next text
    out: list[str] = []

    def flush(newlines: int) -> None:
        nonlocal blank
        line = lines[0].strip(" ") if "\n" not in lines[0] else lines[0].strip("\n")
        if line:
            out.append("\n" * min(blank, 2) if out else "")
            out.append(line)
            blank = newlines
        else:
            blank = max(blank, newlines) if newlines == 2 else min(blank + newlines, 2)
        lines[0] = ""

    for token in _tokens(root, drop):
        if token in ("\n", "\n\n"):
            if not (token == "\n" and not lines[0].strip() and not out):
                flush(len(token))
        elif token.startswith("\0"):
            lines[0] += token[1:]
        else:
            text = _SPACES.sub(" ", token)
            lines[0] += text.lstrip(" ") if lines[0].endswith(" ") else text
    flush(0)
    return "".join(out).strip()
