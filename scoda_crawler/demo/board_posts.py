"""The posts of a thread as wpForo 3.0 writes them, in its layouts Extended and Simplified; words our own."""

# ruff: noqa: E501  (markup keeps the lines of the real pages)

from typing import NamedTuple

from scoda_crawler.demo.answer import escape
from scoda_crawler.demo.board_chrome import BOARDS, ago, member_url, shown_date, topic_url
from scoda_crawler.demo.content import Contribution, Topic, load_members
from scoda_crawler.demo.spoil import spoil

PER_PAGE = 15


class Sheet(NamedTuple):
    """One page of a thread."""

    topic: Topic
    page: int
    root: str

    @property
    def pages(self) -> int:
        """How many pages the thread has."""
        return -(-len(self.topic.posts) // PER_PAGE)

    @property
    def posts(self) -> tuple[Contribution, ...]:
        """The posts of this page."""
        return self.topic.posts[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]

    @property
    def url(self) -> str:
        """The page's own address."""
        return topic_url(self.root, self.topic, self.page)

    def place(self, id_: int) -> str:
        """The permanent link of a post."""
        number = [post.id for post in self.topic.posts].index(id_)
        return f"{topic_url(self.root, self.topic, number // PER_PAGE + 1)}#post-{id_}"


def _paragraph(text: str, post: Contribution) -> str:
    if text.startswith("| "):
        return "<pre>" + escape("\n".join(line.removeprefix("| ") for line in text.splitlines())) + "</pre>\n"
    return f"<p>{escape(spoil(text, post.spoilings))}</p>\n"


def _quote(post: Contribution, sheet: Sheet) -> str:
    """The quoted post's first paragraph, with the broken nesting that wpautop leaves."""
    if post.quotes is None:
        return ""
    quoted = next(other for other in sheet.topic.posts if other.id == post.quotes)
    return f"""<p><blockquote data-userid="{len(quoted.author)}" data-postid="{quoted.id}" data-mention="{quoted.author}"><div class="wpforo-post-quote-head"><div class="wpforo-post-quote-author"><strong> โพสโดย: @{quoted.author} </strong></div> <div class="wpforo-post-quote-link"><a href="{sheet.place(quoted.id)}" title="Go to original post">&uarr;</a></div></div></p>
{_paragraph(quoted.paragraphs[0], quoted)}<p></blockquote></p>
"""


def _attachment(post: Contribution) -> str:
    if not post.attachment:
        return ""
    href = f"/wp-content/uploads/wpforo/default_attachments/1700000000-{post.attachment}"
    return f'<div id="wpfa-{post.id}" class="wpforo-attached-file"><a class="wpforo-default-attachment" href="{href}" target="_blank" title="{post.attachment}" rel="nofollow"><i class="fas fa-paperclip"></i>&nbsp;{post.attachment}</a></div>\n'


def _body(post: Contribution, sheet: Sheet) -> str:
    texts = "".join(_paragraph(text, post) for text in post.paragraphs)
    end = '<br style="margin: 0; padding:0; width:0; height: 0; clear: both">'
    return _quote(post, sheet) + texts + _attachment(post) + end


def render_link(nick: str, root: str) -> str:
    """A member's name, leading to the profile."""
    member = load_members()[nick]
    return f'<a href="{member_url(root, member)}" style="" title="{member.name}">{member.name}</a>'


def _signature(post: Contribution) -> str:
    text = load_members()[post.author].signature
    return f'<div class="wpforo-post-signature"><p>{escape(text)}</p>\n</div> ' if post.is_signed and text else ""


def _edited(post: Contribution, sheet: Sheet) -> str:
    if not post.is_edited:
        return ""
    return f'<div class="wpf-post-edit-wrap"><div class="wpf-post-edited">โพสต์นี้ได้รับการแก้ไข {ago(post.published)} โดย {render_link(post.author, sheet.root)}</div></div> '


def _reacted(post: Contribution, sheet: Sheet) -> str:
    return (
        f'<div class="reacted-users">{render_link(post.reacted, sheet.root) + " reacted" if post.reacted else ""}</div>'
    )


def _author(post: Contribution, sheet: Sheet) -> str:
    member = load_members()[post.author]
    joined = (
        f'<div class="author-joined">เข้าร่วม: {member.years} ปี ที่ผ่านมา</div> '
        if BOARDS[sheet.topic.board].layout == 1
        else ""
    )
    return f"""<div class="wpf-left">
<div class="author-avatar"><img alt='' src='{sheet.root}/avatar/{member.posts}.png' class='avatar avatar-80 photo' height='80' width='80'/></div>
<div class="author-data"><div class="author-name"><span><i class="fas fa-circle wpfsx wpfcl-0" title="ออฟไลน์"></i></span>&nbsp;{render_link(post.author, sheet.root)}</div>
<div class="wpf-author-nicename" title="คุณสามารถพูดถึงบุคคลโดยใช้ @nicename">(@{member.nick})</div> <div class="author-title"><span class="wpf-member-title wpfrt" title="หัวข้อการให้คะแนน">Eminent Member</span></div>
{joined}<div class="author-posts">กระทู้: {member.posts}</div></div>
</div><!-- left -->
"""


def _top(post: Contribution, sheet: Sheet, date: str) -> str:
    starter = (
        '<span class="wpf-post-starter"><i class="fas fa-feather-alt"></i> หัวข้อเริ่มต้น</span> '
        if post is sheet.topic.posts[0]
        else ""
    )
    link = f'<span class="wpf-action" data-copy-wpf-furl="{sheet.place(post.id)}" data-copy-wpf-shurl="{sheet.root}/community/postid/{post.id}/" wpf-tooltip="โพสต์ลิงค์"><i class="fas fa-link wpfsx"></i></span>'
    return f'<div class="wpforo-post-content-top">{starter}{date} &nbsp; <span class="wpforo-action-buttons-wrap">{link}</span></div>\n'


_BUTTONS = '<span class="wpforo-action-buttons-wrap"><span class="wpf-action not_reg_user"><i class="fas fa-reply"></i><span class="wpf-button-text">ตอบ</span></span><span class="wpf-action not_reg_user"><i class="fas fa-quote-left wpfsx"></i><span class="wpf-button-text">อ้างอิง</span></span></span>'


def _extended(post: Contribution, sheet: Sheet) -> str:
    """A post of layout 1: the date above the text, signature and edit notice beside it."""
    date = f'<span class="wpf-post-date">{shown_date(post.published)}</span>'
    return f"""<div class="wpf-right">
{_top(post, sheet, date)}<div class="wpforo-post-content">
{_body(post, sheet)} </div>
{_edited(post, sheet)}{_signature(post)}</div><!-- right -->
<br class="wpf-clear" />
<div class="bottom">&nbsp;&nbsp;&nbsp;{_reacted(post, sheet)} <div class="bright">{_BUTTONS}</div></div><!-- bottom -->
"""


def _simplified(post: Contribution, sheet: Sheet) -> str:
    """A post of layout 2: signature and edit notice inside the text, the date below it."""
    return f"""<div class="wpf-right">
{_top(post, sheet, "<div>&nbsp;</div>")}<div class="wpforo-post-content">
{_body(post, sheet)} {_edited(post, sheet)}{_signature(post)}<div class="wpf-post-button-actions"><div>&nbsp;</div>{_BUTTONS}</div>
</div>
<div class="wpforo-post-content-bottom"><div class="cbleft wpfcl-0"> โพสต์ : {shown_date(post.published)} {_reacted(post, sheet)}</div></div>
</div><!-- right -->
"""


def render_post(number: int, post: Contribution, sheet: Sheet) -> str:
    """One post; `number` counts from 1 on each page."""
    first = " wpfp-first" if post is sheet.topic.posts[0] else ""
    right = _extended(post, sheet) if BOARDS[sheet.topic.board].layout == 1 else _simplified(post, sheet)
    return f"""<div id="post-{post.id}" data-postid="{post.id}" data-userid="{len(post.author)}" data-mention="{post.author}" data-isowner="0" class="post-wrap wpfn-{number}{first}">
<div class="wpforo-post wpfcl-1">
{_author(post, sheet)}{right}</div><!-- wpforo-post -->
</div><!-- post-wrap -->
"""
