"""What is made only when a page is written?  Long lists: the ledger, the sources, the years of the timeline.

They are thousands of nodes.  Sphinx walks dozens of times through each node that a page has when it is read, and keeps it
on disk.  So the page has only a place until it is written, and what fills it makes its links itself.  By then it is also
known which pages use each fact.
"""

from __future__ import annotations

from collections.abc import Callable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from factbook.book.domain import facts_of


class placeholder(nodes.General, nodes.Element):
    """Where content will stand: ``content`` names its maker, ``arguments`` are what it is told, ``docname`` is the page."""


class Page:
    """The page that is being written: what a maker of content knows of it, and the links that it makes there."""

    def __init__(self, builder: Builder, env: BuildEnvironment, docname: str):
        self.builder, self.env, self.docname = builder, env, docname
        self.facts = facts_of(env)

    def link(self, kind: str, target: str, text: str, classes: list[str] = ()) -> nodes.reference:
        """A link to a fact, source, subject or computed number; with classes, its text bears them."""
        words = nodes.inline("", text, classes=list(classes)) if classes else nodes.Text(text)
        return make_refnode(self.builder, self.docname, *self.facts.place(kind, target), words)

    def page_link(self, docname: str, text: str = "") -> nodes.reference:
        """A link to a page of the book, by its title unless a text is given."""
        return make_refnode(
            self.builder,
            self.docname,
            docname,
            "",
            nodes.Text(text or self.env.titles[docname].astext()),
        )


Maker = Callable[..., list[nodes.Node]]
"""Makes content from a :class:`Page` and the arguments of its place."""

MAKERS: dict[str, Maker] = {}


def add(name: str, maker: Maker) -> None:
    """Tell which function makes the content of this name."""
    MAKERS[name] = maker


class DeferredDirective(SphinxDirective):
    """Leaves a place for the content of its own name, in a box of that name: ``{ledger} summit 1``, ``{tally}`` and so on."""

    optional_arguments = 2

    def run(self) -> list[nodes.Node]:
        """The box with the place."""
        return [
            nodes.container(
                "",
                placeholder(
                    "", content=self.name, arguments=self.arguments, docname=self.env.docname
                ),
                classes=["generated", self.name],
            )
        ]


class FillPlaceholders(SphinxPostTransform):
    """Make the content, last of all: every transform before would walk through it in vain."""

    default_priority = 990

    def run(self, **kwargs) -> None:
        """Replace every place."""
        for node in list(self.document.findall(placeholder)):
            node.replace_self(
                MAKERS[node["content"]](
                    Page(self.app.builder, self.env, node["docname"]), *node["arguments"]
                )
            )


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_node(placeholder)
    app.add_post_transform(FillPlaceholders)
