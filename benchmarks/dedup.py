"""Prints what a document costs the duplicate index as it grows, and rensa and datasketch beside it where installed.

    python benchmarks/dedup.py [--sizes 10000 100000 1000000] [--words 250]

Texts are made up: words of a vocabulary drawn as in real texts (Zipf), one in five an edited copy of an earlier one.
Time is that of `add` alone, over the documents before each size, of the wall and of the processor. The peers hold
their index in memory and get the same words cut for them by us; they tell no containment, no site, and forget nothing.
"""

import argparse
import importlib
import random
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from scoda_crawler.dedup import Index

WINDOW = 60_000  # documents at most that a mean is of: some merges of what is fresh are among them
Add = Callable[[str, str], bool]


def iter_texts(count: int, words: int) -> Iterator[str]:
    """`count` texts, the same at every run."""
    rnd = random.Random(11)
    letters = "abcdefghijklmnoprstuvz"
    vocabulary = ["".join(rnd.choices(letters, k=rnd.randint(2, 9))) for _ in range(40_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))
    recent: deque[list[str]] = deque(maxlen=500)
    for number in range(count):
        if number % 5 == 4:
            text = [rnd.choice(vocabulary) if rnd.random() < 0.05 else word for word in rnd.choice(recent)]
        else:
            text = rnd.choices(vocabulary, cum_weights=weights, k=words)
            recent.append(text)
        yield " ".join(text)


def ours(folder: Path) -> Add:
    """Our index on disk."""
    index = Index(folder / "index.sqlite")
    return lambda key, text: index.add(key, text, "example.org") is not None


def rensa(_: Path) -> Add:
    """RMinHash of word trigrams, 32 bands, in memory."""
    module: Any = importlib.import_module("rensa")
    index = module.RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    hashes: list[Any] = []

    def add(_: str, text: str) -> bool:
        words = text.split()
        sketch = module.RMinHash(num_perm=128, seed=1)
        sketch.update(list(map(" ".join, zip(words, words[1:], words[2:], strict=False))))
        if any(sketch.jaccard(hashes[other]) >= 0.5 for other in index.query(sketch)):
            return True
        index.insert(len(hashes), sketch)
        hashes.append(sketch)
        return False

    return add


def datasketch(_: Path) -> Add:
    """MinHash of word trigrams, threshold 0.5, in memory."""
    module: Any = importlib.import_module("datasketch")
    index = module.MinHashLSH(threshold=0.5, num_perm=128)

    def add(key: str, text: str) -> bool:
        words = text.encode().split()
        sketch = module.MinHash(num_perm=128)
        sketch.update_batch(list(map(b" ".join, zip(words, words[1:], words[2:], strict=False))))
        if index.query(sketch):
            return True
        index.insert(key, sketch, check_duplication=False)
        return False

    return add


def measure(name: str, add: Add, sizes: list[int], words: int) -> list[float]:
    """Print the microseconds that a document costs before each of `sizes`; return those of the processor."""
    costs: list[float] = []
    wall: list[float] = []
    processor = found = 0.0
    for number, text in enumerate(iter_texts(max(sizes), words), start=1):
        start, start_processor = time.perf_counter(), time.process_time()
        found += add(str(number), text)
        processor += time.process_time() - start_processor
        wall.append(time.perf_counter() - start)
        if number in sizes:
            costs.append(processor / len(wall) * 1e6)
            times = f"{statistics.mean(wall) * 1e6:6.0f} us a document, median {statistics.median(wall) * 1e6:.0f}"
            print(f"{name:12} {number:9,}: {times}, processor {costs[-1]:.0f}; {found:.0f} copies", flush=True)
        if number in sizes or len(wall) == WINDOW:
            wall.clear()
            processor = 0.0
    return costs


def open_again(folder: Path) -> None:
    """Print how long opening takes, and how large the file is."""
    start = time.perf_counter()
    index = Index(folder / "index.sqlite")
    spent = time.perf_counter() - start
    size = (folder / "index.sqlite").stat().st_size
    print(f"opened in {spent * 1e3:.1f} ms; {size / 1e6:.0f} MB, {size / max(len(index), 1):.0f} bytes a document kept")
    index.close()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--words", type=int, default=250)
    parser.add_argument("--peers", type=int, default=20_000, help="size up to which peers are run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        costs = measure("ours", ours(Path(name)), arguments.sizes, arguments.words)
        print(f"the largest costs {costs[-1] / costs[0]:.2f} times the smallest, in time of the processor")
        open_again(Path(name))
        for peer in (rensa, datasketch):
            try:
                importlib.import_module(peer.__name__)
            except ImportError:
                print(f"{peer.__name__:12} is not installed")
            else:
                measure(peer.__name__, peer(Path(name)), [arguments.peers], arguments.words)


if __name__ == "__main__":
    main()
