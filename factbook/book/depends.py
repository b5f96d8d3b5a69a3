"""Which tables must a page be built again for?

Sphinx reads a page again when one of its dependencies is newer.  Each page gets as dependencies the
tables that it names; a notebook also gets what its cells load, and so is executed again when a number
changes.  A build with no edit reads nothing and executes nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from factbook import rules, schema, tables
from factbook.book.stopping import stop

logger = logging.getLogger(__name__)

PACKAGE = Path(tables.__file__).parent
LOADS = re.compile(r"load_(facts|claims|questions|sources|subjects|map)\b|load_series\(\s*\\?['\"]([a-z_]+)")
EVERYWHERE = ("facts", "sources", "exceptions")
"""Tables that any page may print from: figures, their cards, and the list of exceptions."""


def check_tables(app: Sphinx) -> None:
    """Stop the build before it begins when the tables break a rule, or are another book's."""
    if Path(app.srcdir).resolve() != tables.ROOT:
        stop(
            app,
            "the package belongs to another book",
            [
                f"the book in {app.srcdir} is built with the package of the book in {tables.ROOT}; "
                f"install its own: pip install -e {app.srcdir}"
            ],
            forget=False,
        )
    if violations := rules.check(tables.ROOT):
        stop(
            app,
            "the tables break rules",
            [str(violation) for violation in violations],
            forget=False,
        )
    logger.info("tables checked: every rule holds")


def note_dependencies(app: Sphinx, docname: str, source: list[str]) -> None:
    """Make a page depend on the tables that it names or loads, and on the package."""
    files = [tables.path_of(name) for name in EVERYWHERE]
    files += [tables.ROOT / "data" / "edition.toml", *PACKAGE.rglob("*.py")]
    for table, series in LOADS.findall(source[0]):
        if series in schema.SERIES:
            files.append(tables.path_of(f"series/{series}"))
        elif table == "map":
            files.append(tables.ROOT / "data" / "map" / "europe.geojson")
        elif table:
            files.append(tables.path_of(table))
    if "{ledger}" in source[0] or "{fact-finder}" in source[0]:
        files.append(tables.path_of("subjects"))
    if "{disagreements}" in source[0]:
        files.append(tables.path_of("questions"))
    if "{claim}" in source[0] or "{article}" in source[0]:
        files += [tables.path_of("claims"), *(tables.ROOT / "seeds").glob("*.txt")]
    for file in files:
        app.env.note_dependency(str(file))


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("builder-inited", check_tables, priority=100)
    app.connect("source-read", note_dependencies)
