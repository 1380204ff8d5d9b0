"""Finds texts that repeat earlier ones, whole or in part; knows no network and no Scrapy."""
