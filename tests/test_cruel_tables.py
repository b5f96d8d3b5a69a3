"""Text that reads like markup reaches the pages as text, from every field and in every list.

Rules refuse most of it before a build begins.  Here they are set aside: a list does not lean on
them.  Each field has a text of its own with every character that HTML reads, and the pages are read
strictly.
"""

from __future__ import annotations

import csv
import json
import re
from unittest import mock
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from conftest import JANUARY
from tellingbook import ADDRESS, COMPUTED_IN, Built, Strict, build, notebook, parts, telling, words

MARKUP = """ "q" 'a' <i class="x">d</i> &amp; & </script></option></p> <!-- e -->"""


def cruel(field: str, end: str = "") -> str:
    """A text that says which field it is of."""
    return f"{field}{MARKUP}{end}"


CELLS = {
    "facts": {
        "paris-countries": {"statement": "s", "note": "n"},
        "paris-countries-agency": {"statement": "s", "note": "n"},
        "brigade-begun": {"statement": "s", "note": "n"},
        "brigade-planned": {"statement": "s"},
        "brigade-ready": {"statement": "s"},
    },
    "sources": {
        "elysee": {"publisher": "p", "title": "t", "origin": "o", "licence": "l"},
        "kremlin": {"caution": "c"},
        "le-monde": {"publisher": "p", "title": "t", "origin": "o", "language": "l"},
        "seed-january": {"publisher": "p", "title": "t"},
        "sipri": {"publisher": "p", "title": "t", "licence": "l"},
    },
    "passages": {"brigade-begun": {"says": "s", "locator": "l"}},
    "subjects": {"DEU": {"name": "n"}, "org:coalition": {"name": "n"}},
    "questions": {"paris-how-many": {"text": "t", "why": "w"}},
    "claims": {"jan-end": {"explanation": "e"}, "jan-nations": {"explanation": "e"}},
    "chapters": {"summit": {"title": "t"}},
    "articles": {JANUARY: {"title": "t"}},
    "pages": {"chapters/page": {"description": "d"}},
}
"""Table → row → the cells that are cruel."""

QUOTE = "27 <i>nations</i> & “more” 'or' less"
DESCRIPTION, FORMULA = (
    cruel("A description of the chart, which is long enough:"),
    cruel("a formula"),
)
HEADS = cruel("head of names"), cruel("head of values")
TITLE = cruel("A title")
NAME, EDITION = cruel("name"), cruel("Edition")
URL = """https://example.org/a?b=1&c="d'e<f>"""


def said(table: str, key: str, column: str) -> str:
    """What stands in a cell, without the name of its row, which rules of roles would see."""
    field = re.sub("[0-9]", "", f"{table} {key} {column}")
    return cruel(field, "?" if column == "text" else "")


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    """The book with cruel cells, built without the rules of the tables."""
    site = telling(tmp_path_factory.mktemp("cruel"))
    site.pages[COMPUTED_IN] = notebook(site.root, DESCRIPTION, FORMULA, HEADS, NAME)
    for table, rows in CELLS.items():
        for key, cells in rows.items():
            site.row(table, key).update({column: said(table, key, column) for column in cells})
    title = re.sub(r"([<>&`*])", r"\\\1", TITLE)
    for page, name in (("index", "A tiny book"), ("chapters/page", "A page")):
        site.pages[page] = site.pages[page].replace(f"# {name}\n", f"# {title}\n", 1)
    site.row("sources", "elysee")["url"] = URL
    site.row("articles", JANUARY)["sha256"] = ""
    site.seeds[JANUARY] = site.seeds[JANUARY].replace("27 nations", QUOTE)
    site.row("claims", "jan-nations")["quote"] = QUOTE
    site.edition["name"] = EDITION
    with mock.patch("factbook.rules.check", return_value=[]):
        site.write()
        (site.root / "data/edition.toml").write_text(
            "".join(f"{key} = {json.dumps(value)}\n" for key, value in site.edition.items())
        )
        return build(site, html_baseurl=ADDRESS)


def test_pages_are_well_formed(built):
    """No text has become an element, an attribute or a comment, or ended what it stands in."""
    for path in built.folder.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        Strict(html)
        assert '<i class="x">' not in html and "<!-- e -->" not in html, path


def test_ledger(built):
    """Statements, notes, subjects, sources, rivals and states."""
    entry = built.entry("fact-brigade-begun", "chapters/ledger/2-germany")
    assert words(entry.select_one(".statement")) == said("facts", "brigade-begun", "statement")
    known = parts(entry)
    assert known["Note"] == said("facts", "brigade-begun", "note")
    assert known["Earlier state"] == said("facts", "brigade-planned", "statement")
    assert known["Later state"] == said("facts", "brigade-ready", "statement")
    assert known["About"] == (
        f"{said('subjects', 'DEU', 'name')}; {said('subjects', 'org:coalition', 'name')}"
    )
    monde = {column: said("sources", "le-monde", column) for column in CELLS["sources"]["le-monde"]}
    assert known["Proof"].startswith(
        f"{monde['publisher']} (7 January 2026): {said('passages', 'brigade-begun', 'says')} "
        f"(from {monde['origin']}; in {monde['language']}; checked on "
    )
    rivals = parts(built.entry("fact-paris-countries", "chapters/ledger/1-summit"))
    assert rivals["Other answers"] == said("facts", "paris-countries-agency", "statement")


def test_sources(built):
    """Every cell that the list has, and an address with a query."""
    entry = built.entry("source-elysee", "chapters/sources")
    cell = {column: said("sources", "elysee", column) for column in CELLS["sources"]["elysee"]}
    assert words(entry) == (
        f"{cell['publisher']}. {cell['title']}. First said by {cell['origin']}. 6 January 2026. "
        f"English. Official. Read 1 July 2026. Terms: {cell['licence']}."
    )
    assert entry.a["href"] == URL
    kremlin = built.entry("source-kremlin", "chapters/sources")
    assert words(kremlin).endswith(f" Caution: {said('sources', 'kremlin', 'caution')}.")
    seed = built.entry("source-seed-january", "chapters/sources")
    assert said("sources", "seed-january", "title") in words(seed)


def test_article(built):
    """The quotation, why, and the facts."""
    entry = built.entry("claim-jan-nations", "chapters/article-january")
    assert words(entry.select_one("blockquote")) == QUOTE
    assert words(entry.select_one(".explanation")) == said("claims", "jan-nations", "explanation")
    assert words(entry.select_one("ul.facts a")) == said("facts", "paris-countries", "statement")


def test_views(built):
    """The timeline, the disagreements, the tally, the finder and the filter."""
    timeline = words(built.body("chapters/timeline").select_one("#year-2025"))
    assert said("facts", "brigade-begun", "statement") in timeline
    page = built.body("chapters/disagreements")
    question = page.select_one("#question-paris-how-many")
    assert words(question.h3).rstrip("#") == said("questions", "paris-how-many", "text")
    assert words(page.select_one("ul.questions a")) == said("questions", "paris-how-many", "text")
    assert words(question).endswith(said("questions", "paris-how-many", "why"))
    assert said("sources", "elysee", "publisher") in words(question.select_one("ul.answers"))
    facts, claims = built.body("chapters/method").select("table.tally")
    assert said("chapters", "summit", "title") in [words(cell) for cell in facts.select("td")]
    assert said("articles", JANUARY, "title") in [words(cell) for cell in claims.select("th")]
    for docname in ("chapters/ledger/0-find", "chapters/ledger/2-germany"):
        offered = built.body(docname).select('select[name="subject"] option')
        names = {option["value"]: words(option) for option in offered}
        assert names["DEU"] == said("subjects", "DEU", "name")
    chapters = built.body("chapters/ledger/0-find").select('select[name="chapter"] option')
    assert words(chapters[1]) == said("chapters", "summit", "title")
    heads = [words(one) for one in built.body("chapters/ledger/0-find").select("summary")]
    assert f"{said('subjects', 'DEU', 'name')}: 7" in heads


def test_title_of_a_chapter(built):
    """It is a part of the titles of its pages, which are written as Markdown."""
    title = f"Ledger: {said('chapters', 'summit', 'title')}"
    page = built.page("chapters/ledger/1-summit")
    assert words(page.select_one("main h1")).rstrip("#") == title
    assert page.select_one('meta[property="og:title"]')["content"] == title


def test_title_of_a_page(built):
    """On the page, in the contents and in its head; in the ledger; and as that of the book."""
    for docname in ("index", "chapters/page"):
        page = built.page(docname)
        assert words(page.select_one("article h1")).rstrip("#") == TITLE
        assert page.select_one('meta[property="og:title"]')["content"].startswith(TITLE)
        assert page.title.get_text().strip().startswith(TITLE)
    shown = [words(link) for link in built.page("chapters/words").select("nav a")]
    assert TITLE in shown
    entry = built.entry("fact-brigade-begun", "chapters/ledger/2-germany")
    assert TITLE in parts(entry)["Used on"]


def test_chapter(built):
    """The description of a chart, the heads and cells of its table, the formula of a number."""
    page = built.body(COMPUTED_IN)
    assert page.select_one(".chart-view img")["alt"] == DESCRIPTION
    assert [words(head) for head in page.select("figure th")] == list(HEADS)
    assert NAME in [words(cell) for cell in page.select("figure td")]
    assert FORMULA in words(page.select_one(".computed"))
    entry = built.entry("derived-mean-of-spending", "chapters/ledger/5-computed")
    assert words(entry.select_one(".statement")) == f"80.4 billion dollars: {FORMULA}."
    rows = list(csv.reader(built.text("_charts/bars-of-spending.csv").splitlines()))
    assert rows[0] == list(HEADS) and NAME in rows[1]
    assert said("sources", "sipri", "publisher") in words(page.select_one(".chart-source"))


def test_head_and_foot(built):
    """The description, the edition, and what programs read."""
    page = built.page("chapters/page")
    description = said("pages", "chapters/page", "description")
    for name in ('name="description"', 'property="og:description"'):
        assert page.select_one(f"meta[{name}]")["content"] == description
    assert f"{EDITION}, 22 November 2026." in words(page.select_one(".colophon"))
    assert f"{EDITION}, 22 November 2026." in words(page.select_one(".on-paper"))
    assert (
        json.loads(built.page("index").select_one('script[type$="ld+json"]').string)["bookEdition"]
        == EDITION
    )
    record = json.loads(built.page(COMPUTED_IN).select_one('script[type$="ld+json"]').string)
    assert said("sources", "elysee", "title") in [one["name"] for one in record["citation"]]


def test_cards_and_feed(built):
    """Data in scripts, and HTML inside XML."""
    cards = json.loads(built.text("_cards/chapters/page.json"))
    card = cards["fact-paris-countries"]
    assert card["statement"] == said("facts", "paris-countries", "statement")
    assert card["rivals"][0][0] == said("facts", "paris-countries-agency", "statement")
    assert said("sources", "elysee", "origin") in card["proof"][0]["about"]
    assert (
        said("passages", "brigade-begun", "says") == cards["fact-brigade-begun"]["proof"][0]["says"]
    )
    feed = ElementTree.fromstring(built.text("feed.xml"))
    contents = [element.text for element in feed.iter() if element.tag.endswith("content")]
    for content in contents:
        Strict(content)
    shown = " ".join(words(BeautifulSoup(content, "lxml")) for content in contents)
    for fact in ("brigade-begun", "paris-countries"):
        assert said("facts", fact, "statement") in shown


def test_sources_of_a_page_and_files(built):
    """The publisher in the fold, terms in the list of files."""
    fold = words(built.body("chapters/page").select_one("details"))
    publisher = said("sources", "elysee", "publisher")
    assert f"{publisher} (6 January 2026)" in fold
    assert said("sources", "sipri", "licence") in words(
        built.body("chapters/about").select_one("ul.table-files")
    )
