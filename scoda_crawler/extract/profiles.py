"""Links to members' pages, as far as their addresses tell."""

import re

_USER_PATH = re.compile(
    r"(?:^|[/?&;=])(?:u|users?|members?|profiles?|people|person|account|userid|uid|participants?|space|nick|showuser)"
    r"(?:$|[/?&;=_.\d-])|/[~@]\w",
    re.I,
)


def is_profile(href: str) -> bool:
    """Whether a link leads to a member's page, as far as its address tells."""
    return bool(_USER_PATH.search(re.sub(r"^https?://[^/]+", "", href)))
