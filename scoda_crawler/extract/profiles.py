"""Links to members' pages, as far as their addresses tell."""

import re

# Digits end there ("u12"), or it is a thread's ("U7M52RBI"). After a hyphen comes a number, or a word for one
# ("space-uid-12"); else it is the slug of a title ("people-skills").
_USER_PATH = re.compile(
    r"(?:^|[/?&;=])(?:u|users?|members?|profiles?|people|person|account|(?:user|view)-?_?profile|userid|uid|participants?|space|nick|showuser)"
    r"(?:$|[/?&;=.]|\d+(?![^\W_])|[_-](?:\d|(?:uid|user|username|id|profile|info|view|page)(?![^\W_])))|/[~@]\w",
    re.I,
)
_NOBODY = re.compile(r"/users?/(?:log-?in|log-?out|register|password|sign-?\w+)(?:$|[/?&;])", re.I)


def is_profile(href: str) -> bool:
    """Whether a link leads to a member's page, as far as its address tells."""
    path = re.sub(r"^https?://[^/]+", "", href)
    return bool(_USER_PATH.search(path)) and not _NOBODY.search(path)
