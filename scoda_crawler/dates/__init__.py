"""Dates as pages show them, in all languages: `parse_date` for a text, `find_page_dates` for a page."""

from scoda_crawler.dates.order import find_day_order
from scoda_crawler.dates.page import find_page_dates, find_url_date
from scoda_crawler.dates.parse import parse_date

__all__ = ["find_day_order", "find_page_dates", "find_url_date", "parse_date"]
