"""Show a fact, claim, source, subject, question or computed number: its row, its support, and every
place of use.

Example: python -m factbook show paris-2026-countries
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from factbook import editions, proof, schema, stored, tables
from factbook.commands import say, unknown_id
from factbook.mentions import Mention, mentions
from factbook.records import Claim, Fact, Passage, Question, Records, Source, Subject
from factbook.repeats import repeated

COMPUTED = ("passages", "support", "printed", "dated")
"""What a record adds to its row."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("id", help="an id as a table has it, or the name of a computed number")


def run(options: argparse.Namespace) -> int:
    """Print everything that has this id; an id of two records (a question may share one) shows
    both.
    """
    root, target = options.root, options.id
    records, computed = Records(root), stored.derived(root)
    known: dict[str, Mapping] = {
        "fact": records.facts,
        "claim": records.claims,
        "source": records.sources,
        "subject": records.subjects,
        "question": records.questions,
        "derived": computed,
    }
    shown = [kind for kind, found in known.items() if target in found]
    if not shown:
        raise unknown_id("record", target, {name for found in known.values() for name in found})
    lines = {
        "fact": lambda: fact_lines(records.facts[target], records, root),
        "claim": lambda: claim_lines(records.claims[target], records, root),
        "source": lambda: source_lines(records.sources[target], records, root),
        "subject": lambda: subject_lines(records.subjects[target], records, root),
        "question": lambda: question_lines(records.questions[target], records, root),
        "derived": lambda: derived_lines(computed[target], records, root),
    }
    for kind in shown:
        say(f"{kind} {target}")
        for line in lines[kind]():
            say(f"  {line}")
    return 0


def fact_lines(fact: Fact, records: Records, root: Path) -> Iterator[str]:
    """A fact: row, support, sources with what they say, rivals, states, changes, places, and texts
    that repeat its figure unbound.
    """
    yield from row_lines(fact)
    yield f"prints: {fact.printed or 'no value'}; {fact.dated}"
    yield f"support: {fact.support}, {schema.SUPPORT.get(fact.support, 'not supported')}"
    for passage in fact.passages:
        source = records.sources[passage.source_id]
        yield f"source {source.source_id}: {source_line(source, passage)}"
        yield f"  says: {passage.says} ({proof.about(source, passage)})"
    for rival in records.rivals(fact):
        yield f"rival {rival.fact_id}: {rival.statement}"
    if fact.supersedes:
        yield f"earlier state {fact.supersedes}: {records.facts[fact.supersedes].statement}"
    if later := records.successors.get(fact.fact_id):
        yield f"later state {later}: {records.facts[later].statement}"
    yield from change_lines(fact, records)
    yield from fact_uses(fact, records, root)
    yield from (f"repeats the figure: {where}" for where, _ in repeated(fact, records))


def fact_uses(fact: Fact, records: Records, root: Path) -> Iterator[str]:
    """Where a fact is used: on pages, by claims, in computed numbers."""
    yield from place_lines(mentions(root), ("fact", "fact-date", "fact-number"), fact.fact_id)
    for claim in records.claims.values():
        if fact.fact_id in claim.facts:
            yield f"decides claim {claim.claim_id} ({claim.verdict})"
    for name, record in stored.derived(root).items():
        if fact.fact_id in record["inputs"]:
            where = f"{record['page']}: cell {record['cell']!r}"
            yield f"goes into {name} ({where}): {record['printed']}"


def change_lines(record: Fact | Claim, records: Records) -> Iterator[str]:
    """What an earlier edition said otherwise, and each correction."""
    if was := editions.before(record, records):
        yield f"changed: {was}"
    name = record.fact_id if isinstance(record, Fact) else record.claim_id
    for one in records.corrections.get(name, ()):
        yield f"corrected {one.corrected} ({', '.join(one.change)}): {one.why}"


def claim_lines(claim: Claim, records: Records, root: Path) -> Iterator[str]:
    """A claim: row, the facts that it names, changes, and places."""
    yield from row_lines(claim)
    yield f"verdict {claim.verdict}: {schema.VERDICTS[claim.verdict]}"
    for fact in claim.facts:
        yield f"fact {fact}: {records.facts[fact].statement}"
    yield from change_lines(claim, records)
    yield from place_lines(mentions(root), ("claim",), claim.claim_id)


def source_lines(source: Source, records: Records, root: Path) -> Iterator[str]:
    """A source: row, the facts and series that rest on it, and places."""
    yield from row_lines(source)
    for fact in records.facts.values():
        if source.source_id in fact.sources:
            yield f"fact {fact.fact_id}: {fact.statement}"
    for name in tables.names():
        if name.startswith("series/"):
            cells = tables.read(name, root).cells.get("sources", ())
            if rows := sum(source.source_id in cell.split(";") for cell in cells):
                yield f"series {name.removeprefix('series/')}: {rows} row{'s'[: rows > 1]}"
    yield from place_lines(mentions(root), ("source",), source.source_id)


def subject_lines(subject: Subject, records: Records, root: Path) -> Iterator[str]:
    """A subject: row, and the facts about it."""
    yield from row_lines(subject)
    for fact in records.facts.values():
        if subject.code in fact.subject:
            yield f"fact {fact.fact_id}: {fact.statement}"


def question_lines(question: Question, records: Records, root: Path) -> Iterator[str]:
    """A question: row, and its rival answers."""
    yield from row_lines(question)
    for fact in records.answers.get(question.question, ()):
        yield f"answer {fact.fact_id}: {fact.statement}"


def derived_lines(record: dict, records: Records, root: Path) -> Iterator[str]:
    """A computed number: what it prints, how it was computed and from what, and places."""
    for key in ("printed", "value", "unit", "formula", "page", "cell"):
        yield f"{key}: {record[key]}"
    for item in record.get("items", ()):
        yield f"counts {item}"
    for name in record["inputs"]:
        fact = records.facts.get(name)
        yield f"from {name}" + (f": {fact.printed or fact.statement}" if fact else "")
    yield from place_lines(mentions(root), ("derived",), record["name"])


def row_lines(record: Fact | Claim | Source | Subject | Question) -> Iterator[str]:
    """The row of a record: what is not empty, column by column."""
    for column, cell in list(asdict(record).items())[1:]:
        if cell and column not in COMPUTED:
            yield f"{column}: {';'.join(cell) if isinstance(cell, tuple) else cell}"


def source_line(source: Source, passage: Passage) -> str:
    """A source in one line: who, what, what weakens it, and where it says what it says."""
    parts = [f"{source.name}, “{source.title}”"]
    if source.access == "relayed":
        parts.append(f"relayed by {', '.join(source.relayed_by)}")
    if source.caution:
        parts.append(f"caution: {source.caution}")
    return "; ".join(parts) + f" {proof.address(source, passage)}"


def place_lines(found: Iterator[Mention], kinds: tuple[str, ...], target: str) -> Iterator[str]:
    """The places on pages where roles of these kinds name a record, with their words."""
    for mention in found:
        if mention.kind in kinds and mention.target == target:
            words = f" “{mention.words}”" if mention.words else ""
            yield f"{mention.where}: {{{mention.kind}}}{words}"
