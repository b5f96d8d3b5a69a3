"""Lists of words: each word says its language, links to the glossary, and is drawn with the letters
that the book ships, on every page that has them and on no other.
"""

from __future__ import annotations

import re

import pytest
from bookbuild import ROOT, built_site
from bs4 import BeautifulSoup, Tag
from smallsite import Site
from visit import NARROW, WIDE, Visit, served

from factbook import chromium, picture, schema, tables
from factbook.records import Records

FONT = "factbook-sans-400-cyrillic.woff2"
CYRILLIC = re.compile("[\u0400-\u04ff]")


def spelt(book: Site) -> Site:
    """A tiny book with a list of words, on a page that is not its glossary."""
    book.spell()
    book.pages["chapters/lists"] = "# Lists\n\n```{words} chapters/germany\n```\n"
    return book.write()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the built tiny book."""
    book = spelt(Site(tmp_path_factory.mktemp("words")))
    build = book.build(html_baseurl="https://example.org/")
    assert build.error is None, build.error
    assert "WARNING" not in build.log, build.log
    return book.site()


def page(site: dict[str, bytes], name: str = "chapters/lists") -> Tag:
    """A page of the site."""
    return BeautifulSoup(site[f"{name}.html"], "lxml")


def test_each_word_says_its_language(site):
    """So that a screen reader speaks it; the page is a list of cards on a phone."""
    rows = page(site).select(".classroom.words tbody tr")
    assert len(rows) == 12
    for row in rows:
        assert [cell.get("lang") for cell in row.select("td")] == [None, "de", "fr", "uk", "ru"]
        assert [cell["data-label"] for cell in row.select("td")] == [*schema.LANGUAGES.values()]
    assert "as-cards" in page(site).select_one(".words table")["class"]


def test_a_word_of_the_glossary_leads_there(site):
    """And no other word is a link."""
    (link,) = page(site).select(".words tbody a")
    assert (link["href"], link.get_text()) == ("words.html#term-summit", "summit")


def test_the_page_is_found_by_the_search_and_stands_in_no_file(site, tmp_path):
    """Its letters are in no file of the book."""
    assert b"chapters/lists" in site["searchindex.js"]
    book = spelt(Site(tmp_path))
    assert book.build("epub").error is None
    assert not [*(tmp_path / "_build/epub").rglob("lists.xhtml")]


@pytest.mark.parametrize("argument", ["chapters/none", ""])
def test_a_page_without_words_stops_the_build(tmp_path, argument):
    """With what is missing."""
    book = spelt(Site(tmp_path))
    book.pages["chapters/lists"] = f"# Lists\n\n```{{words}} {argument}\n```\n"
    error = str(book.write().build().error)
    assert "has no word for that page" in error or "lacks its argument PAGE" in error


# --- the lists of the book ----------------------------------------------------------------------


def test_cyrillic_letters_stand_in_the_lists_alone():
    """No other text of the book has any: the font of its pages, pictures and files has none.  Names
    of places in a source, which nothing prints, may.
    """
    silent = {("passages", "locator")}
    for name in tables.names():
        for line, row in tables.read(name, ROOT).rows:
            for column, cell in row.items():
                if (name == "words" and column in schema.CYRILLIC) or (name, column) in silent:
                    continue
                assert not CYRILLIC.search(cell), f"data/{name}.csv:{line}: {column}"
    for file in [*ROOT.glob("*.md"), *ROOT.glob("chapters/*.md"), *ROOT.glob("chapters/*.ipynb")]:
        assert not CYRILLIC.search(file.read_text(encoding="utf-8")), file.name


def test_every_letter_of_the_lists_is_shipped():
    """In the font of the lists if it is Cyrillic, else in that of the book."""
    from fontTools.ttLib import TTFont

    static = ROOT / "factbook" / "book" / "site" / "static"
    cyrillic = "".join(map(chr, TTFont(static / FONT).getBestCmap()))
    words = Records(ROOT).words.values()
    letters = {c for word in words for code in schema.LANGUAGES for c in getattr(word, code)}
    own = {letter for letter in letters if CYRILLIC.match(letter)}
    assert own <= set(cyrillic)
    assert picture.unknown("".join(letters - own)) == []


@pytest.mark.browser
def test_cyrillic_is_drawn_with_the_letters_of_the_book():
    """Chromium draws every such cell with the shipped font and with no other."""
    with chromium.opened() as browser, served(built_site()) as server:
        visit = Visit(browser, server, WIDE)
        visit.open("chapters/words.html")
        visit.settled()
        assert any(url.endswith(FONT) for url in visit.requests)
        session = visit.context.new_cdp_session(visit.tab)
        for domain in ("DOM", "CSS"):
            session.send(f"{domain}.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        asked = {"nodeId": root, "selector": ".words td:is([lang=uk], [lang=ru]) p"}
        cells = session.send("DOM.querySelectorAll", asked)["nodeIds"]
        assert len(cells) >= 140
        used = [session.send("CSS.getPlatformFontsForNode", {"nodeId": cell}) for cell in cells]
        fonts = {
            (font["familyName"], font["isCustomFont"]) for one in used for font in one["fonts"]
        }
        assert {is_shipped for _, is_shipped in fonts} == {True}, fonts
        visit.close()


@pytest.mark.browser
def test_other_pages_do_not_load_these_letters():
    """A reader of a chapter does not wait for them."""
    with chromium.opened() as browser, served(built_site()) as server:
        visit = Visit(browser, server, WIDE)
        for name in ("chapters/summit.html", "chapters/sources.html"):
            visit.open(name, whole=False)
            visit.settled()
            assert not any(url.endswith(FONT) for url in visit.requests), name
        visit.close()


@pytest.mark.browser
def test_the_lists_on_a_phone():
    """Each word is a card, nothing is cut, and axe finds nothing."""
    with chromium.opened() as browser, served(built_site()) as server:
        for size in (NARROW, WIDE):
            visit = Visit(browser, server, size)
            visit.open("chapters/words.html")
            visit.settled()
            cut = visit.tab.evaluate(
                """() => [...document.querySelectorAll(".words td")]
                  .filter(one => one.scrollWidth > one.clientWidth + 1
                    || one.getBoundingClientRect().right > innerWidth)
                  .map(one => one.textContent)"""
            )
            assert cut == []
            assert visit.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
            visit.shorten()
            visit.axe()
            visit.close()
