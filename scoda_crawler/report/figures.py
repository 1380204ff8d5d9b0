"""What the report shows, counted from the manifest's rows and the runs' reports; nothing in them is taken on trust."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

_WELL = ("well", "interrupted")
_LATEST = 20


class SiteFigures(NamedTuple):
    """One site's share of the collection; `first` and `last` are the days of its oldest and newest dated text."""

    site: str
    platform: str
    articles: int
    threads: int
    words: int
    first: str
    last: str

    @property
    def seeds(self) -> int:
        """Articles and threads."""
        return self.articles + self.threads


class RunFigures(NamedTuple):
    """One run: `started` in seconds since 1970, `before` and `after` the seeds there were; None where none settled."""

    started: float
    seconds: float
    what: str
    pages: int
    texts: int
    new: int
    changed: int
    removed: int
    dropped: int
    end: str
    before: int | None
    after: int | None


class Failure(NamedTuple):
    """What went wrong in a run: `where` is a site or the run's spider."""

    started: float
    where: str
    what: str


class Text(NamedTuple):
    """One of the latest texts."""

    fetched: str
    site: str
    title: str
    words: int


@dataclass(slots=True, kw_only=True)
class Figures:
    """All figures of the report."""

    seeds: int = 0
    words: int = 0
    copies: int = 0
    posts: int = 0
    gone: int = 0
    undated: int = 0
    sites: list[SiteFigures] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)
    repairs: dict[str, Counter[str]] = field(default_factory=dict)  # stage -> what -> times
    texts: list[Text] = field(default_factory=list)
    runs: list[RunFigures] = field(default_factory=list)  # the latest last
    dropped: Counter[str] = field(default_factory=Counter)
    dropped_last: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)  # the latest first


def _int(value: object) -> int:
    return int(value) if isinstance(value, int | float) and value == value and abs(value) < 1e15 else 0


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _day(row: Mapping[str, Any]) -> str:
    return _text(_dict(row.get("published")).get("value"))[:10]


def collect(rows: Sequence[Mapping[str, Any]], runs: Sequence[Mapping[str, Any]]) -> Figures:
    """The figures of manifest rows (docs/seed-format.md) and run reports (`seeds/.scoda/runs/*.json`), in any order."""
    figures = Figures(seeds=len(rows), words=sum(_int(row.get("words")) for row in rows))
    _count_rows(figures, rows)
    figures.sites = sorted(_sites(rows), key=lambda site: (-site.seeds, site.site))
    latest = sorted(rows, key=lambda row: _text(row.get("fetched_at")), reverse=True)[:_LATEST]
    figures.texts = [
        Text(_text(row.get("fetched_at")), _text(row.get("site")), _text(row.get("title")), _int(row.get("words")))
        for row in latest
    ]
    in_order = sorted(runs, key=lambda run: _seconds(run.get("started")))
    figures.runs = [_run(run) for run in in_order]
    for run in in_order:
        figures.dropped_last = count_drops(run)
        figures.dropped += figures.dropped_last
    figures.failures = [failure for run in reversed(in_order) for failure in _failures(run)][:_LATEST]
    return figures


def _count_rows(figures: Figures, rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        figures.copies += len(_list(row.get("copies")))
        figures.posts += len(_list(row.get("posts")))
        figures.gone += bool(row.get("gone"))
        figures.languages[_text(row.get("language"))] += 1
        year = _day(row)[:4]
        if year.isascii() and year.isdigit():
            figures.years[int(year)] += 1
        else:
            figures.undated += 1
        for repair in map(_dict, _list(row.get("repairs"))):
            stage = figures.repairs.setdefault(_text(repair.get("stage")), Counter())
            stage[_text(repair.get("what"))] += _int(repair.get("times"))


def _sites(rows: Iterable[Mapping[str, Any]]) -> Iterable[SiteFigures]:
    by_site: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_site.setdefault(_text(row.get("site")), []).append(row)
    for site, own in by_site.items():
        days = sorted(filter(None, map(_day, own)))
        threads = sum(row.get("kind") == "thread" for row in own)
        platforms = Counter(_text(row.get("platform")) for row in own)
        yield SiteFigures(
            site=site,
            platform=platforms.most_common(1)[0][0],
            articles=len(own) - threads,
            threads=threads,
            words=sum(_int(row.get("words")) for row in own),
            first=days[0] if days else "",
            last=days[-1] if days else "",
        )


# --- runs -------------------------------------------------------------------------------------------------------------


def _seconds(value: object) -> float:
    """A moment that a calendar has, in seconds since 1970."""
    return float(value) if isinstance(value, int | float) and 0 <= value < 32_503_680_000 else 0.0


def _counts(run: Mapping[str, Any], prefix: str = "") -> Counter[str]:
    """The counters whose names begin with `prefix`, without it."""
    found = _dict(run.get("counts")).items()
    return Counter({name.removeprefix(prefix): _int(number) for name, number in found if name.startswith(prefix)})


def count_drops(run: Mapping[str, Any]) -> Counter[str]:
    """Why pages of a run gave no text: what was dropped once it was there, and what could not be fetched."""
    return _counts(run, "scoda/dropped/") + _counts(run, "scoda/failed/")


def _what(run: Mapping[str, Any]) -> str:
    """What a run was about: the sites of an update, or the spider and its addresses."""
    names = [_text(_dict(site).get("name")) for site in _list(run.get("sites"))]
    if len(names) > 3:
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    return ", ".join(names) or " ".join([_text(run.get("spider")), *map(_text, _list(run.get("urls")))])


def _run(run: Mapping[str, Any]) -> RunFigures:
    settled = run.get("seeds")
    new, changed, unchanged, removed = (
        _int(_dict(settled).get(name)) for name in ("new", "changed", "unchanged", "removed")
    )
    counts = _counts(run)
    return RunFigures(
        started=_seconds(run.get("started")),
        seconds=float(_int(run.get("seconds"))),
        what=_what(run),
        pages=counts["response_received_count"],
        texts=counts["scoda/documents"],
        new=new,
        changed=changed,
        removed=removed,
        dropped=count_drops(run).total(),
        end=_text(run.get("error")) or _text(run.get("reason")),
        before=changed + unchanged + removed if isinstance(settled, dict) else None,
        after=new + changed + unchanged if isinstance(settled, dict) else None,
    )


def _failures(run: Mapping[str, Any]) -> Iterable[Failure]:
    started, what = _seconds(run.get("started")), _what(run)
    if error := _text(run.get("error")):
        yield Failure(started, what, error)
    sites: list[Mapping[str, Any]] = [_dict(site) for site in _list(run.get("sites"))]
    for site in sites:
        if _text(site.get("exit")) not in _WELL:
            yield Failure(started, _text(site.get("name")), _text(site.get("line")) or _text(site.get("exit")))
    for part in sites or [run]:
        where = _text(part.get("name")) or what
        left = {why: _counts(part)[f"scoda/hosts/{why}"] for why in ("refused", "unreachable")}
        if not sites and any(left.values()):
            told = ", ".join(f"{number} {why}" for why, number in left.items() if number)
            yield Failure(started, where, f"hosts left alone: {told}")
        if failed := _counts(part, "scoda/failed/"):
            told = ", ".join(f"{reason} {number}" for reason, number in sorted(failed.items()))
            yield Failure(started, where, f"pages that could not be fetched: {told}")


def format_moment(seconds: float) -> str:
    """Seconds since 1970 as "2026-11-22 23:07", in UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"
