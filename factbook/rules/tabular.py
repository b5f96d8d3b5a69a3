"""What holds in every table: form, cells, keys, order, lists, references."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from factbook.cells import Violation
from factbook.rules.base import Book, like, listed
from factbook.rules.repeats import REPEATED
from factbook.tables import path_of


def form(book: Book) -> Iterator[Violation]:
    """Each table is UTF-8 without BOM, with LF line ends, its exact header, and one record of full
    length a line.
    """
    for table in book.tables.values():
        yield from table.violations


def cells(book: Book) -> Iterator[Violation]:
    """Each cell is what its column takes: ids well formed, dates that exist, numbers, listed
    values, `https:` addresses, safe text.
    """
    yield from book.cell_violations


def strays(book: Book) -> Iterator[Violation]:
    """Each CSV file in `data/` and `data/series/` is a table of the schema."""
    known = {path_of(name, book.root) for name in book.tables}
    for path in sorted([*book.root.glob("data/*.csv"), *book.root.glob("data/series/*.csv")]):
        if path not in known:
            yield Violation(
                path.relative_to(book.root).as_posix(),
                1,
                "",
                "is not a table of the schema; add it to factbook/schema.py, or remove it",
            )


def keys(book: Book) -> Iterator[Violation]:
    """No two rows of a table have the same key: an id stands once, a phrase once, a series row
    once.
    """
    for name in book.tables:
        columns = book.key(name)
        first: dict[tuple[str, ...], int] = {}
        for line, row in book.rows(name, *columns):
            key = tuple(row[column] for column in columns)
            if key in first:
                yield book.wrong(
                    name,
                    line,
                    columns[0],
                    f"{' · '.join(key)[:80]!r} stands in line {first[key]} already; "
                    f"each row needs its own {', '.join(columns)}",
                )
            first.setdefault(key, line)


def order(book: Book) -> Iterator[Violation]:
    """The rows of a table are sorted by its key, character by character."""
    for name in book.tables:
        columns, last = book.key(name), None
        for line, row in book.rows(name, *columns):
            key = tuple(row[column] for column in columns)
            if last is not None and key < last:
                yield book.wrong(
                    name,
                    line,
                    columns[0],
                    f"{' · '.join(key)[:80]!r} stands after {' · '.join(last)[:80]!r}; "
                    f"sort the rows by {', '.join(columns)}",
                )
            last = key


def lists(book: Book) -> Iterator[Violation]:
    """A list in a cell names nothing twice."""
    for name in book.tables:
        columns = book.columns(name, "ids", "codes", "choices")
        for column in columns:
            for line, row in book.rows(name, column):
                if ";" in row[column]:
                    for part, times in Counter(listed(row[column])).items():
                        if times > 1:
                            yield book.wrong(
                                name, line, column, f"names {part!r} {times} times: expected once"
                            )


def references(book: Book) -> Iterator[Violation]:
    """Each source, subject and fact that a row names is in its table."""
    for name in book.tables:
        for column, target in references_of(book, name):
            if not book.whole(target):
                continue
            known = book.ids(target)
            for line, row in book.rows(name, column):
                for part in dict.fromkeys(listed(row[column])):
                    if part not in known:
                        yield book.wrong(
                            name,
                            line,
                            column,
                            f"{part!r} is not in "
                            f"data/{target}.csv{like(part, known) or '; add it there'}",
                        )


def references_of(book: Book, name: str) -> list[tuple[str, str]]:
    """The columns of a table that name rows of another, with that table."""
    own = {
        ("facts", "chapter"): "chapters",
        ("facts", "sources"): "sources",
        ("facts", "supersedes"): "facts",
        ("passages", "fact_id"): "facts",
        ("passages", "source_id"): "sources",
        ("milestones", "fact_id"): "facts",
        ("tasks", "page"): "pages",
        ("tasks", "facts"): "facts",
        ("judging", "seed"): "articles",
        ("judging", "claim_id"): "claims",
        ("lessons", "page"): "pages",
        ("lessons", "lesson_page"): "pages",
        ("lessons", "sheet_page"): "pages",
        ("lessons", "tasks"): "tasks",
        ("lessons", "exit"): "tasks",
        ("steps", "lesson_id"): "lessons",
        ("steps", "asks"): "tasks",
        ("hooks", "lesson_id"): "lessons",
        ("hooks", "code"): "curricula",
        ("words", "pages"): "pages",
        ("claims", "facts"): "facts",
        ("corrections", "evidence"): "sources",
        ("series/conditions", "decided_by"): "facts",
        ("series/conditions", "supports"): "facts",
        ("series/conditions", "weakens"): "facts",
    }
    found = [(column, target) for (table, column), target in own.items() if table == name]
    named = "sources" in book.columns(name, "ids")  # what rests on facts alone names no source
    if named and (name.startswith("series/") or name == "totals"):
        found.append(("sources", "sources"))
    if name in REPEATED:
        found.append(("facts", "facts"))
    if name != "subjects":
        found += [(column, "subjects") for column in book.columns(name, "codes")]
    return found
