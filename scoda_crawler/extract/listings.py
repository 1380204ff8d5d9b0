"""Links that a page gives to its scripts: rows of a list held as data, pagers that a script writes, places to go to.

Authorities and universities keep whole lists so. A reader sees links; a crawler that looks for `<a>` sees none.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice

from scoda_crawler.extract.html import Tree

_MAX_LINKS = 1000
_MAX_SCRIPTS = 200
_MAX_CHARACTERS = 2_000_000
_MAX_PAGES = 500
_IS_PROGRAM = re.compile(
    r"^\s*(?:$|(?:text|application)/(?:x-)?(?:java|ecma|live|j)script|module|application/(?:\w+\+)?json|importmap|speculationrules)",
    re.I,
)
_HREF = re.compile(r"<a\s[^<>]{0,500}?\bhref\s*=\s*([\"'])([^\"'<>\s{}$]{1,500})\1", re.I)
_TRS_PAGER = re.compile(
    r"\bcreatePageHTML\(\s*(\d{1,4})\s*,\s*\d{1,4}\s*,\s*([\"'])([\w./-]{1,80})\2\s*,\s*([\"'])(\w{2,5})\4", re.I
)
_GOES_TO = re.compile(
    r"(?:\blocation(?:\.href)?\s*=|\blocation\.(?:replace|assign)\(|\bwindow\.open\()\s*([\"'])([^\"'<>\s{}$]{1,500})\1"
)
_GOES = re.compile(r"\blocation\b|\bopen\(", re.I)


def find_script_links(tree: Tree) -> list[str]:
    """Addresses, as written, that the page's scripts would show or go to; each once, in order.

    From scripts that hold markup (`text/xml`, `text/template`), TRS WCM's `createPageHTML(pages, current, name, end)`,
    `onclick` and `javascript:` that go to an address written out, and the choices of a `<select>` that goes to what is
    chosen. A page that has no link at all may be but a script that goes on.
    """
    found = dict.fromkeys(islice(_iter_addresses(tree), _MAX_LINKS))
    return [address for address in found if address[0] != "#"]


def _iter_addresses(tree: Tree) -> Iterator[str]:
    is_empty = next(tree.iter("a", "frame", "iframe", "form"), None) is None
    for script in islice(tree.iter("script"), _MAX_SCRIPTS):
        text = (script.text or "")[:_MAX_CHARACTERS]
        if not _IS_PROGRAM.match(script.get("type") or ""):
            yield from (unescape(match[2]) for match in _HREF.finditer(text))
            continue
        for match in _TRS_PAGER.finditer(text):
            yield from (f"{match[3]}_{i}.{match[5]}" for i in range(1, min(int(match[1]), _MAX_PAGES)))
        if is_empty:
            yield from (match[2] for match in islice(_GOES_TO.finditer(text), 1))
    for element in tree.iterfind(".//*[@onclick]"):
        yield from (match[2] for match in islice(_GOES_TO.finditer(element.get("onclick", "")[:2000]), 1))
    for anchor in tree.iter("a"):
        if (anchor.get("href") or "").lstrip()[:11].lower() == "javascript:":
            yield from (match[2] for match in islice(_GOES_TO.finditer(anchor.get("href", "")[:2000]), 1))
    for select in tree.iter("select"):
        if _GOES.search(select.get("onchange", "")[:2000]):
            yield from (o.get("value", "") for o in select.iter("option") if re.search(r"[./?]", o.get("value", "")))
