"""All records of one book: facts, sources, passages, claims and what is said about them, as pages
need them.

:class:`Records` reads the tables of one root once and holds them frozen.  Lists are tuples, and
what is computed from a row (support, printed value, printed date) is computed once.  It expects
tables that hold every rule of :mod:`factbook.rules`; chapters use the frames of
:mod:`factbook.tables` instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from factbook import tables


@dataclass(frozen=True, slots=True)
class Source:
    """One source: a row of ``sources.csv``, with ``relayed_by`` as a tuple."""

    source_id: str
    kind: str
    access: str
    publisher: str
    origin: str
    party: str
    title: str
    url: str
    archive_url: str
    published: str
    accessed: str
    language: str
    licence: str
    relayed_by: tuple[str, ...]
    caution: str

    @property
    def name(self) -> str:
        """The source by its publisher and date: ``NATO (3 July 2026)``."""
        return self._dated(self.publisher)

    @property
    def credit(self) -> str:
        """Who said it first, and where it was read: ``Die Welt, via Türkiye Today (May 2025)``."""
        elsewhere = self.origin and not self.publisher.startswith(self.origin)
        return self._dated(f"{self.origin}, via {self.publisher}" if elsewhere else self.publisher)

    def _dated(self, text: str) -> str:
        return text + (f" ({tables.date_text(self.published)})" if self.published else "")


@dataclass(frozen=True, slots=True)
class Passage:
    """What one source of a fact says on it: a row of ``passages.csv``."""

    fact_id: str
    source_id: str
    origin: str
    says: str
    locator: str
    seen: str
    seen_on: str
    agrees: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: a row of ``facts.csv``, lists as tuples, numbers as the text that was printed.

    ``support`` is a key of :data:`factbook.schema.SUPPORT`, ``printed`` the value with qualifier
    and unit as prose prints it (empty without a value), ``number`` the same without the unit,
    ``dated`` the date as prose prints it.
    ``passages`` are in the order of the sources.
    """

    fact_id: str
    chapter: str
    kind: str
    as_of: str
    statement: str
    value: str
    value_max: str
    qualifier: str
    unit: str
    subject: tuple[str, ...]
    sources: tuple[str, ...]
    question: str
    supersedes: str
    checked: str
    note: str
    passages: tuple[Passage, ...]
    support: str
    printed: str
    number: str
    dated: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One judged passage of an article: a row of ``claims.csv``, with ``facts`` as a tuple."""

    claim_id: str
    seed: str
    quote: str
    claim: str
    verdict: str
    facts: tuple[str, ...]
    explanation: str
    note: str
    judged_on: str
    second_look: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a closed edition said of a fact or a claim: a row of ``editions.csv``.

    ``printed`` and ``dated`` are its value and date as prose printed them, empty for a claim.
    """

    record: str
    closed: str
    edition: str
    kind: str
    as_of: str
    statement: str
    value: str
    value_max: str
    qualifier: str
    unit: str
    support: str
    counted_by: str
    verdict: str
    printed: str
    dated: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What an earlier edition had wrong: a row of ``corrections.csv``, lists as tuples."""

    record: str
    corrected: str
    change: tuple[str, ...]
    edition: str
    why: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to be true before a guarantee can work: a row of ``series/conditions.csv``, lists as
    tuples.
    """

    condition_id: str
    guarantee: str
    order: int
    short: str
    condition: str
    state: str
    why: str
    decided_by: str
    supports: tuple[str, ...]
    weakens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A country, an organisation or a person: a row of ``subjects.csv``."""

    code: str
    name: str
    kind: str
    region: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with rival answers: a row of ``questions.csv``."""

    question: str
    weight: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Task:
    """A question for classes: a row of ``tasks.csv``, lists as tuples, counts as numbers.

    Without options it is open, and ``answer`` is a sample; else ``answer`` is the number of the
    right option, from 1.
    """

    task_id: str
    page: str
    level: int
    kind: str
    minutes: int
    needs: str
    question: str
    options: tuple[str, ...]
    answer: str
    feedback: str
    rubric: tuple[str, ...]
    samples: tuple[str, ...]
    facts: tuple[str, ...]
    anchor: str

    @property
    def texts(self) -> tuple[str, ...]:
        """What answers a task, as text in which roles may stand."""
        answer = () if self.options else (self.answer,)
        return (*answer, self.feedback, *self.rubric, *self.samples)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a plan: a row of ``steps.csv``, with counts as numbers, questions as a tuple."""

    lesson_id: str
    plan: str
    place: int
    minutes: int
    form: str
    does: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hook:
    """What a lesson serves: a row of ``hooks.csv`` with that of ``curricula.csv``."""

    code: str
    framework: str
    says: str
    url: str
    how: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson: a row of ``lessons.csv``, lists as tuples, with its plans and hooks."""

    lesson_id: str
    page: str
    lesson_page: str
    sheet_page: str
    title: str
    chart: str
    caption: str
    tasks: tuple[str, ...]
    exit: tuple[str, ...]
    plans: Mapping[str, tuple[Step, ...]]
    hooks: tuple[Hook, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word for classes: a row of ``words.csv``, pages as a tuple."""

    word_id: str
    pages: tuple[str, ...]
    en: str
    de: str
    fr: str
    uk: str
    ru: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter that facts belong to: a row of ``chapters.csv``, with ``order`` as a number."""

    code: str
    title: str
    docname: str
    order: int


@dataclass(frozen=True, slots=True)
class Article:
    """An article that the book examines: a row of ``articles.csv``."""

    seed: str
    sha256: str
    prefix: str
    title: str
    event: str
    docname: str
    publisher: str
    url: str
    byline: str
    published: str
    accessed: str
    reply: str


@dataclass(frozen=True, slots=True)
class Exempt:
    """A phrase with a figure that needs no fact: a row of ``exceptions.csv``, with its line
    there.
    """

    phrase: str
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class PageText:
    """How a page is described: a row of ``pages.csv``, with its line there."""

    page: str
    description: str
    picture: str
    line: int


class Records:
    """The records of the book in ``root``; each table is read when it is first asked for."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root).resolve()

    @cached_property
    def chapters(self) -> Mapping[str, Chapter]:
        """Every chapter by code, in the order of the book."""
        rows = [Chapter(**{**row, "order": int(row["order"])}) for row in self._rows("chapters")]
        return {chapter.code: chapter for chapter in sorted(rows, key=lambda one: one.order)}

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        """Every article by the name of its file, in the order of the table."""
        return {row["seed"]: Article(**row) for row in self._rows("articles")}

    @cached_property
    def exceptions(self) -> Mapping[str, Exempt]:
        """Every phrase that needs no fact, in the order of the table."""
        rows = tables.read("exceptions", self.root).rows
        return {row["phrase"]: Exempt(**row, line=line) for line, row in rows}

    @cached_property
    def phrases(self) -> Sequence[tuple[str, re.Pattern]]:
        """The same phrases, the longest first, each with the pattern that finds it."""
        longest = sorted(self.exceptions, key=len, reverse=True)
        return [(one, re.compile(rf"(?<!\w){re.escape(one)}(?!\w)")) for one in longest]

    @cached_property
    def pages(self) -> Mapping[str, PageText]:
        """What is written about each page, in the order of the table."""
        rows = tables.read("pages", self.root).rows
        return {row["page"]: PageText(**row, line=line) for line, row in rows}

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every source by id, in the order of the table."""
        return {
            row["source_id"]: Source(**{**row, "relayed_by": _listed(row["relayed_by"])})
            for row in self._rows("sources")
        }

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact by id, in the order of the table."""
        sources = {row["source_id"]: row for row in self._rows("sources")}
        passages = tables.by_fact(self._rows("passages"))
        return {
            row["fact_id"]: Fact(
                **{
                    **row,
                    "subject": _listed(row["subject"]),
                    "sources": _listed(row["sources"]),
                    "passages": _ordered(row["sources"], passages.get(row["fact_id"], [])),
                    "support": tables.support(row, sources, passages.get(row["fact_id"], [])),
                    "printed": tables.printed(row),
                    "number": tables.printed_number(row),
                    "dated": tables.date_text(row["as_of"]),
                }
            )
            for row in self._rows("facts")
        }

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """Every claim by id, in the order of the table."""
        return {
            row["claim_id"]: Claim(**{**row, "facts": _listed(row["facts"])})
            for row in self._rows("claims")
        }

    @cached_property
    def conditions(self) -> Mapping[str, Condition]:
        """Every condition by id, in the order of the book."""
        rows = [
            Condition(
                **{
                    **row,
                    "order": int(row["order"]),
                    "supports": _listed(row["supports"]),
                    "weakens": _listed(row["weakens"]),
                }
            )
            for row in self._rows("series/conditions")
        ]
        return {one.condition_id: one for one in sorted(rows, key=lambda one: one.order)}

    @cached_property
    def said(self) -> Mapping[str, tuple[Said, ...]]:
        """Fact or claim → what editions before the present one said of it, the oldest first."""
        found: dict[str, list[Said]] = {}
        present = tables.edition(self.root)["name"]
        for row in self._rows("editions"):
            if row["edition"] == present:
                continue
            dated = tables.date_text(row["as_of"]) if row["as_of"] else ""
            said = Said(**row, printed=tables.printed(row), dated=dated)
            found.setdefault(said.record, []).append(said)
        return {record: tuple(rows) for record, rows in found.items()}

    @cached_property
    def corrections(self) -> Mapping[str, tuple[Correction, ...]]:
        """Fact or claim → its corrections, the oldest first."""
        found: dict[str, list[Correction]] = {}
        for row in self._rows("corrections"):
            lists = {name: _listed(row[name]) for name in ("change", "evidence")}
            found.setdefault(row["record"], []).append(Correction(**{**row, **lists}))
        return {record: tuple(rows) for record, rows in found.items()}

    @cached_property
    def retired(self) -> Mapping[str, str]:
        """The name of each fact that went → why, and where to look now."""
        return {row["fact_id"]: row["retired"] for row in self._rows("names") if row["retired"]}

    @cached_property
    def subjects(self) -> Mapping[str, Subject]:
        """Every subject by code, in the order of the table."""
        return {row["code"]: Subject(**row) for row in self._rows("subjects")}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by its name, in the order of the table."""
        return {
            row["question"]: Question(**{**row, "weight": int(row["weight"])})
            for row in self._rows("questions")
        }

    @cached_property
    def milestones(self) -> Mapping[str, str]:
        """The facts that the timeline shows first → their headline."""
        return {row["fact_id"]: row["headline"] for row in self._rows("milestones")}

    @cached_property
    def tasks(self) -> Mapping[str, Task]:
        """Every question for classes by its name, in the order of the table."""
        return {
            row["task_id"]: Task(
                **{
                    **row,
                    "level": int(row["level"]),
                    "minutes": int(row["minutes"]),
                    "options": parts(row["options"]),
                    "rubric": parts(row["rubric"]),
                    "samples": parts(row["samples"]),
                    "facts": _listed(row["facts"]),
                }
            )
            for row in self._rows("tasks")
        }

    @cached_property
    def judging(self) -> Mapping[str, tuple[str, ...]]:
        """Article → the passages that a class judges first, in their order."""
        found: dict[str, tuple[str, ...]] = {}
        for row in self._rows("judging"):
            found[row["seed"]] = (*found.get(row["seed"], ()), row["claim_id"])
        return found

    @cached_property
    def lessons(self) -> Mapping[str, Lesson]:
        """Every lesson by its name, in the order of the book: chapters, then what else there is."""
        steps = [
            Step(
                **{
                    **row,
                    "place": int(row["place"]),
                    "minutes": int(row["minutes"]),
                    "asks": _listed(row["asks"]),
                }
            )
            for row in self._rows("steps")
        ]
        asked = {row["code"]: row for row in self._rows("curricula")}
        chapters = [chapter.docname for chapter in self.chapters.values()]
        rows = sorted(
            self._rows("lessons"),
            key=lambda row: (
                chapters.index(row["page"]) if row["page"] in chapters else len(chapters),
                row["page"].startswith("chapters/article"),
            ),
        )
        return {
            row["lesson_id"]: Lesson(
                **{
                    **row,
                    "tasks": _listed(row["tasks"]),
                    "exit": _listed(row["exit"]),
                    "plans": _plans(row["lesson_id"], steps),
                    "hooks": tuple(
                        Hook(**asked[hook["code"]], how=hook["how"])
                        for hook in self._rows("hooks")
                        if hook["lesson_id"] == row["lesson_id"]
                    ),
                }
            )
            for row in rows
        }

    @cached_property
    def words(self) -> Mapping[str, Word]:
        """Every word for classes by its name, in the order of the table."""
        return {
            row["word_id"]: Word(**{**row, "pages": _listed(row["pages"])})
            for row in self._rows("words")
        }

    @cached_property
    def edition(self) -> Mapping[str, str]:
        """What pages say of the edition: the name and the dates in ``data/edition.toml``.

        While it is open the name says so, and ``date`` is the last day on which a row was looked
        up or judged: the same whenever it is asked.
        """
        said = tables.edition(self.root)
        if not self.is_open:
            return said
        looked_up = [fact.checked for fact in self.facts.values()]
        looked_up += [source.accessed for source in self.sources.values()]
        looked_up += [one.seen_on for fact in self.facts.values() for one in fact.passages]
        looked_up += [
            day for claim in self.claims.values() for day in (claim.judged_on, claim.second_look)
        ]
        return {
            **said,
            "name": f"{said['name']} (in progress)",
            "date": max([said["sources_read_until"], *looked_up]),
        }

    @cached_property
    def is_open(self) -> bool:
        """Whether the edition is open: its date is empty, and rows may be looked up today."""
        return not tables.edition(self.root)["date"]

    @cached_property
    def successors(self) -> Mapping[str, str]:
        """Fact → the fact that is its later state."""
        return {fact.supersedes: fact.fact_id for fact in self.facts.values() if fact.supersedes}

    @cached_property
    def answers(self) -> Mapping[str, tuple[Fact, ...]]:
        """Question → the facts that answer it, in the order of the table."""
        answers: dict[str, list[Fact]] = {}
        for fact in self.facts.values():
            if fact.question:
                answers.setdefault(fact.question, []).append(fact)
        return {question: tuple(facts) for question, facts in answers.items()}

    @cached_property
    def facts_by_chapter(self) -> Mapping[str, tuple[Fact, ...]]:
        """Chapter → its facts, in the order of the table; the chapters in the order of the book."""
        facts: dict[str, list[Fact]] = {chapter: [] for chapter in self.chapters}
        for fact in self.facts.values():
            facts[fact.chapter].append(fact)
        return {chapter: tuple(own) for chapter, own in facts.items()}

    def seed(self, name: str) -> str:
        """The text of an article."""
        return (self.root / "seeds" / name).read_text(encoding="utf-8")

    def rivals(self, fact: Fact) -> tuple[Fact, ...]:
        """The facts that answer the same question differently."""
        return tuple(other for other in self.answers.get(fact.question, ()) if other is not fact)

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return [row for _, row in tables.read(name, self.root).rows]


def parts(cell: str) -> tuple[str, ...]:
    """The parts of a cell of texts with `` | `` between."""
    return tuple(part.strip() for part in cell.split(" | ")) if cell else ()


def _ordered(sources: str, passages: list[dict]) -> tuple[Passage, ...]:
    """The passages of a fact in the order in which it names its sources."""
    place = {source: number for number, source in enumerate(_listed(sources))}
    known = [row for row in passages if row["source_id"] in place]
    return tuple(Passage(**row) for row in sorted(known, key=lambda row: place[row["source_id"]]))


def _plans(lesson: str, steps: Sequence[Step]) -> Mapping[str, tuple[Step, ...]]:
    """The steps of a lesson by plan, each plan in its order."""
    own = [step for step in steps if step.lesson_id == lesson]
    names = dict.fromkeys(step.plan for step in own)
    return {name: tuple(step for step in own if step.plan == name) for name in names}


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()
