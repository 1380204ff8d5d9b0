"""Simple Machines Forum, 1.1 to 2.1: one script for all, its parameters divided by semicolons."""

import re
from functools import partial
from urllib.parse import urlsplit

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import Target, locate_index, make_address
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Address, Platform
from scoda_crawler.extract.thread import Selectors

SELECTORS = Selectors(
    post="#forumposts [id^=msg]:has(.post_wrapper), #forumposts .post_wrapper, #forumposts tr:has(> td .post), "
    "#quickModForm > table.bordercolor > tr:has(.post)",
    body=".inner, .post > div[id^=msg_], .post",
    id=".inner[id], [data-msgid], [id^=subject_], [id^=msg]",
    author=".poster h4 a, .poster h4, td > b > a",
    date="[id^=subject_] + .smalltext, .postinfo a.smalltext, .postinfo .smalltext, .keyinfo .smalltext, .smalltext",
    date_drop="strong:has(+ a), .modified",
    permalink=".keyinfo h5 a, .subject_title a, .postinfo a.smalltext, a[href*='#msg']",
    drop=".signature, .attachments, .modified, .like_count, .codeheader, .bbc_link_warning, .quickbuttons, "
    ".sp-head, .post_verification, .under_message, .moderatorbar",
    quote="blockquote.bbc_standard_quote:has(cite), blockquote.bbc_alternate_quote:has(cite), "
    "blockquote.bbc_standard_quote:has(> cite), .quote, .quoteheader, .topslice_quote, .botslice_quote, "
    ".quoteheader + blockquote",
    citation="blockquote",
    quoted="cite, .quoteheader",
    title="#top_subject:not(td), .display_title, [id^=subject_] a, #forumposts .catbg",
)
_ACTIONS: tuple[tuple[str, str], ...] = (
    ("login", "login|login2|logout|signup|register|reminder|activate|agreement"),
    ("member", "profile|mlist|who|stats|pm|groups|credits|help|calendar|recent|unread|unreadreplies"),
    ("search", "search|search2|tags"),
    ("print", "printpage|admin"),
    ("feed", r"\.xml"),
)
_PATH = re.compile(r"(?P<kind>board|topic),(?P<id>\d+)\.(?P<at>\w+)")
_PLACE = re.compile(r"(?P<id>\d+)(?:\.(?P<at>\w+))?")


def locate(url: str) -> Address | None:
    """A URL's meaning; `topic=3.10` is topic 3 from its post 10 on, `3.msg16` and `3.new` are places within it."""
    target = Target.of(url)
    if action := target.pairs.get("action"):
        return Address(skip=_find_reason(action))
    if "prev_next" in target.pairs:
        return Address(skip="sort")
    for kind in ("topic", "board"):
        if match := _PLACE.fullmatch(target.pairs.get(kind, "")):
            return _place(target, kind, match, target.name, "")
    if match := _PATH.search(urlsplit(url).path):
        return _place(target, match["kind"], match, "", ".html")
    if "msg" in target.pairs:
        return Address(skip="permalink")
    return None if target.pairs.keys() - {"phpsessid", ""} else locate_index(target, ("index.php",))


def _place(target: Target, kind: str, match: re.Match[str], script: str, ending: str) -> Address:
    offset = int(match["at"]) if (match["at"] or "").isdigit() else 0
    place = f"{kind},{match['id']}.{offset}{ending}" if ending else script
    url = target.build(place, "" if ending else f"{kind}={match['id']}.{offset}")
    kind = "thread" if kind == "topic" else "board"
    folder = re.sub(r"index\.php/$", "", target.folder)
    return make_address(kind, f"{kind}{folder}{match['id']}", offset + 1, url)


def _find_reason(action: str) -> str:
    return next((reason for reason, names in _ACTIONS if re.fullmatch(names, action)), "action")


def is_smf(tree: Tree, html: str) -> bool:
    """Whether the page sets SMF's script variables, or links to its makers in the footer."""
    if "smf_" in html and any(
        f"smf_{name}" in html for name in ("theme_url", "scripturl", "default_theme", "images_url")
    ):
        return True
    return "simplemachines" in html and bool(
        tree.xpath("//a[contains(@href, 'simplemachines.org') and contains(., 'SMF')]")
    )


FORUM = Forum(
    name="smf",
    selectors=SELECTORS,
    locate=locate,
    row="#topic_container > div, #messageindex tr, .table_grid tr",
    hint=".lastpost a:last-of-type, .topic_pages a:last-of-type, td.lastpost a:last-of-type",
)

PLATFORM = Platform(
    name="smf", kind="forum", recognise=is_smf, locate=locate, read=partial(read_forum_page, FORUM), rank=20
)
