"""Does the list of who came to which meeting fit the meetings?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from factbook.cells import Violation
from factbook.rules.base import Book, Row

ATTENDANCE, MEETINGS = "series/attendance", "series/meetings"


def met(book: Book) -> Iterator[Violation]:
    """Each meeting that a country came to is in the series of meetings."""
    if not book.sound(MEETINGS):
        return  # what is wrong with the meetings is said there
    meetings = _meetings(book)
    for line, row in book.rows(ATTENDANCE, "date", "level"):
        if _meeting(row) not in meetings:
            message = (
                f"no meeting of {row['level']} on {row['date']} is in data/series/meetings.csv; "
                "add it there, or correct the day"
            )
            yield book.wrong(ATTENDANCE, line, "date", message)


def counted(book: Book) -> Iterator[Violation]:
    """No more countries came to a meeting than were counted there."""
    came: Counter[tuple[str, str]] = Counter()
    meetings = _meetings(book)
    for line, row in book.rows(ATTENDANCE, "date", "level"):
        came[_meeting(row)] += 1
        meeting = meetings.get(_meeting(row), {})
        most = meeting.get("countries_max") or meeting.get("countries")
        if most and came[_meeting(row)] == int(most) + 1:
            message = (
                f"is one country more than the {most} that were counted at this meeting; leave "
                "out what no good list has"
            )
            yield book.wrong(ATTENDANCE, line, "iso3", message)


def fitting(book: Book) -> Iterator[Violation]:
    """Nobody is in the room of a meeting by video alone, and nobody joins by video where all met
    in person.
    """
    meetings = _meetings(book)
    for line, row in book.rows(ATTENDANCE, "date", "level", "form"):
        form = meetings.get(_meeting(row), {}).get("form")
        if form in ("in-person", "video") and row["form"] != form:
            message = f"is {row['form']!r}, but the meeting was {form!r}; correct one of the two"
            yield book.wrong(ATTENDANCE, line, "form", message)


def _meeting(row: Row) -> tuple[str, str]:
    """What names a meeting: its day and who met."""
    return row["date"], row["level"]


def _meetings(book: Book) -> dict[tuple[str, str], Row]:
    """The meetings, by day and level."""
    columns = ("date", "level", "form", "countries", "countries_max")
    return {_meeting(row): row for _, row in book.rows(MEETINGS, *columns)}
