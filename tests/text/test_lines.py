import random

import pytest

from scoda_crawler.text.lines import find_boilerplate, is_boilerplate, line_hashes, line_kind, strip_lines

WORDS = "harbour market evening school bridge winter ferry council garden timber letter window copper orchard".split()


def paragraph(rnd: random.Random, words: int = 25) -> str:
    return " ".join(rnd.choices(WORDS, k=words)).capitalize() + "."


def page(number: int, *, paragraphs: int = 4, chrome: bool = True, extra: str = "") -> str:
    rnd = random.Random(number)
    body = [paragraph(rnd) for _ in range(paragraphs)]
    if extra:
        body.insert(paragraphs // 2, extra)
    above = [f"{2000 + number}-05-{number % 28 + 1:02} 10:{number % 60:02}", "admin", f"{number * 7} views"]
    below = ["Share this page", "Previous: " + paragraph(rnd, 3), "© 2008-2024 The Site. All rights reserved."]
    title = " ".join(rnd.choices(WORDS, k=4))
    return "\n\n".join([title, *(above if chrome else []), *body, *(below if chrome else [])])


def learn(pages: dict[str, str]) -> frozenset[int]:
    return find_boilerplate({key: line_hashes(text) for key, text in pages.items()})


def test_chrome_at_the_edges_goes_and_the_text_stays() -> None:
    pages = {str(number): page(number) for number in range(20)}
    boilerplate = learn(pages)
    for number in range(20):
        noted = strip_lines(pages[str(number)], boilerplate)
        neighbour = [line for line in noted.text.split("\n") if line.startswith("Previous")]
        assert [line for line in noted.text.split("\n\n") if line not in neighbour] == page(number, chrome=False).split(
            "\n\n"
        )
        assert "top: admin" in noted.notes and "bottom: share this page" in noted.notes


def test_it_does_not_depend_on_the_order_and_is_idempotent() -> None:
    keys = [str(number) for number in range(12)]
    pages = {key: page(int(key)) for key in keys}
    boilerplate = learn(pages)
    random.Random(1).shuffle(keys)
    assert learn({key: pages[key] for key in keys}) == boilerplate != frozenset()
    once = strip_lines(pages["3"], boilerplate)
    assert strip_lines(once.text, boilerplate) == (once.text, ())


def test_small_sites_learn_nothing() -> None:
    assert learn({str(number): page(number) for number in range(4)}) == frozenset()


@pytest.mark.parametrize(
    "extra",
    [
        "“The harbour is where we all began, and where we shall end,” the old saying goes in this town.",
        "What happens next",
        "A timetable that holds",
    ],
)
@pytest.mark.parametrize("share", [2, 8, 20])
def test_what_stands_in_the_text_stays(extra: str, share: int) -> None:
    pages = {str(number): page(number, paragraphs=10, extra=extra if number < share else "") for number in range(20)}
    boilerplate = learn(pages)
    assert all(extra in strip_lines(pages[str(number)], boilerplate).text for number in range(share))


def test_sentences_that_short_notices_share_stay() -> None:
    common = [
        "Those who need help may ring the caretaker two days ahead, in the morning.",
        "If it rains the date is put off by exactly one week, as every year.",
        "Cars left standing after 7:00 will be towed to the yard at the owner's expense.",
        "Letters of objection have to arrive before the 9th, in writing and signed.",
    ]
    rnd = random.Random(2)
    pages = {
        str(number): "\n".join(["Notice", paragraph(rnd), *rnd.sample(common, 1), paragraph(rnd, 12)])
        for number in range(24)
    }
    boilerplate = learn(pages)
    for text in pages.values():
        assert strip_lines(text, boilerplate).text.split("\n")[-3:] == text.split("\n")[-3:]


def test_copies_of_one_text_teach_nothing() -> None:
    pages = {str(number): page(number, chrome=False) for number in range(12)}
    pages |= {f"copy{number}": pages["0"] for number in range(30)}
    assert learn(pages) == frozenset()


def test_a_second_language_of_the_site_is_learned() -> None:
    pages = {str(number): page(number) for number in range(40)}
    above = ["Дата: 0{0}.05.2022", "Автор: редакция", "Просмотров: {0}"]
    for number in range(8):
        body = page(100 + number, chrome=False)
        pages[f"ru{number}"] = "\n".join([*(line.format(number + 1) for line in above), body])
    boilerplate = learn(pages)
    assert strip_lines(pages["ru3"], boilerplate).text == page(103, chrome=False)


@pytest.mark.parametrize(
    ("one", "other"),
    [("12 views", "3,401  Views"), ("阅读：12", "阅读:7"), ("２０２１-01-02", "1999-12-31"), ("\u3000Home", "home ")],
)
def test_labels_are_one_kind_whatever_their_numbers(one: str, other: str) -> None:
    assert line_kind(one) == line_kind(other)


def test_prose_keeps_its_numbers() -> None:
    sentence = "Trains left at {} from the northern yard and reached the border in the evening."
    assert line_kind(sentence.format(6)) != line_kind(sentence.format(7))


def test_the_decision_needs_only_counts() -> None:
    (label,) = line_hashes("admin")
    (counter,) = line_hashes("12 views")
    (prose,) = line_hashes("This site uses cookies so that it can remember who you are, and shows advertisements.")
    assert is_boilerplate(label.kind, with_line=30, documents=100, at_edge=28)
    assert not is_boilerplate(label.kind, with_line=30, documents=100, at_edge=15)
    assert not is_boilerplate(label.kind, with_line=10, documents=100, at_edge=10)
    assert is_boilerplate(counter.kind, with_line=10, documents=100, at_edge=10)
    assert is_boilerplate(label.kind, with_line=5, documents=5, at_edge=5)
    assert not is_boilerplate(label.kind, with_line=5, documents=5, at_edge=4)  # a heading in short texts
    assert not is_boilerplate(prose.kind, with_line=40, documents=100, at_edge=40)
    assert is_boilerplate(prose.kind, with_line=90, documents=100, at_edge=90)
    assert not is_boilerplate(label.kind, with_line=4, documents=4, at_edge=4)


@pytest.mark.parametrize("text", ["", "\n\n", "\0", "\ud800", "x" * 1_000_000, "1\n" * 100_000, " \n\t\n"])
def test_any_text_is_taken(text: str) -> None:
    lines = line_hashes(text)
    assert strip_lines(text, frozenset()).text == text
    assert not lines or len(lines) > 160 or not strip_lines(text, {line.kind for line in lines}).text
