"""What a page offers beside its text: the switch of the working, tables on a phone, proofs on
paper, pages in the search, words below the icons.
"""

from __future__ import annotations

import lxml.html
import pytest
from bookbuild import SITE, built_site
from bs4 import BeautifulSoup
from pypdf import PdfReader
from visit import CHAPTERS, NARROW, WIDE, Visit, chapters_with

from factbook.book.site import tables, working

# --- without a browser --------------------------------------------------------------------------


def table_of(rows: str, *heads: str, kind: str = "dataframe"):
    """A table of a page, as it stands after the build."""
    over = "".join(f"<th>{head}</th>" for head in heads)
    text = f'<table class="{kind}"><thead><tr>{over}</tr></thead><tbody>{rows}</tbody></table>'
    return lxml.html.fragment_fromstring(tables.readable(text))


def test_each_cell_says_what_stands_over_it():
    """In a table of three columns or more, whose parts keep their roles; where nothing stands over
    a cell it says nothing.
    """
    for kind in tables.KINDS:
        row = '<tr><th>a</th><td>b</td><td><a href="#x">c</a></td></tr>'
        table = table_of(row, "", "B &amp; C", "D", kind=kind)
        assert [cell.get("data-label") for cell in table.iterfind("tbody/tr/*")] == [
            None,
            "B & C",
            "D",
        ]
        assert [part.get("role") for part in table.iter("table", "tr", "th", "td")] == [
            "table",
            *("row", "columnheader", "columnheader", "columnheader"),
            *("row", "rowheader", "cell", "cell"),
        ]
        assert tables.AS_CARDS in table.get("class").split()


@pytest.mark.parametrize(
    "text",
    [
        '<table class="dataframe"><thead><tr><th>a</th><th>b</th></tr></thead></table>',
        "<table><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead></table>",
        '<table class="indextable"><tr><td>a</td><td>b</td><td>c</td></tr></table>',
    ],
)
def test_other_tables_stay(text):
    """Of two columns, of a chart's data, of the index."""
    assert tables.readable(text) == text


def test_a_cell_beside_several_rows_is_on_each_card():
    """And a second time in no table."""
    table = table_of(
        '<tr><th rowspan="2">a</th><td>b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr>',
        "A",
        "B",
        "C",
    )
    first, second = (
        [(cell.text, cell.get("data-label"), cell.get("class")) for cell in row]
        for row in table.iterfind("tbody/tr")
    )
    assert first == [("a", "A", None), ("b", "B", None), ("c", "C", None)]
    assert second == [("a", "A", "again"), ("d", "B", None), ("e", "C", None)]
    assert table.xpath("count(//*[@rowspan])") == 1


def test_dates_stay_together():
    """A day in words in any table; one that pandas wrote is put in words."""
    table = table_of(
        "<tr><td>2025-04-30</td><td>on 3 May 2025, or May 2025 &lt;</td></tr>", "a", "b"
    )
    assert [day.text for day in table.iterfind(".//span[@class='day']")] == [
        "30 Apr 2025",
        "3 May 2025",
        "May 2025",
    ]
    assert table.text_content() == "ab30 Apr 2025on 3 May 2025, or May 2025 <"
    kept = table_of("<tr><td>2025-13</td><td>2025-26</td></tr>", "a", "b", kind="table")
    assert kept.text_content() == "ab2025-132025-26"


def test_heads_in_two_rows_are_joined():
    """As pandas writes them for an index with a name."""
    table = lxml.html.fragment_fromstring(
        '<table><thead><tr><th></th><th colspan="2">Aid</th></tr>'
        "<tr><th>Year</th><th>here</th><th></th></tr></thead></table>"
    )
    assert tables.heads_of(table) == ["Year", "Aid, here", "Aid"]


def test_the_switch_stands_above_the_first_section():
    """On pages with working, once; on others never."""
    fold = f"{working.FOLD}><summary>a</summary></details>"
    page = '<section id="page"><h1>a</h1><section id="b">{}</section><section></section></section>'
    done = working.with_switch(page.format(fold))
    assert done.count(working.SWITCH) == 1 and f'{working.SWITCH}<section id="b">' in done
    assert working.with_switch(page.format("")) == page.format("")
    for above in ("<p>a</p>", '<section id="page"><p>a</p>'):
        done = working.with_switch(f"{above}{fold}<section></section>")
        assert done == f"{above}{working.SWITCH}{fold}<section></section>"


# --- with a browser -----------------------------------------------------------------------------

WORKING = "details.working"
SWITCH = {"name": "Show methods and code"}
OPEN = "folds => folds.filter(fold => fold.open).length"


@pytest.mark.browser
def test_one_switch_opens_all_working_and_is_remembered(browser, server):
    """By keyboard, on this page and on the next, until it is pressed again."""
    visit = Visit(browser, server, NARROW)
    pages = chapters_with(WORKING)
    assert pages == CHAPTERS
    visit.open(pages[0], whole=False)
    switch, folds = visit.tab.get_by_role("button", **SWITCH), visit.tab.locator(WORKING)
    code = folds.locator("details.code")
    assert switch.get_attribute("aria-pressed") == "false" and folds.evaluate_all(OPEN) == 0
    switch.focus()
    visit.tab.keyboard.press("Enter")
    assert switch.get_attribute("aria-pressed") == "true"
    assert folds.evaluate_all(OPEN) == folds.count() > 0
    assert code.evaluate_all(OPEN) == 0 < code.count()  # a phone's reader opens code one by one
    visit.open(pages[-1], whole=False)
    assert switch.get_attribute("aria-pressed") == "true"
    assert folds.evaluate_all(OPEN) == folds.count() > 0
    visit.tab.set_viewport_size(WIDE)
    visit.open(pages[-1], whole=False)
    assert code.evaluate_all(OPEN) == code.count() > 0
    switch.click()
    assert switch.get_attribute("aria-pressed") == "false"
    assert folds.evaluate_all(OPEN) == code.evaluate_all(OPEN) == 0
    visit.open(pages[0])
    assert folds.evaluate_all(OPEN) == 0
    folds.first.locator("> summary").click()  # each opens by itself
    assert folds.evaluate_all(OPEN) == 1
    visit.open("index.html")
    assert switch.count() == 0
    visit.close()


@pytest.mark.browser
def test_without_scripts_there_is_no_switch(browser, server):
    """And each fold opens by itself."""
    visit = Visit(browser, server, NARROW, java_script_enabled=False)
    visit.tab.goto(f"{server}{chapters_with(WORKING)[0]}")
    assert not visit.tab.locator(".working-switch").is_visible()
    fold = visit.tab.locator(WORKING).first
    fold.locator("> summary").click()
    assert fold.locator("> :not(summary)").first.is_visible()
    visit.page = CHAPTERS[0]
    visit.close()


@pytest.mark.browser
def test_the_switch_works_on_a_page_from_a_file(browser):
    """Where a browser may remember nothing."""
    tab = browser.new_context(viewport=NARROW).new_page()
    tab.goto((built_site() / chapters_with(WORKING)[0]).as_uri())
    tab.get_by_role("button", **SWITCH).click()
    folds = tab.locator(WORKING)
    assert folds.evaluate_all(OPEN) == folds.count() > 0
    tab.context.close()


CARDS = f"article table.{tables.AS_CARDS}"
OPEN_ALL = "() => document.querySelectorAll('article details').forEach(one => { one.open = true })"
AS_CARDS = """tables => tables.map(table => {
  const cells = [...table.querySelectorAll('tbody > tr > *')];
  const shown = cells.filter(cell => getComputedStyle(cell).display !== 'none');
  return {
    wide: table.scrollWidth > table.parentElement.clientWidth + 1,
    beside: shown.filter(cell => getComputedStyle(cell).display !== 'block').length,
    unnamed: shown.filter(cell => cell.dataset.label
      && !getComputedStyle(cell, '::before').content.includes(cell.dataset.label)).length,
    broken: [...table.querySelectorAll('.day')]
      .filter(day => day.getClientRects().length > 1).length,
  };
})"""


@pytest.mark.browser
def test_tables_are_cards_on_a_phone_and_tables_on_a_desk(browser, server):
    """On every page with one: no table is wider than its place, each cell has its head, no date
    breaks, and the tree of those who listen has a table.
    """
    pages = [
        path.relative_to(SITE).as_posix()
        for path in sorted(built_site().rglob("*.html"))
        if BeautifulSoup(path.read_bytes(), "lxml").select_one(CARDS)
    ]
    assert pages
    for viewport in (NARROW, WIDE):
        visit = Visit(browser, server, viewport)
        for page in pages:
            visit.open(page)
            visit.tab.evaluate(OPEN_ALL)
            found = visit.tab.locator(CARDS)
            if viewport == WIDE:
                shown = found.evaluate_all("all => all.map(one => getComputedStyle(one).display)")
                assert set(shown) == {"table"}, page
                continue
            nothing = {"wide": False, "beside": 0, "unnamed": 0, "broken": 0}
            assert [one for one in found.evaluate_all(AS_CARDS) if one != nothing] == [], page
            assert visit.tab.get_by_role("table").count() >= found.count(), page
            assert found.first.get_by_role("row").nth(1).get_by_role("cell").count() > 0, page
            if page == pages[0]:
                visit.axe()
        visit.close()


SIDE = {"width": 794, "height": 1123}
"""A4 at 96 pixels an inch."""


def printed(browser, address: str, path, before: str = "() => null") -> list[str]:
    """The texts of the pages that a browser prints in A4."""
    context = browser.new_context(viewport=WIDE)
    tab = context.new_page()
    tab.goto(address)
    tab.evaluate(before)
    tab.pdf(path=path, format="A4", prefer_css_page_size=True)
    context.close()
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


def lowest(page) -> float:
    """How far down the last thing of a printed page stands, as a share of its height, without the
    number of the page.
    """
    places = []

    def see(text, matrix, at, _font, _size) -> None:
        if text.strip():
            places.append(matrix[5] + at[5] * matrix[3])

    page.extract_text(visitor_text=see)
    height = float(page.mediabox.height)
    inside = [height - place for place in places if place > 0.07 * height]
    return max(inside, default=0) / height


@pytest.mark.browser
@pytest.mark.parametrize("page", CHAPTERS[:1])
def test_a_printed_number_leads_to_its_proof(browser, server, page, tmp_path):
    """By a mark, to a list at the end with statement, source and place in the ledger; computed
    lines, sliders and what is folded stay away.
    """
    text = printed(browser, f"{server}{page}", tmp_path / "a.pdf")
    words = " ".join(text)
    head = "What the numbers rest on"
    assert words.count(head) == 1 and "Addresses in the ledger begin with" in words
    assert words.count("Ledger: ") > 10
    assert "Every number and every date of this page" not in words
    assert "Computed: " not in words and "Show methods and code" not in words
    assert "Sources of this chapter" not in words
    opened = "() => { document.querySelector('details:has(> .chapter-sources)').open = true }"
    asked = " ".join(printed(browser, f"{server}{page}", tmp_path / "b.pdf", opened))
    assert "Sources of this chapter" in asked


@pytest.mark.browser
def test_without_the_list_a_printed_page_names_the_ledger(browser, tmp_path):
    """As where a page was opened from a file, which may ask for no other."""
    address = (built_site() / CHAPTERS[0]).as_uri()
    words = " ".join(printed(browser, address, tmp_path / "a.pdf"))
    assert "What the numbers rest on" not in words
    assert "Every number and every date of this page has its proof in the ledger" in words


@pytest.mark.browser
@pytest.mark.parametrize("page", CHAPTERS)
def test_no_printed_page_is_nearly_empty(browser, server, page, tmp_path):
    """But the last, each is filled to a third or more."""
    printed(browser, f"{server}{page}", tmp_path / "a.pdf")
    pages = PdfReader(tmp_path / "a.pdf").pages
    shares = [round(lowest(one), 2) for one in pages]
    assert [share for share in shares[:-1] if share < 1 / 3] == [], shares


@pytest.mark.browser
def test_pages_come_while_a_reader_types(browser, server):
    """In the dialog of every page: those whose title or heading has the words, then the facts."""
    visit = Visit(browser, server, NARROW)
    visit.open(CHAPTERS[0])
    title = visit.tab.locator("article h1").inner_text().removesuffix("#")
    visit.open("index.html")
    visit.tab.locator(".article-header-buttons .search-button").click()
    visit.tab.locator("#pst-search-dialog input").fill(title.rstrip("?"))
    link = visit.tab.locator("#pst-search-dialog .found-pages a").first
    link.wait_for(timeout=10_000)
    assert link.inner_text() == title
    visit.axe()
    link.click()
    visit.tab.wait_for_url(f"**/{CHAPTERS[0]}*")
    visit.page = CHAPTERS[0]
    visit.close()


@pytest.mark.browser
def test_a_number_finds_what_the_book_says(browser, server):
    """And no page that counts its own rows so."""
    visit = Visit(browser, server, WIDE)
    visit.open("search.html?q=26")
    found = visit.tab.locator("#search-results li > a")
    found.first.wait_for(timeout=10_000)
    visit.settled()
    pages = found.evaluate_all("links => links.map(link => new URL(link.href).pathname)")
    assert pages and not {page for page in pages if "about" in page or "sources" in page}
    visit.close()


MAGENTA = """() => {
  const [red, green, blue] = getComputedStyle(document.querySelector('#pst-search-dialog form'))
    .boxShadow.match(/\\d+/g).map(Number);
  return red > green + 40 && blue > green + 40;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_buttons_of_a_page_have_words(browser, server, theme):
    """On a phone, in a row that fits, large enough for a finger; the search has no ring of another
    book's colour.
    """
    visit = Visit(browser, server, NARROW, theme)
    visit.open(CHAPTERS[0])
    buttons = visit.tab.locator(".bd-header-article .btn:has(> .icon-word)")
    words = buttons.locator(".icon-word").all_inner_texts()
    assert words == ["Pages", "Download", "Colours", "Search", "Contents"]
    for button, word in zip(buttons.all(), words, strict=True):
        box = button.bounding_box()
        assert box["height"] >= 44 and box["width"] >= 44, word
        assert box["x"] >= 0 and box["x"] + box["width"] <= NARROW["width"], word
        name = button.get_attribute("aria-label") or word
        assert word in name
    visit.tab.get_by_role("button", name="Search", exact=True).first.click()
    visit.tab.locator("#pst-search-dialog input").focus()
    assert not visit.tab.evaluate(MAGENTA)
    visit.close()
