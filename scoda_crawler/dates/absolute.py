"""A day from tokens: a numeric date, or one with the name or the mark of a month."""

from datetime import date

from scoda_crawler.dates.calendars import from_buddhist, from_islamic, from_persian, from_roc
from scoda_crawler.dates.numeric import Day, Hints, expand_year, is_future, make_day, read_numeric
from scoda_crawler.dates.tokens import Token

_MONTH_CODES = frozenset("MSI")
_FAR = 4  # words between the parts of a date
_MAX_UNKNOWN = 9  # words round a whole date: more is prose
_TILL = frozenset("bis au to til till al a ad as à tot hasta até по до do og och und and et y e и i و ถึง".split())


def read_day(tokens: list[Token], hints: Hints, *, has_time: bool) -> Day | None:
    """The day that the tokens (without a time) tell; None where they tell none, or are prose."""
    numeric = [t for t in tokens if t.kind == "date"]
    if numeric:
        return (
            read_numeric(numeric[0].text, hints)
            if len(numeric) == 1 and _count_unknown(tokens) <= _MAX_UNKNOWN
            else None
        )
    marked = _read_marked(tokens, hints, has_time=has_time)
    return marked or _read_named(tokens, hints, has_time=has_time)


def _count_unknown(tokens: list[Token]) -> int:
    return sum(t.kind == "word" and not t.codes and (len(t.text) > 2 or t.gap not in ("", "-")) for t in tokens)


def _is_unknown(token: Token) -> bool:
    """Whether a token is a word that says nothing known, and is no ending written to a number ("25th", "1er")."""
    return token.kind == "word" and not token.codes and (len(token.text) > 4 or token.gap not in ("", "-"))


def _is_ending(token: Token) -> bool:
    """Whether a token is an ending written to the number before it."""
    return token.kind == "word" and token.gap in ("", "-") and len(token.text) <= 3 and not _has(token, "U")


def _has(token: Token, code: str) -> bool:
    return any(c == code or (len(code) == 1 and c[0] == code) for c in token.codes)


def _read_marked(tokens: list[Token], hints: Hints, *, has_time: bool) -> Day | None:
    """A date whose numbers carry marks: 2021年10月25日, 10월 25일, ngày 25 tháng 10 năm 2021."""
    if not _has_marks(tokens, hints):
        return None
    parts: dict[str, int] = {}
    used: set[int] = set()
    for unit in ("Uy", "Uo", "Ud"):
        for i, token in enumerate(tokens):
            if _has(token, unit) and unit not in parts and (at := _find_number(tokens, i, used)) is not None:
                parts[unit] = tokens[at].number
                used |= {at, i}
    if "Uo" not in parts or parts["Uo"] > 12 or not parts["Uo"]:
        return None
    others = [i for i, t in enumerate(tokens) if t.kind == "num" and i not in used]
    for unit, least, most in (("Ud", 1, 2), ("Uy", 4, 4)):
        at = next((i for i in others if least <= len(tokens[i].text) <= most), None)
        if unit not in parts and at is not None:
            parts[unit] = tokens[at].number
            others.remove(at)
    if others or (_count_unknown(tokens) > (_MAX_UNKNOWN if len(parts) == 3 else 0)):
        return None
    if "Uy" not in parts and "Ud" not in parts:
        return None
    year = _shift_year(tokens, parts["Uy"], hints) if "Uy" in parts else None
    return _build(year, parts["Uo"], parts.get("Ud"), hints, has_time=has_time)


def _has_marks(tokens: list[Token], hints: Hints) -> bool:
    """Whether the word for a month is a mark of dates: in the scripts of East Asia, and a few languages besides.

    Elsewhere, or with a word such as "ago", it only counts: "3 months 5 days".
    """
    if any(_has(token, "G") or _has(token, "F") for token in tokens):
        return False
    is_marking = hints.language is not None and hints.language[:2] in ("vi", "mn", "ug")
    return any(
        _has(t, "Uo") and (is_marking or "\u0f00" <= t.text[0] <= "\u0fff" or t.text[0] > "\u3040") for t in tokens
    )


def _find_number(tokens: list[Token], i: int, used: set[int]) -> int | None:
    """The number that a mark belongs to: the one before it in scripts that write it so, else the one after."""
    first = tokens[i].text[0]
    is_before = first < "\u0250" or "\u0f00" <= first <= "\u0fff"  # Latin and Tibetan
    before = i - 2 if i > 1 and _is_ending(tokens[i - 1]) else i - 1  # "3-р сарын"
    for at in (i + 1, before) if is_before else (before, i + 1):
        if 0 <= at < len(tokens) and tokens[at].kind == "num" and at not in used:
            return at
    return None


def _shift_year(tokens: list[Token], year: int, hints: Hints) -> tuple[int, str]:
    """The Gregorian year where an era or a calendar is named, or the number is too large or too small."""
    for token in tokens:
        for code in token.codes:
            if code[0] == "E":
                return int(code[1:]) + year - 1, "japanese"
            if code == "Cb":
                return from_buddhist(year if year > 200 else 2500 + year), "buddhist"
            if code == "Cr":
                return from_roc(year), "roc"
            if code == "Cg":
                return year, "gregorian"
    if 2400 < year < 2700:
        return from_buddhist(year), "buddhist"
    if 100 <= year < 200 and hints.language is not None and hints.language[:2] == "zh":
        return from_roc(year), "roc"
    if year < 100:
        full = expand_year(year, hints)
        return (from_buddhist(full), "buddhist") if full > 2400 else (full, "gregorian")
    return year, "gregorian"


def _build(year: tuple[int, str] | None, month: int, day: int | None, hints: Hints, *, has_time: bool) -> Day | None:
    """The day, or the month where no day is told; without a year the latest that is not in the future."""
    try:
        if year is None:
            return _without_year(month, day or 1, hints)
        if not 1000 < year[0] < 2200:
            return None
        if day is None:
            return None if has_time else Day(date(year[0], month, 1), year[1], precision="month")
        return Day(date(year[0], month, day), year[1])
    except (OverflowError, ValueError):
        return None


def _without_year(month: int, day: int, hints: Hints) -> Day | None:
    if hints.today is None:
        return None
    for year in range(hints.today.year + 1, hints.today.year - 8, -1):
        try:
            value = date(year, month, day)
        except (OverflowError, ValueError):  # 29 February
            continue
        if not is_future(value, hints):
            return Day(value)
    return None


def _read_named(tokens: list[Token], hints: Hints, *, has_time: bool) -> Day | None:
    """A date with the name of a month."""
    at = _find_month(tokens)
    if at is None:
        return None
    if not any(t.kind == "num" and len(t.text) <= 2 for t in tokens):
        tokens = [_spell_day(token) for token in tokens]
    if _is_range(tokens):
        return None
    before, after = _near_numbers(tokens, at)
    year, day = _tell_apart(before, after, hints)
    if year is None and day is None:
        return None
    allowed = _MAX_UNKNOWN if year is not None and day is not None else 0
    if _count_unknown(tokens) > allowed or _has_others(tokens, before + after, allowed):
        return None
    code = next(c for c in tokens[at].codes if c[0] in _MONTH_CODES)
    if code[0] != "M":
        return _read_other_calendar(code, year, day)
    shifted = None if year is None else _shift_year(tokens, year, hints)
    return _build(shifted, int(code[1:]), day, hints, has_time=has_time)


def _is_range(tokens: list[Token]) -> bool:
    """Whether days or months are named from one to another: "3-5 May", "du 3 au 5 mai", "3 May - 5 June"."""
    months = [i for i, t in enumerate(tokens) if len(t.codes) == 1 and t.codes[0][0] == "M"]
    if len({tokens[i].codes for i in months[:2]}) > 1 and not _has_year(tokens[months[0] : months[1]]):
        return True
    for i, token in enumerate(tokens[:-1]):
        after = tokens[i + 1]
        if _is_short(token) and _is_short(after) and after.gap.strip(" .") == "-" and token.gap.strip() != "-":
            return True
        if _is_short(token) and after.text in _TILL and i + 2 < len(tokens) and _is_short(tokens[i + 2]):
            return True
    return False


def _is_short(token: Token) -> bool:
    return token.kind == "num" and len(token.text) <= 2


def _has_year(tokens: list[Token]) -> bool:
    return any(t.kind == "num" and len(t.text) == 4 for t in tokens)


def _spell_day(token: Token) -> Token:
    """A word for a day of the month ("fourteenth") as its number."""
    number = next((c[1:] for c in token.codes if c[0] == "N"), "")
    is_day = len(token.codes) == 1 and number and 1 < int(number) <= 31 and len(token.text) > 3
    return token._replace(kind="num", text=number, codes=()) if is_day else token


def _find_month(tokens: list[Token]) -> int | None:
    """Where the month stands; a word that may also be something else counts only where no other is."""
    found = [i for i, t in enumerate(tokens) if any(c[0] in _MONTH_CODES for c in t.codes)]
    sure = [i for i in found if len(tokens[i].codes) == 1]
    return (sure or found or [None])[0]  # type: ignore[list-item]


def _near_numbers(tokens: list[Token], at: int) -> tuple[list[Token], list[Token]]:
    """The numbers before and after a month, as far as no foreign word parts them from it; three at most each side."""
    before, after = _look(tokens, at, -1), _look(tokens, at, 1)
    if (
        before
        and after
        and len(before) + len(after) > 2
        and tokens[at - 1].kind != "num"
        and tokens[at + 1].kind == "num"
    ):
        before = []  # "Reply #3 on: March 14, 2023"
    return before[::-1], after


def _look(tokens: list[Token], at: int, step: int) -> list[Token]:
    """The numbers on one side of a month, the nearest first."""
    found: list[Token] = []
    i, words = at + step, 0
    while 0 <= i < len(tokens) and len(found) < 3 and words <= _FAR:
        token = tokens[i]
        if any(c[0] in _MONTH_CODES for c in token.codes) and len(token.codes) == 1:
            break
        if token.kind == "num":
            found.append(token)
        elif _is_unknown(token) and words:
            break
        else:
            words += 1
        i += step
    return found


def _has_others(tokens: list[Token], used: list[Token], allowed: int) -> bool:
    """Whether numbers are left over that no word explains."""
    left = [t for t in tokens if t.kind == "num" and not any(t is u for u in used)]
    return bool(left) and not allowed


def _tell_apart(before: list[Token], after: list[Token], hints: Hints) -> tuple[int | None, int | None]:
    """(year, day) among the numbers round the name of a month."""
    numbers = before + after
    long = [t for t in numbers if 3 <= len(t.text) <= 4]
    short = [t for t in numbers if len(t.text) <= 2]
    if long:
        if len(short) > 1 and short[1].gap.strip() == "-":  # "9-12 March 2026" is no day
            return None, None
        day = next((t.number for t in _nearest(before, after) if len(t.text) <= 2 and 1 <= t.number <= 31), None)
        return long[0].number, day
    if len(short) >= 2:
        if not before and not any(c in short[1].gap for c in ",'-/."):  # "Mar 6 43" is no date
            return None, None
        first, second = short[0].number, short[1].number
        is_year_first = (before and after and hints.order == "YMD" and len(before[-1].text) == 2) or first > 31
        return (first, second) if is_year_first and 1 <= second <= 31 else (second, first)
    if len(short) == 1:
        number = short[0].number
        return (None, number) if 1 <= number <= 31 else (number, None)
    return None, None


def _nearest(before: list[Token], after: list[Token]) -> list[Token]:
    """The numbers in the order in which they may be the day of the month."""
    return before[::-1] + after


def _read_other_calendar(code: str, year: int | None, day: int | None) -> Day | None:
    if year is None or day is None:
        return None
    try:
        if code[0] == "S":
            full = year if year > 100 else 1400 + year if year < 50 else 1300 + year
            return Day(from_persian(full, int(code[1:]), day), "persian")
        return Day(from_islamic(year, int(code[1:]), day), "islamic")
    except (OverflowError, ValueError):
        return None


def read_numbers(tokens: list[Token], hints: Hints, *, has_time: bool) -> Day | None:
    """A date of numbers alone: "2021 10 25"; in Chinese, Japanese and Korean also "10-25" before a time of day."""
    numbers = [t for t in tokens if t.kind == "num"]
    if len(numbers) != len(tokens):
        return None
    if len(numbers) == 3 and len(numbers[0].text) == 4:
        return make_day(numbers[0].number, numbers[1].number, numbers[2].number, hints)
    is_east = hints.language is not None and hints.language[:2] in ("zh", "ja", "ko")
    if len(numbers) == 2 and is_east and has_time and numbers[1].gap in ("-", "/", "."):
        return _without_year(numbers[0].number, numbers[1].number, hints)
    return None
