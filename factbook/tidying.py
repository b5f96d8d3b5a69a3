"""What did a spreadsheet make of a cell, and what stood there?

Spreadsheets change what they open: 358.40 becomes 358.4, 2026-01-06 becomes 1/6/2026, 2026-01
becomes Jan-26. :func:`tidy` gives the table back.  A changed cell has one or more **readings**;
where there is more than one, the other dates of the file, the number in the row's statement and the
row as it last stood decide.  What they do not decide stays as it is and is listed, so that a person
does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from factbook import readings, schema
from factbook.datapackage import schema_of
from factbook.spreadsheet import Sheet, read_sheet, undo_wrong_decoding
from factbook.tables import Violation
from factbook.writing import csv_bytes

SPREADSHEET_ERROR = re.compile(r"#(NAME|REF|VALUE|N/A|DIV/0|NUM|NULL)[!?]?|Err:\d+")
"""What a spreadsheet writes for a formula that it cannot compute; a text that begins with ``=``
ends so.
"""

LOST_LETTER = re.compile(r"\w\?\w|(^|\s)\?\w|\w\?[ ,;]+[a-z]")
"""A question mark that ends no question: Windows-1252 and Mac Roman write one for a letter that
they do not have.
"""

STATEMENTS = ("statement",)
"""The columns whose text shows the numbers of their row."""


@dataclass(frozen=True)
class Tidied:
    """A table given back: the bytes of its file, and the cells that cannot be told, by their lines
    there.
    """

    content: bytes
    open: list[Violation] = field(default_factory=list)


def tidy(
    name: str,
    file: str,
    content: bytes,
    before: Sequence[Mapping[str, str]] = (),
    letters: Iterable[str] = (),
) -> Tidied:
    """A saved file of the table ``name`` as the book stores it.

    ``file`` is named in what stays open; ``before`` are the rows as they last stood; ``letters``
    are the book's characters beyond ASCII, which tell Windows-1252 from Mac Roman. Raises
    :class:`factbook.spreadsheet.SheetError` for a file that cannot be taken for this table.
    """
    wanted = schema_of(name)
    sheet = read_sheet(content, list(wanted.columns), letters)
    table = _Table(sheet, wanted, before)
    rows = sorted(table.tidied(), key=lambda row: [row.cells[key] for key in table.key])
    content = csv_bytes(sheet.columns, ([*row.cells.values()] for row in rows))
    return Tidied(
        content,
        [
            Violation(file, line, column, message)
            for line, row in enumerate(rows, 2)
            for column, message in row.open.items()
        ],
    )


@dataclass
class _Row:
    """One row: its cells by column, and what is open by column."""

    cells: dict[str, str]
    open: dict[str, str] = field(default_factory=dict)


class _Table:
    """The saved rows of one table, with what decides between readings."""

    def __init__(self, sheet: Sheet, wanted, before: Sequence[Mapping[str, str]]) -> None:
        self.sheet = sheet
        self.key: list[str] = wanted.metadata["key"]
        self.kinds = {name: column.metadata["kind"] for name, column in wanted.columns.items()}
        self.values = {
            name: column.metadata.get("values", ()) for name, column in wanted.columns.items()
        }
        self.before = {tuple(row.get(key, "") for key in self.key): row for row in before}
        self.days = {
            row.get(column, "") for row in before for column in self._of_kind("date", "day")
        }
        self.german = sheet.separator == ";"
        self.order = self._order_of_days()

    def tidied(self) -> Iterator[_Row]:
        """Every row, tidied: first what names it, so that the row as it last stood is found."""
        for cells in self.sheet.rows:
            row = _Row(dict(zip(self.sheet.columns, cells, strict=True)))
            for column in self.key:
                self._tidy(row, column, {})
            old = self.before.get(tuple(row.cells[key] for key in self.key), {})
            for column in self.kinds:
                if column not in self.key:
                    self._tidy(row, column, old)
            yield row

    def _of_kind(self, *kinds: str) -> list[str]:
        return [column for column, kind in self.kinds.items() if kind in kinds]

    def _order_of_days(self) -> str:
        """How the file writes days with slashes: ``dmy``, ``mdy``, or empty where it cannot be
        told.
        """
        places = [self.sheet.columns.index(column) for column in self._of_kind("date", "day")]
        written = [row[place] for row in self.sheet.rows for place in places]
        return readings.order_of_days(written, self.days)

    def _tidy(self, row: _Row, column: str, old: Mapping[str, str]) -> None:
        cell, before = row.cells[column], old.get(column, "")
        if not cell or cell == before:
            return
        kind = self.kinds[column]
        if SPREADSHEET_ERROR.fullmatch(cell):
            found = [before] if before else []
        elif kind in ("date", "day"):
            found = self._dates(cell, kind, before)
        elif kind in ("number", "count"):
            found = self._numbers(cell, kind, row, before)
        elif kind in ("choice", "choices"):
            found = [_as_listed(cell, self.values[column])]
        elif kind in ("id", "ids", "codes"):
            found = [re.sub(r"\s*;\s*", ";", cell)]
        elif kind == "text":
            found = self._texts(cell, before)
        elif kind == "url":
            # A question mark is a letter of an address, and no sign of a lost one.
            found = [self._as_before(undo_wrong_decoding(cell), before)]
        else:
            found = [cell]
        if len(found) == 1:
            row.cells[column] = found[0]
        else:
            row.open[column] = _question(cell, found, kind)

    def _dates(self, cell: str, kind: str, before: str) -> list[str]:
        """The dates that a cell may say; the row as it last stood decides between several."""
        found = [
            date
            for date in readings.dates(cell, self.order)
            if kind == "date" or len(date) == 10 or date == cell
        ]
        if before in found:
            return [before]
        if before and found == [f"{before}-01"]:
            return [before, *found]  # a spreadsheet adds the first of the month by itself
        return found

    def _numbers(self, cell: str, kind: str, row: _Row, before: str) -> list[str]:
        """The numbers that a cell may say, written as the row's statement shows them, or as they
        last stood.
        """
        found = readings.numbers(cell)
        if self.german and before.replace(".", "") == cell:
            found.append(before)  # 100.323, taken for thousands
        if kind == "count":
            found = [number for number in map(readings.whole, found) if number]
        shown = [
            number for text in STATEMENTS for number in readings.printed(row.cells.get(text, ""))
        ]
        for known in ([cell, *shown] if cell in shown else shown), [before] if before else []:
            same = [number for number in known if _among(number, found)]
            if len({Decimal(number) for number in same}) == 1:
                return same[:1]
        if len(found) > 1 and self.german and "," in cell:
            found = [cell.replace(".", "").replace(",", ".")]
        return found

    def _texts(self, cell: str, before: str) -> list[str]:
        """A text as it was before a wrong decoding; a letter that the encoding does not have is
        asked for.
        """
        text = self._as_before(undo_wrong_decoding(cell), before)
        lost = text != before and self._is_poor and LOST_LETTER.search(text)
        return [] if lost or "\n" in text or "\r" in text or "\ufffd" in text else [text]

    @property
    def _is_poor(self) -> bool:
        """Whether the file's encoding lacks most letters."""
        return self.sheet.encoding in ("cp1252", "mac_roman")

    def _as_before(self, text: str, before: str) -> str:
        """A text as it last stood, where it is that without the letters that the encoding lacks."""
        if self._is_poor and before and readings.may_be_saved_as(before, text, self.sheet.encoding):
            return before
        return text


def _among(number: str, found: Collection[str]) -> bool:
    return Decimal(number) in {Decimal(other) for other in found}


def _as_listed(cell: str, values: Collection[str]) -> str:
    """Listed values in their own capitals, without blanks: a spreadsheet turns ``yes`` into
    ``Yes``.
    """
    own = {value.casefold(): value for value in values}
    parts = [part.strip() for part in cell.split(";")]
    return ";".join(own.get(part.casefold(), part) for part in parts)


def _question(cell: str, found: Sequence[str], kind: str) -> str:
    """What is asked about a cell that cannot be told."""
    shown = f"{' '.join(cell.split())[:80]!r}"
    if found:
        return f"{shown} may be {' or '.join(found)}; write the one that is right"
    if "\n" in cell or "\r" in cell:
        return f"{shown} has a line break; write it in one line"
    if kind == "text":
        return f"{shown} has lost a letter or its text; write it again from the page"
    return f"{shown} cannot be read as a {kind}; expected {schema.KINDS[kind]}"
