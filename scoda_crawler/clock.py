"""The time of day, read in one place. It may be wrong and may jump: what lasts is measured by the monotonic clock."""

import time
from datetime import UTC, datetime


def read_clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.fromtimestamp(time.time(), UTC)
