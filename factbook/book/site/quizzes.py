"""Which files bring the questions to a learning platform?

The site has them under ``_teaching/quiz/``: all questions, and those of each page, in the formats
of :data:`FORMATS`.  ``{quiz-files}`` lists them.  They hold the answers, so that no search engine
is asked to follow the links.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook.book import deferred
from factbook.book.deferred import Page
from factbook.book.domain import FactDomain, facts_of
from factbook.book.edition import edition_name
from factbook.book.site import addresses
from factbook.quizzes import Question, Quiz, cartridge, moodle, qti, question_of, texts
from factbook.records import Task

FOLDER = "_teaching/quiz"
ALL = "all"
"""The name of the files with all questions."""


class Format(NamedTuple):
    """A format: the end of the file's name, what it is called, what to do with it, its writer."""

    end: str
    name: str
    about: str
    write: Callable[[Quiz], bytes]


FORMATS = (
    Format("-canvas.zip", "Canvas", "Settings, Import Course Content, QTI .zip file", qti.canvas),
    Format("-moodle.xml", "Moodle", "Question bank, Import, Moodle XML format", moodle.xml),
    Format("-gift.txt", "GIFT", "Moodle and others: Import, GIFT format", moodle.gift),
    Format(
        "-copies.imscc",
        "Common Cartridge",
        "Blackboard, Brightspace, Schoology, Canvas: import a Common Cartridge",
        cartridge.with_copies,
    ),
    Format(".txt", "Text", "to read, to print or to copy", texts.text),
    Format(".csv", "CSV", "for a spreadsheet", texts.table),
)

LINKS = "-links.imscc"
"""The end of the name of the cartridge that leads to the book, where its address is known."""


def quizzes(env: BuildEnvironment) -> Iterator[tuple[str, Quiz]]:
    """(page, quiz) of each page that asks, in the order of the book; all questions first, for no
    page.
    """
    domain, config = facts_of(env), env.config
    tasks = domain.records.tasks.values()
    asked = {task.page for task in tasks}
    order = [docname for docname in env.collect_relations() if docname in asked]
    edition = edition_name(domain.records.edition)
    if tasks:
        whole = [one for page in order for one in _questions(env, page)]
        yield "", Quiz(ALL, config.html_title, edition, tuple(whole))
    for page in order:
        title = f"{config.html_title}: {env.titles[page].astext()}"
        name = page.rpartition("/")[2]
        yield page, Quiz(name, title, edition, tuple(_questions(env, page)))


def _questions(env: BuildEnvironment, page: str) -> Iterator[Question]:
    """The questions of a page, the easiest level first."""
    domain, title = facts_of(env), env.titles[page].astext()
    own: list[Task] = [task for task in domain.records.tasks.values() if task.page == page]
    for task in sorted(own, key=lambda task: (task.level, task.task_id)):
        yield question_of(task, domain.records, domain.printed, title)


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the files, and remove those of an earlier build."""
    if exception:
        return
    folder = Path(app.outdir) / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    for page, quiz in quizzes(app.env):
        folder.mkdir(parents=True, exist_ok=True)
        for one in FORMATS:
            (folder / f"{quiz.name}{one.end}").write_bytes(one.write(quiz))
        if app.config.html_baseurl:
            content = cartridge.with_links(quiz, _linked(app, page, quiz))
            (folder / f"{quiz.name}{LINKS}").write_bytes(content)


def _linked(app: Sphinx, page: str, quiz: Quiz) -> dict[str, str]:
    """Title → address of what a cartridge leads to: the page, or the front page, and the sheet."""
    env, records = app.env, facts_of(app.env).records
    root = app.config.root_doc
    pages = [
        page or root,
        *(one.sheet_page for one in records.lessons.values() if one.page == page),
    ]
    base = app.config.html_baseurl
    return {env.titles[one].astext(): base + app.builder.get_target_uri(one) for one in pages}


def quiz_files(page: Page) -> list[nodes.Node]:
    """The files by page, each format as a link; below, where each platform takes them."""
    listed = nodes.bullet_list("", classes=["quiz-files"])
    has_address = bool(page.env.config.html_baseurl)
    for docname, quiz in quizzes(page.env):
        title = page.env.titles[docname].astext() if docname else "All pages"
        line = nodes.paragraph("", f"{title}, {len(quiz.questions)} questions: ")
        ends = [(one.end, one.name) for one in FORMATS]
        ends += [(LINKS, "Common Cartridge with links")] * has_address
        for number, (end, name) in enumerate(ends):
            line += [nodes.Text(", ")] * (number > 0)
            line += _link(page, f"{FOLDER}/{quiz.name}{end}", name, title)
        listed += nodes.list_item("", line)
    how = nodes.bullet_list("", classes=["quiz-formats"])
    for one in FORMATS:
        head = nodes.strong("", one.name)
        how += nodes.list_item("", nodes.paragraph("", "", head, nodes.Text(f": {one.about}.")))
    return [listed, how]


def _link(page: Page, target: str, name: str, title: str) -> nodes.Element:
    """A link to a file that search engines are asked not to follow; its name, away from a site."""
    if page.builder.name != "html":
        return nodes.inline("", name)
    address = addresses.relative(page.docname, target)
    heard = f'<span class="visually-hidden"> file: {escape(title)}</span>'
    html = f'<a href="{address}" download rel="nofollow">{name}{heard}</a>'
    return nodes.raw("", html, format="html")


def _state(domain: FactDomain) -> object:
    """How many questions each page asks."""
    return [(task.task_id, task.page) for task in domain.records.tasks.values()]


def setup(app: Sphinx) -> None:
    """Register ``{quiz-files}`` with Sphinx."""
    deferred.add_directive(app, "quiz-files", quiz_files, state=_state)


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("build-finished", write_files)
