"""Text that a page sends hidden: what its readers see or open is its own, menus and boxes that pop up are not."""

import pytest

from scoda_crawler.extract import extract
from scoda_crawler.extract.html import parse_html, render_text
from scoda_crawler.extract.reveal import reveal, reveal_without_scripts

TEXT = "The pilot boat of the harbour was painted white and green on Monday, as it is every other year."
MORE = "On Tuesday it rained for nine hours, and on Wednesday the same two men painted the same boat."


def _show(body: str) -> str:
    tree = parse_html(f"<html><body>{body}</body></html>")
    reveal(tree)
    reveal_without_scripts(tree)
    return render_text(tree)


@pytest.mark.parametrize(
    "panel",
    [
        '<div><button aria-expanded="false">Paint</button></div><div style="display:none"><p>{}</p></div>',
        '<h3><button aria-controls="p1">Paint</button></h3><div id="p1" hidden><p>{}</p></div>',
        "<dl><dt>Paint</dt><dd hidden>{}</dd></dl>",
        '<ul><li>Paint</li></ul><div><section role="tabpanel" hidden><p>{}</p></section></div>',
        '<div aria-expanded="false">Paint</div><div style="height: 0px; visibility: hidden"><p>{}</p></div>',
    ],
)
def test_panels_that_readers_open_are_text(panel: str) -> None:
    assert TEXT in _show(f"<p>{MORE}</p>{panel.format(TEXT)}")


def test_a_page_for_those_without_scripts_is_read_where_there_is_no_other() -> None:
    posts = f"<noscript><div><p>{TEXT} {MORE}</p><p>{MORE}</p></div></noscript>"
    assert MORE in _show(f'<div id="app">Loading</div>{posts}')
    assert MORE not in _show(f"<p>{TEXT}</p>{posts}"), "it repeats what is there, or asks for scripts"


@pytest.mark.parametrize(
    "box",
    [
        '<button aria-expanded="false">Menu</button><div hidden><ul><li><a href="/a">{}</a></li></ul></div>',
        '<nav><button aria-expanded="false">Menu</button><div hidden>{}</div></nav>',
        '<button aria-controls="x">Sign up</button><div id="x" class="newsletter modal" hidden>{}</div>',
        '<button aria-expanded="false">About cookies</button><div class="cookie-banner" style="display:none">{}</div>',
        '<button aria-controls="x">Talk to us</button><dialog id="x">{}</dialog>',
        "<p>Words before</p><div hidden>{}</div>",
        '<button>Buy</button><div style="display:none">{}</div>',
        '<button aria-expanded="false">Share</button><div hidden>Copy the link</div>',
    ],
)
def test_menus_and_boxes_that_pop_up_stay_hidden(box: str) -> None:
    shown = _show(f"<p>{MORE}</p>{box.format(TEXT)}")
    assert TEXT not in shown and "Copy the link" not in shown and MORE in shown


def test_streamed_parts_come_into_their_places() -> None:
    body = (
        '<main><h1>Boat</h1><template id="B:0"></template><p>Loading</p><template id="B:1"></template></main>'
        f'<div hidden id="S:1"><p>{MORE}</p></div>'
        f'<div hidden id="S:a"><p>{TEXT}</p><template id="P:3"></template></div>'
        '<div hidden id="S:3"><p>Inner part.</p></div>'
        '<script>$RC("B:0","S:a");$RC("B:1","S:1");$RS("S:3","P:3")</script>'
    )
    assert _show(body).split("\n\n") == ["Boat", TEXT, "Inner part.", "Loading", MORE]


def test_streamed_article_is_read() -> None:
    story = "".join(f"<p>{number}. {TEXT} {MORE}</p>" for number in range(8))
    page = (
        '<html><head><title>Boat</title><meta property="og:type" content="article"></head><body>'
        '<div hidden=""></div><template id="B:0"></template>'
        f'<div hidden id="S:0"><article>{story}</article></div></body></html>'
    )
    found = extract(page.encode(), "http://lantern.example/boat")
    assert found is not None and found.text.count(MORE) == 8


@pytest.mark.parametrize(
    "markup",
    [
        '<div hidden id="S:0"><template id="B:0"></template>x</div>',
        '<div hidden id="S:"></div><script>$RC("B:0"</script>',
        '<dd hidden style="display:none"></dd>',
        "<div hidden>" * 3000,
    ],
)
def test_hostile_pages_are_left_alone(markup: str) -> None:
    assert isinstance(_show(markup), str)
