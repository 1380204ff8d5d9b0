"""HTML to a tree, and parts of a tree to plain text with paragraphs divided by a blank line."""

import re
from collections.abc import Callable
from functools import lru_cache

from lxml import etree, html
from lxml.etree import _Element

Tree = _Element
"""A parsed page or a part of one."""

Drop = Callable[[Tree], bool]
"""Answers whether an element is no part of the text."""

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup p pre "
    "search section summary table tbody td tfoot th thead tr ul xmp".split()
)
LINES = frozenset("li dd dt tr caption".split())  # begin a line, not a paragraph
CELLS = frozenset(("td", "th"))
SILENT = frozenset(
    "applet area audio button canvas datalist embed head iframe input link map math meta noembed noframes noscript "
    "object option progress rp rt rtc script select style svg template textarea title video".split()
)
_PARAGRAPH, _LINE, _CELL, _PREFORMATTED = "paragraph", "line", "cell", "preformatted"  # what a block begins and ends
_OF_HEAD = frozenset("title meta link script style base noscript template".split())
_PRE = frozenset("pre listing xmp".split())
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|text-indent\s*:\s*-\d{3}|(?:left|top)\s*:\s*-\d{4}|clip\s*:\s*rect\(\s*[01]"
    r"|(?:^|;)\s*(?:max-)?height\s*:\s*0[a-z%]*\s*;.*overflow\s*:\s*hidden",
    re.I,
)
_MAX_STYLE = 1000  # characters; longer ones are no style, and patterns must not take long over them
_NO_SIZE = re.compile(
    r"font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)|font\s*:[^;]*\s0(?:px|pt)?[\s/]", re.I
)
_SIZE = re.compile(r"font-size\s*:\s*(?!0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$))", re.I)
_EMOJI_CLASS = re.compile(r"(?:^|[\s_-])(?:emoji|emoticon|smil\w*)", re.I)
_EMOJI_NAME = re.compile(r":?[\w+-]{2,}(?:[ _][\w+-]+)*:?")  # a name of the picture, such as ":wink:" or "Smile"
_EMOJI = re.compile(
    "[\u00a9\u00ae\u200d\u20e3\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f#*0-9]{1,16}"
)
_ELLIPSIS = re.compile(r"\s*(?:\.{3}|…)\s*")
_LEAST_ADDRESS = 10  # characters of an address that are shown before what is left out
_SPACES = re.compile(r"[ \t\r\f\v\n]+")
_BLANK = " \t\r\n\f\v\u00a0\u3000\u200b\ufeff\u2002\u2003\u2009"
_WRAPPER = re.compile(
    r"</?(?:a|b|big|blockquote|center|div|dl|em|font|i|li|ol|p|section|small|span|strong|table|tbody|td|tr|u|ul)\b[^<>]*>",
    re.I,
)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def parse_html(markup: str) -> Tree:
    """Parse a whole page; an empty or hopeless one gives an empty `html` element. Never raises on bad markup.

    libxml2 leaves out what lies deeper than 2048 elements; such a page is parsed again without its wrappers.
    """
    markup = _XML_DECLARATION.sub("", markup).replace("\x00", "")
    tree, is_cut = _parse(markup)
    tree = _parse(_WRAPPER.sub("<br>", markup))[0] if is_cut else tree
    _close_head(tree)
    return tree


def _close_head(tree: Tree) -> None:
    """Put into the body what is no part of a head, as browsers do.

    libxml2 knows no HTML5: of a page without the tag `<body>`, which is optional, all up to the first `<div>` or `<p>`
    outside of `<header>`, `<main>` and the like is head to it.
    """
    head = tree.find("head")
    at = next((i for i, e in enumerate(head) if e.tag not in _OF_HEAD), None) if head is not None else None
    if head is None or at is None:
        return
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        tree.append(body)
    moved = head[at:]
    moved[-1].tail = (moved[-1].tail or "") + (body.text or "")
    body.text = None
    for i, element in enumerate(moved):
        body.insert(i, element)


def _make_parser() -> html.HTMLParser:
    """A parser that makes all elements of one class: lxml's own asks Python for that of each, at twice the cost."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


def _parse(markup: str) -> tuple[Tree, bool]:
    """The tree, and whether the parser gave up before the end."""
    parser = _make_parser()
    try:
        tree: Tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return html.document_fromstring(b"<html><body></body></html>"), False
    return tree, any("depth" in error.message for error in parser.error_log.filter_from_fatals())


def is_hidden(element: Tree) -> bool:
    """Whether the element itself is marked as not shown; classes and style sheets are not judged."""
    get = element.get
    if get("hidden") is not None or (element.tag == "dialog" and get("open") is None):
        return True
    style = get("style")
    if not style:
        return False
    hides = _judge_style(style[:_MAX_STYLE])
    return hides == "hidden" or (hides == "no size" and not _is_resized(element))


@lru_cache(maxsize=1024)
def _judge_style(style: str) -> str:
    """Answer "hidden", "no size" or "": a page has few styles, and each of them often."""
    if _HIDDEN.search(style):
        return "hidden"
    return "no size" if _NO_SIZE.search(style) else ""


def _is_resized(element: Tree) -> bool:
    """Whether a part of an element of font size 0 has a size again: editors close gaps between pictures so."""
    return any(_SIZE.search(style[:_MAX_STYLE]) for child in element.iterdescendants() if (style := child.get("style")))


def _spoken(image: Tree) -> str:
    """What a picture says within a line: the `alt` of an emoji or a smiley, else nothing."""
    alt = (image.get("alt") or "").strip()
    if not alt:
        return ""
    if _EMOJI_CLASS.search(image.get("class") or ""):
        return "" if _EMOJI_NAME.fullmatch(alt) else alt
    return alt if _EMOJI.fullmatch(alt) and not alt.isascii() else ""


def _is_layout(cell: Tree) -> bool:
    """Whether a table cell holds paragraphs of its own, rather than one value of a row."""
    blocks = 0
    for child in cell.iterdescendants():
        blocks += child.tag in BLOCKS
        if blocks > 1:
            return True
    return False


def _is_loose(element: Tree) -> bool:
    """Whether a list item or a row holds paragraphs of its own, rather than a line."""
    if element.tag == "tr":
        return any(cell.tag in CELLS and _is_layout(cell) for cell in element)
    return sum(child.tag == "p" for child in element) > 1


def _edge(element: Tree, tag: str) -> str:
    """The break before and after a block: a paragraph, a line, or a space for a cell of a row."""
    if tag in CELLS:
        return _PARAGRAPH if _is_layout(element) else _CELL
    return _LINE if tag in LINES and not _is_loose(element) else _PARAGRAPH


class _Lines:
    """Text in the making: pieces of a line are added, breaks are owed until the next text comes."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.line: list[str] = []
        self.owed = 0  # newlines before the next text
        self.cells = self.items = self.pre = 0  # depth in one-value cells, in list items or rows, in preformatted text

    def add(self, text: str) -> None:
        """Add running text, or text as it is within preformatted text; white space is seen to when the line ends."""
        if not self.pre:
            if self.line or text.strip(_BLANK):
                self.line.append(text)
            return
        first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.line.append(first)
        for line in rest:
            self.end_line(1, is_br=True)
            self.line.append(line)

    def end_line(self, newlines: int, *, is_br: bool = False) -> None:
        """End the line and owe `newlines` before the next; a second `<br>` in a row makes a paragraph."""
        if line := self._take_line():
            self.out += ("\n" * self.owed if self.out else "", line)
            self.owed = newlines
        elif is_br:
            self.owed = min(self.owed + 1, 2)
        elif self.owed < newlines:
            self.owed = newlines

    def _take_line(self) -> str:
        if not self.line:
            return ""
        line = "".join(self.line)
        self.line.clear()
        return line.rstrip() if self.pre else _SPACES.sub(" ", line.strip(_BLANK))

    def edge(self, edge: str) -> None:
        """Meet the begin or the end of a block; within a cell it is but a space, within a list item but a line."""
        if self.pre and edge == _PARAGRAPH:
            self.end_line(1)
        elif edge == _CELL or self.cells:
            self.line.append(" ")
        elif edge == _PARAGRAPH and not self.items:
            self.end_line(2)
        else:
            self.end_line(1)

    def begin(self, edge: str) -> None:
        """Begin a block: a paragraph, a line, a cell, or preformatted text, which what stands before is no part of."""
        if edge == _PREFORMATTED:
            self.edge(_PARAGRAPH)
            self.line[:] = [_SPACES.sub(" ", "".join(self.line))]
        else:
            self.edge(edge)
        self._enter(edge, 1)

    def end(self, edge: str) -> None:
        """End a block."""
        if edge == _PREFORMATTED:
            self.end_line(1)
        self._enter(edge, -1)
        self.edge(_PARAGRAPH if edge == _PREFORMATTED else edge)

    def _enter(self, edge: str, step: int) -> None:
        """Count the depth in cells, items and preformatted text up (`step` 1) or down (-1)."""
        if edge == _CELL:
            self.cells += step
        elif edge == _LINE:
            self.items += step
        elif edge == _PREFORMATTED:
            self.pre += step


def _find_address(link: Tree) -> str:
    """The whole address that a link shows with its middle or its end left out, as boards shorten them; "" for none."""
    shown = _ELLIPSIS.split((link.text or "").strip())
    if len(shown) != 2 or len(link) or len(shown[0]) < _LEAST_ADDRESS:
        return ""
    address = (link.get("href") or "").strip()
    if "://" not in shown[0]:
        address = address.partition("://")[2]
    is_whole = len(address) > len("".join(shown)) and address.startswith(shown[0]) and address.endswith(shown[1])
    return address if is_whole else ""


def _begin(element: Tree, tag: str, lines: _Lines) -> str:
    """Put what an element says before its text; answers its edge."""
    if tag in BLOCKS:
        edge = _PREFORMATTED if tag in _PRE else _edge(element, tag)
        lines.begin(edge)
        return edge
    if tag == "br":
        lines.add("\n") if lines.pre else lines.end_line(1, is_br=True)
    elif tag == "img":
        lines.add(_spoken(element))
    return ""


def render_text(root: Tree, drop: Drop | None = None) -> str:
    """The text of `root` as a reader sees it, without hidden parts and those that `drop` answers True for.

    Paragraphs are divided by a blank line, lines of one paragraph (`<br>`, list items, table rows) by one newline; the
    cells of a row by a space. Runs of white space are one space but in `<pre>`. Two `<br>` in a row make a paragraph.
    Pictures of emoji give their `alt`, ruby annotations nothing, addresses that are shown shortened are given whole.
    The tail of `root` is not in it. No recursion.
    """
    lines = _Lines()
    edges: list[str] = []  # of the elements that are open, "" for what is no block
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            tag = str(element.tag)
            if element is not root and (tag in SILENT or is_hidden(element) or (drop is not None and drop(element))):
                walk.skip_subtree()
                edges.append("")
                if tag in BLOCKS:
                    lines.edge(_PARAGRAPH)
                continue
            if tag == "a" and (address := _find_address(element)):
                walk.skip_subtree()
                edges.append("")
                lines.add(address)
                continue
            edges.append(_begin(element, tag, lines))
            if text := element.text:
                lines.add(text)
            continue
        if event == "end" and (edge := edges.pop()):
            lines.end(edge)
        if (tail := element.tail) and element is not root:
            lines.add(tail)
    lines.end_line(0)
    return "".join(lines.out).strip(_BLANK)
