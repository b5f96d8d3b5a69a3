"""What does an execution of a chapter rest on, and does it still hold?

Executions are kept under ``_build/.execution``, a folder for each chapter and a file for each
execution, named by the hash of what it rests on:

* the code cells, and the versions of Python and of every package installed;
* the modules of this package that the kernel imported, and the files that the package brings along;
* what the tables answered (:data:`factbook.tables.served`), by digest.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import sys
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

import nbformat

from factbook import tables

KEPT = Path("_build", ".execution")
"""Where executions are kept, relative to the book."""

MOST_KEPT = 4
"""Executions of one chapter that are kept."""

PACKAGE = Path(tables.__file__).parent


@cache
def installed() -> str:
    """Python and every package installed, as one digest; what a process has does not change."""
    packages = {
        f"{package.name} {package.version}" for package in importlib.metadata.distributions()
    }
    return hashlib.sha256("\n".join([sys.version, *sorted(packages)]).encode()).hexdigest()


def core_files() -> list[Path]:
    """The files of the package that a kernel can see: all but those of the wings and commands."""
    skip = {"book", "commands", "__pycache__"}
    return [
        file
        for entry in PACKAGE.iterdir()
        if entry.name not in skip
        for file in ([entry] if entry.is_file() else entry.rglob("*"))
        # What Python compiles beside the modules of a folder comes and goes and says nothing new.
        if file.is_file() and "__pycache__" not in file.parts
    ]


class Now:
    """What executions rest on as it is now, each thing looked up once."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._digests: dict[Path, str] = {}
        self._served: dict[str, str] = {}

    def name(self, path: Path) -> str:
        """A file as a contributor names it."""
        return path.resolve().relative_to(self.root).as_posix()

    def folder(self, path: Path) -> Path:
        """Where the executions of a chapter are kept."""
        return self.root / KEPT / Path(self.name(path)).with_suffix("")

    def digest(self, file: Path) -> str:
        """The digest of a file; empty for one that is not there."""
        if file not in self._digests:
            content = file.read_bytes() if file.is_file() else None
            digest = "" if content is None else hashlib.sha256(content).hexdigest()
            self._digests[file] = digest
        return self._digests[file]

    def digest_of_all(self, files: Iterable[Path]) -> str:
        """One digest of many files, with their names."""
        lines = [f"{file.as_posix()} {self.digest(file)}" for file in sorted(files)]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @cached_property
    def brought(self) -> str:
        """What the core of the package brings along beside its modules, such as fonts, as one
        digest.
        """
        return self.digest_of_all(file for file in core_files() if file.suffix != ".py")

    @cached_property
    def data(self) -> str:
        """All tables, as one digest: while they are as they were, no query need be asked again."""
        return self.digest_of_all(f for f in (self.root / "data").rglob("*") if f.is_file())

    @cached_property
    def sources(self) -> str:
        """The tables and the core of the package, as one digest: what must not change while a
        chapter is executed, or nobody can tell what it saw."""
        return self.digest_of_all([Path(self.data), *core_files()])

    def answers(self, queries: Iterable[str]) -> dict[str, str]:
        """The digests of what the tables answer now."""
        missing = [query for query in queries if query not in self._served]
        if missing:
            self._served |= dict.fromkeys(missing, "") | tables.digests(missing, self.root)
        return {query: self._served[query] for query in queries}


def _code(notebook: nbformat.NotebookNode) -> str:
    cells = [
        [cell.source, cell.metadata.get("tags", [])]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def record(notebook: nbformat.NotebookNode, report: dict, now: Now, seconds: float) -> dict:
    """What is kept of an execution."""
    modules = [Path(file) for file in report["modules"]]
    return {
        "code": _code(notebook),
        "installed": installed(),
        "brought": now.brought,
        "modules": {
            file.relative_to(PACKAGE).as_posix(): now.digest(file)
            for file in modules
            if file.is_relative_to(PACKAGE)
        },
        "data": now.data,
        "served": report["served"],
        "seconds": round(seconds, 1),
        "cells": [
            {"execution_count": cell.execution_count, "outputs": cell.outputs}
            for cell in notebook.cells
            if cell.cell_type == "code"
        ],
    }


def find(path: Path, notebook: nbformat.NotebookNode, now: Now) -> dict | None:
    """The record of an execution of a chapter that still holds."""
    code = _code(notebook)
    return next((record for record in all_kept(path, now) if _holds(record, code, now)), None)


def _holds(record: dict, code: str, now: Now) -> bool:
    """Whether an execution rests on what is so now."""
    if record["code"] != code:
        return False
    if record["installed"] != installed() or record["brought"] != now.brought:
        return False
    if any(now.digest(PACKAGE / name) != digest for name, digest in record["modules"].items()):
        return False
    return record["data"] == now.data or record["served"] == now.answers(record["served"])


def all_kept(path: Path, now: Now) -> list[dict]:
    """All that is kept of a chapter, the newest first, without what is spoilt."""
    files = sorted(now.folder(path).glob("*.json"), key=_age)
    return [kept for file in files if (kept := _load(file))]


def _age(file: Path) -> float:
    return -file.stat().st_mtime


def _load(file: Path) -> dict | None:
    """What a file of ours holds; nothing if it is not there or is spoilt."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def keep(folder: Path, record: dict) -> None:
    """Write an execution under the hash of what it rests on; only the newest of a chapter stay."""
    rests_on = {name: value for name, value in record.items() if name not in ("seconds", "cells")}
    digest = hashlib.sha256(json.dumps(rests_on, sort_keys=True).encode()).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"{digest[:16]}.new"
    beside.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    beside.replace(beside.with_suffix(".json"))
    for old in sorted(folder.glob("*.json"), key=_age)[MOST_KEPT:]:
        old.unlink()
