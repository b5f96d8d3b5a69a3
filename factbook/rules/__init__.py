"""What must hold in the tables and between them?

:func:`check` gives every broken rule of a book in one run, each with its file, line and column.
:data:`RULES` lists the rules; each is a function whose docstring is the rule, in one sentence (the
list in ``data/README.md`` is made from them).  A rule that compares cells looks only at cells that
passed the single-cell checks, so that one mistake gives one violation.

To add a rule, write the function in the module of its theme, put it in :data:`RULES`, run
``python -m factbook dictionary``, and give it a case in ``tests/test_rules.py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from factbook.cells import Violation
from factbook.rules import (
    articles,
    attendance,
    conditions,
    corrections,
    facts,
    files,
    lessons,
    passages,
    repeats,
    sources,
    statements,
    sums,
    tabular,
    tasks,
    words,
)
from factbook.rules.base import Book

Rule = Callable[[Book], Iterator[Violation]]

MOST = 10
"""So many violations of one rule in one column are listed; the others are counted."""


def readme(book: Book) -> Iterator[Violation]:
    """The dictionary in `data/README.md` is what `python -m factbook dictionary` makes of the
    schema.
    """
    yield from files.dictionary_holds(book, RULES)


RULES: tuple[Rule, ...] = (
    tabular.form,
    tabular.cells,
    tabular.strays,
    tabular.keys,
    tabular.order,
    tabular.lists,
    tabular.references,
    files.edition,
    readme,
    files.names,
    files.borders,
    statements.numbers,
    statements.shown,
    statements.qualifiers,
    statements.units,
    statements.figures,
    statements.dated,
    statements.statements,
    sums.totals,
    facts.dates,
    facts.looked_up,
    facts.no_seeds,
    facts.rivals,
    facts.questions,
    facts.milestones,
    facts.supersedes,
    passages.paired,
    passages.agreeing,
    passages.seen,
    passages.locators,
    passages.firsts,
    passages.supported,
    sources.access,
    sources.parties,
    sources.publishers,
    sources.titles,
    sources.addresses,
    sources.subjects,
    sources.unused,
    articles.seeds,
    articles.articles,
    articles.origins,
    articles.chapters,
    articles.quotes,
    articles.overlaps,
    articles.claim_ids,
    articles.verdicts,
    articles.own_day,
    articles.looks,
    attendance.met,
    attendance.counted,
    attendance.fitting,
    conditions.decided,
    conditions.placed,
    conditions.worded,
    corrections.frozen,
    corrections.kept,
    corrections.corrected,
    corrections.told,
    repeats.explained,
    repeats.headlines,
    repeats.asked,
    repeats.repeated,
    tasks.placed,
    tasks.keyed,
    tasks.openly,
    tasks.rated,
    tasks.sampled,
    tasks.coded,
    tasks.bound,
    lessons.asking,
    lessons.planned,
    lessons.timed,
    lessons.hooked,
    lessons.told,
    lessons.judged,
    words.enough,
    words.apart,
    words.written,
    words.plain,
)
"""Every rule of the book."""


def violations(root: Path) -> list[Violation]:
    """Every broken rule of the book in ``root``, sorted by file and line; empty when all holds.

    Writes nothing.
    """
    book = Book(root)
    return sorted(violation for rule in RULES for violation in rule(book))


def check(root: Path) -> list[Violation]:
    """The broken rules of the book in ``root`` as a person reads them, sorted by file and line.

    One cause, a spreadsheet's dates for instance, can break a rule in every row: of one rule in one
    column the first :data:`MOST` are listed, then how many more there are.
    """
    book = Book(root)
    return sorted(violation for rule in RULES for violation in _first([*rule(book)]))


def _first(found: list[Violation]) -> Iterator[Violation]:
    """The first violations of one rule in each column, and how many more there are."""
    kinds: dict[tuple[str, str], list[Violation]] = defaultdict(list)
    for violation in sorted(found):
        kinds[violation.file, violation.column].append(violation)
    for (file, column), of_kind in kinds.items():
        yield from of_kind[:MOST]
        if len(of_kind) > MOST:
            more = f"and {len(of_kind) - MOST} more of this kind"
            yield Violation(file, of_kind[MOST].line, column, more)
