"""Lessons: the page for the teacher has plans and key, the sheet has the questions and no answer;
both stand on the site alone, and what they name is there.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from pypdf import PdfReader
from smallsite import Site

from factbook import rules
from factbook.printing import SIZES, Printing, press

LESSON, SHEET = "chapters/lesson-germany", "chapters/sheet-germany"
ADDRESS = "https://example.org/book/"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A book with a lesson, built for an address."""
    book = Site(tmp_path_factory.mktemp("lessons")).taught().draw().write()
    assert rules.check(book.root) == []
    build = book.build(html_baseurl=ADDRESS)
    assert build.error is None, build.error
    assert "WARNING" not in build.log, build.log
    return book


def page(book: Site, name: str) -> Tag:
    """The text of a page of the site."""
    html = (book.root / "_build/html" / f"{name}.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser").select_one("article")


def words(element: Tag) -> str:
    """What is seen of an element."""
    return " ".join(element.get_text().split())


def test_a_plan_has_the_clock(book):
    """From minute to minute; what is done at home comes after; figures lead to their proof."""
    plan = page(book, LESSON).select_one(".plan")
    assert [words(row) for row in plan.select("tbody tr")] == [
        "0–20 Read aloud who counted at least 35 countries. Question 1. All together",
        "20–45 Pupils do the sheet. Questions 2, 3, 4. Exit quiz. Alone",
        "after They ask at home who counts guests. At home",
    ]
    assert plan.select_one("td a")["href"].endswith("#fact-paris-countries")


def test_a_lesson_says_what_to_print_and_what_it_serves(book):
    """With links to the sheet, the chapter and the frameworks."""
    lesson = page(book, LESSON)
    line = lesson.select_one(".lesson-line")
    assert [link["href"] for link in line.select("a")] == ["germany.html", "sheet-germany.html"]
    rows = lesson.select(".hooks tbody tr")
    assert words(rows[0]) == "C3 RH.1 Pupils compare two counts. They compare two counts."
    assert rows[0].a["href"] == "https://example.org/frame"


def test_the_key_answers_all_with_a_sample_for_each_level(book):
    """The sheet first, then the exit quiz."""
    key = page(book, LESSON).select_one(".lesson-key")
    assert [box["id"] for box in key.select(".task-answered")] == [
        "answer-germany-count",
        "answer-germany-day",
        "answer-germany-judged",
        "answer-germany-weighed",
        "answer-germany-first",
        "answer-germany-last",
    ]
    judged = key.select_one("#answer-germany-judged")
    assert "Sample answer. The host says at least 35 countries" in words(judged)
    assert [words(one) for one in judged.select(".task-rubric > li")] == [
        "Full: Both counts, each with its name",
        "Partly: One count with its name. For instance: “The host says at least 35 countries.”",
        "Not yet: No name. For instance: “Many came.”",
    ]


def test_a_sheet_asks_and_does_not_answer(book):
    """Its chart with the numbers, the questions, lines to write on, the names of the facts."""
    sheet = page(book, SHEET).select_one(".sheet")
    assert [words(row) for row in sheet.select("table.sheet-numbers tr")] == [
        "Who Countries",
        "host 35",
        "agency 27",
    ]  # the column of long cells is left out
    assert sheet.select_one("picture img")["src"] == "../_charts/counts.svg"
    assert len(sheet.select("li.task")) == 4
    assert [len(task.select(".write-line")) for task in sheet.select("li.task")] == [0, 0, 6, 6]
    assert words(sheet.select_one(".sheet-facts li")) == "paris-countries, 6 January 2026, official"
    told = words(page(book, SHEET))
    for answer in (
        "The host counted at least",
        "who counts for the agency",
        "Both counts",
        "Many came",
    ):
        assert answer not in told


def test_a_sheet_leads_to_its_page_by_a_code(book, tmp_path):
    """Where the book knows its address; elsewhere no address is made up."""
    foot = page(book, SHEET).select_one(".sheet-foot")
    assert words(foot.select_one(".sheet-address")) == f"{ADDRESS}{SHEET}.html"
    assert foot.select_one("svg")["aria-label"] == "QR code of this page's address"
    other = Site(tmp_path).taught().draw().write()
    assert other.build().error is None
    assert not page(other, SHEET).select(".sheet-code, .sheet-address")


def test_lessons_stand_on_the_site_alone(book):
    """No search leads to them: the key is in them."""
    for name in (LESSON, SHEET):
        html = (book.root / "_build/html" / f"{name}.html").read_text(encoding="utf-8")
        assert '<meta name="robots" content="noindex"' in html
    assert "lesson-germany" not in (book.root / "_build/html/sitemap.xml").read_text()
    listed = page(book, "chapters/teaching").select_one(".lesson-list tbody tr")
    assert words(listed) == "Who counts the guests? · sheet Germany"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda book: book.pages.update({SHEET: "# The guests\n\nNone.\n"}),
            "data/lessons.csv:2: sheet_page: chapters/sheet-germany has no {sheet} germany; add it",
        ),
        (
            lambda book: book.row("lessons", "germany").update(
                chart="count", caption="Who counted."
            ),
            "data/lessons.csv:2: chart: no chart 'count' in the book; did you mean 'counts'?",
        ),
        (
            lambda book: book.pages.update({SHEET: "# The guests\n\n```{sheet} german\n```\n"}),
            "{sheet} no lesson 'german'; did you mean 'germany'?",
        ),
        (
            lambda book: book.pages.update({LESSON: "# Lesson\n\n```{plan} germany 50\n```\n"}),
            "{plan} no plan '50': 45, 90, week",
        ),
    ],
)
def test_what_a_lesson_lacks_stops_the_build(tmp_path, change, said):
    """Named with its file and its line."""
    book = Site(tmp_path).taught().draw()
    change(book)
    build = book.write().build()
    assert said in str(build.error)


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
def test_a_sheet_prints_on_both_sides_of_a_sheet(book, size):
    """With its questions, and without what leads elsewhere."""
    site = Path(book.root) / "_build" / "html"
    with press(site, "", "2026-11-22") as print_page:
        content = print_page(Printing(f"{SHEET}.html", size))
        key = print_page(Printing(f"{LESSON}.html", size))
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) <= 2
    assert "Which count" in " ".join(pages) and "Ledger" not in " ".join(pages)
    told = [" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(key)).pages]
    assert "The exit quiz" in told[-1] or "The exit quiz" in told[-2]
