"""The wheel, the checkout and the directions of imports are as docs/design-notes.md says."""

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PURE = ["scoda_crawler.text.encoding", "scoda_crawler.text.scripts", "scoda_crawler.text.whitespace",
        "scoda_crawler.text.language", "scoda_crawler.text.chrome", "scoda_crawler.text.lines", "scoda_crawler.dates",
        "scoda_crawler.extract", "scoda_crawler.dedup", "scoda_crawler.items", "scoda_crawler.clean"]  # fmt: skip
# What a room may import of this project, itself and the rooms to its right.
ROOMS = {
    "text": {"items", "errors", "text"},
    "dates": {"items", "errors", "text", "dates"},
    "dedup": {"items", "errors", "text", "dedup"},
    "extract": {"items", "errors", "text", "dates", "extract"},
    "store": {"items", "errors", "text", "dates", "dedup", "extract", "store", "clean", "deadline", "sites"},
}


def test_pure_rooms_import_neither_scrapy_nor_twisted() -> None:
    code = f"import sys, importlib; [importlib.import_module(m) for m in {PURE!r}]; "
    code += "bad = {m.split('.')[0] for m in sys.modules} & {'scrapy', 'twisted'}; sys.exit(f'{bad}' if bad else 0)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_right(room: str) -> None:
    for path in (ROOT / "scoda_crawler" / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            ours = {parts[1] for module in modules if (parts := module.split("."))[0] == "scoda_crawler" and parts[1:]}
            assert ours <= ROOMS[room], f"{path.name} imports {ours - ROOMS[room]}"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), "."]
    subprocess.run(command, cwd=ROOT, check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_spiders_and_stages_under_our_own_name(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"scoda_crawler"}
    assert {"scoda_crawler/spiders/metinfo.py", "scoda_crawler/pipelines/seeds.py", "scoda_crawler/py.typed"} <= set(
        names
    )
    assert sum(info.file_size for info in zipfile.ZipFile(wheel).infolist()) < 12_000_000


def test_the_wheel_works_outside_a_checkout(wheel: Path, tmp_path: Path) -> None:
    """Installed beside nothing but its dependencies, it lists the spiders and runs the demo."""
    home = tmp_path / "home"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(home), str(wheel)], check=True
    )
    run = f"import sys; sys.path.insert(0, {str(home)!r}); import scoda_crawler; "
    run += f"assert scoda_crawler.__file__.startswith({str(home)!r}); "
    run += "from scoda_crawler.commands.main import main; sys.argv = ['scoda', *sys.argv[1:]]; main()"

    def scoda(*arguments: str) -> str:
        command = [sys.executable, "-P", "-c", run, *arguments]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=240).stdout

    assert scoda("list").split() == ["forum", "metinfo", "site"]
    assert "The seeds lie in" in scoda("demo")
    assert len(list((tmp_path / "demo-seeds").glob("0*.txt"))) > 20
