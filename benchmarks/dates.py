"""Date strings read right, wrong and not at all, ours beside dateparser: `python benchmarks/dates.py DATES_JSONL`.

A line of the file is {"lang", "text", "expect", "tolerance_s", "source"}; now is 2026-11-22 12:00. Texts that are no
dates come from this file: both parsers get them with a language and without.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from dateparser.date import DateDataParser
from dateparser.languages.loader import default_loader

from scoda_crawler.dates import parse_date

NOW = datetime(2026, 11, 22, 12)
JUNK = (
    "5G|24/7|Ara|Fondo|Reply to topic|1.5|v2.10.3|10.2.15|192.168.1.1|555-12-34|"
    "+7 495 123-45-67|$12.50|Page 2 of 10|218 posts|1 users|In 1999 we moved|Top 10|Login|"
    "Sign up|Quote|Share|Like|Edited|Last post|Home|Search|12|2021|may|March|Sun|Mon|"
    "second|Joined|Posts: 218|ISBN 978-3-16-148410-0|3 replies|1,234 views|100%|16:9|4K|"
    "5 stars|No. 5|12 Monkeys|Chapter 3|7-Eleven|9/11|50/50|F-16|MP3|Win32|40 °C|10 km|"
    "The 3 of us|See you|Ответить|Главная|回复|浏览 123|ตอบกลับ|กระทู้: 218|Antworten|Répondre|"
    "Responder|回覆|返信|답글|الرئيسية|12 345|0x1F|#42|@admin|a|-|...|2008-2024"
).split("|")
Value = datetime | date | None


@cache
def _parser(language: str | None) -> DateDataParser:
    known = language in default_loader.get_locale_map()
    return DateDataParser(languages=[language] if language and known else None, settings={"RELATIVE_BASE": NOW})


def ask_us(text: str, language: str | None) -> Value:
    """Our reading."""
    found = parse_date(text, language=language, now=NOW)
    return found.value if found else None


def ask_dateparser(text: str, language: str | None) -> Value:
    """The reading of dateparser, with one parser a language kept."""
    return _parser(language.split("-")[0] if language else None).get_date_data(text).date_obj


def is_right(value: datetime | date, row: dict[str, str]) -> bool:
    """Whether a value is what a row expects, within its tolerance; a value without time by its day."""
    want = datetime.fromisoformat(row["expect"])
    is_day = not isinstance(value, datetime)
    moment = value.replace(tzinfo=None) if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    tolerance = timedelta(seconds=max(int(row["tolerance_s"]), 59))
    no_time = want.time() in (datetime.min.time(), NOW.time())
    return abs(moment - want) <= tolerance or ((is_day or no_time) and moment.date() == want.date())


def measure(name: str, read: Callable[[str, str | None], Value], rows: list[dict[str, str]]) -> None:
    """Print the shares and the time a call of one parser."""
    for row in rows[:50]:
        read(row["text"], row["lang"])
    for title, generated in (("by hand", False), ("generated", True)):
        tally: Counter[str] = Counter()
        start = time.process_time()
        for row in (r for r in rows if (r["source"] == "generated") == generated):
            value = read(row["text"], row["lang"])
            tally["none" if value is None else "right" if is_right(value, row) else "wrong"] += 1
        spent = (time.process_time() - start) / tally.total() * 1e6
        shares = ", ".join(f"{verdict} {tally[verdict] / tally.total():.1%}" for verdict in ("right", "wrong", "none"))
        print(f"{name:11}{title:10} {tally.total():5} strings: {shares}; {spent:.0f} us a call")


def measure_junk(name: str, read: Callable[[str, str | None], Value]) -> None:
    """Print the false dates among texts that are none, and the time a call."""
    for language in ("en", None):
        for text in JUNK:
            read(text.strip(), language)
        start = time.process_time()
        false = [text.strip() for text in JUNK if read(text.strip(), language) is not None]
        spent = (time.process_time() - start) / len(JUNK) * 1e6
        told = f"no dates, language {language}: {len(false)} of {len(JUNK)} read"
        print(f"{name:11}{told}; {spent:.0f} us a call; {false[:9]}")


if __name__ == "__main__":
    lines = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    for parser, function in (("ours", ask_us), ("dateparser", ask_dateparser)):
        measure(parser, function, lines)
        measure_junk(parser, function)
