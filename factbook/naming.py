"""Which names did facts ever have?  ``data/names.csv`` keeps them, since others may cite them.

:func:`factbook.rules.files.names` holds the facts against the list; ``python -m factbook names``
adds the new ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from factbook import tables
from factbook.writing import csv_bytes


def unlisted(root: Path) -> list[str]:
    """The names of facts that are not in the list, sorted.

    Raises :class:`ValueError` if one of the two tables is broken in its form.
    """
    facts, names = (tables.read(name, root) for name in ("facts", "names"))
    if violations := facts.violations + names.violations:
        raise ValueError("\n".join(map(str, violations)))
    return sorted(set(facts.cells["fact_id"]) - set(names.cells["fact_id"]))


def with_names(root: Path, new: Iterable[str]) -> dict[Path, bytes]:
    """The contents of ``data/names.csv`` with new names, which get the name of the edition.

    What the list has already stays as it is; empty if nothing is new.
    """
    cells = tables.read("names", root).cells
    rows = cells.to_numpy().tolist()
    edition = tables.edition(root).get("name", "")
    added = [[name, edition, ""] for name in sorted(set(new) - set(cells["fact_id"]))]
    if not added:
        return {}
    return {tables.path_of("names", root): csv_bytes(cells.columns, sorted(rows + added))}
