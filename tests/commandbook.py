"""The tiny book with pages, a chapter and a history, for the tests of the commands."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from factbook.correcting import notebook_bytes

INDEX = """# The front page

At least {fact}`35 countries <paris-countries>` met on \
{fact-date}`6 January 2026 <paris-countries>`.
{fact}`Thirty-five <paris-countries>` came, {fact}`paris-countries` in all; the agency says
{fact}`27–30 countries <paris-countries-agency>`. See {source}`elysee` and {claim}`jan-nations`.
"""

CHAPTER = [
    ("markdown", "title", "# A chapter\\n\\nIn Paris were {fact}`35 countries <paris-countries>`."),
    ("code", "load", 'facts = load_facts("summit")'),
    (
        "code",
        "chart",
        'figure(title="So many: "\\n       "{fact}`35 " "countries <paris-countries>`")',
    ),
    ("markdown", "end", "The mean is {derived}`small-mean`."),
]
"""Kind, id and text of each cell."""

DERIVED = {
    "name": "small-mean",
    "value": "31.0",
    "unit": "countries",
    "printed": "31.0 countries",
    "formula": "the mean of all counts",
    "inputs": ["paris-countries"],
}


def cell(kind: str, name: str, text: str) -> dict:
    """One cell as a notebook has it; the cell ``load`` stores a computed number."""
    made = {"cell_type": kind, "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}
    if kind == "code":
        made |= {"execution_count": 1, "outputs": []}
    if name == "load":
        data = {"application/vnd.factbook.derived+json": DERIVED}
        made["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    return made


def notebook(*cells: tuple[str, str, str]) -> bytes:
    """A notebook as it is stored."""
    cells = cells or tuple((kind, name, text.replace("\\n", "\n")) for kind, name, text in CHAPTER)
    content = {
        "cells": [cell(*parts) for parts in cells],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return notebook_bytes(content)


def write_pages(root: Path) -> None:
    """Write the front page and the chapter."""
    (root / "index.md").write_text(INDEX, encoding="utf-8")
    (root / "chapters").mkdir(exist_ok=True)
    (root / "chapters/small.ipynb").write_bytes(notebook())


def change_derived(root: Path, **cells: str) -> None:
    """Change what the chapter stores of its computed number."""
    path = root / "chapters/small.ipynb"
    content = json.loads(path.read_bytes())
    data = content["cells"][1]["outputs"][0]["data"]
    data["application/vnd.factbook.derived+json"] |= cells
    path.write_bytes(notebook_bytes(content))


def git(root: Path, *arguments: str) -> str:
    """Run git in the book."""
    return subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        cwd=root,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout


def commit(root: Path, message: str = "A book") -> None:
    """Commit everything, in a repository that is made if need be."""
    if not (root / ".git").is_dir():
        git(root, "init", "-q")
        git(root, "config", "user.name", "A")
        git(root, "config", "user.email", "a@example.org")
        git(root, "config", "core.autocrlf", "false")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", message)


def files(root: Path) -> dict[str, bytes]:
    """Every file of the book with its content, git's own left out."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }
