"""Sitemaps, feeds and robots.txt: lists of URLs that a site offers to machines."""

import re
import zlib
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from scoda_crawler.extract.html import Tree
from scoda_crawler.items import Link, LinkKind, Page

MAX_BYTES = 64 * 1024 * 1024
"""Of an unpacked sitemap; the protocol allows 50 MB (sitemaps.org)."""

MAX_ENTRIES = 50_000
"""Of one sitemap, as the protocol says."""

_URL_LINE = re.compile(r"https?://\S+")


def unpack(body: bytes) -> bytes:
    """A body without its gzip wrapper (`sitemap.xml.gz`), up to `MAX_BYTES`; what is broken is left as it is."""
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        return zlib.decompressobj(wbits=47).decompress(body, MAX_BYTES)
    except zlib.error:
        return body


def find_list_kind(page: Page, body: bytes) -> str:
    """ "xml" for a sitemap or a feed, "lines" for robots.txt or a sitemap of lines, "" for anything else."""
    path = urlsplit(page.url).path.lower()
    if path == "/robots.txt":
        return "lines"
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if re.match(
        rb"(?:<\?xml[^>]*>|\s|<!--.*?-->|<\?[^>]*\?>|<!DOCTYPE[^>]*>)*<(?:\w+:)?(?:urlset|sitemapindex|rss|feed|RDF)\b",
        head,
        re.S | re.I,
    ):
        return "xml"
    is_text = page.content_type.startswith("text/plain") or path.endswith(".txt")
    return "lines" if is_text and re.match(rb"https?://\S+\s*(?:\n|\r|$)", head) else ""


def read_lines(page: Page, text: str) -> Iterator[Link]:
    """The URLs of a text sitemap, one a line, or the `Sitemap:` lines of robots.txt."""
    if urlsplit(page.url).path.lower() == "/robots.txt":
        for found in re.finditer(r"^\s*sitemap\s*:\s*(\S+)", text, re.I | re.M):
            yield Link(url=found[1], kind="sitemap")
        return
    for line in text.splitlines():
        if _URL_LINE.fullmatch(line.strip()):
            yield Link(url=line.strip())


def read_xml(body: bytes) -> Iterator[Link]:
    """The entries of a sitemap index, a sitemap, RSS or Atom, with what each says of its last change as hint.

    No external entity or DTD is read and none is expanded; broken XML is read as far as it goes.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return
    if root is None:
        return
    for entry in islice(root.iter("{*}sitemap", "{*}url", "{*}item", "{*}entry"), MAX_ENTRIES):
        name = etree.QName(entry).localname
        if url := _find_url(entry, name):
            kind: LinkKind = "sitemap" if name == "sitemap" else "other" if name == "url" else "article"
            yield Link(url=url, kind=kind, hint=_first(entry, "lastmod", "updated", "pubDate", "date", "published"))


def _first(entry: Tree, *names: str) -> str:
    """The text of the first child of one of these names, whatever its namespace."""
    for name in names:
        for child in entry.iterchildren("{*}" + name):
            if text := (child.text or "").strip():
                return text
    return ""


def _find_url(entry: Tree, name: str) -> str:
    """Where an entry leads: `<loc>`, `<link>`, Atom's `link href`, RSS's permanent `<guid>`."""
    if name in ("sitemap", "url"):
        return _first(entry, "loc")
    for link in entry.iterchildren("{*}link"):
        if (link.get("rel") or "alternate") == "alternate" and (link.get("href") or (link.text or "").strip()):
            return link.get("href") or (link.text or "").strip()
    guid = next(entry.iterchildren("{*}guid"), None)
    return (guid.text or "").strip() if guid is not None and guid.get("isPermaLink") != "false" else ""
