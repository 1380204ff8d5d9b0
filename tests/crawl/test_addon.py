"""Another Scrapy project, with one line in its settings, gets clean items and seeds."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPIDER = """
import dataclasses, json
import scrapy

@dataclasses.dataclass
class Story:
    url: str
    headline: str
    body: str
    date: str = ""

class Seen:
    def process_item(self, item):
        if isinstance(item, Story):
            print("STORY", json.dumps(dataclasses.asdict(item)))
        else:
            print("OTHER", json.dumps(item))
        return item

class One(scrapy.Spider):
    name = "one"
    custom_settings = {
        "ADDONS": {"scoda_crawler.ScodaAddon": 500}, "ITEM_PIPELINES": {Seen: 950}, "SCODA_SEEDS_DIR": "out",
        "TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "ERROR",
    }
    async def start(self):
        text = "The Саrgo of \\u201csalt\\u201d came\\u00a0in. The harbour master signed for it."
        text += "\\n\\nPowered by MetInfo 7.2.0 ©2008-2024"
        yield Story("https://a.example/1", "Cargo\\u200b", text, "2021-10-25 14:24:17")
        yield Story("https://a.example/2", "Empty", "")
        yield {"price": 3}
"""


def test_items_come_back_clean_and_are_seeds(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(SPIDER, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "scrapy", "runspider", "one.py"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=True)
    story = next(line for line in done.stdout.splitlines() if line.startswith("STORY"))
    assert '"headline": "Cargo"' in story
    assert "The Cargo of \\u201csalt\\u201d came in. The harbour master signed for it." in story
    assert "MetInfo" not in story
    assert 'OTHER {"price": 3}' in done.stdout
    seeds = list((tmp_path / "out").glob("0*.txt"))
    assert len(seeds) == 1, done.stderr
    assert seeds[0].read_text(encoding="utf-8").startswith("Cargo\n\n2021-10-25 14:24:17\n\nThe Cargo of “salt”")
