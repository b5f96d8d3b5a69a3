"""Does what a condition is said to be rest on its own facts?"""

from __future__ import annotations

from collections.abc import Iterator

from factbook import numerals
from factbook.cells import Violation
from factbook.rules.base import Book, like, listed

CONDITIONS = "series/conditions"


def decided(book: Book) -> Iterator[Violation]:
    """A condition is decided by one of its facts: met or stated by one for it, contradicted by one
    against it.
    """
    sides = {"met": ("supports",), "stated": ("supports",), "contradicted": ("weakens",)}
    known = book.ids("facts")  # what is not known is said elsewhere
    for line, row in book.rows(CONDITIONS, "state", "decided_by", "supports", "weakens"):
        if row["decided_by"] not in known:
            continue
        columns = sides.get(row["state"], ("supports", "weakens"))
        named = {name for column in columns for name in listed(row[column])}
        if row["decided_by"] not in named:
            message = (
                f"{row['decided_by']!r} does not stand in {' or '.join(columns)}, which a "
                f"condition that is {row['state']} rests on{like(row['decided_by'], named)}"
            )
            yield book.wrong(CONDITIONS, line, "decided_by", message)


def placed(book: Book) -> Iterator[Violation]:
    """No two conditions have one place, and those of one guarantee stand together."""
    rows = [(int(row["order"]), line, row) for line, row in book.rows(CONDITIONS, "order")]
    rows.sort(key=lambda one: one[:2])
    seen: dict[int, int] = {}
    groups: list[str] = []
    for order, line, row in rows:
        if order in seen:
            message = f"{order} is the place of line {seen[order]} already; each has its own"
            yield book.wrong(CONDITIONS, line, "order", message)
        seen.setdefault(order, line)
        if row["guarantee"] in groups[:-1]:
            message = f"{order} parts {row['guarantee']!r} from the other conditions of it"
            yield book.wrong(CONDITIONS, line, "order", message)
        elif not groups or groups[-1] != row["guarantee"]:
            groups.append(row["guarantee"])


def worded(book: Book) -> Iterator[Violation]:
    """The words of a condition and of its reason hold no figure: its facts say figures."""
    for column in ("guarantee", "short", "condition", "why"):
        for line, row in book.rows(CONDITIONS, column):
            if figure := next(numerals.find(row[column]), None):
                message = f"says {figure.shown!r}; leave figures to the facts that are named"
                yield book.wrong(CONDITIONS, line, column, message)
