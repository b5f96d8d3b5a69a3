"""What has to change when a fact changes: its row, and the words of the roles that say the old
figure or date.

Everything is computed first, as the new contents of files; :mod:`factbook.commands.correct` writes
them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from factbook import numerals, schema, tables
from factbook.mentions import SPLICE, Text, notebook, texts
from factbook.roles import ROLE
from factbook.writing import csv_bytes

WORD_OF = {
    1: "one",
    **{number: word for word, number in reversed(numerals.CARDINALS.items())},
}
"""Whole number → its word, up to ninety-nine."""

_MONTH = "|".join(tables.MONTHS)
DATE = re.compile(
    rf"(\d{{1,2}}( (and|to|or) |–))?\d{{1,2}} ({_MONTH})( \d{{4}})?|({_MONTH}) \d{{4}}"
)
"""A date in a sentence: its numbers are not the fact's value."""


@dataclass
class Correction:
    """New contents of files, and what was changed, one sentence each."""

    contents: dict[Path, bytes] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


class Change:
    """From one state of a fact's row to another: what becomes of texts that say the old one."""

    def __init__(self, old: Mapping[str, str], new: Mapping[str, str]) -> None:
        self.old, self.new = old, new
        self.numbers = {
            Decimal(old[column]): new[column]
            for column in ("value", "value_max")
            if old[column] and new[column] and old[column] != new[column]
        }

    def numbers_in(self, text: str) -> tuple[str, int]:
        """A text with the new number for the old, as digits or as a word like the old one; and how
        often.
        """
        dates = [match.span() for match in DATE.finditer(text)]
        times = 0

        def renumber(match: re.Match) -> str:
            nonlocal times
            number = _value(match)
            inside = any(start <= match.start() < end for start, end in dates)
            if inside or number is None or number not in self.numbers:
                return match[0]
            times += 1
            return _like(match[0], self.numbers[number])

        text = numerals.NUMBER.sub(renumber, text)
        return (self._with_noun(text) if times else text), times

    def dates_in(self, text: str) -> str:
        """A text with the new date for the old, at the precision that it has."""
        for before, after in self._dates():
            if re.search(rf"\b{before}\b", text):
                return re.sub(rf"\b{before}\b", after, text)
        return text

    def _dates(self) -> Iterator[tuple[str, str]]:
        """The old date and the new one, in every form that both have, the longest first."""
        old, new = self.old["as_of"], self.new["as_of"]
        if old == new:
            return
        for length in (10, 7, 4):
            if len(old) >= length and len(new) >= length:
                yield tables.date_text(old[:length]), tables.date_text(new[:length])
                if length == 10:  # and without its year
                    yield tables.date_text(old)[:-5], tables.date_text(new)[:-5]

    def _with_noun(self, text: str) -> str:
        """``1 countries`` → ``1 country``, where the unit is a word that counts."""
        unit = schema.UNITS.get(self.new["unit"])
        if unit is None or unit.singular == unit.plural:
            return text
        for number in self.numbers.values():
            shown = (tables.number_text(number), WORD_OF.get(int(Decimal(number)), ""))
            for one in filter(None, shown):
                forms = (unit.plural.format(one), unit.singular.format(one))
                wrong, right = forms if number == "1" else forms[::-1]
                text = re.sub(rf"\b{re.escape(wrong)}\b", right, text)
        return text


def correct_row(root: Path, fact_id: str, new: Mapping[str, str]) -> bytes:
    """The table of facts with this row in the place of the old one."""
    table = tables.read("facts", root)
    rows = (
        [new[column] for column in row] if row["fact_id"] == fact_id else [*row.values()]
        for _, row in table.rows
    )
    return csv_bytes(table.cells.columns, rows)


def correct_pages(root: Path, change: Change) -> Correction:
    """The pages and the lines for shared pictures with the words of the fact's roles corrected."""
    done = Correction()
    for text in texts(root):
        corrected = _with_roles(text, change, done.told)
        if corrected == text.text:
            continue
        path = root / text.page
        if text.cell or text.index >= 0:
            content = done.contents.get(path)
            book = json.loads(content) if content else notebook(path)
            book["cells"][text.index]["source"] = corrected.splitlines(keepends=True)
            done.contents[path] = notebook_bytes(book)
        else:
            done.contents[path] = corrected.encode("utf-8")
    _correct_pictures(root, change, done)
    return done


def _correct_pictures(root: Path, change: Change, done: Correction) -> None:
    """The lines of ``data/pages.csv`` print facts by roles as well."""
    table = tables.read("pages", root)
    rows, changed = [], False
    for line, row in table.rows:
        text = Text(table.file, row["picture"], first=line)
        picture = _with_roles(text, change, done.told)
        changed = changed or picture != text.text
        rows.append([*(row | {"picture": picture}).values()])
    if changed:
        done.contents[root / table.file] = csv_bytes(table.cells.columns, rows)


def notebook_bytes(content: dict) -> bytes:
    """A notebook as ``nbformat`` writes it, and so as it is stored."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _with_roles(text: Text, change: Change, told: list[str]) -> str:
    """A text whose roles that name the fact have the new figures and dates in their words."""

    def correct(match: re.Match) -> str:
        head, mark, tail = match["text"].rpartition("<")
        if not mark or SPLICE.sub("", tail).strip(" >") != change.old["fact_id"]:
            return match[0]
        if match["kind"] in ("fact", "fact-number"):
            words = change.dates_in(change.numbers_in(head)[0])
        elif match["kind"] == "fact-date":
            words = change.dates_in(head)
        else:
            return match[0]
        if words != head:
            line = text.text.count("\n", 0, match.start()) + 1
            was, now = (" ".join(SPLICE.sub("", side).split()) for side in (head, words))
            told.append(f"{text.where(line)}: “{was}” → “{now}”")
        return match[0].replace(head + mark, words + mark, 1)

    return ROLE.sub(correct, text.text)


def _value(match: re.Match) -> Decimal | None:
    """The number of a figure, as far as it is one."""
    if match["digits"]:
        return Decimal(match["digits"].replace(",", ""))
    if match["word"]:
        return Decimal(numerals.CARDINALS[match["word"].lower()])
    return None


def _like(old: str, number: str) -> str:
    """A number written as an old one was: as a word with its capital, or in digits."""
    if old[0].isdigit():
        return tables.number_text(number)
    word = WORD_OF.get(int(number)) if number.isdecimal() else None
    if word is None:
        return tables.number_text(number)
    return word.capitalize() if old[0].isupper() else word
