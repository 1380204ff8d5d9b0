"""URLs of boards whose scripts take numbers: `viewtopic.php?t=3&start=10` and the like, told by a table."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

from scoda_crawler.extract.platform import Address


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart: `folder` ends with "/", `name` follows it, `pairs` is the query, "&" or ";" between."""

    url: str
    folder: str
    name: str
    pairs: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, url: str) -> "Target":
        """Take a canonical URL apart."""
        parts = urlsplit(url)
        head, _, name = parts.path.rpartition("/")
        pieces = (piece.partition("=") for piece in re.split("[&;]", parts.query) if piece)
        return cls(url, head + "/", unquote(name), {key.lower(): unquote(value) for key, _, value in pieces})

    def build(self, name: str, query: str = "") -> str:
        """The URL of another script or page in the same folder."""
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc, self.folder + name, query, ""))

    def key(self, kind: str, number: str) -> str:
        """The identity within the site; boards in several folders of one site count their own."""
        return f"{kind}{self.folder}{number}"

    def number(self, name: str) -> str:
        """A parameter that is a number, else ""."""
        value = self.pairs.get(name, "")
        return value.lstrip("0") or "0" if value.isascii() and value.isdigit() and len(value) < 12 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """The scripts and parameters of one kind of board. `page` counts pages or, with `is_offset`, posts from 0."""

    board: tuple[str, str]
    thread: tuple[str, str]
    page: str
    is_offset: bool = False
    traps: tuple[tuple[str, str], ...] = ()  # (reason, regular expression for "script?query")
    index: tuple[str, ...] = ("index.php",)

    def locate(self, url: str) -> Address | None:
        """What a URL means; None for what is no page of the board."""
        target = Target.of(url)
        asked = f"{target.name}?{urlsplit(url).query}"
        for reason, trap in self.traps:
            if re.search(trap, asked, re.IGNORECASE):
                return Address(skip=reason)
        for kind, (script, parameter) in (("thread", self.thread), ("board", self.board)):
            if target.name == script and (number := target.number(parameter)):
                return self._place(target, "thread" if kind == "thread" else "board", number)
        if target.name in (self.board[0], self.thread[0]):
            return Address(skip="permalink")
        return locate_index(target, self.index)

    def _place(self, target: Target, kind: str, number: str) -> Address:
        script, parameter = self.thread if kind == "thread" else self.board
        count = int(target.number(self.page) or 0)
        page = count + 1 if self.is_offset else max(count, 1)
        query = f"{parameter}={number}" + (f"&{self.page}={count}" if page > 1 else "")
        return make_address(kind, target.key(kind, number), page, target.build(script, query))


def make_address(kind: str, key: str, page: int, url: str) -> Address:
    """An address of a board or a thread."""
    return Address(kind="thread" if kind == "thread" else "board", key=key, page=page, url=url)


def locate_index(target: Target, names: tuple[str, ...]) -> Address | None:
    """The board's first page: the folder, or its index script without parameters that matter."""
    if target.pairs or target.name not in ("", *names):
        return None
    return Address(kind="board", key=target.key("board", target.name), url=target.build(target.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class PathRules:
    """Boards whose URLs are paths: patterns for path and query with the groups `id` and, where it has one, `page`.

    A group `slug` holds words of a title ("/t/login-fails/12"), in which no trap is looked for. `page` is how a
    further page is asked for: what stands after the thread's own path, or "?page={page}"; `first` and `first_board`
    are the numbers of the first page of a thread and a board.
    """

    thread: str
    board: str
    page: str
    first: int = 1
    first_board: int = 1
    traps: tuple[tuple[str, str], ...] = ()

    def locate(self, url: str) -> Address | None:
        """What a URL means; None for what is no page of the board."""
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        kind, match = self._match(parts.path, query)
        asked = _mask(match) + (query if match.string == parts.path else "") if match else parts.path + query
        if reason := next((reason for reason, trap in self.traps if re.search(trap, asked, re.IGNORECASE)), ""):
            return Address(skip=reason)
        return self._place(kind, match, url) if match else self._locate_index(Target.of(url))

    def _match(self, path: str, query: str) -> tuple[str, re.Match[str] | None]:
        for kind, pattern in (("thread", self.thread), ("board", self.board)):
            if match := re.search(pattern, path + query) or re.search(pattern, path):
                return kind, match
        return "", None

    def _locate_index(self, target: Target) -> Address | None:
        """The board's first page or, where pages are a parameter, a further one."""
        number = target.number("page") if "?" in self.page and set(target.pairs) == {"page"} else ""
        if not number or target.name not in ("", "index.php"):
            return locate_index(target, ("index.php",))
        page, first = int(number) - self.first_board + 1, target.key("board", target.name)
        if page <= 1:
            return make_address("board", first, 1, target.build(target.name))
        return make_address("board", first, page, target.build(target.name, f"page={number}"))

    def _place(self, kind: str, match: re.Match[str], url: str) -> Address:
        target, groups = Target.of(url), match.groupdict()
        given = groups.get("page") or groups.get("dash") or (target.number("page") if "?" in self.page else "")
        first = self.first if kind == "thread" else self.first_board
        number = int(given) if given else first
        base = match.string[: match.start()].rstrip("?").removesuffix("index.php") + "/"
        key = f"{kind}{base}".replace("//", "/") + (groups.get("id") or match[0].strip("/?"))
        is_further, is_path = number > first, bool(groups.get("page") or groups.get("dash"))
        own = match.string[: match.end()]
        if is_path and not is_further:
            own = re.sub(r"/?(?:page[/-]?\d+|p\d+)/?$", "", own)
        # Where the page stands in the path, the link's own form is kept: other forms of it are redirects.
        own = own if is_path and is_further else _cut_post(own, match)
        url = self._build(url, own, number if is_further and not is_path else None)
        return make_address(kind, key, max(1, number - first + 1), url)

    def _build(self, url: str, own: str, number: int | None) -> str:
        parts = urlsplit(url)
        if number is not None:
            own = (
                f"{own}{self.page.format(page=number)}"
                if "?" in self.page
                else f"{own.rstrip('/')}/{self.page.format(page=number)}"
            )
        path, _, query = own.partition("?")
        return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def _mask(match: re.Match[str]) -> str:
    """The text that was searched, without the words and numbers that name one thread or board."""
    text = match.string
    spans = [match.span(name) for name in match.groupdict() if name in ("slug", "id")]
    for start, end in sorted((span for span in spans if span[0] >= 0), reverse=True):
        text = text[:start] + text[end:]
    return text


def _cut_post(own: str, match: re.Match[str]) -> str:
    """The thread's own path without the number of a post at its end ("/t/title/123/14")."""
    end = match.end("id") if match.groupdict().get("id") else len(own)
    return own[:end] + re.sub(r"/\d+/?$", "", own[end:])
