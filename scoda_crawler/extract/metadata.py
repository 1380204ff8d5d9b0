"""What a page says of itself: title, authors, language, canonical URL, kind, in JSON-LD, meta tags and markup."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from scoda_crawler.extract.html import Tree, is_hidden, render_text
from scoda_crawler.extract.marks import is_mark
from scoda_crawler.extract.urls import canonicalise, is_same_site, rebase

_JSON_LD = "application/ld+json"
_ARTICLE_TYPES = frozenset(
    "Article NewsArticle BlogPosting Report ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle "
    "ScholarlyArticle TechArticle SocialMediaPosting LiveBlogPosting AdvertiserContentArticle ReviewNewsArticle "
    "BackgroundNewsArticle".split()
)
_LISTING = ("blogPost", "blogPosts", "itemListElement", "hasPart")  # how a list in JSON-LD names what it lists
_INVISIBLE = "\u200b\u200c\u2060\ufeff"
_MAX_HEADINGS = 100  # of a page that are looked at for its title
_MAX_NODES = 2000  # of one page's JSON-LD; a page of 10 MB may hold any number
_SEPARATORS = re.compile(  # an underscore within a word, and quotes, divide nothing: "named_pipe", "says »yes«"
    r"\s+[-|–—·•»«:/~›]{1,2}\s+|\s*[|｜]\s*|\s+_\s*|\s*_\s+|(?<=[^\x00-\u2fff])_|_(?=[^\x00-\u2fff])"
)
_STEPS = re.compile(r"\s+>\s+")
_NUMBERED = re.compile(r"\s*[(\[][^()\[\]]{0,30}\d[^()\[\]]{0,10}[)\]]\s*$")
_BETWEEN = " -|–—·•»«:/~›|｜"
_PAGE_NUMBER = re.compile(r"\D{0,20}\d{1,4}(?:\D{1,10}\d{1,4})?\D{0,3}")
_IN_BRACKETS = re.compile(r"\s+\[[^\[\]]{1,80}\]$")  # "Boat [The Lantern]": how wikis add their name
_BY_LINE = r"(?i)^(?:(?:written |posted |reviewed )?by\b|author\b|von\b|par\b|por\b|автор|作者|โดย)\s*[:：]?\s*"
_HOME = re.compile(r"(?:(?:https?:)?//[^/?#]+)?/?(?:index\.\w{3,5})?|\./")  # the href of a front page
_MARKED_AUTHORS = etree.XPath("//@itemprop[. = 'author']/.. | //a[@rel = 'author']")
_NOT_NAMES = re.compile(r"https?:|www\.|@|^\d+$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of itself; "" and () for what it does not say."""

    title: str = ""
    site_name: str = ""
    authors: tuple[str, ...] = ()
    language: str | None = None  # ISO 639-1
    canonical_url: str | None = None
    types: frozenset[str] = frozenset()  # of JSON-LD, without their namespace
    og_type: str = ""
    robots: frozenset[str] = frozenset()
    body: str = ""  # JSON-LD's articleBody: a cross-check, often shortened

    @property
    def is_article(self) -> bool:
        """Whether the page calls itself an article."""
        return bool(self.types & _ARTICLE_TYPES) or self.og_type == "article"


def read_json_ld(tree: Tree) -> list[Mapping[str, Any]]:
    """All objects of a page's JSON-LD, those within others too, in order; broken scripts are passed over."""
    out: list[Mapping[str, Any]] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != _JSON_LD:
            continue
        try:
            out.extend(_iter_objects(json.loads(_clean_json(script.text or ""), strict=False)))
        except (ValueError, RecursionError):
            continue
    return out[:_MAX_NODES]


def _clean_json(text: str) -> str:
    """Take off what old pages wrap scripts in: HTML comments, CDATA marks, a last semicolon."""
    return re.sub(r"^\s*(?:<!--|/[/*]\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|/[/*]\s*\]\]>\s*(?:\*/)?|;)\s*$", "", text)


def _iter_objects(value: object) -> Iterator[Mapping[str, Any]]:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            stack.extend(reversed(item))


def find_metas(tree: Tree) -> dict[str, str]:
    """Name or property of each meta tag, lower case, to its content; the first of a name counts."""
    out: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        content = (meta.get("content") or "").strip()
        if name and content:
            out.setdefault(name.strip().lower(), content)
    return out


def extract_metadata(tree: Tree, url: str) -> Metadata:
    """Read all that a page says of itself; dates are `scoda_crawler.dates`' matter."""
    metas, objects = find_metas(tree), read_json_ld(tree)
    listed = _find_listed(objects, url)
    articles = [o for o in objects if list_types(o) & _ARTICLE_TYPES and id(o) not in listed]
    site = _find_site_name(metas, objects) or _find_name_in_title(tree, url)
    return Metadata(
        title=find_title(tree, metas, articles, site, url),
        site_name=site,
        authors=_find_authors(tree, metas, articles),
        language=find_language(tree, metas),
        canonical_url=find_canonical(tree, metas, url),
        types=frozenset().union(*(list_types(o) for o in objects if id(o) not in listed)),
        og_type=metas.get("og:type", "").lower(),
        robots=frozenset(re.split(r"[\s,]+", metas.get("robots", "").lower())),
        body=next((b for a in articles if isinstance(b := a.get("articleBody"), str)), ""),
    )


def list_types(item: Mapping[str, Any]) -> frozenset[str]:
    """The schema.org types of an object, without their namespace."""
    kinds = item.get("@type")
    return frozenset(
        re.split(r"[/#:]", k)[-1] for k in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(k, str)
    )


def _find_listed(objects: list[Mapping[str, Any]], url: str) -> frozenset[int]:
    """The ids of objects that are listed by others, as posts by their blog, and of all in them; none with this URL."""
    own = canonicalise(url).rstrip("/")
    listed = (item for o in objects for key in _LISTING for item in _iter_objects(o.get(key)))
    others = (o for o in listed if own not in (canonicalise(a, url).rstrip("/") for a in _iter_addresses(o)))
    return frozenset(id(part) for o in others if list_types(o) & _ARTICLE_TYPES for part in _iter_objects(o))


def _iter_addresses(item: Mapping[str, Any]) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = item.get(key)
        value = value.get("@id") if isinstance(value, dict) else value
        if isinstance(value, str) and value:
            yield value


def _text(value: object) -> str:
    return " ".join(unescape(value).split()) if isinstance(value, str) else ""


def _find_site_name(metas: Mapping[str, str], objects: list[Mapping[str, Any]]) -> str:
    """The site's name as the page gives it, in OpenGraph or as JSON-LD's WebSite or publisher."""
    if name := metas.get("og:site_name") or metas.get("application-name"):
        return _text(name)
    sites = (o for o in objects if list_types(o) & {"WebSite", "Organization", "NewsMediaOrganization"})
    return next((n for o in sites if (n := _text(o.get("name")))), "")


def _find_name_in_title(tree: Tree, url: str) -> str:
    """The last part of the page's `<title>`, where it is the name of the host ("... - Example Times")."""
    element = next(tree.iter("title"), None)
    *parts, last = _SEPARATORS.split(_text(element.text if element is not None else ""))
    name = _squash(last)
    return last if parts and len(name) > 2 and name in _squash(urlsplit(url).hostname or "") else ""


def _squash(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))


def strip_site_name(title: str, site: str) -> str:
    """Cut the site's name, and the separator before or after it, from a page's title."""
    title = " ".join(title.split())
    if not site or _squash(title) == _squash(site):
        return title
    cut = rf"\s*[-|–—·•»:_~/,｜]+\s*{re.escape(site)}\s*$|^\s*{re.escape(site)}\s*[-|–—·•»:_~/,｜]+\s*"
    return re.sub(cut, "", title, flags=re.I).strip() or title


def find_title(
    tree: Tree, metas: Mapping[str, str], articles: list[Mapping[str, Any]], site: str, url: str = ""
) -> str:
    """The title of the page's text, without the site's name.

    A heading that the page's `<title>`, `og:title` or JSON-LD headline begins with, ends with or equals is the title
    as a reader sees it; else the only `<h1>`; else JSON-LD, OpenGraph, and `<title>` up to its last separator.
    """
    element = next(tree.iter("title"), None)
    page_title = _text(element.text if element is not None else "")
    told = [_text(a.get("headline")) for a in articles[:1]] + [_text(metas.get("og:title")), page_title]
    told = [_IN_BRACKETS.sub("", strip_site_name(t, site)) or t for t in told if t]
    shown = (h for h in tree.iter("h1", "h2") if not is_hidden(h) and not _leads_home(h))
    headings = [(h, t) for h in islice(shown, _MAX_HEADINGS) if (t := _read_heading(h, told))]
    if agreeing := [t for _, t in headings if _agrees(t, told)]:
        step = _squash(_split(agreeing[0])[0])
        is_path = step != _squash(agreeing[0])
        return next((t for t in agreeing[1:] if is_path and _squash(t) == step), agreeing[0])
    firsts = [t for h, t in headings if h.tag == "h1"]
    if len(firsts) == 1 and _squash(firsts[0]) != _squash(site):
        return _strip_section(page_title, firsts[0], url) or firsts[0]
    return told[0] if told[:-1] else _cut_suffix(told[0], firsts) if told else (firsts or [""])[0]


def _read_heading(heading: Tree, told: list[str]) -> str:
    """What a heading says; only its link's text, where but a number ("Page 1 of 3") is beside it and a title agrees."""
    links = [" ".join("".join(a.itertext()).split()) for a in heading.iter("a")]
    if len(links) == 1 and links[0] and any(title.startswith(links[0]) for title in told):
        before, _, rest = " ".join("".join(heading.itertext()).split()).partition(links[0])
        if not before and _PAGE_NUMBER.fullmatch(rest):
            return links[0]
    return " ".join(render_text(heading, is_mark).split()).strip(_INVISIBLE)


def _split(title: str) -> list[str]:
    """A title's parts, from the page's own on; `>` stands between steps from the page up to its site."""
    return _STEPS.split(_SEPARATORS.split(title)[0])


def _unnumber(title: str) -> str:
    """The page's own part of a title without a number in brackets behind it ("Boats (Page 1 of 3) - Club")."""
    return _NUMBERED.sub("", _split(title)[0])


def _strip_section(title: str, heading: str, url: str) -> str:
    """A page's `<title>` without its section's name, where the heading is the section's ("/b/ - Boats"); else "".

    Such a name is a step in the page's address.
    """
    (name, *rest), (section, *others) = _SEPARATORS.split(title), _SEPARATORS.split(heading)
    is_step = _squash(name) in map(_squash, urlsplit(url).path.split("/"))
    is_section = is_step and bool(rest and others) and _squash(name) == _squash(section) and rest != others
    return title[len(name) :].lstrip(_BETWEEN) if is_section else ""


def _leads_home(heading: Tree) -> bool:
    """Whether a heading leads to the front page: then it is the site's name."""
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    return any("home" in (a.get("rel") or "").split() or _HOME.fullmatch(a.get("href") or "#") for a in links)


def _agrees(heading: str, told: list[str]) -> bool:
    """Whether a heading is what the page says its title is, or the part of it that has most words."""
    short = _squash(heading)
    return bool(short) and any(
        short == (long := _squash(title))
        or (len(short) * 2 > len(long) and len(short) > 8 and (long.startswith(short) or long.endswith(short)))
        or short in {_squash(_SEPARATORS.split(title)[0]), *map(_squash, (_split(title)[0], _unnumber(title)))}
        for title in told
    )


def _cut_suffix(title: str, headings: list[str]) -> str:
    """The longest part between separators: names of sites and sections are shorter than titles."""
    parts = [p for p in _SEPARATORS.split(title) if p]
    return max(parts, key=len) if len(parts) > 1 and not headings else title


def _names(value: object) -> Iterator[str]:
    """Names in what JSON-LD gives as author: a text, an object, or a list of either."""
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        for part in name if isinstance(name, list) else [name]:
            if text := _text(part):
                yield text


def _find_authors(tree: Tree, metas: Mapping[str, str], articles: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """Who wrote it, in the order told: JSON-LD, meta tags, links of `rel=author` and microdata."""
    names = [n for a in articles for n in _names(a.get("author"))]
    names = (
        names
        or [
            metas[k]
            for k in ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author")
            if k in metas
        ][:1]
    )
    if not names:
        names = [" ".join(render_text(e).split()) for e in _MARKED_AUTHORS(tree)[:3]]
    clean = (re.sub(_BY_LINE, "", n) for n in names)
    return tuple(dict.fromkeys(n for n in clean if n and len(n) < 80 and not _NOT_NAMES.search(n)))


def find_language(tree: Tree, metas: Mapping[str, str]) -> str | None:
    """ISO 639-1 of what the page declares: `<html lang>`, `content-language`, `og:locale`."""
    declared = (tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang"), tree.get("xml:lang"))
    for code in (*declared, metas.get("content-language"), metas.get("og:locale"), metas.get("language")):
        if code and (found := re.match(r"([A-Za-z]{2,3})(?:[-_,;\s]|$)", code.strip())):
            return found[1].lower()
    return None


def find_canonical(tree: Tree, metas: Mapping[str, str], url: str) -> str | None:
    """`rel=canonical`, else `og:url`, if it is on this site and not merely its front page."""
    links = [x.get("href") or "" for x in tree.iter("link") if "canonical" in (x.get("rel") or "").lower().split()]
    for target in (*links[:1], metas.get("og:url", "")):
        found = canonicalise(target, url) if target else ""
        if found and is_same_site(found, url) and (urlsplit(found).path != "/" or urlsplit(url).path in ("", "/")):
            return rebase(found, url)
    return None
