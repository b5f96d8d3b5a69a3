"""What :mod:`factbook.tables` computes from rows, and that it serves its own book only."""

from __future__ import annotations

import pandas as pd
import pytest

from factbook import schema, tables


def sources(**rows: dict[str, str]) -> dict[str, dict[str, str]]:
    """Sources of these ids; read, uncautioned news of their own where nothing else is said."""
    plain = dict.fromkeys(schema.SOURCES.columns, "") | {"kind": "news", "access": "read"}
    return {
        name: plain | {"publisher": f"Publisher {name}"} | cells for name, cells in rows.items()
    }


def passages(*names: str, **changed: dict[str, str]) -> list[dict[str, str]]:
    """A passage in each of these sources, seen and in agreement where nothing else is said."""
    plain = {"origin": "", "seen": "page", "agrees": "yes"}
    return [plain | {"source_id": name} | changed.get(name, {}) for name in names]


NEWS, OTHER = {}, {}
OFFICIAL = {"kind": "official"}
CAUTIOUS = {"caution": "Aggregator"}
STATE = {"caution": "State paper", "party": "RUS"}
KREMLIN = {"caution": "The state's own site", "party": "RUS", "kind": "official"}


def relayed(*by: str, **cells: str) -> dict[str, str]:
    return {"access": "relayed", "relayed_by": ";".join(by), **cells}


@pytest.mark.parametrize(
    ("level", "known", "fact"),
    [
        ("official", {"a": OFFICIAL}, {}),
        ("official", {"a": NEWS, "b": OFFICIAL}, {}),
        ("corroborated", {"a": NEWS, "b": OTHER}, {}),
        (
            "corroborated",
            {"a": {"origin": "AFP"}, "b": {"origin": "dpa", "publisher": "Publisher a"}},
            {},
        ),
        ("single", {"a": NEWS}, {}),
        # Papers with one agency's text are one source, and so are an agency and who prints it.
        ("single", {"a": {"origin": "AFP"}, "b": {"origin": "AFP"}}, {}),
        ("single", {"a": {"origin": "AFP"}, "b": {"publisher": "AFP"}}, {}),
        ("single", {"a": {"publisher": "The Paper"}, "b": {"publisher": "The Paper"}}, {}),
        # A caution never counts, alone or beside others.
        ("", {"a": CAUTIOUS}, {}),
        ("", {"a": CAUTIOUS, "b": CAUTIOUS | {"publisher": "Another"}}, {}),
        ("", {"a": KREMLIN}, {"kind": "event", "subject": "RUS"}),
        ("single", {"a": NEWS, "b": CAUTIOUS}, {}),
        ("single", {"a": NEWS, "b": KREMLIN}, {}),
        # Except for what a state says of its own aims.
        ("single", {"a": STATE}, {"kind": "position", "subject": "UKR;RUS"}),
        ("official", {"a": KREMLIN}, {"kind": "position", "subject": "RUS"}),
        ("corroborated", {"a": STATE, "b": NEWS}, {"kind": "position", "subject": "RUS"}),
        ("", {"a": STATE}, {"kind": "position", "subject": "UKR"}),
        ("", {"a": CAUTIOUS}, {"kind": "position", "subject": "RUS"}),
        # Nothing read: two relays, of one source or of several.
        ("relayed", {"a": relayed("digest-a", "digest-b")}, {}),
        ("relayed", {"a": relayed("digest-a"), "b": relayed("digest-b")}, {}),
        ("relayed", {"a": relayed("digest-a", "digest-b", kind="official")}, {}),
        ("", {"a": relayed("digest-a"), "b": relayed("digest-a")}, {}),
        ("", {"a": relayed("digest-a", "digest-b", caution="Aggregator")}, {}),
        ("", {"a": relayed("digest-a"), "b": relayed("digest-b", caution="Aggregator")}, {}),
        # One that was read outweighs what is relayed; a cautious one adds nothing to it.
        ("single", {"a": NEWS, "b": relayed("digest-a", "digest-b")}, {}),
        ("relayed", {"a": CAUTIOUS, "b": relayed("digest-a", "digest-b")}, {}),
    ],
)
def test_support(level, known, fact):
    row = {"kind": "event", "subject": "UKR", "sources": ";".join(known)} | fact
    said = passages(
        *known, **{name: {"seen": "relay"} for name in known if "access" in known[name]}
    )
    assert tables.support(row, sources(**known, unnamed=OFFICIAL), said) == level


@pytest.mark.parametrize(
    ("level", "changed"),
    [
        ("official", {}),
        ("corroborated", {"a": {"seen": "relay"}}),
        ("corroborated", {"a": {"agrees": "partly"}}),
        ("corroborated", {"a": {"agrees": "no"}}),
        ("official", {"b": {"agrees": "no"}, "c": {"seen": "relay"}}),
        ("single", {"a": {"seen": "relay"}, "b": {"agrees": "partly"}}),
        ("", {name: {"seen": "relay"} for name in "abc"}),
    ],
)
def test_support_rests_on_passages_that_were_seen_and_agree(level, changed):
    row = {"kind": "event", "subject": "UKR", "sources": "a;b;c"}
    known = sources(a=OFFICIAL, b=NEWS, c=OTHER)
    assert tables.support(row, known, passages("a", "b", "c", **changed)) == level


@pytest.mark.parametrize(
    ("level", "known", "after"),
    [
        # Papers that report one paper's story are one origin with it, whoever they are.
        ("single", {"a": NEWS, "b": OTHER}, {"a": "The Paper", "b": "The Paper"}),
        ("single", {"a": {"publisher": "The Paper"}, "b": NEWS}, {"b": "The Paper"}),
        ("single", {"a": {"origin": "The Paper"}, "b": {"origin": "AFP"}}, {"b": "The Paper"}),
        ("corroborated", {"a": NEWS, "b": OTHER}, {"a": "The Paper"}),
        ("corroborated", {"a": NEWS, "b": OTHER}, {"a": "The Paper", "b": "Another"}),
        # What an institution reports after another is not its own text.
        ("single", {"a": OFFICIAL}, {"a": "The Paper"}),
        ("official", {"a": OFFICIAL, "b": OFFICIAL}, {"a": "The Paper"}),
        # A caution stays what it is.
        ("", {"a": CAUTIOUS}, {"a": "The Paper"}),
    ],
)
def test_support_counts_whom_a_passage_reports(level, known, after):
    row = {"kind": "event", "subject": "UKR", "sources": ";".join(known)}
    said = passages(*known, **{name: {"origin": origin} for name, origin in after.items()})
    assert tables.support(row, sources(**known), said) == level


def test_support_of_an_unknown_source_is_none():
    row = {"kind": "event", "subject": "UKR", "sources": "nowhere"}
    assert tables.support(row, sources(a=NEWS), passages("nowhere")) == ""


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("7", "7"),
        ("2887", "2,887"),
        ("1234567.50", "1,234,567.50"),
        ("0.5", "0.5"),
        ("-0.5", "-0.5"),
        ("-1200", "-1,200"),
        ("2.0", "2.0"),
        ("12345678901234567890123456789012", "12,345,678,901,234,567,890,123,456,789,012"),
    ],
)
def test_number_text(number, text):
    assert tables.number_text(number) == text


def test_number_text_of_a_number_too_long_for_int():
    assert tables.number_text("9" * 6000).replace(",", "") == "9" * 6000


@pytest.mark.parametrize(
    ("date", "text"),
    [
        ("2026-01-06", "6 January 2026"),
        ("2025-12-10", "10 December 2025"),
        ("2026-01", "January 2026"),
        ("2026", "2026"),
    ],
)
def test_date_text(date, text):
    assert tables.date_text(date) == text


@pytest.mark.parametrize(
    ("value", "value_max", "qualifier", "unit", "text"),
    [
        ("", "", "", "", ""),
        ("35", "", "", "countries", "35 countries"),
        ("1", "", "", "countries", "1 country"),
        ("27", "30", "", "countries", "27–30 countries"),
        ("1", "2", "", "days", "1–2 days"),
        ("2887", "", "about", "usd-bn", "about 2,887 billion dollars"),
        ("2.1", "", "more-than", "percent-gdp", "more than 2.1% of GDP"),
        ("15", "20", "up-to", "percent", "up to 15–20%"),
        ("1", "", "", "eur-bn", "1 billion euros"),
    ],
)
def test_printed(value, value_max, qualifier, unit, text):
    assert (
        tables.printed(
            {"value": value, "value_max": value_max, "qualifier": qualifier, "unit": unit}
        )
        == text
    )


def test_a_finding_says_where_and_hides_nothing_that_cannot_be_seen():
    assert (
        str(tables.Violation("data/facts.csv", 3, "note", "a\u202e\x1bb"))
        == "data/facts.csv:3: note: a\\u202e\\u001bb"
    )
    assert (
        str(tables.Violation("data/facts.csv", 1, "", "is empty")) == "data/facts.csv:1: is empty"
    )


# --- the typed tables ------------------------------------------------------------------------


@pytest.fixture
def served(tiny_book, monkeypatch):
    """The package, as if it stood in the tiny book."""
    monkeypatch.setattr(tables, "root", lambda: tiny_book.root)
    monkeypatch.setattr(tables, "loaded", set())
    monkeypatch.chdir(tiny_book.root)
    return tiny_book


def test_facts_are_typed_and_carry_support_and_print(served):
    facts = tables.load_facts()
    assert facts.index.name == "fact_id" and len(facts) == 8
    assert (facts["value"].dtype, facts["value_max"].dtype) == ("float64", "float64")
    assert facts["checked"].dtype.kind == "M" and facts.at[
        "paris-countries", "checked"
    ] == pd.Timestamp("2026-11-20")
    assert facts.at["paris-countries-agency", "value_max"] == 30 and pd.isna(
        facts.at["headquarters-open", "value"]
    )
    assert facts.at["headquarters-open", "as_of"] == "2026-03"
    assert facts["printed"].to_dict()["aid-total"] == "about 1,358.40 billion euros"
    assert facts["support"].to_dict() == {
        "aid-total": "single",
        "headquarters-open": "single",
        "headquarters-planned": "single",
        "paris-countries": "official",
        "paris-countries-agency": "single",
        "russia-against-soldiers": "official",
        "summit-planned": "relayed",
        "ukraine-loan": "official",
    }


def test_facts_of_one_chapter(served):
    assert len(tables.load_facts("summit")) == 8 and tables.load_facts(chapter="germany").empty
    with pytest.raises(KeyError, match="no chapter 'asia'; the chapters are summit, germany"):
        tables.load_facts("asia")


def test_series_are_typed(served):
    meetings, spending = tables.load_series("meetings"), tables.load_series("spending")
    assert meetings["date"].dtype.kind == "M"
    assert str(meetings["countries"].dtype) == str(spending["year"].dtype) == "Int64"
    assert spending["value"].dtype == "float64" and spending["value"].tolist() == [100.323, 60.541]
    assert tables.load_series("agreements").empty
    with pytest.raises(KeyError, match="no series 'weather'"):
        tables.load_series("weather")


def test_the_other_tables_have_their_ids_as_index(served):
    assert tables.load_claims().at["jan-germany", "quote"] == "Germany hesitates, “as ever”"
    assert tables.load_sources().at["kremlin", "party"] == "RUS"
    assert tables.load_subjects().at["FRA", "region"] == "Europe"


def test_what_was_loaded_is_known_and_a_copy(served):
    for frame in (tables.load_facts(), tables.load_series("spending")):
        frame["value"] = 0.0
    assert (
        tables.load_facts()["value"].sum() > 0 and tables.load_series("spending")["value"].sum() > 0
    )
    assert {
        "fact:aid-total",
        "series:spending",
    } <= tables.loaded and "series:meetings" not in tables.loaded


def test_a_broken_table_is_refused_with_all_findings(served):
    served.row("facts", "aid-total").update(unit="parsecs", chapter="asia-2")
    served.write()
    with pytest.raises(
        tables.TableError,
        match=r"(?s)facts.csv:2: aid-total: chapter: 'asia-2'.*:2: aid-total: unit: 'parsecs'",
    ):
        tables.load_facts()


@pytest.mark.parametrize(
    "load",
    [
        tables.load_facts,
        tables.load_claims,
        tables.load_questions,
        tables.load_sources,
        tables.load_subjects,
        tables.load_map,
        lambda: tables.load_series("spending"),
    ],
)
def test_a_chapter_of_another_book_is_refused(tiny_book, monkeypatch, load):
    (tiny_book.root / "_config.yml").write_text("title: another book\n")
    monkeypatch.chdir(tiny_book.root / "chapters")
    with pytest.raises(tables.WrongBook, match=f"pip install -e {tiny_book.root}"):
        load()


def test_a_folder_that_is_no_book_is_served(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert tables._running_book() == tables.root()
