"""The shapes of single cells, and that the schema says of every column what it means."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pandera.errors
import pytest

from factbook import safety, schema
from factbook.tables import names

TABLES = {**schema.TABLES, **{f"series/{name}": table for name, table in schema.SERIES.items()}}


def holds(column, cell: str) -> bool:
    """Whether a column takes a cell; an empty cell is a missing value."""
    try:
        column.validate(pd.DataFrame({column.name: [cell or None]}, dtype=str))
    except pandera.errors.SchemaError:
        return False
    return True


@pytest.mark.parametrize("name", names())
def test_every_column_says_what_it_means(name):
    table = TABLES[name]
    assert table.title and set(table.metadata["key"]) <= set(table.columns)
    for column in table.columns.values():
        assert (
            column.description and "\n" not in column.description and "<" not in column.description
        )
        assert column.metadata["kind"] in schema.KINDS
        assert ("values" in column.metadata) == (column.metadata["kind"] in ("choice", "choices"))
        assert holds(column, "") == column.metadata["empty"]


OF_FACTS = {"series/conditions"}
"""Series that rest on facts alone, and name these."""


@pytest.mark.parametrize(
    "name", ["facts", *(n for n in names() if n.startswith("series/") and n not in OF_FACTS)]
)
def test_every_row_names_its_sources(name):
    """Facts and numbers: the cell may not be empty, and names rows of ``sources.csv``."""
    sources = TABLES[name].columns["sources"].metadata
    assert (sources["kind"], sources["empty"]) == ("ids", False)


@pytest.mark.parametrize("name", names())
def test_no_column_takes_what_is_unsafe(name):
    for column in TABLES[name].columns.values():
        for cell in (
            "<script>",
            "=1+1",
            "+1",
            "@a",
            "a\x00b",
            "a\u202eb",
            "a\u2028b",
            "\ufeffa",
            "a\u200fb",
            " a",
            "a\n",
            "-a.",
        ):
            assert not holds(column, cell), (column.name, cell)


@pytest.mark.parametrize(
    "text",
    [
        "zero\u200bwidth",
        "zero\u200djoiner",
        "word\u2060joiner",
        "soft\u00adhyphen",
        "object\ufffc",
        "lost\ufffd",
        "private\ue000",
        "beyond\U000f0000",
        "non\ufdd0character",
        "non\uffff",
        "tag\U000e0041",
        "variation\ufe0f",
        "grapheme\u034fjoiner",
        "filler\u3164",
        "blank\u2800",
        "unassigned\u0378",
        "a\u0301\u0301\u0301\u0301\u0301",
        "e\u0301 decomposed",
        "no-break\u00a0",
        "\u3000wide",
        "M\u0430cron",
        "N\u0391TO",
        "see;=1+1",
        "see;@sum",
        "see;-1",
        "{{ 7 * 7 }}",
        "a }} b",
        "co-chairsâ€™ statement",
        "Ã‰lysÃ©e",
        "â‚¬5",
        "Å\u0081ukasz",
        "ÐœÐ°ÐºÑ€Ð¾Ð½",
    ],
)
def test_texts_that_look_like_another(text):
    """What cannot be seen, what a spreadsheet or a template would run, what was decoded wrongly."""
    assert safety.unsafe_text(text)
    assert not holds(schema.FACTS.columns["note"], text)


@pytest.mark.parametrize(
    "text",
    [
        "Plain text; with “quotes” – and a dash, 5 € and 7%.",
        "Élysée, Łukasz, Łódź, Straße“, Çelik, Şahin, Ștefan, naïve",
        "Größe»",
        "voilà”",
        "Київ and Αθήνα, each in its own letters",
        "see; - a list",
        "a {b} c",
        "no-break\u00a0inside",
        "‘single’ … and ”“ side by side",
    ],
)
def test_texts_that_are_fine(text):
    """Names in other letters and typographic marks are no damage."""
    assert safety.unsafe_text(text) == ""


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://example.org", "begins with https://"),
        ("https://user:secret@example.org/", "'@' in its host"),
        ("https://nato.int@evil.example.com/", "'@' in its host"),
        ("https://127.0.0.1/", "host of the public internet"),
        ("https://[::1]/", "host of the public internet"),
        ("https://[a.b", "a host like www.example.org"),
        ("https://localhost/", "host of the public internet"),
        ("https://printer.local/", "host of the public internet"),
        ("https://example.org:8443/", "host of the public internet"),
        ("https://-a.org/", "host of the public internet"),
        ("https://n\u0430to.int/", "a host in ASCII letters"),
        ("https://xn--nto-5cd.int/", "a host in ASCII letters"),
        ("https://example.org/a\u202eb", "U+202E"),
        ("https://example.org/a\u200bb", "U+200B"),
        ("https://example.org/" + "x" * 600, "at most 600 characters"),
    ],
)
def test_addresses_that_lead_elsewhere(address, reason):
    """The host is what it looks like, public, and reached as anybody would."""
    assert reason in safety.unsafe_address(address)
    assert not holds(schema.SOURCES.columns["url"], address)


@pytest.mark.parametrize(
    "address", ["https://example.org/@name/post", "https://www.example.org/Élysée?a=b:c@d#x"]
)
def test_addresses_that_are_fine(address):
    """What stands behind the host is the site's own matter."""
    assert safety.unsafe_address(address) == ""


@pytest.mark.parametrize(
    "text", ["2026", "2026-01", "2026-01-06", "2024-02-29", "1900", "2100-12-31"]
)
def test_dates_that_exist(text):
    assert schema.is_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-1",
        "2026-13",
        "2026-00",
        "2026-02-30",
        "2025-02-29",
        "0000",
        "0001-01-01",
        "1899-12-31",
        "2101",
        "2026-01-06T00",
        "2026-01-6",
        "6.1.2026",
        " 2026",
        "٢٠٢٦",
        "2026\n",
    ],
)
def test_dates_that_do_not(text):
    assert not schema.is_date(text)


def test_a_date_covers_its_days():
    assert (schema.first_day("2026"), schema.last_day("2026")) == (
        dt.date(2026, 1, 1),
        dt.date(2026, 12, 31),
    )
    assert (schema.first_day("2024-02"), schema.last_day("2024-02")) == (
        dt.date(2024, 2, 1),
        dt.date(2024, 2, 29),
    )
    assert schema.last_day("2026-12") == dt.date(2026, 12, 31)
    assert schema.first_day("2026-01-06") == schema.last_day("2026-01-06") == dt.date(2026, 1, 6)


@pytest.mark.parametrize(
    ("column", "right", "wrong"),
    [
        (
            schema.FACTS.columns["fact_id"],
            ["a-b", "paris-2026"],
            ["paris", "2026-paris", "Paris-2026", "a--b", "a-", "a b", "é-a"],
        ),
        (
            schema.FACTS.columns["value"],
            ["0", "-1.5", "2887", "0.50", "-0.5"],
            ["1,000", "1e3", ".5", "5.", "00", "nan", "inf", "+1", "²", "٣", "1 ", "-0", "-0.00"],
        ),
        (
            schema.FACTS.columns["subject"],
            ["FRA", "FRA;org:nato;person:macron"],
            ["fra", "FRA;", ";FRA", "FRA; DEU", "org:", "ORG:nato"],
        ),
        (schema.FACTS.columns["sources"], ["a", "a-1;b"], ["a;;b", "a; b", "A", ";"]),
        (
            schema.FACTS.columns["statement"],
            ["It is so.", "He said: “It is so.”"],
            ["It is so", "x" * 240 + ".", "."[:0]],
        ),
        (schema.FACTS.columns["checked"], ["2026-01-06"], ["2026-01", "2026", "2026-02-30"]),
        (
            schema.SOURCES.columns["url"],
            ["https://example.org", "https://example.org/a?b=c#d"],
            [
                "http://example.org",
                "https://",
                "https://a",
                "https://a.b c",
                "javascript:a.b",
                "//a.b",
                'https://a.b/"',
                "https://a.b/<",
            ],
        ),
        (schema.SOURCES.columns["language"], ["en"], ["EN", "eng", "e"]),
        (schema.SOURCES.columns["party"], ["RUS"], ["Russia", "RUS;BLR"]),
        (schema.CLAIMS.columns["claim_id"], ["jan-a", "sep-a-b"], ["jan", "2jan-a", "Jan-a"]),
        (schema.SERIES["aid_flows"].columns["period"], ["2026-H1"], ["2026", "2026-H3", "2026-h1"]),
        (
            schema.SERIES["spending"].columns["year"],
            ["2025", "1900"],
            ["-1", "0", "1899", "2101", "2025.0", "02025", "２０２５"],
        ),
    ],
)
def test_shapes_of_cells(column, right, wrong):
    assert [cell for cell in right if not holds(column, cell)] == []
    assert [
        cell
        for cell in wrong
        if holds(column, cell) and not (cell == "" and column.metadata["empty"])
    ] == []


def test_units_print_one_and_many():
    assert (
        schema.UNITS["countries"].show("1") == "1 country"
        and schema.UNITS["countries"].show("1.5") == "1.5 countries"
    )
    for code, unit in schema.UNITS.items():
        assert re.fullmatch("[a-z0-9-]+", code)
        assert unit.label and all(
            pattern.count("{}") == 1 for pattern in (unit.singular, unit.plural, unit.pattern)
        )


def test_codes_of_qualifiers_verdicts_and_kinds_agree():
    assert set(schema.DECIDED) < set(schema.VERDICTS)
    assert all(words[0] == code.replace("-", " ") for code, words in schema.QUALIFIERS.items())
