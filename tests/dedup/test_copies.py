import random
import sqlite3

from scoda_crawler.dedup import Copies, find_copies

Document = tuple[str, str, str]


def collection(make, edit) -> list[Document]:  # type: ignore[no-untyped-def]
    """30 texts, some with copies of several kinds on two sites, and a site of 10 pages of one template."""
    documents = []
    for number in range(30):
        text = make(number, 150 + 40 * number)
        documents.append((f"d{number:02}", "a.example", text))
        copies = [
            text.upper(),
            edit(text, 0.05, number),
            text + "\nShare this page",
            "Reprint.\n" + edit(text, 0.03, 7),
        ]
        for place, copy in enumerate(copies[: number % 5]):
            documents.append((f"d{number:02}.{place}", "ab"[place % 2] + ".example", copy))
    frame = make(900, 450)
    documents += [(f"t{page}", "t.example", f"{frame}\n{make(950 + page, 150)}\nThe end") for page in range(10)]
    return documents


def test_copies_are_found_and_nothing_else(make, edit) -> None:  # type: ignore[no-untyped-def]
    documents = collection(make, edit)
    found = find_copies(documents)
    assert {key: match.key for key, match in found.items()} == {
        key: key.split(".")[0] for key, _, _ in documents if "." in key
    }


def test_the_order_of_coming_does_not_matter(make, edit) -> None:  # type: ignore[no-untyped-def]
    documents = collection(make, edit)
    expected = find_copies(documents)
    for seed in range(3):
        random.Random(seed).shuffle(documents)
        assert find_copies(documents) == expected


def test_step_by_step_is_as_at_once(make, edit) -> None:  # type: ignore[no-untyped-def]
    documents = collection(make, edit)
    rnd = random.Random(3)
    copies = Copies(sqlite3.connect(":memory:"))
    there: dict[str, Document] = {}
    for _ in range(400):
        key, site, _ = rnd.choice(documents)
        if key in there and rnd.random() < 0.5:
            assert copies.remove(key)
            del there[key]
        else:
            there[key] = (key, site, rnd.choice(documents)[2])
            copies.put(*there[key])
        if rnd.random() < 0.1:
            copies.refresh()
    expected = find_copies(there.values())
    assert expected
    assert copies.find_copies(str) == expected
    for key in list(expected)[:5]:
        narrowed = copies.find_copies(str, [key])
        assert narrowed[key] == expected[key]
        assert narrowed.items() <= expected.items()


def test_refresh_names_whose_family_changed(make, edit) -> None:  # type: ignore[no-untyped-def]
    copies = Copies(sqlite3.connect(":memory:"))
    text = make(1)
    for key, content in (("a", text), ("b", edit(text, 0.05)), ("c", make(2))):
        assert copies.put(key, "x.example", content)
    assert copies.refresh() == {"a", "b", "c"}
    assert copies.refresh() == set()
    assert not copies.put("a", "x.example", text.upper()), "the same words are no change"
    assert copies.put("a", "x.example", make(3))
    assert copies.refresh() >= {"a", "b"}
    assert copies.neighbours("b") == []


def test_the_kept_one_is_first_by_rank_and_repeated_directly(make, edit) -> None:  # type: ignore[no-untyped-def]
    text = make(1, 500)
    documents = [("new", "a.example", text), ("old", "b.example", edit(text, 0.04)), ("exact", "c.example", text)]
    assert {key: match.key for key, match in find_copies(documents).items()} == {"new": "exact", "old": "exact"}
    years = {"new": 2022, "old": 2019, "exact": 2023}
    found = find_copies(documents, years.__getitem__)
    assert {key: match.key for key, match in found.items()} == {"new": "old", "exact": "old"}
    assert all(match.shared > 0.9 for match in found.values())


def test_a_teaser_gives_way_to_its_article(make) -> None:  # type: ignore[no-untyped-def]
    text = make(1, 900)
    for share in (0.33, 0.7):
        documents = [("full", "a.example", text), ("teaser", "a.example", text[: int(len(text) * share)])]
        for first in ("full", "teaser"):
            found = find_copies(documents, {"full": 1, "teaser": 1, first: 0}.__getitem__)
            assert {key: match.key for key, match in found.items()} == {"teaser": "full"}


def test_a_long_text_is_kept_beside_its_opening_of_another_site(make) -> None:  # type: ignore[no-untyped-def]
    text = make(1, 900)
    documents = [("full", "a.example", text), ("opening", "b.example", text[: len(text) // 3])]
    assert {key: match.key for key, match in find_copies(documents).items()} == {"opening": "full"}
    assert find_copies(documents, lambda key: key != "opening") == {}


def test_page_made_of_others_is_left_out_and_swallows_none(make) -> None:  # type: ignore[no-untyped-def]
    items = [make(number, 300) for number in range(3)]
    page = "\n".join(items)
    documents = [(f"item{number}", "a.example", text) for number, text in enumerate(items)]
    for own in ("", "\n" + make(9, 20)):
        found = find_copies([("a page", "a.example", page + own), *documents])
        assert found.keys() == {"a page"} and found["a page"].shared > 0.9
    longer = [("a page", "a.example", page + "\n" + make(9, 300)), *documents]
    assert find_copies(longer, lambda key: key == "a page") == {}, "it has something to say, as the items have"
    assert len(find_copies(longer)) == 3, "of which the page has all"


def test_caller_can_have_a_document_give_way(make) -> None:  # type: ignore[no-untyped-def]
    copies = Copies(sqlite3.connect(":memory:"))
    for key, text in (("a print", make(1) + "\nPrinted today"), ("b thread", make(1))):
        copies.put(key, "a.example", text)
    assert copies.find_copies(str).keys() == {"b thread"}
    found = copies.find_copies(str, gives_way=lambda key, other: key < other)
    assert {key: match.key for key, match in found.items()} == {"a print": "b thread"}


def test_many_copies_are_one_family(make) -> None:  # type: ignore[no-untyped-def]
    text = make(1, 300)
    documents = [(f"k{number:03}", "a.example", f"{text}\nseen by reader {number}") for number in range(60)]
    found = find_copies(documents)
    assert {match.key for match in found.values()} == {"k000"}
    assert len(found) == 59


def test_the_caller_owns_the_transaction(make) -> None:  # type: ignore[no-untyped-def]
    connection = sqlite3.connect(":memory:", isolation_level=None)
    copies = Copies(connection)
    connection.execute("BEGIN")
    copies.put("a", "x.example", make(1))
    copies.find_copies(str)
    assert connection.in_transaction
    connection.execute("ROLLBACK")
    assert copies.neighbours("a") == []
    assert not copies.remove("a")


def test_the_caller_may_refuse_a_pair(make, edit) -> None:  # type: ignore[no-untyped-def]
    copies = Copies(sqlite3.connect(":memory:"))
    for key, text in (("a", make(1)), ("b", edit(make(1), 0.05)), ("c", make(1) + " more")):
        copies.put(key, "x.example", text)
    found = copies.find_copies(str, may_repeat=lambda copy, kept: {copy, kept} != {"a", "b"})
    assert {key: match.key for key, match in found.items()} == {"c": "a"}


def test_a_text_of_an_agency_is_one_whoever_prints_it(make) -> None:  # type: ignore[no-untyped-def]
    text = make(3, 250)
    prints = {
        "first": (f"21 March 2024, 14:05\n{text}", "a.example"),
        "second": (f"(Agency) {text}\nSubscribe to our letter.", "b.example"),
        "third": (f"22 March 2024, 9:10\n{text}\nViews: 410", "c.example"),
    }
    found = find_copies((key, site, text) for key, (text, site) in prints.items())
    assert {key: match.key for key, match in found.items()} == {"second": "first", "third": "first"}
    assert all(match.shared > 0.9 for match in found.values())


def test_bulletins_of_one_form_stay_apart_in_any_order() -> None:
    form = "The {} train will not run on {}. The track is mended. Tickets are good for the bus behind the station."
    days = ["Monday", "Tuesday", "Friday"]
    texts = [form.format(number, day) for number in ("first", "third", "tenth") for day in days]
    documents = [(f"n{place}", "a.example", text) for place, text in enumerate(texts)]
    assert find_copies(documents) == find_copies(documents[::-1]) == {}
