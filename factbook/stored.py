"""Which numbers do the notebooks store?  Read from their outputs, without running a chapter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from factbook.mentions import notebook, pages

DERIVED = "application/vnd.factbook.derived+json"
"""The MIME type under which :func:`factbook.derive` stores a computed number."""


def derived(root: Path) -> dict[str, dict]:
    """Name → the record of each computed number of the book in ``root``, with ``page`` and ``cell``
    added.

    A record is what :func:`factbook.derive` stores: ``value``, ``unit``, ``printed``, ``formula``,
    ``inputs``. Raises :class:`ValueError` for a file that is not a notebook.
    """
    found = {}
    for path in pages(root):
        if path.suffix == ".ipynb":
            page = path.relative_to(root).as_posix()
            for cell, record in derived_of(notebook(path)):
                found[record["name"]] = {**record, "page": page, "cell": cell}
    return found


def derived_of(content: dict) -> Iterator[tuple[str, dict]]:
    """The computed numbers of one notebook, each with the id of its cell."""
    for cell in content["cells"]:
        for output in cell.get("outputs", ()):
            record = output.get("data", {}).get(DERIVED)
            if isinstance(record, str | list):  # nbformat keeps JSON as it is; other tools as text
                record = json.loads("".join(record))
            if record:
                yield cell.get("id", ""), record
