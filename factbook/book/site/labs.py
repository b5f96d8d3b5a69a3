"""Which labs are there, and how do they come to pupils?

The site has each lab of ``chapters/labs`` without its solutions, its text filled in as that of the
notebooks of chapters is, in ``_teaching/labs``.  ``{lab-files}`` lists them on a page: what each
asks, how long it takes, and the files that it needs.  In a lab ``{lab-task} ID`` tells a question
of the table.  Labs are no pages, so that no solution comes near the site; what their text says is
held to the same rules, and stops a build in the same way.
"""

from __future__ import annotations

import dataclasses
import posixpath
import shutil
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import exercises, mentions, offered, plain, schema
from factbook.book import deferred, tasks
from factbook.book.deferred import Page
from factbook.book.directives import BookDirective
from factbook.book.domain import FactDomain, facts_of
from factbook.book.site import addresses, downloads, offering
from factbook.book.stopping import COLLECT, Problem
from factbook.plain import Surroundings
from factbook.records import Task

FOLDER = "_teaching/labs"
"""Where the site has the notebooks."""

WRITING = 5
"""The minutes that the last task of each lab takes, which no check looks at."""


def file_of(docname: str) -> str:
    """The name of the notebook of a page's lab."""
    return f"{posixpath.basename(docname)}-lab.ipynb"


# --- the list -----------------------------------------------------------------------------------


class LabFilesDirective(BookDirective):
    """``{lab-files}``: every lab with its questions, its minutes and its files."""

    def make(self) -> list[nodes.Node]:
        """A place that is filled when all computed numbers are known."""
        domain = facts_of(self.env)
        if not _pages(domain):
            message = f"{{lab-files}} {exercises.FOLDER} has no lab; write one, or remove this"
            domain.note_problem(self.env.docname, self.lineno, message)
            return []
        for path in exercises.labs(domain.records.root):
            self.env.note_dependency(str(path))
        for page in _pages(domain):
            for task in _asked(domain, page):
                tasks.note_texts(self, (task.question, *task.options))
        place = deferred.place_for(self.env, "lab-files")
        return [nodes.container("", place, classes=["generated", "lab-files"])]


def _pages(domain: FactDomain) -> list[str]:
    """The pages that have a lab, in the order of the chapters."""
    order = [chapter.docname for chapter in domain.records.chapters.values()]
    found = [exercises.page_of(path) for path in exercises.labs(domain.records.root)]
    return sorted(
        found, key=lambda page: (order.index(page) if page in order else len(order), page)
    )


def _asked(domain: FactDomain, page: str) -> list[Task]:
    """The questions of a page's lab, in its order."""
    try:
        whole = mentions.notebook(exercises.lab_of(domain.records.root, page))
    except ValueError:
        return []  # a problem of its own
    known = domain.records.tasks
    return [known[name] for name in exercises.asked(whole) if name in known]


def lab_files(page: Page) -> list[nodes.Node]:
    """The labs: a part for each, and before them what all of them need."""
    found = [_needs(page)]
    for docname in _pages(page.facts):
        name = f"lab-{posixpath.basename(docname)}"
        title = page.env.titles[docname].astext() if docname in page.env.titles else docname
        part = nodes.section("", nodes.title("", title), ids=[name], names=[name])
        own = _asked(page.facts, docname)
        questions = f"{len(own)} question{'s' * (len(own) != 1)}"
        minutes = sum(task.minutes for task in own) + WRITING
        part += nodes.paragraph(
            "",
            "",
            _file_link(page, f"{FOLDER}/{file_of(docname)}"),
            nodes.Text(f" · {questions} and a text to write · {minutes} minutes · "),
            page.page_link(docname, "the chapter"),
            classes=["task-foot"],
        )
        listed = nodes.enumerated_list("", enumtype="arabic", prefix="", suffix=".")
        listed += [tasks.asked(page, task) for task in own]
        part += listed
        found.append(part)
    return found


def _needs(page: Page) -> nodes.paragraph:
    """The package that every lab runs with, and where it is told how."""
    wheel = downloads.wheel_of(page.builder.app).name
    said = nodes.paragraph("", "All labs need ", classes=["lab-needs"])
    said += _file_link(page, f"{downloads.FOLDER}/{wheel}")
    said += nodes.Text(
        " beside them; it holds the tables, and runs without internet once installed."
    )
    for docname in sorted(
        one for one, about in page.env.metadata.items() if offering.MARK in about
    ):
        link = page.page_link(docname, "How to run a notebook")
        link["refuri"] = f"{link.get('refuri', '').partition('#')[0]}#{offering.MARK}"
        said += [nodes.Text(" "), link, nodes.Text(".")]
    return said


def _file_link(page: Page, target: str) -> nodes.Element:
    """A link to a file of the site; its name, where there is no site."""
    name = posixpath.basename(target)
    if page.builder.name != "html":
        return nodes.literal("", name)
    return nodes.reference("", name, refuri=addresses.relative(page.docname, target), internal=True)


def lab_state(domain: FactDomain) -> object:
    """The labs with their questions, without answers."""
    return [
        (page, [tasks.what_is_asked(task) for task in _asked(domain, page)])
        for page in _pages(domain)
    ]


# --- the notebooks ------------------------------------------------------------------------------


def give_labs(app: Sphinx, exception: Exception | None) -> None:
    """Write each lab without its solutions."""
    if exception:
        return
    folder = Path(app.outdir) / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    for path in exercises.labs(facts_of(app.env).records.root):
        docname = exercises.page_of(path)
        if docname not in app.env.found_docs:
            continue  # said where its questions are
        made = offered.notebook(
            nbformat.from_dict(exercises.stripped(mentions.notebook(path))),
            file_of(docname),
            offering.book_of(app, docname),
            with_tasks(offering.surroundings(app, docname)),
            "a lab on the chapter",
        )
        for cell in made.cells:
            if cell.cell_type == "code":
                cell.execution_count = None  # nobody has run it yet
        folder.mkdir(parents=True, exist_ok=True)
        text = nbformat.writes(made) + "\n"
        (folder / file_of(docname)).write_text(text, encoding="utf-8", newline="\n")


def with_tasks(around: Surroundings) -> Surroundings:
    """Surroundings in which ``{lab-task}`` tells a question."""

    def told(task_id: str) -> str:
        task = around.records.tasks[task_id]
        unit = "minute" if task.minutes == 1 else "minutes"
        foot = f"*{schema.TASK_LEVELS[task.level]} · {task.minutes} {unit}*"
        options = [
            f"- **{letter}.** {plain.markdown(option, around)}"
            for letter, option in zip(schema.LETTERS, task.options, strict=False)
        ]
        parts = [plain.markdown(task.question, around), "\n".join(options), foot]
        return "\n\n".join(filter(None, parts))

    return dataclasses.replace(around, directives={**around.directives, "lab-task": told})


# --- what a build holds them to -----------------------------------------------------------------


def lab_problems(app: Sphinx, env: BuildEnvironment) -> list[Problem]:
    """What is wrong with the labs, their texts included."""
    domain = facts_of(env)
    return [
        Problem(one.file, one.line, f"{one.file}:{one.line}", f"{one.column}: {one.message}")
        for one in exercises.violations(domain.records, domain.printed)
    ]


def setup(app: Sphinx) -> None:
    """Register ``{lab-files}`` with Sphinx."""
    deferred.add("lab-files", lab_files, state=lab_state)
    app.add_directive("lab-files", LabFilesDirective)
    app.connect(COLLECT, lab_problems)


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("build-finished", give_labs, priority=910)
