"""The errors of this project: one base, and a kind for each thing a caller can do about it.

ScodaError
├── ConfigurationError   a setting, an argument or a file of the user's is wrong
├── StoreError           the seeds folder or its state cannot be used
│   ├── LockedError      another run holds the seeds folder
│   └── DamagedError     the state database or the archive is broken
└── UnsupportedError     the installed Scrapy lacks a part that the frontier needs
"""

from pathlib import Path


class ScodaError(Exception):
    """Base of every error that this project raises on purpose; its text is one line for the user."""

    exit_code = 1


class ConfigurationError(ScodaError):
    """A spider argument, a setting or a sites file is wrong; raised by spiders, settings and commands."""

    exit_code = 2


class StoreError(ScodaError):
    """The folder at `path` cannot be used; raised by the store."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = Path(path)
        self.reason = reason


class LockedError(StoreError):
    """Another run holds the seeds folder at `path`; raised by the store's lock."""

    exit_code = 6


class DamagedError(StoreError):
    """A file of the store at `path` is broken and says so; raised when it is opened or read."""


class UnsupportedError(ScodaError):
    """The installed Scrapy lacks a part that the frontier relies on; raised by the frontier at open."""
