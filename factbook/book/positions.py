"""Where in the sources of the book is it?  Positions as a contributor finds them."""

from __future__ import annotations

import json
from pathlib import Path

from sphinx.environment import BuildEnvironment

CELL = 10_000
"""MyST-NB counts the lines of a notebook from here on for each cell, and the first line of a cell
is its second.
"""


def in_cell(number: int, line: int) -> int:
    """A line of a cell as MyST-NB counts; cells and lines count from 1."""
    return number * CELL + line + 1


def where(env: BuildEnvironment, docname: str, line: int | None) -> str:
    """A position: ``chapters/x.md:12`` or ``chapters/x.ipynb: cell "reading-2", line 5``."""
    path = Path(env.doc2path(docname, base=False))
    if path.suffix != ".ipynb" or not line:
        return f"{path.as_posix()}:{line or 1}"
    number, line = divmod(line, CELL)
    cells = json.loads((Path(env.srcdir) / path).read_text(encoding="utf-8"))["cells"]
    name = cells[number - 1].get("id", str(number)) if 0 < number <= len(cells) else str(number)
    return f'{path.as_posix()}: cell "{name}", line {max(line - 1, 1)}'
