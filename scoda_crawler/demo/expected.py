"""The seeds that a right crawl of the demo gives, made from the same texts that the sites are made of."""

from typing import NamedTuple

from scoda_crawler.demo.content import Contribution, NewsItem, Topic, load_members, load_news, load_topics


class Expected(NamedTuple):
    """A seed that must be there; `path` is the kept URL without scheme and host, `copies` those of the same text."""

    site: str  # "news" or "board"
    path: str
    title: str
    date: str  # as the seed's date line shows it; empty where the page shows none
    paragraphs: tuple[str, ...]
    language: str
    copies: tuple[str, ...] = ()
    posts: tuple[tuple[str, str, str], ...] = ()  # id, author, UTC time of each post of a thread

    @property
    def body(self) -> bytes:
        """The bytes of the seed file (docs/seed-format.md)."""
        return ("\n\n".join(filter(None, (self.title, self.date, *self.paragraphs))) + "\n").encode()


def article_path(id_: int, language: str) -> str:
    """The plain address of an article; English is the site's own language and needs no mark."""
    return f"/news/shownews.php?id={id_}" + ("" if language == "en" else f"&lang={language}")


def thread_path(topic: Topic) -> str:
    """The address of a thread, not percent-encoded."""
    return f"/community/{topic.board}/{topic.slug}/"


_LANGUAGES = {"cn": "zh"}
_THAI = range(0x0E00, 0x0E80)


def _find_language(text: str, fallback: str) -> str:
    """The language a text is written in: told by its script, else the site's word for it."""
    if ord(text[0]) in _THAI:
        return "th"
    if "а" <= text[0].lower() <= "я":
        return "ru"
    return "zh" if "\u3400" <= text[0] <= "\u9fff" else fallback


def _expect_article(item: NewsItem, copies: tuple[str, ...]) -> Expected:
    language = _find_language(item.paragraphs[0], _LANGUAGES.get(item.language, item.language))
    path = article_path(item.id, item.language) if item.module == "news" else f"/{item.module}/show.php?id={item.id}"
    return Expected("news", path, item.title, item.date, item.paragraphs, language, copies)


def _clean(paragraph: str) -> str:
    return "\n".join(line.removeprefix("| ") for line in paragraph.splitlines())


def _row(post: Contribution) -> tuple[str, str, str]:
    return str(post.id), load_members()[post.author].name, post.published.strftime("%Y-%m-%dT%H:%M:%SZ")


def _expect_thread(topic: Topic) -> Expected:
    paragraphs = tuple(_clean(paragraph) for post in topic.posts for paragraph in post.paragraphs)
    date = topic.posts[0].published.strftime("%Y-%m-%d %H:%M:%S")
    language = _find_language(topic.title, "en")
    return Expected(
        "board", thread_path(topic), topic.title, date, paragraphs, language, posts=tuple(map(_row, topic.posts))
    )


def expected_seeds(modules: tuple[str, ...] = ("news",)) -> tuple[Expected, ...]:
    """Every seed of both sites, articles and then threads by id; `modules` as in `scrapy crawl metinfo -a modules=`."""
    reprints = {item.reprint_of: article_path(item.id, item.language) for item in load_news() if item.reprint_of}
    seeds = []
    for item in load_news():
        if item.module in modules and item.reprint_of is None and not item.is_for_members:
            copies = [article_path(id_, item.language) for id_ in item.copies]
            copies += [reprints[item.id]] if item.id in reprints else []
            seeds.append(_expect_article(item, tuple(copies)))
    return (*seeds, *(_expect_thread(topic) for topic in load_topics()))
