"""Score the repair of wrongly decoded text and the detection of charsets, with other tools beside them.

    python benchmarks/encoding.py CLEAN.jsonl [--paragraphs N] [--show N]

CLEAN.jsonl has one {"lang", "text"} a line. Three tables: paragraphs that were read with a wrong charset and came back
exactly as they were, clean text that was changed and the time it took, pages of bytes that were decoded right.
A peer that is not installed is left out.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import chardet
import ftfy

from scoda_crawler.text.encoding import decode, repair

Repairer = Callable[[str], str]
Decoder = Callable[[bytes], str]

WRONG = "cp1252 latin-1 cp1251 cp1250 iso8859-2 mac_roman koi8-r gbk big5 shift_jis cp874 cp949".split()
LEGACY = {
    "latin-1": "gbk big5 shift_jis euc_jp euc_kr cp874 cp1251 koi8-r cp1253 cp1255 cp1256",
    "cp1252": "gbk cp1251 cp1250 cp1254 cp1257",
    "cp1251": "koi8-r gbk",
    "koi8-r": "cp1251",
    "gbk": "shift_jis euc_kr cp1251",
}
# Charsets in which pages were published, by language.
PUBLISHED = {
    "zh": "gbk", "zh-TW": "big5", "ja": "shift_jis euc_jp", "ko": "euc_kr", "th": "cp874",
    "ru": "cp1251 koi8-r", "uk": "cp1251 koi8-u", "bg": "cp1251", "sr": "cp1251",
    "el": "cp1253 iso8859-7", "he": "cp1255", "ar": "cp1256", "fa": "cp1256", "tr": "cp1254",
    "pl": "cp1250 iso8859-2", "cs": "cp1250 iso8859-2", "hu": "cp1250 iso8859-2", "ro": "cp1250", "sk": "cp1250",
    "hr": "cp1250", "sl": "cp1250", "lt": "cp1257", "lv": "cp1257", "et": "cp1257",
    "de": "cp1252", "fr": "cp1252", "es": "cp1252",
}  # fmt: skip
PAGE = (
    "<!DOCTYPE html><html><head><title>{0}</title><script>var a = 1;</script></head>"
    '<body class="news"><div id="main">{1}</div></body></html>'
)
SIZES = (150, 1000, 4000)  # characters of a page's text


def spoil(text: str, true: str, read_as: str, times: int = 1) -> str | None:
    """`text` in the charset `true`, read as another; None where that leaves it as it is or cannot be undone."""
    try:
        bad = text
        for _ in range(times):
            bad = bad.encode(true).decode(read_as)
        back = bad
        for _ in range(times):
            back = back.encode(read_as).decode(true)
    except (UnicodeError, LookupError):
        return None
    return bad if bad != text and back == text else None


def families() -> Iterator[tuple[str, list[tuple[str, str]], int]]:
    """The kinds of damage: (title, charset that was meant and charset it was read with, how often)."""
    yield "UTF-8 read as another, once", [("utf-8", name) for name in WRONG], 1
    yield "UTF-8 read as another, twice", [("utf-8", name) for name in WRONG], 2
    yield "legacy read as legacy", [(true, name) for name, trues in LEGACY.items() for true in trues.split()], 1


def score_recovery(texts: list[str], tools: dict[str, Repairer], show: int) -> None:
    """Print how many spoiled paragraphs come back exactly, by kind of damage."""
    for title, pairs, times in families():
        print(f"\n{title:32}", *(f"{name:>18}" for name in tools))
        good, whole = dict.fromkeys(tools, 0), 0
        for true, read_as in pairs:
            cases = [(text, bad) for text in texts if (bad := spoil(text, true, read_as, times))]
            right = {name: [tool(bad) == text for text, bad in cases] for name, tool in tools.items()}
            whole += len(cases)
            for name in tools:
                good[name] += sum(right[name])
            if cases:
                shares = (f"{sum(right[name]) / len(cases):18.1%}" for name in tools)
                print(f"  {f'{true} read as {read_as}, {len(cases)}':30}", *shares)
            missed = [case for case, is_right in zip(cases, right["scoda_crawler"], strict=True) if not is_right]
            for text, bad in missed[:show]:
                print(f"    {text[:60]!r} {bad[:60]!r} -> {repair(bad)[:60]!r}")
        print(f"  {f'all {whole}':30}", *(f"{good[name] / max(whole, 1):18.1%}" for name in tools))


def score_clean(texts: list[str], tools: dict[str, Repairer], show: int) -> None:
    """Print how much clean text is changed, and microseconds a KB of UTF-8."""
    size = sum(len(text.encode()) for text in texts) / 1024
    print(f"\n{f'clean, {len(texts)} paragraphs':32}", *(f"{name:>18}" for name in tools))
    changed, spent = {}, {}
    for name, tool in tools.items():
        tool("Ã©tÃ©")  # what is loaded once is not counted
        start = time.process_time()
        changed[name] = [text for text in texts if tool(text) != text]
        spent[name] = (time.process_time() - start) * 1e6 / size
    print(f"  {'changed':30}", *(f"{len(changed[name]):18}" for name in tools))
    print(f"  {'us/KB':30}", *(f"{spent[name]:18.1f}" for name in tools))
    for text in changed["scoda_crawler"][:show]:
        print(f"    {text[:80]!r} -> {repair(text)[:80]!r}")


def pages(rows: list[dict[str, str]], size: int, rng: random.Random) -> Iterator[tuple[str, str, bytes]]:
    """(charset, what the page says, its bytes) of undeclared pages with about `size` characters of text."""
    for lang, names in PUBLISHED.items():
        texts = [row["text"] for row in rows if row["lang"] == lang]
        for name in names.split() if texts else ():
            for _ in range(4):
                text, parts = "", rng.sample(texts, len(texts))
                while len(text) < size:
                    text += f"<p>{parts[len(text) % len(parts)]}</p>\n"
                page = PAGE.format(parts[0][:20], text[: size + 7])
                body = page.encode(name, "ignore")
                yield name, body.decode(name, "ignore"), body


def decode_as(label: str | None, body: bytes) -> str:
    """What a detector's answer makes of a page."""
    try:
        return body.decode(label or "ascii", "replace")
    except LookupError:
        return ""


def decoders() -> dict[str, Decoder]:
    """Ours first, then what is installed."""
    found: dict[str, Decoder] = {
        "scoda_crawler": decode,
        "chardet": lambda body: decode_as(chardet.detect(body)["encoding"], body),
    }
    try:
        from charset_normalizer import from_bytes

        found["charset-normalizer"] = lambda body: str(from_bytes(body).best() or "")
    except ImportError:
        pass
    return found


def break_half(body: bytes) -> bytes:
    """A page with the half of a character, or a stray byte, in the middle of its text."""
    middle = max(len(body) // 2, 150)
    while middle < len(body) and body[middle] != 0x3C:
        middle += 1
    return body[:middle] + b"\xb0" + body[middle:]


def score_detection(rows: list[dict[str, str]]) -> None:
    """Print how many pages without a declaration are decoded right, and with one broken byte nearly right."""
    tools = decoders()
    print(f"\n{'pages decoded right':32}", *(f"{name:>18}" for name in tools))
    for size in SIZES:
        cases = list(pages(rows, size, random.Random(size)))
        for title, change in (("", None), (", half a character", break_half)):
            spent, good = dict.fromkeys(tools, 0.0), dict.fromkeys(tools, 0)
            for _, text, body in cases:
                for name, tool in tools.items():
                    start = time.process_time()
                    got = tool(change(body) if change else body)
                    spent[name] += time.process_time() - start
                    good[name] += is_right(got, text, few=bool(change))
            label = f"{size} characters{title}, {len(cases)}"
            cost = [f"{good[name] / len(cases):8.1%} {spent[name] * 1000 / len(cases):6.1f} ms" for name in tools]
            print(f"  {label:30}", *(f"{cell:>18}" for cell in cost))


def is_right(got: str, text: str, *, few: bool) -> bool:
    """Whether a page was decoded right; with `few`, whether no more than its broken place differs."""
    if not few:
        return got == text
    same = next((i for i, (a, b) in enumerate(zip(got, text, strict=False)) if a != b), min(len(got), len(text)))
    tail = next((i for i, (a, b) in enumerate(zip(got[::-1], text[::-1], strict=False)) if a != b), len(text))
    return same + tail >= len(text) - 2


def main() -> None:
    """Read the texts and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clean", type=Path)
    parser.add_argument("--paragraphs", type=int, default=300, help="how many paragraphs are spoiled")
    parser.add_argument("--show", type=int, default=0, help="failures shown of each kind")
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.clean.read_text(encoding="utf-8").splitlines()]
    texts = [row["text"] for row in rows]
    sample = [text[:300] for text in texts[:: max(1, len(texts) // args.paragraphs)]]
    tools: dict[str, Repairer] = {"scoda_crawler": repair, "ftfy.fix_encoding": ftfy.fix_encoding}
    score_recovery(sample, tools, args.show)
    score_clean(texts, tools, args.show)
    score_detection(rows)


if __name__ == "__main__":
    main()
