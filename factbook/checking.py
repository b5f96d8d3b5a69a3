"""Does the whole book hold?  The rules between tables, and every role on the pages and in the labs
against them.
"""

from __future__ import annotations

from pathlib import Path

from factbook import exercises, pages, rules
from factbook.records import Records
from factbook.tables import Violation


def check(root: Path) -> list[Violation]:
    """The violations of the book in ``root`` as a person reads them, sorted by file and line.

    Of one rule in one column the first ten are listed, then how many more there are; empty when all
    holds.
    """
    return _with_pages(rules.check(root), root)


def violations(root: Path) -> list[Violation]:
    """Every violation of the book in ``root``, sorted by file and line."""
    return _with_pages(rules.violations(root), root)


def _with_pages(found: list[Violation], root: Path) -> list[Violation]:
    """What was found in the tables, and what the pages say otherwise.

    Pages are held against tables as far as these can be read: a broken row may keep a page from
    being judged, and is named itself.
    """
    try:
        records = Records(root)
        found += [*pages.violations(records), *exercises.check(records)]
    except (KeyError, ValueError, IndexError, TypeError, ArithmeticError):
        if not found:
            raise
    return sorted(set(found))
