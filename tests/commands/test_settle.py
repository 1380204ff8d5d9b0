from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from scoda_crawler.items import Article
from scoda_crawler.store.lock import FolderLock
from scoda_crawler.store.seeds import Folder
from scoda_crawler.store.staging import stage
from scoda_crawler.store.state import State

Scrapy = Callable[..., "CompletedProcess[str]"]
TEXTS = ("The ferry left at dawn with two passengers.", "Nobody has seen the lighthouse keeper since Monday.")


def stage_texts(seeds: Path) -> None:
    """As a run does that is killed before it settles."""
    state = State(Folder(seeds).private / "state.sqlite")
    for number, text in enumerate(TEXTS):
        stage(state, Article(url=f"https://example.org/{number}", site="example.org", title=f"No. {number}", text=text))
    state.close()


def test_what_is_staged_is_published(tmp_path: Path, scrapy: Scrapy) -> None:
    stage_texts(tmp_path)
    done = scrapy("settle", SCODA_SEEDS_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stderr == f"2 new, 0 changed, 0 unchanged, 0 removed seeds in {tmp_path}; 0 copies of others\n"
    found = {path.read_text(encoding="utf-8") for path in tmp_path.glob("[0-9]*.txt")}
    assert found == {f"No. {number}\n\n{text}\n" for number, text in enumerate(TEXTS)}


def test_a_folder_in_use_is_left_alone(tmp_path: Path, scrapy: Scrapy) -> None:
    stage_texts(tmp_path)
    with FolderLock(tmp_path / ".scoda" / "lock"):
        done = scrapy("settle", SCODA_SEEDS_DIR=str(tmp_path))
    assert done.returncode == 6 and "another run is at work here" in done.stderr
    assert not list(tmp_path.glob("[0-9]*.txt"))


def test_no_folder_is_a_mistake(tmp_path: Path, scrapy: Scrapy) -> None:
    done = scrapy("settle", SCODA_SEEDS_DIR=str(tmp_path / "none"))
    assert done.returncode == 2 and done.stderr == f"scoda: {tmp_path}/none is no folder\n"
    assert not (tmp_path / "none").exists()
