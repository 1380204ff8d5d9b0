import hashlib
from datetime import date, datetime
from pathlib import Path

import pytest

from scoda_crawler.errors import StoreError
from scoda_crawler.items import Article, Date, Post, Repair, Thread
from scoda_crawler.store.seeds import Folder, count_words, describe_seed, name_seed, render_seed

ARTICLE = Article(
    url="https://a.example/news/1.html",
    title=" A\ntitle ",
    text="First\nline.\n\n\n\nSecond.\n",
    published=Date(value=datetime(2021, 10, 25, 14, 24, 17), precision="second"),
)


def test_an_article_is_title_date_paragraphs() -> None:
    assert render_seed(ARTICLE).body == b"A title\n\n2021-10-25 14:24:17\n\nFirst\nline.\n\nSecond.\n"


@pytest.mark.parametrize(
    ("published", "line"),
    [
        (None, ""),
        (Date(raw="unread"), ""),
        (Date(value=date(2021, 10, 1), precision="month"), "2021-10\n\n"),
        (Date(value=date(2021, 1, 1), precision="year"), "2021\n\n"),
        (Date(value=datetime(2021, 10, 25, 9, 5), precision="minute"), "2021-10-25 09:05\n\n"),
    ],
)
def test_the_date_line_tells_no_more_than_is_known(published: Date | None, line: str) -> None:
    body = render_seed(Article(url="u", title="T", text="Text.", published=published)).body
    assert body.decode() == f"T\n\n{line}Text.\n"


def test_letters_are_composed() -> None:
    assert render_seed(Article(url="u", title="Cafe\u0301", text="e\u0301")).body.decode() == "Caf\u00e9\n\n\u00e9\n"


def test_posts_begin_where_the_manifest_says() -> None:
    thread = Thread(url="u", title="T", posts=(Post(text="One."), Post(text=""), Post(text="Zwei 港.", author="n")))
    seed = render_seed(thread)
    text = seed.body.decode()
    assert [text[at:].split("\n")[0] for at in seed.offsets] == ["One.", "", "Zwei 港."]
    with_heads = render_seed(thread, headers=True).body.decode()
    assert with_heads == "T\n\nOne.\n\nn\n\nZwei 港.\n"


def test_a_name_is_the_number_and_the_hash_of_the_bytes() -> None:
    seed = render_seed(ARTICLE)
    assert name_seed(7, seed.sha256) == f"007_{hashlib.sha256(seed.body).hexdigest()[:16]}.txt"
    assert name_seed(1234, seed.sha256).startswith("1234_")


def test_words_are_counted_in_scripts_without_spaces_too() -> None:
    assert count_words("Two words, 港口 and 3") == 6


def test_a_manifest_row_accounts_for_repairs() -> None:
    document = Article(url="u", title="T", text="x", repairs=(Repair("scripts", "รัสเซีย -> Russia", 2),))
    row = describe_seed(1, document, render_seed(document), [{"url": "v", "shared": 1.0}])
    assert row["repairs"] == [{"stage": "scripts", "what": "รัสเซีย -> Russia", "times": 2}]
    assert row["copies"] == [{"url": "v", "shared": 1.0}]


def test_a_file_is_written_whole_and_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "seeds")
    folder.write("001_a.txt", [b"one", b"two"])
    assert (tmp_path / "seeds" / "001_a.txt").read_bytes() == b"onetwo"
    assert not list((tmp_path / "seeds" / ".scoda" / "tmp").iterdir())


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        Folder(tmp_path / "file")
