import pytest

from scoda_crawler.extract.raw import read_raw_text

PROSE = (
    "The harbour office opened its doors on Monday, and the first visitor was a gull that had to be shown out again."
)


@pytest.mark.parametrize(
    "head",
    [
        "Home →ชุ\n\nTITLE\n\n1 โพสต์\n1 users\nเข้าร่วม: 2 ปี ที่ผ่านมา\nกระทู้: 218\n\n",
        "Forum » Boats\nTITLE\n12 posts\n3 Benutzer\nBeiträge: 1.204\nBeigetreten: vor 3 Jahren\n\n",
        "TITLE\n\n",
        "\n\nTITLE\r\n1 сообщение\nСообщений: 7\n",
    ],
)
def test_the_chrome_of_a_board_is_known_by_its_shape(head: str) -> None:
    article = read_raw_text(head.replace("TITLE", "A gull in the office") + PROSE + "\n\n" + PROSE, "x.txt")
    assert article.title == "A gull in the office"
    assert article.text == PROSE + "\n\n" + PROSE
    assert article.published is None


@pytest.mark.parametrize(
    ("stamp", "date", "author"),
    [
        ("2021-10-25 14:24:17 admin source: share:", "2021-10-25 14:24:17", "admin"),
        ("2021-10-25 14:24:17 source: share:", "2021-10-25 14:24:17", ""),
        ("2021/10/25 editor Source: Harbour News Hits: 12", "2021/10/25", "editor"),
        ("2021年10月25日 管理员 来源：港口新闻 点击：12", "2021年10月25日", "管理员"),
        ("2021-10-25 14:24:17", "2021-10-25 14:24:17", ""),
    ],
)
def test_the_line_of_date_and_source_is_read(stamp: str, date: str, author: str) -> None:
    article = read_raw_text(f"A gull in the office\n\n{stamp}\n\n{PROSE}\n", "x.txt")
    assert article.published is not None and article.published.raw == date
    assert article.authors == ((author,) if author else ())
    assert (article.title, article.text) == ("A gull in the office", PROSE)


@pytest.mark.parametrize(
    "body",
    [
        f"Berth 7: closed\n\n{PROSE}",
        f"2021-10-25 was the day on which the gull, of all birds, came in.\n\n{PROSE}",
        f"{PROSE}\n\n2021-10-25 14:24:17 admin source: share:\n\n{PROSE}",
        "One short line.",
    ],
)
def test_the_authors_words_stay(body: str) -> None:
    assert read_raw_text(f"A gull in the office\n\n{body}\n", "x.txt").text == body


def test_an_empty_file_is_an_empty_text() -> None:
    assert read_raw_text("", "x.txt").text == ""
