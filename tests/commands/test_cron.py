import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from scoda_crawler.store.sitesfile import load_sites

Scrapy = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One whose name is hard to quote."""
    folder = tmp_path / "100% of 'it' $HOME"
    folder.mkdir()
    return folder


def write(folder: Path, every: str = "1d", top: str = 'seeds = "seeds"') -> Path:
    path = folder / "sites.toml"
    path.write_text(f'{top}\n[[site]]\nurl = "http://127.0.0.1:9/"\nevery = "{every}"\n', encoding="utf-8")
    return path


def test_the_printed_line_runs_as_cron_would_run_it(folder: Path, scrapy: Scrapy) -> None:
    done = scrapy("cron", "--sites", str(write(folder)), "--max-runtime", "1h", RETRY_TIMES="0", SCODA_ROBOTS_TRIES="1")
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if re.match(r"\d", line))
    minute, *stars, call = line.split(maxsplit=5)
    assert 0 < int(minute) < 60 and stars == ["*"] * 4
    assert not re.search(r"(?<!\\)%", call)
    run = subprocess.run(["/bin/sh", "-c", call.replace("\\%", "%")], cwd="/", env={"PATH": "/usr/bin:/bin"},
                         capture_output=True, text=True, check=False)  # fmt: skip
    log = (folder / "sites.log").read_text()
    assert "scoda: no site could be reached" in log
    assert run.stdout.splitlines() == log.splitlines()[-20:] and not run.stderr
    assert (folder / "seeds").is_dir()


def unquote(line: str) -> list[str]:
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]


def test_the_printed_units_call_the_same(folder: Path, scrapy: Scrapy) -> None:
    sites = write(folder, "20m", top="")
    done = scrapy("cron", "--sites", str(sites), SCODA_SEEDS_DIR=str(folder / "seeds"))
    words = unquote(re.findall(r"^ExecStart=(.*)$", done.stdout, re.M)[0])
    assert words[:6] == [sys.executable, "-m", "scoda_crawler", "update", "--sites", str(sites)]
    assert f"SCODA_SEEDS_DIR={folder / 'seeds'}" in words
    minutes = re.findall(r"^OnCalendar=\*-\*-\* \*:([\d,]+):00$", done.stdout, re.M)[0]
    assert len(minutes.split(",")) == 3
    assert done.stdout.count(f"{minutes} * * * *  cd ") == 1


def test_systemd_takes_the_units(folder: Path, scrapy: Scrapy) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not here")
    printed = scrapy("cron", "--sites", str(write(folder))).stdout
    service, timer = re.findall(r"^\[Unit\]\n(?:.*\n)*?(?=\n*#.*(?:timer)\n)", printed, re.M)
    for name, text in (("service", service), ("timer", timer)):
        (folder.parent / f"scoda-update.{name}").write_text(text)
    paths = [str(folder.parent / f"scoda-update.{name}") for name in ("service", "timer")]
    done = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, text=True, check=False)
    assert "scoda-update" not in done.stderr, done.stderr


def test_a_mistake_ends_with_two(tmp_path: Path, scrapy: Scrapy) -> None:
    done = scrapy("cron", "--sites", str(tmp_path / "sites.toml"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"scoda: {tmp_path}/sites.toml is not there: sites.example.toml shows what to write into it\n"


def test_the_documented_file_is_right(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "cron.md").read_text(encoding="utf-8")
    (tmp_path / "sites.toml").write_text(re.findall(r"```toml\n(.*?)```", text, re.S)[0], encoding="utf-8")
    file = load_sites(tmp_path / "sites.toml")
    assert [(site.name, site.every) for site in file.sites] == [("example.org", 86_400), ("board", 604_800)]
    assert file.seeds == tmp_path / "seeds" and file.max_runtime == 21_600
