"""Does the whole book hold?  The rules between tables, and every role on the pages against them."""

from __future__ import annotations

from pathlib import Path

from factbook import pages, rules
from factbook.records import Records
from factbook.tables import Violation


def check(root: Path) -> list[Violation]:
    """Every violation of the book in ``root``, sorted by file and line; empty when all holds.

    Pages are held against tables as far as these can be read: a broken row may keep a page from
    being judged, and is named itself.
    """
    found = rules.check(root)
    try:
        found += pages.violations(Records(root))
    except (KeyError, ValueError, IndexError, TypeError, ArithmeticError):
        if not found:
            raise
    return sorted(set(found))
