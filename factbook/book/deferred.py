"""What is made only when a page is written?  Long lists: the ledger, the sources, the years of the
timeline.

They are thousands of nodes.  Sphinx walks dozens of times through each node that a page has when it
is read, and keeps it on disk.  So the page has only a place until it is written, and what fills it
makes its links itself.  By then it is also known which pages use each fact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from factbook.book.depends import STATES, State, reads, reads_state
from factbook.book.directives import Argument, BookDirective
from factbook.book.domain import facts_of
from factbook.book.stopping import BookError


class placeholder(nodes.General, nodes.Element):
    """Where content will stand: ``content`` names its maker, ``arguments`` are what it is told,
    ``docname`` is the page.
    """


class Page:
    """The page that is being written: what a maker of content knows of it, and the links that it
    makes there.
    """

    def __init__(self, builder: Builder, env: BuildEnvironment, docname: str) -> None:
        self.builder, self.env, self.docname = builder, env, docname
        self.facts = facts_of(env)
        self.records, self.places = self.facts.records, self.facts.places

    def link(
        self, kind: str, target: str, text: str, classes: Sequence[str] = ()
    ) -> nodes.reference:
        """A link to a fact, source, subject or computed number; with classes, its text bears them.

        Raises :class:`BookError` for a target that is in no table.
        """
        place = self.facts.place(kind, target)
        if place is None:
            raise BookError(f"{self.docname}: no {kind} {target!r}")
        words = nodes.inline("", text, classes=list(classes)) if classes else nodes.Text(text)
        return make_refnode(self.builder, self.docname, *place, words)

    def page_link(self, docname: str, text: str = "") -> nodes.reference:
        """A link to a page of the book, by its title unless a text is given."""
        words = nodes.Text(text or self.env.titles[docname].astext())
        return make_refnode(self.builder, self.docname, docname, "", words)


Maker = Callable[..., list[nodes.Node]]
"""Makes content from a :class:`Page` and the arguments of its place."""


class Content(NamedTuple):
    """Content that is made late: its maker, and the tables that it reads whole (see
    :func:`factbook.book.depends.reads`).
    """

    maker: Maker
    reads: tuple[str, ...]


CONTENTS: dict[str, Content] = {}
"""Content by name; filled when modules register, and the same for every build."""


def add(name: str, maker: Maker, *reads: str, state: State | None = None) -> None:
    """Tell which function makes the content of this name, which tables it reads whole, and what it
    shows of others, given the same arguments (see :data:`factbook.book.depends.STATES`).
    """
    CONTENTS[name] = Content(maker, reads)
    if state:
        STATES[name] = state


def place_for(env: BuildEnvironment, name: str, *arguments: str) -> placeholder:
    """A place for content on the page that is being read; the page depends on what the content
    reads.
    """
    reads(env, *CONTENTS[name].reads)
    if name in STATES:
        reads_state(env, name, *arguments)
    return placeholder("", content=name, arguments=list(arguments), docname=env.docname)


def add_directive(
    app: Sphinx,
    name: str,
    maker: Maker,
    *reads: str,
    takes: tuple[Argument, ...] = (),
    state: State | None = None,
) -> None:
    """Register a directive that leaves a place for the content of its own name: ``{ledger} summit
    1``, ``{tally}`` and so on.
    """
    add(name, maker, *reads, state=state)
    app.add_directive(name, type(f"Deferred_{name}", (DeferredDirective,), {"takes": takes}))


class DeferredDirective(BookDirective):
    """Leaves a place for the content of its own name, in a box of that name."""

    def make(self) -> list[nodes.Node]:
        """The box with the place."""
        place = place_for(self.env, self.name, *self.arguments)
        return [nodes.container("", place, classes=["generated", self.name])]


class FillPlaceholders(SphinxPostTransform):
    """Make the content, last of all: every transform before would walk through it in vain."""

    default_priority = 990

    def run(self, **kwargs) -> None:
        """Replace every place."""
        for node in list(self.document.findall(placeholder)):
            page = Page(self.app.builder, self.env, node["docname"])
            node.replace_self(CONTENTS[node["content"]].maker(page, *node["arguments"]))


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_node(placeholder)
    app.add_post_transform(FillPlaceholders)
