"""Settings of the project; every value that differs from Scrapy's says why."""

import scoda_crawler
from scoda_crawler.layout import find_package, list_pipelines

BOT_NAME = "scoda_crawler"
SPIDER_MODULES = [find_package("spiders")]
NEWSPIDER_MODULE = SPIDER_MODULES[0]
COMMANDS_MODULE = "scoda_crawler.commands"

# Where seeds go, and what is made of them (docs/settings.md)
SCODA_SEEDS_DIR = "seeds"
SCODA_PLATFORMS = None  # all; a list narrows, an empty one switches platform knowledge off
SCODA_MAX_PAGES = 0  # a site; 0: no limit
SCODA_BARREN_PAGES = 30  # written alike that bring nothing new, beyond those that do; 0: no limit
SCODA_PAGE_SECONDS = 20  # to read one page; more is dropped with a reason
SCODA_POST_HEADERS = False
SCODA_REVISIT = "due"  # "all" looks at every page again
SCODA_GONE_SECONDS = 2 * 86_400  # between two runs that miss a page, before it counts as gone
SCODA_SETTLE_EVERY = 10_000  # documents staged; the end of a run settles in any case
SCODA_ARCHIVE = True
SCODA_ARCHIVE_MAX_BYTES = 1_000_000_000  # a WARC file, the size that others use
SCODA_ALLOW_PRIVATE_ADDRESSES = False
SCODA_BACKOFF = 5  # seconds after a 429 or 503 without Retry-After; doubles with each one
SCODA_BACKOFF_MAX = 300  # seconds; where the doubling ends
SCODA_RETRY_AFTER_MAX = 600  # seconds; what Retry-After asks beyond that is not waited for
SCODA_BUSY_TIMES = 5  # how often one page is asked for again after a 429 or 503
SCODA_MAX_REFUSALS = 10  # 403, 429 or 503 in a row, and the host is left alone
SCODA_MAX_FAILURES = 10  # likewise for connections that come to nothing
SCODA_CRAWL_DELAY_MAX = 60  # seconds that robots.txt may ask for
SCODA_ROBOTS_TRIES = 3  # for a robots.txt that answers 5xx or not at all
SCODA_ITEM_FIELDS: dict[str, str] = {}

ITEM_PIPELINES = list_pipelines()
WARN_ON_GENERATOR_RETURN_VALUE = False  # default True, which parses the callback's source again for each page
CONCURRENT_ITEMS = 4  # default 100, as many tasks for each page; the stages wait for nothing
SCHEDULER = "scoda_crawler.crawl.frontier.Frontier"  # Scrapy's own loses pages when it is killed
EXTENSIONS = {
    "scoda_crawler.crawl.run.Run": 10,
    "scoda_crawler.crawl.progress.Progress": 20,
    "scrapy.extensions.remote_control.RemoteControl": None,  # off, see below, but 0.12 s to load
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes 5xx and no answer for "allowed"
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # forgets them at the end of a run
    "scoda_crawler.crawl.robots.RobotsMiddleware": 100,
    "scoda_crawler.crawl.politeness.Politeness": 555,  # reads a 429 before Scrapy's retries (550) do
    "scoda_crawler.crawl.cookies.KeptCookies": 700,
    "scoda_crawler.crawl.archiving.ArchiveMiddleware": 840,  # sees what the server sent, redirects and all
    "scoda_crawler.crawl.guard.Guard": 860,
}

# Manners
USER_AGENT = (
    f"scoda_crawler/{scoda_crawler.__version__} (text corpus crawler; Scrapy)"  # a site's owner can tell who asks
)
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0  # default 0
CONCURRENT_REQUESTS_PER_DOMAIN = 2  # default 8
AUTOTHROTTLE_ENABLED = True  # slows down when the site does
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
COOKIES_ENABLED = True  # boards put session ids into every link for those who refuse cookies
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en,*;q=0.5",  # fixed: some boards answer in the visitor's language
}

# Safety
TELNETCONSOLE_ENABLED = False  # an open door on a machine that runs from cron
REMOTE_CONTROL_ENABLED = False  # likewise
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # default 1 GiB: a bomb of 300 KB can fill the memory
DOWNLOAD_WARNSIZE = 8 * 1024 * 1024
DOWNLOAD_TIMEOUT = 60  # default 180
DOWNLOAD_HANDLERS = {  # http and https only, with a bound on headers too
    "http": "scoda_crawler.crawl.handler.BoundedHandler",
    "https": "scoda_crawler.crawl.handler.BoundedHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
REDIRECT_MAX_TIMES = 8  # default 20
URLLENGTH_LIMIT = 2083
DEPTH_STATS_VERBOSE = False

# Logs: one line a thing that matters; `-L DEBUG` shows every page
LOG_VERSIONS: list[str] = []  # ten lines that only a bug report needs: `scrapy version -v`
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
LOG_DATEFORMAT = "%H:%M:%S"
LOGSTATS_INTERVAL = 0  # progress and summary are ours
STATS_DUMP = False  # likewise; the report of each run has all counts
