"""Years and days of other calendars as Gregorian ones: Buddhist, ROC, Japanese eras, Persian, Islamic."""

from datetime import date, timedelta

_PERSIAN_EPOCH = date(622, 3, 21).toordinal()
_ISLAMIC_EPOCH = date(1979, 11, 21)  # first day of 1400 AH
# Umm al-Qura, 1400 to 1500 AH: twelve bits a year, one a month, set where it has 30 days (KACST, as ICU has it).
_UMM_AL_QURA = (
    "a55d25e92ec96d4ae996b4aba93d49da4db2ab94baa5b52ba95b2ab5555c4bd23d91da95b4ab5a56d2b693b49b6556a9754b6a"
    "56caad555b29b92ba95d4ada55aaab595749764baa5b52b6a56e4db25b52b6a5ad2ae92f49764b6a56acad655d49da4dd16d95"
    "5aa5b52da95b4ad5956ca6e4aea4f52b6956aaab54bd25d92ea96d4ada95b4aba55b29b54d6a97547693749b5556aa6b52b"
)


def from_buddhist(year: int) -> int:
    """The Gregorian year of a Thai Buddhist one (2564 is 2021)."""
    return year - 543


def from_roc(year: int) -> int:
    """The Gregorian year of one of the Republic of China (110 is 2021)."""
    return year + 1911


def from_persian(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Solar Hijri one; ValueError for none.

    Leap years by the rule of 33 years, which is the astronomical one from 1178 to 1633 AP (Heydari-Malayeri 2004).
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        raise ValueError(f"no Persian day: {year}-{month}-{day}")
    leaps = (8 * year + 21) // 33 if year > 1 else 0
    days = 365 * (year - 1) + leaps - 1 + (month - 1) * 30 + min(month - 1, 6) + day
    return date.fromordinal(_PERSIAN_EPOCH + days)


def _read_lengths() -> list[int]:
    """Days from the first day of 1400 AH to the first day of each month, to the end of 1500 AH."""
    starts = [0]
    for i in range(0, len(_UMM_AL_QURA), 3):
        bits = int(_UMM_AL_QURA[i : i + 3], 16)
        starts += [starts[-1] + sum(29 + (bits >> (11 - m) & 1) for m in range(n + 1)) for n in range(12)]
    return starts


_ISLAMIC_STARTS = _read_lengths()


def from_islamic(year: int, month: int, day: int) -> date:
    """The Gregorian day of an Islamic one of 1400 to 1500 AH by the calendar of Umm al-Qura; ValueError for others."""
    if not (1400 <= year <= 1500 and 1 <= month <= 12 and 1 <= day <= 30):
        raise ValueError(f"no Islamic day: {year}-{month}-{day}")
    return _ISLAMIC_EPOCH + timedelta(days=_ISLAMIC_STARTS[(year - 1400) * 12 + month - 1] + day - 1)
