"""From a fetched page to an Article or a Thread and the links worth following; knows no network and no Scrapy."""

from datetime import UTC, datetime

from scoda_crawler.extract.html import parse_html
from scoda_crawler.extract.metinfo_urls import MODULES
from scoda_crawler.extract.reading import find_platform, locate, read_page
from scoda_crawler.extract.reveal import reveal, reveal_without_scripts
from scoda_crawler.extract.site import find_thread, read_article
from scoda_crawler.items import Article, Page, Scope, Thread
from scoda_crawler.text.encoding import decode

__all__ = ["extract", "find_platform", "locate", "read_page"]

_EVERYTHING = Scope(modules=MODULES, links=False)


def extract(html: bytes, url: str) -> Article | Thread | None:
    """What a page says, without its chrome: `.text` is the body as plain text, without the title.

    A page of a known platform gives its article or thread, and None where it holds none; any other page the best text
    that is there, be it an article or not. Dates told relative to now are counted from the time of the call.
    """
    now = datetime.now(UTC)
    page = Page(url=url, body=html, fetched_at=now)
    markup = decode(html)
    tree = parse_html(markup)
    reveal(tree)
    if platform := find_platform(tree, markup):
        return platform.read(tree, page, _EVERYTHING).document
    reveal_without_scripts(tree)
    return find_thread(tree, page, Scope()) or read_article(tree, page)
