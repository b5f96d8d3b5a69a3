"""How do facts read side by side?  The timeline and the page of disagreements.

``{timeline}`` shows the facts of ``milestones.csv``, then all that happened or was said in a month
that is known, in order of time; a reader can filter it by chapter. ``{disagreements}`` sets the
rival answers to each question side by side, the weightiest question first, and says why they
differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from docutils import nodes
from sphinx.application import Sphinx

from factbook import schema
from factbook.book import deferred, drawn
from factbook.book.deferred import Page
from factbook.book.depends import STATES, reads_state
from factbook.book.directives import BookDirective
from factbook.book.domain import FactDomain, facts_of
from factbook.book.parts import fact_reference, fold, reference, source_reference, support_marks
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
    """What happened, in order of time: a picture of when, the facts that matter most, then all, a
    heading for each year.

    The picture has a part for each chapter with its count of facts; the script makes a filter of
    it, and shows first what matters most alone.
    """

    def view(self, records: Records) -> list[nodes.Node]:
        """The picture, the count, the milestones, and a section for each year."""
        dated = dated_facts(records)
        first = [fact for fact in dated if fact.fact_id in records.milestones]
        for fact in dated:
            self.note(fact)
        text = f"{len(dated)} of {len(dated)} facts shown."
        parts = [
            *_strip(dated, records),
            nodes.paragraph("", text, classes=["timeline-count"]),
        ]
        if first:
            parts.append(self._milestones(first, records))
        for year in dict.fromkeys(fact.as_of[:4] for fact in dated):
            place = deferred.place_for(self.env, "timeline-year", year)
            title, name = nodes.title("", year), f"year-{year}"
            parts.append(nodes.section("", title, place, ids=[name], names=[name]))
        return parts

    def _milestones(self, facts: Sequence[Fact], records: Records) -> nodes.Element:
        """The facts that matter most: date, headline, statement, and rival answers."""
        items = nodes.bullet_list("", classes=["timeline-milestones"])
        for fact in facts:
            docname, headline = self.env.docname, records.milestones[fact.fact_id]
            link = reference("fact", fact.fact_id, headline, docname, support_marks(fact))
            head = nodes.paragraph("", "", nodes.strong("", fact.dated), nodes.Text(" "), link)
            item = nodes.list_item("", head, classes=[f"chapter-{fact.chapter}"])
            item += nodes.paragraph("", fact.statement, classes=["milestone-statement"])
            for rival in records.rivals(fact):
                self.note(rival)
                said = nodes.paragraph("", "Otherwise: ", classes=["milestone-statement"])
                said += fact_reference(rival, docname)
                item += said
            items += item
        title = nodes.title("", "What matters most")
        return nodes.section("", title, items, ids=["milestones"], names=["milestones"])


HAPPENED = ("event", "position", "announcement", "rule")
"""The kinds of facts that the timeline has: what somebody counted is in the ledger."""


def dated_facts(records: Records) -> list[Fact]:
    """What happened or was said in a month that is known, and the milestones, in order of time."""
    return sorted(
        (
            fact
            for fact in records.facts.values()
            if len(fact.as_of) >= 7
            and (fact.kind in HAPPENED or fact.fact_id in records.milestones)
        ),
        key=lambda fact: (schema.first_day(fact.as_of), fact.fact_id),
    )


# --- the picture of the timeline -----------------------------------------------------------------

QUARTERED = 2
"""So many years, the last ones, are drawn in quarters; what was before stands in one column."""

QUARTERS = ("January to March", "April to June", "July to September", "October to December")


def _strip(facts: Sequence[Fact], records: Records) -> list[nodes.Node]:
    """When it happened: for each chapter its count of facts, and columns over time."""
    years = sorted({fact.as_of[:4] for fact in facts})[-QUARTERED:]
    periods = ["", *(f"{year}-{quarter}" for year in years for quarter in range(4))]

    def period(fact: Fact) -> str:
        first = schema.first_day(fact.as_of)
        return f"{first.year}-{(first.month - 1) // 3}" if fact.as_of[:4] in years else ""

    counted = Counter((fact.chapter, period(fact)) for fact in facts)
    most = max(counted.values(), default=1)
    before = f"before {years[0]}" if years else ""
    names = [before, *(f"{name} {year}" for year in years for name in QUARTERS)]
    labels = [(0, "before"), *((1 + 4 * at, year) for at, year in enumerate(years))]
    chapters = nodes.bullet_list("", classes=["timeline-chapters"])
    for code, chapter in records.chapters.items():
        counts = [counted[code, one] for one in periods]
        said = "; ".join(f"{name}: {n}" for name, n in zip(names, counts, strict=True) if n)
        chapters += nodes.list_item(
            "",
            nodes.paragraph("", f"{chapter.title} ({sum(counts)})"),
            drawn.columns(counts, most),
            drawn.axis(labels, len(counts)),
            nodes.paragraph("", said, classes=["visually-hidden"]),
            classes=[f"chapter-{code}"],
        )
    return [chapters]


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
        first = ["milestone"] if fact.fact_id in page.records.milestones else []
        items += nodes.list_item("", line, classes=[f"chapter-{fact.chapter}", *first])
    return [items]


def timeline_state(domain: FactDomain) -> object:
    """Which facts it has, which of them first, and the chapters.  What a fact says the page depends
    on by using it.
    """
    facts = [fact.fact_id for fact in dated_facts(domain.records)]
    return facts, domain.records.milestones, domain.records.chapters


WEIGHTS = {
    5: "Questions that decide much",
    3: "Questions that change the picture",
    1: "Questions of detail",
}
"""The least weight of a group of questions → its heading, the heaviest first."""


class Disagreements(FactView):
    """Every question with rival answers, the weightiest first: a list of the questions, then for
    each a picture of the answers on one scale, the answers, and why they differ.
    """

    def view(self, records: Records) -> list[nodes.Node]:
        """The list of questions in a fold, and a section for each group of weights with a section
        for each of its questions.
        """
        index = nodes.bullet_list("", classes=["questions"])
        sections: list[nodes.Node] = []
        asked = _by_weight(records)
        for least, heading in WEIGHTS.items():
            group = [question for question in asked if _least(question) == least]
            if not group:
                continue
            links = nodes.bullet_list("")
            for question in group:
                anchor = question_anchor(question.question)
                link = nodes.reference("", question.text, refid=anchor, internal=True)
                links += nodes.list_item("", nodes.paragraph("", "", link))
            index += nodes.list_item("", nodes.paragraph("", heading), links)
            title, name = nodes.title("", heading), f"questions-{least}"
            section = nodes.section("", title, ids=[name], names=[name])
            section += [self._section(question, records) for question in group]
            sections.append(section)
        return [fold("", index, summary="All questions"), *sections]

    def _section(self, question: Question, records: Records) -> nodes.Element:
        """A question with its chapter, a picture of its answers, these, and why they differ.

        Where there is a picture, who says what is folded below it, but for the weightiest
        questions.
        """
        name = question_anchor(question.question)
        section = nodes.section("", nodes.title("", question.text), ids=[name], names=[name])
        facts = sorted(
            records.answers.get(question.question, ()),
            key=lambda fact: (float(fact.value or 0), fact.as_of, fact.fact_id),
        )
        if chapter := records.chapters.get(_chapter(facts)):
            section += nodes.paragraph("", chapter.title, classes=["question-chapter"])
        drawn_on = drawn.on_one_scale(facts)
        if drawn_on:
            section += self._scale(facts)
        rows = nodes.bullet_list("", classes=["answers"])
        for fact in facts:
            rows += nodes.list_item("", self._answer(fact, records, with_value=not drawn_on))
        why = nodes.paragraph("", "", nodes.strong("", "Why they differ. "))
        why += nodes.Text(question.why)
        if drawn_on and _least(question) < max(WEIGHTS):
            section += [why, fold("", rows, summary="Who says what")]
        else:
            section += [rows, why]
        return section

    def _scale(self, facts: Sequence[Fact]) -> nodes.Element:
        """The answers on one scale, each with its value."""
        scale = drawn.scale_of(facts)
        lines = nodes.bullet_list("", classes=["scale"])
        for fact in facts:
            link = reference(
                "fact", fact.fact_id, fact.printed, self.env.docname, support_marks(fact)
            )
            lines += nodes.list_item(
                "", nodes.paragraph("", "", link), drawn.answer_line(fact, scale)
            )
        return lines

    def _answer(self, fact: Fact, records: Records, *, with_value: bool) -> nodes.Element:
        docname = self.env.docname
        self.note(fact)
        line = nodes.paragraph("", "")
        if fact.printed and with_value:
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


def _by_weight(records: Records) -> list[Question]:
    """The questions, the weightiest first; those of one weight in the order of the chapters."""
    places = {code: place for place, code in enumerate(records.chapters)}

    def key(question: Question) -> tuple[int, int, str]:
        chapter = _chapter(records.answers.get(question.question, ()))
        return -question.weight, places.get(chapter, len(places)), question.question

    return sorted(records.questions.values(), key=key)


def _least(question: Question) -> int:
    """The group of :data:`WEIGHTS` that a question belongs to."""
    return next(least for least in WEIGHTS if question.weight >= least)


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
