"""How do facts read side by side?  The timeline and the page of disagreements.

``{timeline}`` lists every fact whose month is known, in order of time; a reader can filter it by
chapter. ``{disagreements}`` sets the rival answers to each question side by side and says why they
differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from docutils import nodes
from sphinx.application import Sphinx

from factbook import schema
from factbook.book import deferred
from factbook.book.deferred import Page
from factbook.book.depends import STATES, reads_state
from factbook.book.directives import BookDirective
from factbook.book.domain import FactDomain, facts_of
from factbook.book.parts import fact_reference, source_reference, support_marks
from factbook.book.places import question_anchor
from factbook.records import Fact, Question, Records


class FactView(BookDirective):
    """A view of many facts; every fact in it counts as used by the page."""

    def make(self) -> list[nodes.Node]:
        """The view, as content that the book generates."""
        reads_state(self.env, self.name)
        box = nodes.container("", classes=["generated", self.name])
        box += self.view(facts_of(self.env).records)
        return [box]

    def view(self, records: Records) -> list[nodes.Node]:
        """What stands in the box."""
        raise NotImplementedError

    def note(self, fact: Fact) -> None:
        """Note that the page uses a fact."""
        facts_of(self.env).note_use("fact", fact.fact_id, self.env.docname, self.lineno)


class Timeline(FactView):
    """Every fact whose month is known, in order of time, a heading for each year.

    The list of chapters above it says how many facts each has; the script makes a filter of it.
    """

    def view(self, records: Records) -> list[nodes.Node]:
        """The chapters with their counts, then a section for each year with a list of dated
        facts.
        """
        dated = dated_facts(records)
        chapters = nodes.bullet_list("", classes=["timeline-chapters"])
        for code, chapter in records.chapters.items():
            count = sum(fact.chapter == code for fact in dated)
            line = nodes.paragraph("", f"{chapter.title}: {count} facts")
            chapters += nodes.list_item("", line, classes=[f"chapter-{code}"])
        for fact in dated:
            self.note(fact)
        sections = []
        for year in dict.fromkeys(fact.as_of[:4] for fact in dated):
            place = deferred.place_for(self.env, "timeline-year", year)
            title, name = nodes.title("", year), f"year-{year}"
            sections.append(nodes.section("", title, place, ids=[name], names=[name]))
        text = f"{len(dated)} of {len(dated)} facts shown."
        return [chapters, nodes.paragraph("", text, classes=["timeline-count"]), *sections]


def dated_facts(records: Records) -> list[Fact]:
    """The facts whose month is known, in order of time."""
    return sorted(
        (fact for fact in records.facts.values() if len(fact.as_of) >= 7),
        key=lambda fact: (schema.first_day(fact.as_of), fact.fact_id),
    )


def timeline_year(page: Page, year: str) -> list[nodes.Node]:
    """The dated facts of a year, as a list."""
    items = nodes.bullet_list("", classes=["timeline-year"])
    for fact in dated_facts(page.records):
        if not fact.as_of.startswith(year):
            continue
        announced = ", announced" if fact.kind == "announcement" else ""
        title = page.records.chapters[fact.chapter].title
        line = nodes.paragraph(
            "",
            "",
            nodes.strong("", fact.dated),
            nodes.Text(f"{announced}. "),
            page.link("fact", fact.fact_id, fact.statement, classes=support_marks(fact)),
            nodes.inline("", f" {title}", classes=["timeline-chapter"]),
        )
        items += nodes.list_item("", line, classes=[f"chapter-{fact.chapter}"])
    return [items]


def timeline_state(domain: FactDomain) -> object:
    """Which facts it has, and the chapters.  What a fact says the page depends on by using it."""
    facts = [fact.fact_id for fact in dated_facts(domain.records)]
    return facts, domain.records.chapters


class Disagreements(FactView):
    """Every question with rival answers: a list of the questions, then for each its answers side by
    side and why they differ.
    """

    def view(self, records: Records) -> list[nodes.Node]:
        """The list of questions, and a section for each chapter with a section for each of its
        questions.
        """
        index = nodes.bullet_list("", classes=["questions"])
        sections: list[nodes.Node] = []
        for code, chapter in records.chapters.items():
            asked = [
                question
                for question in records.questions.values()
                if _chapter(records.answers.get(question.question, ())) == code
            ]
            if not asked:
                continue
            links = nodes.bullet_list("")
            for question in asked:
                anchor = question_anchor(question.question)
                link = nodes.reference("", question.text, refid=anchor, internal=True)
                links += nodes.list_item("", nodes.paragraph("", "", link))
            index += nodes.list_item("", nodes.paragraph("", chapter.title), links)
            title, name = nodes.title("", chapter.title), f"questions-{code}"
            section = nodes.section("", title, ids=[name], names=[name])
            section += [self._section(question, records) for question in asked]
            sections.append(section)
        return [index, *sections]

    def _section(self, question: Question, records: Records) -> nodes.Element:
        """A question with its answers, by value and date, and why they differ."""
        name = question_anchor(question.question)
        section = nodes.section("", nodes.title("", question.text), ids=[name], names=[name])
        rows = nodes.bullet_list("", classes=["answers"])
        for fact in sorted(
            records.answers.get(question.question, ()),
            key=lambda fact: (float(fact.value or 0), fact.as_of, fact.fact_id),
        ):
            rows += nodes.list_item("", self._answer(fact, records))
        why = nodes.strong("", "Why they differ. ")
        section += [rows, nodes.paragraph("", "", why, nodes.Text(question.why))]
        return section

    def _answer(self, fact: Fact, records: Records) -> nodes.Element:
        docname = self.env.docname
        self.note(fact)
        line = nodes.paragraph("", "")
        if fact.printed:
            line += [nodes.strong("", fact.printed, classes=["answer"]), nodes.Text(" ")]
        line += [fact_reference(fact, docname), nodes.Text(" ")]
        sources = nodes.inline("", "", classes=["answer-sources"])
        for i, source in enumerate(fact.sources):
            sources += [
                nodes.Text("; " if i else "Sources: "),
                source_reference(records.sources[source], docname),
            ]
        line += sources
        return line


def disagreements_state(domain: FactDomain) -> object:
    """The questions, which facts answer them, and the chapters.  What a fact says the page depends
    on by using it.
    """
    answers = {
        question: [fact.fact_id for fact in facts]
        for question, facts in domain.records.answers.items()
    }
    return domain.records.questions, answers, domain.records.chapters


def _chapter(answers: Sequence[Fact]) -> str:
    """The chapter of most answers; of the first, where it is a draw."""
    return Counter(fact.chapter for fact in answers).most_common(1)[0][0] if answers else ""


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("timeline", Timeline)
    deferred.add("timeline-year", timeline_year)
    app.add_directive("disagreements", Disagreements)
    STATES["timeline"] = timeline_state
    STATES["disagreements"] = disagreements_state
