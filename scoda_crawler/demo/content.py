"""The demo's texts as their authors meant them, one file an article or thread; pages and seeds are made of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """A page of the news site; `date` as the page shows it, `spoilings` what the site has done to the text."""

    id: int
    language: str
    column: int
    date: str
    title: str
    paragraphs: tuple[str, ...]
    module: str = "news"
    spoilings: tuple[str, ...] = ()
    layout: str = "plain"  # or "tabs": the editor's page break put the body into tab panes
    is_listed: bool = True  # else only the sitemap leads to it
    is_sticky: bool = False
    is_for_members: bool = False
    copies: tuple[int, ...] = ()  # other ids that show the same article
    reprint_of: int | None = None  # the article that follows after this one's own paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One post of a topic; `published` is aware, UTC. A paragraph that begins with "| " is preformatted."""

    id: int
    author: str
    published: datetime
    paragraphs: tuple[str, ...]
    quotes: int | None = None
    spoilings: tuple[str, ...] = ()
    is_signed: bool = False
    is_edited: bool = False
    attachment: str = ""
    reacted: str = ""  # who liked it


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A thread of the board; `board` is the board's slug."""

    id: int
    board: str
    slug: str
    title: str
    posts: tuple[Contribution, ...]
    is_sticky: bool = False


class Member(NamedTuple):
    """Somebody who writes on the board: how many years ago they joined, how often they wrote, how they sign."""

    nick: str
    name: str
    years: int
    posts: int
    signature: str


def _split(text: str) -> tuple[dict[str, str], str, str]:
    """The fields, the title and the rest of a content file."""
    head, _, body = text.partition("\n---\n")
    fields = {name: value.strip() for name, _, value in (line.partition(":") for line in head.splitlines())}
    title, _, rest = body.strip().partition("\n\n")
    return fields, title, rest


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def _parse_news(text: str) -> NewsItem:
    fields, title, rest = _split(text)
    return NewsItem(
        id=int(fields["id"]),
        language=fields["lang"],
        column=int(fields["column"]),
        date=fields["date"],
        title=title,
        paragraphs=_paragraphs(rest),
        module=fields.get("module", "news"),
        spoilings=tuple(fields.get("spoil", "").split()),
        layout=fields.get("layout", "plain"),
        is_listed=fields.get("listed") != "no",
        is_sticky=fields.get("sticky") == "yes",
        is_for_members=fields.get("access") == "members",
        copies=tuple(int(id_) for id_ in fields.get("copies", "").split()),
        reprint_of=int(fields["reprint"]) if "reprint" in fields else None,
    )


def _parse_post(text: str) -> Contribution:
    head, _, rest = text.partition("\n")
    number, author, published, *marks = head.split()
    told: Mapping[str, str] = {name: value for name, _, value in (mark.partition("=") for mark in marks)}
    return Contribution(
        id=int(number),
        author=author,
        published=datetime.fromisoformat(published).astimezone(UTC),
        paragraphs=_paragraphs(rest),
        quotes=int(told["quote"]) if "quote" in told else None,
        spoilings=tuple(told["spoil"].split(",")) if "spoil" in told else (),
        is_signed="signed" in told,
        is_edited="edited" in told,
        attachment=told.get("attach", ""),
        reacted=told.get("reacted", ""),
    )


def _parse_topic(text: str) -> Topic:
    fields, title, rest = _split(text)
    return Topic(
        id=int(fields["id"]),
        board=fields["board"],
        slug=fields["slug"],
        title=title,
        posts=tuple(_parse_post(part) for part in ("\n" + rest).split("\n== ")[1:]),
        is_sticky=fields.get("sticky") == "yes",
    )


def _read(folder: str) -> list[str]:
    paths = sorted((files(__package__) / "content" / folder).iterdir(), key=lambda path: path.name)
    return [path.read_text(encoding="utf-8") for path in paths if path.name.endswith(".txt")]


@cache
def load_news() -> tuple[NewsItem, ...]:
    """All pages of the news site, by id."""
    return tuple(_parse_news(text) for text in _read("news"))


@cache
def load_topics() -> tuple[Topic, ...]:
    """All threads of the board, by id."""
    return tuple(_parse_topic(text) for text in _read("board"))


@cache
def load_members() -> Mapping[str, Member]:
    """Everybody who writes on the board, by nick."""
    text = (files(__package__) / "content" / "members.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {row[0]: Member(row[0], row[1], int(row[2]), int(row[3]), row[4]) for row in rows}
