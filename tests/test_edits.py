"""An edit of one table alone changes every page that shows it: after the next build the site is
that of a cold build.

Each case edits one table of a tiny book, builds it on, and compares the site, byte for byte, with
one that was built from nothing.  The edits stay, so that each build goes on from the one before as
a contributor's does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from conftest import JANUARY, SEPTEMBER
from smallsite import Site

from factbook import schema, tables


def cell(table: str, key: str, **cells: str) -> Callable[[Site], None]:
    """Change cells of one row."""
    return lambda site: site.row(table, key).update(cells)


def added(table: str) -> Callable[[Site], None]:
    """Add a row with some value in each column."""
    made = {
        "text": "Words.",
        "count": "2025",
        "number": "1.5",
        "date": "2026-01",
        "day": "2026-01-06",
        "codes": "DEU",
        "ids": "elysee",
    }

    def change(site: Site) -> None:
        columns = schema.SERIES[table.removeprefix("series/")].columns
        values = {name: column.metadata.get("values") for name, column in columns.items()}
        cells = {
            name: values[name][0] if values[name] else made[column.metadata["kind"]]
            for name, column in columns.items()
        }
        site.add(table, **cells)

    return change


def seed(site: Site) -> None:
    """Change an article, where nothing is quoted: […] stands at its beginning then."""
    site.seeds[SEPTEMBER] = "Before the meeting. " + site.seeds[SEPTEMBER]
    site.row("articles", SEPTEMBER)["sha256"] = ""  # the book writes the new sum


def map_(site: Site) -> None:
    """Change a name on the map."""
    path = tables.map_path(site.root)
    text = path.read_text(encoding="utf-8")
    assert '"Germany"' in text
    content = text.replace('"Germany"', '"Deutschland"').encode("utf-8")
    path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    path.with_name("manifest.sha256").write_text(f"{sha256}  {path.name}\n")


def names(site: Site) -> None:
    """Retire a name."""
    retired = {"fact_id": "cats-lives", "edition": "Test edition", "retired": "A cat is no fact."}
    site.add("names", **retired)


def editions(site: Site) -> None:
    """An earlier edition that had one fact, with another support and another sentence."""
    fact = site.row("facts", "headquarters-open")
    row = {key: cell for key, cell in fact.items() if key in schema.EDITIONS.columns}
    kept = {"support": "official", "counted_by": "addresses", "statement": "It opened."}
    head = {"record": fact["fact_id"], "closed": "2026-10-20", "edition": "First edition"}
    if not site.tables["editions"]:
        site.add("editions", **(row | kept | head))


def corrections(site: Site) -> None:
    """A correction of it."""
    editions(site)
    head = {"record": "headquarters-open", "corrected": "2026-11-20", "edition": "First edition"}
    said = {"change": "statement", "why": "The day was missing.", "evidence": "paper-march"}
    site.add("corrections", **head, **said)


def aid_totals(site: Site) -> None:
    """Change one kind of aid and the total with it."""
    for row in site.tables["series/aid_totals"]:
        row["value"] = {"1.1": "1.2", "4.3": "4.4"}.get(row["value"], row["value"])


EDITS: dict[str, Callable[[Site], None]] = {
    "facts": cell(
        "facts",
        "paris-countries",
        value="36",
        statement="At least 36 countries took part in the Paris summit.",
    ),
    "claims": cell("claims", "sep-nations", verdict="opinion"),
    "sources": cell("sources", "elysee", publisher="The palace"),
    "passages": cell("passages", "headquarters-open", says="The paper says it in its own way."),
    "subjects": cell("subjects", "org:coalition", name="Coalition"),
    "questions": cell("questions", "paris-how-many", why="Nobody knows why."),
    "milestones": lambda site: site.add(
        "milestones", fact_id="headquarters-open", headline="The headquarters opens"
    ),
    "tasks": cell("tasks", "germany-rivals", minutes="9"),
    "judging": lambda site: site.tables["judging"].clear(),
    "words": cell("words", "word-b", de="das Werk"),
    "lessons": cell("lessons", "germany", title="Who was there?"),
    "steps": cell("steps", "germany", does="Read it aloud."),
    "curricula": cell("curricula", "RH.1", says="Pupils compare counts."),
    "hooks": cell("hooks", "germany", how="They compare."),
    "exceptions": cell("exceptions", "has 9 lives", reason="So they say."),
    "pages": cell(
        "pages", "search", description="The page where a reader looks for words and facts."
    ),
    "chapters": cell("chapters", "summit", title="All summits"),
    "articles": cell("articles", JANUARY, title="Winter"),
    "names": names,
    "editions": editions,
    "corrections": corrections,
    "totals": lambda site: site.tables["totals"][0].update(note="As they say."),
    "edition": lambda site: site.edition.update(name="Second test edition"),
    "map": map_,
    "seed": seed,
    "series/aid_flows": lambda site: site.tables["series/aid_flows"][0].update(kind="financial"),
    "series/aid_totals": aid_totals,
    "series/conditions": cell("series/conditions", "army-money", condition="money is given"),
    "series/instruments": cell("series/instruments", "Loan", statement="It lends much money."),
    "series/meetings": cell("series/meetings", "2026-01-06", place="Versailles"),
    "series/spending": lambda site: site.tables["series/spending"][0].update(year="2024"),
    "series/spending_regions": cell(
        "series/spending_regions", "Europe", publisher="SIPRI, Stockholm"
    ),
}
EDITS |= {name: added(name) for name in tables.names() if name not in EDITS}


UNSEEN = ("exceptions", "map", "totals")
"""Edits that no page shows: reasons and totals stand on no page, and the map in chapters alone."""


def changed(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The files in which two sites differ."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    """The tiny book, with all its directives, built."""
    site = Site(tmp_path_factory.mktemp("edits"))
    site.pages["chapters/method"] += "\nA cat has 9 lives.\n"
    site.add("exceptions", phrase="has 9 lives", reason="A cat's.")
    site.taught()
    site.spell()
    build = site.write().build()
    assert build.error is None, build.error
    return site


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_edit_of_one_table(site, name, tmp_path):
    """The site after the edit is that of a cold build, and it is another than before."""
    before = site.site()
    EDITS[name](site)
    site.write()
    build = site.build()
    assert build.error is None, build.error
    cold = site.build(to=str(tmp_path))
    assert cold.error is None, cold.error
    after = site.site()
    assert changed(after, site.site(to=str(tmp_path))) == []
    if name.startswith("series/"):  # the list of files shows them, and of one the tiles
        tiles = ["chapters/tiles"] if name == "series/conditions" else []
        assert build.read == ["chapters/about", *tiles]
    if name not in UNSEEN:
        assert changed(before, after)


def test_every_table_is_edited():
    """And what is not a table: the edition, the map, an article."""
    assert set(EDITS) == {*tables.names(), "edition", "map", "seed"}


# --- chapters ----------------------------------------------------------------------------------

CODE = """\
from factbook import load_edition, load_facts, load_map, load_series

name = "spending"
print(load_facts("summit").loc["paris-countries", "printed"], load_series(name)["value"].sum())
print(load_edition()["name"], len(str(load_map())))"""
"""The series is named by a variable: what a chapter was served is reported, not told from its
text.
"""


@pytest.fixture(scope="module")
def chapter(tmp_path_factory) -> Site:
    """A tiny book with a chapter that loads facts, a series, the edition and the map, built."""
    site = Site(tmp_path_factory.mktemp("chapter"))
    site.tables["exceptions"].clear()
    site.pages = {"index": site.pages["index"], "chapters/about": site.pages["chapters/about"]}
    site.chapter("summit", ("markdown", "# A chapter"), ("code", CODE))
    build = site.write().build()
    assert build.error is None, build.error
    return site


@pytest.mark.slow
@pytest.mark.parametrize("name", ["facts", "series/spending", "edition", "map"])
def test_edit_of_what_a_chapter_loads(chapter, name, tmp_path):
    """The chapter says what it loads now, as a cold build does."""
    before = chapter.site()
    change = EDITS[name]
    if name == "series/spending":
        chapter.tables[name][0].update(value="99.5")
    else:
        change(chapter)
    chapter.write()
    build, cold = chapter.build(), chapter.build(to=str(tmp_path))
    assert (build.error, cold.error) == (None, None)
    assert changed(chapter.site(), chapter.site(to=str(tmp_path))) == []
    assert "chapters/summit.html" in changed(before, chapter.site())


@pytest.mark.slow
def test_build_without_an_edit_reads_nothing(chapter):
    """And writes nothing."""
    before = chapter.site()
    build = chapter.build()
    assert (build.error, build.read, changed(before, chapter.site())) == (None, [], [])
