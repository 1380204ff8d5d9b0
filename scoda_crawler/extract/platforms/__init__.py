"""One file a platform; each declares a module-level `PLATFORM`, and is found by being here."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from scoda_crawler.extract.platform import Platform


@cache
def load_platforms() -> tuple[Platform, ...]:
    """All platforms of this package, the surest signs first (`Platform.rank`), then by name."""
    found = [import_module(f"{__name__}.{module.name}").PLATFORM for module in iter_modules(__path__)]
    return tuple(sorted(found, key=lambda platform: (platform.rank, platform.name)))
