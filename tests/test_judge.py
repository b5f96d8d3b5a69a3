"""Judging an article: a passage stands with its facts and its boxes, and nothing on the page tells
the verdict of the book.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from urllib.parse import quote_plus

import pytest
from bookbuild import RECORDS, built_site
from bs4 import BeautifulSoup, Tag
from pypdf import PdfReader
from visit import WIDE, Visit

from factbook import schema
from factbook.book import articles, judge
from factbook.printing import SIZES, Printing, press

PAGES = {
    "chapters/judge-january": "000_6fb508f7188feb9d.txt",
    "chapters/judge-september": "002_dcccf0fbdc60969d.txt",
}
JANUARY, SEPTEMBER = PAGES
LOANS = "sep-loans-on-guarantees"


def page(name: str) -> Tag:
    """The text of a page of the site."""
    return BeautifulSoup((built_site() / f"{name}.html").read_bytes(), "lxml").article


def words(element: Tag) -> str:
    """What is seen of an element."""
    return " ".join(element.get_text().split())


@pytest.mark.parametrize(("name", "seed"), PAGES.items())
def test_no_verdict_stands_on_the_page(name, seed):
    """Neither in words nor in names of elements, nor in what the page loads: each passage has the
    same boxes, and no explanation, note or tally is there.
    """
    article = page(name)
    claims = articles.claims_of(RECORDS, seed)
    boxes = [words(one) for one in article.select(".judge-passage fieldset:first-child")]
    assert len(boxes) == len(claims)
    assert len({re.sub(r"\d+", "", one) for one in boxes}) == 1
    html = (built_site() / f"{name}.html").read_text(encoding="utf-8")
    marked = " ".join(re.findall(r'(?:id|class|data-[a-z-]+|value|name)="([^"]*)"', html))
    assert not [one for one in schema.VERDICTS if re.search(rf"(^|[ -]){one}($|[ -])", marked)]
    loaded = [html, (built_site() / f"_cards/{name}.json").read_text(encoding="utf-8")]
    told = [claim.explanation for claim in claims] + [claim.note for claim in claims if claim.note]
    assert not [one for one in told if any(one in text for text in loaded)]
    assert "verdict-" not in loaded[1] and "#claim-" not in loaded[1]


def test_no_search_finds_the_passages():
    """The page stands on the site alone, so that no search puts a verdict beside it."""
    index = (built_site() / "searchindex.js").read_text(encoding="utf-8")
    terms = json.loads(index.removeprefix("Search.setIndex(")[:-1])
    places = [terms["docnames"].index(name) for name in PAGES]
    named = [one if isinstance(one, list) else [one] for one in terms["terms"].values()]
    assert not [place for place in places if any(place in one for one in named)]
    assert [one for one in PAGES if 'content="noindex"' not in _html(one)] == []


def _html(name: str) -> str:
    return (built_site() / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "seed"), PAGES.items())
def test_cards_hold_what_decides_and_what_does_not(name, seed):
    """Every fact that the claim names, others beside, in order of date; their number tells nothing,
    and no two passages have all the same others.
    """
    shown = {
        one["id"].removeprefix("passage-"): [
            link["href"].partition("#fact-")[2] for link in one.select(".judge-cards a")
        ]
        for one in page(name).select(".judge-passage")
    }
    for claim in articles.claims_of(RECORDS, seed):
        cards = shown[claim.claim_id]
        assert set(claim.facts) < set(cards)
        more = len(cards) - len(claim.facts)
        if len(claim.facts) <= judge.CARDS - judge.BESIDE:
            assert len(cards) == judge.CARDS
        else:
            assert judge.BESIDE <= more < judge.BESIDE + judge.MORE
        dates = [RECORDS.facts[one].as_of for one in cards]
        assert dates == sorted(dates)
        beside = set(cards) - set(claim.facts)
        rivals = {RECORDS.facts[one].question for one in claim.facts} - {""}
        assert not [one for one in beside if RECORDS.facts[one].question in rivals]
    of_set = [shown[name] for name in RECORDS.judging[seed]]
    assert {len(cards) for cards in of_set} == {judge.CARDS}
    uses = Counter(card for cards in shown.values() for card in cards)
    claims = {claim.claim_id: claim for claim in articles.claims_of(RECORDS, seed)}
    often = {card for cards in shown.values() for card in cards if uses[card] > 3}
    deciding = {card for name in shown for card in claims[name].facts}
    assert often & deciding, "what stands often would never decide"


def test_each_passage_leads_to_its_verdict_in_a_deliberate_step():
    """A link in a fold, to the verdict alone; beside it one to all of them."""
    steps = page(SEPTEMBER).select(".judge-passage details.judge-compare a")
    claims = {claim.claim_id for claim in articles.claims_of(RECORDS, PAGES[SEPTEMBER])}
    article = "article-september-2025.html"
    places = {f"{article}#compare-{name}" for name in claims}
    assert {step["href"] for step in steps} == {*places, article}


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_the_set_prints_on_both_sides_of_a_sheet(tmp_path, name, size):
    """Its passages with their boxes and lines, and neither the others nor a link to a verdict."""
    with press(built_site(), "", "2026-11-22") as print_page:
        (tmp_path / "a.pdf").write_bytes(print_page(Printing(f"{name}.html", size)))
    pages = [one.extract_text() for one in PdfReader(tmp_path / "a.pdf").pages]
    assert len(pages) == 2
    text = " ".join(" ".join(pages).split())
    assert text.count("Deciding cards:") == text.count("The class said:") == 6
    assert "The book's verdict" not in text


@pytest.fixture
def visit(browser, server, request):
    """A visit to the built site; a parameter says whether scripts run."""
    options = {"width": 360, **getattr(request, "param", {})}
    viewport = {"width": options.pop("width"), "height": 800}
    visit = Visit(browser, server, viewport, **options)
    yield visit
    visit.close()


def shown(visit: Visit) -> list[str]:
    """The names of the passages that are seen."""
    return visit.tab.evaluate(
        "[...document.querySelectorAll('.judge-passage')].filter((one) => one.checkVisibility())"
        ".map((one) => one.id.replace('passage-', ''))"
    )


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_the_set_can_be_judged(visit):
    """Its passages stand open, boxes can be ticked, and the form that needs a script is away."""
    visit.open(f"{SEPTEMBER}.html")
    assert shown(visit) == list(RECORDS.judging[PAGES[SEPTEMBER]])
    box = visit.tab.locator(f"#passage-{LOANS}").get_by_label("partly right")
    box.check()
    assert box.is_checked()
    assert not visit.tab.locator(".judge-chooser").is_visible()
    assert visit.wrong == []


@pytest.mark.browser
def test_any_set_has_an_address(visit):
    """By names, in the order of the page, and one by chance; the choice is said."""
    visit.open(f"{SEPTEMBER}.html?claims=sep-zelenskyy-present,{LOANS}")
    assert sorted(shown(visit)) == [LOANS, "sep-zelenskyy-present"]
    assert visit.tab.locator(".judge-shown").inner_text() == "2 passages are shown."
    visit.tab.get_by_text("Choose passages", exact=True).click()
    visit.tab.get_by_label(re.compile("newly formed")).check()
    visit.tab.get_by_role("button", name="Show these passages").click()
    visit.tab.wait_for_load_state()
    assert sorted(shown(visit)) == [LOANS, "sep-newly-formed", "sep-zelenskyy-present"]
    visit.tab.get_by_role("button", name="Give me one passage by chance").click()
    visit.tab.wait_for_load_state()
    assert len(shown(visit)) == 1
    assert visit.wrong == []


@pytest.mark.browser
def test_the_verdict_waits_for_the_readers_own(visit):
    """The fold opens when a verdict and how sure one is are ticked; by keyboard too."""
    visit.open(f"{SEPTEMBER}.html")
    passage = visit.tab.locator(f"#passage-{LOANS}")
    summary = passage.locator(".judge-compare > summary")
    summary.focus()
    visit.tab.keyboard.press("Enter")
    assert not passage.locator(".judge-compare").evaluate("one => one.open")
    assert "First tick your own verdict" in passage.locator(".judge-hint").inner_text()
    passage.get_by_label("contradicted").check()
    passage.locator("fieldset").nth(1).get_by_label("very sure").check()
    summary.focus()
    visit.tab.keyboard.press("Enter")
    assert passage.locator(".judge-compare").evaluate("one => one.open")
    with visit.context.expect_page() as opened:
        passage.get_by_role("link", name=re.compile("The book's verdict")).click()
    opened.value.wait_for_url(re.compile(f"article-september-2025.html#compare-{LOANS}"))
    assert passage.get_by_label("contradicted").is_checked()
    assert visit.wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("has_script", [True, False])
def test_comparing_shows_no_other_verdict(browser, server, has_script):
    """Not of the passages around it, not in the strip, not as a tally; its link leads to all."""
    visit = Visit(browser, server, WIDE, java_script_enabled=has_script)
    visit.open(f"chapters/article-september-2025.html#compare-{LOANS}")
    entries = visit.tab.locator(".entry.claim:visible")
    assert entries.count() == 1 and "Contradicted" in entries.inner_text()
    assert not visit.tab.locator(".verdict-count:visible, .passage-strip:visible").count()
    entries.get_by_role("link", name="Link to this passage").click()
    assert visit.tab.locator(".entry.claim:visible").count() > 3
    assert visit.tab.locator(".passage-strip:visible").count() == 1
    visit.close()


@pytest.mark.browser
def test_a_search_for_a_passage_tells_no_verdict(visit):
    """A pupil who pastes a quotation finds the page of the article, and nothing of what it says."""
    words = "|".join(schema.VERDICT_WORDS.values())
    for name in RECORDS.judging[PAGES[JANUARY]]:
        quote = RECORDS.claims[name].quote
        visit.open(f"search.html?q={quote_plus(quote)}")
        visit.settled()
        for found in visit.tab.locator("#search-results li").all_inner_texts():
            told = re.search(rf"\b({words})\b", found, re.IGNORECASE)
            assert not told or told[0].lower() in quote.lower(), found
