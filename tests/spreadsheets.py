"""What spreadsheets make of a table when they open and save it, emulated from what was seen of
each.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

GERMAN = "Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez".split()
ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def american(year: str, month: int, day: int | None) -> str:
    """``1/6/2026`` and ``Jan-26``."""
    return f"{month}/{day}/{year}" if day else f"{ENGLISH[month - 1]}-{year[2:]}"


def british(year: str, month: int, day: int | None) -> str:
    """``06/01/2026`` and ``Jan-26``."""
    return f"{day:02}/{month:02}/{year}" if day else f"{ENGLISH[month - 1]}-{year[2:]}"


def german(year: str, month: int, day: int | None) -> str:
    """``06.01.2026`` and ``Jan 26``."""
    return f"{day:02}.{month:02}.{year}" if day else f"{GERMAN[month - 1]} {year[2:]}"


def slashes(year: str, month: int, day: int | None) -> str:
    """``2026/01/06`` and ``2026-01``."""
    return f"{year}/{month:02}/{day:02}" if day else f"{year}-{month:02}"


def read_as_windows(content: bytes) -> str:
    """UTF-8 taken for Windows-1252; the five bytes that it lacks become control characters."""
    letters = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)}
    return content.decode("latin-1").translate(letters)


@dataclass(frozen=True)
class Save:
    """How a spreadsheet saves: its dates, the mark of decimals, the separator, the encoding and the
    line ends.
    """

    date: Callable[[str, int, int | None], str] | None = None
    decimal: str = "."
    separator: str = ","
    encoding: str = "utf-8"
    line_end: str = "\r\n"
    read_as: str = "utf-8"

    def cell(self, text: str) -> str:
        """A cell as the spreadsheet shows it, and so saves it."""
        date = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", text)
        if date and self.date:
            return self.date(date[1], int(date[2]), int(date[3]) if date[3] else None)
        if re.fullmatch(r"-?\d+\.\d+", text):
            return text.rstrip("0").rstrip(".").replace(".", self.decimal)
        return text

    def save(self, content: bytes) -> bytes:
        """A table of the book, opened and saved."""
        text = content.decode() if self.read_as == "utf-8" else read_as_windows(content)
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.separator, lineterminator=self.line_end)
        for row in csv.reader(io.StringIO(text, newline="")):
            writer.writerow([self.cell(cell) for cell in row])
        return out.getvalue().encode(self.encoding, "replace")


SAVES = {
    "Excel, CSV UTF-8": Save(american, encoding="utf-8-sig"),
    "Excel, CSV": Save(american, encoding="cp1252"),
    "Excel, British": Save(british, encoding="cp1252"),
    "Excel, Unicode text": Save(american, separator="\t", encoding="utf-16"),
    "Excel, German": Save(german, ",", ";", "cp1252"),
    "Excel, German, CSV UTF-8": Save(german, ",", ";", "utf-8-sig"),
    "Excel on a Mac": Save(british, encoding="mac_roman", line_end="\r"),
    "Excel on a Mac, German": Save(german, ",", ";", "mac_roman", "\r"),
    "LibreOffice, UTF-8": Save(line_end="\n"),
    "LibreOffice, Windows-1252 assumed": Save(line_end="\n", read_as="cp1252"),
    "Google Sheets": Save(),
    "Google Sheets, dates with slashes": Save(slashes),
}
