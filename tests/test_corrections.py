"""What changed since an earlier edition is kept, told and explained: the table that a release
writes, the page, cards, ledger, articles and feed, and ``correct --why``.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from pathlib import Path
from types import SimpleNamespace

import commandbook
import pytest
from bookbuild import RECORDS, SITE, built_site
from bs4 import BeautifulSoup, Tag
from smallsite import Site

from factbook import differences, editions, rules, schema, tables
from factbook.book import corrections as page
from factbook.book.domain import FactDomain
from factbook.book.places import Places
from factbook.history import files_now
from factbook.records import Records

TODAY = dt.date.today().isoformat()
FACT, AGENCY, PLANNED = "paris-countries", "paris-countries-agency", "headquarters-planned"


def freeze(book, edition: str, day: str, *, counted_by: str = "passages") -> None:
    """Let the book close an edition under a name, and go on."""
    said = book.edition["name"]
    book.edition["name"] = edition
    book.write()
    for path, content in editions.closing(book.root, day).items():
        path.write_bytes(content)
    book.edition["name"] = said
    book.tables["editions"] = rows(book, "editions")
    for row in book.tables["editions"]:
        if row["edition"] == edition and row["counted_by"]:
            row["counted_by"] = counted_by
    book.write()


def rows(book, name: str) -> list[dict[str, str]]:
    """The rows of a table as its file has them."""
    return list(csv.DictReader(io.StringIO(book.path(name).read_text("utf-8"), newline="")))


def correct(book, record: str, change: str, **values: str) -> None:
    """Add a correction of the first edition."""
    head = {"record": record, "corrected": "2026-11-20", "change": change}
    said = {"edition": "First edition", "why": "It was another one.", "evidence": "elysee"}
    book.add("corrections", **(head | said | values))
    book.write()


# --- what a release keeps ------------------------------------------------------------------------


def test_an_edition_keeps_every_fact_and_every_verdict(tiny_book):
    freeze(tiny_book, "First edition", "2026-10-20")
    kept = {row["record"]: row for row in rows(tiny_book, "editions")}
    facts = {row["fact_id"]: row for row in tiny_book.tables["facts"]}
    claims = {row["claim_id"]: row for row in tiny_book.tables["claims"]}
    assert kept.keys() == facts.keys() | claims.keys()
    support = {name: fact.support for name, fact in Records(tiny_book.root).facts.items()}
    for name, row in kept.items():
        assert (row["edition"], row["closed"]) == ("First edition", "2026-10-20")
        if name in claims:
            said = {column: cell for column, cell in row.items() if cell}
            assert said.keys() == {"record", "edition", "closed", "verdict"}
            assert row["verdict"] == claims[name]["verdict"]
        else:
            columns = [one for one in editions.OF_FACTS if one != "support"]
            assert [row[one] for one in columns] == [facts[name][one] for one in columns]
            assert (row["support"], row["counted_by"]) == (support[name], "passages")
    assert tiny_book.check() == []


def test_the_next_edition_adds_what_it_says_otherwise_and_changes_no_row(tiny_book):
    freeze(tiny_book, "First edition", "2026-10-20")
    before = rows(tiny_book, "editions")
    tiny_book.row("facts", FACT)["statement"] = "In Paris at least 35 countries took part."
    tiny_book.row("facts", FACT)["note"] = "A note is not kept."
    tiny_book.row("facts", AGENCY)["note"] = "A note is not kept."
    tiny_book.row("sources", "elysee")["kind"] = "news"  # another support of all that rests on it
    freeze(tiny_book, "Second edition", "2026-11-01")
    after = rows(tiny_book, "editions")
    added = {row["record"]: row for row in after if row not in before}
    assert [row for row in after if row in before] == before
    assert added.keys() == {FACT, "ukraine-loan"}
    assert added["ukraine-loan"]["support"] == "single"
    assert [row["record"] for row in after] == sorted(row["record"] for row in after)
    assert tiny_book.check() == []


def test_a_release_writes_it_and_then_a_change_has_to_be_explained(run, book):
    """From closing an edition to the correction in the next one."""
    root = book.root
    book.edition["date"] = ""
    book.write()
    (root / "CITATION.cff").write_text('version: "1.0.0"\ndate-released: "2025-01-01"\n')
    (root / "pyproject.toml").write_text('[project]\nname = "a"\nversion = "1.0.0"\n')
    (root / "README.md").write_text("*A book*, version 1.0.0, 2025.\n")
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n- All.\n")
    before = commandbook.files(root)
    assert run("release", "1.1.0", "--dry-run")[0] == 0 and commandbook.files(root) == before
    assert run("release", "1.1.0")[0] == 0
    assert {row["closed"] for row in rows(book, "editions")} == {TODAY}
    assert run("release", "--open", "Next edition")[0] == 0 and rules.check(root) == []

    status, out, _ = run("correct", FACT, "--value", "36")
    assert status == 0
    assert "closed editions had another value, statement; if that was wrong, tell readers" in out
    assert f"- data/corrections.csv:2: record: {FACT} has no correction of its value" in out
    passages = book.path("passages")
    passages.write_text(passages.read_text("utf-8").replace("and 35", "and 36"), "utf-8")
    assert [one.file for one in rules.check(root)] == ["data/corrections.csv"]

    status, out, _ = run("correct", FACT, "--why", "One delegation was left out.")
    assert status == 0
    assert "data/corrections.csv: value;statement: One delegation was left out." in out
    assert rows(book, "corrections") == [
        {
            "record": FACT,
            "corrected": TODAY,
            "change": "value;statement",
            "edition": "Test edition",
            "why": "One delegation was left out.",
            "evidence": "elysee",
        }
    ]
    assert rules.check(root) == []
    status, out, _ = run("show", FACT)
    assert "changed: In the test edition: at least 35 countries; another statement" in out
    assert f"corrected {TODAY} (value, statement): One delegation was left out." in out
    assert run("find", "At least 35 countries took part")[0] == 1  # what is kept is not found


def test_a_second_reason_of_one_day_joins_the_first(run, book):
    freeze(book, "First edition", "2026-10-20")
    book.edition["date"] = ""
    book.write()
    why = ("--why", "It was wrong.")
    assert run("correct", FACT, "--note", "A definition.", *why, "--evidence", "sipri")[0] == 0
    assert run("correct", FACT, "--value", "36", "--why", "It was wrong twice.")[0] == 0
    (row,) = rows(book, "corrections")
    assert (row["change"], row["why"]) == ("value;statement;note", "It was wrong twice.")


@pytest.mark.parametrize(
    ("frozen", "opened", "arguments", "said"),
    [
        (True, False, ["--value", "36", "--why", "So."], "open that: python -m factbook release"),
        (False, True, ["--value", "36", "--why", "So."], "no closed edition said"),
        (True, True, ["--why", "So."], "no closed edition said"),
        (True, True, ["--value", "36", "--why", "No stop"], "a full stop at the end"),
        (
            True,
            True,
            ["--value", "36", "--why", "So.", "--evidence", "nowhere"],
            "'nowhere' is not in data/sources.csv",
        ),
    ],
)
def test_a_reason_that_cannot_be_told_writes_nothing(run, book, frozen, opened, arguments, said):
    if frozen:
        freeze(book, "First edition", "2026-10-20")
    book.edition["date"] = "" if opened else book.edition["date"]
    book.write()
    before = commandbook.files(book.root)
    status, _, err = run("correct", FACT, *arguments)
    assert status == 1 and said in err and commandbook.files(book.root) == before


def test_a_fact_that_is_retired_is_no_lost_name(tiny_book):
    before = files_now(tiny_book.root, ["data"])
    tiny_book.tables["facts"].remove(tiny_book.row("facts", "ukraine-loan"))
    tiny_book.row("series/instruments", "Loan")["facts"] = ""
    tiny_book.write()
    (gone,) = [
        c for c in differences.changes(before, files_now(tiny_book.root, ["data"])) if c.gone
    ]
    assert "restore it" in gone.text
    tiny_book.row("names", "ukraine-loan")["retired"] = "No source says it."
    tiny_book.write()
    changes = differences.changes(before, files_now(tiny_book.root, ["data"]))
    assert "fact ukraine-loan: is retired: No source says it." in [*map(str, changes)]
    assert not any(change.gone for change in changes)


# --- what is said of it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"value": "34", "qualifier": ""}, "34 countries"),
        ({"value": "", "unit": "", "qualifier": ""}, "no number"),
        ({"as_of": "2026-01"}, "January 2026"),
        ({"kind": "event"}, "kind event"),
        ({"support": "single"}, "support single, counted by addresses"),
        (
            {"value": "34", "support": "single"},
            "at least 34 countries; support single, counted by addresses",
        ),
        ({"statement": "Another sentence."}, ""),
        ({}, ""),
    ],
)
def test_what_an_earlier_edition_said_is_a_line(tiny_book, cells, said):
    freeze(tiny_book, "First edition", "2026-10-20", counted_by="addresses")
    tiny_book.row("editions", FACT).update(cells)
    tiny_book.write()
    records = Records(tiny_book.root)
    wanted = f"In the first edition: {said}" if said else ""
    assert editions.before(records.facts[FACT], records) == wanted


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("statement;note", "another statement"),
        ("note;sources", "another note"),
        ("sources", "another source"),
    ],
)
def test_a_correction_that_the_value_does_not_show(tiny_book, change, said):
    freeze(tiny_book, "First edition", "2026-10-20")
    tiny_book.row("editions", FACT)["statement"] = "Another sentence."
    correct(tiny_book, FACT, change)
    records = Records(tiny_book.root)
    assert editions.before(records.facts[FACT], records) == f"In the first edition: {said}"
    assert tiny_book.check() == []


def test_the_newest_edition_that_differs_is_told_and_never_the_present_one(tiny_book):
    claim = tiny_book.row("claims", "jan-nations")
    for verdict, name, day in (
        ("opinion", "First edition", "2026-10-01"),
        ("unverifiable", "Second edition", "2026-10-02"),
        ("partly", "Third edition", "2026-10-03"),
        ("partly", "Test edition", "2026-11-22"),
    ):
        claim["verdict"] = verdict
        freeze(tiny_book, name, day)
    records = Records(tiny_book.root)
    said = editions.before(records.claims["jan-nations"], records)
    assert said == "In the second edition: unverifiable"
    claim["verdict"] = "opinion"  # as it was in the first, and as the present one has it
    freeze(tiny_book, "Test edition", "2026-11-22")
    assert {one.edition for one in Records(tiny_book.root).said["jan-nations"]} == {
        "First edition",
        "Second edition",
        "Third edition",
    }


# --- the pages -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    """The tiny site after an edition, with one of everything that can change, built."""
    site = Site(tmp_path_factory.mktemp("corrections"))
    site.add("names", fact_id="gone-for-good", edition="First edition", retired="A duplicate.")
    freeze(site, "First edition", "2026-10-20", counted_by="addresses")
    for name, cells in {
        FACT: {"value": "34", "statement": "At least 34 countries took part."},
        "aid-total": {"as_of": "2026-03"},
        PLANNED: {"statement": "The headquarters were opened.", "kind": "rule"},
        AGENCY: {"support": "corroborated"},
        "jan-nations": {"verdict": "opinion"},
    }.items():
        site.row("editions", name).update(cells)
    gone = {**site.row("editions", "ukraine-loan"), "record": "gone-for-good"}
    site.add("editions", **gone)
    new = {"sep-nations", "summit-planned"}  # the present edition has them first
    kept = [row for row in site.tables["editions"] if row["record"] not in new]
    site.tables["editions"] = kept
    site.row("names", "summit-planned")["edition"] = "Test edition"
    correct(site, "aid-total", "date", evidence="kiel-data-r29")
    correct(
        site,
        PLANNED,
        "kind;statement",
        why="They were *planned* & named > once.",
        evidence="agency-a",
    )
    correct(site, FACT, "value;statement", evidence="elysee;agency-a")
    correct(site, "jan-nations", "verdict", evidence="")
    correct(site, "headquarters-open", "note", evidence="paper-march")
    build = site.write().build()
    assert build.error is None, build.error
    return site


def soup(site: Site, name: str) -> BeautifulSoup:
    """A page of the built site."""
    return BeautifulSoup(site.site()[f"{name}.html"], "html.parser")


def words(tag: Tag) -> str:
    """The text of an element, blanks joined."""
    return " ".join(tag.get_text(" ").split())


def section(site: Site, part: str) -> Tag:
    """A part of the page."""
    return soup(site, "chapters/corrections").find(id=f"the-{part}")


def test_the_page_counts(site):
    facts, verdicts, support = [words(item) for item in section(site, "counts").select("li")]
    assert facts == (
        "Of the 8 facts of the first edition 4 were corrected: 3 in what they state (2 of these in "
        "their number or date, 1 in their kind) and 1 in their note or sources alone. 0 others say "
        "the same in other words, and 3 stand word for word. 1 went, and 1 are new."
    )
    assert verdicts.startswith("Of its 3 verdicts 1 changed,")
    assert verdicts.endswith("1 passages are judged for the first time.")
    assert support.startswith(
        "The support of 1 facts is another one: stronger for 0, weaker for 1."
    )
    assert schema.COUNTED_BY["addresses"] in support and schema.COUNTED_BY["passages"] in support


def test_the_page_has_each_correction_in_its_part(site):
    for part, names in {
        "figures": [FACT, "aid-total"],  # a number before a date
        "verdicts": ["jan-nations"],
        "statements": ["headquarters-open", PLANNED],
    }.items():
        found = [entry["id"] for entry in section(site, part).select("section.correction")]
        assert found == [f"correction-{name}" for name in names], part
    (chapter,) = section(site, "statements").select("details")
    assert words(chapter.summary) == "The summits: 2"
    assert len(chapter.select("section.correction")) == 2


def test_a_correction_says_what_was_what_is_and_why(site):
    entry = soup(site, "chapters/corrections").find(id=f"correction-{FACT}")
    link = entry.select_one("p.statement a")
    assert words(link) == "At least 35 countries took part in the Paris summit."
    assert link["href"] == f"ledger/1-summit.html#fact-{FACT}"
    names = [words(dt) for dt in entry.select("dt")]
    parts = dict(zip(names, entry.select("dd"), strict=True))
    assert names == ["First edition", "Why", "Evidence", "Corrected"]
    assert words(parts["First edition"]) == "At least 34 countries took part."
    assert words(parts["Why"]) == "It was another one."
    assert [one["href"] for one in parts["Evidence"].select("a")] == [
        "sources.html#source-elysee",
        "sources.html#source-agency-a",
    ]
    assert words(parts["Corrected"]) == "20 November 2026: value, statement"
    said = [
        words(soup(site, "chapters/corrections").find(id=f"correction-{name}").dd)
        for name in ("aid-total", PLANNED, "jan-nations", "headquarters-open")
    ]
    assert said == [
        "Dated March 2026.",
        "The headquarters were opened. Of the kind rule.",
        "Opinion.",
        "It was another one.",  # a note is not kept, so the reason comes first
    ]
    assert "They were *planned* & named > once." in words(section(site, "statements"))


def test_the_page_has_what_went_what_is_new_and_the_support(site):
    assert words(section(site, "retired").li).startswith(
        "gone-for-good : A duplicate. It said: The"
    )
    assert words(section(site, "verdicts")).endswith(
        "Judged for the first time: The article says so ."
    )
    (group,) = section(site, "support").select("details")
    assert words(group.summary) == "From corroborated to single: 1"
    assert group.ul.a["href"] == f"ledger/1-summit.html#fact-{AGENCY}"


def test_card_ledger_and_article_say_what_was(site):
    cards = json.loads(site.site()["_cards/chapters/page.json"])
    was = "In the first edition: at least 34 countries; another statement"
    line = ["Changed since the first edition", f"corrections.html#correction-{FACT}"]
    assert cards[f"fact-{FACT}"]["changed"] == line
    entry = soup(site, "chapters/ledger/1-summit").find(id=f"fact-{FACT}")
    (place,) = [dt.find_next("dd") for dt in entry.select("dt") if words(dt) == "Changed"]
    assert words(place) == f"{was} ( why )"
    assert place.a["href"] == f"../corrections.html#correction-{FACT}"
    unchanged = soup(site, "chapters/ledger/1-summit").find(id="fact-ukraine-loan")
    assert "Changed" not in words(unchanged)
    claim = soup(site, "chapters/article-january").find(id="claim-jan-nations")
    assert words(claim.select_one(".verdict")).endswith("In the first edition: opinion.")
    other = soup(site, "chapters/article-january").find(id="claim-jan-germany")
    assert "edition" not in words(other.select_one(".verdict"))


def test_the_feed_has_the_corrections_of_a_day(site):
    text = site.site()["feed.xml"].decode()
    assert "<title>5 corrections of 20 November 2026</title>" in text
    for name in (FACT, "aid-total", "jan-nations"):
        assert f"chapters/corrections.html#correction-{name}" in text
    assert "It was another one." in text and "*planned* &amp;amp; named &amp;gt; once" in text


def test_a_page_shows_no_more_than_it_can_hold(site, monkeypatch, tmp_path):
    """The newest, and where the others are: the page never grows beyond its weight."""
    monkeypatch.setattr(page, "MOST", 2)
    build = site.build(to=str(tmp_path))
    assert build.error is None, build.error
    built = site.site(str(tmp_path))["chapters/corrections.html"]
    text = BeautifulSoup(built, "html.parser")
    assert len(text.select("section.correction")) == 2
    assert "3 earlier corrections are in data/corrections.csv." in words(text)


def test_on_paper_it_is_shorter(site, tmp_path):
    build = site.build("singlehtml", to=str(tmp_path))
    assert build.error is None, build.error
    text = (tmp_path / "singlehtml/index.html").read_text("utf-8")
    part = BeautifulSoup(text, "html.parser").find(id=f"correction-{FACT}")
    assert [words(dt) for dt in part.select("dt")] == ["First edition", "Why"]


def test_a_part_that_does_not_exist_stops_the_build(tmp_path):
    site = Site(tmp_path)
    site.pages["chapters/corrections"] = "# Corrections\n\n```{corrections} all\n```\n"
    build = site.write().build()
    assert "{corrections} names the part 'all'; the parts are counts, figures" in str(build.error)


PARTS = ("counts", "figures", "verdicts", "statements", "retired", "support")


@pytest.mark.parametrize(
    ("table", "key", "cells", "changed"),
    [
        # What the page does not show: a note, a fact without a correction, a source of others.
        ("facts", FACT, {"note": "Another."}, set()),
        ("facts", "ukraine-loan", {"subject": "FRA"}, set()),
        ("sources", "sipri", {"publisher": "Another"}, set()),
        # What it shows.
        (
            "facts",
            "ukraine-loan",
            {"statement": "The Union lends it 90 billion euros."},
            {"counts"},
        ),
        (
            "facts",
            AGENCY,
            {"statement": "By its count, 27 to 30 took part."},
            {"counts", "support"},
        ),
        ("names", "gone-for-good", {"retired": "Another."}, {"retired"}),
        ("facts", FACT, {"statement": "At least 35 countries met."}, LISTS := set(PARTS[1:4])),
        ("sources", "elysee", {"publisher": "Another"}, LISTS),
        ("corrections", FACT, {"why": "Another."}, LISTS),
        ("claims", "jan-nations", {"claim": "Another."}, LISTS),
        ("claims", "sep-nations", {"claim": "Another."}, LISTS),
        ("chapters", "summit", {"title": "Another"}, LISTS),
        ("editions", PLANNED, {"statement": "Another."}, LISTS),
        ("sources", "elysee", {"kind": "news"}, {"counts", "support"}),
    ],
)
def test_a_part_is_built_again_for_what_it_shows(site, monkeypatch, table, key, cells, changed):
    """And for nothing else: an edit elsewhere does not read the page again."""
    monkeypatch.setattr(site, "pairs_itself", True)  # passages stay as they are
    before, row = states(site), site.row(table, key)
    for name, cell in cells.items():
        monkeypatch.setitem(row, name, cell)
    after = states(site)
    assert {part for part in PARTS if before[part] != after[part]} == changed


def states(site: Site) -> dict[str, str]:
    """The state of each part of the page as the tables stand."""
    domain = FactDomain(SimpleNamespace(domaindata={}))
    domain.records = Records(site.write().root)
    domain.places = Places(domain.records)
    return {part: repr(page.corrections_state(domain, part)) for part in PARTS}


# --- the book ------------------------------------------------------------------------------------


def test_the_first_edition_is_kept_whole():
    names = tables.read("names", Path(RECORDS.root)).cells
    first = set(names[names["edition"] == "First edition"]["fact_id"])
    assert first and first <= RECORDS.said.keys()
    (counted,) = {one.counted_by for rows in RECORDS.said.values() for one in rows} - {""}
    assert counted == "addresses"


def test_the_page_of_the_book_is_light_and_every_link_lands():
    text = (built_site() / "chapters/corrections.html").read_bytes()
    assert len(gzip.compress(text)) < 300 * 1024
    ids = {tag["id"] for tag in BeautifulSoup(text, "html.parser").select("[id]")}
    known = RECORDS.facts.keys() | RECORDS.claims.keys()
    assert {f"correction-{name}" for name in RECORDS.corrections.keys() & known} <= ids
    cards = json.loads((SITE / "_cards/index.json").read_text("utf-8"))
    for card in cards.values():
        if "changed" in card:
            page, _, anchor = card["changed"][1].partition("#")
            assert page == "chapters/corrections.html" and (not anchor or anchor in ids)
