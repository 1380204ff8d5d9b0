"""A text by what stands over it: a headline, and a line with a date under it ("2022-03-04 Source: ... Views: 12").

Newspapers, authorities and most content management systems set a text so, whatever they call its boxes. On a list the
lines over a date lead to other pages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from scoda_crawler.extract.gaps import squash_text
from scoda_crawler.extract.html import BLOCKS, SILENT, Tree, is_hidden, render_text
from scoda_crawler.extract.marked import is_beside
from scoda_crawler.extract.prose import count_prose, count_words, list_prose

_MAX_LINES, _MAX_CHARACTERS = 3000, 500_000  # of a page: a longer one is no notice that gets lost among links
_MAX_BYLINES = 12
_MAX_HEADS = 5
_FAR = 4  # lines between a headline and its date: author, section and counters may have lines of their own
_LONG_BYLINE, _LONG_TITLE = 80, 60  # words
_TITLE_OF_OTHER = 6  # words of a link over a date
_MOST = 0.5  # of a line's words: in links
_MAX_LINKED = 0.3  # of a text's
_LEAST = 15  # words of a text
_MAX_RISE = 6  # boxes between the line with the date and the one that has the text beside it
_TAIL, _BEGINNING = 20, 8  # characters
_MAX_CARD = 3  # boxes round a teaser
_MAX_PIECES = 30  # of text in such a box
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20|25)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}|\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:19|20|25)\d\d)(?!\d)"
    r"|(?<!\d)\d{1,2}(?:st|nd|rd|th|er|\.|º)?(?: de)? [^\W\d_]{3,12}\.?,?(?: de| del)? (?:19|20)\d\d(?!\d)"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d(?!\d)"
)
_is_name_of_title = re.compile(r"title|headline|biaoti|(?:^|[\s_-])(?:tit|bt|tt|ttl|subject)(?:$|[\s_-])", re.I).search
_TIME = re.compile(r"(?:日?[\sT]{0,3}\d{1,2}:\d\d(?::\d\d)?|日)?")
_OWNER = re.compile(r"©|copyright|版权所有|all rights reserved", re.I)
_NEAR = 100  # characters
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SKIP = SILENT | frozenset("nav footer aside menu".split())
_FLOW = frozenset("p h2 h3 h4 h5 h6 ul ol table blockquote figure pre dl center".split())


@dataclass(frozen=True, slots=True)
class Headed:
    """A text under its headline: the headline, the line with the date, the first date in it, and the text itself.

    `is_told` tells that the headline is in the page's `<title>`, and not only a heading by its tag or its class.
    `others` are the page's other lines of prose, but for openings of other texts beside links to these; `teased` is how
    many words such openings have.
    """

    title: str
    byline: str
    date: str
    text: str
    is_told: bool
    others: tuple[str, ...]
    teased: int


@dataclass(slots=True)
class _Line:
    block: Tree
    text: str = ""
    linked: int = 0  # characters

    def is_linked(self) -> bool:
        return self.linked > _MOST * len(self.text)


def find_headed(tree: Tree) -> Headed | None:
    """The page's text by its headline and date; None where no such text is there, as on a list.

    Of several headlines the one that says most of the page's `<title>` is taken; any other heading may be one
    only where the `<title>` is but the name of the site.
    """
    name = squash_text("".join(next(tree.iter("title"), tree).itertext())) if tree.find(".//title") is not None else ""
    lines = list(islice(_iter_lines(tree), _MAX_LINES))
    if len(lines) == _MAX_LINES or sum(len(line.text) for line in lines) > _MAX_CHARACTERS:
        return None
    heads = sorted(islice(_iter_heads(lines, name), _MAX_BYLINES), key=lambda head: -head[0])
    if heads and heads[0][0] == 1 and not _is_owner(tree, name):
        return None
    for weight, title, byline in heads[:_MAX_HEADS]:
        last = max(title, byline)
        text = _render_body(lines[last].block)
        if count_words(text) >= _LEAST and not _has_entries(text, lines[byline].text):
            line = lines[byline].text
            return Headed(lines[title].text, line, _cut_date(line), text, weight > 1, *_find_others(lines, text))
    return None


def _has_entries(text: str, byline: str) -> bool:
    """Whether lines like the one with the date come again in a text: a guest book, or news below each other."""
    shape = re.sub(r"\d", "0", byline)[:_BEGINNING]
    return any(re.sub(r"\d", "0", line)[:_BEGINNING] == shape for line in text.split("\n") if _DATE.search(line[:100]))


def _is_owner(tree: Tree, name: str) -> bool:
    """Whether a page's `<title>` is but the site's name: there is none, or it is in the line that tells the owner."""
    text = "".join(tree.itertext()) if name else ""
    owners = (text[max(0, match.start() - _NEAR) : match.end() + _NEAR] for match in _OWNER.finditer(text))
    return not name or any(name in squash_text(owner) for owner in islice(owners, _MAX_BYLINES))


def _cut_date(line: str) -> str:
    match = _DATE.search(line[:1000])
    if match is None:
        return ""
    time = _TIME.match(line, match.end())
    return match[0] + (time[0] if time else "")


def _iter_lines(tree: Tree) -> Iterator[_Line]:
    """The lines of a page as a reader sees them, but of its menus and footers: each with the block that it is in."""
    line = _Line(tree)
    stack: list[tuple[Tree, bool, bool, Tree]] = [(tree, False, False, tree)]
    while stack:
        element, is_end, is_in_link, block = stack.pop()
        is_break = element.tag in BLOCKS or element.tag == "br"
        if is_break and line.text:
            yield line
        if is_break:
            line = _Line(block if is_end or element.tag == "br" else element)
        text = element.tail if is_end else None
        if not is_end:
            if isinstance(element.tag, str):
                inner = element if element.tag in BLOCKS else block
                stack.append((element, True, is_in_link, block))
                if element.tag not in _SKIP and not is_hidden(element):
                    in_link = is_in_link or (element.tag == "a" and (element.get("href") or "#")[0] != "#")
                    stack.extend((child, False, in_link, inner) for child in reversed(element))
                    _add(line, element.text, in_link)
            else:
                _add(line, element.tail, is_in_link)
            continue
        _add(line, text, is_in_link)
    if line.text:
        yield line


def _add(line: _Line, text: str | None, is_in_link: bool) -> None:
    clean = " ".join((text or "").split())
    if clean:
        line.text = f"{line.text} {clean}" if line.text else clean
        line.linked += len(clean) if is_in_link else 0


def _iter_heads(lines: list[_Line], name: str) -> Iterator[tuple[int, int, int]]:
    """(how much it says of the page's title, number of the headline, number of the line with the date)."""
    for at, line in enumerate(lines):
        if not _is_byline(line) or _is_of_next(lines[at + 1 : at + 2]):
            continue
        if at + 1 < len(lines) and (weight := _weigh(lines[at + 1], name)) > 1:
            yield weight, at + 1, at
        found = [(_weigh(lines[above], name), above) for above in _look_up(lines, at)]
        weight, above = max(found, default=(0, 0))
        if weight:
            yield weight, above, at


def _is_title_of_other(line: _Line) -> bool:
    return line.block.tag in _HEADINGS or count_words(line.text) >= _TITLE_OF_OTHER


def _is_of_next(after: list[_Line]) -> bool:
    """Whether a heading that leads to another text follows: then the date is that one's."""
    return any(line.block.tag in _HEADINGS and line.is_linked() for line in after)


def _look_up(lines: list[_Line], at: int) -> Iterator[int]:
    """The few lines over a date, up to one that leads to another text."""
    for above in range(at - 1, max(-1, at - 1 - _FAR), -1):
        yield above
        if lines[above].is_linked() and _is_title_of_other(lines[above]):
            return


def _is_byline(line: _Line) -> bool:
    if line.is_linked() or not _DATE.search(line.text[:1000]) or count_words(line.text) > _LONG_BYLINE:
        return False
    return not list_prose(line.text)


def _weigh(line: _Line, name: str) -> int:
    """0 for no headline, 1 for one by its tag or its class, else how many letters of the page's title it is."""
    short = squash_text(line.text)
    if line.is_linked() or len(short) < 2 or count_words(line.text) > _LONG_TITLE or _DATE.search(line.text):
        return 0
    if len(short) > 3 and short in name:
        return len(short)
    names = f"{line.block.get('class') or ''} {line.block.get('id') or ''}"[:400]
    return int(line.block.tag in _HEADINGS or bool(_is_name_of_title(names)))


def _find_others(lines: list[_Line], text: str) -> tuple[tuple[str, ...], int]:
    own = squash_text(text)
    prose = [line for line in lines if not line.is_linked() and list_prose(line.text)]
    others = [line for line in prose if squash_text(line.text) not in own]
    teasers = {id(line): count_words(line.text) for line in others if _is_teaser(line)}
    return tuple(line.text for line in others if id(line) not in teasers), sum(teasers.values())


def _is_teaser(line: _Line) -> bool:
    for box in islice((line.block, *line.block.iterancestors()), _MAX_CARD):
        if sum(1 for _ in islice(box.itertext(), _MAX_PIECES)) == _MAX_PIECES:
            return False
        links = (count_words("".join(a.itertext())) for a in box.iter("a") if (a.get("href") or "#")[0] != "#")
        words = max(links, default=0)
        if words >= _TITLE_OF_OTHER:
            return True
    return False


def _render_body(start: Tree) -> str:
    """What follows an element: the first boxes with prose beside it, or beside one that it is in; "" for none."""
    place = start
    for _ in range(_MAX_RISE):
        body = _find_body([e for e in place.itersiblings() if isinstance(e.tag, str)])
        if body:
            texts = [render_text(e, is_beside).strip() for e in body]
            return "\n\n".join(t for i, t in enumerate(texts) if t and not _is_summary(t, texts[i + 1 :]))
        parent = place.getparent()
        if parent is None or parent.tag == "body":
            break
        place = parent
    return ""


def _find_body(siblings: list[Tree]) -> list[Tree]:
    """From the first box with prose to the last one before what leads elsewhere; plain paragraphs go on to the end."""
    kinds = [_judge(e) for e in siblings]
    first = next((i for i, kind in enumerate(kinds) if kind == "prose"), None)
    if first is None:
        return []
    ends = (i for i in range(first, len(kinds)) if kinds[i] == "stop" or (i > first and _shows_others(siblings[i])))
    end = next(ends, len(kinds))
    last = max(i for i in range(first, end) if kinds[i] == "prose")
    while last + 1 < end and siblings[last + 1].tag in _FLOW:
        last += 1
    while first and siblings[first - 1].tag in _FLOW and kinds[first - 1] == "":
        first -= 1
    return siblings[first : last + 1]


def _shows_others(element: Tree) -> bool:
    """Whether headings in a box lead to other texts: "Related"."""
    headings = (h for h in element.iter(*_HEADINGS) if h.find(".//a[@href]") is not None)
    return len(list(islice(headings, 2))) == 2


def _judge(element: Tree) -> str:
    """ "prose" for a box with sentences, "stop" for links and what stands beside a text, "" for anything else."""
    if element.tag in _SKIP or is_hidden(element):
        return ""
    if is_beside(element):
        return "stop"
    text = render_text(element, is_beside)
    words = count_words(text)
    linked = sum(count_words("".join(a.itertext())) for a in element.iter("a"))
    if linked > _MAX_LINKED * words:
        return "stop" if words else ""
    return "prose" if count_prose(text) or words >= 40 else ""


def _is_summary(text: str, others: list[str]) -> bool:
    """Whether a short text is the opening of a later one, as of a lead that software cuts from the text."""
    tail = squash_text(text)[-_TAIL:]
    return len(tail) == _TAIL and any(tail in squash_text(other) for other in others)
