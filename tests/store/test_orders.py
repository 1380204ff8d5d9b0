"""Day or month first: a site's unambiguous dates decide for those that could be either, in whatever order they come."""

from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from scoda_crawler.dates import parse_date
from scoda_crawler.items import Article, Date, Post, Repair, Thread
from scoda_crawler.store.orders import Orders
from scoda_crawler.store.state import State

FETCHED = datetime(2026, 11, 22, tzinfo=UTC)
DAY_FIRST = Repair("dates", "day before month, as the site's other dates", 1)


def read(text: str, language: str | None) -> Date | None:
    return parse_date(text, language=language, now=FETCHED)


def article(shown: str, language: str | None = "en", site: str = "a.example") -> Article:
    return Article(url="u", site=site, language=language, published=read(shown, language), fetched_at=FETCHED)


def test_a_sites_other_dates_decide_whatever_the_order_of_pages(tmp_path: Path) -> None:
    pages = [article("03/04/2021"), article("31/03/2021"), article("05/06/2021"), article("4 May 2021")]
    for number, order in enumerate(permutations(range(4))):
        orders = Orders(State(tmp_path / str(number)))
        for doc in order:
            orders.put(doc, pages[doc])
        assert orders.decide() == {0, 2}
        settled = [orders.settle(page) for page in pages]
        assert [page.published.isoformat() for page in settled if page.published] == [
            *("2021-04-03", "2021-03-31", "2021-06-05", "2021-05-04")
        ]
        assert settled[0].repairs == (DAY_FIRST,) and not settled[0].published.is_ambiguous  # type: ignore[union-attr]
        assert settled[1] is pages[1] or settled[1].repairs == ()


def test_without_evidence_or_with_both_a_date_stays_open(tmp_path: Path) -> None:
    orders = Orders(State(tmp_path / "s"))
    page = article("03/04/2021")
    orders.put(0, page)
    orders.put(1, article("31/03/2021", site="b.example"))
    orders.put(2, article("31-03-2021"))
    assert orders.decide() == set()
    assert orders.settle(page) == page
    orders.put(3, article("31/03/2021"))
    orders.put(4, article("03/31/2021"))
    assert orders.decide() == set()


def test_evidence_may_come_later_and_go_again(tmp_path: Path) -> None:
    orders = Orders(State(tmp_path / "s"))
    page = article("03/04/2021")
    orders.put(0, page)
    orders.put(1, article("31/03/2021"))
    assert orders.decide() == {0}
    orders.put(1, article("31/03/2021"))
    assert orders.decide() == set()
    orders.put(1, article("4 May 2021"))
    assert orders.decide() == {0}
    assert orders.settle(page) == page


@pytest.mark.parametrize(("language", "day"), [("en", "2021-03-04"), ("fr", "2021-04-03"), ("it", "2021-04-03")])
def test_each_language_of_a_site_has_its_own_order(tmp_path: Path, language: str, day: str) -> None:
    orders = Orders(State(tmp_path / "s"))
    shown = [("03/31/2021", "en"), ("31/03/2021", "fr"), *[("31/03/2021", "de")] * 8, ("03/04/2021", language)]
    for doc, (text, spoken) in enumerate(shown):
        orders.put(doc, article(text, spoken))
    orders.decide()
    settled = orders.settle(article("03/04/2021", language)).published
    assert settled is not None and settled.isoformat() == day


def test_a_thread_has_one_voice_and_its_posts_are_settled_too(tmp_path: Path) -> None:
    orders = Orders(State(tmp_path / "s"))
    posts = tuple(Post(text="x", published=read(f"{day:02}/03/2021 10:00", "en")) for day in (3, 4, 5, 28))
    thread = Thread(url="u", site="a.example", language="en", posts=posts, published=posts[0].published)
    orders.put(0, thread)
    orders.put(1, article("04/05/2021"))
    assert orders.decide() == {0, 1}
    settled = orders.settle(thread)
    assert isinstance(settled, Thread)
    shown = [post.published.isoformat()[:10] for post in settled.posts if post.published]
    assert shown == ["2021-03-03", "2021-03-04", "2021-03-05", "2021-03-28"]
    assert settled.repairs[0].times == 2  # 03/03 needs no order
