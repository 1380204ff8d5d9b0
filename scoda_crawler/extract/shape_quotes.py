"""Posts of unknown make rendered without what they quote: told by names, heads, and what earlier posts said."""

import re
from collections import Counter
from collections.abc import Iterable, Set

from scoda_crawler.extract.html import Tree, render_text
from scoda_crawler.extract.shape_mail_text import cut_head
from scoda_crawler.extract.thread import find_runs, read_line

_SAME = 0.8
_MAX_LABEL = 80  # characters
_MAX_WORDS = 6  # of a line that says whose words follow
_LETTER = re.compile(r"[^\W\d_]")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_POST_NUMBER = re.compile(r">>\d+(?:\s*\(\w+\))?")
_QUOTING = frozenset("blockquote div aside q table fieldset".split())
_LINE_TAGS = frozenset("p div b strong cite span".split())
_HEAD_END = re.compile(r"[:：]|(?:…|\.\.\.)$")
_QUOTE = re.compile(r"(?:^|[\s_-])\w*quot(?:e|es|ed|ing|etext|ebox|econtainer|ation)\w*(?:$|[\s_-])", re.I)


class Reader:
    """Renders the bodies one after another; remembers what earlier posts said, to know it when it is quoted."""

    def __init__(self, names: Iterable[str], dropped: frozenset[Tree]) -> None:
        self.names = {name.casefold() for name in names if len(name) > 1}
        self.dropped = dropped
        self.runs: set[tuple[str, ...]] = set()
        self.phrases: set[tuple[str, str]] = set()

    def learn(self, bodies: Iterable[Tree]) -> None:
        """Note what stands round an author's name above a quote ("... wrote:"): so names of other pages are known.

        What two such lines have in common, at their beginning or their end, stands round names, too.
        """
        quotes = (quote for body in bodies for quote in body.iter("blockquote"))
        heads = [head for quote in quotes if (head := _line_before(quote)) is not None]
        lines = {_fold(line) for head in heads if _HEAD_END.search(line := read_line(head))}
        for before, name, after in (line.partition(name) for line in lines for name in self.names):
            if name and _LETTER.search(before + after):
                self.phrases.add((_strip(before), _strip(after)))
        words = [found for line in lines if 1 < len(found := _strip(line).split()) <= _MAX_WORDS]
        self.phrases.update(("", word) for word, n in Counter(found[-1] for found in words).items() if n > 1)
        self.phrases.update((word, "") for word, n in Counter(found[0] for found in words).items() if n > 1)

    def read(self, body: Tree, nested: Iterable[Tree] = ()) -> str:
        """The author's words in one body."""
        others = self.dropped | set(nested)
        quotes = {part for quote in self._find_quotes(body, others) for part in quote}
        left_out = quotes | others
        text = self._cut_repeats(render_text(body, left_out.__contains__))
        self.runs.update(find_runs(text))
        return text

    def _find_quotes(self, body: Tree, others: Set[Tree]) -> Iterable[tuple[Tree, ...]]:
        for element in _list_parts(body, others):
            is_block = element.tag == "blockquote"
            is_named = any(map(_is_named, element[:1] if is_block and len(element) == 1 else ())) or _is_named(element)
            if not (is_block or is_named):
                if self._is_unmarked_quote(element):
                    yield (element,)
                continue
            head = _line_before(element)
            is_headed = head is not None and (head.tag == "cite" or self._names_someone(read_line(head)))
            if head is not None and is_headed:
                yield element, head
            elif has_head(element):
                yield (element,)
            elif is_named or self._is_repeat(element):
                yield (element,) if head is None or not _HEAD_END.search(read_line(head)) else (element, head)

    def _cut_repeats(self, text: str) -> str:
        """A text without lines that begin with ">" and name but a post, or say what an earlier one has said."""
        if ">" not in text:
            return text
        kept: list[str] = []
        for line in text.split("\n"):
            if not self._is_repeated_line(line):
                kept.append(line)
            elif kept and kept[-1]:
                cut_head(kept, is_first=False)
                kept.append("")
        return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()

    def _is_repeated_line(self, line: str) -> bool:
        said = line.lstrip("> ")
        if not line.startswith(">") or not said:
            return line.startswith(">")
        return bool(_POST_NUMBER.fullmatch(line)) or self.runs.issuperset(find_runs(said))

    def _is_repeat(self, quote: Tree) -> bool:
        runs = list(find_runs(render_text(quote)))
        return bool(runs) and sum(run in self.runs for run in runs) >= _SAME * len(runs)

    def _is_unmarked_quote(self, element: Tree) -> bool:
        """Whether a part begins with an author's name and then says nothing that an earlier post has not said."""
        opening = _open(element).casefold()
        ends = [opening.index(name) + len(name) for name in self.names if name in opening]
        if not ends or not self.runs:
            return False
        said = " ".join(" ".join(element.itertext()).split())[max(ends) :]
        return bool(said.strip()) and self.runs.issuperset(find_runs(said))

    def _names_someone(self, text: str) -> bool:
        """Whether a short line names one of the thread's authors, and has the colon or the dots of a quote's head."""
        line = _fold(text.split("\n")[0])
        if not _HEAD_END.search(line):
            return False
        bare = _strip(line)
        told = any(bare.startswith(a) and bare.endswith(b) and len(bare) > len(a) + len(b) for a, b in self.phrases)
        return told or any(name in line for name in self.names)


def _is_named(element: Tree) -> bool:
    """Whether an element is called a quote."""
    return bool(_QUOTE.search((element.get("class") or "") + " " + (element.get("id") or "")))


def _fold(line: str) -> str:
    return " ".join(line.casefold().split())


def _strip(text: str) -> str:
    """The words of a text, without digits and marks."""
    return " ".join(_NO_LETTERS.sub(" ", text).split())


def has_head(quote: Tree) -> bool:
    """Whether a quote begins by saying whose it is: a `cite`, or a short line that ends in a colon or a date."""
    if quote.find(".//cite") is not None:
        return True
    first, _, rest = render_text(quote).partition("\n")
    before, colon, after = first.rpartition(":")
    return bool(rest.strip() and colon and before.strip()) and len(first) < _MAX_LABEL and len(after) < _MAX_LABEL / 2


def _list_parts(body: Tree, others: Set[Tree]) -> Iterable[Tree]:
    """What in a body may be a quote, in document order, without what lies in `others`."""
    stack = list(reversed(body))
    while stack:
        element = stack.pop()
        if element not in others:
            if element.tag in _QUOTING:
                yield element
            stack.extend(reversed(element))


def _open(element: Tree) -> str:
    """The first words in an element, as many as the head of a quote may have."""
    out = ""
    for piece in element.itertext():
        out += " " + " ".join(piece.split()) if piece.strip() else ""
        if len(out) > _MAX_LABEL:
            break
    return out[1 : _MAX_LABEL + 1]


def _line_before(element: Tree) -> Tree | None:
    """The paragraph right before an element, if it is a short line."""
    before = element.getprevious()
    if before is not None and before.tag == "br" and not (before.tail or "").strip():
        before = before.getprevious()
    if before is None or before.tag not in _LINE_TAGS or (before.tail or "").strip():
        return None
    return before if len(read_line(before)) < _MAX_LABEL else None
