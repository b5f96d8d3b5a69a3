"""A third article and further chapters are rows of tables: nothing in the package knows how many
there are.
"""

from __future__ import annotations

import re
from urllib.parse import urldefrag

import pytest
from bs4 import BeautifulSoup
from smallsite import Build, Site
from sphinx.util.inventory import InventoryFile

from factbook.book.places import Places, ledger_page
from factbook.records import Records

AUGUST = "004_august.txt"
CHAPTERS = {
    "bombers": ("Bombers", 3),
    "computed": ("What was computed", 5),
    "sources": ("Who says it", 6),
    "winter": ("The winter", 7),
    "years": ("The years", 10),
}
"""Chapters beside the two of the tiny book, two of them with the names of pages that the book
writes itself.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Site, Build]:
    """The tiny book with a third article and seven chapters, built."""
    site = Site(tmp_path_factory.mktemp("rows"))
    site.seeds[AUGUST] = "Nobody met in August. Everybody was away.\n"
    site.add(
        "articles",
        seed=AUGUST,
        prefix="aug",
        title="August 2025",
        event="2025-08-18",
        docname="chapters/article-august",
    )
    for claim, quote, verdict in (
        ("aug-away", "Everybody was away", "opinion"),
        ("aug-nobody", "Nobody met", "contradicted"),
    ):
        site.add(
            "claims",
            claim_id=claim,
            seed=AUGUST,
            quote=quote,
            claim="The article says so.",
            verdict=verdict,
            facts="paris-countries" if verdict == "contradicted" else "",
            explanation="This is why, then and later.",
            judged_on="2026-11-20",
        )
    for code, (title, order) in CHAPTERS.items():
        site.add("chapters", code=code, title=title, docname=f"chapters/{code}", order=str(order))
        site.add(
            "facts",
            **site.row("facts", "headquarters-planned")
            | {
                "fact_id": f"{code}-planned",
                "statement": f"Macron named it, says {code}.",
                "chapter": code,
            },
        )
    site.pages["chapters/article-august"] = f"# Another article\n\n```{{article}} {AUGUST}\n```\n"
    site.pages["index"] += "\nIt was {claim}`wrong <aug-nobody>`.\n"
    return site, site.write().build()


def page(built: tuple[Site, Build], name: str) -> BeautifulSoup:
    """A page of the built site."""
    site, build = built
    assert build.error is None, build.error
    return BeautifulSoup((site.root / "_build/html" / f"{name}.html").read_bytes(), "lxml")


@pytest.mark.slow
def test_third_article_has_its_page(built):
    """With its quotations in their order, the verdicts, their counts and what is left out."""
    article = page(built, "chapters/article-august").select_one(".article")
    assert [entry["id"] for entry in article.select(".entry")] == [
        "claim-aug-nobody",
        "claim-aug-away",
    ]
    counts = [
        item.get_text().partition(":")[0].strip() for item in article.select(".verdict-count li")
    ]
    assert "1 contradicted" in counts and "1 opinion" in counts and "0 supported" in counts
    assert (
        page(built, "chapters/article-august").select_one("meta[name=robots]")["content"]
        == "noindex"
    )


@pytest.mark.slow
def test_third_article_is_linked_and_listed(built):
    """A role and the inventory lead to its page."""
    links = page(built, "index").select("article a.reference")
    assert "chapters/article-august.html#claim-aug-nobody" in [link["href"] for link in links]
    with (built[0].root / "_build/html/objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda base, uri: uri)
    assert inventory["fact:claim"]["aug-away"][2] == "chapters/article-august.html#claim-aug-away"


@pytest.mark.slow
def test_third_article_is_counted(built):
    """A column of its own, the latest event first; the last column adds all."""
    table = page(built, "chapters/method").select("table.tally")[1]
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")] for row in table.select("tr")
    ]
    assert rows[0] == ["Verdict", "January 2026", "September 2025", "August 2025", "together"]
    counts = {row[0]: row[1:] for row in rows[1:]}
    assert counts["opinion"] == ["1", "0", "1", "2"]
    assert counts["contradicted"] == ["0", "0", "1", "1"]
    assert counts["all"] == ["3", "1", "2", "6"]


@pytest.mark.slow
def test_chapters_have_their_ledger_in_order(built):
    """In the contents as in the finder, and none takes the name of a page that the book writes
    itself.
    """
    wanted = [
        "0-find",
        "1-summit",
        "2-germany",
        "3-bombers",
        "05-computed",
        "06-sources",
        "07-winter",
        "10-years",
        "5-computed",
    ]
    contents = page(built, "index").select("nav.bd-links a")
    names = [
        found[1]
        for link in contents
        if (found := re.fullmatch(r"chapters/ledger/(.+)\.html", urldefrag(link["href"])[0]))
    ]
    assert names == wanted
    listed = page(built, "chapters/ledger/0-find").select(".ledger-pages a")
    with_facts = [name for name in wanted[1:] if name != "2-germany"]
    assert [link["href"].removesuffix(".html") for link in listed] == with_facts
    for code, (title, order) in CHAPTERS.items():
        name = f"{order:02}-{code}" if order > 4 else f"{order}-{code}"
        ledger = page(built, f"chapters/ledger/{name}")
        assert ledger.h1.get_text().startswith(f"Ledger: {title}")
        assert [entry["id"] for entry in ledger.select(".entry")] == [f"fact-{code}-planned"]


@pytest.mark.slow
def test_chapters_are_counted(built):
    """A row of the tally for each, in the order of the book."""
    table = page(built, "chapters/method").select_one("table.tally")
    first = [row.select_one("th, td").get_text(strip=True) for row in table.select("tr")]
    titles = [title for title, _ in CHAPTERS.values()]
    assert first == ["Chapter", "The summits", "The German hesitation", *titles, "All chapters"]


def test_public_addresses_stay(tiny_book):
    """The names of the ledger's pages, as the first edition has them."""
    records = Records(tiny_book.root)
    places = Places(records, facts_a_page=2, sources_a_page=4)
    assert list(places.ledger) == [
        "chapters/ledger/1-summit",
        "chapters/ledger/1-summit-2",
        "chapters/ledger/1-summit-3",
        "chapters/ledger/1-summit-4",
        "chapters/ledger/2-germany",
    ]
    assert list(places.sources) == [
        "chapters/sources",
        "chapters/ledger/6-sources-2",
        "chapters/ledger/6-sources-3",
    ]
    ids = list(records.facts)
    assert [places.of_fact(one) for one in ids[:3]] == [
        "chapters/ledger/1-summit",
        "chapters/ledger/1-summit",
        "chapters/ledger/1-summit-2",
    ]


def test_names_of_pages_sort_as_numbers(tiny_book):
    """A glob of ``_toc.yml`` sorts names as texts."""
    chapter = Records(tiny_book.root).chapters["summit"]
    names = [ledger_page(chapter, part) for part in range(1, 1200)]
    assert names == sorted(names) and len(set(names)) == len(names)
