"""What a MetInfo page is and holds: the generator's variables; title, date, author and body in all templates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.cssselect import CSSSelector

from scoda_crawler.extract.html import Tree, is_hidden, render_text

HOME, SOFT_404 = 10001, 404
_MODULES = {1: "about", 2: "news", 3: "product", 4: "download", 5: "img", 6: "job"}
_NAMES = {7: "message", 8: "feedback", 9: "link", 10: "member", 11: "search", 12: "sitemap", 13: "tags"}

_GENERATOR = CSSSelector('meta[name="generator" i]')
_LANGUAGES = {
    "cn": "zh",
    "tc": "zh",
    "tw": "zh",
    "hk": "zh",
    "jp": "ja",
    "kr": "ko",
    "vn": "vi",
    "ua": "uk",
    "cz": "cs",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variables:
    """What the generator's meta tag tells: MetInfo's own code of the language, the module's name, the item's number."""

    version: str = ""
    language: str = ""
    module: str = ""  # "" where the version does not tell; "home" and "404" besides the names of modules
    item: str = ""  # "" on lists


def find_variables(tree: Tree) -> Variables | None:
    """Read the generator's tag; None where the page has none of MetInfo's.

    `data-variable` is "root|language|synchronous|skin|module|column|item" since 7.0, and
    "root|language|column|item|module|skin" in 5.3 and 6.
    """
    for meta in _GENERATOR(tree):
        name, _, version = (meta.get("content") or "").strip().partition(" ")
        if name.lower() != "metinfo":
            continue
        fields = (meta.get("data-variable") or "").split("|")
        if len(fields) >= 7:
            return _variables(version, fields[1], fields[4], fields[6])
        if len(fields) == 6:
            return _variables(version, fields[1], fields[4], fields[3])
        return Variables(version=version)
    return None


def _variables(version: str, language: str, module: str, item: str) -> Variables:
    number = int(module) if module.isdecimal() else 0
    name = "home" if number == HOME else "404" if number == SOFT_404 else _MODULES.get(number) or _NAMES.get(number, "")
    return Variables(version=version, language=language.lower(), module=name, item=item if item.strip("0") else "")


def find_iso_language(code: str) -> str | None:
    """ISO 639-1 of MetInfo's code of a language: cn -> zh; None for none."""
    code = code.lower()[:2]
    return _LANGUAGES.get(code, code) or None


@dataclass(frozen=True, slots=True)
class _Template:
    """Where one generation of templates puts the parts of an article."""

    root: CSSSelector
    title: CSSSelector
    info: CSSSelector
    body: CSSSelector
    names: tuple[str, ...]  # the classes and ids of what may be its root

    def may_be_in(self, names: str) -> bool:
        """Whether a page with these classes and ids may be of the template: asking is cheaper than looking."""
        return any(name in names for name in self.names)


def _template(root: str, title: str, info: str, body: str) -> _Template:
    names = tuple(re.findall(r"(?<=[.#])[\w-]+", root))
    places = [CSSSelector(part, translator="html") for part in (root, title, info, body)]
    return _Template(places[0], places[1], places[2], places[3], names)


_NAMES_OF = etree.XPath("//@class | //@id", smart_strings=False)


_TEMPLATES = (  # the newest first
    _template(
        ".met-shownews, .met-showproduct, .met-showimg, .met-showdownload, .met-showjob, .met-show",
        ".details-title h1, h1:not([hidden]), .product-intro h1, h2",
        ".details-title .info, .info",
        ".met-editor",
    ),  # 5.3 ui/v2, 6, 7
    _template(
        "section.met_module2, .met_module1, .met_module3, .met_module5", "h1.met_title, h1", ".met_infos", ".met_editor"
    ),  # 5.3 ui/v1
    _template("#shownews.active, #shownews", "h1.title, h1", ".met_hits, .hits", ".editor"),  # 5.3 ui/met
    _template(".shownews", "h1.title, h1", ".hits", ".editor, .text"),  # 4.0
    _template(".webcontent", "h1.title, h1", ".hits", ".editor, .text"),  # 4.0 metv2 and metv3, 3.0
)
_ANY_BODY = CSSSelector(".met-editor, .met_editor, .editor", translator="html")
_NOT_BODY = frozenset(
    "met-editor-tab met_tools_code met_tools bdsharebuttonbox bdshare metjiathis jiathis_style jiathis_style_24x24 "
    "met_hits hits met_page met-page page met_pager met-relevant relatedlist detail_tag met_Clicks met-shownews-footer "
    "powered_by_metinfo met_infos details-title share-box social-share".split()
)
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:\s?日)?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2})?)?",
    re.ASCII,
)
_LABEL = re.compile(
    r"^\W*(?:source|author|publisher|editor|来源|作者|发布者|发布人|编辑|責任編輯|источник|автор)\s*[:：]\s*", re.I
)
_NO_AUTHOR = re.compile(
    r"[\d\s,.]*|.*[:：]\s*|.*(?:hits?|views?|click|点击|浏览|阅读|人气|次数|просмотр|share|分享|print|打印|close|关闭).*",
    re.I | re.S,
)


_FIRST_NAME = re.compile(r"^\s*([\w.@-]{2,30})(?:\s.*)?$", re.S)  # before labels: "admin source: share:"
_COUNTERS = frozenset(("met_source", "met_hits", "met_Clicks"))
_DATED = re.compile(r"time|date|info|meta|hits|pub", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """An article as its template shows it; `date` is the time of its last edit, as shown."""

    title: str = ""
    date: str = ""
    author: str = ""
    text: str = ""
    is_found: bool = False  # whether a template's own place of the body was there


def find_parts(tree: Tree) -> Parts:
    """Title, date, author and body by the templates' own classes, from whichever generation the page is of."""
    names = " ".join(_NAMES_OF(tree))
    for template in _TEMPLATES:
        for root in template.root(tree) if template.may_be_in(names) else ():
            bodies = list(_outermost(template.body(root)))
            if bodies:
                return _read_parts(root, template, bodies)
    bodies = list(_outermost(_ANY_BODY(tree))) if "editor" in names else []
    return _read_parts(tree, _TEMPLATES[0], bodies) if bodies else Parts()


def _read_parts(root: Tree, template: _Template, bodies: list[Tree]) -> Parts:
    text = "\n\n".join(filter(None, (render_text(body, is_chrome) for body in bodies)))
    title = next((t for h in template.title(root) if not is_hidden(h) and (t := _line(h))), "")
    date, author = "", ""
    for info in template.info(root):
        date, author = _read_info(info)
        if date:
            break
    return Parts(title=title, date=date, author=author, text=text, is_found=True)


def _outermost(found: list[Tree]) -> Iterator[Tree]:
    """Those that lie in no other; `found` is in document order."""
    last: Tree | None = None
    for element in found:
        if last is None or last not in element.iterancestors():
            last = element
            yield element


def is_chrome(element: Tree) -> bool:
    """Whether an element within a body is the template's and not the author's."""
    return any(name in _NOT_BODY for name in (element.get("class") or "").split())


def _line(element: Tree) -> str:
    return " ".join(render_text(element).split())


def _read_info(info: Tree) -> tuple[str, str]:
    """Date and author of the line under (before 5.3: below) the title; "" for what is not told.

    Stock templates show "date, publisher, hits" in spans of their own; bought ones add labels. Older ones have running
    text ("Hits：9  UpdateTime：2014-01-05 10:20:30"). A date that is not of the form Y-m-d is the first span.
    """
    spans = [span for span in info if isinstance(span.tag, str)]
    texts = [_line(span) for span in spans]
    found = _DATE.search(_line(info))
    date = found[0] if found else next((t for t in texts[:1] if any(c.isdigit() for c in t)), "")
    for span, text in zip(spans, texts, strict=True):
        if date not in text and span.tag == "span" and not _is_counter(span) and (author := _find_author(text)):
            return date, author
    if not date or date in texts:
        return date, ""
    return date, _find_author(_FIRST_NAME.sub(r"\1", _line(info).partition(date)[2]))


def _find_author(text: str) -> str:
    """The publisher that a part of the line names; "" for hits, empty labels and buttons."""
    name = _LABEL.sub("", text).strip()
    return "" if len(name) > 60 or _NO_AUTHOR.fullmatch(name) else name


def _is_counter(span: Tree) -> bool:
    """Whether a part of the line has an icon or a script of hits, or links to where all articles come from."""
    names = (span.get("class") or "").split()
    return bool(_COUNTERS.intersection(names)) or any(c.tag in ("i", "script") for c in span.iterdescendants())


def find_shown_date(tree: Tree) -> str:
    """The first date in a short line that is marked as such, on a page of a template that is not known; "" for none."""
    for element in tree.iter("span", "p", "div", "em", "time", "i", "small"):
        if not _DATED.search(element.get("class") or "") or len(element) > 12:
            continue
        line = _line(element)
        if len(line) < 200 and (found := _DATE.search(line)) and not _is_aside(element):
            return found[0]
    return ""


def _is_aside(element: Tree) -> bool:
    return any(parent.tag in ("aside", "footer", "nav", "li") for parent in element.iterancestors())
