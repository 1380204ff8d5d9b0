"""How a run ended, as an exit code that cron and scripts can tell apart (docs/crawl.md has the table)."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from scoda_crawler.crawl.fleet import NOT_BEGUN
from scoda_crawler.crawl.run import INTERRUPTED
from scoda_crawler.crawl.session import Session
from scoda_crawler.errors import ScodaError


class Exit(IntEnum):
    """The exit codes of all commands."""

    WELL = 0
    ERROR = 1
    CONFIGURATION = 2
    UNREACHABLE = 3
    SOME_FAILED = 4
    INTERRUPTED = 5
    LOCKED = 6
    DISK_FULL = 7
    REFUSED = 8


def judge_error(error: ScodaError) -> tuple[Exit, str]:
    """The exit code for what ended a run, and the line that says it."""
    text = str(error)
    is_full = "full" in text or "No space" in text
    return (Exit.DISK_FULL if is_full else Exit(error.exit_code)), text


def judge(report: Mapping[str, Any], session: Session) -> tuple[Exit, str]:
    """The exit code of a finished run, and one line that says why it is not 0."""
    return judge_crawl(report) if session.error is None else judge_error(session.error)


def judge_crawl(report: Mapping[str, Any]) -> tuple[Exit, str]:
    """Likewise of one crawler, by its report alone."""
    counts = report["counts"]
    failed = {k.removeprefix("scoda/failed/"): v for k, v in counts.items() if k.startswith("scoda/failed/")}
    if report["reason"] in INTERRUPTED:
        return Exit.INTERRUPTED, "interrupted: the same command goes on with what is left"
    if report["reason"] == NOT_BEGUN:
        return Exit.ERROR, "the crawl could not begin; the log says why"
    left = {why: counts.get(f"scoda/hosts/{why}", 0) for why in ("refused", "unreachable")}
    if 0 < sum(left.values()) < len(report["urls"]):
        return (
            Exit.SOME_FAILED,
            f"{sum(left.values())} of {len(report['urls'])} sites were left alone; the log says why",
        )
    if left["refused"]:
        return Exit.REFUSED, "the site refused to be crawled and was left alone"
    if left["unreachable"]:
        return Exit.UNREACHABLE, f"{', '.join(report['urls'])} could not be reached; the same command goes on"
    is_closed = report["reason"].startswith("closespider")  # in good order, by a limit
    if not counts.get("scoda/pages/read") and not counts.get("scoda/pages/unchanged") and (failed or not is_closed):
        why = ", ".join(sorted(failed)) or ", ".join(
            sorted(k.removeprefix("scoda/dropped/") for k in counts if k.startswith("scoda/dropped/"))
        )
        return Exit.UNREACHABLE, f"nothing could be fetched from {', '.join(report['urls'])}" + (
            f": {why}" if why else ""
        )
    if report["reason"] != "finished" and not is_closed:
        return Exit.ERROR, f"the crawl ended early: {report['reason']}"
    if broken := sum(counts.get(f"scoda/dropped/{reason}", 0) for reason in ("stage-error", "extraction-error")):
        return (
            Exit.SOME_FAILED,
            f"{broken} pages could not be processed; the log says why, `scrapy reextract` tries again",
        )
    return Exit.WELL, ""


def judge_sites(ends: Mapping[str, tuple[Exit, str]]) -> tuple[Exit, str]:
    """The exit code of a run over several sites, given how each of them ended, by name."""
    codes = {code for code, _ in ends.values()}
    bad = [name for name, (code, _) in ends.items() if code is not Exit.WELL]
    if Exit.INTERRUPTED in codes:
        return Exit.INTERRUPTED, "interrupted: the next update goes on with what is left"
    if not bad:
        return Exit.WELL, ""
    if len(codes) == 1 and (code := codes.pop()) in (Exit.UNREACHABLE, Exit.REFUSED, Exit.ERROR):
        what = {Exit.UNREACHABLE: "no site could be reached", Exit.REFUSED: "all sites refused to be crawled"}
        return code, what.get(code, "no crawl could begin; the log says why")
    return Exit.SOME_FAILED, f"{len(bad)} of {len(ends)} sites did not end well: {', '.join(bad)}"
