"""How does a whole build replace the last good one?  Beside it, and only when it has ended well.

``python -m factbook build`` builds in ``_build/.work`` and swaps the result in: the last good site
stands until then, whatever ends the build.  A book in which nothing has changed is recognised by
the contents of its files before Sphinx is loaded.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from factbook import manifest
from factbook.history import NoHistory, git
from factbook.kept import Now, installed
from factbook.lock import Lock

WORK = Path("_build", ".work")
"""Where the next state is built, relative to the book."""

FINISHED = "finished.json"
"""Where each builder's last good end is noted, in the folder of what Sphinx remembers."""

NO_SOURCES = {
    "_build",
    "benchmarks",
    "tests",
    "node_modules",
    "__pycache__",
    "ledger",
    ".git",
    ".venv",
}
"""Names of folders that hold no source of the book; nor do those with a dot in front."""

OWN_PAGE = re.compile(r"\d{1,2}-[a-z]+(-x*\d+)?\.md")
"""The name of a page that the build writes into ``chapters/ledger/``."""

VARIABLES = ("BOOK_", "SOURCE_DATE_EPOCH")
"""Beginnings of the names of environment variables that change what a build gives."""


Runner = Callable[[Path, str, Path], int]
"""Builds the book in a folder with one of Sphinx's builders, into another folder; gives the exit
status."""


def build(root: Path, builder: str, run: Runner) -> int:
    """Let ``run`` build the book beside the last one, and swap; gives the exit status.

    The result stands in ``_build/<builder>``.  A build that fails leaves the last one as it was.
    """
    root = root.resolve()
    target = root / "_build" / builder
    try:
        lock = Lock(root / "_build" / ".lock")
        lock.wait(print)
        try:
            _recover(target)
            return _build(root, builder, target, run)
        finally:
            lock.release()
    except OSError as error:
        print(f"the book cannot be written: {_reason(error, target)}", file=sys.stderr)
        if target.exists():
            print(f"{target} stands as the last build left it", file=sys.stderr)
        return 1


def _reason(error: OSError, target: Path) -> str:
    """Which file, and why, in one line."""
    if isinstance(error, shutil.Error):
        _, file, reason = error.args[0][0]
        return f"{file}: {reason}"
    return f"{error.filename or target}: {error.strerror or error}"


def _build(root: Path, builder: str, target: Path, run: Runner) -> int:
    record = root / WORK / f"{builder}.json"
    now = state(root, builder)
    if _is_up_to_date(record, now, target):
        print("nothing has changed since the last build")
        return 0
    record.unlink(missing_ok=True)
    made = root / WORK / "_build" / builder
    if run(root, builder, made):
        return 1
    # What a plain build remembers is of the site that goes now.
    (root / "_build" / ".doctrees" / FINISHED).unlink(missing_ok=True)
    _swap(made, target)
    # Sources that changed meanwhile are for the next build.
    note_made(root, builder, now)
    return 0


def note_made(root: Path, builder: str, state_of_sources: str) -> None:
    """Note from what the files in ``_build/<builder>`` were made."""
    record, target = root / WORK / f"{builder}.json", root / "_build" / builder
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(_described(target, state_of_sources)), encoding="utf-8")


def state_made_of(root: Path, builder: str) -> str:
    """From what the files in ``_build/<builder>`` were made, as :func:`state` says it; empty where
    nobody knows.
    """
    try:
        record = (root / WORK / f"{builder}.json").read_text(encoding="utf-8")
        return json.loads(record)["state"]
    except (OSError, ValueError, KeyError):
        return ""


def state(root: Path, builder: str) -> str:
    """Everything that a build depends on, as one digest."""
    now = Now(root)
    # What the build itself writes there is no source, and anything else must not go unseen.
    made = root / "chapters" / "ledger"
    foreign = sorted(path.name for path in made.glob("*") if not OWN_PAGE.fullmatch(path.name))
    variables = sorted(
        f"{name}={value}" for name, value in os.environ.items() if name.startswith(VARIABLES)
    )
    parts = [
        builder,
        installed(),
        now.digest_of_all(sources(root)),
        _commit(root),
        *foreign,
        *variables,
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def sources(root: Path) -> list[Path]:
    """Every file that a build may depend on: rather too many than one too few."""
    files = []
    for folder, folders, names in os.walk(root):
        folders[:] = [
            name
            for name in folders
            if name not in NO_SOURCES
            and not name.startswith(".")
            and not name.endswith(".egg-info")
        ]
        files += [Path(folder, name) for name in names]
    return files


def _commit(root: Path) -> str:
    """The commit that pages name; empty where there is none."""
    try:
        return git(root, "rev-parse", "HEAD").decode("utf-8").strip()
    except NoHistory:
        return ""


def _is_up_to_date(record: Path, now: str, target: Path) -> bool:
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return known["state"] == now and known == _described(target, now)


def _described(target: Path, state_of_sources: str) -> dict:
    """What was built from what: nobody has touched it while this is so."""
    return {"state": state_of_sources, "files": manifest.sums(target) if target.is_dir() else {}}


def _swap(made: Path, target: Path) -> None:
    """Put a copy of what was made in the place of the last one."""
    new, _ = beside(target)
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(made, new)
    put_in_place(new, target)


def put_in_place(new: Path, target: Path) -> None:
    """Let a folder beside the last one take its place."""
    _, old = beside(target)
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _recover(target: Path) -> None:
    """Put the last one back if a swap was cut off in its middle."""
    _, old = beside(target)
    if old.exists() and not target.exists():
        old.rename(target)


def beside(target: Path) -> tuple[Path, Path]:
    """Where the next folder is made, and where the last one waits until it is gone."""
    return target.with_name(f".{target.name}-new"), target.with_name(f".{target.name}-old")
