"""Where the book says a figure a second time, does it say what the fact says?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from factbook import numerals
from factbook.cells import Row, Violation
from factbook.rules.base import Book, listed
from factbook.tables import date_text, printed

REPEATED = {
    "series/meetings": ("countries", "countries_max", ""),
    "series/instruments": ("amount", "", "unit"),
}
"""Series whose rows name, in `facts`, the facts that give their number → its columns: the number,
its upper end, its unit."""


def explained(book: Book) -> Iterator[Violation]:
    """The figures in a claim's explanation and note are those of the facts that it names."""
    said: dict[str, tuple[set[str], set[str]]] = {}
    for line, row in book.rows("claims", "facts", "explanation", "note"):
        names = listed(row["facts"])
        if not book.printable_facts.keys() >= set(names):
            continue
        for name in names:
            if name not in said:
                said[name] = _figures(_said(book.printable_facts[name]))
        figures = set().union(*(said[name][0] for name in names))
        units = set().union(*(said[name][1] for name in names))
        for column in ("explanation", "note"):
            text = row[column]
            stray = [f.shown for f in numerals.find(text) if f.value not in figures]
            stray += sorted(numerals.units_in(text) - units)
            for figure in dict.fromkeys(stray):
                yield book.wrong(
                    "claims",
                    line,
                    column,
                    f"says {figure!r}, which no fact that the claim names says"
                    f"{_values(book, names)}; correct it, or name the fact",
                )


def _figures(text: str) -> tuple[set[str], set[str]]:
    """The values of the figures of a text, and its shares and currencies."""
    return {figure.value for figure in numerals.find(text)}, numerals.units_in(text)


def headlines(book: Book) -> Iterator[Violation]:
    """The figures in a headline of `milestones.csv` are those of its fact."""
    for line, row in book.rows("milestones", "fact_id", "headline"):
        name = row["fact_id"]
        if name not in book.printable_facts:
            continue
        figures, units = _figures(_said(book.printable_facts[name]))
        own = numerals.find(row["headline"])
        stray = [figure.shown for figure in own if figure.value not in figures]
        stray += sorted(numerals.units_in(row["headline"]) - units)
        for figure in dict.fromkeys(stray):
            yield book.wrong(
                "milestones",
                line,
                "headline",
                f"says {figure!r}, which {name} does not say{_values(book, [name])}; correct it",
            )


def asked(book: Book) -> Iterator[Violation]:
    """The numbers in a question and in why its answers differ are those of the answers."""
    answers = defaultdict(list)
    for name, row in book.printable_facts.items():
        answers[row["question"]].append(name)
    for line, row in book.rows("questions", "question", "text", "why"):
        names = answers[row["question"]]
        known: set[str] = set()
        if names and re.search(r"\d", row["text"] + row["why"]):
            known.update(*(_figures(_said(book.printable_facts[name]))[0] for name in names))
        for column in ("text", "why"):
            for figure in numerals.find(row[column]):
                # Small numbers in words count reporters and months, and no answer.
                if names and re.search(r"\d", figure.shown) and figure.value not in known:
                    yield book.wrong(
                        "questions",
                        line,
                        column,
                        f"says {figure.shown!r}, which no answer says{_values(book, names)}; "
                        "correct it",
                    )


def repeated(book: Book) -> Iterator[Violation]:
    """A number in a series that names its facts is theirs: the first fact's value, or from the
    first to the last.
    """
    for name, (low, high, unit) in REPEATED.items():
        for line, row in book.rows(name, "facts", *filter(None, (low, high, unit))):
            names = listed(row["facts"])
            if not names or not book.printable_facts.keys() >= set(names):
                continue
            facts = [book.printable_facts[fact] for fact in names]
            expected = [facts[0]["value"], _upper_end(facts), facts[0]["unit"]]
            for column, value in zip((low, high, unit), expected, strict=True):
                if column and row[column] != value:
                    yield book.wrong(
                        name,
                        line,
                        column,
                        f"is {row[column][:40] or 'empty'}: expected {value or 'nothing'}, as "
                        f"{row['facts'][:120]} {'says' if len(facts) == 1 else 'say'}",
                    )


def _upper_end(facts: list[Row]) -> str:
    """The upper end of what one or more facts say of one number; empty if there is none."""
    last = facts[-1]
    return last["value_max"] or (last["value"] if len(facts) > 1 else "")


def _said(row: Row) -> str:
    """All that a fact says, as prose prints it."""
    return " ".join((row["statement"], row["note"], printed(row), date_text(row["as_of"])))


def _values(book: Book, names: Iterable[str]) -> str:
    """The values of facts, in brackets for a message; empty if none has one."""
    rows = [book.printable_facts[name] for name in names]
    values = [f"{row['fact_id']}: {printed(row)}" for row in rows if row["value"]]
    return f" ({'; '.join(values)[:120]})" if values else ""
