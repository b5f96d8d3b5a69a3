"""What rows and columns does a file hold that a spreadsheet saved?

:func:`read_sheet` takes the bytes of such a file, finds out encoding, line ends and separator, and
gives the cells under the table's own columns.  What a cell means is the work of
:mod:`factbook.tidying`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SEPARATORS = (",", ";", "\t", "|")

CONFLICT = re.compile(r"^(<<<<<<< |=======$|>>>>>>> )", re.MULTILINE)
"""The marks that git leaves in a file that two people changed."""


class SheetError(ValueError):
    """A file that cannot be taken for this table.  Its text lists every reason, one a line."""


@dataclass(frozen=True)
class Sheet:
    """The cells of a saved file: one row a record, under ``columns``, as text.

    ``separator`` stood between the cells; ``encoding`` is ``utf-8``, ``utf-16``, ``cp1252`` or
    ``mac_roman``.
    """

    columns: tuple[str, ...]
    rows: list[list[str]]
    separator: str
    encoding: str


def decode(content: bytes, letters: Iterable[str] = ()) -> tuple[str, str]:
    """The text of a saved file, and its encoding.

    ``letters`` are the characters beyond ASCII that the book uses, the most frequent first:
    Windows-1252 and Mac Roman have no mark of their own, so the one is taken whose characters are
    more frequent.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), "utf-16"
    if b"\0" in content[:200]:
        little = content[1:2] == b"\0"
        return content.decode("utf-16-le" if little else "utf-16-be", "replace"), "utf-16"
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    rank = {letter: number for number, letter in enumerate(letters)}

    def foreign(encoding: str) -> int:
        text = content.decode(encoding, "replace")
        return sum(rank.get(letter, len(rank) + 1) for letter in text if letter > "\x7f")

    encoding = min(("cp1252", "mac_roman"), key=foreign)
    return content.decode(encoding, "replace"), encoding


def read_sheet(content: bytes, columns: Sequence[str], letters: Iterable[str] = ()) -> Sheet:
    """The rows of a saved file in the order of ``columns``; rows and columns without any text are
    left out.

    Raises :class:`SheetError` when columns are missing or foreign, when a row has more cells than
    the header, and when two versions were merged and not settled.
    """
    text, encoding = decode(content, letters)
    if CONFLICT.search(text):
        raise SheetError(
            "holds two versions that git could not join (<<<<<<< and >>>>>>>); settle them first: "
            "keep the rows of both, and of a row that both changed the right one"
        )
    if text.startswith("sep="):
        text = text.partition("\n")[2]
    separator = _separator(text, columns)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise SheetError(f"cannot be read as a table: {error}") from None
    records = [[cell.strip() for cell in record] for record in records]
    records = [record for record in records if any(record)]
    if not records:
        raise SheetError("is empty; the header should be " + ",".join(columns))
    head, *rows = records
    places = _places(head, rows, columns)
    filled = ([*row, *[""] * len(head)] for row in rows)
    return Sheet(
        tuple(columns),
        [[row[place] for place in places] for row in filled],
        separator,
        encoding,
    )


def _separator(text: str, columns: Sequence[str]) -> str:
    """What stands between the cells: the separator by which most of the columns are found."""
    head = text.lstrip().splitlines()[0] if text.strip() else ""

    def found(separator: str) -> int:
        return len(set(columns) & set(_names(next(csv.reader([head], delimiter=separator), []))))

    return max(SEPARATORS, key=found)


def _names(head: Iterable[str]) -> list[str]:
    return [name.strip().strip("\ufeff").lower() for name in head]


def _places(head: list[str], rows: list[list[str]], columns: Sequence[str]) -> list[int]:
    """Where each column stands.  Raises :class:`SheetError` with everything that does not fit."""
    names, wrong = _names(head), []
    for column in columns:
        if names.count(column) != 1:
            state = "is missing" if column not in names else "stands twice"
            wrong.append(f"the column {column} {state}; the header should be {','.join(columns)}")
    for place, name in enumerate(names):
        filled = [row[place] for row in rows if len(row) > place and row[place]]
        if name not in columns and filled:
            wrong.append(
                f"the column {name or f'number {place + 1}, which has no name,'} is not one of the "
                f"table's, and holds text ({filled[0][:40]!r}); move that where it belongs, or "
                "empty the column"
            )
    wrong += [
        f"the row {row[0][:60]!r} has {len(row)} cells, the header {len(head)}; text with a "
        "separator in it needs quotation marks"
        for row in rows
        if any(row[len(head) :])
    ]
    if wrong:
        raise SheetError("\n".join(wrong))
    return [names.index(column) for column in columns]


_BYTES = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(256)}
"""Character → byte, as Windows-1252 has it, and Latin-1 for the five bytes that it leaves open."""


def undo_wrong_decoding(text: str) -> str:
    """A text that was UTF-8 and was read as Windows-1252 (``co-chairsâ€™``), as it was; other texts
    as they are.
    """
    for _ in range(3):
        if text.isascii() or not all(letter in _BYTES for letter in text):
            return text
        try:
            text = bytes(_BYTES[letter] for letter in text).decode("utf-8")
        except UnicodeDecodeError:
            return text
    return text
