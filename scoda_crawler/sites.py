"""What a site is: the unit that a document, a frontier and a budget belong to."""

from functools import lru_cache
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=4096)  # asked for each link, several times
def find_site(url: str) -> str:
    """The site that a URL belongs to: its host in lower case, with the port where that is not the scheme's own."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _PORTS.get(parts.scheme)) else f"{host}:{parts.port}"
