"""Which rules would these files break?  Asked before anything is written."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from factbook import checking
from factbook.tables import Violation

FOLDERS = ("data", "seeds", "chapters")
"""What the rules read, beside the files at the top of the book."""


def new_violations(root: Path, contents: Mapping[Path, bytes]) -> list[Violation]:
    """The rules that the book in ``root`` would break with these files, and does not break now.

    Tried on a copy; the book itself is only read.
    """
    root = root.resolve()
    with tempfile.TemporaryDirectory(prefix="factbook-") as folder:
        copy = Path(folder).resolve()
        for path in root.iterdir():
            if path.is_file():
                shutil.copyfile(path, copy / path.name)
        for name in FOLDERS:
            if (root / name).is_dir():
                shutil.copytree(root / name, copy / name, copy_function=shutil.copyfile)
        for path, content in contents.items():
            (copy / path.resolve().relative_to(root)).write_bytes(content)
        before = Counter(map(_whatever_line, checking.violations(root)))
        found = []
        for violation in checking.violations(copy):
            if before[_whatever_line(violation)]:
                before[_whatever_line(violation)] -= 1
            else:
                found.append(violation)
        return found


def _whatever_line(violation: Violation) -> tuple[str, str, str]:
    """A violation without its line, which moves when a row is added."""
    return violation.file, violation.column, re.sub(r"\bline \d+", "line", violation.message)
