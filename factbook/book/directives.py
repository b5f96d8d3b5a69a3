"""What do the book's directives take?  Their arguments, checked alike: what does not fit is a
problem with page and line.

``{ledger}`` without its arguments or ``{tally}`` with one would else be a warning that a plain
build passes over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from factbook.book.domain import facts_of
from factbook.book.generated import generated


class Argument(NamedTuple):
    """One argument of a directive."""

    name: str
    """What messages call it."""
    problem: Callable[[BuildEnvironment, str], str]
    """What is wrong with a value on the page that is being read; empty if it is right."""
    optional: bool = False


class BookDirective(SphinxDirective):
    """A directive of the book: ``takes`` are its arguments, :meth:`make` gives its nodes when they
    fit.
    """

    # More than any takes, and content too: so that what is too much arrives here and is said.
    optional_arguments = 99
    has_content = True
    takes: tuple[Argument, ...] = ()

    def run(self) -> list[nodes.Node]:
        """The nodes; none, and a problem noted, where the arguments do not fit."""
        problem = self._problem()
        if problem:
            domain = facts_of(self.env)
            domain.note_problem(self.env.docname, self.lineno, f"{{{self.name}}} {problem}")
            return []
        return [generated(node) for node in self.make()]

    def make(self) -> list[nodes.Node]:
        """What the directive stands for."""
        raise NotImplementedError

    def _problem(self) -> str:
        if any(line.strip() for line in self.content):
            return f"has content or options, and takes none; {self._form()}"
        if len(self.arguments) > len(self.takes):
            return f"has {len(self.arguments)} arguments; {self._form()}"
        for position, argument in enumerate(self.takes):
            if position >= len(self.arguments):
                if not argument.optional:
                    return f"lacks its argument {argument.name}; {self._form()}"
            elif wrong := argument.problem(self.env, self.arguments[position]):
                return wrong
        return ""

    def _form(self) -> str:
        """How the directive is written."""
        names = " ".join(f"[{a.name}]" if a.optional else a.name.upper() for a in self.takes)
        return f"write {{{self.name}}}{' ' * bool(names)}{names}"
