"""What does the book say differently?  Two states of its tables and stored outputs, compared record
by record.

A state is a mapping from path to content, as :mod:`factbook.history` gives it, so that any two
commits and the working copy can be compared.  Columns that one state lacks count as empty: the
tables of an older schema compare too.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from factbook import schema, tables
from factbook.stored import derived_of

FOLDERS = ("data", "chapters")
"""The folders that a state is made of."""

State = Mapping[str, bytes]
Rows = dict[str, dict[str, str]]

FOR_EVER = ("fact", "claim", "computed")
"""What others may cite by name: an id of these that is gone is an error."""

GROUPS = {
    "gone": "Gone",
    "fact": "Facts",
    "claim": "Verdicts and claims",
    "computed": "Computed numbers",
    "series": "Series",
    "passage": "Passages",
    "source": "Sources",
    "question": "Questions",
    "subject": "Subjects",
}
"""Kind of a change → the heading over it, in the order of the list."""


@dataclass(frozen=True)
class Change:
    """One sentence: what changed in the record ``name``; ``gone`` where an id that is for ever
    vanished.
    """

    kind: str
    name: str
    text: str
    gone: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.text}"


def changes(before: State, after: State) -> list[Change]:
    """Every change from one state to another, in the order of :data:`GROUPS`, ids that vanished
    first.
    """
    found = [
        *_facts(_rows(before, "facts"), _rows(after, "facts"), _rows(after, "names")),
        *_claims(_rows(before, "claims"), _rows(after, "claims")),
        *_computed(_derived(before), _derived(after)),
        *_series(before, after),
        *_passages(before, after),
        *(
            change
            for kind in ("source", "question", "subject")
            for change in _others(kind, _rows(before, f"{kind}s"), _rows(after, f"{kind}s"))
        ),
    ]
    order = list(GROUPS)
    return sorted(found, key=lambda c: (not c.gone, order.index(c.kind), c.name))


def as_text(found: list[Change]) -> str:
    """The changes as lines of plain text."""
    return "\n".join(map(str, found)) or NOTHING


NOTHING = "No fact, verdict, source, series or computed number changed."


def as_markdown(found: list[Change]) -> str:
    """The changes as Markdown, by kind, for a comment or for release notes."""
    if not found:
        return NOTHING
    blocks = []
    for kind, heading in GROUPS.items():
        lines = [
            f"- `{change.name}`: {_plain_markdown(change.text)}"
            for change in found
            if (change.gone and kind == "gone") or (not change.gone and change.kind == kind)
        ]
        if lines:
            blocks.append("\n".join([f"### {heading}", "", *lines]))
    return "\n\n".join(blocks)


def _plain_markdown(text: str) -> str:
    """A text in which Markdown finds no markup, no mention and no issue."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#@|~" else letter for letter in text)


# --- the states ------------------------------------------------------------------------------


def _rows(state: State, table: str) -> Rows:
    """The rows of a table by their first column; empty if the state has no such table."""
    records = _records(state, f"data/{table}.csv")
    return {next(iter(row.values())): row for row in records}


def _records(state: State, path: str) -> list[dict[str, str]]:
    text = state.get(path, b"").decode("utf-8", "replace")
    rows = csv.DictReader(io.StringIO(text, newline=""), restval="")
    return [{column: cell for column, cell in row.items() if column} for row in rows]


def _derived(state: State) -> dict[str, dict]:
    """The computed numbers that the notebooks of a state store, by name."""
    found = {}
    for path, content in state.items():
        if path.startswith("chapters/") and path.endswith(".ipynb"):
            try:
                records = list(derived_of(json.loads(content)))
            except (ValueError, KeyError, TypeError, AttributeError):
                continue  # a notebook that cannot be read stores no number
            found.update({record["name"]: record for _, record in records})
    return found


# --- the comparison --------------------------------------------------------------------------


def _appeared_or_gone(kind: str, before: Mapping, after: Mapping, new) -> Iterator[Change]:
    """The records of one state alone; ``new`` says what a new one is."""
    for name in after.keys() - before.keys():
        yield Change(kind, name, f"new: {new(after[name])}")
    for name in before.keys() - after.keys():
        gone = kind in FOR_EVER
        text = "is gone; a name is for ever: restore it" if gone else "is gone"
        yield Change(kind, name, text, gone)


def _facts(before: Rows, after: Rows, names: Rows) -> Iterator[Change]:
    for change in _appeared_or_gone("fact", before, after, lambda row: row.get("statement", "")):
        retired = names.get(change.name, {}).get("retired", "")
        if change.gone and retired:
            yield Change("fact", change.name, f"is retired: {retired}")
        else:
            yield change
    number = ("value", "value_max", "qualifier", "unit")
    for name, old, new in _changed(before, after):
        parts = []
        if any(old.get(column, "") != new.get(column, "") for column in number):
            parts.append(_arrow(_printed(old), _printed(new)))
        if old.get("as_of") != new.get("as_of"):
            parts.append(_arrow(_dated(old), _dated(new)))
        parts += _columns(old, new, skip=(*number, "as_of"))
        yield Change("fact", name, "; ".join(parts))


def _claims(before: Rows, after: Rows) -> Iterator[Change]:
    yield from _appeared_or_gone("claim", before, after, lambda row: row.get("verdict", ""))
    for name, old, new in _changed(before, after):
        parts = []
        if old.get("verdict") != new.get("verdict"):
            parts.append(f"verdict {_arrow(old.get('verdict', ''), new.get('verdict', ''))}")
        yield Change("claim", name, "; ".join(parts + _columns(old, new, skip=("verdict",))))


def _computed(before: Mapping[str, dict], after: Mapping[str, dict]) -> Iterator[Change]:
    yield from _appeared_or_gone("computed", before, after, lambda record: record["printed"])
    for name, old, new in _changed(before, after):
        parts = []
        if old["printed"] != new["printed"]:
            parts.append(_arrow(old["printed"], new["printed"]))
        parts += [
            f"{key} changed"
            for key in ("formula", "inputs", "items")
            if old.get(key) != new.get(key)
        ]
        if parts:
            yield Change("computed", name, "; ".join(parts))


def _others(kind: str, before: Rows, after: Rows) -> Iterator[Change]:
    label = {"source": "title", "question": "text", "subject": "name"}[kind]
    yield from _appeared_or_gone(kind, before, after, lambda row: row.get(label, ""))
    for name, old, new in _changed(before, after):
        yield Change(kind, name, "; ".join(_columns(old, new)))


def _series(before: State, after: State) -> Iterator[Change]:
    """The rows of the series, each by its key."""
    for path in sorted({*before, *after}):
        name = path.removeprefix("data/series/").removesuffix(".csv")
        if not path.startswith("data/series/") or not path.endswith(".csv"):
            continue
        key = schema.SERIES[name].metadata["key"] if name in schema.SERIES else None
        old, new = (_by_key(_records(state, path), key) for state in (before, after))
        for row in new.keys() - old.keys():
            yield Change("series", name, f"{row}: new row")
        for row in old.keys() - new.keys():
            yield Change("series", name, f"{row}: row is gone")
        for row, was, now in _changed(old, new):
            yield Change("series", name, f"{row}: {'; '.join(_columns(was, now))}")


def _passages(before: State, after: State) -> Iterator[Change]:
    """What sources say on facts, each by fact and source; those of facts that are new or gone go
    without saying.
    """
    key = schema.PASSAGES.metadata["key"]
    earlier, later = _rows(before, "facts"), _rows(after, "facts")
    old, new = (_by_key(_records(state, "data/passages.csv"), key) for state in (before, after))
    for name in new.keys() - old.keys():
        if old and new[name]["fact_id"] in earlier:
            yield Change("passage", name, f"new: {new[name]['says']}")
    for name in old.keys() - new.keys():
        if old[name]["fact_id"] in later:
            yield Change("passage", name, "is gone")
    for name, was, now in _changed(old, new):
        yield Change("passage", name, "; ".join(_columns(was, now)))


def _by_key(records: list[dict[str, str]], key: list[str] | None) -> Rows:
    return {" · ".join(row.get(part, "") for part in key or row): row for row in records}


def _changed(before: Mapping, after: Mapping) -> Iterator[tuple[str, dict, dict]]:
    for name in sorted(before.keys() & after.keys()):
        if before[name] != after[name]:
            yield name, before[name], after[name]


def _columns(old: Mapping, new: Mapping, skip: tuple[str, ...] = ()) -> list[str]:
    """What changed in the other columns of a row: lists by their parts, texts by their name, the
    rest by its cells.
    """
    parts = []
    for column in dict.fromkeys([*old, *new]):
        was, now = old.get(column, ""), new.get(column, "")
        if was == now or column in skip:
            continue
        if column in ("sources", "facts", "subject", "relayed_by"):
            gone = [part for part in was.split(";") if part and part not in now.split(";")]
            more = [part for part in now.split(";") if part and part not in was.split(";")]
            told = [f"with {part}" for part in more] + [f"without {part}" for part in gone]
            parts.append(f"{column} {', '.join(told) or 'in another order'}")
        elif max(len(was), len(now)) > 40:
            parts.append(f"{column} changed")
        else:
            parts.append(f"{column} {_arrow(was, now)}")
    return parts


def _arrow(old: str, new: str) -> str:
    """``35 countries``, ``36 countries`` → ``35 → 36 countries``."""
    number, _, unit = old.partition(" ")
    if unit and new.endswith(f" {unit}"):
        old = number
    return f"{old or 'nothing'} → {new or 'nothing'}"


def _printed(row: Mapping[str, str]) -> str:
    """A fact's value as prose prints it; its cells where the row does not hold together."""
    cells = {column: row.get(column, "") for column in ("value", "value_max", "qualifier", "unit")}
    try:
        return tables.printed(cells)
    except (KeyError, ArithmeticError):
        return " ".join(filter(None, cells.values()))


def _dated(row: Mapping[str, str]) -> str:
    try:
        return tables.date_text(row.get("as_of", ""))
    except (ValueError, IndexError):
        return row.get("as_of", "")
