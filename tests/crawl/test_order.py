"""A maze that doubles with each step, each page with a text of its own, does not keep the rest of a site waiting."""

import threading
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

from scoda_crawler.crawl.order import Order
from scoda_crawler.crawl.requests import PRIORITY
from tests.crawl.killing import Run, Zygote, read_seeds
from tests.hostile import Handler, Site, make_article
from tests.traps import LISTS, ON_A_LIST, news, show, story


def maze(handler: Handler) -> None:
    path = urlsplit(handler.path).path.rstrip("/")
    more = "".join(f"<li><a href='{path}/{way}'>{way}</a></li>" for way in ("amber", "birch", "cedar", "delta"))
    handler.send(make_article(crc32(path.encode()), f"<ul>{more}</ul>", name="Maze"))


def home(handler: Handler) -> None:
    show(handler, "Home", "/maze", "/news")


def test_all_that_stands_beside_a_maze_is_read(tmp_path: Path, zygote: Zygote) -> None:
    site = Site({"/": home, "/maze": maze, "/news": news, "/story": story})
    threading.Thread(target=site.serve_forever, daemon=True).start()
    Run(zygote, tmp_path, "crawl", "site", "-a", f"url={site.url}", SCODA_MAX_PAGES="200").finish()
    site.shutdown()
    site.server_close()
    titles = {body.decode().split("\n")[0] for body in read_seeds(tmp_path).values()}
    assert {f"Story number {number}" for number in range(LISTS * ON_A_LIST)} <= titles


def test_a_part_stands_back_as_it_grows_but_never_behind_another_kind() -> None:
    order = Order()
    steps = [order.stand_back("a.example", f"http://a.example/maze/{number}/") for number in range(100_000)]
    assert steps == sorted(steps) and steps[0] == 0
    kinds = sorted(set(PRIORITY.values()))
    assert steps[-1] < min(high - low for low, high in pairwise(kinds))
    assert order.stand_back("a.example", "http://a.example/news/1") == 0
    assert order.stand_back("b.example", "http://b.example/maze/1/") == 0
