"""How do facts read side by side?  The timeline and the page of disagreements.

``{timeline}`` lists every fact whose month is known, in order of time; a reader can filter it by chapter.
``{disagreements}`` sets the rival answers to each question side by side and says why they differ.
"""

from __future__ import annotations

from itertools import groupby

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from factbook import schema, tables
from factbook.book import domain
from factbook.book.outputs import source_reference


def fact_link(fact: dict, text: str, docname: str) -> nodes.Element:
    """A link to a fact's place in the ledger, marked by its support."""
    inline = nodes.inline("", text, classes=["bound", f"support-{fact['support']}"])
    return addnodes.pending_xref("", inline, refdomain="fact", reftype="fact", reftarget=fact["fact_id"], refexplicit=True,
                                 refdoc=docname, refwarn=True)


class FactView(SphinxDirective):
    """A view of many facts; every fact in it counts as used by the page."""

    def run(self) -> list[nodes.Node]:
        """The view, as content that the book generates."""
        box = nodes.container("", classes=["generated", self.name])
        box += self.view()
        return [box]

    def link(self, fact: dict, text: str) -> nodes.Element:
        """A link to a fact, noted as a use."""
        self.env.get_domain("fact").note_use("fact", fact["fact_id"], self.env.docname, self.lineno)
        return fact_link(fact, text, self.env.docname)


class Timeline(FactView):
    """Every fact whose month is known, in order of time, a heading for each year."""

    def view(self) -> list[nodes.Node]:
        """A section for each year with a list of dated facts."""
        dated = sorted((f for f in domain.stored_facts().values() if len(f["as_of"]) >= 7),
                       key=lambda f: (schema.first_day(f["as_of"]), f["fact_id"]))
        sections = []
        for year, facts in groupby(dated, key=lambda f: f["as_of"][:4]):
            section = nodes.section("", nodes.title("", year), ids=[f"year-{year}"], names=[f"year-{year}"])
            items = nodes.bullet_list("", classes=["timeline-year"])
            for fact in facts:
                line = nodes.paragraph("", "", nodes.strong("", tables.date_text(fact["as_of"])), nodes.Text(". "),
                                       self.link(fact, fact["statement"]),
                                       nodes.inline("", f" {schema.CHAPTERS[fact['chapter']]}", classes=["timeline-chapter"]))
                items += nodes.list_item("", line, classes=[f"chapter-{fact['chapter']}"])
            section += items
            sections.append(section)
        return sections


class Disagreements(FactView):
    """Every question with rival answers: the answers side by side, and why they differ."""

    def view(self) -> list[nodes.Node]:
        """A section for each question."""
        facts = list(domain.stored_facts().values())
        return [self._section(question, [f for f in facts if f["question"] == question["question"]])
                for question in domain.stored_questions().values()]

    def _section(self, question: dict, answers: list[dict]) -> nodes.Element:
        anchor = f"question-{question['question']}"
        section = nodes.section("", nodes.title("", question["text"]), ids=[anchor], names=[anchor])
        rows = nodes.bullet_list("", classes=["answers"])
        for fact in answers:
            line = nodes.paragraph("", "")
            if fact["printed"]:
                line += [nodes.strong("", fact["printed"]), nodes.Text(". ")]
            line += [self.link(fact, fact["statement"]), nodes.Text(" ")]
            sources = nodes.inline("", "", classes=["answer-sources"])
            for i, source in enumerate(fact["sources"].split(";")):
                sources += [nodes.Text("; " if i else "According to "), source_reference(source, self.env.docname)]
            line += sources
            rows += nodes.list_item("", line)
        section += [rows, nodes.paragraph("", "", nodes.strong("", "Why they differ. "), nodes.Text(question["why"]))]
        return section


def setup(app: Sphinx) -> None:
    """Connect the room to the build."""
    app.add_directive("timeline", Timeline)
    app.add_directive("disagreements", Disagreements)
