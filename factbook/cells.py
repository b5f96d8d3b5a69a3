"""How does a table stand in its file, and what is wrong with its form and its cells?

:func:`read` gives the raw cells of a file with their line numbers, whatever the file holds, and
:func:`validate_cells` judges them by the table's schema. Messages name the cause where a
spreadsheet or git has left its traces, because the trace alone does not help whoever just saved the
file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from factbook import schema
from factbook.columns import REASONS

MARKER = re.compile(r"(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)( .*)?$")
"""A line that git leaves where two edits of the same lines meet."""

SPREADSHEET_DATE = re.compile(
    r"\d{1,4}[/.]\d{1,2}([/.]\d{2,4})?|\d{1,2}-\d{1,2}-\d{2,4}|(\d{1,2}-)?[A-Za-z]{3,4}\.?-\d{2,4}|\d{5}"
)
"""What a spreadsheet makes of a date: 1/6/2026, 06.01.2026, Jan-26, 6-Jan-26, or a count of days.
"""


Row = dict[str, str]
"""The cells of one row by column, as text."""


@dataclass(frozen=True, order=True)
class Violation:
    """One broken rule: where, and what is wrong and would be right.

    ``file`` is relative to the book, ``line`` counts from 1, ``column`` and ``row`` (the key of the
    row, for people who see no line numbers) are empty where they do not apply.
    """

    file: str
    line: int
    column: str
    message: str
    row: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        text = ": ".join(filter(None, (place, self.row, self.column, self.message)))
        return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


@dataclass
class Raw:
    """A table as it stands in its file.

    ``cells`` has one row per well-formed record, all text, indexed by line number in the file
    (the header is line 1).  ``violations`` says what kept other lines out.
    """

    name: str
    file: str
    schema: pa.DataFrameSchema
    cells: pd.DataFrame
    violations: list[Violation] = field(default_factory=list)

    @cached_property
    def rows(self) -> list[tuple[int, Row]]:
        """The line and the cells of each record, in the order of the file."""
        columns = list(self.cells.columns)
        records = self.cells.to_numpy().tolist()
        return [
            (line, dict(zip(columns, record, strict=True)))
            for line, record in zip(self.cells.index.tolist(), records, strict=True)
        ]

    @cached_property
    def invalid_cells(self) -> list[Violation]:
        """What is wrong with single cells: see :func:`validate_cells`."""
        return _judge(self)

    def violation(self, line: int, column: str, message: str) -> Violation:
        """A violation in this table; a line that is a record is named by its key, too."""
        return Violation(self.file, int(line), column, message, self._keys.get(int(line), ""))

    @cached_property
    def _keys(self) -> dict[int, str]:
        """Line → the key of the row, short enough for a message."""
        keys = self.cells[self.schema.metadata["key"]].to_numpy().tolist()
        return {
            line: " · ".join(part for part in key if part)[:60]
            for line, key in zip(self.cells.index.tolist(), keys, strict=True)
        }


def schema_of(name: str) -> pa.DataFrameSchema:
    """The schema of a table (``facts``) or of a series (``series/spending``)."""
    if name.startswith("series/"):
        return schema.SERIES[name.removeprefix("series/")]
    return schema.TABLES[name]


def read_file(name: str, path: Path, file: str) -> Raw:
    """The raw cells of a table in ``path``, and what is wrong with its form.

    ``file`` is what violations call it.  Wrong are encoding, line ends, header, and short and long
    records.  Never raises for any content of the file.  Kept by content, because a build reads each
    table several times: whoever takes a table changes nothing in it.
    """
    try:
        return _read(name, file, path.read_bytes())
    except OSError as error:
        table = _without_rows(name, file)
        reason = f"cannot be read ({error.strerror or error}); the book needs this file"
        table.violations.append(Violation(file, 1, "", reason))
        return table


def _without_rows(name: str, file: str) -> Raw:
    """A table of which nothing has been read."""
    wanted = schema_of(name)
    return Raw(name, file, wanted, pd.DataFrame(columns=list(wanted.columns), dtype=str))


@lru_cache(maxsize=64)
def _read(name: str, file: str, content: bytes) -> Raw:
    """The raw cells of a table with this content."""
    table = _without_rows(name, file)
    columns = list(table.schema.columns)

    def wrong(line: int, column: str, message: str) -> None:
        table.violations.append(Violation(file, line, column, message))

    lines = _lines(content, file, columns, wrong)
    if not lines:
        return table
    first, *rest = lines
    header = _record(first[1])
    if header != columns:
        _validate_header(header, columns, f"python -m factbook tidy {file}", wrong)
        return table
    numbers, records = _records(rest, len(columns), wrong)
    table.cells = pd.DataFrame(
        records, columns=columns, index=pd.Index(numbers, dtype=int), dtype=str
    )
    return table


Wrong = Callable[[int, str, str], None]
"""Takes the line, the column and the message of a violation."""


def _lines(content: bytes, file: str, columns: list[str], wrong: Wrong) -> list[tuple[int, str]]:
    """The numbered lines of a file without what other programs left there; none if it is no
    text.
    """
    tidy = f"python -m factbook tidy {file}"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        wrong(1, "", f"is UTF-16, a spreadsheet's “Unicode text”: expected UTF-8; {tidy} mends it")
        return []
    if content.startswith(b"\xef\xbb\xbf"):
        wrong(
            1,
            "",
            f"begins with a byte order mark: expected UTF-8 without BOM; {tidy} takes it away",
        )
        content = content[3:]
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        wrong(content[: error.start].count(b"\n") + 1, "", _not_utf8(content, error, tidy))
        return []
    if lines[-1] != "":
        wrong(len(lines), "", "the last line has no line end; add one")
    else:
        lines.pop()
    if not lines:
        wrong(1, "", "is empty; the header should be " + ",".join(columns))
        return []
    numbered = _without_carriage_returns([*enumerate(lines, 1)], tidy, wrong)
    return _without_markers(numbered, wrong)


def _not_utf8(content: bytes, error: UnicodeDecodeError, tidy: str) -> str:
    """That a file is not UTF-8, with the word that shows which encoding it has."""
    before = content[max(0, error.start - 12) : error.start].split(b"\n")[-1]
    after = content[error.start : error.start + 12].split(b"\n")[0]
    word = (before + after).decode("cp1252", "replace")
    return (
        f"is not UTF-8 at byte {error.start + 1}, near {word!r}: a spreadsheet saved the file in "
        "an "
        f"older encoding; save it as “CSV UTF-8”, or {tidy}"
    )


def _without_carriage_returns(
    lines: list[tuple[int, str]], tidy: str, wrong: Wrong
) -> list[tuple[int, str]]:
    ends = [number for number, line in lines if line.endswith("\r")]
    if ends:
        wrong(
            ends[0], "", f"ends with CR LF, as on Windows: expected LF line ends; {tidy} mends them"
        )
    return [(number, line.removesuffix("\r")) for number, line in lines]


def _without_markers(lines: list[tuple[int, str]], wrong: Wrong) -> list[tuple[int, str]]:
    """The lines without git's markers; each pair of versions is told once."""
    kept = []
    for number, line in lines:
        if found := MARKER.match(line):
            if found[1] == "<<<<<<<":
                wrong(
                    number,
                    "",
                    "is a conflict marker: two edits of these lines met in git; keep the lines "
                    "that "
                    "are right and remove the markers <<<<<<<, ======= and >>>>>>>",
                )
        else:
            kept.append((number, line))
    if not kept and lines:
        wrong(lines[0][0], "", "holds conflict markers of git alone; restore the file")
    return kept


def _records(
    lines: list[tuple[int, str]], width: int, wrong: Wrong
) -> tuple[list[int], list[list[str]]]:
    """The records of full length with their line numbers; tells of the other lines."""
    records = _all_records([line for _, line in lines])
    last = len(lines)
    while last and not any(records[last - 1] or []) and set(lines[last - 1][1]) <= {","}:
        last -= 1
    if last < len(lines):
        number, rows = lines[last][0], len(lines) - last
        what = (
            "is empty; remove the line" if rows == 1 else f"begins {rows} empty rows; remove them"
        )
        wrong(number, "", what)
    numbers, full = [], []
    for (number, line), record in zip(lines[:last], records, strict=False):
        if record is None:
            wrong(
                number,
                "",
                "is not one CSV record: a quotation mark is not closed, or a character is not "
                "allowed",
            )
        elif not any(record) and set(line) <= {","}:
            wrong(number, "", "is empty; remove the line")
        elif len(record) != width:
            cause = (
                "a comma inside a cell needs quotation marks around the cell"
                if len(record) > width
                else "a comma is missing, or a cell"
            )
            wrong(number, "", f"has {len(record)} cells; the header has {width}: {cause}")
        else:
            numbers.append(number)
            full.append(record)
    return numbers, full


def _all_records(lines: list[str]) -> list[list[str] | None]:
    """The cells of each line; all in one go where each line is a record, as in a sound file."""
    try:
        records = list(csv.reader(lines, strict=True))
    except csv.Error:
        records = []
    return [*records] if len(records) == len(lines) else [_record(line) for line in lines]


def _record(line: str) -> list[str] | None:
    """The cells of one line, or ``None`` if it is no record of its own."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return None


def _validate_header(header: list[str] | None, columns: list[str], tidy: str, wrong: Wrong) -> None:
    expected = ",".join(columns)
    if header is None:
        wrong(1, "", f"the header is not a CSV record; it should be {expected}")
        return
    for separator, what in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            wrong(1, "", f"{what} separate the columns: expected commas; {tidy} mends it")
            return
    nameless = header.count("")
    if nameless:
        wrong(
            1,
            "",
            f"has {nameless} column{'s' if nameless > 1 else ''} without a name, which a "
            f"spreadsheet adds; remove {'them' if nameless > 1 else 'it'}, or {tidy}",
        )
    for column in columns:
        if column not in header:
            wrong(1, column, "the column is missing")
    for column in sorted(set(header) - {*columns, ""}):
        wrong(1, column, "the column is not in the schema; remove it")
    for column in sorted({c for c in header if c and header.count(c) > 1}):
        wrong(1, column, "the column stands twice")
    if set(header) == set(columns) and len(header) == len(columns):
        wrong(1, "", f"the columns are in another order; the header should be {expected}")


# --- single cells -------------------------------------------------------------------------------


def validate_cells(table: Raw) -> list[Violation]:
    """What is wrong with single cells, by the table's schema: one violation for each wrong cell."""
    return table.invalid_cells


def _judge(table: Raw) -> list[Violation]:
    """The violations of a table's single cells, looked for anew."""
    if table.cells.empty:
        return []
    try:
        table.schema.validate(table.cells.replace("", None), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        failed: dict[tuple[int, str], list[str]] = {}
        for case in errors.failure_cases.to_dict("records"):
            failed.setdefault((int(case["index"]), case["column"]), []).append(str(case["check"]))
        return [
            table.violation(line, column, _invalid(table, line, column, checks))
            for (line, column), checks in failed.items()
        ]
    return []


def _invalid(table: Raw, line: int, column: str, checks: Iterable[str]) -> str:
    """Which cell is invalid, and what is expected there."""
    text = table.cells.at[line, column]
    metadata = table.schema.columns[column].metadata
    if not text:
        return f"'' is invalid: expected {metadata['expected']}"
    reasons = [REASONS[check](text) if check in REASONS else check for check in checks]
    message = f"{text[:80]!r} is invalid: expected {' and '.join(reasons)}"
    if metadata["kind"] in ("date", "day") and SPREADSHEET_DATE.fullmatch(text):
        return f"{message}; a spreadsheet rewrote it, python -m factbook tidy {table.file} mends it"
    return message + (", or an empty cell" if metadata["empty"] else "")
