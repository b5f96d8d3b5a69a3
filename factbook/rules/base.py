"""What do the rules ask of a book?  Its tables as they stand in their files, sound or not."""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from factbook import schema, tables
from factbook.cells import Raw, Row, Violation
from factbook.safety import unsafe_text


def today() -> str:
    """The day by this machine's clock: ``2026-11-24``."""
    return dt.date.today().isoformat()


class Book:
    """A book's tables as they stand in their files, with what the rules ask of them."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root).resolve()
        self.tables: dict[str, Raw] = {
            name: tables.read(name, self.root) for name in tables.names()
        }
        self.cell_violations = [
            violation
            for table in self.tables.values()
            for violation in tables.validate_cells(table)
        ]
        self._unsound: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for violation in self.cell_violations:
            self._unsound[violation.file][violation.line].add(violation.column)

    def rows(self, name: str, *columns: str) -> Iterator[tuple[int, Row]]:
        """Line and cells of each row, where these columns passed the single-cell checks."""
        unsound = self._unsound.get(self.tables[name].file)
        rows = self.tables[name].rows
        if not unsound:
            return iter(rows)
        return ((line, row) for line, row in rows if unsound.get(line, set()).isdisjoint(columns))

    def wrong(self, name: str, line: int, column: str, message: str) -> Violation:
        """A violation in a table."""
        return self.tables[name].violation(line, column, message)

    def columns(self, name: str, *kinds: str) -> list[str]:
        """The columns of a table that are of these kinds."""
        return [
            column
            for column, spec in self.tables[name].schema.columns.items()
            if spec.metadata["kind"] in kinds
        ]

    def key(self, name: str) -> list[str]:
        """The columns that name a row of a table."""
        return self.tables[name].schema.metadata["key"]

    def whole(self, *names: str) -> bool:
        """Whether these tables could be read, so that their silence means something."""
        return not any(
            self.tables[name].violations and self.tables[name].cells.empty for name in names
        )

    def sound(self, *names: str) -> bool:
        """Whether these tables hold by themselves, so that sums over them mean something."""
        return not any(
            self.tables[name].violations or self._unsound.get(self.tables[name].file)
            for name in names
        )

    def lost(self, name: str) -> list[str]:
        """The lines of a table that are not records.

        They still name ids, so that references to these are not reported as well.
        """
        table = self.tables[name]
        if not table.violations:
            return []
        try:
            content = tables.path_of(name, self.root).read_bytes()
        except OSError:
            return []
        lines = content.decode("utf-8", "replace").split("\n")
        return [
            lines[violation.line - 1]
            for violation in table.violations
            if 1 < violation.line <= len(lines)
        ]

    def ids(self, name: str) -> set[str]:
        """Every id of a table, sound or not."""
        column = self.key(name)[0]
        return {row[column] for _, row in self.tables[name].rows} | {
            line.split(",")[0].strip('" \r') for line in self.lost(name)
        }

    def named(self, name: str, column: str) -> set[str]:
        """Every id that a column names, in broken rows too."""
        cells = [row[column] for _, row in self.tables[name].rows]
        return {part for cell in cells for part in cell.split(";")} | {
            part for line in self.lost(name) for part in re.split(r'[,;"\r]', line)
        }

    @cached_property
    def sources(self) -> dict[str, Row]:
        """The sources whose cells are sound, by id."""
        columns = self.tables["sources"].schema.columns
        return {row["source_id"]: row for _, row in self.rows("sources", *columns)}

    @cached_property
    def facts(self) -> dict[str, Row]:
        """The facts whose id and date are sound, by id."""
        return {row["fact_id"]: row for _, row in self.rows("facts", "fact_id", "as_of")}

    @cached_property
    def printable_facts(self) -> dict[str, Row]:
        """The facts of which all is sound that prose prints, by id."""
        columns = ("fact_id", "as_of", "statement", "value", "value_max", "qualifier", "unit")
        return {
            row["fact_id"]: row
            for _, row in self.rows("facts", *columns)
            if not row["value"] or row["unit"]
        }

    @cached_property
    def edition(self) -> tuple[dict[str, str], list[Violation]]:
        """What ``data/edition.toml`` says, as far as it is sound, and what is wrong with it."""
        return _read_edition(self.root)

    @property
    def is_open(self) -> bool:
        """Whether the edition is open: it has no date yet."""
        return self.edition[0].get("date") == ""

    @cached_property
    def seeds(self) -> dict[str, bytes]:
        """The articles by file name."""
        return {
            path.name: path.read_bytes()
            for path in sorted(self.root.glob("seeds/*.txt"))
            if path.is_file()
        }

    @cached_property
    def articles(self) -> dict[str, str]:
        """The articles by file name, as text."""
        return {name: content.decode("utf-8", "replace") for name, content in self.seeds.items()}

    @cached_property
    def about(self) -> dict[str, Row]:
        """The rows of the articles whose prefix and event are sound, by file name."""
        return {row["seed"]: row for _, row in self.rows("articles", "seed", "prefix", "event")}


def later(one: str, other: str) -> bool:
    """Whether a date lies wholly after another: its first day after the other's last.

    Each date stands at its own precision: ``2026``, ``2026-01`` or ``2026-01-06``.
    """
    return one[: len(other)] > other


def listed(cell: str) -> list[str]:
    """The parts of a cell that holds a list."""
    return cell.split(";") if cell else []


def like(name: str, known: set[str]) -> str:
    """The known name that a name was meant to be, as the end of a message; empty for none."""
    close = difflib.get_close_matches(name, known, 1, 0.75)
    return f"; did you mean {close[0]!r}?" if close else ""


# --- the edition's file --------------------------------------------------------------------------

EDITION = "data/edition.toml"


def _read_edition(root: Path) -> tuple[dict[str, str], list[Violation]]:
    """The sound values of the edition, and what is wrong with the file."""

    def broken(line: int, message: str) -> tuple[dict[str, str], list[Violation]]:
        return {}, [Violation(EDITION, line, "", message)]

    try:
        content = (root / EDITION).read_bytes().decode("utf-8")
        values = tomllib.loads(content)
    except OSError as error:
        return broken(1, f"cannot be read ({error.strerror or error}); the book needs this file")
    except UnicodeDecodeError as error:
        return broken(1, f"is not UTF-8 at byte {error.start + 1}; save the file as UTF-8")
    except (ValueError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        return broken(
            int(at[1]) if at else 1, 'is not TOML; a line should be like date = "2026-11-22"'
        )
    violations, sound = [], {}
    for key, message in _edition_faults(values):
        lines = [
            number
            for number, line in enumerate(content.split("\n"), 1)
            if re.match(rf"\W*{re.escape(key)}\W", line)
        ]
        violations.append(Violation(EDITION, lines[0] if lines else 1, key[:80], message))
    wrong = {violation.column for violation in violations}
    sound = {key: values[key] for key in schema.EDITION.keys() & values.keys() - wrong}
    for key, message in _edition_order(sound):
        line = next(
            number
            for number, line in enumerate(content.split("\n"), 1)
            if re.match(rf"\W*{key}\W", line)
        )
        violations.append(Violation(EDITION, line, key, message))
    return sound, violations


def _edition_faults(values: dict) -> Iterator[tuple[str, str]]:
    """What is wrong with single keys."""
    for key in sorted(schema.EDITION.keys() - values.keys()):
        yield key, f"is missing; it is {schema.EDITION[key]}"
    for key in values.keys() - schema.EDITION.keys():
        yield key, f"is not a key of the edition; the keys are {', '.join(schema.EDITION)}"
    for key in schema.EDITION.keys() & values.keys():
        value = values[key]
        if not isinstance(value, str):
            yield key, "is not text; put it in quotation marks"
        elif key == "name":
            if not value:
                yield key, "is empty; give the edition a name"
            elif reason := unsafe_text(value):
                yield key, f"{value[:80]!r} is invalid: expected {reason}"
        elif not (len(value) == 10 and schema.is_date(value)) and (key != "date" or value):
            while_open = ", or nothing while the edition is open" if key == "date" else ""
            yield (
                key,
                f"{value[:80]!r} is invalid: expected a day that exists like 2026-01-06"
                + while_open,
            )


def _edition_order(sound: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the order of the days; an open edition ends today."""
    days = ("sources_read_until", "relayed_until", "date")
    values = {day: sound[day] for day in days if day in sound}
    if values.get("date") == "":
        values["date"] = today()
    for one, other in itertools.pairwise(days):
        if one in values and other in values and values[one] > values[other]:
            what = other if sound[other] else "today, by this machine's clock"
            yield (
                one,
                f"{values[one]} lies after {what} ({values[other]}); their order is "
                + ", ".join(days),
            )
