import pytest

from scoda_crawler.text.lost import drop_lost


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("货物编号锟斤拷锟斤拷规则说明如下", "货物编号规则说明如下"),
        ("为流水号。烫烫烫不得留空", "为流水号。不得留空"),
        ("所谓“锟斤拷”，是编码转换的产物", "所谓“锟斤拷”，是编码转换的产物"),
        ("汤很烫，烫手", "汤很烫，烫手"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_leavings_of_lost_characters_go_and_mentions_stay(text: str, expect: str) -> None:
    found = drop_lost(text)
    assert found.text == expect
    assert bool(found.notes) == (text != expect)


def test_words_of_question_marks_are_noted_and_kept() -> None:
    text = "?????? ? ????? ??? ?????: ???? ?????????? ?????."
    assert drop_lost(text) == (text, ("lost to question marks",))
    assert drop_lost("What? Really??? Yes! ???") == ("What? Really??? Yes! ???", ())
    assert len(drop_lost("?? " * 100_000).text) == 300_000
