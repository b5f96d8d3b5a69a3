"""Lists of more than one page: nothing is lost or doubled, and links lead to the right page."""

from __future__ import annotations

import json
from urllib.parse import urljoin

import pytest
from smallsite import Site
from tellingbook import ADDRESS, Built, build, describe, links, words

from factbook.book.places import Places
from factbook.records import Records

SUMMIT, GERMANY = "chapters/ledger/1-summit", "chapters/ledger/2-germany"
PAGES = {SUMMIT: 200, GERMANY: 200, f"{GERMANY}-2": 1}
"""Page of the ledger → its facts: a chapter that just fits, and one with a fact too many."""

SOURCES = {"chapters/sources": 400, "chapters/ledger/6-sources-2": 1}
"""Page of the list of sources → its sources."""


def name_of(number: int) -> str:
    """A name that sorts as the number does, without a figure: ``baaj`` for 1009."""
    return f"{number:04}".translate(str.maketrans("0123456789", "abcdefghij"))


def filled(site: Site) -> Site:
    """A book whose chapters have 200 and 201 facts, with 401 sources."""
    site.tables["exceptions"].clear()
    fact = site.row("facts", "headquarters-planned") | {"supersedes": "", "question": ""}
    source = site.row("sources", "paper-march")
    missing = 401 - len(site.tables["sources"])
    number = 0
    for chapter, wanted in (("summit", 200), ("germany", 201)):
        have = sum(row["chapter"] == chapter for row in site.tables["facts"])
        for _ in range(wanted - have):
            number += 1
            name = name_of(number)
            own = f"paper-{name}" if number <= missing else "paper-march"
            if number <= missing:
                cells = {
                    "source_id": own,
                    "url": f"https://example.org/{name}",
                    "title": f"On {name}",
                }
                site.add("sources", **source | cells)
            site.add(
                "facts",
                **fact
                | {
                    "fact_id": f"met-{name}",
                    "chapter": chapter,
                    "statement": f"They met, says {name}.",
                    "sources": own,
                    "as_of": "2026-02-02",
                },
            )
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    """The book, built; its page names the facts and the sources at the edges of pages."""
    site = filled(Site(tmp_path_factory.mktemp("paging")))
    summit, germany = (
        [row["fact_id"] for row in site.tables["facts"] if row["chapter"] == chapter]
        for chapter in ("summit", "germany")
    )
    edges = [summit[0], summit[199], germany[0], germany[199], germany[200]]
    ids = [row["source_id"] for row in site.tables["sources"]]
    roles = [
        *(f"{{fact}}`words <{fact}>`" for fact in edges),
        *(f"{{source}}`words <{source}>`" for source in (ids[0], ids[399], ids[400])),
    ]
    keep = ("index", "chapters/sources", "chapters/timeline")
    site.pages = {page: text for page, text in site.pages.items() if page in keep}
    site.pages["chapters/page"] = f"# A page\n\n{', '.join(roles)}.\n"
    listed = ", ".join(f"{{fact}}`it <{fact}>`" for fact in summit)
    site.pages["chapters/many"] = f"# Many\n\n{listed}.\n"
    site.pages["chapters/too-many"] = f"# Too many\n\n{listed}, {{fact}}`it <{germany[0]}>`.\n"
    describe(site)
    return build(site.write())


def ids_on(built, pages: dict[str, int]) -> list[str]:
    """The anchors of the entries on these pages, each of which has so many."""
    found: list[str] = []
    for docname, number in pages.items():
        ids = [entry["id"] for entry in built.body(docname).select("section.entry")]
        assert len(ids) == number
        found += ids
    return found


def test_facts_stand_on_their_pages(built):
    """Each once, in the order of the table, and no more on a page than it may hold."""
    found = ids_on(built, PAGES)
    rows = built.site.tables["facts"]
    wanted = [
        row["fact_id"]
        for chapter in ("summit", "germany")
        for row in rows
        if row["chapter"] == chapter
    ]
    assert found == [f"fact-{fact}" for fact in wanted]
    ledger = (built.folder / "chapters/ledger").glob("*.html")
    assert {path.stem for path in ledger} == {
        "0-find",
        *(docname.rpartition("/")[2] for docname in PAGES),
        "5-computed",
        "6-sources-2",
    }


def test_sources_stand_on_their_pages(built):
    """The same for sources."""
    found = ids_on(built, SOURCES)
    assert found == [f"source-{row['source_id']}" for row in built.site.tables["sources"]]


def test_links_lead_to_the_right_page(built):
    """Of roles, and of entries to the sources on a later page."""
    pages = [address.partition("#")[0] for _, address in links(built.body("chapters/page"))]
    assert [page for page in pages if page] == [
        "ledger/1-summit.html",
        "ledger/1-summit.html",
        "ledger/2-germany.html",
        "ledger/2-germany.html",
        "ledger/2-germany-2.html",
        "sources.html",
        "sources.html",
        "ledger/6-sources-2.html",
    ]
    docnames = ("chapters/page", "chapters/timeline", *PAGES, *SOURCES)
    ids = {
        f"{name}.html": {tag["id"] for tag in built.page(name).select("[id]")} for name in docnames
    }
    checked = 0
    for docname in docnames:
        for address in {address for _, address in links(built.body(docname))}:
            file, _, anchor = urljoin(f"{ADDRESS}{docname}.html", address).partition("#")
            if anchor.startswith(("fact-", "source-")):
                assert anchor in ids[file.removeprefix(ADDRESS)], (docname, address)
                checked += 1
    assert checked > 800


def test_pages_are_named_in_finder_contents_and_description(built):
    """Each part with its number and its own count."""
    listed = [
        words(item) for item in built.body("chapters/ledger/0-find").select("ul.ledger-pages > li")
    ]
    assert listed == [
        "The summits: 200 facts",
        "The German hesitation: 200 facts",
        "The German hesitation, part 2: 1 facts",
        "Computed numbers",
    ]
    second = built.page(f"{GERMANY}-2")
    assert words(second.h1).rstrip("#") == "Ledger: The German hesitation, part 2"
    assert words(second.select_one(".ledger-count")) == "1 of 1 facts"
    said = [
        built.page(docname).select_one("meta[name=description]")["content"]
        for docname in (*PAGES, *SOURCES)
    ]
    assert len(set(said)) == len(said)
    assert said[2].endswith(" Part 2.") and said[4].endswith(" Part 2.")


def test_cards_come_where_they_are_few(built):
    """A page that names two hundred facts has a card for each, one that names more has none."""
    assert built.page("chapters/many").select_one("#fact-cards") is not None
    assert len(json.loads(built.text("_cards/chapters/many.json"))) == 200
    assert built.page("chapters/too-many").select_one("#fact-cards") is None
    assert built.page("chapters/timeline").select_one("#fact-cards") is None


@pytest.mark.parametrize(("size", "pages"), [(1, 8), (2, 4), (7, 2), (8, 1), (9, 1)])
def test_pages_of_any_size(tiny_book, size, pages):
    """No fact is lost or doubled at an edge; an empty chapter has one page."""
    places = Places(Records(tiny_book.root), facts_a_page=size, sources_a_page=size)
    assert len(places.ledger) == pages + 1
    shown = [fact.fact_id for page in places.ledger.values() for fact in page.facts]
    assert shown == [row["fact_id"] for row in tiny_book.tables["facts"]]
    assert [page.part for page in places.ledger.values()][:-1] == list(range(1, pages + 1))
    listed = [source.source_id for page in places.sources.values() for source in page]
    assert listed == [row["source_id"] for row in tiny_book.tables["sources"]]
    assert all(len(page.facts) <= size for page in places.ledger.values())


def test_the_finder_names_pages_where_a_subject_has_many_facts(built):
    """Up to two hundred facts by their names; of more the ledger's pages, with their counts."""
    facts = built.site.tables["facts"]
    body = built.body("chapters/ledger/0-find")
    kinds = set()
    for line in body.select(".subject-facts"):
        own = [
            row["fact_id"]
            for row in facts
            if line["id"] in {f"subject-{c.replace(':', '-')}" for c in row["subject"].split(";")}
        ]
        shown = words(line)
        kinds.add(len(own) > 200)
        if len(own) <= 200:
            assert shown.split("; ") == own
        else:
            counts = [int(part.rpartition(": ")[2]) for part in shown.split("; ")]
            assert sum(counts) == len(own) and len(counts) == len(links(line)) <= len(PAGES)
    assert kinds == {True, False}
