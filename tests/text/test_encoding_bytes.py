"""Pages of bytes: what is declared, what is not, what is broken."""

import json
from pathlib import Path

import pytest

from scoda_crawler.text.encoding import decode

CHARSETS: dict[str, str] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
PAGE = "<!DOCTYPE html><html><head>{}<title>a</title><script>var x = '<';</script></head><body><p>{}</p></body></html>"


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "no-such-charset"])
def test_a_page_is_read_whatever_it_declares(charset: str, declared: str | None) -> None:
    page = PAGE.format("", CHARSETS[charset])
    assert decode(page.encode(charset), declared) == page


@pytest.mark.parametrize("charset", ["gbk", "shift_jis", "euc_jp", "euc_kr", "cp874", "cp1251"])
@pytest.mark.parametrize("broken", [b"\xb0", b"\xff"], ids=["half a character", "a stray byte"])
def test_a_broken_byte_costs_only_itself(charset: str, broken: bytes) -> None:
    text = CHARSETS[charset]
    head, tail = (PAGE.format("", text + "|" + text).encode(charset)).split(b"|", 1)
    decoded = decode(head + broken + b"<br>" + tail)
    assert decoded.count(text) == 2


@pytest.mark.parametrize("charset", ["gbk", "euc_jp", "euc_kr"])
@pytest.mark.parametrize("declared", [True, False], ids=["declared", "undeclared"])
@pytest.mark.parametrize("broken", [b"\xb0", b"\x81", b"\xff"], ids=["half a character", "a control", "a stray byte"])
def test_what_follows_a_stray_byte_is_put_in_step(charset: str, broken: bytes, *, declared: bool) -> None:
    text = CHARSETS[charset]
    head, tail = PAGE.format("", text[:15]).encode(charset).split(b"</p>")
    decoded = decode(head + broken + (text[15:] + "</p>").encode(charset) + tail, charset if declared else None)
    assert decoded.replace("\ufffd", "") == PAGE.format("", text)


def test_utf8_wins_over_what_is_declared() -> None:
    page = PAGE.format('<meta charset="gb2312">', "Утром в порту — шумно")
    assert decode(page.encode(), "windows-1251") == page
    assert decode(page.encode() + b"\xff<p>", "windows-1251") == page + "\ufffd<p>"


def test_marks() -> None:
    assert decode(b"\xef\xbb\xbfa\xc3\xa9") == "aé"
    assert decode("aé".encode("utf-16")) == "aé"
    assert decode("<p>plain text</p>".encode("utf-16-le")) == "<p>plain text</p>"


@pytest.mark.parametrize("charset", ["gbk", "cp1251", "cp1252"])
@pytest.mark.parametrize("wide", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("template", [PAGE, "{}{}"], ids=["page", "text"])
def test_wide_text(charset: str, wide: str, template: str) -> None:
    page = template.format("", CHARSETS[charset])
    if not wide.startswith("utf-32") or template == PAGE:
        assert decode(page.encode(wide), "utf-16" if template != PAGE else None) == page


HOSTILE = {
    "empty": b"",
    "one byte": b"\xff",
    "zeros": b"\x00" * 100_000,
    "tags": b"<" * 300_000 + b"\xe9",
    "scripts": b"<script>" * 40_000 + b"\xe9",
    "comments": b"<!--" * 80_000 + b"\xe9",
    "entities": b"&" * 300_000 + b"\xff",
    "high bytes": b"\xff" * 2_000_000,
    "all bytes": bytes(range(256)) * 2_000,
    "declarations": b"<meta charset=" * 30_000 + b"\xe9",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("declared", [None, "gbk", "utf-16", "rot13", "\x00", "x" * 500])
def test_hostile_bodies_are_read(body: bytes, declared: str | None) -> None:
    assert isinstance(decode(body, declared), str)
