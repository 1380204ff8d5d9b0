"""From a fetched page to its reading: decode, find out the software, hand over to whoever knows it."""

import re
from collections import Counter
from dataclasses import replace

from scoda_crawler.extract.html import Tree, parse_html
from scoda_crawler.extract.platform import Address, Platform
from scoda_crawler.extract.platforms import load_platforms
from scoda_crawler.extract.reveal import reveal, reveal_without_scripts
from scoda_crawler.extract.shape_address import find_page_of_post
from scoda_crawler.extract.site import locate_page, read_site_page
from scoda_crawler.extract.sitemaps import find_list_kind, read_lines, read_xml, unpack
from scoda_crawler.extract.urls import canonicalise, is_same_site, rebase
from scoda_crawler.items import Link, LinkKind, Page, Reading, Scope
from scoda_crawler.text.encoding import decode

_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body)\b", re.I)
_HEAD = 4096  # bytes
_END = 100_000
"""Characters at either end of a page in which its software is looked for."""


def find_platform(tree: Tree, markup: str, platforms: frozenset[str] | None = None) -> Platform | None:
    """The software that a page was made by, of those in `platforms` (None: all); None where it is unknown.

    Programs show themselves in the head, where the body begins, or at its end: what is between is not searched.
    """
    ends = markup if len(markup) <= 2 * _END else markup[:_END] + markup[-_END:]
    ends = ends.encode("ascii", "replace").decode("ascii")  # of one byte a character it is searched twice as fast
    return next((p for p in load_platforms() if _is_enabled(p, platforms) and p.recognise(tree, ends)), None)


def _is_enabled(platform: Platform, platforms: frozenset[str] | None) -> bool:
    return platforms is None or platform.name in platforms


def get_platform(name: str | None, platforms: frozenset[str] | None = None) -> Platform | None:
    """The platform of that name, if it is enabled; None for any other name."""
    return next((p for p in load_platforms() if p.name == name and _is_enabled(p, platforms)), None)


def locate(url: str, platform: str | None = None) -> Address | None:
    """What a URL means on a site of `platform`, before it is fetched; None where only the page can tell."""
    found = get_platform(platform)
    return found.locate(url) if found else locate_page(url)


MAX_TAGS = 500_000  # a tree of so many takes 200 MB and seconds; the longest thread pages have a tenth


def read_page(
    page: Page,
    *,
    platform: str | None = None,
    scope: Scope = Scope(),  # noqa: B008
    platforms: frozenset[str] | None = None,
) -> Reading:
    """Read one fetched page; pure, and never raises on what a site may send.

    `platform` is what the site is known to run: a page is read as what it shows itself to be, else as that. `platforms`
    says which are enabled (None: all; empty: none, every page is read as of an unknown site).
    """
    body = unpack(page.body)
    if list_kind := find_list_kind(page, body):
        return _read_list(page, body, list_kind, get_platform(platform, platforms), scope)
    if not _is_html(page, body):
        return Reading(platform=platform or "unknown", reason="not-html")
    markup = decode(body, page.charset)
    if markup.count("<") > MAX_TAGS:
        return Reading(platform=platform or "unknown", reason="too-many-tags")
    tree = parse_html(markup)
    reveal(tree)
    found = find_platform(tree, markup, platforms) or get_platform(platform, platforms)
    if found:
        return found.read(tree, page, scope)
    reveal_without_scripts(tree)
    return read_site_page(tree, page, scope)


def _is_html(page: Page, body: bytes) -> bool:
    """Whether a body is markup: by its type, or, where that is missing or says nothing, by its first bytes."""
    kind = page.content_type.partition(";")[0].strip().lower()
    if b"\x00" in body[:512] and not body.startswith((b"\xff\xfe", b"\xfe\xff")) and body[:4].count(b"\x00") == 0:
        return False
    if (
        kind == "text/plain"
    ):  # the source of a page, as documentation has it, or a page from a server that knows no types
        return bool(_MARKUP.search(body, 0, _HEAD))
    return kind in (
        "",
        "text/html",
        "application/xhtml+xml",
        "application/octet-stream",
        "text/xml",
        "application/xml",
    )


def _read_list(page: Page, body: bytes, list_kind: str, platform: Platform | None, scope: Scope) -> Reading:
    """Read a sitemap, a feed or robots.txt; URLs of other hosts are dropped and counted."""
    entries = read_xml(body) if list_kind == "xml" else read_lines(page, decode(body, page.charset))
    skipped: Counter[str] = Counter()
    own: list[Link] = []
    for entry in entries:
        url = canonicalise(entry.url if platform else find_page_of_post(entry.url), page.url)
        if url and is_same_site(url, page.url):
            own.append(replace(entry, url=rebase(url, page.url)))
        else:
            skipped["off-site" if url else "not-http"] += 1
    outside = platform.outside([e.url for e in own], scope) if platform and platform.outside else [""] * len(own)
    links: dict[str, Link] = {}
    for entry, reason in zip(own, outside, strict=True):
        found = reason or _judge_entry(entry, platform)
        if isinstance(found, str):
            skipped[found] += 1
        else:
            links.setdefault(found.key or found.url, found)
    kind: LinkKind = "feed" if re.search(rb"<(?:feed|rss|\w+:RDF)\b", body[:2048]) else "sitemap"
    name = platform.name if platform else "unknown"
    return Reading(platform=name, kind=kind, links=tuple(links.values()), skipped=dict(skipped))


def _judge_entry(entry: Link, platform: Platform | None) -> Link | str:
    """The link of an entry, with the key that its platform gives, or why it is not followed."""
    if entry.kind == "sitemap":
        return entry
    address = platform.locate(entry.url) if platform else locate_page(entry.url)
    if address is None:
        return entry
    if address.skip:
        return address.skip
    key = f"{address.key}#{address.page}" if address.key and address.page > 1 else address.key
    kind = address.kind if address.kind != "other" else entry.kind
    hint = entry.hint if kind in ("article", "thread", "other") else ""
    return Link(url=address.url or entry.url, kind=kind, key=key, hint=hint)
