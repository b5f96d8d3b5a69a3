"""Do the roles on the pages fit the tables?  Asked of the files, without building the book.

Every page is read: Markdown whole, notebooks cell by cell, with the strings of their code (titles
and descriptions of charts).  Roles inside code and comments print nothing and are left out.  What
only a build can tell is left to it: whether every figure of the text is bound, and whether words
around a computed number fit it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from factbook import mentions, numerals, roles, stored, tables
from factbook.records import Records
from factbook.tables import Violation

_CODE = r"\{(?:code|code-block|code-cell|sourcecode)\}"
_PRINTS_NOTHING = (
    rf"^(?P<fence>`{{3,}}|~{{3,}})(?:[^`{{\n]*|{_CODE}[^\n]*)\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)",
    r"^%[^\n]*$",
    r"<!--.*?-->",
    r"(?<!`)(?P<span>`+)(?!`)(?:(?!\n\n).)+?(?<!`)(?P=span)(?!`)",
)
"""Code in fences and between backticks, comments; what other roles hold reads as code does."""

_ROLE_OR_CODE = re.compile(
    "|".join([rf"(?P<role>{roles.ROLE.pattern})", *_PRINTS_NOTHING]), re.DOTALL | re.MULTILINE
)
_WORDS = re.compile(r"""["']([a-z0-9-]+)["']""")
"""What may be a name in code that cannot be parsed."""

TYPED = "the value of this computed number is typed; compute it from what the chapter loaded"

_COMPUTED = "\ufffc"
"""Stands in a string of code for what the code puts there."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the page, the line in its file, and for a notebook the cell."""

    page: str
    line: int
    cell: str = ""

    def violation(self, message: str) -> Violation:
        """A broken rule at this place."""
        return Violation(self.page, self.line, self.cell, message)


@dataclass(frozen=True, slots=True)
class Use:
    """One role on a page: its kind, what it names, our words (or none), and where it stands."""

    kind: str
    target: str
    words: str
    place: Place


@dataclass
class Page:
    """What a page names, and what of it cannot be read."""

    name: str
    uses: list[Use] = field(default_factory=list)
    computed: dict[str, list[str]] = field(default_factory=dict)
    """Name of a computed number → every text in its call: the inputs, among others."""
    loose: list[tuple[Place, str]] = field(default_factory=list)
    """Descriptions of charts, without their roles, that code does not fill in."""
    violations: list[Violation] = field(default_factory=list)
    readable: bool = True


def read(root: Path) -> list[Page]:
    """Every page of the book in ``root``, in the order of the contents' files.

    A notebook that cannot be read is a page with a violation and nothing else.
    """
    return [_read(root, path) for path in mentions.pages(root)]


def violations(records: Records) -> list[Violation]:
    """Every role that does not fit the tables, every page that cannot be read."""
    pages = read(records.root)
    found = [violation for page in pages for violation in page.violations]
    computed = {name for page in pages for name in page.computed} | _stored(records.root, pages)
    for page in pages:
        found += [
            use.place.violation(problem)
            for use in page.uses
            if (problem := _problem(use, records, computed))
        ]
        found += [
            place.violation(
                f"{', '.join(map(repr, loose))} in the description of a chart is not "
                "bound; write it with a role ({fact}, {fact-date}, {derived})"
            )
            for place, text in page.loose
            if (loose := numerals.figures_in(_without(text, records)))
        ]
    return [*found, *_in_tasks(records.root, computed)]


def _in_tasks(root: Path, computed: set[str]) -> Iterator[Violation]:
    """The computed numbers that questions and plans for classes name and no page computes."""
    for name in ("tasks", "steps"):
        table = tables.read(name, root)
        for line, row in table.rows:
            for column, cell in row.items():
                for role in roles.find_roles(cell):
                    if role.kind == "derived" and role.target not in computed:
                        message = f"no computed number {role.target!r}"
                        message += roles.nearest(role.target, computed)
                        yield table.violation(line, column, message)


def _problem(use: Use, records: Records, computed: set[str]) -> str:
    if use.kind != "derived":
        return roles.print_role(use.kind, use.target, use.words, records).problem
    if use.target in computed:
        return ""
    return f"no computed number {use.target!r}{roles.nearest(use.target, computed)}"


def _stored(root: Path, pages: list[Page]) -> set[str]:
    """The computed numbers that readable notebooks store: code may put their names together."""
    names: set[str] = set()
    for page in pages:
        if page.name.endswith(".ipynb") and page.readable:
            content = mentions.notebook(root / page.name)
            names |= {record["name"] for _, record in stored.derived_of(content)}
    return names


def _without(text: str, records: Records) -> str:
    for _, pattern in records.phrases:
        text = pattern.sub(_COMPUTED, text)
    return text


# --- files --------------------------------------------------------------------------------------


def _read(root: Path, path: Path) -> Page:
    page = Page(path.relative_to(root).as_posix())
    if path.suffix != ".ipynb":
        text = path.read_text("utf-8")
        for role, line in _roles_in(text):
            page.uses.append(_use(role, Place(page.name, line)))
        return page
    try:
        cells = mentions.notebook(path)["cells"]
    except ValueError as error:
        said = str(error).removeprefix(f"{path.name} ")
        page.violations.append(Violation(page.name, _line_of_error(error), "", said))
        page.readable = False
        return page
    lines = lines_of_cells(path.read_text("utf-8"))
    for index, cell in enumerate(cells):
        first = lines[index] if index < len(lines) else 1
        source = "".join(cell["source"])
        _read_cell(page, cell, source, first)
    return page


def _line_of_error(error: ValueError) -> int:
    cause = error.__cause__
    return getattr(cause, "lineno", 1)


def lines_of_cells(text: str) -> list[int]:
    """The line of the file at which the source of each cell begins, as nbformat writes it."""
    return [
        text.count("\n", 0, found.end()) + 1
        for found in re.finditer(r'^   "source": \[\n|^   "source": (?="|\[\])', text, re.MULTILINE)
    ]


def _read_cell(page: Page, cell: dict, source: str, first: int) -> None:
    def place(line: int) -> Place:
        name = cell.get("id", "")
        return Place(page.name, first + line - 1, f'cell "{name}", line {line}')

    if cell["cell_type"] == "markdown":
        page.uses += [_use(role, place(line)) for role, line in _roles_in(source)]
    elif cell["cell_type"] == "code":
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", 1) or 1
            page.violations.append(place(line).violation(f"is not Python: {error.args[0]}"))
            page.uses += [_use(role, place(1)) for role in roles.find_roles(source)]
            page.computed[""] = _WORDS.findall(source.partition("derive(")[2])
            return
        if "`" in source:
            page.uses += [_use(role, place(line)) for role, line in _roles_in_code(tree, source)]
        if "derive" in source:
            page.computed |= dict(_derived_in(tree))
            page.violations += [place(line).violation(TYPED) for line in _typed_in(tree)]
        page.loose += [(place(line), text) for text, line in _descriptions_in(tree)]


def _use(role: roles.Role, place: Place) -> Use:
    return Use(role.kind, role.target, role.words, place)


# --- text and code ------------------------------------------------------------------------------


def _roles_in(text: str) -> Iterator[tuple[roles.Role, int]]:
    """The roles of a MyST text that print something, each with its line."""
    for found in _ROLE_OR_CODE.finditer(text):
        if found["role"]:
            role = next(roles.find_roles(found["role"]))
            yield role, text.count("\n", 0, found.start()) + 1


def _strings(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The strings of code, joined where Python joins them, with a mark for what code puts in."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            yield _text(node), node
        elif isinstance(node, ast.Constant) and id(node) not in inside and _text(node):
            yield _text(node), node


def _text(node: ast.expr) -> str:
    """A string of code as text; empty for another expression."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or _COMPUTED for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return (_text(node.left) or _COMPUTED) + (_text(node.right) or _COMPUTED)
    return ""


def _roles_in_code(tree: ast.AST, source: str) -> Iterator[tuple[roles.Role, int]]:
    """The roles in the strings of code, each with its line; not those whose name code makes."""
    lines = source.split("\n")
    for text, node in _strings(tree):
        for role in roles.find_roles(text):
            if _COMPUTED not in role.target + role.words:
                span = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                yield role, next((n for n in span if role.target in lines[n - 1]), node.lineno)


def _calls(tree: ast.AST, function: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == function:
                yield node


def _derived_in(tree: ast.AST) -> Iterator[tuple[str, list[str]]]:
    """The names in the calls of ``derive``, each with every text of its call."""
    for call in _calls(tree, "derive"):
        named = [keyword.value for keyword in call.keywords if keyword.arg == "name"]
        name = _text((call.args or named or [ast.Constant(None)])[0])
        yield name, [text for text, _ in _strings(call)]


def typed_values(code: str) -> Iterator[int]:
    """The lines of the calls of ``derive`` whose value comes from nothing: it was typed."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return  # that it is no Python is a violation of its own
    yield from _typed_in(tree)


def _typed_in(tree: ast.AST) -> Iterator[int]:
    for call in _calls(tree, "derive"):
        named = [keyword.value for keyword in call.keywords if keyword.arg == "value"]
        for value in call.args[1:2] or named:
            if not any(isinstance(node, ast.Name) for node in ast.walk(value)):
                yield value.lineno


def _descriptions_in(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The descriptions in the calls of ``figure``, without their roles."""
    for call in _calls(tree, "figure"):
        for keyword in call.keywords:
            if keyword.arg == "description" and (text := _text(keyword.value)):
                yield roles.ROLE.sub(_COMPUTED, text), keyword.value.lineno
