"""The report as one HTML page that needs nothing from elsewhere; what comes from the web is escaped."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape

from babel import Locale, UnknownLocaleError

from scoda_crawler.report.charts import draw_bar, draw_columns, draw_steps
from scoda_crawler.report.figures import Figures, RunFigures, format_moment
from scoda_crawler.report.style import STYLE

_WIDTHS = (("wide", 1000), ("narrow", 340))  # pixels; the style sheet shows the one that fits
_MANY_SITES, _MANY_ROWS, _MANY_REPAIRS, _MANY_YEARS = 60, 20, 12, 60
_LONGEST = 160  # characters of a cell
# Control characters and lone surrogates, which no HTML may hold, and marks that turn the direction of what follows
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")

_REASONS = {
    "soft-404": 'says "not found" with status 200',
    "members-only": "asks for a login",
    "no-text": "holds nothing to read",
    "not-html": "is no page: a picture, a document",
    "off-site": "led to another site",
    "too-slow": "took too long to read",
    "stage-error": "could not be cleaned",
    "extraction-error": "could not be read",
    "not-a-thread": "is no thread of the board",
    "http-404": "is not there",
    "http-410": "is gone for good",
    "connection-refused": "nobody listens there",
    "left-alone": "its host was left alone",
}
_ENDS = {"finished": "finished", "shutdown": "interrupted", "closespider_max_runtime": "time was up"}


def show(text: str) -> str:
    """Text from anywhere as HTML: cut where it is long, without control characters, its direction its own."""
    text = _UNFIT.sub(" ", text)
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return f"<bdi>{escape(text)}</bdi>" if text else ""


def _section(title: str, body: str, note: str = "") -> str:
    told = f'<p class="note">{note}</p>' if note else ""
    return f"<section><h2>{escape(title)}</h2>{told}{body}</section>\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of HTML cells; a head that ends in # is of numbers, in ~ of short words, one that is empty of bars."""
    kinds = [{"#": "num", "~": "short", "": "bars"}.get(head[-1:], "") for head in heads]
    marks = [f' class="{kind}"' if kind else "" for kind in kinds]
    top = "".join(f"<th{mark}>{escape(head.rstrip('#~'))}</th>" for head, mark in zip(heads, marks, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{mark}>{cell}</td>" for cell, mark in zip(row, marks, strict=True)) + "</tr>\n"
        for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>\n{body}</tbody></table></div>'


def _both(draw: Callable[[int], str]) -> str:
    """A chart in two widths."""
    return "".join(f'<div class="{name}">{draw(width)}</div>' for name, width in _WIDTHS)


def _name_language(code: str) -> str:
    if not code:
        return "not told"
    try:
        return f"{Locale('en').languages.get(code) or Locale.parse(code, sep='-').get_display_name('en')} ({code})"
    except (UnknownLocaleError, ValueError):
        return code


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number != 1 else f"1 {word.removesuffix('s')}"


# --- sections ---------------------------------------------------------------------------------------------------------


def _key_figures(figures: Figures) -> str:
    cards = [
        ("seeds", figures.seeds),
        ("words", figures.words),
        ("sites", len(figures.sites)),
        ("languages", len(figures.languages.keys() - {""})),
        ("posts in threads", figures.posts),
        ("copies left out", figures.copies),
        ("pages gone", figures.gone),
        ("runs", len(figures.runs)),
    ]
    shown = "".join(f"<div><dt>{name}</dt><dd>{number:,}</dd></div>" for name, number in cards)
    return f'<dl class="cards">{shown}</dl>\n'


def list_points(figures: Figures) -> list[tuple[float, int]]:
    """Seeds over time: before and after each run that settled, then what the manifest holds."""
    points: list[tuple[float, int]] = []
    for run in figures.runs:
        if run.before is not None and run.after is not None:
            points += [(run.started, run.before), (run.started + run.seconds, run.after)]
    if points:
        points.append((points[-1][0], figures.seeds))
    return sorted(points, key=lambda point: point[0])


def _growth(figures: Figures) -> str:
    points = list_points(figures)
    if len({moment for moment, _ in points}) < 4:  # one run is no course
        return ""
    title = f"Seeds from {format_moment(points[0][0])} to {format_moment(points[-1][0])}"
    return _section(
        "Seeds over time", _both(lambda width: draw_steps(points, width, title)), "After each run; times are UTC."
    )


def list_years(figures: Figures) -> list[tuple[str, int]]:
    """(year, texts) without gaps where that is not too long; the earliest of too many years as one."""
    years = figures.years
    if not years:
        return []
    first, last = min(years), max(years)
    shown = list(range(first, last + 1)) if last - first < _MANY_YEARS else sorted(years)
    early, late = shown[:-_MANY_YEARS], shown[-_MANY_YEARS:]
    before = [(f"–{early[-1]}", sum(years[year] for year in early))] if early else []
    return before + [(str(year), years[year]) for year in late]


def _years(figures: Figures) -> str:
    columns = list_years(figures)
    if not columns:
        return ""
    undated = f" {_counted(figures.undated, 'texts')} without a date." if figures.undated else ""
    chart = _both(lambda width: draw_columns(columns, width, "Texts by the year they were published in"))
    return _section("When the texts were published", chart, f"Texts by year.{undated}")


def _sites(figures: Figures) -> str:
    most = max((site.seeds for site in figures.sites), default=0)
    rows = [
        (show(site.site), draw_bar(site.seeds, most), f"{site.seeds:,}", f"{site.articles:,}", f"{site.threads:,}",
         f"{site.words:,}", show(site.platform), f"{show(site.first)} – {show(site.last)}" if site.first else "")
        for site in figures.sites[:_MANY_SITES]
    ]  # fmt: skip
    more = len(figures.sites) - len(rows)
    heads = ("site", "", "seeds#", "articles#", "threads#", "words#", "runs~", "published~")
    return _section("Sites", _table(heads, rows), f"The largest; {_counted(more, 'sites')} more." if more else "")


def _languages(figures: Figures) -> str:
    found = figures.languages.most_common(_MANY_ROWS)
    rows = [
        (
            show(_name_language(code)),
            draw_bar(number, found[0][1]),
            f"{number:,}",
            f"{100 * number / figures.seeds:.1f}",
        )
        for code, number in found
    ]
    return _section("Languages", _table(("language", "", "seeds#", "percent#"), rows)) if rows else ""


def _drops(figures: Figures) -> str:
    found = figures.dropped.most_common(_MANY_ROWS)
    rows = [
        (f'{show(reason)}<span class="why"> {escape(_REASONS.get(reason, ""))}</span>', draw_bar(number, found[0][1]),
         f"{number:,}", f"{figures.dropped_last[reason]:,}")
        for reason, number in found
    ]  # fmt: skip
    heads = ("reason", "", "all runs#", "last run#")
    return _section("Pages that gave no text", _table(heads, rows) if rows else "<p>None.</p>")


def _group(whats: Counter[str]) -> list[tuple[str, int, str]]:
    """(kind, times, its most frequent case) of one stage: a colon divides what was done into kind and case."""
    times: Counter[str] = Counter()
    example: dict[str, str] = {}
    for what, number in whats.most_common():
        kind, _, case = what.partition(": ")
        times[kind] += number
        example.setdefault(kind, case)
    return [(kind, number, example[kind]) for kind, number in times.most_common()]


def _repairs(figures: Figures) -> str:
    stages = sorted(figures.repairs.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    kinds = [(stage, kind) for stage, whats in stages for kind in _group(whats)[:_MANY_REPAIRS]]
    most = max((kind[1] for _, kind in kinds), default=0)
    rows = [
        (show(stage), show(name) + (f'<span class="why"> {show(example)}</span>' if example else ""),
         draw_bar(number, most), f"{number:,}")
        for stage, (name, number, example) in kinds
    ]  # fmt: skip
    total = sum(whats.total() for _, whats in stages)
    told = ", ".join(f"{show(stage)} {whats.total():,}" for stage, whats in stages)
    note = f"{_counted(total, 'repairs')}: {told}. The most frequent of each stage, and what each did most often:"
    body = _table(("stage~", "what", "", "times#"), rows)
    return _section("What was repaired", body, note) if rows else _section("What was repaired", "<p>Nothing.</p>")


def _failures(figures: Figures) -> str:
    rows = [(format_moment(fail.started), show(fail.where), show(fail.what)) for fail in figures.failures]
    return _section("Latest failures", _table(("run of~", "where", "what"), rows) if rows else "<p>None.</p>")


def _end(run: RunFigures) -> str:
    return show(_ENDS.get(run.end, run.end))


def _runs(figures: Figures) -> str:
    rows = [
        (format_moment(run.started), show(run.what), f"{run.pages:,}", f"{run.texts:,}", f"{run.new:,}",
         f"{run.changed:,}", f"{run.removed:,}", f"{run.dropped:,}", f"{run.seconds:,.0f}", _end(run))
        for run in reversed(figures.runs[-_MANY_ROWS:])
    ]  # fmt: skip
    heads = ("began~", "what", "pages#", "texts#", "new#", "changed#", "removed#", "no text#", "seconds#", "ended")
    return _section("Latest runs", _table(heads, rows) if rows else "<p>None.</p>")


def _texts(figures: Figures) -> str:
    rows = [
        (show(text.fetched[:16].replace("T", " ")), show(text.site), show(text.title), f"{text.words:,}")
        for text in figures.texts[:10]
    ]
    return _section("Latest texts", _table(("fetched~", "site", "title", "words#"), rows)) if rows else ""


def render(figures: Figures, *, title: str, made: float) -> str:
    """The page: `title` names the collection, `made` is the time in seconds since 1970."""
    sections = (_growth, _sites, _languages, _years, _drops, _repairs, _failures, _runs, _texts)
    empty = "" if figures.seeds else "<p>There are no seeds yet.</p>\n"
    body = _key_figures(figures) + empty + "".join(section(figures) for section in sections)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{escape(_UNFIT.sub(" ", title))}: seeds and runs</title>
<style>{STYLE}</style>
</head>
<body>
<header><h1>{show(title)}</h1><p class="note">Seeds and runs, as of {format_moment(made)} UTC</p></header>
<main>
{body}</main>
</body>
</html>
"""
