"""Numbers in Chinese characters before the marks of dates, as digits, and Japanese eras in full."""

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "兩": 2, "元": 1, "廿": 20}
_NUMBER = re.compile(
    r"(?<![周週期拜])([零〇○一二三四五六七八九十百两兩廿]{1,8}|元(?=年))\s?(?=[年月日号號点點时時分秒天个個小週周か箇ヶ]|歳)"
)
_ERA = re.compile(r"(?<![^\W\d_])([mtshr])\s?(\d{1,2})\s?[./年-]\s?(\d{1,2})\s?[./月-]\s?(\d{1,2})日?(?![\d.])")
_ERAS = {"m": "明治", "t": "大正", "s": "昭和", "h": "平成", "r": "令和"}
_HINT = re.compile("[零〇○一二三四五六七八九十百两兩廿元]")


def spell_numbers(text: str) -> str:
    """`text` with Chinese numbers as digits where a mark of a date follows: 二〇二一年十月 is 2021年10月."""
    return _NUMBER.sub(lambda m: str(_value(m[1])), text) if _HINT.search(text) else text


def spell_era(text: str) -> str:
    """A folded Japanese `text` with the era in full where its letter leads a date: r3.10.25 is 令和3年10月25日."""
    return _ERA.sub(lambda m: f"{_ERAS[m[1]]}{m[2]}年{m[3]}月{m[4]}日", text)


def _value(spelled: str) -> int:
    if not set(spelled) & set("十百廿"):
        return int("".join(str(_DIGITS[c]) for c in spelled))
    total = digit = 0
    for char in spelled:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        elif char == "廿":
            total += 20
        else:
            digit = _DIGITS[char]
    return total + digit
