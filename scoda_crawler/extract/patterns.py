"""How a site writes the URLs of one kind of page: what the pages of an endless list have in common."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

_SLUG = re.compile(r"[^\W\d_][-_:,=+ ][^\W\d_]|.{25,}")  # two words, or a long one
_TOKEN = re.compile(r"(?=[^\d]*\d)[0-9a-z]{20,}|[0-9a-f-]{32,36}", re.I)  # a session's, made for one visitor
_NUMBER = re.compile(r"(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{8,}|\d+", re.I)  # a number, a hash


def _fold(segment: str) -> str:
    stem, dot, ending = segment.rpartition(".")
    if not stem or len(ending) > 5 or ending.isdigit():
        stem, dot, ending = segment, "", ""
    return ("*" if _SLUG.search(stem[:200]) else _NUMBER.sub("0", stem)) + dot + ending


@lru_cache(maxsize=4096)  # a site's menu is on each of its pages
def find_pattern(url: str) -> str:
    """A URL with numbers as 0, phrases as *, and only the names of its query: `/news/0.html?page`, `/events/0-0-0/`.

    The name of a parameter that looks like a session's has "~" behind it.
    """
    parts = urlsplit(url)
    path = "/".join(_fold(unquote(segment)) for segment in parts.path[:500].split("/"))
    pairs = parse_qsl(parts.query[:2000], keep_blank_values=True)
    names = sorted({name.replace("~", "-") + "~" * bool(_TOKEN.fullmatch(value)) for name, value in pairs})
    return path + ("?" + "&".join(names) if names else "")


def find_account(pattern: str) -> str:
    """Under which pattern a page is counted: those with two parameters and more share one, so that a shop's filters,
    which come in every combination, do not each begin anew; and those with a session of their own, whatever their path.
    """
    path, _, names = pattern.partition("?")
    if "~" in names:
        return f"*?{next(name for name in names.split('&') if name.endswith('~'))}"
    return f"{path}?*" if "&" in names else pattern


def is_apart(pattern: str, other: str) -> bool:
    """Whether two patterns are of two kinds of page, and not one list with more or fewer parameters."""
    path, _, names = pattern.partition("?")
    other_path, _, other_names = other.partition("?")
    if path != other_path or not names or not other_names:
        return pattern != other
    one, two = set(names.split("&")), set(other_names.split("&"))
    return not (one <= two or two <= one)
