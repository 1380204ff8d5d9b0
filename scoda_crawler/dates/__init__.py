"""Date strings of any language to Date values, and the dates of a page."""

from scoda_crawler.dates.parse import parse_date

__all__ = ["parse_date"]
