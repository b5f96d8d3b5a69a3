"""Do the rows of a series add up to what their publisher says?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from factbook.cells import Row, Violation
from factbook.rules.base import Book, listed


def totals(book: Book) -> Iterator[Violation]:
    """The rows of a series add up to each total of `totals.csv`: to its `value`, or to the row that
    is the `whole`.
    """
    rows = [*book.rows("totals", *book.tables["totals"].schema.columns)]
    failed: list[tuple[str, set[str]]] = []
    # The narrow totals come first: a wide one that fails with one of its parts says nothing new.
    for line, row in sorted(rows, key=lambda found: -len(listed(found[1]["parts"]))):
        name, parts = f"series/{row['series']}", set(listed(row["parts"]))
        if not book.sound(name) or any(
            row["value"] and row["series"] == series and parts < narrow for series, narrow in failed
        ):
            continue
        if bool(row["value"]) == bool(row["whole"]):
            yield book.wrong(
                "totals", line, "value", "expected a value or a whole, and not both or neither"
            )
        elif unknown := _unknown(book, name, row["parts"], row["whole"]):
            yield book.wrong(
                "totals", line, "parts", f"{unknown[:80]!r} is not in {book.tables[name].file}"
            )
        elif row["value"]:
            found = [*_of_all(book, line, row)]
            failed += [(row["series"], parts)] * len(found)
            yield from found
        else:
            yield from _of_each(book, line, row)


def _conditions(cell: str) -> dict[str, list[str]]:
    """The values that a cell like `region=Asia|Europe;measure=usd-bn` wants, by column."""
    return {
        column: values.split("|")
        for column, _, values in (part.partition("=") for part in listed(cell))
    }


def _unknown(book: Book, name: str, *cells: str) -> str:
    """A column or a value that no row of the series has; empty if there is none."""
    rows = [row for _, row in book.rows(name)]
    for cell in cells:
        for column, values in _conditions(cell).items():
            known = {row.get(column) for row in rows} - {None}
            for value in values:
                if value not in known:
                    return f"{column}={value}"
    return ""


def _chosen(book: Book, name: str, cell: str) -> list[tuple[int, Row]]:
    wanted = _conditions(cell)
    return [
        (line, row)
        for line, row in book.rows(name)
        if all(row[column] in values for column, values in wanted.items())
    ]


def _of_all(book: Book, line: int, total: Row) -> Iterator[Violation]:
    """All rows chosen add up to a value."""
    rows = _chosen(book, f"series/{total['series']}", total["parts"])
    found = sum(Decimal(row["value"]) for _, row in rows)
    if abs(found - Decimal(total["value"])) > Decimal(total["tolerance"]):
        yield book.wrong(
            "totals",
            line,
            "value",
            f"the {len(rows)} rows of data/series/{total['series']}.csv"
            f"{' with ' + total['parts'] if total['parts'] else ''} add up to {found}: expected "
            f"{total['value']} (source {total['sources']}); look for the row that changed",
        )


def _of_each(book: Book, at: int, total: Row) -> Iterator[Violation]:
    """Each row that is a whole is the sum of its parts, which agree with it in the rest of the "
    "key."""
    name = f"series/{total['series']}"
    parts = _conditions(total["parts"])
    rest = [column for column in book.key(name) if column not in parts]
    size = 1
    for values in parts.values():
        size *= len(values)
    sums = defaultdict(list)
    for _, row in _chosen(book, name, total["parts"]):
        sums[tuple(row[column] for column in rest)].append(Decimal(row["value"]))
    for line, row in _chosen(book, name, total["whole"]):
        found = sums.pop(tuple(row[column] for column in rest), [])
        if len(found) != size:
            yield book.wrong(
                name,
                line,
                "value",
                f"has {len(found)} of its {size} parts ({total['parts']}); restore the missing "
                "rows, or remove this total of theirs",
            )
        elif abs(sum(found) - Decimal(row["value"])) > Decimal(total["tolerance"]):
            yield book.wrong(
                name,
                line,
                "value",
                f"is {row['value'][:40]}, but its parts ({total['parts']}) add up to "
                f"{sum(found)}; look for the row that changed",
            )
    for key in sums:
        yield book.wrong(
            "totals",
            at,
            "whole",
            f"{' · '.join(key)} has parts, but no row with {total['whole']} in {name}; restore it",
        )
