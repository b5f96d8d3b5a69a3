"""How are the committed notebooks made?

Chapters are committed with their outputs, so that strict nbval compares something and a pull
request shows which published outputs change.  :func:`refresh` executes them and keeps only what is
the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import nbformat

from factbook import execution

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def chapters(root: Path) -> list[Path]:
    """The chapters of the book in ``root`` that are notebooks."""
    return sorted((root / "chapters").glob("*.ipynb"))


def normalise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without what differs from run to run: versions, times, interface state.

    Every code cell counts as the first: a cell that somebody puts in changes no other cell's lines
    (strict nbval skips cells without a count, and does not compare counts).
    """
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell.execution_count = 1
        for output in cell.get("outputs", []):
            if output.output_type == "execute_result":
                output.execution_count = 1
            if output.output_type in ("display_data", "execute_result"):
                output.metadata = nbformat.from_dict(
                    {k: v for k, v in output.metadata.items() if k == "factbook"}
                )
    return notebook


def refresh(paths: Iterable[Path], root: Path, anew: bool = False) -> dict[Path, bool]:
    """Execute chapters where what they rest on has changed (with ``anew`` all of them), and store
    their outputs, normalised.

    Gives path → whether the file changed.  Raises :class:`ExceptionGroup` of
    :class:`factbook.execution.ChapterError` when chapters fail; their files then stay as they were,
    and the others are written.
    """
    futures = execution.begin(paths, root, anew=anew)
    changed: dict[Path, bool] = {}
    errors: list[Exception] = []
    for path, future in futures.items():
        if isinstance(error := future.exception(), Exception):
            errors.append(error)
        else:
            changed[path] = _store(path, future.result().notebook)
    if errors:
        raise ExceptionGroup("chapters do not run", errors)
    return changed


def _store(path: Path, notebook: nbformat.NotebookNode) -> bool:
    """Write a notebook, normalised, if that changes its file; whether it did."""
    after = nbformat.writes(normalise(notebook)) + "\n"
    if after == path.read_text(encoding="utf-8"):
        return False
    beside = path.with_suffix(".new")
    beside.write_text(after, encoding="utf-8")
    beside.replace(path)
    return True
