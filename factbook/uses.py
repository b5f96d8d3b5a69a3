"""Which pages use which fact?

Found in the text of the pages, without building the book: the roles that print a fact, what a
computed number was derived from, and the facts that the claims name.  The ledger, the timeline and the page
of disagreements list facts without being asked to: they do not count.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from factbook.tables import read

ROLE = re.compile(r"\{fact(?:-date)?\}(`+)(?P<text>.+?)\1", re.DOTALL)
TARGET = re.compile(r".*<([^<>]*)>", re.DOTALL)


def uses(root: Path) -> dict[str, list[str]]:
    """Fact id → the pages that use it, in the order of the pages; ``data/claims.csv`` for a claim.

    The ids are those of ``facts.csv``; every fact has an entry, an empty one if nothing uses it.
    Raises :class:`ValueError` for a file that is not a notebook.
    """
    root = Path(root).resolve()
    found: dict[str, list[str]] = {fact: [] for fact in read("facts", root).cells["fact_id"]}
    for path in [
        root / "index.md",
        *sorted([*root.glob("chapters/*.md"), *root.glob("chapters/*.ipynb")]),
    ]:
        if path.is_file():
            page = path.relative_to(root).as_posix()
            for fact in sorted(
                _notebook(path) if path.suffix == ".ipynb" else _roles(path.read_text("utf-8"))
            ):
                if fact in found:
                    found[fact].append(page)
    for cell in read("claims", root).cells["facts"]:
        for fact in cell.split(";"):
            if fact in found and "data/claims.csv" not in found[fact]:
                found[fact].append("data/claims.csv")
    return found


def unused(root: Path) -> list[str]:
    """The facts that no page and no claim uses, sorted."""
    return sorted(fact for fact, pages in uses(root).items() if not pages)


def _roles(text: str) -> set[str]:
    """The facts that the roles in a text name."""
    named = (match["text"] for match in ROLE.finditer(text))
    return {(target[1] if (target := TARGET.fullmatch(text)) else text).strip() for text in named}


def _notebook(path: Path) -> set[str]:
    try:
        cells = json.loads(path.read_bytes())["cells"]
        texts = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: is not a notebook: {error!r}") from error
    found: set[str] = set()
    for kind, text in texts:
        found |= _roles(text)
        if kind == "code":
            found |= _derived(text)
    return found


def _derived(code: str) -> set[str]:
    """The texts in quotation marks inside the calls of ``derive`` in a cell."""
    try:
        calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    except (SyntaxError, ValueError):
        return set(re.findall(r"""["']([a-z0-9-]+)["']""", code.partition("derive(")[2]))
    return {
        name
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", "")) == "derive"
        for node in ast.walk(call)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for name in node.value.split()
    }
