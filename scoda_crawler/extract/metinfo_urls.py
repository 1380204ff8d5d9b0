"""What the URLs of a MetInfo site mean, in its dynamic, pseudo-static and static modes, versions 3 to 7."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scoda_crawler.extract.platform import Address
from scoda_crawler.extract.urls import FILES, canonicalise, find_extension

MODULES = ("news", "about", "product", "download", "img", "job")
"""The modules whose pages hold text; a column's folder is named like its module unless the owner named it otherwise."""

_SKIPPED_FOLDERS = {
    "member": "member", "search": "search", "message": "form", "feedback": "form", "online": "form", "hits": "counter",
    "include": "system", "app": "system", "admin": "system", "public": "system", "cache": "system", "config": "system",
    "templates": "system", "install": "system", "upload": "file", "tags": "tag", "tag": "tag", "shop": "shop",
    "pay": "shop", "wap": "mobile", "link": "form", "data": "system",
}  # fmt: skip
_SKIPPED_PARAMETERS = {
    "order": "sort", "search": "search", "searchword": "search", "stype": "search", "content": "search",
    "para": "search", "searchlist": "search", "searchtype": "search",
}  # fmt: skip
_KEPT_PARAMETERS = ("class1", "class2", "class3", "id", "lang", "metid", "page", "pseudo_jump")

_LANGUAGE = r"(?:[-_](?P<lang>[a-z]{2,3}(?:[-_][a-z]{2})?))?"
_PSEUDO_LIST = re.compile(rf"list-(?P<column>\d+)(?:-(?P<page>\d+))?{_LANGUAGE}")
_STATIC_LIST = re.compile(rf"(?!\d)(?P<name>[^\W_]+)(?P<columns>(?:_\d+){{1,3}})_(?P<page>\d+){_LANGUAGE}")
_DATED_ITEM = re.compile(rf"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?P<id>[1-9]\d*){_LANGUAGE}")
_ITEM = re.compile(rf"(?P<name>[a-z]\w*?[a-z_]|[a-z])?(?P<id>[1-9]\d*){_LANGUAGE}", re.I)
_ID = re.compile(rf"(?P<id>[1-9]\d*){_LANGUAGE}")
_SHOWN = re.compile(r"show(?:news|product|img|download)\.php")  # an item, whatever its folder is called
_HOME = re.compile(rf"(?:index|default){_LANGUAGE}")
_OWN_NAME = re.compile(rf".+?{_LANGUAGE}")
_SITEMAP = re.compile(r"sitemap(?:[-_]\w+)?\.(?:xml|txt)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What one URL means: `module` is empty where an own folder name hides it, `language` where the URL has none."""

    kind: Literal["home", "list", "article", "sitemap", "other"] = "other"
    root: str = ""  # folder of the installation, "" or "en/"
    folder: str = ""
    module: str = ""
    id: str = ""  # of an item, or of the column of a list
    page: int = 1
    language: str = ""
    skip: str = ""
    url: str = ""

    @property
    def key(self) -> str:
        """Identity within the site; "" where only the URL can tell (a page with a name of the owner's).

        Ids of items are given once a module, and those of columns once a site, whatever the language: an id with
        another language is an error page. So the language is no part of the key, and an URL with it and one without it
        are one.
        """
        if self.kind == "article":
            return f"{self.root}{self.module or self.folder}/{self.id}" if self.id else ""
        if self.kind == "list":
            return f"{self.root}list/" + (self.id or "/".join(x for x in (self.folder, self.language) if x))
        return f"{self.root}home/{self.language}".rstrip("/") if self.kind == "home" else ""


@lru_cache(maxsize=8192)  # the columns of a site are on each of its pages
def place(url: str) -> Place:
    """What an absolute URL of a MetInfo site means; never fails."""
    url = canonicalise(url)
    parts = urlsplit(url)
    pairs = dict(parse_qsl(parts.query, keep_blank_values=True))
    *folders, name = parts.path.lstrip("/").split("/")
    if skip := _find_skip([] if _SHOWN.fullmatch(name) else folders, url, pairs):
        return Place(skip=skip, url=url)
    if _SITEMAP.fullmatch(name.lower()):
        return Place(kind="sitemap", url=url)
    found = _place_file(name, folders, pairs)
    url = urlunsplit((parts.scheme, parts.netloc, parts.path, _clean_query(found, pairs), ""))
    folder = folders[-1] if folders and found.kind != "home" else ""
    root = "".join(f"{x}/" for x in (folders if found.kind == "home" else folders[:-1]))
    module = found.module or (folder.lower() if folder.lower() in MODULES else "")
    return replace(found, root=root, folder=folder, module=module, language=found.language or _language(pairs), url=url)


def _clean_query(found: Place, pairs: dict[str, str]) -> str:
    """The parameters that say something, in sorted order: a list heeds no id, and its first page has no number."""
    drop = {"id"} if found.kind == "list" else set()
    drop |= {"page"} if found.page == 1 else set()
    return urlencode(sorted((k, v) for k, v in pairs.items() if k in _KEPT_PARAMETERS and v and k not in drop))


def _find_skip(folders: list[str], url: str, pairs: dict[str, str]) -> str:
    """Why a URL is never worth fetching."""
    for folder in folders:
        if reason := _SKIPPED_FOLDERS.get(folder.lower()):
            return reason
    for name in pairs:
        if reason := _SKIPPED_PARAMETERS.get(name) or ("search" if name.startswith("para") else ""):
            return "tag" if pairs.get("search") == "tag" else "sort" if "order" in pairs else reason
    if find_extension(url) in FILES:
        return "file"
    return "error-page" if url.endswith(("/404.html", "/404.htm")) else ""


def _language(pairs: dict[str, str]) -> str:
    value = pairs.get("lang", "").lower()
    return value if re.fullmatch(r"[a-z]{2,3}(?:[-_][a-z]{2})?", value) else ""


def _number(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdecimal() and len(text) < 8 else 1


def _place_file(name: str, folders: list[str], pairs: dict[str, str]) -> Place:
    """Read the last part of the path, with its parameters."""
    stem, _, ending = name.rpartition(".")
    if not name or ending.lower() == "php":
        return _place_script(stem.lower(), pairs, is_root=not folders)
    if ending.lower() not in ("html", "htm", "shtml"):
        return Place()
    return _place_static(stem, folders[-1] if folders else "")


def _place_script(stem: str, pairs: dict[str, str], *, is_root: bool) -> Place:
    """A dynamic URL: showMODULE.php?id=, MODULE.php or index.php with the deepest class that is given."""
    item = re.fullmatch(r"show(\w*)", stem)
    module = item[1] if item else stem
    module = "about" if item and not module else module if module in MODULES else ""
    if item or pairs.get("metid"):
        number = pairs.get("id" if item else "metid", "")
        return Place(kind="article", module=module, id=number) if number.isdecimal() else Place(module=module)
    if is_root and not any(pairs.get(f"class{depth}") for depth in (1, 2, 3)):
        return Place(kind="home" if stem in ("", "index", "default") else "other")
    column = next((pairs[f"class{depth}"] for depth in (3, 2, 1) if pairs.get(f"class{depth}", "0").strip("0")), "")
    return Place(kind="list", module=module, id=column, page=_number(pairs.get("page")))


def _place_static(stem: str, folder: str) -> Place:
    """A pseudo-static or static file name, without its ending, in `folder`; "" is the root."""
    if found := _HOME.fullmatch(stem):
        return Place(kind="list" if folder else "home", language=found["lang"] or "")
    if folder and stem.startswith(folder) and (found := _ID.fullmatch(stem, len(folder))):
        return Place(kind="article", id=found["id"], language=found["lang"] or "")
    if found := _PSEUDO_LIST.fullmatch(stem):
        return Place(kind="list", id=found["column"], page=_number(found["page"]), language=found["lang"] or "")
    if found := _STATIC_LIST.fullmatch(stem):
        columns = [c for c in found["columns"].split("_") if c.strip("0")]
        page = _number(found["page"])
        return Place(kind="list", id=columns[-1] if columns else "", page=page, language=found["lang"] or "")
    if found := _DATED_ITEM.fullmatch(stem):
        return Place(kind="article", id=found["id"], language=found["lang"] or "")
    if found := _ITEM.fullmatch(stem):
        name = (found["name"] or "").lower().removeprefix("show")
        module = name if name in MODULES else ""
        return Place(kind="article", module=module, id=found["id"], language=found["lang"] or "")
    found = _OWN_NAME.fullmatch(stem)
    return Place(kind="article", language=(found["lang"] or "") if found else "")


def locate(url: str) -> Address | None:
    """What a URL of a MetInfo site means, as the frontier asks it before fetching."""
    found = place(url)
    return Address(kind=found.kind, key=found.key, page=found.page, url=found.url, skip=found.skip)
