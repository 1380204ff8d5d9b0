"""Pages of a board that may be threads of one post or few: the board's other threads decide, by their addresses."""

from scoda_crawler.extract.article import is_sound
from scoda_crawler.extract.forum_dates import Clock
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.metadata import Metadata
from scoda_crawler.extract.pagekind import is_named_list
from scoda_crawler.extract.profiles import is_profile
from scoda_crawler.extract.shape import is_board_by_shape, read_posts
from scoda_crawler.extract.shape_authors import list_name_places, read_name
from scoda_crawler.extract.shape_groups import Group, find_group, is_numbered_post, rank_dates
from scoda_crawler.extract.shape_lead import find_lead
from scoda_crawler.extract.shape_pager import find_place
from scoda_crawler.extract.shape_tree import Measured, measure
from scoda_crawler.items import Article, Page, Post, Thread

_SHARE = 0.5  # of the page's own prose is in it
_MIN_TEXT = 15  # characters
_MAX_DATES = 4  # of one post: written, edited, its author's; a list has more


def find_doubtful_thread(tree: Tree, page: Page, article: Article, about: Metadata) -> Thread | None:
    """What may be a thread of few posts, or the last page of one; `article` is the page's main text.

    One post has no shape. Where nothing shows a date and a name, the main text is the post. None for boards.
    """
    if not is_sound(tree) or is_named_list(tree) or is_profile(page.url):
        return None
    measured, clock = measure(tree), Clock(language=about.language, now=page.fetched_at)
    posts = _read_few(measured, page.url, clock)
    if not posts and not is_board_by_shape(tree, page.url):
        lone = find_lone_post(measured)
        posts = read_posts(measured, lone, None, clock) if lone else [_to_post(article)]
    if not posts:
        return None
    place = find_place(measured, page.url, about.canonical_url)
    return Thread(
        url=page.url,
        title=about.title,
        key=place.key,
        site=article.site,
        canonical_url=about.canonical_url,
        language=about.language,
        published=posts[0].published if place.page == 1 else None,
        authors=tuple(dict.fromkeys(post.author for post in posts if post.author)),
        fetched_at=page.fetched_at,
        posts=tuple(posts),
        page=place.page,
        doubt="few-posts",
    )


def _to_post(article: Article) -> Post:
    author = article.authors[0] if article.authors else None
    return Post(text=article.text, author=author, published=article.published)


def _read_few(page: Measured, url: str, clock: Clock) -> list[Post]:
    """Two posts and more that all show a date and a name and hold most of the page's prose."""
    group = find_group(page, url)
    if group is None or group.signed < len(group.members) or group.prose < _SHARE * page.own_prose:
        return []
    return read_posts(page, group, find_lead(page, group), clock)


def find_lone_post(page: Measured) -> Group | None:
    """The smallest part with half of the page's prose that shows a date and an author, or a post's number, or None.

    Nothing tells that it is a post but the threads beside it: a page is taken for one only where the others' addresses
    are written as its own is.
    """
    least = max(_MIN_TEXT, _SHARE * page.own_prose)
    boxes = (at for at in range(len(page.elements) - 1, 0, -1) if not page.chrome[at] and page.prose(at) >= least)
    return next((group for at in boxes if (group := _read(page, at)) is not None), None)


def _read(page: Measured, at: int) -> Group | None:
    dates = rank_dates(page, page.dates_in(at))
    names = [place for place in list_name_places(page, at, -1) if read_name(page, place)[0]]
    if not dates or len(dates) > _MAX_DATES or not (names or is_numbered_post(page.elements[at])):
        return None
    linked = (place for place in names if _is_profile(page, place))
    return Group((at,), page.prose(at), (dates[0],), (next(linked, (*names, -1)[0]),))


def _is_profile(page: Measured, at: int) -> bool:
    element = page.elements[at]
    return element.tag == "a" and is_profile(element.get("href") or "")
