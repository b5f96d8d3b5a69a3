"""What does the Data Package descriptor of the tables say?

It is made from :mod:`factbook.schema` and :mod:`factbook.tables`, after the Data Package standard,
version 2.  A series whose rows are all taken from published data sets keeps its publishers' terms;
what is not so is under the book's licence.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pandera.pandas as pa

from factbook import schema, tables
from factbook.records import Records, Source

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
"""The licence of the book's text and of its own tables."""

PROFILES = "https://datapackage.org/profiles/2.0"
INTERNAL = ("exceptions", "milestones", "pages", "totals")
"""Tables about the pages of the book and its checks; nobody else has a use for them."""

README = "README.md"
"""The page beside the tables that says which terms apply to which rows."""


def published() -> list[str]:
    """The tables and series that the descriptor names, by the name that
    :func:`factbook.tables.path_of` takes.
    """
    return [name for name in tables.names() if name not in INTERNAL]


def schema_of(name: str) -> pa.DataFrameSchema:
    """The schema of a table or of a series."""
    return (
        schema.SERIES[name.removeprefix("series/")]
        if name.startswith("series/")
        else schema.TABLES[name]
    )


def data_sets(name: str, records: Records) -> list[Source]:
    """The published data sets that all rows of a series are taken from; empty for a table of the
    book's own.
    """
    if not name.startswith("series/") or "sources" not in schema_of(name).columns:
        return []
    rows = [
        [source for source in cell.split(";") if records.sources[source].kind == "dataset"]
        for cell in tables.read(name, records.root).cells["sources"]
    ]
    if not all(rows):
        return []
    return [records.sources[source] for source in sorted({one for row in rows for one in row})]


def terms(source: Source) -> str:
    """Whose a data set is, and under which terms."""
    owner = source.origin or source.publisher
    licence = source.licence or "no licence seen; cite the release"
    return licence if licence.startswith(owner) else f"{owner}: {licence}"


def descriptor(
    records: Records, title: str, description: str, author: str, homepage: str = ""
) -> dict:
    """The descriptor, for a folder that holds the tables as ``data/`` does."""
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": re.sub("[^a-z0-9]+", "-", title.lower()).strip("-"),
        "title": title,
        "description": description,
        **({"homepage": homepage} if homepage else {}),
        "created": f"{records.edition['date']}T00:00:00Z",
        "contributors": [{"title": author, "roles": ["author"]}],
        # No licence for the whole: each table names its own.
        "resources": [resource(name, records) for name in published()],
    }


def resource(name: str, records: Records) -> dict:
    """One table: its file, what its columns mean, its terms and where its rows are from."""
    content = tables.path_of(name, records.root).read_bytes()
    table, foreign = schema_of(name), data_sets(name, records)
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": name.removeprefix("series/").replace("_", "-"),
        "type": "table",
        "title": f"{table.title[:1].upper()}{table.title[1:]}",
        **(
            {"description": "The quotations are their authors' and under no licence of ours."}
            if name == "claims"
            else {}
        ),
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "licenses": [{"title": terms(source), "path": README} for source in foreign] or [LICENCE],
        **(
            {"sources": [{"title": source.title, "path": source.url} for source in foreign]}
            if foreign
            else {}
        ),
        "schema": {
            "$schema": f"{PROFILES}/tableschema.json",
            "fields": [field(column_name, column) for column_name, column in table.columns.items()],
            "primaryKey": table.metadata["key"],
            "missingValues": [""],
        },
    }


SEVERAL = {"type": "list", "delimiter": ";", "itemType": "string"}
TYPES: dict[str, dict[str, Any]] = {
    "ids": SEVERAL,
    "choices": SEVERAL,
    "number": {"type": "number"},
    "count": {"type": "integer"},
    # A date at the precision known is no date of the standard.
    "date": {"type": "string", "constraints": {"pattern": r"\d{4}(-\d{2}(-\d{2})?)?"}},
    "day": {"type": "date"},
    "period": {"type": "string", "constraints": {"pattern": r"\d{4}-H[12]"}},
    "url": {"type": "string", "format": "uri"},
}
"""Kind of column → type of the standard, where it is not a string."""


def field(name: str, column: pa.Column) -> dict:
    """One column: its type, what it means and what it takes."""
    kind = column.metadata["kind"]
    type_: dict[str, Any] = (
        SEVERAL if column.metadata.get("several") else TYPES.get(kind, {"type": "string"})
    )
    constraints = {
        **type_.get("constraints", {}),
        **({} if column.metadata["empty"] else {"required": True}),
        **({"enum": column.metadata["values"]} if kind == "choice" else {}),
    }
    return {
        "name": name,
        **type_,
        "description": column.description,
        **({"constraints": constraints} if constraints else {}),
    }


def covered(name: str, root: Path) -> tuple[str, str] | None:
    """The first and the last date, or year, that the rows of the facts or of a series are about;
    ``None`` if they bear none.
    """
    for column, spec in schema_of(name).columns.items():
        dated = spec.metadata["kind"] in ("date", "day", "period") or column == "year"
        if dated and (cells := [cell for cell in tables.read(name, root).cells[column] if cell]):
            dates = [cell[:4] if spec.metadata["kind"] == "period" else cell for cell in cells]
            return min(dates), max(dates)
    return None


def files(root: Path) -> list[Path]:
    """The files that the descriptor speaks of."""
    return [root / "data" / README, *(tables.path_of(name, root) for name in published())]
