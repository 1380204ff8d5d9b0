"""Items of another Scrapy project: taken in as documents by the first stage, given back cleaned by the last."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from itemadapter import ItemAdapter, is_item

from scoda_crawler.clock import read_clock
from scoda_crawler.items import Article, Date, Thread
from scoda_crawler.sites import find_site

# The names that projects give to these fields; SCODA_ITEM_FIELDS = {"text": "my_field"} adds one's own.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "url": ("url", "link", "page_url"),
    "title": ("title", "headline", "name"),
    "text": ("text", "articleBody", "body", "content"),
    "published": ("published", "datePublished", "date", "published_at"),
    "authors": ("authors", "author"),
    "language": ("language", "inLanguage", "lang"),
}


class Foreign:
    """Another project's `item` on its way through our stages, with the `document` that they work on."""

    def __init__(self, item: Any, fields: Mapping[str, str]) -> None:
        self.item = item
        self._adapter = ItemAdapter(item)
        self._fields = fields
        self.document: Article | Thread = self._read()

    def _get(self, name: str) -> Any:
        field = self._fields.get(name)
        return self._adapter.get(field) if field else None

    def _read(self) -> Article:
        authors = self._get("authors") or ()
        names = (authors,) if isinstance(authors, str) else tuple(str(author) for author in authors)
        url = str(self._get("url") or "")
        return Article(
            url=url,
            site=find_site(url),
            title=str(self._get("title") or ""),
            text=str(self._get("text") or ""),
            language=self._get("language"),
            authors=names,
            published=_as_date(self._get("published")),
            platform="foreign",
            fetched_at=read_clock(),
        )

    def give_back(self) -> Any:
        """The project's own item, its title and text as they were cleaned."""
        for name, value in (("title", self.document.title), ("text", self.document.text)):
            if field := self._fields.get(name):
                self._adapter[field] = value
        return self.item


def _as_date(value: object) -> Date | None:
    if isinstance(value, datetime):
        return Date(value=value, precision="second", raw=str(value), source="item")
    if isinstance(value, date):
        return Date(value=value, precision="day", raw=str(value), source="item")
    return Date(raw=value, source="item") if isinstance(value, str) and value.strip() else None


def find_fields(item: Any, own: Mapping[str, str]) -> Mapping[str, str] | None:
    """Which field of `item` holds what; None when it is no item with a URL and a text."""
    if not is_item(item) or isinstance(item, Article | Thread):
        return None
    present = set(ItemAdapter(item).field_names()) | set(ItemAdapter(item).keys())
    found = {name: next((field for field in names if field in present), None) for name, names in FIELDS.items()}
    fields = {name: field for name, field in {**found, **own}.items() if field}
    return fields if {"url", "text"} <= fields.keys() else None
