"""How does a new row get into its table, in its place, and only when it holds every rule?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from factbook import tables
from factbook.datapackage import schema_of
from factbook.trial import new_violations
from factbook.writing import csv_bytes


@dataclass(frozen=True)
class Added:
    """A table with a new row: its file and bytes, the row as the file has it, and what is wrong
    with it.
    """

    path: Path
    content: bytes
    row: str
    problems: list[str]
    also: Mapping[Path, bytes] = field(default_factory=dict)


def add_row(
    root: Path,
    name: str,
    cells: Mapping[str, str],
    later: str = "",
    also: Mapping[Path, bytes] | None = None,
) -> Added:
    """The table ``name`` with a row more, where its key belongs; missing cells are empty.

    ``also`` are the contents of other files that are written with it.

    ``later`` are words of a message that is no problem yet, because what it asks for comes after
    the row.
    """
    table = tables.read(name, root)
    content, [place] = _inserted(table, name, [cells])
    path = tables.path_of(name, root)
    problems = [str(violation) for violation in table.violations]
    if not problems:
        problems = [
            _problem(violation, table.file, place + 2)
            for violation in new_violations(root, {**(also or {}), path: content})
            if not later or later not in violation.message
        ]
    line = content.decode("utf-8").split("\n")[place + 1]
    return Added(path, content, line, problems, also or {})


def with_rows(root: Path, name: str, rows: Sequence[Mapping[str, str]]) -> dict[Path, bytes]:
    """The contents of a table with rows more, each where its key belongs; empty for no rows."""
    if not rows:
        return {}
    return {tables.path_of(name, root): _inserted(tables.read(name, root), name, rows)[0]}


def _inserted(
    table: tables.Raw, name: str, rows: Sequence[Mapping[str, str]]
) -> tuple[bytes, list[int]]:
    """The bytes of a table with rows more, and the place of each among the records."""
    columns, key = list(schema_of(name).columns), schema_of(name).metadata["key"]
    records, places = [row for _, row in table.rows], []
    for cells in rows:
        row = dict.fromkeys(columns, "") | dict(cells)
        own = [row[part] for part in key]
        places.append(sum([record[part] for part in key] <= own for record in records))
        records.insert(places[-1], row)
    return csv_bytes(columns, ([*record.values()] for record in records)), places


def _problem(violation: tables.Violation, file: str, line: int) -> str:
    """A violation, without its place if that is the new row."""
    if (violation.file, violation.line) == (file, line):
        return f"{violation.column}: {violation.message}"
    return str(violation)
