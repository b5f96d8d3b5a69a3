"""Does the whole book hold?  The rules between tables, and what the pages say of them."""

from __future__ import annotations

from pathlib import Path

from factbook import pages, rules
from factbook.records import Records
from factbook.tables import Violation


def check(root: Path) -> list[Violation]:
    """Every violation of the book in ``root``, sorted by file and line; empty when all holds.

    Pages are held against records, which can be read only when the tables hold: so violations of
    the tables come alone.
    """
    if violations := rules.check(root):
        return violations
    return sorted(pages.violations(Records(root)), key=lambda one: (one.file, one.line))
