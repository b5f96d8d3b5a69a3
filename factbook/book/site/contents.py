"""What stands in the sidebar of each page?  The contents of the book, as ``_toc.yml`` has them.

The theme resolves, copies and parses the whole tree for each page, which is a quarter of the build
of a book with hundreds of pages.  Here it is read once for a build; a template draws it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook.book.domain import facts_of
from factbook.book.places import Places

MOST_PARTS = 5
"""Pages of one long list that stand in the contents; a further one stands there on itself alone."""


class Entry(NamedTuple):
    """A line of the contents: ``docname`` is empty for an address outside the book."""

    title: str
    docname: str
    address: str
    is_further: bool
    entries: tuple[Entry, ...]

    def has(self, docname: str) -> bool:
        """Whether this is a page, or has it below."""
        return self.docname == docname or any(entry.has(docname) for entry in self.entries)


class Part(NamedTuple):
    """A part of the contents; the caption may be empty."""

    caption: str
    entries: tuple[Entry, ...]


def contents(env: BuildEnvironment) -> tuple[Part, ...]:
    """The parts of the contents, in the order of the book."""
    further = _further(facts_of(env).places)
    return _below(env, env.config.root_doc, further)


def _below(env: BuildEnvironment, docname: str, further: frozenset[str]) -> tuple[Part, ...]:
    trees = env.tocs[docname].findall(addnodes.toctree)
    return tuple(
        Part(
            tree.get("caption") or "",
            tuple(_entry(env, title, target, further) for title, target in tree["entries"]),
        )
        for tree in trees
    )


def _entry(env: BuildEnvironment, title: str, target: str, further: frozenset[str]) -> Entry:
    if re.match(r"\w+:", target):
        return Entry(title or target, "", target, False, ())
    below = tuple(entry for part in _below(env, target, further) for entry in part.entries)
    title = title or env.titles[target].astext()
    return Entry(title, target, "", target in further, below)


def _further(places: Places) -> frozenset[str]:
    """The pages of long lists beyond the first few."""
    pages = [name for name, page in places.ledger.items() if page.part > MOST_PARTS]
    return frozenset([*pages, *list(places.sources)[MOST_PARTS:]])


class Sidebar:
    """The contents for the templates of one build."""

    def __init__(self) -> None:
        self._parts: tuple[Part, ...] | None = None

    def give(
        self, app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object
    ) -> None:
        """Give them to the template; read for the first page that is written."""
        if self._parts is None:
            self._parts = contents(app.env)
        context["factbook_contents"] = self._parts


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    sidebar = Sidebar()
    # Before the theme tries which parts of a page are empty.
    app.connect("html-page-context", sidebar.give, priority=100)
