"""The seeds folder: what a seed file and a manifest row look like, and how they are written whole or not at all."""

import json
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from scoda_crawler.errors import StoreError
from scoda_crawler.items import Article, Date, Document, Thread

_WORD = re.compile(
    "[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\\W_]+"
)
_WORDS = bytes(code if code < 128 and chr(code).isalnum() else 32 for code in range(256))
_BATCH, _TOGETHER = 64, 8  # files written before they are made lasting; at once
_BLANK = re.compile(r"\n{3,}")


class Seed(NamedTuple):
    """A rendered seed: the file's bytes, and at which character of it each post begins (empty for an article)."""

    body: bytes
    offsets: tuple[int, ...]

    @property
    def sha256(self) -> str:
        """Hex digest of the file's bytes, as `sha256sum` prints it."""
        return sha256(self.body).hexdigest()


def _flat(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return unicodedata.normalize("NFC", (_BLANK.sub("\n\n", text) if "\n\n\n" in text else text).strip())


def _paragraphs(document: Article | Thread, *, headers: bool) -> tuple[list[str], bool]:
    """The blocks of the body in order, and whether each is a post."""
    if isinstance(document, Article):
        return [_flat(document.text)], False
    blocks = []
    for post in document.posts:
        shown = post.published.isoformat() if post.published else ""
        head = ", ".join(part for part in (post.author, shown) if part) if headers else ""
        blocks.append("\n\n".join(part for part in (head, _flat(post.text)) if part))
    return blocks, True


def render_seed(document: Article | Thread, *, headers: bool = False) -> Seed:
    """The seed file of `document`: title, date, body; UTF-8, NFC, LF, one newline at the end.

    `headers` puts a line "author, date" before each post (SCODA_POST_HEADERS).
    """
    date = document.published.isoformat() if document.published else ""
    title = " ".join(_flat(document.title).split())
    text = "\n\n".join(part for part in (title, date) if part)
    offsets = []
    blocks, are_posts = _paragraphs(document, headers=headers)
    for block in blocks:
        start = len(text) + 2 if text else 0
        offsets.append(start if block else len(text))
        text = "\n\n".join(part for part in (text, block) if part)
    return Seed((text + "\n").encode("utf-8", "replace"), tuple(offsets) if are_posts else ())


def count_words(text: str) -> int:
    """Runs of letters and digits; in scripts without spaces every character counts."""
    return len(text.encode().translate(_WORDS).split()) if text.isascii() else len(_WORD.findall(text))


def name_seed(number: int, digest: str) -> str:
    """`NNN_hhhhhhhhhhhhhhhh.txt`: the number, three digits at least, and the first 16 hex digits of the SHA-256."""
    return f"{number:03d}_{digest[:16]}.txt"


def _date(date: Date | None) -> dict[str, Any] | None:
    if date is None or date.value is None:
        return None
    value = date.value.isoformat() if date.precision in ("minute", "second") else date.isoformat()
    row: dict[str, Any] = {"value": value, "precision": date.precision, "raw": date.raw, "source": date.source}
    if date.calendar != "gregorian":
        row["calendar"] = date.calendar
    return row | {name: True for name in ("is_ambiguous", "is_relative") if getattr(date, name)}


def _posts(document: Article | Thread, offsets: Iterable[int]) -> list[dict[str, Any]] | None:
    if isinstance(document, Article):
        return None
    rows = []
    for post, offset in zip(document.posts, offsets, strict=True):
        row: dict[str, Any] = {
            "id": post.id or None,
            "offset": offset,
            "author": post.author,
            "published": _date(post.published),
        }
        row |= {"url": post.url, "reply_to": post.reply_to, "quoted": list(post.quoted) or None}
        rows.append({name: value for name, value in row.items() if value is not None})
    return rows


def _origin(document: Document) -> dict[str, Any]:
    return {
        "url": document.url,
        "canonical_url": document.canonical_url,
        "site": document.site,
        "key": document.key or document.canonical_url or document.url,
        "platform": document.platform,
    }


def describe_seed(
    number: int,
    document: Article | Thread,
    seed: Seed,
    copies: list[Mapping[str, Any]],
    gone: str | None = None,
) -> dict[str, Any]:
    """The manifest row of a seed (docs/seed-format.md)."""
    return {
        "file": name_seed(number, seed.sha256),
        "number": number,
        "sha256": seed.sha256,
        **_origin(document),
        "kind": document.kind,
        "title": " ".join(_flat(document.title).split()),
        "published": _date(document.published),
        "modified": _date(document.modified),
        "language": document.language,
        "certainty": document.certainty,
        "gone": gone,
        "authors": list(document.authors),
        "posts": _posts(document, seed.offsets),
        "words": count_words(document.text),
        "fetched_at": document.fetched_at.isoformat(timespec="seconds") if document.fetched_at else None,
        "warc": {"file": document.warc[0], "offset": document.warc[1]} if document.warc else None,
        "repairs": [repair._asdict() for repair in document.repairs],
        "copies": list(copies),
    }


def dump_row(row: Mapping[str, Any]) -> str:
    """A manifest row as one line of JSON, without its newline."""
    return json.dumps(row, ensure_ascii=False, separators=(", ", ": "))


def _sync(file: IO[bytes]) -> None:
    with file:
        os.fsync(file.fileno())


class Folder:
    """A seeds folder at `path`, made when missing. Raises StoreError when it cannot be written."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.private = self.path / ".scoda"
        self.manifest = self.path / "manifest.jsonl"
        self._temporary = self.private / "tmp"
        try:
            self._temporary.mkdir(parents=True, exist_ok=True)
            (self._temporary / "probe").write_bytes(b"")
            (self._temporary / "probe").unlink()
        except OSError as error:
            raise StoreError(self.path, f"seeds cannot be written here: {error.strerror or error}") from error

    def clear_temporary(self) -> None:
        """Remove what a killed run left unfinished; only the holder of the lock may call it."""
        for path in self._temporary.iterdir():
            path.unlink()

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write the file `name` whole or not at all: temporary file, fsync, `os.replace`. Raises StoreError."""
        try:
            _sync(self._begin(name, chunks))
            self._place(name)
        except OSError as error:
            raise self._explain(name, error) from error

    def write_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        """`write` for many: a disk makes several files lasting in hardly more time than one, so it gets them together.

        Files before one that fails are in place; of those that come together with it, none may be. Raises StoreError.
        """
        waiting = iter(files)
        with ThreadPoolExecutor(_TOGETHER) as pool:
            while batch := list(islice(waiting, _BATCH)):
                try:
                    for _ in pool.map(_sync, [self._begin(name, [body]) for name, body in batch]):
                        pass
                    for name, _ in batch:
                        self._place(name)
                except OSError as error:
                    raise self._explain(batch[0][0], error) from error

    def _begin(self, name: str, chunks: Iterable[bytes]) -> IO[bytes]:
        """The temporary file of `name`, written."""
        file = open(self._find_temporary(name), "wb")  # noqa: PTH123, SIM115  (a third of the time; `_sync` closes it)
        file.writelines(chunks)
        file.flush()
        return file

    def _place(self, name: str) -> None:
        os.replace(self._find_temporary(name), f"{self.path}/{name}")  # noqa: PTH105

    def _find_temporary(self, name: str) -> str:
        return f"{self._temporary}/{name.rpartition('/')[2]}"

    def _explain(self, name: str, error: OSError) -> StoreError:
        return StoreError(self.path / name, f"cannot be written: {error.strerror or error}")

    def sync(self) -> None:
        """Make the names in the folder lasting."""
        fd = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def remove(self, name: str) -> None:
        """Remove the seed file `name` if it is there."""
        (self.path / name).unlink(missing_ok=True)
