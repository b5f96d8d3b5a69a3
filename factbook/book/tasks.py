"""What are classes asked, and what is the answer?

``{tasks}`` lists the questions of ``data/tasks.csv`` whose page it stands on, by level: what each
asks, its options, what it takes, and links to where the page tells it, to its answer and to itself.
``{tasks} PAGE`` lists those of another page.  ``{answers}`` lists every question with its key, why
it is right, its rubric and its sample answer; the page with it stands on the site alone, where
neither search engines nor the book's own search find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import roles, schema
from factbook.book import deferred
from factbook.book.deferred import Page
from factbook.book.directives import Argument, BookDirective
from factbook.book.domain import FactDomain, facts_of
from factbook.book.parts import support_marks
from factbook.book.places import LEDGER, SITE_ONLY
from factbook.book.pointers import bound_text
from factbook.book.stopping import COLLECT, Problem, in_table
from factbook.records import Task

FILE = "data/tasks.csv"

KINDS = {
    "recall": "Recall",
    "chart": "Read a chart",
    "source": "Check a source",
    "weigh": "Weigh",
    "write": "Write",
    "compute": "Compute",
}
"""Kind of a task → how pages say it."""

NEEDS = {"paper": "on paper", "screen": "on a screen", "code": "in the lab"}
"""What a task needs → how pages say it."""

RUBRIC = dict(zip(schema.RUBRIC, ("Full", "Partly", "Not yet"), strict=True))
"""Level of a rubric → how pages say it."""

PRINT_ANSWERS = (
    '<p class="print-answers"><label><input type="checkbox" autocomplete="off"> '
    "Print the answers too</label></p>\n"
    '<p class="answers-not-printed">The answers are not printed unless the box above them says '
    "so.</p>\n"
)
"""What the reader ticks before the answers can be printed: nobody lays them out by accident."""


def task_anchor(task: Task) -> str:
    """Where the page that it belongs to asks a question."""
    return f"task-{task.task_id}"


def answer_anchor(task: Task) -> str:
    """Where the page of answers answers a question."""
    return f"answer-{task.task_id}"


# --- the directives -----------------------------------------------------------------------------


def _page_problem(env: BuildEnvironment, value: str) -> str:
    """What is wrong with the argument of ``{tasks}``."""
    if [*_of_page(facts_of(env), value)]:
        return ""
    return f"names {value!r}, and {FILE} has no question of that page"


class TasksDirective(BookDirective):
    """The questions of a page, by level."""

    takes = (Argument("PAGE", _page_problem, optional=True),)

    def make(self) -> list[nodes.Node]:
        """A place that is filled when all computed numbers are known."""
        domain = facts_of(self.env)
        of = self.arguments[0] if self.arguments else self.env.docname
        tasks = [*_of_page(domain, of)]
        if not tasks:
            message = f"{{tasks}} {FILE} has no question of this page; write some, or remove it"
            domain.note_problem(self.env.docname, self.lineno, message)
            return []
        for task in tasks:
            note_texts(self, (task.question, *task.options))
        place = deferred.place_for(self.env, "tasks", of)
        return [nodes.container("", place, classes=["generated", "tasks"])]


class AnswersDirective(BookDirective):
    """Every question with its answer."""

    def make(self) -> list[nodes.Node]:
        """A place that is filled when all computed numbers are known."""
        domain = facts_of(self.env)
        for task in domain.records.tasks.values():
            note_texts(self, (task.question, *task.options, *task.texts))
            for name in task.facts:
                domain.note_use("fact", name, self.env.docname, self.lineno)
        self.env.metadata[self.env.docname] |= {SITE_ONLY: True, "nosearch": True}
        place = deferred.place_for(self.env, "answers")
        choice = nodes.raw("", PRINT_ANSWERS, format="html")
        return [nodes.container("", choice, place, classes=["classroom", "answers"])]


def note_texts(directive: BookDirective, texts: Iterable[str]) -> None:
    """Note what texts name as used by the page that is being read."""
    for text in texts:
        facts_of(directive.env).note_roles(text, directive.env.docname, directive.lineno)


def _of_page(domain: FactDomain, docname: str) -> Iterator[Task]:
    """The questions of a page, the easiest level first."""
    own = [task for task in domain.records.tasks.values() if task.page == docname]
    yield from sorted(own, key=lambda task: (task.level, task.task_id))


def answers_page(domain: FactDomain) -> str:
    """The page of answers; empty if the book has none."""
    return min((page for page, views in domain.views.items() if ("answers",) in views), default="")


# --- the questions of a page --------------------------------------------------------------------


def tasks(page: Page, of: str) -> list[nodes.Node]:
    """The questions of a page: a heading and a list for each level, numbered through."""
    own = [*_of_page(page.facts, of)]
    found: list[nodes.Node] = []
    for level, heading in schema.TASK_LEVELS.items():
        group = [task for task in own if task.level == level]
        if group:
            head = nodes.paragraph("", "", nodes.strong("", heading), classes=["task-level"])
            listed = nodes.enumerated_list("", enumtype="arabic", prefix="", suffix=".")
            if own.index(group[0]):
                listed["start"] = own.index(group[0]) + 1
            listed += [_task(page, task) for task in group]
            found += [head, listed]
    return found


def _task(page: Page, task: Task) -> nodes.list_item:
    """A question with its options, what it takes, and its links."""
    item = asked(page, task)
    if task.page == page.docname:
        item["ids"].append(task_anchor(task))
    item += _foot(page, task)
    return item


def asked(page: Page, task: Task) -> nodes.list_item:
    """A question with its options, as a part of a list. Options lead nowhere, as a number's proof
    would say which of them is right; the answer has them bound.
    """
    item = nodes.list_item("", nodes.paragraph("", "", *bound_text(page, task.question)))
    item["classes"].append("task")
    if task.options:
        options = nodes.enumerated_list("", enumtype="loweralpha", prefix="", suffix=".")
        options["classes"].append("task-options")
        for option in task.options:
            said = roles.fill(option, page.records, page.facts.printed)
            options += nodes.list_item("", nodes.paragraph("", said))
        item += options
    return item


def _foot(page: Page, task: Task) -> nodes.paragraph:
    """What a question takes, and where it leads."""
    unit = "minute" if task.minutes == 1 else "minutes"
    said = f"{KINDS[task.kind]} · {task.minutes} {unit} · {NEEDS[task.needs]}"
    foot = nodes.paragraph("", said, classes=["task-foot"])
    answers = answers_page(page.facts)
    if page.builder.name != "html":
        return foot
    links = [(_link(page, task.page, task.anchor, "Where to look"), "task-place")]
    links += [(_link(page, answers, answer_anchor(task), "Answer"), "task-answer")]
    links += [(_link(page, task.page, task_anchor(task), "Link to this question"), "task-link")]
    shown = [bool(task.anchor), bool(answers), True]
    for (link, name), is_shown in zip(links, shown, strict=True):
        if is_shown:
            foot += nodes.inline("", "", nodes.Text(" · "), link, classes=[name])
    return foot


def _link(page: Page, docname: str, anchor: str, text: str) -> nodes.reference:
    """A link to an anchor of a page of the book."""
    if docname == page.docname:
        return nodes.reference("", text, refid=anchor, internal=True)
    link = page.page_link(docname, text) if docname else nodes.reference("", text, refuri="")
    link["refuri"] = link["refuri"].partition("#")[0] + f"#{anchor}"
    return link


# --- the answers --------------------------------------------------------------------------------


def answers(page: Page) -> list[nodes.Node]:
    """The answers by page, in the order of the book; above, links to the pages' parts."""
    records = page.records
    order = page.env.toctree_includes.get(page.env.config.root_doc, [])
    asked = dict.fromkeys(task.page for task in records.tasks.values())
    pages = sorted(asked, key=lambda one: (order.index(one) if one in order else len(order), one))
    parts = nodes.bullet_list("", classes=["answers-pages"])
    found: list[nodes.Node] = [parts]
    for docname in pages:
        own = [*_of_page(page.facts, docname)]
        name = f"answers-{own[0].task_id.split('-')[0]}-{docname.rpartition('/')[2]}"
        title = page.env.titles[docname].astext() if docname in page.env.titles else docname
        link = nodes.reference("", title, refid=name, internal=True)
        parts += nodes.list_item("", nodes.paragraph("", "", link))
        section = nodes.section("", nodes.title("", title), ids=[name], names=[name])
        for number, task in enumerate(own, 1):
            section += answered(page, task, number)
        found.append(section)
    return found


def answered(page: Page, task: Task, number: int) -> nodes.container:
    """A question, its key or its sample answer, why, its rubric with a sample for each level that
    has one, and the facts that decide it.
    """
    box = nodes.container("", ids=[answer_anchor(task)], classes=["task-answered"])
    question = nodes.paragraph("", "", nodes.strong("", f"{number}. "), classes=["task-question"])
    question += bound_text(page, task.question)
    box += question
    if task.options:
        right = int(task.answer) - 1
        key = nodes.strong("", f"{schema.LETTERS[right]}. ")
        box += nodes.paragraph("", "", key, *bound_text(page, task.options[right]))
    else:
        head = nodes.strong("", "Sample answer. ")
        box += nodes.paragraph("", "", head, *bound_text(page, task.answer))
    why = nodes.strong("", "Why. " if task.options else "Look for. ")
    box += nodes.paragraph("", "", why, *bound_text(page, task.feedback))
    if task.rubric:
        levels = nodes.bullet_list("", classes=["task-rubric"])
        samples = ("", *task.samples) if task.samples else ("",) * len(task.rubric)
        for level, text, sample in zip(schema.RUBRIC, task.rubric, samples, strict=True):
            said = nodes.paragraph("", "", nodes.strong("", f"{RUBRIC[level]}: "))
            said += bound_text(page, text)
            if sample:
                said += [nodes.Text(". For instance: “"), *bound_text(page, sample)]
                said += nodes.Text("”")
            levels += nodes.list_item("", said)
        box += levels
    facts = nodes.bullet_list("", classes=["facts"])
    for name in task.facts:
        fact = page.records.facts[name]
        link = page.link("fact", name, fact.statement, support_marks(fact))
        facts += nodes.list_item("", nodes.paragraph("", "", link))
    box += facts
    box += nodes.paragraph("", "", classes=["task-foot"])
    box[-1] += _link(page, task.page, task_anchor(task), "To the question")
    return box


# --- what a build holds them to -----------------------------------------------------------------


def note_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Note the ids of a page."""
    docname = app.env.docname
    if not docname.startswith(LEDGER):
        ids = {name for node in doctree.findall(nodes.Element) for name in node.get("ids", ())}
        facts_of(app.env).anchors[docname] = ids


def task_problems(app: Sphinx, env: BuildEnvironment) -> list[Problem]:
    """Questions that their page does not ask, and anchors that it does not have."""
    domain = facts_of(env)
    problems, seen = [], set()
    for line, task in enumerate(domain.records.tasks.values(), 2):
        if ("tasks", task.page) not in domain.views.get(task.page, ()):
            if task.page not in seen:
                message = f"{task.page} has no {{tasks}}, so that nobody is asked; add it there"
                problems.append(in_table(FILE, line, "page", message))
            seen.add(task.page)
        elif task.anchor and task.anchor not in (known := domain.anchors.get(task.page, set())):
            message = f"{task.page} has no {task.anchor!r}{roles.nearest(task.anchor, known)}"
            problems.append(in_table(FILE, line, "anchor", message))
    return problems


def tasks_state(domain: FactDomain, of: str) -> object:
    """The questions of a page, without their answers."""
    return [(*what_is_asked(task), task.anchor) for task in _of_page(domain, of)]


def what_is_asked(task: Task) -> tuple:
    """A question without its answer."""
    return (
        task.task_id,
        task.level,
        task.kind,
        task.minutes,
        task.needs,
        task.question,
        task.options,
    )


def answers_state(domain: FactDomain) -> object:
    """All questions."""
    return domain.records.tasks


def setup(app: Sphinx) -> None:
    """Register ``{tasks}`` and ``{answers}`` with Sphinx."""
    deferred.add("tasks", tasks, state=tasks_state)
    deferred.add("answers", answers, state=answers_state)
    app.add_directive("tasks", TasksDirective)
    app.add_directive("answers", AnswersDirective)
    app.connect("doctree-read", note_anchors)
    app.connect(COLLECT, task_problems)
