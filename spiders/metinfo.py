"""News sites that run MetInfo, of any version and in any of its URL modes."""

from scoda_crawler.crawl.spider import BaseSpider


class MetinfoSpider(BaseSpider):
    """`scrapy crawl metinfo -a url=https://example.org/ [-a lang=en,cn] [-a modules=news,about,product]`."""

    name = "metinfo"
    platform = "metinfo"
