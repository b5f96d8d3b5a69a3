"""What the scripts do with the views of the tables, and that each can be read by everybody: the
timeline, the disagreements, the judged articles, the terms of the glossary.

What the views say is in ``tests/test_content.py``.
"""

from __future__ import annotations

import pytest
from tellingbook import build, telling
from visit import Visit, served

pytestmark = pytest.mark.slow

PAGE = "chapters/terms.html"
PAGES = ("chapters/timeline.html", "chapters/disagreements.html", "chapters/article-january.html")
SHOWN = """[...document.querySelectorAll('.timeline li[class*="chapter-"] > p:first-child')]
  .filter((line) => line.checkVisibility() && line.querySelector('a')).length"""


@pytest.fixture(scope="module")
def views(tmp_path_factory):
    """The address of the telling book, with a page that has terms of the glossary."""
    site = telling(tmp_path_factory.mktemp("views"))
    site.pages["chapters/terms"] = "# Terms\n\nA {term}`summit`, and {term}`others <summit>`.\n"
    site.pages["chapters/words"] = (
        "# Words\n\n```{glossary}\nsummit\n  A meeting of {fact}`paris-countries`.\n```\n"
    )
    built = build(site.write())
    with served(built.site.root / "_build/html") as address:
        yield address


@pytest.fixture
def visit(browser, views, request):
    """A visit; a parameter says how wide, in which theme, and whether scripts run."""
    options = {"width": 360, **getattr(request, "param", {})}
    viewport = {"width": options.pop("width"), "height": 800}
    visit = Visit(browser, views, viewport, **options)
    yield visit
    visit.close()


def text(visit: Visit, selector: str) -> str:
    """The text of an element, its blanks joined."""
    return " ".join(visit.tab.locator(selector).first.inner_text().split())


def test_timeline_shows_first_what_matters_most(visit):
    """A button shows all, another what matters most again; the address keeps the choice."""
    visit.open("chapters/timeline.html")
    assert text(visit, ".timeline-count") == "3 of 9 facts shown."
    assert visit.tab.evaluate(SHOWN) == 3
    visit.tab.get_by_role("button", name="All 9").click()
    assert text(visit, ".timeline-count") == "9 of 9 facts shown."
    assert visit.tab.url.endswith("?all=yes") and visit.tab.evaluate(SHOWN) == 9
    visit.tab.get_by_role("button", name="The German hesitation (3)").click()
    assert text(visit, ".timeline-count") == "3 of 9 facts shown."
    visit.tab.get_by_role("button", name="The 3 that matter most").click()
    assert text(visit, ".timeline-count") == "0 of 9 facts shown."
    assert visit.tab.url.endswith("?chapters=germany")
    visit.open("chapters/timeline.html?all=yes&chapters=germany")
    assert text(visit, ".timeline-count") == "3 of 9 facts shown."


def test_link_into_a_year_shows_all(visit):
    """Where a page is opened with it, and where it is followed on the page."""
    visit.open("chapters/timeline.html#year-2025")
    assert text(visit, ".timeline-count") == "9 of 9 facts shown."
    visit.open("chapters/timeline.html")
    visit.tab.evaluate("location.hash = '#year-2026'")
    visit.tab.wait_for_function("() => document.querySelector('#year-2026').checkVisibility()")


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_timeline_is_whole_without_scripts(visit):
    """What matters most, then all."""
    visit.open("chapters/timeline.html", whole=False)
    assert visit.tab.locator("#milestones").is_visible()
    assert visit.tab.locator("#year-2025").is_visible()
    assert visit.tab.locator(".timeline button").count() == 0


def test_link_to_a_folded_passage_opens_its_fold(visit):
    """Where a page is opened with it, and where it is followed on the page."""
    visit.open("chapters/article-january.html#claim-jan-summit")
    assert visit.tab.locator("#claim-jan-summit").is_visible()
    assert not visit.tab.locator("#claim-jan-end").is_visible()
    visit.tab.locator(".passage-strip a[href='#claim-jan-end']").click()
    visit.tab.locator("#claim-jan-end").wait_for(state="visible")


def test_keys_pass_over_what_is_folded(visit):
    """From what is contradicted to what is partly right, and on into a fold that is open."""
    visit.open("chapters/article-january.html")
    met = []
    for key in ("n", "n", "n", "n", "p"):
        visit.tab.keyboard.press(key)
        met.append(visit.tab.evaluate("document.activeElement.id").removeprefix("claim-"))
    assert met == [
        *("jan-soldiers", "jan-headquarters", "jan-nations", "jan-nations", "jan-headquarters")
    ]
    visit.tab.locator("#passages-supported summary").click()
    visit.tab.evaluate("document.querySelector('#claim-jan-nations').focus()")
    visit.tab.keyboard.press("n")
    assert visit.tab.evaluate("document.activeElement.id") == "claim-jan-summit"


def test_term_opens_its_meaning(visit):
    """Its links lead where those of the glossary lead; Escape closes it and gives the focus back;
    the glossary is asked for once.
    """
    visit.open(PAGE)
    visit.tab.get_by_role("link", name="summit").focus()
    visit.tab.keyboard.press("Enter")
    card = visit.tab.locator("dialog.term-card")
    card.wait_for()
    assert text(visit, "dialog.term-card .statement") == "summit"
    assert "A meeting of at least 35 countries." in text(visit, "dialog.term-card")
    addresses = [link.get_attribute("href") for link in card.locator("a").all()]
    assert addresses[0].endswith("/chapters/ledger/1-summit.html#fact-paris-countries")
    assert addresses[1].endswith("/chapters/words.html#term-summit")
    visit.axe()
    visit.tab.keyboard.press("Escape")
    card.wait_for(state="detached")
    assert visit.tab.evaluate("document.activeElement.textContent") == "summit"
    visit.tab.get_by_role("link", name="others").click()
    card.wait_for()
    assert sum("words.html" in address for address in visit.requests) == 1


def test_term_leads_to_the_glossary_where_that_cannot_be_had(visit):
    """The link is followed."""
    visit.open(PAGE)
    visit.tab.evaluate("window.fetch = async () => new Response('', { status: 404 })")
    visit.tab.get_by_role("link", name="summit").click()
    visit.tab.wait_for_url("**/words.html#term-summit")


@pytest.mark.parametrize(
    "visit",
    [{"width": width, "theme": theme} for width in (360, 1280) for theme in ("light", "dark")],
    indirect=True,
)
def test_views_can_be_read_by_everybody(visit):
    """By axe, and nothing is wider than its page."""
    for page in PAGES:
        visit.open(page)
        visit.tab.evaluate(
            "for (const one of document.querySelectorAll('details')) one.open = true"
        )
        visit.axe()
        width = visit.tab.evaluate("document.documentElement.scrollWidth")
        assert width <= visit.tab.viewport_size["width"], page
