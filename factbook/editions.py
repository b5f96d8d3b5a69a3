"""What did closed editions say?  ``data/editions.csv`` keeps it, so that the book can tell what
changed without its history.

A release adds a row for each fact and claim of which the closed edition says something new
(:func:`closing`); nobody types there. :func:`before` is what a card, an entry of the ledger and the
page of an article say of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from factbook import schema, tables
from factbook.records import Claim, Correction, Fact, Records, Said
from factbook.writing import csv_bytes

OF_FACTS = ("kind", "as_of", "statement", "value", "value_max", "qualifier", "unit", "support")
"""What an edition keeps of a fact, as the columns of the table are called."""

COLUMNS = {
    "value": ("value", "value_max", "qualifier", "unit"),
    "date": ("as_of",),
    "kind": ("kind",),
    "statement": ("statement",),
    "verdict": ("verdict",),
}
"""Change of :data:`factbook.schema.CHANGES` → the columns of the table by which it is seen; those
of a note or of sources are not kept.
"""


# --- when an edition is closed -------------------------------------------------------------------


def closing(root: Path, day: str) -> dict[Path, bytes]:
    """The contents of ``data/editions.csv`` when the edition of the book in ``root`` is closed on
    this day: what it says otherwise than the last one is added, and no row changes.
    """
    records = Records(root)
    said = {
        **{name: _of_fact(fact) for name, fact in records.facts.items()},
        **{name: {"verdict": claim.verdict} for name, claim in records.claims.items()},
    }
    name = tables.edition(root)["name"]
    return {tables.path_of("editions", root): with_edition(root, said, name, day)}


def with_edition(root: Path, said: Mapping[str, dict], edition: str, day: str) -> bytes:
    """The table with what an edition says of each record, as far as it is new.

    ``said`` has the columns of :data:`OF_FACTS` for a fact and ``verdict`` for a claim, and
    ``counted_by`` where support was not counted by passages.
    """
    table = tables.read("editions", root)
    columns = list(table.cells.columns)
    rows = [row for _, row in table.rows]
    last = {row["record"]: row for row in rows}
    for record, cells in said.items():
        counted_by = {"counted_by": "passages"} if "support" in cells else {}
        head = {"record": record, "closed": day, "edition": edition}
        row = {**dict.fromkeys(columns, ""), **counted_by, **cells, **head}
        known = last.get(record, {})
        if any(row[one] != known.get(one) for one in (*OF_FACTS, "verdict")):
            rows.append(row)
    rows.sort(key=lambda row: (row["record"], row["closed"]))
    return csv_bytes(columns, ([row[one] for one in columns] for row in rows))


def _of_fact(fact: Fact) -> dict[str, str]:
    return {column: getattr(fact, column) for column in OF_FACTS}


# --- when a fact is corrected --------------------------------------------------------------------


def changes_of(old: Mapping[str, str], new: Mapping[str, str], records: Records) -> list[str]:
    """In what the new row of a fact differs from the last edition that had the fact: changes of
    :data:`factbook.schema.CHANGES`; in note and sources, which editions do not keep, from its old
    row.  Empty for a fact that no edition had.
    """
    if new["fact_id"] not in records.said:
        return []
    said = records.said[new["fact_id"]][-1]
    was = {column: getattr(said, column) for columns in COLUMNS.values() for column in columns}
    kept = [change for change in COLUMNS if change != "verdict" and differs(change, was, new)]
    return kept + [column for column in ("note", "sources") if old[column] != new[column]]


def with_correction(records: Records, row: Mapping[str, str]) -> dict[Path, bytes]:
    """The contents of ``data/corrections.csv`` with a row; one of the same record and day is
    replaced, and its changes are kept.
    """
    table = tables.read("corrections", records.root)
    columns, rows = list(table.cells.columns), []
    changes = row["change"].split(";")
    for _, other in table.rows:
        if (other["record"], other["corrected"]) == (row["record"], row["corrected"]):
            changes += other["change"].split(";")
        else:
            rows.append(other)
    change = ";".join(one for one in schema.CHANGES if one in changes)
    rows.append({**row, "change": change})
    rows.sort(key=lambda one: (one["record"], one["corrected"]))
    content = csv_bytes(columns, ([one[column] for column in columns] for one in rows))
    return {tables.path_of("corrections", records.root): content}


# --- what is told of it --------------------------------------------------------------------------


def before(record: Fact | Claim, records: Records) -> str:
    """What the last edition that said something else of a fact or a claim said, in a line, empty if
    none did: ``In the first edition: 35 countries; support single, counted by addresses``.
    """
    edition, parts = _said_otherwise(record, records)
    return f"In the {edition}: {'; '.join(parts)}" if parts else ""


def since(record: Fact | Claim, records: Records) -> str:
    """The same in fewer words: ``Changed since the first edition``."""
    edition, parts = _said_otherwise(record, records)
    return f"Changed since the {edition}" if parts else ""


def _said_otherwise(record: Fact | Claim, records: Records) -> tuple[str, list[str]]:
    """The last edition that said something else of a record, and what; empty if none did."""
    name = record.fact_id if isinstance(record, Fact) else record.claim_id
    for said in reversed(records.said.get(name, ())):
        parts = [*_differences(record, said), *_corrected(records.corrections.get(name, ()), said)]
        if parts:
            return edition_words(said.edition), parts
    return "", []


def _corrected(corrections: Iterable[Correction], said: Said) -> Iterator[str]:
    """What was corrected of what an edition said, where the value itself does not show it."""
    changes = {
        change for one in corrections if one.edition == said.edition for change in one.change
    }
    if "statement" in changes:
        yield "another statement"
    elif "note" in changes:
        yield "another note"
    elif "sources" in changes:
        yield "another source"


def as_said(correction: Correction, records: Records) -> Said:
    """What the edition that a correction names said of its record."""
    days = {one.edition: one.closed for rows in records.said.values() for one in rows}
    day = days.get(correction.edition, correction.corrected)
    return [one for one in records.said[correction.record] if one.closed <= day][-1]


def edition_words(edition: str) -> str:
    """The name of an edition within a sentence: ``first edition``."""
    return edition[:1].lower() + edition[1:]


def _differences(record: Fact | Claim, said: Said) -> Iterator[str]:
    """What differs from the record as it is now, as that edition printed it."""
    if isinstance(record, Claim):
        if record.verdict != said.verdict:
            yield schema.VERDICT_WORDS[said.verdict]
        return
    if record.printed != said.printed:
        yield said.printed or "no number"
    if record.dated != said.dated:
        yield said.dated
    if record.kind != said.kind:
        yield f"kind {said.kind}"
    if record.support != said.support:
        yield f"support {said.support}, counted by {said.counted_by}"


def differs(change: str, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two raw states of a record differ in what a change is about."""
    return any(one[column] != other[column] for column in COLUMNS[change])


def newest(records: Records) -> list[Correction]:
    """All corrections, the newest first; those of one day in the order of the table."""
    found: Iterable[Correction] = (one for own in records.corrections.values() for one in own)
    return sorted(found, key=lambda one: one.corrected, reverse=True)
