"""What is a question without the book around it?  Plain words, no role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from factbook import roles, schema
from factbook.records import Records, Task


@dataclass(frozen=True, slots=True)
class Proof:
    """A fact that decides an answer: its name, its statement with its date, and its sources."""

    name: str
    statement: str
    sources: tuple[tuple[str, str], ...]
    """(name, address) of each; the address may be empty."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question in plain words.  ``right`` is the place of the right option, from 0; without
    options the question is open, and ``answer`` is a sample.
    """

    name: str
    level: int
    minutes: int
    asks: str
    options: tuple[str, ...]
    right: int
    answer: str
    why: str
    rubric: tuple[str, ...]
    proofs: tuple[Proof, ...]

    @property
    def notes(self) -> str:
        """What whoever marks an open question needs: the sample, what to look for, the rubric."""
        parts = [f"Sample answer: {self.answer}", f"Look for: {self.why}"]
        named = zip(schema.RUBRIC, self.rubric, strict=True) if self.rubric else ()
        parts += [f"{level.capitalize()}: {text}" for level, text in named]
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Quiz:
    """Questions under a title; ``name`` is the beginning of the names of its files."""

    name: str
    title: str
    edition: str
    questions: tuple[Question, ...]


def question_of(task: Task, records: Records, printed: Mapping[str, str], title: str) -> Question:
    """A question of the table with its roles filled in; ``printed`` has the computed numbers.

    A question on a chart says where the chart is: on the page with this ``title``.
    """

    def fill(text: str) -> str:
        return " ".join(roles.fill(text, records, printed).split())

    options = tuple(fill(option) for option in task.options)
    right = int(task.answer) - 1 if options else -1
    where = f" (The chart stands in the book, under “{title}”.)" if task.kind == "chart" else ""
    return Question(
        name=task.task_id,
        level=task.level,
        minutes=task.minutes,
        asks=fill(task.question) + where,
        options=options,
        right=right,
        answer=options[right] if options else fill(task.answer),
        why=fill(task.feedback),
        rubric=tuple(fill(level) for level in task.rubric),
        proofs=tuple(_proof(name, records) for name in task.facts),
    )


def _proof(name: str, records: Records) -> Proof:
    """A fact as it proves an answer away from the book."""
    fact = records.facts[name]
    sources = [records.sources[source] for source in fact.sources]
    said = f"{fact.statement} ({fact.dated})"
    return Proof(name, said, tuple((source.name, source.url) for source in sources))
