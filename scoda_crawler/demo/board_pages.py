"""Board index, topic lists and threads as wpForo 3.0 writes them; markup after the real one, words our own."""

# ruff: noqa: E501  (markup keeps the lines of the real pages)

import json
from typing import Any

from scoda_crawler.demo.answer import escape
from scoda_crawler.demo.board_chrome import (
    BOARDS,
    CATEGORIES,
    Board,
    Frame,
    ago,
    board_url,
    member_url,
    render_crumbs,
    render_frame,
    topic_url,
)
from scoda_crawler.demo.board_posts import Sheet, render_link, render_post
from scoda_crawler.demo.content import Contribution, Topic, load_members


def _person(nick: str, root: str) -> dict[str, Any]:
    member = load_members()[nick]
    return {"@type": "Person", "name": member.name, "url": member_url(root, member)}


def _schema(sheet: Sheet) -> str:
    """JSON-LD: the thread's first post on every page, all other posts of this page as comments."""
    first = sheet.topic.posts[0]

    def describe(post: Contribution) -> dict[str, Any]:
        text = " ".join(paragraph.replace("| ", "") for paragraph in post.paragraphs)
        published = post.published.strftime("%Y-%m-%dT%H:%M:%SZ")
        return {"text": text, "datePublished": published, "author": _person(post.author, sheet.root)}

    url = topic_url(sheet.root, sheet.topic)
    data = {
        "@context": "https://schema.org", "@type": "DiscussionForumPosting", "mainEntityOfPage": url,
        "headline": sheet.topic.title, "url": url, **describe(first),
        "interactionStatistic": {"@type": "InteractionCounter", "interactionType": "https://schema.org/LikeAction", "userInteractionCount": 2},
        "comment": [{"@type": "Comment", **describe(post)} for post in sheet.posts if post is not first],
    }  # fmt: skip
    return f'<!-- wpForo Schema -->\n<script type="application/ld+json">\n{json.dumps(data, ensure_ascii=False, indent=1)}\n</script>\n'


def _pager(sheet: Sheet, side: str) -> str:
    if sheet.pages == 1:
        return ""
    options = "".join(
        f'<option value="{topic_url(sheet.root, sheet.topic, page)}"{" selected" if page == sheet.page else ""}>{page}</option>\n'
        for page in range(1, sheet.pages + 1)
    )
    before = f'<a href="{topic_url(sheet.root, sheet.topic, sheet.page - 1)}" class="wpf-prev-button" rel="prev"><i class="fas fa-chevron-left fa-sx"></i> ก่อนหน้า </a>\n'
    after = f'<a href="{topic_url(sheet.root, sheet.topic, sheet.page + 1)}" class="wpf-next-button" rel="next"> ต่อไป <i class="fas fa-chevron-right fa-sx"></i></a>\n'
    return f"""<div class="wpf-navi wpf-navi-post-{side}"><div class="wpf-navi-wrap">
<span class="wpf-page-info"> หน้า {sheet.page} / {sheet.pages} </span>
{before if sheet.page > 1 else ""}<select class="wpf-navi-dropdown" onchange="if (this.value) window.location.assign(this.value)" title="เลือกหน้า">
{options}</select>
{after if sheet.page < sheet.pages else ""}</div></div>
"""


def _topic_head(sheet: Sheet, board: Board) -> str:
    posts, last = sheet.topic.posts, sheet.topic.posts[-1]
    boxes = (
        (len(posts), "โพสต์"),
        (len({post.author for post in posts}), "ผู้ใช้"),
        (2, "Reactions"),
        (sheet.topic.id * 131, "เข้าชม"),
    )
    stats = "".join(
        f'<div class="wpf-post-stat-box"><span class="wpf-tstat"> {count} </span> <span class="wpf-tlabel">{label}</span></div>\n'
        for count, label in boxes
    )
    return f"""<div class="wpforo-post-head"><div class="wpforo-topic-head-wrap" data-forumid="{board.id}" data-topicid="{sheet.topic.id}" data-userid="2" data-isowner="0">
<div class="wpf-post-head-top"><div class="wpf-post-info"><span class="wpf-post-info-forum"><i class="fas fa-comments"></i> {board.name}</span>
<div><a href="{sheet.place(last.id)}"><span class="">โพสต์ล่าสุด</span></a> <span>โดย</span> {render_link(last.author, sheet.root)} <span class="wpforo-date wpforo-date-ago">{ago(last.published)}</span></div></div>
<div class="wpf-post-stat">
{stats}</div></div>
<div class="wpf-post-head-bottom"><a href="{sheet.url}?type=rss2&#038;forum={board.id}&#038;topic={sheet.topic.id}" title="หัวข้อ RSS Feed" target="_blank" class="wpf-button-outlined"><span class="">RSS</span></a></div>
</div></div>
"""


def _jump(board: Board) -> str:
    options = "".join(
        f'<option value="{other.id}" {"selected " if other is board else ""}> — {other.name}</option> '
        for other in BOARDS.values()
    )
    return f'<div class="wpf-forum-jump wpf-navi-item"><span class="wpf-forum-jump-title">Forum Jump:</span> <select>{options}</select></div>\n'


def _neighbours(sheet: Sheet, topics: tuple[Topic, ...]) -> str:
    place = topics.index(sheet.topic)
    rows = ""
    for other, side, label in ((place - 1, "prev", "หัวข้อก่อนหน้า"), (place + 1, "next", "หัวข้อถัดไป")):
        known = topics[other] if 0 <= other < len(topics) else None
        link = f'<a href="{topic_url(sheet.root, known)}" title="{escape(known.title)}">{label}</a>' if known else ""
        rows += f'<div class="wpf-topic-{side} wpf-navi-item">{link}</div>\n'
    return f'<div class="wpf-topic-prnx">{rows}</div>\n'


def render_thread(sheet: Sheet, topics: tuple[Topic, ...]) -> str:
    """One page of a thread; `topics` are those of its board."""
    board, title = BOARDS[sheet.topic.board], escape(sheet.topic.title)
    sticky = '<span class="wpf-status-title">[ปักหมุด]</span> ' if sheet.topic.is_sticky else ""
    tags = f'<div class="wpforo-topic-meta"><div class="wpf-tags-title"><span class="wpf-ttt">แท็กหัวข้อ</span></div><div class="wpf-tags"><tag><a href="{sheet.root}/community/?wpfin=tag&wpfs=harbour"> harbour </a></tag></div></div>\n'
    posts = [render_post(number, post, sheet) for number, post in enumerate(sheet.posts, 1)]
    main = f"""<div class="wpf-head-bar"><div class="wpf-head-title"><h1 id="wpforo-title">{sticky}{title}</h1> </div>
<div class="wpf-action-link"><span class="wpf-subscribe-topic">&nbsp;</span> {_pager(sheet, "top")}</div></div>
<div class="wpfl-{board.layout} wpforo-section">
{_topic_head(sheet, board)}<div id="wpf_moderation_tools" class="wpf-tools"></div>
{posts[0]}{tags}{"".join(posts[1:])}</div><!-- wpfl-{board.layout} -->
{_pager(sheet, "bottom")}<div class="wpf-please-login">กรุณา <a href="{sheet.root}/sign-in/?redirect_to=x">เข้าสู่ระบบ</a> หรือ <a href="{sheet.root}/sign-up/?redirect_to=x">ลงทะเบียน</a> to reply to this topic.</div>
<div class="wpforo-topic-footer wpfbg-9"><div class="wpf-topic-navi">{_jump(board)}{_neighbours(sheet, topics)}</div>
<div class="wpf-topic-visitors"><p class="wpf-viewing-users">กำลังดูหัวข้อนี้ ผู้มาเยือน 1</p></div></div>
"""
    frame = Frame(sheet.root, sheet.url, "post", f"{title} &#8211; {board.name}", _schema(sheet))
    return render_frame(frame, render_crumbs(sheet.root, board, sheet.topic.title), main)


def _topic_row(topic: Topic, root: str) -> str:
    first, last, sheet = topic.posts[0], topic.posts[-1], Sheet(topic, 1, root)
    title = escape(topic.title)
    icon = '<i class="fa-1x fas fa-thumbtack wpfcl-10" title="ปักหมุด"></i>' if topic.is_sticky else ""
    return f"""<div class="topic-wrap {"wpf-tt-sticky" if topic.is_sticky else ""}"><div class="wpforo-topic"><div class="wpforo-topic-info">
<p class="wpforo-topic-title">{icon}<a href="{topic_url(root, topic)}" title="{title}">{title}</a> </p>
<p class="wpforo-topic-start-info wpfcl-1"><span class="wpfcl-5">โพสต์แรกและตอบกลับ</span>&nbsp; <span class="wpf-last-post-by"><a href="{sheet.place(last.id)}">โพสต์ล่าสุดโดย {load_members()[last.author].name}<span class="wpforo-date wpforo-date-ago">, {ago(last.published)}</span></a></span></p></div>
<div class="wpforo-topic-stat-views">{topic.id * 131}</div> <div class="wpforo-topic-stat-posts">{len(topic.posts)}</div></div>
<div class="wpforo-last-posts-list"><ul><li><div class="wpforo-last-post-title"><a href="{sheet.place(first.id)}">{escape(first.paragraphs[0][:50])}...</a></div>
<div class="wpforo-last-post-user">{render_link(first.author, root)} {ago(first.published)}</div></li></ul></div></div>
"""


def render_board(board: Board, topics: tuple[Topic, ...], root: str) -> str:
    """The list of a board's threads."""
    url = board_url(root, board)
    main = f"""<div class="wpf-head-bar"><h1 id="wpforo-title">{board.name}</h1> <div id="wpforo-description">About {board.name}</div>
<div class="wpf-action-link"><span class="wpf-feed"><a href="{url}?type=rss2&#038;forum={board.id}&#038;topic=0" title="ฟีด RSS ของฟอรัม">RSS</a></span></div>
<a href="{root}/sign-in/?redirect_to=x" class="wpf-button"><span>เพิ่มหัวข้อ</span></a></div>
<div class="wpfl-{board.layout} wpforo-section"><div class="wpforo-topic-head"><div class="head-title">ชื่อหัวข้อ</div> <div class="head-stat-views">เข้าชม</div> <div class="head-stat-posts">กระทู้</div></div>
{"".join(_topic_row(topic, root) for topic in topics)}</div>
"""
    return render_frame(Frame(root, url, "topic", board.name), render_crumbs(root, board, board.name), main)


def _board_row(board: Board, topics: tuple[Topic, ...], root: str) -> str:
    own = [topic for topic in topics if topic.board == board.slug]
    latest = "".join(
        f'<li><div class="wpforo-last-topic-title"><a href="{topic_url(root, topic)}" title="{escape(topic.title)}">{escape(topic.title)}</a></div> <div class="wpforo-last-topic-user">{render_link(topic.posts[-1].author, root)}<br><span class="wpforo-last-topic-date wpforo-date-ago">{ago(topic.posts[-1].published)}</span></div></li>\n'
        for topic in own
    )
    return f"""<div id="wpf-forum-{board.id}" class="forum-wrap "><div class="wpforo-forum"><div class="wpforo-forum-info"><h3 class="wpforo-forum-title"><a href="{board_url(root, board)}">{board.name}</a> </h3>
<div class="wpforo-forum-description">About {board.name}</div> <div class="wpforo-forum-footer"><span class="wpfcl-5">หัวข้อล่าสุด</span></div></div>
<div class="wpforo-forum-stat-posts">{sum(len(topic.posts) for topic in own)}</div> <div class="wpforo-forum-stat-topics">{len(own)}</div></div>
<div class="wpforo-last-topics-list"><ul>{latest}</ul></div></div>
"""


def render_index(topics: tuple[Topic, ...], root: str, category: str = "") -> str:
    """The index of all boards, or of one category's."""
    sections = "".join(
        f'<div class="wpfl-1 wpforo-section"><div class="wpforo-category"><div class="wpforo-cat-panel"><div class="cat-title" title=""><span class="cat-name">{name}</span></div> <div class="cat-stat-posts">กระทู้</div> <div class="cat-stat-topics">หัวข้อ</div></div></div>\n'
        + "".join(_board_row(board, topics, root) for board in BOARDS.values() if board.category == slug)
        + "</div>\n"
        for slug, name in CATEGORIES.items()
        if category in ("", slug)
    )
    feeds = f'<a href="{root}/community/recent/?view=unread"><span>โพสต์ที่ยังไม่ได้อ่าน</span></a> <a href="{root}/community/?type=rss2&#038;forum=g" title="ฟอรัม RSS Feed"><span>ฟอรัม</span></a> <a href="{root}/community/?type=rss2&#038;forum=g&#038;topic=g" title="ฟีด RSS หัวข้อ"><span>หัวข้อ</span></a>'
    main = f'<h1 id="wpforo-title"> ฟอรัม <div class="wpforo-feed">{feeds}</div></h1>\n{sections}'
    url = f"{root}/community/" + (f"{category}/" if category else "")
    return render_frame(Frame(root, url, "forum", "ฟอรัม"), render_crumbs(root, None, ""), main)
