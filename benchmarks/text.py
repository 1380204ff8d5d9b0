"""All figures of text fidelity in one run, each beside its peers.

    python benchmarks/text.py SHARED_DIR [--sizes N ...]

SHARED_DIR holds text/clean.jsonl, text/dates.jsonl, wcxb/ and sites/metinfo.*; what each part needs and prints is told
at the top of the benchmark that it runs. A part that fails is told and does not stop the others.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def list_parts(shared: Path, sizes: list[str]) -> dict[str, list[str]]:
    """The benchmarks and their arguments, in the order of a text's way."""
    site = shared / "sites"
    return {
        "encoding": [str(shared / "text" / "clean.jsonl")],
        "scripts": [str(shared / "text" / "clean.jsonl")],
        "dates": [str(shared / "text" / "dates.jsonl")],
        "page_dates": [str(shared / "wcxb")],
        "lines": [str(site / "metinfo.warc.gz"), str(site / "metinfo.truth.jsonl")],
        "refrains": [],
        "dedup": ["--sizes", *sizes],
    }


def main() -> int:
    """Run all parts; 1 when one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--sizes", nargs="+", default=["10000", "100000"], help="documents in the duplicate index")
    arguments = parser.parse_args()
    failed = 0
    for name, values in list_parts(arguments.shared, arguments.sizes).items():
        print(f"\n== {name}", flush=True)
        done = subprocess.run([sys.executable, str(HERE / f"{name}.py"), *values], check=False)
        if done.returncode:
            failed = 1
            print(f"{name} failed with {done.returncode}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
