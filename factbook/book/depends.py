"""Which files must a page be read again for?

Sphinx reads a page again when one of its dependencies is newer.  Directives, roles and lists that read a table say so
at the place where they read it (:func:`reads`); a notebook gets what its cells load.  Nothing is searched for in
the text of a page.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import schema, tables
from factbook.book.domain import facts_of
from factbook.book.positions import in_cell

PACKAGE = Path(tables.__file__).parent

LOADS = {
    "load_facts": ("facts", "sources", "chapters"),
    "load_claims": ("claims",),
    "load_questions": ("questions",),
    "load_sources": ("sources",),
    "load_subjects": ("subjects",),
    "load_map": ("map",),
    "load_edition": ("edition",),
    "figure": ("sources",),
}
"""What chapters call → what it reads, by the names that :func:`reads` takes."""


def reads(env: BuildEnvironment, *names: str) -> None:
    """Make the page that is being read depend on tables: ``facts``, ``series/spending``, ``map``, ``edition``, ``seeds``."""
    root = facts_of(env).records.root
    for name in names:
        for file in _files(name, root):
            env.note_dependency(str(file))


def _files(name: str, root: Path) -> list[Path]:
    match name:
        case "map":
            return [tables.map_path(root)]
        case "edition":
            return [tables.edition_path(root)]
        case "seeds":
            return sorted((root / "seeds").glob("*.txt"))
    return [tables.path_of(name, root)]


class Loads(NamedTuple):
    """What a chapter loads: names for :func:`reads`, and (line as MyST-NB counts, message) for what cannot be told."""

    names: set[str]
    problems: list[tuple[int, str]]


def loads_of(notebook: str) -> Loads:
    """What the code cells of a notebook load, told from their calls without executing them."""
    found = Loads(set(), [])
    for number, cell in enumerate(json.loads(notebook)["cells"], 1):
        if cell["cell_type"] != "code":
            continue
        try:
            tree = ast.parse("".join(cell["source"]))
        except SyntaxError as error:
            line = in_cell(number, error.lineno or 1)
            found.problems.append((line, f"the cell is not plain Python: {error.msg}"))
            continue
        names, wrong = _loads_in(tree)
        found.names.update(names)
        found.problems.extend((in_cell(number, line), message) for line, message in wrong)
    return found


def _loads_in(tree: ast.Module) -> tuple[set[str], list[tuple[int, str]]]:
    names: set[str] = set()
    problems = []
    called = {}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        called[call.func] = call
    for node, name in _mentions(tree):
        names.update(LOADS.get(name, ()))
        if name != "load_series" or isinstance(node, ast.alias):
            continue
        series = _literal(called.get(node))
        if series is None:
            problems.append(
                (
                    node.lineno,
                    "load_series takes the name of the series in quotation marks here, so that "
                    'the chapter is known to depend on it: load_series("spending")',
                )
            )
        elif series in schema.SERIES:
            names.add(f"series/{series}")
    return names, problems


def _mentions(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.alias, str]]:
    """Every place that names a function: as a name, as an attribute, or imported under another name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node, node.id
        elif isinstance(node, ast.Attribute):
            yield node, node.attr
        elif isinstance(node, ast.alias):
            yield node, node.name
            if node.asname and node.name == "load_series":
                # Under another name its calls would go unseen.
                yield ast.Name(node.name, lineno=node.lineno), node.name


def _literal(call: ast.Call | None) -> str | None:
    """The one literal text that a call is given; ``None`` where there is no call or something else is given."""
    if call is None:
        return None
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if len(given) == 1 and isinstance(given[0], ast.Constant) and isinstance(given[0].value, str):
        return given[0].value
    return None


def note_loads(app: Sphinx, docname: str, source: list[str]) -> None:
    """Make every page depend on the package, and a notebook on what it loads."""
    env = app.env
    for file in PACKAGE.rglob("*.py"):
        env.note_dependency(str(file))
    if env.doc2path(docname).endswith(".ipynb"):
        names, problems = loads_of(source[0])
        reads(env, *sorted(names))
        for line, message in problems:
            facts_of(env).note_problem(docname, line, message)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("source-read", note_loads)
