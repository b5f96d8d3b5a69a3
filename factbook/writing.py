"""How is a file written so that an accident leaves it as it was?

:func:`write_files` writes several files as one: all of them beside the old ones first, then it
renames. A full disk, an error or Ctrl-C at any moment leaves every file as it was and nothing
beside it.  Only a process that is killed outright between two renames can leave some files new and
others old; each is whole even then.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path


def csv_bytes(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A table as the book stores it: UTF-8 without BOM, LF, commas, quotation marks only where
    needed.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write these files, all or none.

    Folders that are missing are made.  Raises whatever went wrong (:class:`OSError` for a full
    disk, :class:`KeyboardInterrupt`), after every file has been put back.
    """
    targets = {Path(path).resolve(): content for path, content in contents.items()}
    beside: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    renamed: list[Path] = []
    try:
        for target, content in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                kept[target] = _beside(target, "old")
                _write(kept[target], target.read_bytes(), like=target)
            beside[target] = _beside(target, "new")
            _write(beside[target], content, like=target)
        for target in targets:
            renamed.append(target)
            beside[target].replace(target)
    except BaseException:
        _put_back(renamed, beside, kept)
        raise
    finally:
        for leftover in (*beside.values(), *kept.values()):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def _beside(target: Path, ending: str) -> Path:
    """A name in the same folder, hidden, that no other process uses."""
    return target.with_name(f".{target.name}.{os.getpid()}.{ending}")


def _write(path: Path, content: bytes, like: Path) -> None:
    """Write a file to the disk itself, with the permissions of another where that exists."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if like.exists():
        shutil.copymode(like, path)


def _put_back(renamed: list[Path], beside: dict[Path, Path], kept: dict[Path, Path]) -> None:
    """Undo the renames that were made.  Renaming needs no space on the disk."""
    for target in renamed:
        if beside[target].exists():
            continue  # the interruption came before this rename
        if target in kept:
            kept[target].replace(target)
        else:
            target.unlink(missing_ok=True)
