"""The lessons of the book as a class gets them: what prints on how much paper, what stands on a
sheet and what does not, and how hard it is to read.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from functools import cache

import pytest
from bookbuild import RECORDS, built_site
from bs4 import BeautifulSoup, Tag
from pypdf import PdfReader
from visit import WIDE, Visit

from factbook import plain, roles
from factbook.printing import SIZES, Printing, press

LESSONS = list(RECORDS.lessons)
MOST_WORDS, HARDEST = 700, 9
"""Words on a sheet, and the school grade that its text asks for, at most."""


def page(name: str) -> Tag:
    """The text of a page of the site."""
    return BeautifulSoup((built_site() / f"{name}.html").read_bytes(), "lxml").article


def words(element: Tag) -> str:
    """What is seen of an element."""
    return " ".join(element.get_text(" ").split())


@cache
def printed() -> dict[tuple[str, str], list[str]]:
    """(page, size) → the text of each printed page, for the lessons and their sheets."""
    found = {}
    with press(built_site(), "", "2026-11-22") as print_page:
        for lesson in RECORDS.lessons.values():
            for name in (lesson.lesson_page, lesson.sheet_page):
                for size in SIZES:
                    pdf = PdfReader(io.BytesIO(print_page(Printing(f"{name}.html", size))))
                    found[name, size] = [one.extract_text() for one in pdf.pages]
    return found


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_little_paper(name, size):
    """A sheet on both sides of one piece of paper; plans on two pages, the key behind them."""
    lesson = RECORDS.lessons[name]
    sheet, told = (printed()[one, size] for one in (lesson.sheet_page, lesson.lesson_page))
    assert len(sheet) <= 2 and "Name and class:" in sheet[0]
    heads = [number for number, text in enumerate(told) if re.search(r"^Key$", text, re.MULTILINE)]
    assert len(heads) == 1 and heads[0] <= 2
    assert len(told) - heads[0] <= 3
    assert "Exit quiz" in " ".join(told[: heads[0]])


@pytest.mark.parametrize("name", LESSONS)
def test_a_sheet_is_short_and_gives_no_answer_away(name):
    """Neither the reason nor the sample, nor the rubric; and no line above the chart is an option
    that is right.
    """
    lesson = RECORDS.lessons[name]
    sheet = page(lesson.sheet_page)
    for part in sheet.select(".on-paper, .headerlink, .sheet-numbers, .sheet-foot, svg"):
        part.decompose()
    text = words(sheet)
    assert len(text.split()) <= MOST_WORDS
    for one in lesson.tasks:
        task = RECORDS.tasks[one]
        open_answer = () if task.options else (task.answer,)
        if task.options:
            assert task.options[int(task.answer) - 1] not in lesson.caption
        for answer in (*open_answer, task.feedback, *task.rubric, *task.samples):
            end = re.split(r"[{}<>`]", answer)[-1].strip(" .")
            assert len(end) < 25 or end not in text, end


@pytest.mark.parametrize("name", LESSONS)
def test_a_sheet_reads_easily(name):
    """By the grade of Flesch and Kincaid, without names and numbers."""
    sheet = page(RECORDS.lessons[name].sheet_page)
    sheet.select_one(".sheet").decompose()
    assert grade(words(sheet)) <= HARDEST


def grade(text: str) -> float:
    """The school grade that a text asks for (Kincaid et al. 1975), counting groups of vowels as
    syllables; words with a capital inside of a sentence and numbers are left out.
    """
    sentences = [one for one in re.split(r"[.!?:;]\s+", text) if len(one.split()) > 2]
    kept = [
        word
        for sentence in sentences
        for place, word in enumerate(re.findall(r"[A-Za-zÀ-ÿ’'-]+", sentence))
        if place == 0 or not word[0].isupper()
    ]
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower()))) for word in kept)
    silent = sum(word.endswith("e") and len(word) > 3 for word in kept)
    return 0.39 * len(kept) / len(sentences) + 11.8 * (syllables - silent) / len(kept) - 15.59


def test_lessons_are_a_short_way_from_the_sidebar():
    """The page for teachers stands there; it leads to each lesson and its sheet, to the quizzes and
    to advice for difficult classes.
    """
    front = BeautifulSoup((built_site() / "index.html").read_bytes(), "lxml")
    links = [link.get("href", "") for link in front.select(".bd-sidebar-primary a")]
    assert "chapters/teaching.html" in links
    hub = page("chapters/teaching")
    there = {link["href"] for link in hub.select("a[href]")}
    for lesson in RECORDS.lessons.values():
        for one in (lesson.lesson_page, lesson.sheet_page):
            assert f"{one.removeprefix('chapters/')}.html" in there
    assert any(one.endswith("all-canvas.zip") for one in there)
    assert hub.select_one("#difficult-classes")
    assert "BibTeX" in words(hub) and "@misc{coalition" in words(hub)


def test_no_role_is_left_in_what_a_class_gets():
    """Neither on the pages of lessons nor on the sheets."""
    names = [
        one
        for lesson in RECORDS.lessons.values()
        for one in (lesson.lesson_page, lesson.sheet_page)
    ]
    assert not [name for name in names if re.search(r"\{(fact|derived|claim)", words(page(name)))]
    assert plain.ELSEWHERE not in " ".join(words(page(name)) for name in names)


def test_the_key_is_no_pattern():
    """Over all questions that mark themselves: the right option is the longest hardly more often
    than by chance, and stands at each place.
    """
    closed = [task for task in RECORDS.tasks.values() if task.options]
    places = Counter(int(task.answer) for task in closed)
    assert all(places[place] > len(closed) / 7 for place in range(1, 5)), places
    longest = 0
    for task in closed:
        lengths = [len(roles.ROLE.sub("…", option)) for option in task.options]
        right = lengths.pop(int(task.answer) - 1)
        longest += right > max(lengths)
    assert longest < len(closed) / 3.5, longest


@pytest.mark.browser
def test_answers_that_are_not_printed_leave_no_notes(browser, server):
    """The facts behind them would answer as well; with the box ticked all is printed."""
    visit = Visit(browser, server, WIDE)
    visit.open("chapters/answers.html")
    notes = visit.tab.locator(".paper-notes li")
    visit.tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert notes.count() == 0
    visit.tab.get_by_label("Print the answers too").check()
    visit.tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert notes.count() > 100
    visit.close()


def test_questions_quote_the_articles_as_they_are():
    """Each quotation of three words or more in a question on an article stands there."""
    seeds = {article.docname: seed for seed, article in RECORDS.articles.items()}
    found = 0
    for task in RECORDS.tasks.values():
        if task.page not in seeds:
            continue
        article = straight(RECORDS.seed(seeds[task.page]))
        for text in (task.question, *task.options):
            for quote in quoted(roles.fill(text, RECORDS, {})):
                if len(quote.split()) > 2:
                    found += 1
                    assert straight(quote) in article, f"{task.task_id}: {quote}"
    assert found > 10


def straight(text: str) -> str:
    """A text with straight quotation marks, and single spaces."""
    return re.sub("[‘’]", "'", re.sub("[“”]", '"', " ".join(text.split())))


def quoted(text: str) -> list[str]:
    """What stands between quotation marks, with what is quoted inside of it."""
    found, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        if sign == "“":
            start = start if depth else at + 1
            depth += 1
        elif sign == "”":
            depth -= 1
            found += [] if depth else [text[start:at]]
    return found
