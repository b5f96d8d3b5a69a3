"""Does the whole book hold?  The rules between tables, and what the pages say of them."""

from __future__ import annotations

from pathlib import Path

from factbook import rules
from factbook.tables import Violation


def check(root: Path) -> list[Violation]:
    """Every violation of the book in ``root``, sorted by file and line; empty when all holds."""
    return rules.check(root)
