"""The tiles: what has to be true before the guarantees can work, each bound to its fact, its state
told by a sign and a word and never by a colour alone.
"""

from __future__ import annotations

import re

import pytest
from bookbuild import ROOT
from bs4 import BeautifulSoup, Tag
from smallsite import Site
from test_charts import contrast

from factbook import schema
from factbook.book.tiles import SIGNS, WORDS
from factbook.records import Records

PAGE = "chapters/tiles.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a tiny book with tiles."""
    book = Site(tmp_path_factory.mktemp("tiles")).write()
    build = book.build()
    assert build.error is None, build.error
    return book.site()


@pytest.fixture(scope="module")
def page(site) -> Tag:
    """The page with the tiles."""
    return BeautifulSoup(site[PAGE], "lxml")


def words(element: Tag) -> str:
    """What is seen of an element."""
    return " ".join(element.get_text().split())


def test_tiles_stand_by_guarantee_in_the_order_of_the_table(page):
    """Not in that of the file, which is sorted by name."""
    rows = page.select(".tiles-guarantees > li")
    assert [words(row.select("p")[0]) for row in rows] == ["The army", "The force"]
    assert [words(tile) for tile in page.select(".tiles-row > li")] == [
        "✓ money: money is lent; yes",
        "? staff: a staff is at work; not known",
        "✗ Russian yes: Russia accepts the force; no",
    ]


def test_a_tile_is_a_bound_link_to_the_fact_that_decides_it(page):
    """So that a tap opens its card, and without a script it leads to the ledger."""
    links = page.select(".tiles-row a")
    assert [link.get("href").partition("#")[2] for link in links] == [
        "fact-ukraine-loan",
        "fact-headquarters-planned",
        "fact-russia-against-soldiers",
    ]
    assert [len(link.select(".bound[class*=support-]")) for link in links] == [1, 1, 1]


def test_a_tile_says_what_its_card_says_first(page):
    """The condition, its state and why: the fact alone does not say what it proves."""
    assert [link.get("data-lead") for link in page.select(".tiles-row a")] == [
        "Money is lent: yes. The loan was agreed.",
        "A staff is at work: not known. It is planned; no report says more.",
        "Russia accepts the force: no. Moscow says no to it.",
    ]


def test_the_page_counts_as_using_these_facts(site):
    """The ledger says where a fact is used."""
    entry = BeautifulSoup(site["chapters/ledger/1-summit.html"], "lxml")
    used = [words(one) for one in entry.select("#fact-ukraine-loan")]
    assert used and "Tiles" in used[0]


def test_the_counts_are_the_key_to_the_signs(page):
    """States that no condition has are left out."""
    assert words(page.select(".tiles-count > p")[0]) == "3 conditions must hold:"
    key = [words(one) for one in page.select(".tiles-key > li")]
    assert key == ["✓ 1 yes", "✗ 1 no", "? 1 not known"]


def test_a_sign_is_not_read_out(page):
    """The word beside it is."""
    signs = page.select(".tile-sign")
    assert len(signs) == 6
    assert {sign.get("aria-hidden") for sign in signs} == {"true"}


def test_folded_tiles_show_the_signs_of_each_guarantee(tmp_path):
    """And the tiles, leads and all, to whoever opens it."""
    book = Site(tmp_path)
    book.pages = {**book.pages, "chapters/tiles": "# Tiles\n\n```{tiles} folded\n```\n"}
    build = book.write().build()
    assert build.error is None, build.error
    html = BeautifulSoup(book.site()[PAGE], "lxml")
    groups = html.select(".tiles-guarantees > li > details.tiles-group")
    assert [words(group.summary) for group in groups] == ["The army ✓", "The force ? ✗"]
    assert [len(group.select(".tiles-row a[data-lead]")) for group in groups] == [1, 2]


def test_tiles_are_folded_or_not(tmp_path):
    """Another word is a problem with its line."""
    book = Site(tmp_path)
    book.pages = {**book.pages, "chapters/tiles": "# Tiles\n\n```{tiles} closed\n```\n"}
    build = book.write().build()
    assert "has the argument 'closed'; write {tiles} [folded]" in f"{build.error}{build.log}"


def test_every_state_has_a_sign_of_its_own_and_an_edge():
    """Dashed, dotted or double where the colour is not seen."""
    assert list(SIGNS) == list(schema.CONDITION_STATES)
    assert len(set(SIGNS.values())) == len(SIGNS) and list(WORDS) == list(SIGNS)
    edges = [
        re.search(rf"[.]state-{state.replace(' ', '-')} {{[^}}]*--edge: (\w+);", STYLE)
        for state in SIGNS
    ]
    assert None not in edges and len({edge[1] for edge in edges if edge}) == len(SIGNS)


STYLE = (ROOT / "factbook/book/site/static/book.css").read_text(encoding="utf-8")
INK = {"light": "#1c2530", "dark": "#d6dbe1"}


@pytest.mark.parametrize("theme", INK)
@pytest.mark.parametrize("state", ["met", "stated", "contradicted", "unknown"])
def test_words_on_a_tile_have_contrast(theme, state):
    """4.5 for text and for the word of the state on its ground (WCAG 1.4.3)."""
    found = re.findall(rf"--tile-{state}(|-field): (#[0-9a-f]{{6}})", STYLE)
    assert len(found) == 4
    colours = dict(found[:2] if theme == "light" else found[2:])
    assert contrast(colours[""], colours["-field"]) >= 4.5
    assert contrast(INK[theme], colours["-field"]) >= 4.5


def test_the_search_leads_to_the_finder_without_a_script(page):
    """Its field is the finder's."""
    (form,) = page.select("form.fact-search")
    assert form.get("action") == "ledger/0-find.html" and form.get("method") is None
    (field,) = form.select("input")
    assert field.get("name") == "words"
    assert [label.get("for") for label in form.select("label")] == [field.get("id")]


def test_the_conditions_of_the_book_fit_their_tiles():
    """A short name of at most two words of nine letters each fits a phone's tile; four tiles a
    row.
    """
    conditions = Records(ROOT).conditions.values()
    assert [one.order for one in conditions] == list(range(1, len(conditions) + 1))
    assert [one.short for one in conditions if max(map(len, one.short.split())) > 9] == []
    by_guarantee: dict[str, list[str]] = {}
    for one in conditions:
        by_guarantee.setdefault(one.guarantee, []).append(one.short)
    assert {len(own) <= 4 and len(set(own)) == len(own) for own in by_guarantee.values()} == {True}
