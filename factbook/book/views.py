"""How do facts read side by side?  The timeline and the page of disagreements.

``{timeline}`` lists every fact whose month is known, in order of time; a reader can filter it by chapter.
``{disagreements}`` sets the rival answers to each question side by side and says why they differ.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from factbook import schema, tables
from factbook.book import deferred, domain
from factbook.book.deferred import Page
from factbook.book.outputs import source_reference


class FactView(SphinxDirective):
    """A view of many facts; every fact in it counts as used by the page."""

    def run(self) -> list[nodes.Node]:
        """The view, as content that the book generates."""
        box = nodes.container("", classes=["generated", self.name])
        box += self.view()
        return [box]

    def note(self, fact: dict) -> None:
        """Note that the page uses a fact."""
        domain.facts_of(self.env).note_use("fact", fact["fact_id"], self.env.docname, self.lineno)


class Timeline(FactView):
    """Every fact whose month is known, in order of time, a heading for each year.

    The list of chapters above it says how many facts each has; the script makes a filter of it.
    """

    def view(self) -> list[nodes.Node]:
        """The chapters with their counts, then a section for each year with a list of dated facts."""
        dated = dated_facts()
        chapters = nodes.bullet_list("", classes=["timeline-chapters"])
        for chapter, title in schema.CHAPTERS.items():
            count = sum(fact["chapter"] == chapter for fact in dated)
            chapters += nodes.list_item(
                "", nodes.paragraph("", f"{title}: {count} facts"), classes=[f"chapter-{chapter}"]
            )
        for fact in dated:
            self.note(fact)
        sections = []
        for year in dict.fromkeys(fact["as_of"][:4] for fact in dated):
            facts = deferred.placeholder(
                "", content="timeline-year", arguments=[year], docname=self.env.docname
            )
            sections.append(
                nodes.section(
                    "", nodes.title("", year), facts, ids=[f"year-{year}"], names=[f"year-{year}"]
                )
            )
        count = nodes.paragraph(
            "", f"{len(dated)} of {len(dated)} facts shown.", classes=["timeline-count"]
        )
        return [chapters, count, *sections]


def dated_facts() -> list[dict]:
    """The facts whose month is known, in order of time."""
    return sorted(
        (fact for fact in domain.stored_facts().values() if len(fact["as_of"]) >= 7),
        key=lambda fact: (schema.first_day(fact["as_of"]), fact["fact_id"]),
    )


def timeline_year(page: Page, year: str) -> list[nodes.Node]:
    """The dated facts of a year, as a list."""
    items = nodes.bullet_list("", classes=["timeline-year"])
    for fact in dated_facts():
        if not fact["as_of"].startswith(year):
            continue
        announced = ", announced" if fact["kind"] == "announcement" else ""
        line = nodes.paragraph(
            "",
            "",
            nodes.strong("", tables.date_text(fact["as_of"])),
            nodes.Text(f"{announced}. "),
            page.link("fact", fact["fact_id"], fact["statement"], classes=_marks(fact)),
            nodes.inline("", f" {schema.CHAPTERS[fact['chapter']]}", classes=["timeline-chapter"]),
        )
        items += nodes.list_item("", line, classes=[f"chapter-{fact['chapter']}"])
    return [items]


def _marks(fact: dict) -> list[str]:
    return ["bound", f"support-{fact['support']}"]


class Disagreements(FactView):
    """Every question with rival answers: a list of the questions, then for each its answers side by side and why they differ."""

    def view(self) -> list[nodes.Node]:
        """The list of questions, and a section for each chapter with a section for each of its questions."""
        answers = defaultdict(list)
        for fact in domain.stored_facts().values():
            answers[fact["question"]].append(fact)
        index, sections = nodes.bullet_list("", classes=["questions"]), []
        for chapter, title in schema.CHAPTERS.items():
            asked = [
                q
                for q in domain.stored_questions().values()
                if _chapter(answers[q["question"]]) == chapter
            ]
            if not asked:
                continue
            links = nodes.bullet_list("")
            for question in asked:
                link = nodes.reference("", question["text"], refid=_anchor(question), internal=True)
                links += nodes.list_item("", nodes.paragraph("", "", link))
            index += nodes.list_item("", nodes.paragraph("", title), links)
            section = nodes.section(
                "",
                nodes.title("", title),
                ids=[f"questions-{chapter}"],
                names=[f"questions-{chapter}"],
            )
            section += [
                self._section(question, answers[question["question"]]) for question in asked
            ]
            sections.append(section)
        return [index, *sections]

    def _section(self, question: dict, answers: list[dict]) -> nodes.Element:
        section = nodes.section(
            "",
            nodes.title("", question["text"]),
            ids=[_anchor(question)],
            names=[_anchor(question)],
        )
        rows = nodes.bullet_list("", classes=["answers"])
        for fact in sorted(
            answers, key=lambda fact: (float(fact["value"] or 0), fact["as_of"], fact["fact_id"])
        ):
            line = nodes.paragraph("", "")
            if fact["printed"]:
                line += [nodes.strong("", fact["printed"], classes=["answer"]), nodes.Text(" ")]
            self.note(fact)
            words = nodes.inline("", fact["statement"], classes=_marks(fact))
            line += [
                addnodes.pending_xref(
                    "",
                    words,
                    refdomain="fact",
                    reftype="fact",
                    reftarget=fact["fact_id"],
                    refexplicit=True,
                    refdoc=self.env.docname,
                    refwarn=True,
                ),
                nodes.Text(" "),
            ]
            sources = nodes.inline("", "", classes=["answer-sources"])
            for i, source in enumerate(fact["sources"].split(";")):
                sources += [
                    nodes.Text("; " if i else "Sources: "),
                    source_reference(source, self.env.docname),
                ]
            line += sources
            rows += nodes.list_item("", line)
        section += [
            rows,
            nodes.paragraph(
                "", "", nodes.strong("", "Why they differ. "), nodes.Text(question["why"])
            ),
        ]
        return section


def _anchor(question: dict) -> str:
    return f"question-{question['question']}"


def _chapter(answers: list[dict]) -> str:
    """The chapter of most answers; of the first, where it is a draw."""
    return Counter(fact["chapter"] for fact in answers).most_common(1)[0][0] if answers else ""


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("timeline", Timeline)
    deferred.add("timeline-year", timeline_year)
    app.add_directive("disagreements", Disagreements)
