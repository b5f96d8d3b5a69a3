"""What do a teacher and a class get for one lesson?  The lessons of ``data/lessons.csv``.

On the page for the teacher ``{lesson-line} ID`` says how long it takes and what to print, ``{plan}
ID PLAN`` lists the steps of a plan with the clock, ``{exit-quiz} ID`` and ``{hooks} ID`` the last
questions and what of curricula it serves, ``{lesson-key} ID`` every answer.  On the page for
pupils ``{sheet} ID`` has the chart with its numbers, the questions with room to write, and the
names of the facts.  ``{lesson-list}`` lists all lessons.  These pages stand on the site alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import ClassVar

import segno
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import roles, schema
from factbook.book import articles, deferred, judge, outputs
from factbook.book.deferred import Page
from factbook.book.directives import Argument, BookDirective
from factbook.book.domain import FactDomain, facts_of
from factbook.book.places import SITE_ONLY
from factbook.book.pointers import bound_text
from factbook.book.stopping import COLLECT, Problem, in_table
from factbook.book.tasks import answered, asked, note_texts, what_is_asked
from factbook.records import Claim, Lesson, Records, Step, Task

FILE = "data/lessons.csv"

MOST_ROWS, LONGEST_CELL = 12, 40
"""Rows that a chart on a sheet has at most, and letters of a cell in the columns that are shown."""

PROOF = (
    "The proof of each fact stands in the book's ledger under its name. Corroborated: two sources "
    "apart from each other; single: one."
)
"""What stands above the facts of a sheet."""

LINES_A_MINUTE, MOST_LINES = 0.8, 6
"""Ruled lines under an open question for each minute that it takes, and at most."""

FORMS = {
    "class": "All together",
    "pairs": "In pairs",
    "groups": "In groups",
    "alone": "Alone",
    "home": "At home",
}
"""Form of a step → how pages say it."""

LESSON_MINUTES = 45
"""The minutes of each lesson of a week."""


# --- the directives -----------------------------------------------------------------------------


def _lesson_problem(env: BuildEnvironment, value: str) -> str:
    known = facts_of(env).records.lessons
    return "" if value in known else f"no lesson {value!r}{roles.nearest(value, known)}"


def _plan_problem(env: BuildEnvironment, value: str) -> str:
    return "" if value in schema.PLANS else f"no plan {value!r}: {', '.join(schema.PLANS)}"


LESSON = Argument("ID", _lesson_problem)


class LessonDirective(BookDirective):
    """A part of a lesson, which stands on the site alone."""

    takes: tuple[Argument, ...] = (LESSON,)
    mark: ClassVar[str] = "lesson"
    """The class of its page: what is printed for classes is found by it."""

    def make(self) -> list[nodes.Node]:
        """A place that is filled when all charts and computed numbers are known."""
        domain = facts_of(self.env)
        lesson = domain.records.lessons[self.arguments[0]]
        note_texts(self, self.texts(lesson))
        self.env.metadata[self.env.docname] |= {SITE_ONLY: True, "nosearch": True}
        place = deferred.place_for(self.env, self.name, *self.arguments)
        return [nodes.container("", place, classes=["classroom", self.mark, self.name])]

    def texts(self, lesson: Lesson) -> Iterable[str]:
        """The texts with roles that it shows."""
        return ()

    def tasks(self, names: Iterable[str]) -> Iterator[Task]:
        """Questions by their names."""
        yield from (facts_of(self.env).records.tasks[name] for name in names)


class PlanDirective(LessonDirective):
    """``{plan} ID PLAN``."""

    takes = (LESSON, Argument("PLAN", _plan_problem))

    def texts(self, lesson: Lesson) -> Iterable[str]:
        """What is done in its steps."""
        return [step.does for step in lesson.plans.get(self.arguments[1], ())]


class ExitDirective(LessonDirective):
    """``{exit-quiz} ID``."""

    def texts(self, lesson: Lesson) -> Iterable[str]:
        """Questions and options."""
        for task in self.tasks(lesson.exit):
            yield from (task.question, *task.options)


class KeyDirective(LessonDirective):
    """``{lesson-key} ID``."""

    def texts(self, lesson: Lesson) -> Iterable[str]:
        """Questions and all that answers them."""
        domain = facts_of(self.env)
        for task in self.tasks((*lesson.tasks, *lesson.exit)):
            yield from (task.question, *task.options, *task.texts)
            for name in task.facts:
                domain.note_use("fact", name, self.env.docname, self.lineno)


class SheetDirective(LessonDirective):
    """``{sheet} ID``."""

    mark = "sheet"

    def texts(self, lesson: Lesson) -> Iterable[str]:
        """Questions and options; the chart is noted as one that the page pictures."""
        domain = facts_of(self.env)
        yield lesson.caption
        if lesson.chart:
            domain.pictured.setdefault(self.env.docname, []).append(lesson.chart)
        for task in self.tasks(lesson.tasks):
            yield from (task.question, *task.options)
            for name in task.facts:
                domain.note_use("fact", name, self.env.docname, self.lineno)


# --- for the teacher ----------------------------------------------------------------------------


def lesson_line(page: Page, name: str) -> list[nodes.Node]:
    """How long a lesson takes, which page it is about, and what is printed."""
    lesson = page.records.lessons[name]
    lasts = "For a lesson of 45 minutes, a double one, or a week. About a page of the book ("
    line = nodes.paragraph("", lasts)
    line += [page.page_link(lesson.page), nodes.Text("). Print for each pupil: ")]
    line += [page.page_link(lesson.sheet_page, "the sheet"), nodes.Text(". For you: this page.")]
    return [line]


def plan(page: Page, name: str, plan_name: str) -> list[nodes.Node]:
    """A plan as a table: the clock, what is done, in which form."""
    lesson, rows = page.records.lessons[name], []
    for when, step in _clock(lesson.plans[plan_name], plan_name):
        does = bound_text(page, step.does)
        if asks := _asks(step, lesson):
            does += [nodes.Text(" "), nodes.emphasis("", asks)]
        rows.append([[nodes.Text(when)], does, [nodes.Text(FORMS[step.form])]])
    head = "Lesson" if plan_name == "week" else "Minutes"
    return [_table([head, "What you do", "How"], [14, 70, 16], rows)]


def _asks(step: Step, lesson: Lesson) -> str:
    """Which questions a step asks, by their numbers on the sheet; empty for none."""
    numbers = [str(at) for at, name in enumerate(lesson.tasks, 1) if name in step.asks]
    said = []
    if numbers:
        said.append(f"Question{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}.")
    if set(lesson.exit) & set(step.asks):
        said.append("Exit quiz.")
    return " ".join(said)


def _clock(steps: Iterable[Step], plan_name: str) -> Iterator[tuple[str, Step]]:
    """When each step is: from minute to minute, or the number of a week's lesson."""
    at = 0
    for step in steps:
        if step.form == "home":
            yield "after", step
        elif plan_name == "week":
            yield str(at // LESSON_MINUTES + 1), step
        else:
            yield f"{at}–{at + step.minutes}", step
        at += step.minutes


def exit_quiz(page: Page, name: str) -> list[nodes.Node]:
    """The questions at the end, without their key, and how to ask them."""
    records = page.records
    listed = nodes.enumerated_list("", enumtype="arabic", prefix="", suffix=".")
    listed += [asked(page, records.tasks[one]) for one in records.lessons[name].exit]
    how = "Sheets are turned over. Read it aloud or write it on the board; pupils note the letters."
    return [nodes.paragraph("", how), listed]


def hooks(page: Page, name: str) -> list[nodes.Node]:
    """What a lesson serves, by framework, with links to the frameworks."""
    rows = []
    for hook in sorted(page.records.lessons[name].hooks, key=lambda hook: hook.framework):
        link = nodes.reference("", hook.code, refuri=hook.url)
        said = [nodes.Text(f"{hook.says} {hook.how}")]
        rows.append([[nodes.Text(hook.framework)], [link], said])
    return [
        _table(
            ["Framework", "Code", "What it asks, and how the lesson serves it"], [18, 22, 60], rows
        )
    ]


def lesson_key(page: Page, name: str) -> list[nodes.Node]:
    """Every answer: to the sheet, then to the questions at the end."""
    lesson = page.records.lessons[name]
    found: list[nodes.Node] = []
    for head, names in (("The sheet", lesson.tasks), ("The exit quiz", lesson.exit)):
        found.append(nodes.paragraph("", "", nodes.strong("", head), classes=["task-level"]))
        found += [
            answered(page, page.records.tasks[one], number) for number, one in enumerate(names, 1)
        ]
    return [*found, *_further_sheet(page, lesson)]


def _further_sheet(page: Page, lesson: Lesson) -> list[nodes.Node]:
    """What the book makes of the passages that a class judges first, if the lesson is about an
    article: the verdict, the letters of the deciding cards, and why.
    """
    listed = nodes.bullet_list("", classes=["lesson-verdicts"])
    for number, claim, letters in _judged_first(page.records, lesson):
        link = page.link("claim", claim.claim_id, f"Passage {number}")
        said = f": {schema.VERDICT_WORDS[claim.verdict]} ({letters}). {claim.explanation}"
        listed += nodes.list_item("", nodes.paragraph("", "", link, nodes.Text(said)))
    if not len(listed):
        return []
    head = nodes.strong("", "The further sheet of passages")
    return [nodes.paragraph("", "", head, classes=["task-level"]), listed]


def _judged_first(records: Records, lesson: Lesson) -> Iterator[tuple[int, Claim, str]]:
    """(number, claim, letters of the deciding cards) of each passage of the set."""
    for seed, article in records.articles.items():
        if article.docname != lesson.page:
            continue
        numbers = {one.claim_id: at for at, one in enumerate(articles.claims_of(records, seed), 1)}
        for name in records.judging.get(seed, ()):
            claim = records.claims[name]
            cards = [fact.fact_id for fact in judge.cards(records, claim)]
            decides = [judge.LETTERS[cards.index(fact)] for fact in claim.facts]
            is_decided = decides and claim.verdict in schema.DECIDED
            yield numbers[name], claim, ", ".join(sorted(decides)) if is_decided else "no card"


def lesson_list(page: Page) -> list[nodes.Node]:
    """Every lesson with its sheet and its page of the book."""
    rows = []
    for lesson in page.records.lessons.values():
        sheet = page.page_link(lesson.sheet_page, "sheet")
        links = [page.page_link(lesson.lesson_page, lesson.title), nodes.Text(" · "), sheet]
        rows.append([links, [page.page_link(lesson.page)]])
    return [_table(["Lesson and sheet", "Goes with"], [60, 40], rows)]


# --- for pupils ---------------------------------------------------------------------------------


def sheet(page: Page, name: str) -> list[nodes.Node]:
    """The chart with its numbers, the questions with room to write, the names of the facts."""
    records = page.records
    lesson = records.lessons[name]
    named = nodes.paragraph("", "Name and class:", classes=["sheet-name"])
    found: list[nodes.Node] = [named, *(_chart(page, lesson) if lesson.chart else ())]
    listed = nodes.enumerated_list("", enumtype="arabic", prefix="", suffix=".")
    for one in lesson.tasks:
        task = records.tasks[one]
        item = asked(page, task)
        if not task.options:
            lines = max(2, min(MOST_LINES, round(task.minutes * LINES_A_MINUTE)))
            item += nodes.container("", *(_line() for _ in range(lines)), classes=["write-lines"])
        listed += item
    return [*found, listed, *_facts(page)]


def _line() -> nodes.container:
    """A ruled line to write on."""
    return nodes.container("", classes=["write-line"])


def _chart(page: Page, lesson: Lesson) -> list[nodes.Node]:
    """What a chart shows, its picture, and its numbers as a table."""
    name = lesson.chart
    record = page.facts.charts[name]
    words = roles.fill(record["description"], page.records, page.facts.printed)
    caption = nodes.paragraph("", "", classes=["chart-picture-title"])
    caption += bound_text(page, lesson.caption)
    folder = "../" * page.docname.count("/")
    shown = outputs.picture_element(folder, name, record["sizes"], words)
    head, *rows = csv.reader(record["files"]["csv"].splitlines())
    kept = [at for at in range(len(head)) if max(len(row[at]) for row in rows) <= LONGEST_CELL]
    cells = [[[nodes.Text(outputs.shown(row[at]))] for at in kept] for row in rows]
    width = 100 // len(kept)
    table = _table([head[at] for at in kept], [width] * len(kept), cells)
    table["classes"].append("sheet-numbers")
    return [caption, nodes.raw("", f"<p>{shown}</p>\n", format="html"), table]


def _facts(page: Page) -> list[nodes.Node]:
    """Where the facts of the sheet are proved: each by its name, its date and its support."""
    records = page.records
    # All that the sheet names, by the alphabet: alone and in order they would answer the questions.
    names = sorted(page.facts.used("fact", page.docname))
    listed = nodes.bullet_list("", classes=["sheet-facts"])
    for name in names:
        fact = records.facts[name]
        said = nodes.Text(f", {fact.dated}, {fact.support}")
        listed += nodes.list_item("", nodes.paragraph("", "", page.link("fact", name, name), said))
    where = nodes.paragraph("", PROOF)
    found: list[nodes.Node] = [where, listed]
    if base := page.env.config.html_baseurl:
        address = base + page.builder.get_target_uri(page.docname)
        found.append(nodes.paragraph("", address, classes=["sheet-address"]))
        found.insert(0, nodes.container("", _code(address), classes=["sheet-code"]))
    return [nodes.container("", *found, classes=["sheet-foot"])]


def _code(address: str) -> nodes.raw:
    """An address as a QR code: a picture in two colours that prints sharp at any size."""
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(scale=4, border=4, dark="#000000", light="#ffffff", omitsize=True)
    named = svg.replace("<svg ", '<svg role="img" aria-label="QR code of this page\'s address" ', 1)
    return nodes.raw("", f"{named}\n", format="html")


def _table(head: list[str], widths: list[int], rows: list[list[list[nodes.Node]]]) -> nodes.table:
    """A table with a head; cells are lists of nodes that stand in a line."""
    group = nodes.tgroup("", cols=len(head))
    group += [nodes.colspec("", colwidth=width) for width in widths]
    cells = [[nodes.Text(text)] for text in head]
    group += nodes.thead("", _row(cells))
    group += nodes.tbody("", *(_row(row) for row in rows))
    return nodes.table("", group)


def _row(cells: list[list[nodes.Node]]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells))


# --- what a build holds them to -----------------------------------------------------------------

NEEDED = {"lesson_page": ("lesson-key",), "sheet_page": ("sheet",)}
"""Column of a lesson → what the page that it names has."""


def lesson_problems(app: Sphinx, env: BuildEnvironment) -> list[Problem]:
    """Lessons without their page or their sheet, and charts that no sheet can hold."""
    domain = facts_of(env)
    problems = []
    lines = {name: line for line, name in enumerate(sorted(domain.records.lessons), 2)}
    for name, lesson in domain.records.lessons.items():
        for column, views in NEEDED.items():
            docname = getattr(lesson, column)
            for view in views:
                if (view, name) not in domain.views.get(docname, ()):
                    message = f"{docname} has no {{{view}}} {name}; add it there"
                    problems.append(in_table(FILE, lines[name], column, message))
        if lesson.chart and (message := _chart_problem(domain, lesson.chart)):
            problems.append(in_table(FILE, lines[name], "chart", message))
    return problems


def _chart_problem(domain: FactDomain, name: str) -> str:
    """Why a chart cannot stand on a sheet; empty if it can."""
    if name not in domain.charts:
        return f"no chart {name!r} in the book{roles.nearest(name, domain.charts)}"
    rows = domain.charts[name]["files"]["csv"].count("\n") - 1
    if rows > MOST_ROWS:
        return f"{name!r} has {rows} rows; a sheet has room for {MOST_ROWS}"
    return ""


def _lesson_state(domain: FactDomain, name: str, *ignored: str) -> object:
    """A lesson with its plans and hooks, and what it asks and answers."""
    records = domain.records
    lesson = records.lessons.get(name)
    if lesson is None:
        return None
    asked = [records.tasks.get(one) for one in (*lesson.tasks, *lesson.exit)]
    return lesson, asked, [*_judged_first(records, lesson)]


def _sheet_state(domain: FactDomain, name: str) -> object:
    """What a sheet shows: questions without their answers, and the facts behind them."""
    records = domain.records
    lesson = records.lessons.get(name)
    if lesson is None:
        return None
    tasks = [records.tasks[one] for one in lesson.tasks if one in records.tasks]
    return lesson.chart, lesson.caption, [(what_is_asked(task), task.facts) for task in tasks]


def _list_state(domain: FactDomain) -> object:
    """Every lesson by its title and its pages."""
    lessons = domain.records.lessons.values()
    return [(one.title, one.lesson_page, one.sheet_page, one.page) for one in lessons]


def setup(app: Sphinx) -> None:
    """Register the directives with Sphinx."""
    for name, maker, directive, state in (
        ("lesson-line", lesson_line, LessonDirective, _lesson_state),
        ("plan", plan, PlanDirective, _lesson_state),
        ("exit-quiz", exit_quiz, ExitDirective, _lesson_state),
        ("hooks", hooks, LessonDirective, _lesson_state),
        ("lesson-key", lesson_key, KeyDirective, _lesson_state),
        ("sheet", sheet, SheetDirective, _sheet_state),
    ):
        deferred.add(name, maker, state=state)
        app.add_directive(name, directive)
    deferred.add_directive(app, "lesson-list", lesson_list, state=_list_state)
    app.connect(COLLECT, lesson_problems)
