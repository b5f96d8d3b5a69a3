"""What is a lab, what of it do pupils get, and what must hold?

A lab is a notebook in ``chapters/labs`` with the name of its chapter, no page of the site: it holds
its solutions, between the marks that nbgrader and otter know.  :func:`stripped` gives the notebook
without them.  Its words are held to what the words of pages are (:func:`violations`).
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from factbook import lab, pages, roles, stored, tables
from factbook.cells import Violation
from factbook.mentions import notebook
from factbook.records import Records, Task
from factbook.rules import marked

FOLDER = "chapters/labs"

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
"""Lines of code around what pupils are to find."""

YOUR_TURN = "# Your turn"
"""What stands in the place of a solution."""

MAKE = "run python -m factbook notebooks"
"""What writes the computed numbers anew."""

Notebook = dict[str, Any]

_SOLUTION = re.compile(rf"^([ \t]*){BEGIN}\n.*?^[ \t]*{END}[ \t]*$", re.DOTALL | re.MULTILINE)

_ROLE_OR_SILENT = re.compile(
    rf"(?P<role>{roles.ROLE.pattern})|```.*?```|(?P<code>`[^`\n]+`)|</?(?:details|summary)>",
    re.DOTALL,
)
_TOLD = re.compile(r"^```\{lab-task\} *([\w-]+) *$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"^(?:#+|[-*]) |\*+", re.MULTILINE)


def labs(root: Path) -> list[Path]:
    """The labs of the book in ``root``, by name."""
    return sorted((root / FOLDER).glob("*.ipynb"))


def lab_of(root: Path, page: str) -> Path:
    """Where the lab of a page is, if it has one."""
    return root / FOLDER / f"{page.rpartition('/')[2]}.ipynb"


def page_of(path: Path) -> str:
    """The page that a lab is about."""
    return f"chapters/{path.stem}"


# --- what pupils get ----------------------------------------------------------------------------


def stripped(whole: Notebook) -> Notebook:
    """A copy of a lab without solutions and outputs: what pupils get."""
    made = copy.deepcopy(whole)
    for cell in made["cells"]:
        cell["source"] = _source(cell)
        if cell["cell_type"] == "code":
            cell["source"] = _SOLUTION.sub(rf"\1{YOUR_TURN}", cell["source"])
            cell["outputs"], cell["execution_count"] = [], None
    return made


def solutions(whole: Notebook) -> list[str]:
    """The lines of a lab that pupils are to find."""
    found = []
    for cell in whole["cells"]:
        for solution in _SOLUTION.finditer(_source(cell)):
            lines = solution[0].split("\n")[1:-1]
            found += [line.strip() for line in lines if line.strip()]
    return found


def asked(whole: Notebook) -> list[str]:
    """The questions that a lab checks, in its order."""
    code = [_source(cell) for cell in whole["cells"] if cell["cell_type"] == "code"]
    return [name for source in code for name in lab.asked_in(source)]


def told(whole: Notebook) -> list[str]:
    """The questions that a lab tells with ``{lab-task}``, in its order."""
    texts = [_source(cell) for cell in whole["cells"] if cell["cell_type"] == "markdown"]
    return [name for text in texts for name in _TOLD.findall(text)]


def _source(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])


def coded(records: Records, page: str = "") -> list[Task]:
    """The questions that are done in labs, of one page or of all."""
    return [
        task for task in records.tasks.values() if task.needs == "code" and page in ("", task.page)
    ]


# --- the computed numbers that answer ----------------------------------------------------------


def numbers(records: Records) -> dict[str, dict[str, str]]:
    """Name → value and unit of each computed number that answers a question of a lab, as the
    chapters store them.
    """
    known = stored.derived(records.root)
    names = {
        role.target
        for task in coded(records)
        if (role := lab.role_of(task.options, task.answer)) and role.kind == "derived"
    }
    return {
        name: {key: known[name][key] for key in ("value", "unit")}
        for name in sorted(names & known.keys())
    }


def write_numbers(root: Path) -> bool:
    """Write the computed numbers beside the tables, for those who have no chapters; whether that
    changed the file.
    """
    text = json.dumps(numbers(Records(root)), indent=1) + "\n"
    path = tables.lab_numbers_path(root)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def stale(records: Records) -> Iterator[Violation]:
    """The computed numbers beside the tables that are not those of the chapters."""
    path, now = tables.lab_numbers_path(records.root), numbers(records)
    file = path.relative_to(records.root).as_posix()
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = None
    if kept != now and (now or kept is not None):
        yield Violation(file, 1, "", f"does not hold what the chapters compute; {MAKE}")


# --- what must hold -----------------------------------------------------------------------------


def check(records: Records) -> list[Violation]:
    """Everything that is wrong with the labs, given what the chapters store."""
    return [*violations(records, stored.derived(records.root).keys()), *stale(records)]


def violations(records: Records, computed: Collection[str]) -> list[Violation]:
    """What is wrong with the labs of a book: marks that do not pair, questions that are none of the
    chapter's, or that nobody asks, and words that are not bound.

    ``computed`` are the names of all computed numbers.
    """
    root, found = records.root, []
    for path in labs(root):
        file = path.relative_to(root).as_posix()
        try:
            cells = notebook(path)["cells"]
        except ValueError as error:
            found.append(Violation(file, 1, "", str(error).removeprefix(f"{path.name} ")))
            continue
        lines = pages.lines_of_cells(path.read_text("utf-8"))
        for cell, line in zip(cells, lines, strict=True):
            problems = _in_text(_source(cell), records, computed)
            if cell["cell_type"] == "code":
                problems = _in_code(_source(cell))
            place = f'cell "{cell.get("id", "")}"'
            found += [Violation(file, line, place, problem) for problem in problems]
        found += [Violation(file, 1, "", problem) for problem in _asked(path, cells, records)]
    return found + list(_homeless(records))


def _in_code(source: str) -> Iterator[str]:
    rest = _SOLUTION.sub("", source)
    for mark, other in ((BEGIN, END), (END, BEGIN)):
        if mark in rest:
            yield f"has {mark!r} without {other!r}; pupils would see the solution, or no cell"


def _in_text(source: str, records: Records, computed: Collection[str]) -> Iterator[str]:
    """What of a Markdown cell is not bound; code and links say nothing."""
    text = _ROLE_OR_SILENT.sub(
        lambda found: found[0] if found["role"] else "\ufffc" * bool(found["code"]), source
    )
    yield from marked.unbound(_MARKUP.sub("", _LINK.sub(r"\1", text)), records)
    for role in roles.find_roles(text):
        if role.kind == "derived" and role.target not in computed:
            yield f"no computed number {role.target!r}{roles.nearest(role.target, computed)}"


def _asked(path: Path, cells: list, records: Records) -> Iterator[str]:
    """What is wrong with the questions that a lab checks."""
    own = [task.task_id for task in coded(records, page_of(path))]
    checked, tells = asked({"cells": cells}), told({"cells": cells})
    for name in sorted({name for name in checked if checked.count(name) > 1}):
        yield f"checks {name!r} more than once; each question is asked once"
    for name in sorted(set(checked) - set(own)):
        yield (
            f"checks {name!r}, which is no question of {page_of(path)} that needs code"
            + roles.nearest(name, own)
        )
    for name in sorted(set(own) - set(checked)):
        yield f"does not check {name!r}, which needs code; add it, or change what it needs"
    if tells != checked:
        wrong = next((name for name in tells if name not in checked), tells or "nothing")
        yield (
            f"tells {wrong!r} and checks others, or in another order; "
            "each question needs {lab-task} in a text above its check"
        )


def _homeless(records: Records) -> Iterator[Violation]:
    """Questions that need code, of pages without a lab."""
    for line, task in enumerate(records.tasks.values(), 2):
        if task.needs == "code" and not lab_of(records.root, task.page).is_file():
            message = f"needs code, and {FOLDER} has no lab of {task.page}; write one"
            yield Violation("data/tasks.csv", line, "needs", message, task.task_id)
