"""Lines that content-management and forum software puts under a page, in all their wordings."""

import re
import unicodedata

from scoda_crawler.items import Noted

_VERSION = r"v?\s*[\d.]*(?:\s*beta)?"
_YEARS = r"(?:©|\(c\)|copyright|&copy;)?\s*(?:\d{4}\s*[-–—]\s*)?\d{4}"
_OWNER = r"(?:mituo\.cn|(?:www\.)?metinfo(?:\.cn)?(?:\s*,?\s*inc\.?)?)"
# facts: MetInfo 3.0 to 7.6 (footer texts 0, 1 and 2 of its configuration), and what boards print of themselves.
_FOOTERS = [
    rf"powered\s+by\s+metinfo\s*{_VERSION}\s*(?:{_YEARS})?\s*{_OWNER}?",
    rf"本站基于\s*米拓企业建站系统\s*{_VERSION}\s*搭建",
    rf"技术支持\s*[:：]\s*米拓(?:企业)?建站(?:系统)?\s*{_VERSION}\s*(?:{_OWNER})?",
    rf"(?:本站由\s*)?(?:米拓企业建站系统|米拓建站|metinfo)\s*{_VERSION}\s*(?:提供技术支持|强力驱动)",
    r"powered\s+by\s+(?:wpforo|phpbb|mybb|smf|fluxbb|punbb|discuz!?|nodebb|discourse|flarum|xenforo|vbulletin|vanilla|"
    r"bbpress|wordpress|dedecms|phpcms|empirecms)\b[^.!?。]{0,60}",
    rf"wpforo\s+{_VERSION}\s*\w*",
]
_FOOTER = re.compile("|".join(f"(?:{pattern})" for pattern in _FOOTERS), re.IGNORECASE)
_MARK = re.compile("powered|米拓|metinfo|wpforo", re.IGNORECASE)
_EDGE = 4  # a footer stands within so many lines of the end


def _is_footer(line: str) -> bool:
    folded = " ".join(unicodedata.normalize("NFKC", line).split()).strip(" .|·-")
    return len(folded) < 160 and _FOOTER.fullmatch(folded) is not None


def strip_footer(text: str) -> Noted:
    """Cut the software's own lines from the end of `text`; such words inside a text are the author's and stay."""
    if not _MARK.search(text[-800:]):
        return Noted(text)
    lines = text.split("\n")
    shown = [i for i, line in enumerate(lines) if line.strip()][-_EDGE:]
    footers = {i for i in shown if _is_footer(lines[i])}
    if not footers:
        return Noted(text)
    kept = "\n".join(line for i, line in enumerate(lines) if i not in footers).strip("\n")
    return Noted(kept, tuple("footer" for _ in footers))
