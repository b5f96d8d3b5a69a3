"""Who may import whom: arrows point inwards only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from bookbuild import ROOT

PACKAGE = ROOT / "factbook"
SITE, PAPER = "factbook.book.site", "factbook.book.paper"
OUTSIDE = ("sphinx", "docutils", "myst_nb", "myst_parser", "jupyter_book", "factbook.book")

STARTS_THE_ENGINE = PACKAGE / "commands" / "build.py"
"""The one command that hands over to the extension."""

CORE = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if PACKAGE / "book" not in path.parents and path != STARTS_THE_ENGINE
)
SHARED = sorted(path for path in (PACKAGE / "book").glob("*.py") if path.name != "__init__.py")


def imported(path: Path) -> set[str]:
    """The modules that a module imports, anywhere in it, by their full names."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import; write its full name"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def from_these(path: Path, *modules: str) -> list[str]:
    """What a module imports of these."""
    return sorted(
        name for name in imported(path) if f"{name}.".startswith(tuple(f"{m}." for m in modules))
    )


def name_of(path: Path) -> str:
    """A module as messages name it."""
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_core_knows_no_sphinx(path):
    """What chapters import runs without Sphinx, and knows nothing of the extension."""
    assert from_these(path, *OUTSIDE) == []


@pytest.mark.parametrize("path", SHARED, ids=name_of)
def test_shared_modules_know_no_wing(path):
    """What every builder needs knows neither the site nor paper; ``book/__init__.py`` registers
    both.
    """
    assert from_these(path, SITE, PAPER) == []


@pytest.mark.parametrize(("wing", "other"), [("site", PAPER), ("paper", SITE)])
def test_wings_do_not_know_each_other(wing, other):
    """What both need is shared."""
    for path in sorted((PACKAGE / "book" / wing).rglob("*.py")):
        assert from_these(path, other) == [], path


def test_no_content_in_the_package():
    """Names of chapters and articles are rows of tables and nothing else."""
    names = ("re-engagement", "hesitation", "article-january", "article-september", "000_", "002_")
    found = [
        f"{name_of(path)}: {name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for name in names
        if name in path.read_text(encoding="utf-8")
    ]
    assert found == []
