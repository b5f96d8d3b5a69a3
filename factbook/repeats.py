"""Which texts and cells of the tables repeat the figure of a fact, with no role that binds them?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from factbook import readings, tables
from factbook.records import Fact, Records


def repeated(fact: Fact, records: Records) -> Iterator[tuple[str, str]]:
    """Where the figure of a fact stands once more, and the text there.

    Looked through are its passages, the explanations of claims that name the fact, the reason of
    its question, its own note and those of its rivals, and the rows of series that name it or
    share a source with it.
    """
    figures = {fact.value, fact.value_max} - {""}
    for where, text in _texts(fact, records):
        if figures & set(readings.printed(text)):
            yield where, text
    yield from _cells(fact, figures, records.root)


def _texts(fact: Fact, records: Records) -> Iterator[tuple[str, str]]:
    for passage in fact.passages:
        yield f"data/passages.csv, {fact.fact_id} · {passage.source_id}, says", passage.says
    for claim in records.claims.values():
        if fact.fact_id in claim.facts:
            yield f"data/claims.csv, {claim.claim_id}, explanation", claim.explanation
    if fact.question:
        yield f"data/questions.csv, {fact.question}, why", records.questions[fact.question].why
    for other in (fact, *records.rivals(fact)):
        yield f"data/facts.csv, {other.fact_id}, note", other.note


def _cells(fact: Fact, figures: Collection[str], root: Path) -> Iterator[tuple[str, str]]:
    for name in tables.names():
        if not name.startswith("series/"):
            continue
        table = tables.read(name, root)
        for line, row in table.rows:
            names_it = fact.fact_id in row.get("facts", "").split(";")
            if names_it or set(row.get("sources", "").split(";")) & set(fact.sources):
                for column, cell in row.items():
                    if cell in figures:
                        yield f"{table.file}:{line}, {column}", cell
