"""How does a reader test themselves?  ``{self-test}`` has every question that marks itself.

By page, the easiest first: the question, its options, and the answer with its reason in a fold.
With the script an option can be chosen, and the page says whether it is right; nothing is stored or
sent.  The page holds the answers and stands on the site alone.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from factbook.book import deferred
from factbook.book.deferred import Page
from factbook.book.directives import BookDirective
from factbook.book.domain import FactDomain, facts_of
from factbook.book.parts import fold
from factbook.book.places import SITE_ONLY
from factbook.book.pointers import bound_text
from factbook.book.tasks import asked, note_texts
from factbook.records import Records, Task
from factbook.schema import LETTERS


class SelfTestDirective(BookDirective):
    """Every question that marks itself and needs no notebook."""

    def make(self) -> list[nodes.Node]:
        """A place that is filled when all computed numbers are known."""
        for task in questions(facts_of(self.env).records):
            note_texts(self, (task.question, *task.options, task.feedback))
        self.env.metadata[self.env.docname] |= {SITE_ONLY: True, "nosearch": True}
        place = deferred.place_for(self.env, "self-test")
        return [nodes.container("", place, classes=["classroom", "self-test"])]


def questions(records: Records) -> list[Task]:
    """The questions, by page and level."""
    own = [task for task in records.tasks.values() if task.options and task.needs != "code"]
    return sorted(own, key=lambda task: (task.page, task.level, task.task_id))


def self_test(page: Page) -> list[nodes.Node]:
    """A section for each page that asks, in the order of the book."""
    tasks = questions(page.records)
    order = [name for name in page.env.collect_relations() if name in {one.page for one in tasks}]
    found: list[nodes.Node] = []
    for docname in order:
        listed = nodes.enumerated_list("", enumtype="arabic", prefix="", suffix=".")
        listed += [_question(page, task) for task in tasks if task.page == docname]
        title = page.env.titles[docname].astext()
        name = f"self-test-{docname.rpartition('/')[2]}"
        section = nodes.section("", nodes.title("", title), ids=[name], names=[name])
        section += listed
        found.append(section)
    return found


def _question(page: Page, task: Task) -> nodes.list_item:
    """A question with its options, and the answer in a fold."""
    item = asked(page, task)
    item["ids"].append(f"test-{task.task_id}")
    item[-1]["classes"].append("to-tick")
    right = int(task.answer) - 1
    key = nodes.paragraph("", "", nodes.strong("", f"{LETTERS[right]}. ", classes=["self-key"]))
    key += bound_text(page, task.options[right])
    why = nodes.paragraph("", "", *bound_text(page, task.feedback))
    item += fold("", key, why, summary="Answer", classes=["self-answer"])
    return item


def _state(domain: FactDomain) -> object:
    """The questions with their keys and reasons."""
    return questions(domain.records)


def setup(app: Sphinx) -> None:
    """Register ``{self-test}`` with Sphinx."""
    deferred.add("self-test", self_test, state=_state)
    app.add_directive("self-test", SelfTestDirective)
