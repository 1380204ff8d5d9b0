"""Questions and answers of the StackExchange kind; comments are left out, as they are notes on posts."""

from functools import partial

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import PathRules
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Platform
from scoda_crawler.extract.thread import Selectors

SELECTORS = Selectors(
    post="#question, .answer[id^=answer-]",
    body=".js-post-body, .post-text",
    id_attribute="data-questionid, data-answerid, id",
    author=".post-signature:last-child .user-details > a, .post-signature .user-details > a, "
    ".user-details [itemprop=name]",
    date=".post-signature.owner .relativetime, .post-signature:last-child .relativetime, .relativetime",
    permalink="a.js-share-link",
    drop=".s-notice, .snippet-ctas, .js-post-notice, aside",
    title="#question-header h1 a, #question-header h1, h1",
)
RULES = PathRules(
    thread=r"^/(?:questions|q)/(?P<id>\d+)(?:/(?P<slug>(?!\d+$)[^/?]*))?(?:/\d+)?$",
    board=r"^/(?P<id>questions)/?$",
    page="?page={page}",
    traps=(
        ("tag", r"/(?:tagged|tags)(?:/|$)"),
        (
            "member",
            r"^/users?(?:/|$)|^/(?:help|tour|election|review|badges|jobs|collectives|company|teams|staging-ground)\b",
        ),
        ("permalink", r"^/a/\d|^/posts?/"),
        ("login", r"/(?:login|signup|account)"),
        ("search", r"/search"),
        ("reply", r"/(?:ask|edit|answer/submit)(?:$|[/?])"),
        ("sort", r"[?&](?:answertab|tab|sort|lastactivity|filter)="),
    ),
)


def is_stackexchange(tree: Tree, html: str) -> bool:
    """Whether the page has a question of that kind, or a list of questions of its sites."""
    if not ("js-post-body" in html or "StackExchange" in html):
        return False
    return bool(tree.xpath("//*[@id='question' or @id='questions' or @id='question-mini-list']"))


FORUM = Forum(
    name="stackexchange",
    selectors=SELECTORS,
    locate=RULES.locate,
    row=".s-post-summary, .question-summary",
    hint=".s-post-summary--stats-item-number, .status strong",
)

PLATFORM = Platform(
    name="stackexchange",
    kind="forum",
    recognise=is_stackexchange,
    locate=RULES.locate,
    read=partial(read_forum_page, FORUM),
    rank=20,
)
