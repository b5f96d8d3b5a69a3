"""What must hold between what the book says, what closed editions said, and its corrections?"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

from factbook.cells import Violation
from factbook.editions import COLUMNS, OF_FACTS, differs
from factbook.rules.base import Book, Row, like, listed

MUST = {"fact": ("value", "date", "kind"), "claim": ("verdict",)}
"""Changes of which none goes without a correction; a statement may be reworded."""

NEEDED = {"fact": ("kind", "as_of", "statement", "support", "counted_by"), "claim": ("verdict",)}
"""What an edition keeps of each record."""


def frozen(book: Book) -> Iterator[Violation]:
    """Each row of `editions.csv` is of a fact that stands or is retired, or of a claim, with what
    an edition keeps of it, and each edition has one day.
    """
    if not book.whole("facts", "claims", "names", "editions"):
        return
    kinds, days = _kinds(book), dict[str, str]()
    for line, row in book.rows("editions", *book.tables["editions"].schema.columns):
        kind = kinds.get(row["record"])
        if not kind:
            yield book.wrong("editions", line, "record", _unknown(row["record"], kinds))
            continue
        for column in (*OF_FACTS, "counted_by", "verdict"):
            if not row[column] and column in NEEDED[kind]:
                yield book.wrong("editions", line, column, f"is empty for a {kind}; {RESTORE}")
            elif row[column] and (column == "verdict") != (kind == "claim"):
                yield book.wrong("editions", line, column, f"is not kept of a {kind}; {RESTORE}")
        day = days.setdefault(row["edition"], row["closed"])
        if day != row["closed"]:
            message = f"{row['closed']} differs from {day}, when the edition was closed; {RESTORE}"
            yield book.wrong("editions", line, "closed", message)


RESTORE = "the release wrote these rows and nobody changes them: take the file back from git"


def kept(book: Book) -> Iterator[Violation]:
    """Each fact that stood in an edition of `editions.csv` by its line in `names.csv` has a row
    there.
    """
    if not book.whole("names", "editions"):
        return
    known = {row["edition"] for _, row in book.rows("editions", "edition")}
    there = book.ids("editions")
    for line, row in book.rows("names", "fact_id", "edition"):
        if row["edition"] in known and row["fact_id"] not in there:
            message = f"is not in data/editions.csv, and stood in the {row['edition']}; {RESTORE}"
            yield book.wrong("names", line, "fact_id", message)


def corrected(book: Book) -> Iterator[Violation]:
    """Each correction is of a fact that stands or is retired, or of a claim, as a closed edition
    had it, not before that edition, names evidence for a fact, and what it corrects differs since.
    """
    if not book.whole("facts", "claims", "names", "editions"):
        return
    kinds, states = _kinds(book), _states(book)
    closed = {
        row["edition"]: row["closed"] for _, row in book.rows("editions", "edition", "closed")
    }
    for line, row in book.rows("corrections", *book.tables["corrections"].schema.columns):
        kind, day = kinds.get(row["record"], ""), closed.get(row["edition"], "")
        # An edition in which nothing changed of a record has no row of it.
        was = [one for one in states[row["record"]] if one["closed"] and one["closed"] <= day]
        foreign = [one for one in listed(row["change"]) if (one == "verdict") != (kind == "claim")]
        if not kind:
            fault = "record", _unknown(row["record"], kinds)
        elif not was:
            fault = "edition", f"{row['edition']!r} is no edition in data/editions.csv that had it"
        elif row["corrected"] < day:
            fault = (
                "corrected",
                f"{row['corrected']} lies before {day}, when that edition was closed",
            )
        elif foreign:
            fault = "change", f"{foreign[0]!r} is nothing that a {kind} has"
        elif kind == "fact" and not row["evidence"]:
            fault = "evidence", "is empty; name the sources that show it"
        elif same := _same(row, was[-1], states[row["record"]]):
            fault = (
                "change",
                (
                    f"names {same!r}, which is as it was in the {row['edition']}; "
                    "name what changed, or remove the row"
                ),
            )
        else:
            continue
        yield book.wrong("corrections", line, *fault)


def _same(row: Row, was: Row, states: list[Row]) -> str:
    """A change that a correction names and that did not happen; empty if all did."""
    later = states[states.index(was) + 1 :]
    after = [one for one in later if not one["closed"] or one["closed"] >= row["corrected"]]
    for change in listed(row["change"]):
        if change in COLUMNS and not (after and differs(change, was, after[0])):
            return change
    return ""


def told(book: Book) -> Iterator[Violation]:
    """Each fact whose number, date or kind, and each claim whose verdict, is not that of the last
    edition has a correction that says so.
    """
    if not book.whole("facts", "claims", "names", "editions", "corrections"):
        return
    kinds, rows = _kinds(book), defaultdict(list)
    for _, row in book.rows("corrections", "record", "corrected", "change"):
        rows[row["record"]].append(row)
    for record, states in _states(book).items():
        for was, now in itertools.pairwise(states):
            said = {
                change
                for row in rows[record]
                if was["closed"] <= row["corrected"] <= (now["closed"] or row["corrected"])
                for change in listed(row["change"])
            }
            for change in MUST.get(kinds.get(record, ""), ()):
                if differs(change, was, now) and change not in said:
                    yield _untold(book, record, change, was, now)


def _untold(book: Book, record: str, change: str, was: Row, now: Row) -> Violation:
    """A change without a correction, at the line where its row belongs."""
    line = 2 + sum(row["record"] < record for _, row in book.rows("corrections", "record"))
    old, new = (
        " ".join(filter(None, (one[column] for column in COLUMNS[change]))) or "empty"
        for one in (was, now)
    )
    message = (
        f"{record} has no correction of its {change}, which was {old} in the {was['edition']} and "
        f"is {new}; add a row that says why"
    )
    return Violation(book.tables["corrections"].file, line, "record", message)


def _states(book: Book) -> dict[str, list[Row]]:
    """What editions said of each record that they had, the oldest first, then what is said now
    (with an empty day), if it still is.
    """
    states: dict[str, list[Row]] = defaultdict(list)
    for _, row in book.rows("editions", *book.tables["editions"].schema.columns):
        states[row["record"]].append(row)
    kept_of_all = [column for parts in COLUMNS.values() for column in parts]
    for name in ("facts", "claims"):
        key, columns = book.key(name)[0], book.tables[name].schema.columns
        for _, row in book.rows(name, key, *(one for one in kept_of_all if one in columns)):
            if row[key] in states:
                now = {column: row.get(column, "") for column in kept_of_all}
                states[row[key]].append({**now, "closed": ""})
    return states


def _kinds(book: Book) -> dict[str, str]:
    """Record → whether it is a fact, one that went included, or a claim."""
    facts = book.ids("facts") | book.ids("names")
    return dict.fromkeys(book.ids("claims"), "claim") | dict.fromkeys(facts, "fact")


def _unknown(record: str, kinds: dict[str, str]) -> str:
    meant = like(record, set(kinds)) or "; a fact that went stands in data/names.csv"
    return f"{record[:80]!r} is no fact, retired or not, and no claim{meant}"
