"""What the documentation shows works, and what it names is there."""

import re
from pathlib import Path
from typing import Any

import pytest

from scoda_crawler import settings
from scoda_crawler.commands.outcome import Exit
from scoda_crawler.extract.html import parse_html
from scoda_crawler.items import Article, Page, Scope, Thread
from scoda_crawler.store.seeds import describe_seed, render_seed

ROOT = Path(__file__).parents[2]
DOCS = sorted((ROOT / "docs").glob("*.md"))


def read(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def find_code(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


def test_the_platform_of_the_documentation_reads_its_page() -> None:
    text = read("add-a-platform.md")
    markup = find_code(text, "html")[0]
    names: dict[str, Any] = {}
    exec(compile(find_code(text, "python")[0], "add-a-platform.md", "exec"), names)
    platform, tree = names["PLATFORM"], parse_html(markup)
    assert platform.recognise(tree, markup) and not platform.recognise(parse_html("<p>no"), "<p>no")
    reading = platform.read(tree, Page(url="https://example.org/topic/5", body=markup.encode()), Scope())
    assert isinstance(reading.document, Thread)
    assert [(post.id, post.author, post.text) for post in reading.document.posts] == [
        ("41", "ingrid", "Hemp or nylon?"),
        ("42", "tom", "Hemp."),
    ]
    assert reading.document.posts[1].quoted == ("ingrid",)
    assert [(link.kind, link.key) for link in reading.links] == [("thread", "thread/5#2")]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", path.read_text(encoding="utf-8")):
        linked = path.parent / target if target else path
        assert linked.exists(), target
        heads = re.findall(r"^#+ (.*)$", linked.read_text(encoding="utf-8"), re.M) if anchor else []
        assert not anchor or anchor in [re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads]


def find_settings() -> set[str]:
    """Names of this project's settings, wherever its code asks for one."""
    sources = [path for room in ("scoda_crawler", "spiders", "pipelines") for path in (ROOT / room).rglob("*.py")]
    return {name for path in sources for name in re.findall(r"\"(SCODA_\w+)\"", path.read_text(encoding="utf-8"))}


def test_every_setting_is_told_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(SCODA_\w+)` \| (.*?) \|", read("settings.md"), re.M))
    ours = {name: getattr(settings, name) for name in dir(settings) if name.startswith("SCODA_")}
    assert rows.keys() == ours.keys() | find_settings()
    for name, value in ours.items():
        assert rows[name] == ("all" if value is None else f"`{int(value) if isinstance(value, bool) else value}`"), name


def test_every_exit_code_is_told() -> None:
    codes = [int(code) for code in re.findall(r"^\| (\d) \|", read("crawl.md"), re.M)]
    assert codes == [int(code) for code in Exit]


def test_every_field_of_the_manifest_is_told() -> None:
    article = Article(url="https://example.org/", text="Words.")
    row = describe_seed(1, article, render_seed(article), [])
    fields = re.findall(
        r"^\| `(\w+)` \|", read("seed-format.md").partition("## The manifest")[2].partition("###")[0], re.M
    )
    assert fields == list(row)
