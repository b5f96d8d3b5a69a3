"""A section knows how long it will be: from its text, its tables and its charts.

``test_use.py`` measures every page in a browser; here the rules are tried one by one.
"""

from __future__ import annotations

import re

import lxml.html
import pytest

from factbook.book.site import lengths

DESK, PHONE = lengths.Place(lengths.WIDE), lengths.Place(lengths.NARROW)
TEXT = "word " * 200
PICTURE = '<picture><source width="328" height="500"><img width="{}" height="300"></picture>'
"""A chart, drawn for a phone and for a wide page."""


def of(html: str, place: lengths.Place = DESK) -> tuple[float, float, float]:
    """The space before, the height and the space after of one element."""
    return lengths.height(lxml.html.fragment_fromstring(html), place)


def test_text_takes_more_lines_on_a_phone():
    """About as many more as the phone is narrower; a short text one line."""
    desk, phone = of(f"<p>{TEXT}</p>")[1], of(f"<p>{TEXT}</p>", PHONE)[1]
    assert 1.9 < phone / desk < 2.6
    assert of("<p>word</p>") == (0, DESK.line, lengths.BOXES["p"].after)


def test_of_two_spaces_the_larger_holds():
    """As between a heading and what stands above it."""
    body, h2 = lengths.BOXES["p"], lengths.BOXES["h2"]
    _, own, after = of("<div><p>a</p><h2>b</h2></div>")
    assert own == DESK.line + h2.before + h2.line + h2.inside
    assert after == h2.after > 0 == of("<div><p>a</p></div>")[0] < body.after


def test_a_section_keeps_its_first_space_and_has_no_last():
    """The stylesheet says the same of it."""
    h2 = lengths.BOXES["h2"]
    assert of("<section><h2>a</h2><p>b</p></section>") == (
        0,
        h2.before + h2.line + h2.inside + h2.after + DESK.line,
        0,
    )


@pytest.mark.parametrize(
    ("html", "place", "height"),
    [
        (PICTURE.format(600), DESK, 300),
        (PICTURE.format(1376), DESK, 150),
        (PICTURE.format(600), PHONE, 500),
        ('<svg class="icon" width="600" height="300"></svg>', DESK, 0),
        ('<p class="chart-files">CSV</p>', DESK, lengths.CHART_FILES),
        ("<div><script>a</script><dialog>b</dialog></div>", DESK, 0),
        ("<details><summary>a</summary><p>b</p></details>", DESK, 21.8),
        ("<pre>a\nb\nc\n</pre>", PHONE, 3 * 18.8 + 34),
    ],
)
def test_what_has_a_height_of_its_own(html, place, height):
    """Charts, lines of buttons, folds, code; what is not shown has none."""
    assert of(html, place)[1] == pytest.approx(height)


def test_columns_of_a_table_share_the_width():
    """A row is as high as its longest cell; what fits takes one line."""
    row = "<tr><td>a</td><td>b</td></tr>"
    assert of(f"<table>{row}</table>")[1] == pytest.approx(
        of(f"<table>{row * 2}</table>")[1] / 2, 0.1
    )
    full = f"<table><tr><td>a</td><td>{TEXT}</td></tr></table>"
    assert of(full)[1] > 5 * of(f"<table>{row}</table>")[1]
    assert of(full, PHONE)[1] > 1.8 * of(full)[1]
    assert of("<table></table>")[1] < 10


def test_an_entry_of_the_ledger_has_rows():
    """A row for each name; long contents take more."""
    row = "<dt>Name</dt><dd>content</dd>"
    entry = '<section class="entry"><p class="statement">a</p><dl class="parts">{}</dl></section>'
    one, two = of(entry.format(row))[1], of(entry.format(row * 2))[1]
    assert two - one == pytest.approx(23 + lengths.ROW_GAP)
    assert of(entry.format(f"<dt>Note</dt><dd>{TEXT}</dd>"))[1] > one + 100


def test_a_verdict_stands_beside_its_passage_on_a_desk():
    """And below it on a phone."""
    claim = (
        '<section class="entry claim"><blockquote class="seed-quote"><p>{0}</p></blockquote>'
        '<div class="judgement"><p>{0}</p></div><div class="evidence"><p>a</p></div></section>'
    )
    alone = of(claim.format(TEXT).replace("judgement", "evidence"))[1]
    assert of(claim.format(TEXT))[1] < alone
    assert of(claim.format(TEXT), PHONE)[1] > of(claim.format(TEXT))[1]


def test_sections_of_a_long_page_have_lengths():
    """All but the page's own; a short page is left as it is; the text is the same."""
    parts = "".join(f'<section id="s{i}"><h2>a</h2><p>{TEXT}</p></section>\n' for i in range(30))
    body = f'<p>before</p>\n<section id="page"><h1>a</h1>\n{parts}</section>\n'
    done = lengths.with_lengths(body)
    styles = re.findall(
        r'<section data-far style="--wide:(\d+)px;--narrow:(\d+)px" id="s\d+">', done
    )
    assert len(styles) == 30 and '<section id="page">' in done
    assert all(0 < int(wide) < int(narrow) for wide, narrow in styles)
    assert re.sub(r' data-far style="[^"]*"', "", done) == body
    short = '<section id="page"><section id="s"><p>a</p></section></section>'
    assert lengths.with_lengths(short) == short


def test_a_table_of_cards_is_longer_on_a_phone():
    """Each row a card, each cell a line or more; on a desk a repeated cell is not there."""
    row = '<tr><th>a</th><td data-label="B">b</td><td data-label="C">{}</td></tr>'
    table = '<table class="dataframe as-cards"><tbody>{}</tbody></table>'
    one = of(table.format(row.format("c")), PHONE)[1]
    card = lengths.CARD
    assert one == pytest.approx(
        3 * (card.line + lengths.CARD_CELL)
        + card.inside
        + card.after
        + lengths.BOXES["table"].inside
    )
    assert of(table.format(row.format(TEXT)), PHONE)[1] > one + 500
    again = '<tr><th class="again">a</th><td>b</td><td>c</td></tr>'
    without = again.replace('<th class="again">a</th>', "")
    assert of(table.format(again))[1] == of(table.format(without))[1]
