"""The self-test: every question that marks itself, with its answer in a fold; with the script the
page says what is right.
"""

from __future__ import annotations

import re

import pytest
from bookbuild import RECORDS, built_site
from bs4 import BeautifulSoup
from visit import Visit

from factbook.book.selftest import questions

PAGE = "chapters/self-test.html"


@pytest.fixture
def visit(browser, server, request):
    """A visit to the built site on a phone; a parameter says whether scripts run."""
    options = getattr(request, "param", {})
    visit = Visit(browser, server, {"width": 360, "height": 800}, **options)
    visit.open(PAGE)
    yield visit
    visit.close()


def test_every_question_that_marks_itself_is_there():
    """With the letter of the right option, its words and the reason; figures lead to their
    proof.
    """
    page = BeautifulSoup((built_site() / PAGE).read_bytes(), "lxml")
    asked = page.select(".self-test li.task")
    tasks = {f"test-{task.task_id}": task for task in questions(RECORDS)}
    assert {one["id"] for one in asked} == set(tasks) and len(asked) >= 50
    for one in asked:
        right = int(tasks[one["id"]].answer) - 1
        option = one.select("ol.task-options > li")[right]
        key = one.select_one("details.self-answer p")
        assert key.get_text() == f"{'abcde'[right]}. {option.get_text().strip()}"
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"
    assert page.select_one(".self-test .self-answer a[href*='#fact-']")


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_the_answer_is_in_its_fold(visit):
    """It opens, and nothing asks for a choice that nobody would mark."""
    fold = visit.tab.locator("details.self-answer").first
    fold.locator("summary").click()
    assert fold.locator(".self-key").is_visible()
    assert visit.tab.locator(".self-test input").count() == 0
    assert visit.wrong == []


@pytest.mark.browser
def test_the_page_says_what_is_right(visit):
    """In a sign and in words, by keyboard: a wrong option first, then the right one with its
    reason; the count follows, and leaving the page forgets it.
    """
    item = visit.tab.locator("#test-summit-when-it-starts")
    boxes = item.get_by_role("radio")
    boxes.nth(0).focus()
    visit.tab.keyboard.press("ArrowDown")
    assert item.locator(".self-said").inner_text().startswith("✗ Not right.")
    assert visit.tab.locator(".self-count").inner_text() == "0 of 1 right so far."
    assert not item.locator("details").evaluate("one => one.open")
    visit.tab.keyboard.press("ArrowUp")
    assert item.locator(".self-said").inner_text() == "✓ Right."
    assert visit.tab.locator(".self-count").inner_text() == "1 of 1 right so far."
    assert item.locator("details").evaluate("one => one.open")
    name = re.compile("what has to come before the guarantees can start")
    assert item.get_by_role("radiogroup", name=name).count() == 1
    visit.axe()
    visit.tab.reload()
    assert visit.tab.locator(".self-test input:checked").count() == 0
    assert visit.wrong == []
