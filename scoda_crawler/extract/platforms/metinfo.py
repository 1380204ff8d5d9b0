"""MetInfo CMS, versions 3 to 7, in every URL mode and language: columns, lists, articles."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from urllib.parse import urlsplit

from lxml.cssselect import CSSSelector

from scoda_crawler.extract.article import extract_main_text
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.links import collect_links
from scoda_crawler.extract.metadata import find_metas, find_title, strip_site_name
from scoda_crawler.extract.metinfo_page import (
    Parts,
    Variables,
    find_iso_language,
    find_parts,
    find_shown_date,
    find_variables,
)
from scoda_crawler.extract.metinfo_urls import MODULES, Place, locate, place
from scoda_crawler.extract.platform import Platform
from scoda_crawler.extract.shown import read_shown
from scoda_crawler.extract.urls import site_of
from scoda_crawler.items import Article, Link, LinkKind, Page, Reading, Scope

_DEFAULT_MODULES = ("news",)
_SIGNS = re.compile(
    r'powered_by_metinfo|name="met_online_data"|templates/metv\d|m-id=[\'"]met_head|"met-shownews|'
    r"Powered(?:&nbsp;|\s)*by(?:&nbsp;|\s|<b>)*<a [^>]*(?:metinfo|mituo)\.(?:cn|com)",
    re.I,
)
_MARKS = ("metinfo", "met_online_data", "templates/metv", "met_head", "met-shownews", "mituo.c")
_LISTED = CSSSelector(
    ".met-pager-ajax a, .met-news-list a, .met-news-body li h4 a, .met_module2_list a, #newslist a, .newslist a, "
    ".list_box a, .met_listbox a, .webcontent li a",
    translator="html",
)
_ITEM_LIST = CSSSelector(".met-pager-ajax, .met-news-list, .met_module2_list, #newslist, .newslist", translator="html")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
_MEMBERS_ONLY = re.compile(r"<script[^>]*>\s*alert\(.*?(?:/member/|gourl=)", re.I | re.S)
_LANG = re.compile(r"(?<=&)lang=\w+&|[?&]lang=\w+(?=$)|\?lang=\w+&")
_ERROR_TEXT = re.compile(r"is not exists|<b>(?:Fatal error|Warning|Parse error)</b>", re.I)


def recognise(tree: Tree, markup: str) -> bool:
    """Whether a page is of MetInfo: by its generator, by the footer's class, or by paths of its templates."""
    if find_variables(tree) is not None:
        return True
    lowered = markup.lower()  # the pattern is slow, and nearly all pages are of other software
    return any(mark in lowered for mark in _MARKS) and bool(_SIGNS.search(markup))


def read(tree: Tree, page: Page, scope: Scope) -> Reading:
    """Read one page: an article of the modules asked for, and the columns, lists and articles it leads to."""
    variables = find_variables(tree) or Variables()
    here = place(page.url)
    if reason := _find_failure(tree, page, variables):
        return Reading(platform="metinfo", reason=reason)
    parts = find_parts(tree)
    kind = _kind_of(variables, here, parts)
    module = variables.module if variables.module in MODULES else here.module or ("news" if parts.is_found else "")
    links, skipped = _Follower(tree, page, scope, variables, here, kind).links()
    document, reason = None, None
    if kind == "article":
        reason = _find_reason(variables, scope, module)
        document = None if reason else _read_article(tree, page, parts, variables, here, module)
        reason = reason or ("no-text" if document is None else None)
    if document is not None:
        document = replace(document, canonical_url=_drop_own_language(document.canonical_url, links))
    return Reading(platform="metinfo", kind=kind, document=document, links=links, skipped=skipped, reason=reason)


def _drop_own_language(url: str | None, links: Sequence[Link]) -> str | None:
    """A URL without `lang` where most of the page's own links have none: few links name the site's own language."""
    named = [bool(_LANG.search(link.url)) for link in links if link.key]
    if url is None or not _LANG.search(url) or 2 * sum(named) >= len(named):
        return url
    return _LANG.sub(lambda match: "?" if match[0].startswith("?") and match[0].endswith("&") else "", url)


def _find_failure(tree: Tree, page: Page, variables: Variables) -> str | None:
    """Pages answered with 200 that hold nothing to read."""
    metas = find_metas(tree)
    if variables.module == "404" or urlsplit(page.url).path.endswith(("/404.html", "/404.htm")):
        return "soft-404"
    if metas.get("access_code"):
        return "members-only"
    if variables.module or len(page.body) > 4096:
        return None
    head = page.body.decode("utf-8", "replace")
    if _MEMBERS_ONLY.search(head):
        return "members-only"
    return "soft-404" if _ERROR_TEXT.search(head) else None


def _kind_of(variables: Variables, here: Place, parts: Parts) -> LinkKind:
    """Told by the generator from 5.3 on, before by the URL and the markup."""
    if variables.module == "home":
        return "home"
    if variables.module:
        return "article" if variables.item and variables.module in MODULES else "list"
    if here.kind == "list":
        return "list"
    return "article" if parts.is_found and here.kind != "home" else here.kind


def _find_outside(module: str, language: str, scope: Scope) -> str:
    """Why a place is outside of what was asked for; "" where it is within or its URL does not tell."""
    if scope.languages and language and language not in scope.languages:
        return "language"
    return "module" if module and module not in (scope.modules or _DEFAULT_MODULES) else ""


def find_outside(urls: Sequence[str], scope: Scope) -> list[str]:
    """Why each URL of a sitemap is outside of what was asked for.

    Those without a language are in the site's own, which is none of those that URLs name.
    """
    places = [place(url) for url in urls]
    named = {found.language for found in places}
    is_own_wanted = not scope.languages or bool(set(scope.languages) - named)
    own = "" if is_own_wanted else "own"
    return [_find_outside(found.module, found.language or own, scope) for found in places]


def _find_reason(variables: Variables, scope: Scope, module: str) -> str | None:
    """Why an article is not of the kind that was asked for."""
    if scope.languages and variables.language and variables.language not in scope.languages:
        return "language"
    return "module" if module not in (scope.modules or _DEFAULT_MODULES) else None


def _read_article(
    tree: Tree, page: Page, parts: Parts, variables: Variables, here: Place, module: str
) -> Article | None:
    """The document; a template without a known place for the body is read like a page of unknown make."""
    text = parts.text if parts.is_found else extract_main_text(tree, page.url)
    if not text:
        return None
    parts = parts if parts.date else replace(parts, date=find_shown_date(tree))
    language = find_iso_language(variables.language)
    number = variables.item or here.id
    return Article(
        url=page.url,
        key=f"{here.root}{module}/{number}" if number else "",
        site=site_of(page.url),
        platform="metinfo",
        canonical_url=here.url or None,
        title=parts.title or _find_title(tree),
        language=language,
        published=read_shown(parts.date, language=language, now=page.fetched_at),
        authors=(parts.author,) if parts.author else (),
        text=text,
        fetched_at=page.fetched_at,
    )


def _find_title(tree: Tree) -> str:
    """The heading that the page's `<title>` ("TITLE-SITE") begins with, else that without the site's name.

    Hidden headings tell the name.
    """
    title = next((" ".join((t.text or "").split()) for t in tree.iter("title")), "")
    names = [" ".join((h.text or "").split()) for h in tree.iter("h1", "h2", "h3") if h.get("hidden") is not None]
    site = next((name for name in names if name and strip_site_name(title, name) != title), "")
    return find_title(tree, find_metas(tree), [], site)


class _Follower:
    """Decides which links of one page are followed."""

    def __init__(self, tree: Tree, page: Page, scope: Scope, variables: Variables, here: Place, kind: LinkKind) -> None:
        self.tree, self.page, self.scope = tree, page, scope
        self.variables, self.here, self.kind = variables, here, kind
        self.default_language = "" if here.language else variables.language  # what a link without one is in

    @cached_property
    def is_empty_list(self) -> bool:
        """Whether this is a page of a list that lists nothing."""
        return self.kind == "list" and bool(_ITEM_LIST(self.tree)) and not _LISTED(self.tree)

    def links(self) -> tuple[tuple[Link, ...], dict[str, int]]:
        """The links to follow, and a count of the others."""
        return collect_links(self.tree, self.page.url, self.judge)

    def judge(self, anchor: Tree, url: str) -> Link | str:
        """The link to follow, or why not."""
        found = place(url)
        if found.skip or found.kind == "other":
            return found.skip or "other"
        if reason := self.find_skip(found):
            return reason
        key = f"{found.key}#{found.page}" if found.key and found.page > 1 else found.key
        hint = _find_day(anchor) if found.kind == "article" else ""
        return Link(url=found.url, kind=found.kind, key=key, hint=hint)

    def find_skip(self, found: Place) -> str:
        """Why a link into the site is outside of what was asked for; "" where it is within."""
        if found.kind == "list" and found.page > self.here.page and self.is_empty_list:
            return "empty-list"
        is_here = found.folder == self.here.folder and self.variables.module in MODULES
        module = found.module or (self.variables.module if is_here else "")
        return _find_outside(module, found.language or self.default_language, self.scope)


def _find_day(anchor: Tree) -> str:
    """The day that a list shows beside an article, as the sitemap writes it; "" for none."""
    near = islice(anchor.iterancestors(), 6)
    item = next((a for a in near if a.tag in ("li", "tr", "dl")), None)
    text = " ".join(islice(item.itertext(), 60)) if item is not None else ""
    found = _DAY.findall(text[:2000])
    return "{}-{:0>2}-{:0>2}".format(*found[-1]) if found else ""


PLATFORM = Platform(
    name="metinfo", kind="news", recognise=recognise, locate=locate, read=read, outside=find_outside, rank=40
)
