"""Does each list of words help: enough of them, each once, in the letters of its language?"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from factbook import numerals, schema
from factbook.cells import Violation
from factbook.rules.base import Book, listed

FEWEST = 12
"""The words that a page has at least, if it has any."""

FOREIGN = {"uk": "ыэъё", "ru": "іїєґ"}
"""Language → letters that it does not have, and that its neighbour has."""


def enough(book: Book) -> Iterator[Violation]:
    """A page with words has twelve of them or more."""
    counts = Counter(
        page for _, row in book.rows("words", "pages") for page in listed(row["pages"])
    )
    known = book.ids("pages")  # what is not there is said elsewhere
    seen: set[str] = set()
    for line, row in book.rows("words", "pages"):
        for page in listed(row["pages"]):
            if page in known and page not in seen and counts[page] < FEWEST:
                message = f"{page} has {counts[page]} words: expected {FEWEST} or more, or none"
                yield book.wrong("words", line, "pages", message)
            seen.add(page)


def apart(book: Book) -> Iterator[Violation]:
    """No two rows of words have the same English word."""
    first: dict[str, int] = {}
    for line, row in book.rows("words", "en"):
        word = row["en"].casefold()
        if word in first:
            message = f"{row['en']!r} stands in line {first[word]} already; add its pages there"
            yield book.wrong("words", line, "en", message)
        first.setdefault(word, line)


def written(book: Book) -> Iterator[Violation]:
    """Ukrainian and Russian words are written in Cyrillic letters, each in its own; words of the
    other languages and their meaning in Latin ones.
    """
    for column in (*schema.LANGUAGES, "meaning"):
        script = "CYRILLIC" if column in schema.CYRILLIC else "LATIN"
        for line, row in book.rows("words", column):
            letters = [one for one in row[column] if one.isalpha()]
            other = [one for one in letters if not unicodedata.name(one).startswith(script)]
            foreign = [one for one in letters if one.lower() in FOREIGN.get(column, "")]
            if other or not letters:
                shown = f"has {other[0]!r}" if other else "has no letter"
                message = f"{shown}: expected {script.capitalize()} letters alone"
                yield book.wrong("words", line, column, message)
            elif foreign:
                message = f"has {foreign[0]!r}, which is no letter of {schema.LANGUAGES[column]}"
                yield book.wrong("words", line, column, message)


def plain(book: Book) -> Iterator[Violation]:
    """What a word means has no figure in it."""
    for line, row in book.rows("words", "meaning"):
        if loose := numerals.figures_in(row["meaning"]):
            message = f"says {', '.join(map(repr, loose))}; a word needs no figure"
            yield book.wrong("words", line, "meaning", message)
