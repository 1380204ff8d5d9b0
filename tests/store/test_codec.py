from datetime import UTC, date, datetime

from scoda_crawler.items import Article, Date, Post, Repair, Thread
from scoda_crawler.store.codec import dump_document, load_document

ARTICLE = Article(
    url="https://a.example/news/1.html",
    title="Ärger “im” 港",
    key="news/1",
    site="a.example",
    published=Date(
        value=datetime(2021, 10, 25, 14, 24, 17), precision="second", raw="2021-10-25 14:24:17", source="shown"
    ),
    modified=Date(value=date(2022, 1, 1)),
    authors=("admin",),
    fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
    warc=("a.warc.gz", 12),
    repairs=(Repair("scripts", "รัสเซีย -> Russia", 2),),
    text="One.\n\nTwo.",
)
THREAD = Thread(
    url="https://b.example/t/1",
    posts=(Post(text="Hello", id="7", author="n", published=Date(raw="soon"), quoted=("m",)), Post(text="")),
    page=2,
)


def test_what_is_written_is_read() -> None:
    assert load_document(dump_document(ARTICLE)) == ARTICLE
    assert load_document(dump_document(THREAD)) == THREAD


def test_the_same_document_is_the_same_line() -> None:
    assert dump_document(ARTICLE) == dump_document(load_document(dump_document(ARTICLE)))
