"""Give tables back as the book stores them, after a spreadsheet saved them; what cannot be told is
listed and left.

Example: python -m factbook tidy data/facts.csv

A file may also lie elsewhere; its columns say which table it is.  Excel, LibreOffice and Google
Sheets change encoding, separators, dates, zeros and order.  The row's statement, the other dates of
the file and the last commit tell what stood there.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import io
from collections import Counter
from pathlib import Path

from factbook import history, tables
from factbook.commands import CommandError, say
from factbook.datapackage import schema_of
from factbook.spreadsheet import SEPARATORS, SheetError, decode
from factbook.tidying import Tidied, tidy
from factbook.writing import write_files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: every table")
    parser.add_argument("--dry-run", action="store_true", help="show the changes, write nothing")


def run(options: argparse.Namespace) -> int:
    """Tidy the files; 1 if a cell is open or a file cannot be read, and then the other files are
    tidied still.
    """
    root: Path = options.root
    files = options.files or [tables.path_of(name, root) for name in tables.names()]
    letters = letters_of(root)
    changed: dict[Path, bytes] = {}
    failed = False
    for path in files:
        shown = _shown(path, root)
        try:
            content = path.read_bytes()
            tidied = tidied_file(path, content, root, letters)
        except OSError as error:
            raise CommandError(f"{shown}: cannot be read ({error.strerror or error})") from None
        except SheetError as error:
            failed = True
            say("\n".join(f"{shown}: {line}" for line in str(error).split("\n")))
            continue
        for violation in tidied.open:
            say(violation)
        failed = failed or bool(tidied.open)
        if tidied.content != content:
            changed[path] = tidied.content
            if options.dry_run:
                say(_difference(shown, content, tidied.content, letters))
    if not options.dry_run:
        write_files(changed)
        for path in changed:
            say(f"{_shown(path, root)}: tidied")
    return 1 if failed else 0


def tidied_file(path: Path, content: bytes, root: Path, letters: str) -> Tidied:
    """One saved file, tidied with the help of the last commit."""
    name = _table_of(path, content, root)
    stored = history.file_at(root, "HEAD", f"data/{name}.csv")
    before = list(csv.DictReader(io.StringIO(stored.decode("utf-8", "replace")))) if stored else []
    return tidy(name, _shown(path, root), content, before, letters)


def letters_of(root: Path) -> str:
    """The characters beyond ASCII that the tables and articles hold, where they are UTF-8, the most
    frequent first.
    """
    texts = (
        path.read_bytes().decode("utf-8", "ignore")
        for pattern in ("data/**/*.csv", "seeds/*.txt")
        for path in root.glob(pattern)
    )
    counts = Counter(letter for text in texts for letter in text if letter > "\x7f")
    return "".join(letter for letter, _ in counts.most_common())


def _table_of(path: Path, content: bytes, root: Path) -> str:
    """Which table a file holds: by its place, or by the columns that its first line names."""
    for name in tables.names():
        if path.resolve() == tables.path_of(name, root):
            return name
    head = decode(content)[0].lstrip().split("\n", 1)[0].lower()
    for separator in SEPARATORS:
        head = head.replace(separator, ",")
    columns = {cell.strip(' "\r') for cell in head.split(",")}

    def unlike(name: str) -> int:
        return len(columns ^ set(schema_of(name).columns))

    name = min(tables.names(), key=unlike)
    if unlike(name) > len(columns) / 2:
        raise SheetError(
            "is not like any table of the book; the first line should name the columns"
        )
    return name


def _shown(path: Path, root: Path) -> str:
    path = path.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _difference(shown: str, before: bytes, after: bytes, letters: str) -> str:
    """What would change, as ``diff -u`` shows it."""
    old, new = (decode(text, letters)[0].splitlines() for text in (before, after))
    lines = difflib.unified_diff(old, new, shown, f"{shown} (tidied)", lineterm="", n=1)
    return "\n".join(lines) or f"{shown}: only encoding, line ends or the last line end change"
