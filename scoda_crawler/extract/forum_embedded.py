"""Posts that a page carries as data in a script, with their markup in it."""

import json
from collections.abc import Mapping
from typing import Any

from scoda_crawler.extract.forum_dates import parse_machine
from scoda_crawler.extract.html import parse_html
from scoda_crawler.extract.thread import Found, PostReader, Selectors
from scoda_crawler.items import Post

Data = Mapping[str, Any]


def parse_json(text: str | None) -> Any:
    """The value of a JSON text; None where it is broken, too deep or empty."""
    try:
        return json.loads(text or "null", strict=False)
    except (ValueError, RecursionError):
        return None


def get(data: object, *path: str) -> Any:
    """What lies at a path of keys in nested objects; None where there is nothing."""
    for name in path:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


class EmbeddedPosts:
    """Collects posts whose bodies come as markup; quotes are told as in a page."""

    def __init__(self, selectors: Selectors, url: str) -> None:
        self._reader = PostReader(selectors, set(), url)
        self.found: list[Found] = []

    def add(self, markup: object, *, id: object, author: object, date: object, **more: Any) -> None:  # noqa: A002
        """Add a post, if its markup, author and date are what they should be."""
        if not isinstance(markup, str):
            return
        text, quoted = self._reader.read_body(parse_html(f"<html><body>{markup}</body></html>"))
        post = Post(
            text=text,
            id=str(id) if isinstance(id, str | int) else "",
            author=author.strip() or None if isinstance(author, str) else None,
            published=parse_machine(date, source="data") if isinstance(date, str) else None,
            quoted=quoted,
            **more,
        )
        self.found.append(Found(post=post))
