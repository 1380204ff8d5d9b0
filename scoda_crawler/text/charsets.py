"""Charsets by the labels that the web has for them, and what a page declares of its own."""

import codecs
import re
from functools import lru_cache

# Labels as browsers read them where Python does otherwise: https://encoding.spec.whatwg.org/#names-and-labels
_LABELS = {
    "cp1252": "ascii us-ascii ansi_x3.4-1968 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin-1 latin1 l1 cp819 x-cp1252",
    "cp1254": "iso-8859-9 iso8859-9 iso88599 iso_8859-9 latin5 l5 x-cp1254",
    "cp1250": "x-cp1250",
    "cp1251": "x-cp1251 win-1251 win1251",
    "gb18030": "gb2312 gb_2312 gb_2312-80 gbk x-gbk chinese csgb2312 cp936 ms936 windows-936 euc-cn euccn",
    "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5 csbig5 cp950 ms950 windows-950",
    "cp932": "shift_jis shift-jis sjis x-sjis s-jis windows-31j ms_kanji ms932 csshiftjis windows-932",
    "cp949": "euc-kr euc_kr euckr ks_c_5601-1987 ks_c_5601 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 uhc "
    "cseuckr",
    "cp874": "tis-620 tis620 iso-8859-11 iso8859-11 windows-874 dos-874 x-windows-874",
    "koi8-u": "koi8-ru",
    "koi8-r": "koi koi8 koi8_r cskoi8r",
    "euc_jp": "x-euc-jp x-euc cseucpkdfmtjapanese",
    "mac_roman": "macintosh mac x-mac-roman csmacintosh",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "iso8859-8": "iso-8859-8-i iso-8859-8-e logical visual",
    "utf-8": "utf8 unicode-1-1-utf-8 x-unicode20utf8 unicode11utf8 utf-8mb4 utf8mb4",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_META = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.{0,4000}?-->", re.DOTALL)
_HEAD = 4096  # bytes in which a page may declare its charset; browsers look at 1,024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@lru_cache(maxsize=256)
def find_codec(label: str) -> str | None:
    """Python's name for a charset label of the web, or None for a label that nobody knows or that is not of text."""
    label = label.strip(" \t\r\n\"'").lower()
    try:
        codec = codecs.lookup(_CODECS.get(label, label))
    except (LookupError, ValueError):
        return None
    is_text = codec._is_text_encoding and not codec.name.startswith(
        ("idna", "punycode", "raw", "unicode", "utf-7", "undefined")
    )
    return codec.name if is_text else None


def find_mark(body: bytes) -> tuple[str, int] | None:
    """The codec that a byte order mark tells, and the length of the mark."""
    return next(((codec, len(mark)) for mark, codec in _BOMS if body.startswith(mark)), None)


def find_declared(body: bytes) -> str | None:
    """The codec that the markup declares; UTF-16 there means UTF-8, for it could not be read otherwise."""
    for label in _META.findall(_COMMENT.sub(b"", body[:_HEAD])):
        if codec := find_codec(label.decode("latin-1")):
            return "utf-8" if codec.startswith(("utf-16", "utf-32")) else codec
    return None
