"""What a demo site says to one request, and the parts of a page that both sites share."""

import html
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_NUMBER = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: `location` makes it a redirect."""

    body: str = ""
    status: int = 200
    content_type: str = "text/html;charset=UTF-8"
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: the decoded path, the last value of each name in the query, the site's root without a final slash."""

    path: str
    query: dict[str, str]
    root: str
    target: str  # path and query as they came

    @property
    def url(self) -> str:
        """The absolute URL that was asked for."""
        return self.root + self.target

    def number(self, name: str, default: int = 0) -> int:
        """A whole number from the query; `default` where it is missing or none."""
        value = self.query.get(name, "")
        return int(value) if _NUMBER.fullmatch(value) else default


def parse_ask(target: str, root: str) -> Ask:
    """A request's target (`/path?query`) taken apart."""
    parts: SplitResult = urlsplit(target)
    return Ask(unquote(parts.path), dict(parse_qsl(parts.query, keep_blank_values=True)), root, target)


def escape(text: str) -> str:
    """Text for an element or for a double-quoted attribute."""
    return html.escape(text)


def render_sitemap(urls: list[tuple[str, str]]) -> Answer:
    """A sitemap of (URL, day of the last change)."""
    rows = "".join(
        f"<url>\n<loc>{escape(url)}</loc>\n<priority>0.5</priority>\n<lastmod>{day}</lastmod>\n</url>\n"
        for url, day in urls
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return Answer(f"{head}{rows}</urlset>\n", content_type="application/xml")


def render_robots(disallowed: tuple[str, ...], sitemaps: tuple[str, ...]) -> Answer:
    """A robots.txt for everybody."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in disallowed), *(f"Sitemap: {url}" for url in sitemaps)]
    return Answer("\n".join(lines) + "\n", content_type="text/plain; charset=UTF-8")
