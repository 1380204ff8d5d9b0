"""URLs: one form for each, whether two are of one site, and the traps that make endless ones."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

MAX_LENGTH = 2000
"""Longer URLs are traps or data, never pages (sitemaps.org allows 2048 characters)."""

_PORTS = {"http": 80, "https": 443}
_SESSION = re.compile(
    r"(?:^|[;/])(?:jsessionid|phpsessid|sid|cfid|cftoken|aspsessionid\w*)=[^/;?]*|/\(s\([a-z0-9]{20,}\)\)", re.I
)
_SESSION_PAIR = re.compile(
    r"(?:(?<=[&;])|^)(?:sid|s|phpsessid|jsessionid|zenid|session_?id|cfid|cftoken|oscsid|aspsessionid\w*)=[0-9a-z,-]{16,}(?:[&;]|$)",
    re.I,
)
_TRACKING_KEYS = frozenset(
    "fbclid gclid dclid gbraid wbraid msclkid yclid ysclid twclid igshid mc_cid mc_eid _ga _gl _hsenc _hsmi mkt_tok "
    "vero_id spm scm share_token wt_mc ref_src ref_url from_source _openstat wickedid cmpid ncid ftag fromuid hilit "
    "highlight topicseen _wpnonce foro_n redirect_to".split()
)
_TRACKING = re.compile(r"utm_\w+|pk_\w+|piwik_\w+|mtm_\w+|hsa_\w+|oly_\w+_id|at_(?:campaign|medium|custom\d)", re.I)
_SAFE_PATH = "/:@!$&'()*+,;=~-._"
_SAFE_QUERY = "/?:@!$'()*,;~-._"
_SAFE_VALUE = _SAFE_QUERY + "="  # SMF divides its pairs by ";": "topic=4.0;wap2=1"
_PLAIN = {safe: re.compile(f"[A-Za-z0-9{re.escape(safe)}]*") for safe in (_SAFE_PATH, _SAFE_QUERY, _SAFE_VALUE)}
_BREAKS = re.compile(r"[\t\r\n]")

FILES = frozenset(
    "7z aac apk avi bin bmp bz2 css csv doc docx dmg eot epub exe flac flv gif gz ico ics iso jar jpeg jpg js json m3u "
    "m4a m4v map mid midi mkv mobi mov mp3 mp4 mpeg mpg msi odp ods odt ogg ogv opus pdf png ppt pptx ps psd rar rtf "
    "svg swf tar tgz tif tiff torrent ttf wasm wav webm webmanifest webp wma wmv woff woff2 xls xlsx xpi xz zip".split()
)
"""Name endings of what is no page."""

_SKIPS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "print",
        re.compile(r"(?:^|[/_?&=.-])(?:print|printable|printthread|printpage|print-friendly|pdf)(?:$|[/&=.])", re.I),
    ),
    (
        "reply",
        re.compile(
            r"[?&](?:replytocom|bbp_reply_to|quote|reply|replyto|share)=|[/=](?:reply|newreply|respond)(?:$|[/&?.])",
            re.I,
        ),
    ),
    (
        "sort",
        re.compile(
            r"[?&](?:sort\w*|order\w*|orderby|sortby|dir|sk|sd|view_?mode|datecut|filter\w*(?:%5b\w*%5d)?)="
            r"|/(?:sort|order|sort-?by|order-?by)[:=]",
            re.I,
        ),
    ),
    (
        "search",
        re.compile(
            r"[?&](?:q|s|search|query|keywords?|searchword)=[^&]|/(?:search|suche|recherche|busca|buscar|sousuo|поиск)(?:$|[/?.])",
            re.I,
        ),
    ),
    (
        "member",
        re.compile(
            r"/(?:log-?in|log-?out|logoff|sign-?in|sign-?up|sign-?out|register|registration|wp-login|wp-admin|admin|administrator|account|"
            r"cart|checkout|basket|wishlist|my-account|user/(?:login|register|password)|lost-?password|member|members|profile)(?:$|[/?.])",
            re.I,
        ),
    ),
    (
        "return",  # a log-in, a form, a change of language: one address for each page that it leads back to
        re.compile(
            r"[?&](?:next|return(?:_?(?:to|url|path))?|redirect(?:_?(?:to|url|uri))?|back(?:_?url)?|came_?from|continue"
            r"|destination|referr?er|rurl|returl)=(?:/|%2f|https?(?::|%3a)|eyj[\w-]{20})",
            re.I,
        ),
    ),
    (
        "calendar",
        re.compile(
            r"/(?:calendar|kalender|calendrier)(?:$|[/?.])|[?&](?:calendar|ical|tribe-bar-date|eventdate|ajaxcalendar)=",
            re.I,
        ),
    ),
    (
        "asset",
        re.compile(r"/(?:wp-content|wp-includes|wp-json|xmlrpc\.php|cdn-cgi|_next|static/js)(?:$|/)", re.I),
    ),
    (
        "share",
        re.compile(
            r"[?&;](?:share|shared|add-to-cart|action=(?:edit|history|raw|print|diff))(?:=|$|[&;])|/sharer?(?:$|[/?.])",
            re.I,
        ),
    ),
    (
        "tool",  # what else can be done with a page: one address for each page
        re.compile(
            r"/(?:stow|erraddsave|(?:add)?favou?rites?|bookmarks?|feedback|digg\w*|recommend|(?:e?mail|tell|send)-?(?:to-?)?(?:a-?)?"
            r"friend|invite|complain\w*|postcomment)\.(?:php|aspx?|jsp|do)(?:$|\?)"
            r"|[?&](?:a|ac|act|op|action|do|task)=(?:(?:add_?)?favou?rites?|share|click|invite|vote|digg|report|complain|log-?in|log-?out|"
            r"logging|register|delete|ding\w*|download)(?:$|&)",
            re.I,
        ),
    ),
    (
        "help",  # what software tells of itself, the same on each of its sites
        re.compile(
            r"[?&](?:action|mode|act|mod)=(?:help|credits|agreement|terms|privacy|faq|bbcode|rules|tos)(?:$|[&;])"
            r"|/(?:app\.php/)?help/(?:faq|bbcode)(?:$|[/?])|/faq\.php(?:$|\?)",
            re.I,
        ),
    ),
    (
        "wiki-tool",  # earlier versions of a page, what changed in it, and what else can be done with it
        re.compile(
            r"[?&](?:oldid|rev|diff|veaction|do=(?:edit|diff|revisions|recent|backlink|index|media|login|register|profile"
            r"|resendpwd|subscribe|draft|check|export_\w+)|action=(?:info|submit|delete|purge|watch|unwatch|source))(?:=|$|&)",
            re.I,
        ),
    ),
)


def canonicalise(url: str, base: str = "") -> str:
    """The one form of an http(s) URL; relative ones are resolved against `base`. Anything else gives "".

    After RFC 3986, 6.2.2 and 6.2.3: lower-case scheme and host, no default port, dot segments resolved, no needless
    percent-escapes and upper-case needed ones; besides, no fragment, user name, session id or tracking parameter, the
    query in sorted order without empty pairs.
    """
    url = _BREAKS.sub("", url).strip()
    folder = base[: base.partition("?")[0].partition("#")[0].rfind("/") + 1]
    is_of_folder = url[:1] not in ("", "?", "#", ";") and folder.count("/") > 2
    try:
        return _resolve(folder if is_of_folder else base, url)
    except ValueError:
        return ""


def split_url(url: str, base: str = "") -> SplitResult:
    """The parts of a URL as it stands in a page, resolved against `base`; empty ones for what is none ("http://[x")."""
    try:
        return urlsplit(urljoin(base, url))
    except ValueError:
        return SplitResult("", "", "", "", "")


@lru_cache(maxsize=8192)  # the menu of a site is on each of its pages
def _resolve(base: str, url: str) -> str:
    parts = urlsplit(urljoin(base, url))
    host = _clean_host(parts)
    if parts.scheme.lower() not in _PORTS or not host:
        return ""
    path = _escape(_SESSION.sub("", _resolve_dots(parts.path)), _SAFE_PATH) or "/"
    return urlunsplit((parts.scheme.lower(), host, path, _clean_query(parts.query), ""))


def _clean_host(parts: SplitResult) -> str:
    """Host in lower case and in its ASCII form, with its port where that is not the scheme's own."""
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise ValueError(str(error)) from error
    if not re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:.]+", host):
        return ""
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _PORTS.get(parts.scheme)) else f"{host}:{parts.port}"


def _resolve_dots(path: str) -> str:
    """Take out "." and ".." (`urljoin` leaves them in absolute URLs, and ".." above the root) and double slashes."""
    out: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del out[max(1, len(out) - 1) :]
        elif segment != ".":
            out.append(segment)
    if path.endswith(("/.", "/..")):
        out.append("")
    return re.sub(r"//+", "/", "/".join(out))


def _escape(text: str, safe: str) -> str:
    """Percent-escape what must be, and nothing else; bytes that are no UTF-8 keep their escapes."""
    if _PLAIN[safe].fullmatch(text):
        return text
    raw = text.encode("utf-8", "replace")
    pieces = re.split(rb"(%[0-9A-Fa-f]{2})", raw)
    keep = safe.encode()
    out = []
    for piece in pieces:
        if len(piece) == 3 and piece[:1] == b"%":
            byte = unquote_to_bytes(piece)
            is_plain = (byte.isalnum() and byte.isascii()) or byte in (b"-", b".", b"_", b"~")
            out.append(byte.decode("ascii") if is_plain else piece.decode("ascii").upper())
        else:
            out.append(quote(piece, safe=keep))
    return "".join(out)


def _clean_query(query: str) -> str:
    """Pairs in sorted order, without session ids, tracking parameters and names without a value."""
    pairs = sorted(
        (_escape(name.replace("+", " "), _SAFE_QUERY), _escape(value.replace("+", " "), _SAFE_VALUE), bool(equals))
        for name, equals, value in (pair.partition("=") for pair in _SESSION_PAIR.sub("", query).split("&") if pair)
        if not _is_tracking(name.lower())
    )
    return "&".join(f"{name}={value}" if equals else name for name, value, equals in pairs)


def _is_tracking(name: str) -> bool:
    return name in _TRACKING_KEYS or bool(_TRACKING.fullmatch(name))


@lru_cache(maxsize=4096)  # a page asks for its own, and for each link several times
def site_of(url: str) -> str:
    """The site of a URL: its host without "www.", with its port where that is not the scheme's own; "" for none."""
    try:
        return _clean_host(urlsplit(url)).removeprefix("www.")
    except ValueError:
        return ""


def is_same_site(url: str, other: str) -> bool:
    """Whether two URLs are of one site; http and https, with and without "www.", are one."""
    return bool(site_of(url)) and site_of(url) == site_of(other)


def rebase(url: str, page_url: str) -> str:
    """The URL under the scheme and host by which its site is being read, so that one page has not four URLs."""
    if not is_same_site(url, page_url):
        return url
    scheme, host = _find_origin(page_url)
    if url.startswith(f"{scheme}://{host}/") and "#" not in url and not url.endswith("?"):
        return url
    parts = urlsplit(url)
    return urlunsplit((scheme, host, parts.path, parts.query, ""))


@lru_cache(maxsize=64)
def _find_origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), _clean_host(parts)


def find_extension(url: str) -> str:
    """The ending of the file name in a URL's path, lower case, "" for none: "pdf", "html"."""
    name = urlsplit(url).path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def find_trap(url: str) -> str:
    """Why a canonical URL should not be followed on a site of unknown kind; "" for none.

    Session ids are gone by then. What is left: segments that repeat (a relative link on an error page), queries that
    grow, dates far from now (a calendar without end), and the sort, print, reply, search and log-in pages that most
    software has.
    """
    if len(url) > MAX_LENGTH:
        return "too-long"
    if find_extension(url) in FILES:
        return "file"
    parts = urlsplit(url)
    if _is_repeating(parts.path):
        return "repeating"
    if parts.query.count("&") >= 6 or _has_twins(parts.query):
        return "growing"
    target = parts.path + ("?" + parts.query if parts.query else "")
    return next((reason for reason, pattern in _SKIPS if pattern.search(target)), "") or _find_calendar(target)


def _is_repeating(path: str) -> bool:
    """Whether a segment comes three times, a pair of segments twice in a row, or the path is deeper than 12."""
    segments = [s for s in path.lower().split("/") if s]
    if len(segments) > 12:
        return True
    words = [s for s in segments if not s.isdigit()]
    if any(words.count(s) > 2 for s in words):
        return True
    return any(
        segments[i : i + n] == segments[i + n : i + 2 * n] and not segments[i].isdigit()
        for n in (1, 2, 3)
        for i in range(len(segments) - 2 * n + 1)
        if n > 1
    )


def _has_twins(query: str) -> bool:
    names = [name for name, _ in parse_qsl(query, keep_blank_values=True)]
    return any(names.count(name) > 2 for name in names)


def _find_calendar(target: str) -> str:
    """Months and days as parameters make pages without end, as does a year that no page has."""
    names = {name.lower() for name, _ in parse_qsl(target.partition("?")[2], keep_blank_values=True)}
    if names & {"month", "mon", "monat"} and names & {"year", "yr", "jahr"}:
        return "calendar"
    years = [int(y) for y in re.findall(r"/(\d{4})(?=/\d{1,2}(?:/|$))", target)]
    return "calendar" if any(not 1990 <= year <= 2100 for year in years) else ""
