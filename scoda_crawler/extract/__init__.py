"""From a fetched page to an Article or a Thread and the links worth following; knows no network and no Scrapy."""
