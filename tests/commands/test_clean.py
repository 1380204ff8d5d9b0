import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Scrapy = Callable[..., "CompletedProcess[str]"]
PROSE = "The harbour office opened on Monday, and the boats from รัสเซีย came in first, with salt and a gull."
CLEAN = "The harbour office opened on Monday, and the boats from Russia came in first, with salt and a gull."


def test_old_texts_become_seeds_and_bad_files_are_named(
    tmp_path: Path, scrapy: Scrapy, read_folder: Callable[..., object]
) -> None:
    old, seeds = tmp_path / "old", tmp_path / "seeds"
    old.mkdir()
    text = f"A gull\n\n2021-10-25 14:24:17 admin source: share:\n\n{PROSE}\n\nPowered by MetInfo 7.2.0 ©2008-2024"
    (old / "a.txt").write_text(text, encoding="utf-8")
    (old / "b.txt").write_bytes(b"\x00\x01\x02" * 500)
    done = scrapy("clean", str(old), str(tmp_path / "nothing.txt"), SCODA_SEEDS_DIR=str(seeds))
    assert done.returncode == 4, done.stderr
    assert "b.txt was left out" in done.stderr and "nothing.txt was left out" in done.stderr
    seed = next(seeds.glob("001_*.txt"))
    assert seed.read_text(encoding="utf-8") == f"A gull\n\n2021-10-25 14:24:17\n\n{CLEAN}\n"
    row = json.loads((seeds / "manifest.jsonl").read_text(encoding="utf-8"))
    assert {"stage": "scripts", "what": "รัสเซีย -> Russia", "times": 1} in row["repairs"]
    assert {"stage": "boilerplate", "what": "footer", "times": 1} in row["repairs"]
    before = read_folder(seeds)
    assert scrapy("clean", str(old / "a.txt"), SCODA_SEEDS_DIR=str(seeds)).returncode == 0
    assert read_folder(seeds) == before
