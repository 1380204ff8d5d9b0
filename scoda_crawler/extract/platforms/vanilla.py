"""Vanilla boards, own and hosted."""

from functools import partial

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import PathRules
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Platform
from scoda_crawler.extract.thread import Selectors

SELECTORS = Selectors(
    post=".ItemDiscussion[id^=Discussion_], .MessageList [id^=Discussion_], .ItemComment[id^=Comment_]",
    body=".Message.userContent, .Message, .userContent",
    author=".Author .Username, .Username",
    date=".DateCreated time, .CommentMeta time, .DiscussionMeta time, time",
    permalink=".DateCreated a.Permalink, a.Permalink",
    drop=".Signature, .UserSignature, .Attachments, .AttachedFiles, .Reactions, .DateUpdated, .QuoteAuthor, .Buttons",
    quote="blockquote.Quote, blockquote.UserQuote, .embedQuote, .quoteEmbed, .js-quoteEmbed",
    citation="blockquote",
    quoted=".QuoteAuthor, .embedQuote-userName",
    title=".PageTitle h1, .pageHeadingBox h1, #Item_0 h1, .Discussion h1, h1",
)
RULES = PathRules(
    thread=r"/discussion/(?P<id>\d+)(?:/(?!p\d+$)[^/?]*)?(?:/p(?P<page>\d+))?/?$",
    board=r"/(?:categories/(?P<id>[^/?]+)|discussions|categories)(?:/p(?P<page>\d+))?/?$",
    page="p{page}",
    traps=(
        ("permalink", r"/discussion/comment/"),
        ("member", r"/(?:profile|activity|messages|members|badges?|leaderboard)(?:/|$)"),
        ("login", r"/entry/"),
        ("search", r"/search"),
        ("tag", r"/(?:tags?|tagged)(?:/|$)"),
        ("reply", r"/post/|/vanilla/"),
        ("sort", r"[?&](?:sort|filter|order)="),
        ("feed", r"feed\.rss"),
    ),
)


def is_vanilla(tree: Tree, html: str) -> bool:
    """Whether the page sets up Vanilla's program, or the body has its classes."""
    if not ("gdn" in html or "anilla" in html):
        return False
    return "gdn.meta" in html or "window.gdn" in html or bool(tree.xpath("//body[@id and contains(@class, 'Vanilla')]"))


FORUM = Forum(
    name="vanilla",
    selectors=SELECTORS,
    locate=RULES.locate,
    row=".ItemDiscussion:not([id^=Discussion_]), .DataList .Item",
    hint=".CommentCount .Number, .LastCommentBy a",
)

PLATFORM = Platform(
    name="vanilla",
    kind="forum",
    recognise=is_vanilla,
    locate=RULES.locate,
    read=partial(read_forum_page, FORUM),
    rank=30,
)
