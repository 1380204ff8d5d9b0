"""Learned boilerplate on made sites: which chrome goes and which repetitions of the authors' stay, by kind of site.

    python benchmarks/refrains.py [--seed N]

Sites in eight scripts, of 3 to 120 pages, each with chrome as themes print it (dates, posters, counters, neighbours,
notices, disclaimers) and with what authors repeat (standing headings, a refrain, a closing line, an introduction to a
series). For each kind of line: on how many pages it is, and on how many of those it was removed. No line of a text that
is its page's own may go.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from scoda_crawler.text.lines import find_boilerplate, line_hashes, strip_lines

SYLLABLES = {
    "en": "ra men to sil ver cal don pra mi et lus bar on fi gen".split(),
    "ru": "ра мен то сил вер кал дон пра ми ет лус бар он фи ген".split(),
    "el": "ρα μεν το σιλ βερ καλ δον πρα μι ετ λους βαρ ον φι γεν".split(),
    "ar": "را من تو سل ور كل دن بر مي ات لس بار ان في جن".split(),
    "hi": "रा मे तो सि वे का दो प्र मी ए लु बा ओ फि गे".split(),
    "th": "รา เมน โต ซิ เวร กา ดอน ปรา มี เอ ลุส บา ออน ฟี เกน".split(),
    "zh": list("山水风云日月星河海天地人心光明"),
    "ko": "라 멘 토 실 버 칼 돈 프 미 에 루 바 온 피 겐".split(),
}
SPACELESS = ("zh", "th")


class Site(NamedTuple):
    """A site's language and pages, and a generator of its words."""

    language: str
    pages: int
    rnd: random.Random

    def words(self, count: int) -> str:
        """So many words of the language."""
        made = ["".join(self.rnd.choices(SYLLABLES[self.language], k=self.rnd.randint(2, 4))) for _ in range(count)]
        return ("" if self.language in SPACELESS else " ").join(made)


Line = tuple[str, str]
"""(what it is: "text", "chrome: ..." or "author: ...", the line)."""


def make_text(site: Site, paragraphs: int) -> list[Line]:
    """A page's own paragraphs, some of them short."""
    return [("text", site.words(site.rnd.choice((4, 18, 30, 45))) + ".") for _ in range(paragraphs)]


def make_pages(site: Site, *, templates: int = 1) -> Iterator[list[Line]]:
    """The pages of a site, each with the chrome of one of its templates and its authors' repetitions."""
    labels = [[site.words(2) for _ in range(6)] for _ in range(templates)]
    notice, disclaimer = site.words(22) + ".", site.words(40) + "."
    headings = [site.words(1), site.words(2)]
    refrain, closing, series = site.words(14) + ".", site.words(3) + ".", site.words(28) + "."
    for number in range(site.pages):
        label = labels[number % templates]
        body = make_text(site, site.rnd.randint(5, 12))
        middle = len(body) // 2
        body[middle:middle] = [
            ("author: standing heading", headings[0]),
            body[0],
            ("author: standing heading", headings[1]),
        ]
        if number % 4 == 1:
            body[2:2] = [("author: refrain inside, on a quarter", refrain)]
        if number % 9 == 2:
            body.append(("author: closing line, on a ninth", closing))
        if number % 5 == 3:
            body.insert(0, ("author: introduction to a series, on a fifth", series))
        day = f"20{site.rnd.randint(10, 26)}-{site.rnd.randint(1, 12):02}-{site.rnd.randint(1, 28):02}"
        yield [
            ("text", site.words(5)),
            ("chrome: date", day),
            ("chrome: poster", label[0]),
            ("chrome: counter", f"{label[1]}: {site.rnd.randint(1, 9999)}"),
            *body,
            *([("chrome: disclaimer, on half", disclaimer)] if number % 2 else []),
            ("chrome: button", label[2]),
            ("chrome: button", label[3]),
            ("chrome: notice", notice),
            ("chrome: button", label[4]),
        ]


def judge(pages: list[list[Line]]) -> Counter[tuple[str, bool]]:
    """(kind of line, whether it was removed) and how often."""
    texts = {str(i): "\n\n".join(line for _, line in page) for i, page in enumerate(pages)}
    learned = find_boilerplate({key: line_hashes(text) for key, text in texts.items()})
    tally: Counter[tuple[str, bool]] = Counter()
    for i, page in enumerate(pages):
        left = Counter(line for line in strip_lines(texts[str(i)], learned).text.split("\n\n"))
        for kind, line in reversed(page):
            left[line] -= 1
            tally[kind, left[line] < 0] += 1
    return tally


def report(name: str, make: Callable[[str, random.Random], list[list[Line]]], seed: int) -> None:
    """Print the shares removed on the sites that `make` makes in all languages."""
    tally: Counter[tuple[str, bool]] = Counter()
    for language in SYLLABLES:
        tally += judge(make(language, random.Random(f"{seed} {name} {language}")))
    print(f"\n{name}")
    for kind in sorted({kind for kind, _ in tally}):
        total = tally[kind, True] + tally[kind, False]
        print(f"  {kind:46}{total:6} lines, {tally[kind, True] / total:6.1%} removed")


def make_site(pages: int, templates: int = 1) -> Callable[[str, random.Random], list[list[Line]]]:
    """A function that makes a site of so many pages in a language."""

    def make(language: str, rnd: random.Random) -> list[list[Line]]:
        return list(make_pages(Site(language, pages, rnd), templates=templates))

    return make


def main() -> None:
    """Print the figures of all kinds of site."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=5)
    seed = parser.parse_args().seed
    for pages in (3, 5, 8, 20, 120):
        report(f"{pages} pages, one template", make_site(pages), seed)
    report("60 pages, two templates", make_site(60, 2), seed)
    report("60 pages, five templates", make_site(60, 5), seed)


if __name__ == "__main__":
    main()
