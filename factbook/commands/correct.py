"""Correct a fact: its row, its statement and the words of all roles that say the old figure; then
list what is left to do.

Example: python -m factbook correct paris-2026-countries --value 36 --why "It was the count of …"

With --why the correction is told to readers as well, in data/corrections.csv.  All files are
written or none.  While the edition is open, checked becomes today.  Chapters are not run.
"""

from __future__ import annotations

import argparse
import ast
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from factbook import editions, schema, stored, tables
from factbook.commands import CommandError, say, unknown_id
from factbook.correcting import Change, Correction, correct_pages, correct_row
from factbook.mentions import mentions, texts
from factbook.records import Fact, Records
from factbook.repeats import repeated
from factbook.trial import new_violations
from factbook.writing import write_files

COLUMNS = {
    "value": "the number as printed, without commas: 36 or 1358.40",
    "value_max": "the upper end of a range",
    "qualifier": "about, nearly, more-than, at-least or up-to",
    "unit": "a code of the schema",
    "as_of": "the date that the statement is about",
    "statement": "the whole sentence, where a new number alone does not do",
    "sources": "ids, ; between; the first is where the value was read",
    "note": "what qualifies it",
}
"""The columns that can be corrected, with what they take."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("id", help="the fact's name, as the ledger shows it")
    for column, text in COLUMNS.items():
        parser.add_argument(f"--{column.replace('_', '-')}", metavar="TEXT", help=text)
    parser.add_argument(
        "--why", metavar="TEXT", help="what a closed edition had wrong: a row of corrections.csv"
    )
    parser.add_argument(
        "--evidence", metavar="IDS", help="the sources that show it (default: the fact's first)"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change, write nothing"
    )


def run(options: argparse.Namespace) -> int:
    """Write the correction and print it with what is left to do; 1, and nothing written, if the row
    would break a rule.
    """
    root, records = options.root, Records(options.root)
    refuse_broken_tables(root, "facts", "pages", "corrections")
    if options.id not in records.facts:
        raise unknown_id("fact", options.id, records.facts)
    old = row_of(root, options.id)
    given = {column: getattr(options, column) for column in COLUMNS}
    new = new_row(old, {column: text for column, text in given.items() if text is not None})
    if new == old and not options.why:
        raise CommandError(f"nothing to correct: {options.id} has these cells already")
    if records.is_open:
        new["checked"] = dt.date.today().isoformat()
    change = Change(old, new)
    correction = correct_pages(root, change)
    facts = tables.path_of("facts", root)
    correction.contents[facts] = correct_row(root, options.id, new)
    if options.why:
        row = why_row(old, new, options, records)
        correction.contents |= editions.with_correction(records, row)
        correction.told.append(f"data/corrections.csv: {row['change']}: {row['why']}")
    left = new_violations(root, correction.contents)
    line = line_of(root, options.id)
    told = tables.path_of("corrections", root).relative_to(root).as_posix()
    broken = [one for one in left if (one.file, one.line) == ("data/facts.csv", line)]
    broken += [one for one in left if one.file == told and one.row.startswith(f"{options.id} ")]
    if broken:
        raise CommandError("\n".join(map(str, broken)) + "\nnothing was written")
    tell(correction, old, new)
    if not options.dry_run:
        write_files(correction.contents)
    say("\nLeft to do:")
    untold = [] if options.why else editions.changes_of(old, new, records)
    for todo in to_do(records, records.facts[options.id], change, untold):
        say(f"- {todo}")
    for violation in left:
        say(f"- {violation}")
    return 0


def why_row(
    old: Mapping[str, str], new: Mapping[str, str], options: argparse.Namespace, records: Records
) -> dict[str, str]:
    """The row of a correction.  Raises :class:`CommandError` where there is nothing to tell."""
    name = new["fact_id"]
    if not records.is_open:
        raise CommandError(
            f"the edition was closed on {records.edition['date']}, and what it had wrong is told "
            "in the next; open that: python -m factbook release --open NAME"
        )
    changes = editions.changes_of(old, new, records)
    if not changes:
        raise CommandError(f"no closed edition said of {name} anything else: leave --why out")
    return {
        "record": name,
        "corrected": dt.date.today().isoformat(),
        "change": ";".join(changes),
        "edition": records.said[name][-1].edition,
        "why": options.why,
        "evidence": options.evidence or new["sources"].split(";")[0],
    }


def refuse_broken_tables(root: Path, *names: str) -> None:
    """Refuse to rewrite a table that cannot be read whole: its broken lines would be lost."""
    found = [violation for name in names for violation in tables.read(name, root).violations]
    if found:
        raise CommandError(
            "\n".join(map(str, found)) + "\nmend this first (python -m factbook tidy may do it)"
        )


def row_of(root: Path, fact_id: str) -> dict[str, str]:
    """The raw row of a fact."""
    rows = tables.read("facts", root).rows
    return next(row for _, row in rows if row["fact_id"] == fact_id)


def line_of(root: Path, fact_id: str) -> int:
    """The line of a fact in its table."""
    ids = tables.read("facts", root).cells["fact_id"]
    return int(ids.index[ids == fact_id][0])


def new_row(old: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The row with the cells that were given, and with their number and date in its statement.

    Raises :class:`CommandError` where the statement does not say the old number exactly once.
    """
    for column in ("value", "value_max"):
        if (text := given.get(column)) and not re.fullmatch(schema.NUMBER, text):
            raise CommandError(f"{column} {text!r} is invalid: expected a number like 2887 or 0.5")
    new = {**old, **given}
    change = Change(old, new)
    if "statement" in given:
        return new
    for column in ("value", "value_max"):
        if bool(old[column]) != bool(new[column]):
            raise CommandError(
                f"{column} {'appears' if new[column] else 'goes'}: "
                "give the sentence that says so, with --statement"
            )
    statement, times = change.numbers_in(old["statement"])
    if times != len(change.numbers):
        raise CommandError(
            f"the statement says the old number {times} times, so the new sentence cannot be told; "
            f"give it with --statement: {old['statement']}"
        )
    new["statement"] = change.dates_in(statement)
    return new


def tell(correction: Correction, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Print what changes, cell by cell and place by place."""
    for column, cell in new.items():
        if cell != old[column]:
            say(f"data/facts.csv, {column}: {old[column] or 'empty'} → {cell or 'empty'}")
    for line in correction.told:
        say(line)


def to_do(
    records: Records, fact: Fact, change: Change, untold: Sequence[str] = ()
) -> Iterator[str]:
    """What a program cannot do, in the order in which to do it.  ``fact`` is its old state,
    ``untold`` what closed editions had otherwise.
    """
    if untold:
        yield (
            f"closed editions had another {', '.join(untold)}; if that was wrong, tell readers: "
            f'python -m factbook correct {fact.fact_id} --why "…"'
        )
    for name in change.new["sources"].split(";"):
        if name in records.sources:
            yield f"look at the source {name}: {records.sources[name].url or 'an article'}"
    if not records.is_open:
        yield (
            f"checked stays {fact.checked or 'empty'}: the edition was closed on "
            f"{records.edition['date']}; open the next one (python -m factbook release --open "
            "NAME), then set it to the day on which you looked"
        )
    yield from to_compare(records, fact)
    for where, sentence in sentences_with(fact, change, records.root).items():
        yield f"read again {where}: {sentence[:160]}"
    if chapters := chapters_that_load(records.root, fact):
        yield f"run again: python -m factbook notebooks {' '.join(chapters)}"
    yield "then: make test"


def to_compare(records: Records, fact: Fact) -> Iterator[str]:
    """What the tables say beside the fact: its old figure unbound, rivals, its later state,
    computed numbers.
    """
    for where, text in repeated(fact, records):
        yield f"still says the old figure: {where}: {text[:160]}"
    for rival in records.rivals(fact):
        yield f"a rival answer, does it still differ? {rival.fact_id}: {rival.statement}"
    if later := records.successors.get(fact.fact_id):
        yield f"the later state, does it still hold? {later}: {records.facts[later].statement}"
    for name, record in stored.derived(records.root).items():
        if fact.fact_id in record["inputs"]:
            yield f"computed with it: {name}, now {record['printed']}"


def sentences_with(fact: Fact, change: Change, root: Path) -> dict[str, str]:
    """Where a page prints what changed, and the sentence there."""
    kinds = ("fact", "fact-number") if change.numbers else ("fact", "fact-date", "fact-number")
    return {
        mention.where: mention.sentence
        for mention in mentions(root)
        if mention.kind in kinds and mention.target == fact.fact_id
    }


def chapters_that_load(root: Path, fact: Fact) -> list[str]:
    """The notebooks that are served this fact, or name it: their stored outputs may change."""
    found = {}
    for text in texts(root):
        if text.cell and (fact.fact_id in text.text or (text.code and _loads(text.text, fact))):
            found[Path(text.page).stem] = True
    return list(found)


def _loads(code: str, fact: Fact) -> bool:
    """Whether a cell loads the facts of all chapters or of this fact's."""
    try:
        nodes = list(ast.walk(ast.parse(code)))
    except (SyntaxError, ValueError):
        return True
    for node in nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "load_facts":
            asked = [*node.args, *(keyword.value for keyword in node.keywords)]
            chapters = [arg.value for arg in asked if isinstance(arg, ast.Constant)]
            if not asked or len(chapters) < len(asked) or fact.chapter in chapters:
                return True
    return False
