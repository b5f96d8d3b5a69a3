"""Which files must a page be read again for?

Directives, roles and lists that read a table say so at the place where they read it
(:func:`reads`), or which part of it they show (:func:`reads_state`); for a chapter its kernel
reports what it was served (:mod:`factbook.book.executing`).  Nothing is searched for in the text of
a page.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import tables
from factbook.book.domain import facts_of
from factbook.records import Fact

PACKAGE = Path(tables.__file__).parent


def reads(env: BuildEnvironment, *names: str) -> None:
    """Make the page that is being read depend on tables: ``facts``, ``series/spending``, ``map``,
    ``edition``, ``seeds``.
    """
    root = facts_of(env).records.root
    for name in names:
        for file in _files(name, root):
            env.note_dependency(str(file))


def reads_row(env: BuildEnvironment, kind: str, target: str) -> None:
    """Make the page that is being read depend on one record.  What its roles name it depends on
    anyway.
    """
    facts_of(env).rows.setdefault(env.docname, set()).add((kind, target))


State = Callable[..., object]
"""Gives what a view of the tables shows, from the domain and the view's arguments: something whose
``repr`` is another when the view is."""

STATES: dict[str, State] = {}
"""State by the name of its view; filled when modules register, and the same for every build."""


def reads_state(env: BuildEnvironment, view: str, *arguments: str) -> None:
    """Make the page that is being read depend on what a view of :data:`STATES` shows, and not on
    the whole tables that it looks through.
    """
    facts_of(env).views.setdefault(env.docname, set()).add((view, *arguments))


def state_of_views(env: BuildEnvironment, docname: str) -> str:
    """What the views on a page show now: another text when one of them changes."""
    domain = facts_of(env)
    views = sorted(domain.views.get(docname, ()))
    return "\n".join(repr((view, *rest, STATES[view](domain, *rest))) for view, *rest in views)


def state_of_rows(env: BuildEnvironment, docname: str) -> str:
    """The records that a page shows, as they are now, and where they stand: another text when one
    of them changes.
    """
    domain = facts_of(env)
    records = domain.records
    tables_of = {"fact": records.facts, "claim": records.claims, "source": records.sources}
    named = {(use.kind, use.target) for use in domain.uses.get(docname, ())}
    lines = []
    for kind, target in sorted(named | domain.rows.get(docname, set())):
        if kind not in tables_of:
            continue
        record = tables_of[kind].get(target)
        lines.append(repr((kind, target, record, domain.place(kind, target))))
        if isinstance(record, Fact):
            # A fact's support rests on its sources, and its card names them.
            lines += [repr(records.sources.get(source)) for source in record.sources]
    return "\n".join(lines)


def _files(name: str, root: Path) -> list[Path]:
    match name:
        case "map":
            return [tables.map_path(root)]
        case "edition":
            return [tables.edition_path(root)]
        case "seeds":
            return sorted((root / "seeds").glob("*.txt"))
    return [tables.path_of(name, root)]


def note_package(app: Sphinx, docname: str, source: list[str]) -> None:
    """Make every page depend on the package."""
    for file in PACKAGE.rglob("*.py"):
        app.env.note_dependency(str(file))


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("source-read", note_package)
