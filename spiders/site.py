"""Any site: its platform is found out; one of unknown kind is crawled through sitemaps, feeds and internal links."""

from scoda_crawler.crawl.spider import BaseSpider


class SiteSpider(BaseSpider):
    """`scrapy crawl site -a url=https://example.org/ [-a comments=1]`."""

    name = "site"
