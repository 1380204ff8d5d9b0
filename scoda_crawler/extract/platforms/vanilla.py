"""Vanilla boards, own and hosted."""

from functools import partial

from scoda_crawler.extract.forum import read_forum_page
from scoda_crawler.extract.forum_types import Forum
from scoda_crawler.extract.forum_urls import PathRules
from scoda_crawler.extract.html import Tree
from scoda_crawler.extract.platform import Platform
from scoda_crawler.extract.thread import Selectors

# The accepted answers of the plug-in QnA stand above the comments a second time. Discussions and comments are counted
# apart, so that the first post's number says which it is.
SELECTORS = Selectors(
    post=".ItemDiscussion[id^=Discussion_], .MessageList [id^=Discussion_], "
    ":not(.AcceptedAnswers) > .ItemComment[id^=Comment_]",
    body=".Message.userContent, .Message, .userContent",
    id_pattern=r"((?:Discussion_)?\d+)$",
    author=".Author .Username, .Username, .Author a:not(.PhotoWrap):not(:has(img))",
    date=".DateCreated time, .CommentMeta time, .DiscussionMeta time, time",
    permalink=".DateCreated a.Permalink, a.Permalink",
    drop=".Signature, .UserSignature, .Attachments, .AttachedFiles, .Reactions, .DateUpdated, .QuoteAuthor, .Buttons, "
    """.js-embed[data-embedjson*='embedType":"file"']""",
    quote="blockquote.Quote, blockquote.UserQuote, .embedQuote, .quoteEmbed, .js-quoteEmbed, "
    """.js-embed[data-embedjson*='embedType":"quote"']""",
    citation="blockquote, .blockquote",
    quoted=".QuoteAuthor, .embedQuote-userName",
    title=".PageTitle h1, .pageHeadingBox h1, #Item_0 h1, .Discussion h1, h1",
)
RULES = PathRules(
    thread=r"/discussion/(?P<id>\d+)(?:/(?!p\d+$)(?P<slug>[^/?]*))?(?:/p(?P<page>\d+))?/?$",
    board=r"/(?:categories/(?P<id>[^/?]+)|discussions|categories)(?:/p(?P<page>\d+))?/?$",
    page="p{page}",
    traps=(
        ("permalink", r"/discussion/comment/"),
        ("member", r"/(?:profile|activity|messages|members|badges?|leaderboard)(?:/|$)"),
        ("login", r"/entry/"),
        ("search", r"/search(?:[/?]|$)"),
        ("tag", r"/(?:tags?|tagged)(?:/|$)"),
        ("reply", r"/post/(?:comment|discussion|edit\w+|poll|idea|question)|/flag/|/vanilla/discussion/[a-z]"),
        ("sort", r"[?&](?:sort|filter|order)=|/discussions/(?:bookmarked|mine|unread|unanswered|participated)"),
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
    row=".ItemDiscussion:not([id^=Discussion_]), .DataList .Item, .DataTable .Item",
    hint=".CommentCount .Number, .CountComments .Number, .LastCommentBy a, .LastUser .UserLink",
)

PLATFORM = Platform(
    name="vanilla",
    kind="forum",
    recognise=is_vanilla,
    locate=RULES.locate,
    read=partial(read_forum_page, FORUM),
    rank=30,
)
