"""Forums: wpForo and its peers; which software a board runs is found out from its pages."""

from scoda_crawler.crawl.spider import BaseSpider


class ForumSpider(BaseSpider):
    """`scrapy crawl forum -a url=https://example.org/community/`."""

    name = "forum"
    platform_kind = "forum"
