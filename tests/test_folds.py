"""Folds, working, and what leads from page to page: reading lines, pictures of charts, numbers
alone."""

from __future__ import annotations

import json

import pytest
from bookbuild import CHAPTER, FACT, Book
from bs4 import BeautifulSoup

WORKING = f"""\
The answer stands first, and is read. {{fact-number}}`{FACT}` countries met.

:::{{working}}
How we came to it, in words.
:::

:::{{fold}} For a class
Look at {{fact}}`{FACT}` once more.
:::
"""
"""What stands behind the charts of the small chapter."""


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    """A small book with a chapter that has working, and a page that shows its chart."""
    book = Book(tmp_path_factory.mktemp("folds"))
    title, *cells = CHAPTER
    first = (*title[:2], f"{title[2]}\n\n```{{reading-line}}\n```")
    last = ("markdown", "end", f"(the-label)=\n## Sources\n\n{cells[-1][2]}")
    table = ("code", "shown", 'shares.head(2)[["iso3", "value"]]')
    book.chapter([first, *cells[:-1], table, ("markdown", "more", WORKING), last])
    page = book.path("chapters/page.md").read_text(encoding="utf-8")
    book.write("chapters/page.md", f"{page}\n\n```{{chart-picture}} small-bars\n```\n")
    build = book.build()
    assert build.status == 0, build.gist()
    return book


def page_of(book: Book, name: str) -> BeautifulSoup:
    """The text of a built page."""
    html = book.path(f"_build/html/chapters/{name}.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser").article


@pytest.mark.slow
def test_working_of_a_section_is_one_fold_at_its_end(book):
    """Words and computed lines, then code in a fold of its own; what is above the first section has
    one too.
    """
    folds = page_of(book, "small").select("details.working")
    assert [one.summary.get_text() for one in folds] == ["How we know"] * 2
    above, below = folds
    assert above.select_one("#computed-small-mean") and not above.select("figure")
    assert "How we came to it" in below.get_text()
    assert below.select_one("details.code #made-small-lines") is not None
    for one in folds:
        assert one.select(".cell_input") == one.select("details.code:last-child .cell_input") != []
        assert [fold.summary.get_text() for fold in one.select("details")] == ["Code"]
    assert above.select_one("details.code #computed-small-mean") is None
    assert below.find_parent("section").find_all(recursive=False)[-1] is not None
    after = [one.name for one in below.find_next_siblings()]
    assert "figure" not in after and "p" not in after


@pytest.mark.slow
def test_a_label_stays_with_its_heading(book):
    """The fold of a section stands before the label of the next one."""
    heading = page_of(book, "small").select_one("h2:-soup-contains('Sources')")
    assert heading.find_parent("section").select_one("#the-label") is not None


@pytest.mark.slow
def test_charts_and_tables_stay_in_the_open(book):
    """What readers came for is no working; code never stands open."""
    article = page_of(book, "small")
    for shown in [*article.select("figure.chart"), *article.select("table.dataframe")]:
        assert shown.find_parent("details", class_="working") is None
    for code in article.select(".cell_input"):
        assert code.find_parent("details", class_="working") is not None


@pytest.mark.slow
def test_a_fold_has_its_title_and_is_no_working(book):
    """And the numbers in it are bound."""
    (fold,) = page_of(book, "small").select(
        "details.fold:not(.working, .code, :has(.chapter-sources))"
    )
    assert fold.summary.get_text() == "For a class"
    assert fold.select_one(f"a[href*='#fact-{FACT}']") is not None


@pytest.mark.slow
def test_reading_line(book):
    """Minutes from the words that stand open, the page before and the page after."""
    line = page_of(book, "small").select_one("p.reading-line")
    assert line.get_text().startswith("About 1 minute to read. Before: A page. Next: ")
    assert [link["href"] for link in line.select("a")] == ["page.html", "sources.html"]


@pytest.mark.slow
def test_picture_of_a_chart_on_another_page(book):
    """It leads to the chart, its caption is bound, and its numbers have cards there."""
    shown = page_of(book, "page").select_one(".chart-picture")
    link = shown.select_one("a.chart-picture-link")
    assert link["href"] == "small.html#fig-small-bars"
    assert link.img["src"] == "../_charts/small-bars.phone.svg" and len(link.img["alt"]) > 40
    assert shown.select_one(".chart-picture-title a")["href"].endswith("#derived-small-mean")
    cards = book.path("_build/html/_cards/chapters/page.json").read_text(encoding="utf-8")
    assert "derived-small-mean" in json.loads(cards)


@pytest.mark.slow
def test_a_number_alone(book):
    """Without its unit, as a link to its fact."""
    link = page_of(book, "small").select_one(".bound-fact-number")
    assert link.get_text() == "35"
    assert link.parent["href"].endswith(f"#fact-{FACT}")


WRONG = """\
# Wrong

{fact-number}`paris-2026-countries` came to Paris.

{fact-number}`kiel-germany-military-june-2026` billions.

:::{fold}
No title.
:::

:::{working}
:::
"""


@pytest.mark.slow
def test_misuse_is_told_with_page_and_line(tmp_path):
    """A number without what it counts, an amount without its unit, folds that lack something."""
    book = Book(tmp_path / "wrong")
    book.write("chapters/page.md", WRONG)
    build = book.build()
    assert build.status != 0
    for said in (
        "chapters/page.md:3: {fact-number}`paris-2026-countries` counts countries, which the text",
        "chapters/page.md:5: the number of 'kiel-germany-military-june-2026' says nothing without",
        "chapters/page.md:7: {fold} lacks its title or its content",
        "chapters/page.md:11: {working} has no content",
    ):
        assert said in build.log, build.gist()


@pytest.mark.slow
def test_picture_of_no_chart_stops_the_build(tmp_path):
    """With the page and the name."""
    book = Book(tmp_path / "none")
    book.write("chapters/page.md", "# A page\n\n```{chart-picture} no-such-chart\n```\n")
    build = book.build()
    assert build.status != 0
    assert "chapters/page: {chart-picture} no chart 'no-such-chart' in the book" in build.log
