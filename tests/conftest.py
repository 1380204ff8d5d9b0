"""What tests share: running this project's commands as a user runs them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# A local server need not be spared, and is at a private address.
LOCAL = {
    "SCODA_ALLOW_PRIVATE_ADDRESSES": "1",
    "DOWNLOAD_DELAY": "0",
    "AUTOTHROTTLE_ENABLED": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
}
Scrapy = Callable[..., "subprocess.CompletedProcess[str]"]


def make_command(*arguments: str, settings: dict[str, str] | None = None) -> list[str]:
    """The command line of `scrapy <arguments>` with this Python, and the settings for a local server."""
    pairs = {**LOCAL, **(settings or {})}
    options = [part for name, value in pairs.items() for part in ("-s", f"{name}={value}")]
    return [sys.executable, "-m", "scrapy", *arguments, *options]


@pytest.fixture(scope="session")
def scrapy_command() -> Callable[..., list[str]]:
    return make_command


@pytest.fixture
def scrapy() -> Scrapy:
    """Runs `scrapy` in this checkout in a subprocess, to its end."""

    def run(*arguments: str, cwd: Path = ROOT, env: dict[str, str] | None = None, **settings: str):  # type: ignore[no-untyped-def]
        command = make_command(*arguments, settings=settings)
        environment = {**os.environ, "PYTHONUTF8": "1", **(env or {})}
        return subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    return run


@pytest.fixture
def read_folder() -> Callable[[Path], dict[str, bytes]]:
    """All that a reader of a seeds folder sees: names and bytes."""

    def read(folder: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}

    return read
