from scoda_crawler.dedup.passages import find_own_passage


def test_edits_make_no_passage_and_what_is_written_anew_does(make, edit) -> None:  # type: ignore[no-untyped-def]
    text, new = make(1, 3000), make(2, 400)
    assert find_own_passage(text, text) == 0
    assert find_own_passage(edit(text, 0.2), text) < 100
    assert 390 <= find_own_passage(f"{text[:5000]}\n{new}\n{text[5000:]}", text) <= 420
    assert find_own_passage(new, "") == 400
    assert find_own_passage("", text) == 0


def test_a_few_per_cent_of_a_giant_page_are_found(make) -> None:  # type: ignore[no-untyped-def]
    frame = make(3, 20_000)
    pages = [frame[:60_000] + "\n" + make(number, 600) + "\n" + frame[60_000:] for number in (5, 6)]
    assert find_own_passage(pages[0], pages[1]) >= 590


def test_characters_where_words_are_not_spaced() -> None:
    one = "".join(chr(0x4E00 + (place * 37) % 5000) for place in range(600))
    two = "".join(chr(0x4E00 + (place * 53 + 11) % 5000) for place in range(400))
    assert find_own_passage(one + two, one) >= 390
