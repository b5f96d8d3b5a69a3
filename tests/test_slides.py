"""A deck of slides is a file of its own: a chart a slide, nothing asked of any network, no key."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from bookbuild import built_site
from bs4 import BeautifulSoup, Tag
from conftest import TASKS
from pypdf import PdfReader
from smallsite import Site
from visit import Visit, _axe_script

from factbook import chromium, packing, printing, records
from factbook.book.site import deck, slides

DECK = f"{slides.FOLDER}/drawn.html"
BASE = "https://example.org/"
STAGE = {"width": 1280, "height": 720}
LIMITS = (
    "## Who counted?\n\nThe host did.\n\n"
    ":::{admonition} What this cannot say\n:class: limits\nWho left early; see {doc}`page`.\n:::\n"
)
DRAWN = """\
import altair as alt
import pandas as pd
from factbook.charts import figure

counts = pd.DataFrame({"Who": ["host", "agency"], "Countries": [35, 27]})

def draw(width):
    return alt.Chart(counts, width=width - 150).mark_bar().encode(x="Countries", y="Who")

figure(
    draw, id="counts", title="The host counted {fact}`paris-countries`",
    subtitle="Countries in Paris, {fact-date}`paris-countries`",
    description="A long bar for the host & a shorter one for the agency.",
    sources=["elysee"], as_of="2026-01-06", data=counts,
)"""


def drawn(folder: Path) -> Site:
    """A tiny book with a chapter that draws a chart, and its question."""
    book = Site(folder).ask()
    asked = {**TASKS[0], "task_id": "drawn-count", "page": "chapters/drawn", "anchor": ""}
    book.add("tasks", **asked)
    book.chapter(
        "drawn",
        ("markdown", "# Who counted more?\n\nThe host: {fact}`paris-countries`.\n"),
        ("markdown", LIMITS),
        ("code", DRAWN),
        ("markdown", "## For a class\n\n```{tasks}\n```\n"),
    )
    book.pages["chapters/teaching"] = "# For teachers\n\n```{slide-files}\n```\n"
    return book.write()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the built book, whose address is known."""
    book = drawn(tmp_path_factory.mktemp("slides"))
    build = book.build(html_baseurl=BASE)
    assert build.error is None, build.error
    assert "WARNING" not in build.log, build.log
    return book.site()


def parsed(content: bytes) -> Tag:
    """A file of HTML."""
    return BeautifulSoup(content, "lxml")


def words(element: Tag) -> str:
    """What is seen of an element."""
    return " ".join(element.get_text(" ").split())


def test_a_chart_a_slide(site):
    """Between the question with its answer and the questions for the class."""
    shown = parsed(site[DECK]).select(".deck-slide")
    assert [words(one.select_one("h1, h2")) for one in shown] == [
        "Who counted more?",
        "The host counted at least 35 countries",
        "Questions",
    ]
    picture = shown[1].select_one("svg[role=img]")
    assert picture["aria-label"] == "A long bar for the host & a shorter one for the agency."
    assert words(shown[1].select_one(".deck-source")) == (
        "Source: The elysee (6 January 2026). Data as of 6 January 2026."
    )


def test_notes_say_what_is_known_of_the_chart(site):
    """Its limits are those of its section, its facts have their names, dates and proof."""
    notes = parsed(site[DECK]).select_one("#notes-2")
    said = {words(one): words(one.find_next("dd")) for one in notes.select("dt")}
    assert said["Plotted"] == "Countries in Paris, 6 January 2026"
    assert said["What this cannot say"] == "Who left early; see A page."
    assert said["The facts"].startswith("paris-countries : At least 35 countries took part in")
    link = notes.select_one("ul a")
    assert link["href"] == f"{BASE}chapters/ledger/1-summit.html#fact-paris-countries"


def test_questions_come_without_their_key(site):
    """And only where the page has some."""
    asked = parsed(site[DECK]).select_one(".deck-asks")
    assert words(asked.select_one("ol")).startswith(
        "How many countries were in Paris, by the host?"
    )
    assert [words(one) for one in asked.select("ol ol > li")] == [
        "at least 35 countries",
        "27–30 countries",
        "nobody counted",
    ]
    assert "the agency counted fewer" not in site[DECK].decode()


def test_decks_are_listed(site):
    """With the number of their charts, on the page that asks for them."""
    link = parsed(site["chapters/teaching.html"]).select_one(".slide-files a")
    assert link["href"] == f"../{DECK}"
    assert words(link.parent) == "Who counted more? , 1 chart"


def test_a_deck_without_an_address_links_to_itself_only(tmp_path):
    """It is carried anywhere, and a chart that left the book takes its deck along."""
    book = drawn(tmp_path)
    assert book.build().error is None
    found = parsed(book.site()[DECK])
    assert {link["href"][0] for link in found.select("a")} == {"#"}
    assert words(found.select_one("#notes-2 code")) == "paris-countries"
    book.chapter("drawn", ("markdown", "# Who counted?\n\n```{tasks}\n```\n"))
    assert book.write().build().error is None
    assert DECK not in book.site()


# --- the decks of the book ----------------------------------------------------------------------


def decks() -> list[Path]:
    """The decks of the built book."""
    return sorted((built_site() / slides.FOLDER).glob("*.html"))


@pytest.mark.browser
def test_every_chart_of_the_book_has_its_slide():
    """No role is left unprinted, and no answer stands in any deck."""
    known = records.Records(Path(__file__).parent.parent)
    charts = {path.name.split(".")[0] for path in (built_site() / "_charts").glob("*.csv")}
    for path in decks():
        text = path.read_text(encoding="utf-8")
        found = BeautifulSoup(text, "lxml")
        assert not re.search(r"\{[a-z-]+\}`|�", text), path
        assert not re.search(r"[:(] ?None\b", words(found.main)), path
        titles = [words(one) for one in found.select(".deck-slide > :is(h1, h2)")]
        assert (
            len(set(titles)) == len(titles) and 2 <= len(found.select(".deck-asks > ol > li")) <= 3
        )
        for slide in found.select(".deck-slide:not(.deck-first, .deck-asks)"):
            assert len(slide.select("svg")) == 1
        for task in known.tasks.values():
            for told in (task.feedback, *task.samples):
                assert records.parts(told)[0][:60] not in text
    count = sum(len(parsed(path.read_bytes()).select(".deck-chart > svg")) for path in decks())
    assert count == len(charts) >= 20


@pytest.mark.browser
def test_decks_open_from_a_disk():
    """Nothing is asked for, nothing is cut, the letters are large and those of the book, the keys
    of a presenter lead on, and axe finds nothing.
    """
    with chromium.opened() as browser:
        for path in decks():
            visit = Visit(browser, path.as_uri(), STAGE)
            visit.open(path.as_uri(), whole=False)
            assert visit.requests == [path.as_uri()] or all(
                one.startswith(("data:", path.as_uri())) for one in visit.requests
            )
            tab = visit.tab
            cut = tab.evaluate(
                """() => [...document.querySelectorAll(".deck-slide")]
                  .filter(one => one.scrollHeight > 721 || one.scrollWidth > 1281)
                  .map(one => one.id + " " + one.scrollHeight)"""
            )
            assert cut == [], path
            small = tab.evaluate(
                """() => [...document.querySelectorAll(".deck-slide :is(p, li, h1, h2)")]
                  .filter(one => parseFloat(getComputedStyle(one).fontSize) < 24).length"""
            )
            assert small == 0
            assert tab.evaluate("document.fonts.check('24px \"Factbook Sans\"')")
            tab.keyboard.press("ArrowRight")
            tab.wait_for_function("() => Math.abs(scrollY - innerHeight) < 3")
            tab.keyboard.press("PageUp")
            tab.wait_for_function("() => scrollY < 3")
            tab.evaluate(_axe_script())
            visit.axe()
            visit.close()


@pytest.mark.browser
def test_decks_on_a_phone_scroll_one_way():
    """Nothing runs over the side at 360 pixels."""
    with chromium.opened() as browser:
        tab = browser.new_page(viewport={"width": 360, "height": 740})
        for path in decks():
            tab.goto(path.as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth") <= 360, path


@pytest.mark.browser
def test_each_slide_is_a_page_on_paper():
    """And the notes come after all slides."""
    with printing.press(built_site(), "", "2026-11-22") as press:
        for path in decks():
            shown = [
                words(one.select_one("h1, h2"))
                for one in parsed(path.read_bytes()).select(".deck-slide")
            ]
            asked = printing.Printing(path.relative_to(built_site()).as_posix())
            pages = PdfReader(io.BytesIO(press(asked))).pages
            texts = [" ".join(page.extract_text().split()) for page in pages]
            for title, text in zip(shown, texts, strict=False):
                assert title[:30] in text, path
            assert texts[len(shown)].startswith("Notes Slide 1")
            width, height = pages[0].mediabox[2:]
            assert (round(width), round(height)) == (960, 540)


def test_the_folder_for_classes_takes_decks_along():
    """The names agree."""
    assert f"{packing.FOR_CLASSES}/slides" == slides.FOLDER


def test_the_policy_of_a_deck_allows_no_request():
    """But for its own script."""
    assert deck.POLICY.startswith("default-src 'none'; ")
    assert re.findall(r"(\S+:)", deck.POLICY) == ["data:", "data:"]
