"""Find words in statements, notes, claims, sources, series and pages, whatever their accents,
capitals and commas.

Example: python -m factbook find "1400 soldiers"

Finds “1,400 soldiers” too.  Notebooks are searched cell by cell, without their outputs.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from factbook import tables
from factbook.commands import CommandError, say
from factbook.mentions import texts

SEARCHED = ("text", "url", "id", "number", "count")
"""The kinds of column that are searched; codes, choices and dates are found by what ``show``
prints.
"""

ALIKE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"'}
    | dict.fromkeys("–—‑−", "-")
    | dict.fromkeys("\u00a0\u202f\u2009", " ")
)
"""Letters and marks that a keyboard lacks, with what people type for them."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("text", help="words as they stand next to each other")


def run(options: argparse.Namespace) -> int:
    """Print each place as file:line: column or cell: the words around; 1 if there is none."""
    wanted = folded(options.text)
    if not wanted:
        raise CommandError("nothing to find; give a word")
    found = False
    for where, text in everything(options.root):
        if around := excerpt(text, wanted):
            found = True
            say(f"{where}: {around}")
    return 0 if found else 1


def everything(root: Path) -> Iterator[tuple[str, str]]:
    """Every text that is searched, with its place: cells of tables, then lines of pages.

    What closed editions said is left out: nobody changes it.
    """
    for name in tables.names():
        if name == "editions":
            continue
        table = tables.read(name, root)
        columns = [
            column
            for column, spec in table.schema.columns.items()
            if spec.metadata["kind"] in SEARCHED
        ]
        for line, row in table.rows:
            for column in columns:
                yield f"{table.file}:{line}: {column}", row[column]
    for text in texts(root):
        for number, words in enumerate(text.text.split("\n"), 1):
            yield text.where(number), words


def folded(text: str) -> str:
    """A text in small letters without accents, doubled blanks and commas at thousands: ``1,400`` →
    ``1400``.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(ALIKE))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain).split())


def excerpt(text: str, wanted: str, width: int = 60) -> str:
    """The words of a text around what was found, in the text's own letters; empty if it is not
    there.
    """
    plain = folded(text)
    at = plain.find(wanted)
    if at < 0:
        return ""
    if len(text) <= 2 * width + len(wanted):
        return " ".join(text.split())
    # Folding changes lengths a little: the excerpt is cut at blanks, with room to spare.
    words, seen, start = text.split(), 0, 0
    for place, word in enumerate(words):
        if seen <= at - width:
            start = place
        seen += len(folded(word)) + 1
        if seen > at + len(wanted) + width:
            break
    left = "… " if start else ""
    right = " …" if place + 1 < len(words) else ""
    return f"{left}{' '.join(words[start : place + 1])}{right}"
