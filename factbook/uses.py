"""Which pages use which fact?

Found in the text of the pages, without building the book (:mod:`factbook.pages`): the roles that
print a fact, what a computed number was derived from, and the facts that the claims and the
questions for classes name.  The
ledger, the timeline and the page of disagreements list facts without being asked to: they do not
count.
"""

from __future__ import annotations

from pathlib import Path

from factbook import pages, roles
from factbook.tables import read


def uses(root: Path) -> dict[str, list[str]]:
    """Fact id → the pages that use it, in the order of the pages; ``data/claims.csv`` for a claim,
    ``data/tasks.csv`` for a question.

    The ids are those of ``facts.csv``; every fact has an entry, an empty one if nothing uses it.
    Raises :class:`ValueError` for a file that is not a notebook, with its name and line.
    """
    root = Path(root).resolve()
    found: dict[str, list[str]] = {fact: [] for fact in read("facts", root).cells["fact_id"]}
    for page in pages.read(root):
        if not page.readable:
            raise ValueError("\n".join(map(str, page.violations)))
        named = {use.target for use in page.uses if use.kind in roles.OF_FACTS}
        named |= {text for texts in page.computed.values() for text in texts}
        for fact in sorted(named & found.keys()):
            found[fact].append(page.name)
    for cell in read("claims", root).cells["facts"]:
        for fact in cell.split(";"):
            if fact in found and "data/claims.csv" not in found[fact]:
                found[fact].append("data/claims.csv")
    for cell in read("tasks", root).cells["facts"]:
        for fact in cell.split(";"):
            if fact in found and "data/tasks.csv" not in found[fact]:
                found[fact].append("data/tasks.csv")
    return found


def unused(root: Path) -> list[str]:
    """The facts that no page and no claim uses, sorted."""
    return sorted(fact for fact, pages in uses(root).items() if not pages)
