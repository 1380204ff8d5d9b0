"""The news site: which page a request gets, and which requests a well-behaved crawler never makes."""

import html
from dataclasses import replace
from functools import cached_property

from scoda_crawler.demo.answer import Answer, Ask, render_robots, render_sitemap
from scoda_crawler.demo.content import NewsItem, load_news
from scoda_crawler.demo.expected import article_path
from scoda_crawler.demo.news_chrome import COLUMNS, SITE, Column, View, column_href, render_page, shown_title
from scoda_crawler.demo.news_pages import Surroundings, render_about, render_article, render_home, render_list

_PER_PAGE = 8
_DISALLOWED = tuple(
    f"/{folder}/"
    for folder in "app admin cache config include public install templates upload member wap/templates".split()
)
_WRONG_SITEMAP = "http://saltmarsh.invalid/met_7_6_basic/sitemap.xml"  # MetInfo ships one that names another host
_REFUSAL = (
    "<script>alert('You do not have permission to access this page, please log in');"
    "location.href='../member/index.php?gourl='</script>"
)


class NewsSite:
    """A MetInfo site with dynamic URLs, three languages and most of what goes wrong on such sites."""

    home = "/"

    @cached_property
    def items(self) -> list[NewsItem]:
        """The articles, newest first behind those that stick to the top."""
        news = [item for item in load_news() if item.module == "news"]
        news += [replace(item, id=id_, copies=()) for item in news for id_ in item.copies]
        return sorted(news, key=lambda item: (item.is_sticky, item.date, item.id), reverse=True)

    def find_trap(self, ask: Ask) -> str | None:
        """Why a crawler should not have made this request; None where it is welcome."""
        if ask.path.startswith("/hits/"):
            return "hit counter"
        if ask.path.startswith(_DISALLOWED):
            return "robots.txt"
        if "search" in ask.query or "order" in ask.query or ask.path.startswith("/search/"):
            return "sort" if "order" in ask.query else "search"
        if ask.path.startswith("/message/"):
            return "form"
        return "past the end" if self._is_past_the_end(ask) else None

    def answer(self, ask: Ask) -> Answer:
        """The page for a request; what is not there is a redirect to a page that says so with status 200."""
        pages = {"/robots.txt": self._robots, "/sitemap.xml": self._sitemap, "/404.html": self._missing}
        pages |= {"/": self._home, "/index.php": self._home, "/about/show.php": self._about, "/news/": self._list}
        pages |= {"/news/shownews.php": self._article, "/news/news.php": self._list, "/news/index.php": self._list}
        if ask.path in pages:
            return pages[ask.path](ask)
        if self.find_trap(ask):
            return Answer(render_page(self._view(ask, "about", 0, 0, "../"), "<main>You should not be here.</main>"))
        return Answer(self._missing(ask).body, status=404)

    def _view(self, ask: Ask, module: str, column: int, item: int, up: str, title: str = "") -> View:
        language = ask.query.get("lang", "en")
        return View(language if language in SITE else "en", module, column, item, up, ask.root, title)

    def _robots(self, ask: Ask) -> Answer:
        return render_robots(_DISALLOWED, (f"{ask.root}/sitemap.xml", _WRONG_SITEMAP))

    def _sitemap(self, ask: Ask) -> Answer:
        columns = [column for column in COLUMNS.values() if column.parent]
        rows = [(html.unescape(column_href(column, f"{ask.root}/")), "2022-06-24") for column in columns]
        rows += [(ask.root + article_path(item.id, item.language), item.date[:10]) for item in self.items]
        return render_sitemap(rows)

    def _missing(self, ask: Ask) -> Answer:
        main = "<main class='met-404'><p>404: the page is not there, or not any more.</p></main>"
        return Answer(render_page(self._view(ask, "404", 0, 0, "/"), main))

    def _redirect(self, _ask: Ask) -> Answer:
        return Answer(status=302, location="/404.html")

    def _home(self, ask: Ask) -> Answer:
        view = self._view(ask, "home", 0, 0, "")
        return Answer(render_home(self._listed(view.language)[:6], view))

    def _about(self, ask: Ask) -> Answer:
        for item in load_news():
            if item.module == "about" and item.id == ask.number("id"):
                return Answer(render_about(item, self._view(ask, "about", item.column, item.id, "../", item.title)))
        return self._redirect(ask)

    def _listed(self, language: str) -> list[NewsItem]:
        return [item for item in self.items if item.language == language and item.is_listed]

    def _column(self, ask: Ask) -> Column | None:
        language = ask.query.get("lang", "en")
        number = (
            ask.number("class2")
            or ask.number("class1")
            or next(column.id for column in COLUMNS.values() if column.language == language or language not in SITE)
        )
        return COLUMNS.get(number)

    def _members(self, column: Column) -> list[NewsItem]:
        listed = self._listed(column.language)
        return [item for item in listed if column.id in (item.column, COLUMNS[item.column].parent)]

    def _pages(self, column: Column) -> int:
        return -(-len(self._members(column)) // _PER_PAGE)

    def _is_past_the_end(self, ask: Ask) -> bool:
        column = self._column(ask) if "page" in ask.query else None
        return column is not None and ask.number("page", 1) > self._pages(column)

    def _list(self, ask: Ask) -> Answer:
        column = self._column(ask)
        if column is None:
            return self._redirect(ask)
        if "metid" in ask.query:
            return self._show(ask, ask.number("metid"))
        page = max(ask.number("page", 1), 1)
        items = self._members(column)[(page - 1) * _PER_PAGE : page * _PER_PAGE]
        view = self._view(ask, "news", column.id, 0, "../", column.name)._replace(language=column.language)
        return Answer(render_list(column, items, page, self._pages(column), view))

    def _article(self, ask: Ask) -> Answer:
        return self._show(ask, ask.number("id"))

    def _show(self, ask: Ask, id_: int) -> Answer:
        item = next((item for item in self.items if item.id == id_), None)
        if item is None:
            return self._redirect(ask)
        if item.is_for_members:
            return Answer(_REFUSAL)
        asked = ask.query.get("lang", "en")
        if asked in SITE and asked != item.language:
            return Answer("app/system//include/class/_label.class.php is not exists")
        view = View(item.language, "news", item.column, id_, "../", ask.root, shown_title(item))
        return Answer(render_article(item, self._text(item), view, self._around(item)))

    def _text(self, item: NewsItem) -> tuple[str, ...]:
        reprinted = next((other for other in self.items if other.id == item.reprint_of), None)
        return item.paragraphs + (reprinted.paragraphs if reprinted else ())

    def _around(self, item: NewsItem) -> Surroundings:
        listed = self._listed(item.language)
        place = listed.index(item) if item in listed else -1
        before = listed[place - 1] if place > 0 else None
        after = listed[place + 1] if 0 <= place < len(listed) - 1 else None
        return Surroundings(before, after, tuple(listed[:3]))
