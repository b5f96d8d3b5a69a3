"""What holds in the files beside the tables: the dictionary, the map, the names ever used?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from factbook import dictionary
from factbook.cells import Violation
from factbook.rules.base import Book, like

SHA256_LINE = re.compile(r"([0-9a-f]{64})  ([\w.-]+)", re.ASCII)
"""A line as `sha256sum` writes it."""

SHA256_MESSAGE = "is not a line of sha256sum: 64 hexadecimal digits, two blanks, a file name"


def edition(book: Book) -> Iterator[Violation]:
    """`data/edition.toml` has exactly its keys, a name and three days in quotation marks, the days
    in their order; without a date the edition is open.
    """
    yield from book.edition[1]


def dictionary_holds(book: Book, rules: Iterable[Callable]) -> Iterator[Violation]:
    """What the rule ``readme`` finds; ``rules`` are all rules, that one among them."""
    if problem := dictionary.compare(book.root, rules):
        yield Violation("data/README.md", problem[0], "", problem[1])


def names(book: Book) -> Iterator[Violation]:
    """Each fact's name stands in `names.csv`, and each name there is that of a fact, or is retired
    with a reason and never used again.
    """
    facts = [*book.rows("facts", "fact_id")]
    # A misspelt name is told by the rule on cells.
    if not book.whole("facts", "names") or len(facts) < len([*book.rows("facts")]):
        return
    known, used = book.ids("names"), book.ids("facts")
    for line, row in book.rows("names", "fact_id", "retired"):
        name = row["fact_id"]
        if row["retired"] and name in used:
            yield book.wrong(
                "names", line, "retired", "is retired, and a fact has it again; take another name"
            )
        elif not row["retired"] and name not in used:
            yield book.wrong(
                "names",
                line,
                "fact_id",
                f"{name[:80]!r} is no longer in data/facts.csv, and others may cite it"
                f"{like(name, used - known)}; restore the name, or say in retired why the "
                "fact went",
            )
    for line, row in facts:
        if row["fact_id"] not in known:
            yield book.wrong(
                "facts",
                line,
                "fact_id",
                f"{row['fact_id'][:80]!r} is a new name; python -m factbook names writes it down",
            )


def borders(book: Book) -> Iterator[Violation]:
    """The map is, byte for byte, the reviewed one whose sha256 stands in
    `data/map/manifest.sha256`.
    """
    if (book.root / "data" / "map").is_dir():
        yield from check_sums(
            book.root,
            "data/map",
            "*.geojson",
            "look at its borders as data/map/README.md says, then write the new sum there",
        )


def check_sums(root: Path, folder: str, pattern: str, advice: str) -> Iterator[Violation]:
    """What in a folder is not, byte for byte, what its ``manifest.sha256`` says.

    Each file of ``pattern`` is listed there, and each listed file is there; ``advice`` says what to
    do about one that has changed.
    """
    manifest = f"{folder}/manifest.sha256"
    try:
        lines = (root / manifest).read_bytes().decode("utf-8", "replace").splitlines()
    except OSError as error:
        message = f"cannot be read ({error.strerror or error}); the book needs this file"
        yield Violation(manifest, 1, "", message)
        return
    listed: set[str] = set()
    for number, line in enumerate(lines, 1):
        entry = SHA256_LINE.fullmatch(line)
        if not entry:
            yield Violation(manifest, number, "", SHA256_MESSAGE)
            continue
        sha256, name = entry.groups()
        path = root / folder / name
        if name in listed:
            yield Violation(manifest, number, "", f"{name} is listed already; list it once")
        elif not path.is_file():
            message = f"{name} is not in {folder}/; restore it, or remove the line"
            yield Violation(manifest, number, "", message)
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            message = f"has changed: its sha256 is not that of {manifest}; {advice}"
            yield Violation(f"{folder}/{name}", 1, "", message)
        listed.add(name)
    for path in sorted((root / folder).glob(pattern)):
        if path.is_file() and path.name not in listed and len(listed) == len(lines):
            message = f"is not listed in {manifest}; add its sha256 there"
            yield Violation(f"{folder}/{path.name}", 1, "", message)
