"""The board: which page a request gets, and which requests a well-behaved crawler never makes."""

from functools import cached_property

from scoda_crawler.demo.answer import Answer, Ask, render_robots, render_sitemap
from scoda_crawler.demo.board_chrome import BOARDS, CATEGORIES, Frame, render_crumbs, render_frame, topic_url
from scoda_crawler.demo.board_pages import render_board, render_index, render_thread
from scoda_crawler.demo.board_posts import Sheet
from scoda_crawler.demo.content import Topic, load_topics

_MEMBERS = ("/participant", "/sign-in/", "/sign-up/", "/wp-login.php")
_RECENT = ("/community/recent", "/community/tags", "/community/add-topic")


class BoardSite:
    """A wpForo board with Thai buttons, two layouts and most of what leads crawlers astray on such boards."""

    home = "/community/"

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """All threads, by id."""
        return load_topics()

    def find_trap(self, ask: Ask) -> str | None:
        """Why a crawler should not have made this request; None where it is welcome."""
        if "foro" in ask.query:
            return "state change"
        if ask.query.get("type") == "rss2" or ask.path.endswith("/feed/"):
            return "feed"
        if "wpfs" in ask.query or "wpfin" in ask.query:
            return "search"
        starts = {"robots.txt": ("/wp-admin/",), "member page": _MEMBERS, "recent posts": _RECENT}
        starts |= {"single post": ("/community/postid/",), "attachment": ("/wp-content/",)}
        return next((reason for reason, paths in starts.items() if ask.path.startswith(paths)), None)

    def answer(self, ask: Ask) -> Answer:
        """The page for a request."""
        if ask.path == "/robots.txt":
            return render_robots(("/wp-admin/",), (f"{ask.root}/wp-sitemap.xml",))
        if ask.path == "/wp-sitemap.xml":
            return render_sitemap([(f"{ask.root}/community/", "2025-07-07")])
        if "foro" in ask.query:
            return Answer(status=302, location=f"{ask.root}/community/")
        if ask.path == "/":
            return self._plain(ask, "home", f'<p><a href="{ask.root}/community/">Forum</a></p>')
        if self.find_trap(ask):
            return self._plain(ask, "recent", "<p>You should not be here.</p>")
        return self._community(ask)

    def _plain(self, ask: Ask, kind: str, main: str, status: int = 200) -> Answer:
        frame = Frame(ask.root, ask.url, kind, kind)
        return Answer(render_frame(frame, render_crumbs(ask.root, None, ""), main), status=status)

    def _community(self, ask: Ask) -> Answer:
        match [part for part in ask.path.split("/") if part]:
            case ["community"]:
                return Answer(render_index(self.topics, ask.root))
            case ["community", slug] if slug in CATEGORIES:
                return Answer(render_index(self.topics, ask.root, slug))
            case ["community", slug] if slug in BOARDS:
                return Answer(render_board(BOARDS[slug], self._members(slug), ask.root))
            case ["community", slug, topic]:
                return self._thread(ask, slug, topic, 1)
            case ["community", slug, topic, "paged", page] if page.isascii() and page.isdigit() and len(page) < 9:
                return self._thread(ask, slug, topic, int(page))
        return self._plain(ask, "topic", "<p>404: ไม่พบหน้า</p>", status=404)

    def _members(self, slug: str) -> tuple[Topic, ...]:
        return tuple(topic for topic in self.topics if topic.board == slug)

    def _thread(self, ask: Ask, board: str, slug: str, page: int) -> Answer:
        topic = next((topic for topic in self._members(board) if topic.slug == slug), None)
        if topic is None:
            return self._plain(ask, "topic", "<p>404: ไม่พบหัวข้อ</p>", status=404)
        sheet = Sheet(topic, page, ask.root)
        if not 1 <= page <= sheet.pages:
            return Answer(status=301, location=topic_url(ask.root, topic))
        return Answer(render_thread(sheet, self._members(board)))
