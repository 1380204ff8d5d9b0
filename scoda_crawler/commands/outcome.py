"""How a run ended, as an exit code that cron and scripts can tell apart (docs/crawl.md has the table)."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from scoda_crawler.crawl.run import INTERRUPTED
from scoda_crawler.crawl.session import Session


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


def judge(report: Mapping[str, Any], session: Session) -> tuple[Exit, str]:
    """The exit code of a finished crawl, and one line that says why it is not 0."""
    counts = report["counts"]
    failed = {k.removeprefix("scoda/failed/"): v for k, v in counts.items() if k.startswith("scoda/failed/")}
    if session.error is not None:
        text = str(session.error)
        is_full = "full" in text or "No space" in text
        return (Exit.DISK_FULL if is_full else Exit(session.error.exit_code)), text
    if report["reason"] in INTERRUPTED:
        return Exit.INTERRUPTED, "interrupted: the same command goes on with what is left"
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
    if not counts.get("scoda/pages/read") and not counts.get("scoda/pages/unchanged"):
        why = ", ".join(sorted(failed)) or ", ".join(
            sorted(k.removeprefix("scoda/dropped/") for k in counts if k.startswith("scoda/dropped/"))
        )
        return Exit.UNREACHABLE, f"nothing could be fetched from {', '.join(report['urls'])}" + (
            f": {why}" if why else ""
        )
    if report["reason"] not in ("finished",) and not report["reason"].startswith("closespider"):
        return Exit.ERROR, f"the crawl ended early: {report['reason']}"
    if broken := sum(counts.get(f"scoda/dropped/{reason}", 0) for reason in ("stage-error", "extraction-error")):
        return (
            Exit.SOME_FAILED,
            f"{broken} pages could not be processed; the log says why, `scrapy reextract` tries again",
        )
    return Exit.WELL, ""
