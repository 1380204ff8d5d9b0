"""Dates as pages show them, in all languages: `parse_date` for a text, `find_page_dates` for a page."""

from scoda_crawler.dates.order import find_day_order
from scoda_crawler.dates.parse import parse_date

__all__ = ["find_day_order", "parse_date"]
