"""What must hold in the tables and between them?

:func:`check` gives every broken rule of a book in one run, each with its file, line and column.
:data:`RULES` lists the rules; each is a function whose docstring is the rule, in one sentence (the list in
``data/README.md`` is made from them).  A rule that compares cells looks only at cells that passed the
single-cell checks, so that one mistake gives one violation.

To add a rule, write the function, put it in :data:`RULES`, run ``python -m factbook dictionary``, and give
it a case in ``tests/test_rules.py``.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from factbook import dictionary, schema
from factbook.tables import (
    Raw,
    Violation,
    names,
    number_text,
    path_of,
    read,
    relays,
    support,
    validate_cells,
)

KIEL_TOTALS = {"Europe": 214.84, "United States": 115.38, "Other": 28.17}
"""Aid allocated to Ukraine from January 2022 to April 2026 by group of donors, in billion euros, in release 29 of
the Ukraine Support Tracker (source ``kiel-data-r29``): the rows of ``aid_flows`` are sums of ours and add up to these."""

KIEL_TOTAL = 358.40
"""The total of all donors in the same release."""

TOLERANCE = 0.02
"""How far a sum of ours may lie from the publisher's, who rounds to two decimals."""

NUMBER_WORDS = (
    ("zero", "no", "none", "nobody"),
    ("one",),
    ("two",),
    ("three",),
    ("four",),
    ("five",),
    ("six",),
    ("seven",),
    ("eight",),
    ("nine",),
    ("ten",),
    ("eleven",),
    ("twelve",),
)
"""The words by which a statement may show a whole number up to twelve."""

NUMBERS = {
    "facts": ("value", "value_max", "unit", "qualifier"),
    "series/instruments": ("amount", None, "unit", None),
    "series/meetings": ("countries", "countries_max", None, None),
}
"""Table → the columns of its number: the lower end, the upper end, the unit, the qualifier."""

PLACEHOLDER = re.compile(
    r"\bnot shown\b|\bfrom (the )?(url|address)\b|title from\b|\bonly the site\b|\bplaceholder\b|\blorem ipsum\b"
    r"|^\W*(untitled|unknown|no title|title|n/?a|none|tbd|todo|xxx+|test)?\W*$",
    re.IGNORECASE,
)
"""What a title that is none looks like."""


class Book:
    """A book's tables as they stand in their files, with what the rules ask of them."""

    def __init__(self, root: Path):
        self.root = Path(root).resolve()
        self.tables: dict[str, Raw] = {name: read(name, self.root) for name in names()}
        self.cell_violations = [
            violation for table in self.tables.values() for violation in validate_cells(table)
        ]
        self._unsound = {
            (violation.file, violation.line, violation.column) for violation in self.cell_violations
        }
        self._rows = {
            name: [
                (line, dict(zip(table.cells.columns, row, strict=True)))
                for line, row in zip(
                    table.cells.index, table.cells.to_numpy().tolist(), strict=True
                )
            ]
            for name, table in self.tables.items()
        }

    def rows(self, name: str, *columns: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Line and cells of each row of a table, of which these columns passed the single-cell checks."""
        file = self.tables[name].file
        for line, row in self._rows[name]:
            if not any((file, line, column) in self._unsound for column in columns):
                yield line, row

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

    def whole(self, *tables: str) -> bool:
        """Whether these tables could be read, so that their silence means something."""
        return not any(
            self.tables[name].violations and self.tables[name].cells.empty for name in tables
        )

    def sound(self, *tables: str) -> bool:
        """Whether these tables hold by themselves, so that sums over them mean something."""
        files = {self.tables[name].file for name in tables}
        return not any(violation.file in files for violation in (*form(self), *cells(self)))

    def lost(self, name: str) -> list[str]:
        """The lines of a table that are no records.  They still name ids, and nobody should hear of those twice."""
        table = self.tables[name]
        if not table.violations:
            return []
        try:
            lines = path_of(name, self.root).read_bytes().decode("utf-8", "replace").split("\n")
        except OSError:
            return []
        return [
            lines[violation.line - 1]
            for violation in table.violations
            if 1 < violation.line <= len(lines)
        ]

    def ids(self, name: str) -> set[str]:
        """Every id of a table, sound or not."""
        column = self.key(name)[0]
        return {row[column] for _, row in self._rows[name]} | {
            line.split(",")[0].strip('" \r') for line in self.lost(name)
        }

    def named(self, name: str, column: str) -> set[str]:
        """Every id that a column names, in broken rows too."""
        cells = [row[column] for _, row in self._rows[name]]
        return {part for cell in cells for part in cell.split(";")} | {
            part for line in self.lost(name) for part in re.split(r'[,;"\r]', line)
        }

    @cached_property
    def sources(self) -> dict[str, dict[str, str]]:
        """The sources whose cells are sound, by id."""
        return {
            row["source_id"]: row
            for _, row in self.rows("sources", *self.tables["sources"].schema.columns)
        }

    @cached_property
    def facts(self) -> dict[str, dict[str, str]]:
        """The facts whose id and date are sound, by id."""
        return {row["fact_id"]: row for _, row in self.rows("facts", "fact_id", "as_of")}

    @cached_property
    def edition(self) -> tuple[dict[str, str], list[Violation]]:
        """What ``data/edition.toml`` says, as far as it is sound, and what is wrong with it."""
        return _read_edition(self.root)

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
    def about(self) -> dict[str, dict[str, str]]:
        """The rows of the articles whose prefix and event are sound, by file name."""
        rows = self.rows("articles", "seed", "prefix", "event")
        return {row["seed"]: row for _, row in rows}

    @cached_property
    def spans(self) -> list[tuple[str, int, int, int]]:
        """Where each quote stands that stands once: the article, its start and end there, and its line in claims.csv."""
        found = []
        for line, row in self.rows("claims", "seed", "quote"):
            article, quote = self.articles.get(row["seed"], ""), row["quote"]
            if article.count(quote) == 1:
                start = article.index(quote)
                found.append((row["seed"], start, start + len(quote), line))
        return found


def later(one: str, other: str) -> bool:
    """Whether a date lies wholly after another, each at its own precision: its first day after the other's last."""
    return one[: len(other)] > other


def _listed(cell: str) -> list[str]:
    return cell.split(";") if cell else []


def _like(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, known, 1, 0.75)
    return f"; did you mean {close[0]!r}?" if close else ""


# --- single tables ---------------------------------------------------------------------------


def form(book: Book) -> Iterator[Violation]:
    """Each table is UTF-8 without BOM, with LF line ends, its exact header, and one record of full length a line."""
    for table in book.tables.values():
        yield from table.violations


def cells(book: Book) -> Iterator[Violation]:
    """Each cell is what its column takes: ids well formed, dates that exist, numbers, listed values, `https:` addresses, safe text."""
    yield from book.cell_violations


def strays(book: Book) -> Iterator[Violation]:
    """Each CSV file in `data/` and `data/series/` is a table of the schema."""
    known = {path_of(name, book.root) for name in book.tables}
    for path in sorted([*book.root.glob("data/*.csv"), *book.root.glob("data/series/*.csv")]):
        if path not in known:
            yield Violation(
                path.relative_to(book.root).as_posix(),
                1,
                "",
                "is no table of the schema; add it to factbook/schema.py, or remove it",
            )


def keys(book: Book) -> Iterator[Violation]:
    """No two rows of a table have the same key: an id stands once, a phrase once, a series row once."""
    for name in book.tables:
        columns = book.key(name)
        first: dict[tuple[str, ...], int] = {}
        for line, row in book.rows(name, *columns):
            key = tuple(row[column] for column in columns)
            if key in first:
                yield book.wrong(
                    name,
                    line,
                    columns[0],
                    f"{' · '.join(key)[:80]!r} stands in line {first[key]} already; "
                    f"each row needs its own {', '.join(columns)}",
                )
            first.setdefault(key, line)


def order(book: Book) -> Iterator[Violation]:
    """The rows of a table are sorted by its key, character by character."""
    for name in book.tables:
        columns, last = book.key(name), None
        for line, row in book.rows(name, *columns):
            key = tuple(row[column] for column in columns)
            if last is not None and key < last:
                yield book.wrong(
                    name,
                    line,
                    columns[0],
                    f"{' · '.join(key)[:80]!r} stands after {' · '.join(last)[:80]!r}; "
                    f"sort the rows by {', '.join(columns)}",
                )
            last = key


def lists(book: Book) -> Iterator[Violation]:
    """A list in a cell names nothing twice."""
    for name in book.tables:
        columns = book.columns(name, "ids", "codes", "choices")
        for column in columns:
            for line, row in book.rows(name, column):
                if ";" in row[column]:
                    for part, times in Counter(_listed(row[column])).items():
                        if times > 1:
                            yield book.wrong(
                                name, line, column, f"names {part!r} {times} times; once is right"
                            )


def references(book: Book) -> Iterator[Violation]:
    """Each source, subject and fact that a row names is in its table."""
    for name in book.tables:
        for column, target in _references(book, name):
            if not book.whole(target):
                continue
            known = book.ids(target)
            for line, row in book.rows(name, column):
                for part in dict.fromkeys(_listed(row[column])):
                    if part not in known:
                        yield book.wrong(
                            name,
                            line,
                            column,
                            f"{part!r} is not in data/{target}.csv{_like(part, known) or '; add it there'}",
                        )


def _references(book: Book, name: str) -> list[tuple[str, str]]:
    """The columns of a table that name rows of another, with that table."""
    own = {
        ("facts", "chapter"): "chapters",
        ("facts", "sources"): "sources",
        ("facts", "supersedes"): "facts",
        ("claims", "facts"): "facts",
    }
    found = [(column, target) for (table, column), target in own.items() if table == name]
    if name.startswith("series/"):
        found.append(("sources", "sources"))
    if name != "subjects":
        found += [(column, "subjects") for column in book.columns(name, "codes")]
    return found


def edition(book: Book) -> Iterator[Violation]:
    """`data/edition.toml` has exactly its keys, a name and three days in quotation marks, the days in their order."""
    yield from book.edition[1]


def _read_edition(root: Path) -> tuple[dict[str, str], list[Violation]]:
    file, violations, sound = "data/edition.toml", [], {}
    try:
        content = (root / file).read_bytes().decode("utf-8")
        values = tomllib.loads(content)
    except OSError as error:
        return {}, [
            Violation(
                file, 1, "", f"cannot be read ({error.strerror or error}); the book needs this file"
            )
        ]
    except UnicodeDecodeError as error:
        return {}, [
            Violation(
                file, 1, "", f"is not UTF-8 at byte {error.start + 1}; save the file as UTF-8"
            )
        ]
    except (ValueError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        return {}, [
            Violation(
                file,
                int(line[1]) if line else 1,
                "",
                'is not TOML; a line should be like date = "2026-11-22"',
            )
        ]

    def wrong(key: str, message: str) -> None:
        lines = [
            i
            for i, line in enumerate(content.split("\n"), 1)
            if re.match(rf"\W*{re.escape(key)}\W", line)
        ]
        violations.append(Violation(file, lines[0] if lines else 1, key, message))

    for key in schema.EDITION.keys() - values.keys():
        wrong(key, f"is missing; it is {schema.EDITION[key]}")
    for key in values.keys() - schema.EDITION.keys():
        wrong(key[:80], f"is no key of the edition; the keys are {', '.join(schema.EDITION)}")
    for key in schema.EDITION.keys() & values.keys():
        value = values[key]
        if not isinstance(value, str):
            wrong(key, "is not text; put it in quotation marks")
        elif key == "name" and (not value or schema.unsafe_text(value)):
            wrong(key, schema.unsafe_text(value) or "is empty; give the edition a name")
        elif key != "name" and not (len(value) == 10 and schema.is_date(value)):
            wrong(key, f"{value[:80]!r} is wrong; right is a day that exists: 2026-01-06")
        else:
            sound[key] = value
    days = ("sources_read_until", "relayed_until", "date")
    for one, other in zip(days, days[1:], strict=False):
        if one in sound and other in sound and sound[one] > sound[other]:
            wrong(
                one,
                f"{sound[one]} lies after {other} ({sound[other]}); their order is {', '.join(days)}",
            )
    return sound, violations


def readme(book: Book) -> Iterator[Violation]:
    """The dictionary in `data/README.md` is what `python -m factbook dictionary` makes of the schema."""
    if problem := dictionary.compare(book.root, RULES):
        yield Violation("data/README.md", problem[0], "", problem[1])


# --- numbers ---------------------------------------------------------------------------------


def numbers(book: Book) -> Iterator[Violation]:
    """A number has a unit, and a unit, a qualifier or an upper end has a number; a range runs from the lower end to the upper."""
    for name, columns in NUMBERS.items():
        low, high, unit, _ = columns
        for line, row in book.rows(name, *filter(None, columns)):
            others = [column for column in columns[1:] if column and row[column]]
            if not row[low] and others:
                yield book.wrong(
                    name,
                    line,
                    low,
                    f"is empty, but {' and '.join(others)} stand{'s' if len(others) == 1 else ''} "
                    "beside it; give the number, or empty the rest",
                )
            elif row[low] and unit and not row[unit]:
                yield book.wrong(
                    name,
                    line,
                    unit,
                    f"is empty, but {low} is {row[low][:40]}; a number needs a unit",
                )
            elif high and row[high] and Decimal(row[high]) <= Decimal(row[low]):
                yield book.wrong(
                    name,
                    line,
                    high,
                    f"{row[high][:40]} is not more than {low}, {row[low][:40]}; the lower end of a "
                    f"range stands in {low}, the upper in {high}",
                )


def shown(book: Book) -> Iterator[Violation]:
    """The statement shows the value as it is printed, with commas at the thousands, or as a number word up to twelve."""
    for line, row in book.rows("facts", "statement", "value", "value_max"):
        for column in ("value", "value_max"):
            if row["value"] and row[column] and not _shows(row["statement"], row[column]):
                text, words = number_text(row[column]), _words(row[column])
                yield book.wrong(
                    "facts",
                    line,
                    column,
                    f"the statement does not show {text[:40]}; write {text[:40]!r}"
                    + "".join(f" or {word!r}" for word in words[:1])
                    + " there, or the value that it shows here",
                )


def _words(number: str) -> tuple[str, ...]:
    return NUMBER_WORDS[int(number)] if re.fullmatch("[0-9]|1[0-2]", number) else ()


def _shows(statement: str, number: str) -> bool:
    digits = rf"(?<!\w)(?<!\w[.,]){re.escape(number_text(number))}(?!\w)(?![.,]\d)"
    word = rf"(?<![\w-])({'|'.join(_words(number)) or '(?!)'})(?!\w)(?![ -](hundred|thousand))"
    return bool(re.search(f"{digits}|{word}", statement, re.IGNORECASE))


def qualifiers(book: Book) -> Iterator[Violation]:
    """The statement says what the qualifier says, in one of the qualifier's words."""
    for line, row in book.rows("facts", "statement", "value", "qualifier"):
        words = schema.QUALIFIERS.get(row["qualifier"], ()) if row["value"] else ()
        if words and not re.search(rf"\b({'|'.join(words)})\b", row["statement"], re.IGNORECASE):
            yield book.wrong(
                "facts",
                line,
                "qualifier",
                f"the statement does not say {row['qualifier']!r}; write one of "
                f"{', '.join(words)} there, or empty the qualifier",
            )


def aid_sums(book: Book) -> Iterator[Violation]:
    """The half-years of `aid_flows`, sums of ours, add up to the Kiel tracker's own totals by group and over all."""
    name = "series/aid_flows"
    if not book.sound(name):
        return
    sums: dict[str, float] = defaultdict(float)
    lines: dict[str, int] = {}
    for line, row in book.rows(name):
        sums[row["group"]] += float(row["value"])
        lines.setdefault(row["group"], line)
    held = True
    for group, total in KIEL_TOTALS.items():
        if abs(sums[group] - total) > TOLERANCE:
            held = False
            yield book.wrong(
                name,
                lines.get(group, 1),
                "value",
                f"the rows of {group} add up to {sums[group]:.3f}; the tracker's "
                f"total is {total:.2f} (source kiel-data-r29, in billion euros)",
            )
    if held and abs(sum(sums.values()) - KIEL_TOTAL) > TOLERANCE:
        yield book.wrong(
            name,
            1,
            "value",
            f"all rows add up to {sum(sums.values()):.3f}; the tracker's total is {KIEL_TOTAL:.2f} "
            "(source kiel-data-r29, in billion euros)",
        )


def region_sums(book: Book) -> Iterator[Violation]:
    """A row of `spending_regions` that is a sum of ours is the sum of `spending` over the region's countries in `subjects`."""
    name = "series/spending_regions"
    if not book.sound("subjects", "series/spending", name):
        return
    region = {row["code"]: row["region"] for _, row in book.rows("subjects")}
    parts: dict[tuple, dict[str, Decimal]] = defaultdict(dict)
    for _, row in book.rows("series/spending"):
        parts[region.get(row["iso3"]), row["year"], row["measure"]][row["iso3"]] = Decimal(
            row["value"]
        )
    for line, row in book.rows(name):
        if row["own_sum"] != "yes":
            continue
        found = list(parts.get((row["region"], row["year"], row["measure"]), {}).values())
        if row["measure"] == "percent-gdp" or not row["region"] or not found:
            yield book.wrong(
                name,
                line,
                "own_sum",
                "is marked as a sum of ours, but data/series/spending.csv and data/subjects.csv "
                "have no rows that add up to it; add them, or write no",
            )
        elif abs(sum(found) - Decimal(row["value"])) > _half(row["value"]) + len(found) * Decimal(
            "0.0005"
        ):
            yield book.wrong(
                name,
                line,
                "value",
                f"{row['value'][:40]} is wrong; the {len(found)} countries of {row['region']} in "
                f"data/series/spending.csv add up to {sum(found)}",
            )


def _half(number: str) -> Decimal:
    """Half of a number's last decimal: what rounding may have changed."""
    return Decimal(1).scaleb(-len(number.partition(".")[2])) / 2


# --- facts -----------------------------------------------------------------------------------


def dates(book: Book) -> Iterator[Violation]:
    """No date lies after the evidence's end, nor a fact after all of its sources; an announcement may."""
    end = book.edition[0].get("relayed_until")
    for name in ("facts", *(name for name in book.tables if name.startswith("series/"))):
        for column in book.columns(name, "date", "day"):
            for line, row in book.rows(name, column):
                if column == "checked" or row.get("kind") == "announcement":
                    continue
                if end and later(row[column], end):
                    yield book.wrong(
                        name,
                        line,
                        column,
                        f"{row[column]} lies after {end}, the evidence's end in data/edition.toml; only "
                        "a fact of the kind announcement may",
                    )
                elif name == "facts":
                    published = [
                        book.sources[source]["published"] if source in book.sources else ""
                        for source in _listed(row["sources"])
                    ]
                    if published and all(later(row[column], day) for day in published):
                        yield book.wrong(
                            name,
                            line,
                            column,
                            f"{row[column]} lies after all sources (the last is of {max(published)}); correct "
                            "the date, or make it an announcement",
                        )


def looked_up(book: Book) -> Iterator[Violation]:
    """Nothing was published, read or looked up after the edition was closed, and no source was read before it was published."""
    closed = book.edition[0].get("date")
    for name, columns in (("facts", ("checked",)), ("sources", ("published", "accessed"))):
        for column in columns:
            for line, row in book.rows(name, *columns):
                if closed and later(row[column], closed):
                    yield book.wrong(
                        name,
                        line,
                        column,
                        f"{row[column]} lies after {closed}, the edition's date in data/edition.toml",
                    )
                elif (
                    column == "accessed"
                    and row["published"]
                    and row["accessed"]
                    and later(row["published"], row["accessed"])
                ):
                    yield book.wrong(
                        name,
                        line,
                        column,
                        f"{row['accessed']} lies before {row['published']}, when it was published",
                    )


def statements(book: Book) -> Iterator[Violation]:
    """No statement stands twice, whatever its spaces and capitals."""
    first: dict[str, int] = {}
    for line, row in book.rows("facts", "statement"):
        text = " ".join(row["statement"].casefold().split())
        if text in first:
            yield book.wrong(
                "facts",
                line,
                "statement",
                f"says the same as line {first[text]}; keep one row, with the sources of both",
            )
        first.setdefault(text, line)


def supported(book: Book) -> Iterator[Violation]:
    """A fact rests on a source that was read and has no caution, or on two relays; a caution counts only in the party's own voice."""
    for line, row in book.rows("facts", "kind", "subject", "sources"):
        named = _listed(row["sources"])
        if not all(source in book.sources for source in named) or support(row, book.sources):
            continue
        relayed = sorted(relays(book.sources[source] for source in named))
        if relayed:
            message = f"is relayed by {relayed[0]} alone; add a second, independent relay or a source that was read, or leave the fact out"
        else:
            message = (
                "has a caution on every source"
                if len(named) > 1
                else f"{named[0]} carries a caution and stands alone"
            ) + "; add a source without one, or leave the fact out"
        yield book.wrong("facts", line, "sources", message)


def no_seeds(book: Book) -> Iterator[Violation]:
    """No fact names one of the two articles as its source: what they say is a claim."""
    for line, row in book.rows("facts", "sources"):
        for source in _listed(row["sources"]):
            if source in book.sources and book.sources[source]["kind"] == "seed":
                yield book.wrong(
                    "facts",
                    line,
                    "sources",
                    f"{source!r} is an article that the book examines; name the evidence instead",
                )


def rivals(book: Book) -> Iterator[Violation]:
    """Facts with one `question` have one unit, and no two of them give the same value."""
    groups = defaultdict(list)
    for line, row in book.rows("facts", "question", "value", "value_max", "qualifier", "unit"):
        if row["question"]:
            groups[row["question"]].append((line, row))
    for group in groups.values():
        first = group[0][1]
        seen: dict[tuple[str, ...], str] = {}
        for line, row in group:
            answer = (row["value"], row["value_max"], row["qualifier"])
            if row["unit"] != first["unit"]:
                yield book.wrong(
                    "facts",
                    line,
                    "unit",
                    f"{row['unit'] or 'no unit'} differs from {first['unit'] or 'no unit'} of its rival "
                    f"{first['fact_id'][:80]}; rivals have one unit",
                )
            elif row["value"] and answer in seen:
                yield book.wrong(
                    "facts",
                    line,
                    "value",
                    f"is the value of its rival {seen[answer][:80]} too; rivals differ, else they are one "
                    "fact with the sources of both",
                )
            seen.setdefault(answer, row["fact_id"])


def questions(book: Book) -> Iterator[Violation]:
    """Each `question` of a fact stands in `questions.csv`, and two facts or more answer each question there."""
    if not book.whole("facts", "questions"):
        return
    known, answers = book.ids("questions"), Counter[str]()
    for line, row in book.rows("facts", "question"):
        question = row["question"]
        if question and question not in known and not answers[question]:
            yield book.wrong(
                "facts",
                line,
                "question",
                f"{question[:80]!r} is not in data/questions.csv{_like(question, known) or '; add it there'}",
            )
        answers[question] += 1
    # What a misspelt question was meant to answer has one violation already.
    for question in answers.keys() - known - {""}:
        for meant in difflib.get_close_matches(question, known, 1, 0.75):
            answers[meant] += answers[question]
    if book.tables["facts"].violations or len([*book.rows("facts")]) > len(
        [*book.rows("facts", "question")]
    ):
        return
    for line, row in book.rows("questions", "question"):
        if (found := answers[row["question"]]) < 2:
            yield book.wrong(
                "questions",
                line,
                "question",
                f"{row['question'][:80]!r} has {('no answer', 'one answer')[found]}; two facts or more "
                "give rival answers to a question: add the facts, or remove the question",
            )


def supersedes(book: Book) -> Iterator[Violation]:
    """A fact that supersedes another is not dated before it, is no rival of it, and no chain of them comes back to its start."""
    for line, row in book.rows("facts", "fact_id", "as_of", "question", "supersedes"):
        earlier = book.facts.get(row["supersedes"])
        if not earlier:
            continue
        chain = _chain(book, row["fact_id"])
        if row["fact_id"] in chain:
            if row["fact_id"] == min(chain):
                yield book.wrong(
                    "facts",
                    line,
                    "supersedes",
                    f"goes round in a circle: {' → '.join([row['fact_id'], *chain])}; the "
                    "earliest fact supersedes nothing",
                )
        elif later(earlier["as_of"], row["as_of"]):
            yield book.wrong(
                "facts",
                line,
                "supersedes",
                f"{row['supersedes']} is of {earlier['as_of']}, after {row['as_of']}; a fact "
                "supersedes an earlier one",
            )
        elif row["question"] and row["question"] == earlier["question"]:
            yield book.wrong(
                "facts",
                line,
                "supersedes",
                f"{row['supersedes']} answers the same question; a later state is no rival: "
                "empty the one or the other",
            )


def _chain(book: Book, fact_id: str) -> list[str]:
    """The facts that a fact supersedes, one after the other, until the end or until one comes again."""
    chain: list[str] = []
    while (fact_id := book.facts.get(fact_id, {}).get("supersedes", "")) and fact_id not in chain:
        chain.append(fact_id)
    return chain


# --- sources and subjects --------------------------------------------------------------------


def access(book: Book) -> Iterator[Violation]:
    """A source that was read says when, and a relayed one by whom, and only that one; only an article has no address."""
    for line, row in book.rows("sources", "kind", "access", "url", "accessed", "relayed_by"):
        relayed = row["access"] == "relayed"
        if row["kind"] == "seed" and row["url"]:
            yield book.wrong(
                "sources",
                line,
                "url",
                "stands at an article; it is empty for a seed, which is in seeds/",
            )
        if row["kind"] != "seed" and not row["url"]:
            yield book.wrong("sources", line, "url", "is empty; a source needs its https: address")
        if relayed and not row["relayed_by"]:
            yield book.wrong(
                "sources",
                line,
                "relayed_by",
                "is empty for a relayed source; name the relays that give its address",
            )
        if not relayed and row["relayed_by"]:
            yield book.wrong(
                "sources",
                line,
                "relayed_by",
                "names relays of a source that was read; empty it, or make the access relayed",
            )
        if not relayed and not row["accessed"]:
            yield book.wrong(
                "sources", line, "accessed", "is empty for a source that was read; say on which day"
            )


def parties(book: Book) -> Iterator[Violation]:
    """A source that a state controls carries a caution."""
    for line, row in book.rows("sources", "party", "caution"):
        if row["party"] and not row["caution"]:
            yield book.wrong(
                "sources",
                line,
                "caution",
                f"is empty, but {row['party']} controls the source; say so here, or empty party",
            )


def titles(book: Book) -> Iterator[Violation]:
    """A source's title is its real title or a plain description, no placeholder."""
    for line, row in book.rows("sources", "title"):
        if PLACEHOLDER.search(row["title"]):
            yield book.wrong(
                "sources",
                line,
                "title",
                f"{row['title'][:80]!r} is a placeholder; give the real title, or describe the text plainly",
            )


def addresses(book: Book) -> Iterator[Violation]:
    """No two sources have one address, whatever its capitals, `www.`, fragment or last slash."""
    first: dict[str, int] = {}
    for line, row in book.rows("sources", "url"):
        address = re.sub(r"^https://(www\.)?|#.*$", "", row["url"].lower()).rstrip("/")
        if address and address in first:
            yield book.wrong(
                "sources",
                line,
                "url",
                f"is the address of line {first[address]} too; keep one source",
            )
        first.setdefault(address, line)


def subjects(book: Book) -> Iterator[Violation]:
    """A subject's code fits its kind, its name stands once, and a country, nothing else, has a region."""
    first: dict[str, int] = {}
    for line, row in book.rows("subjects", "code", "name", "kind", "region"):
        kind = {"org": "organisation", "person": "person"}.get(row["code"].split(":")[0], "country")
        if ";" in row["code"]:
            yield book.wrong(
                "subjects",
                line,
                "code",
                f"{row['code'][:80]!r} is more than one code; give each its row",
            )
        elif row["kind"] != kind:
            yield book.wrong(
                "subjects",
                line,
                "kind",
                f"{row['kind']!r} does not fit the code {row['code']}; right is {kind!r}",
            )
        elif (kind == "country") != bool(row["region"]):
            yield book.wrong(
                "subjects",
                line,
                "region",
                "is empty for a country; say where it is"
                if kind == "country"
                else f"stands at a {kind}; only a country has a region",
            )
        if row["name"] in first:
            yield book.wrong(
                "subjects",
                line,
                "name",
                f"{row['name'][:80]!r} is the name of line {first[row['name']]} too; a subject has one row",
            )
        first.setdefault(row["name"], line)


def unused(book: Book) -> Iterator[Violation]:
    """Each source and each subject is named by a fact or a series; an article need not be."""
    naming: dict[str, set[str]] = defaultdict(set)
    for name in book.tables:
        if not book.whole(name):
            return
        for column, target in _references(book, name):
            naming[target] |= book.named(name, column)
    naming["sources"] |= book.named("sources", "relayed_by")
    for target, what in (("sources", "source"), ("subjects", "subject")):
        key = book.key(target)[0]
        for line, row in book.rows(target, key, "kind"):
            if row[key] not in naming[target] and row["kind"] != "seed":
                yield book.wrong(
                    target,
                    line,
                    key,
                    f"no fact and no series names the {what} {row[key]!r}; remove the row",
                )


# --- the two articles and the claims ---------------------------------------------------------


def seeds(book: Book) -> Iterator[Violation]:
    """Each article is UTF-8, stands in `seeds/manifest.sha256` and is, byte for byte, the file whose sha256 that says."""
    file = "seeds/manifest.sha256"
    try:
        lines = (book.root / file).read_bytes().decode("utf-8", "replace").splitlines()
    except OSError as error:
        yield Violation(
            file, 1, "", f"cannot be read ({error.strerror or error}); the book needs this file"
        )
        return
    listed = set()
    for number, line in enumerate(lines, 1):
        entry = re.fullmatch(r"([0-9a-f]{64})  ([\w.-]+)", line, re.ASCII)
        if not entry:
            yield Violation(
                file,
                number,
                "",
                "is not a line of sha256sum: 64 hexadecimal digits, two blanks, a file name",
            )
            continue
        sha256, name = entry.groups()
        if name in listed:
            yield Violation(file, number, "", f"{name} is listed already; list it once")
        elif name not in book.seeds:
            yield Violation(
                file, number, "", f"{name} is not in seeds/; restore it, or remove the line"
            )
        elif hashlib.sha256(book.seeds[name]).hexdigest() != sha256:
            yield Violation(
                f"seeds/{name}",
                1,
                "",
                f"has changed: its sha256 is not that of {file}; the articles stay byte for byte, restore it",
            )
        listed.add(name)
    for name, content in book.seeds.items():
        if name not in listed and len(listed) == len(lines):
            yield Violation(
                f"seeds/{name}", 1, "", f"is not listed in {file}; add its sha256 there"
            )
        if "\ufffd" in book.articles[name] and "\ufffd".encode() not in content:
            yield Violation(f"seeds/{name}", 1, "", "is not UTF-8; the articles are")


def quotes(book: Book) -> Iterator[Violation]:
    """A claim's quote stands exactly once in its article, character for character."""
    for line, row in book.rows("claims", "seed", "quote"):
        seed, quote = row["seed"], row["quote"]
        if seed not in book.articles:
            yield book.wrong(
                "claims",
                line,
                "seed",
                f"{seed[:80]!r} is not in seeds/; right is one of: {', '.join(book.articles)}",
            )
            continue
        times = book.articles[seed].count(quote)
        elsewhere = [name for name, article in book.articles.items() if quote in article]
        if times > 1:
            yield book.wrong(
                "claims",
                line,
                "quote",
                f"stands {times} times in seeds/{seed}; quote more words, so that it stands once",
            )
        elif not times and elsewhere:
            yield book.wrong(
                "claims",
                line,
                "quote",
                f"is not in seeds/{seed} but in seeds/{elsewhere[0]}; correct the seed",
            )
        elif not times:
            yield book.wrong(
                "claims",
                line,
                "quote",
                f"is not in seeds/{seed}; the closest passage is {closest(quote, book.articles[seed])!r}",
            )


def closest(quote: str, article: str) -> str:
    """The passage of an article that has most words in common with a quote; as long as the quote."""
    words = [(match[0].casefold(), *match.span()) for match in re.finditer(r"\w+", article)]
    wanted = Counter(word.casefold() for word in re.findall(r"\w+", quote))
    size = min(sum(wanted.values()), len(words))
    if not size:
        return ""
    window = Counter(word for word, *_ in words[:size])
    common = sum((window & wanted).values())
    scores = [common]
    for (gone, *_), (new, *_) in zip(words, words[size:], strict=False):
        common -= window[gone] <= wanted[gone]
        window[gone] -= 1
        common += window[new] < wanted[new]
        window[new] += 1
        scores.append(common)
    starts = [i for i, score in enumerate(scores) if score == max(scores)][:50]
    passages = [article[words[i][1] : words[i + size - 1][2]] for i in starts]
    return max(
        passages,
        key=lambda passage: difflib.SequenceMatcher(
            None, passage, quote, autojunk=False
        ).quick_ratio(),
    )


def overlaps(book: Book) -> Iterator[Violation]:
    """No two quotes share a character of their article."""
    last: tuple[str, int, int, int] = ("", 0, 0, 0)
    for span in sorted(book.spans):
        if span[0] == last[0] and span[1] < last[2]:
            shared = book.articles[span[0]][span[1] : min(span[2], last[2])]
            yield book.wrong(
                "claims",
                span[3],
                "quote",
                f"shares {shared[:80]!r} with line {last[3]}; cut one of them, or join the claims",
            )
        last = max(last, span, key=lambda s: (s[0], s[2]))


def articles(book: Book) -> Iterator[Violation]:
    """Each article in `seeds/` has its row in `articles.csv` and each row its article; no two have one prefix or one page."""
    first: dict[tuple[str, str], int] = {}
    for line, row in book.rows("articles", "seed", "prefix", "docname"):
        if row["seed"] not in book.seeds:
            yield book.wrong(
                "articles",
                line,
                "seed",
                f"{row['seed'][:80]!r} is not in seeds/; add the article there, or remove the row",
            )
        for column in ("prefix", "docname"):
            if at := first.setdefault((column, row[column]), line) - line:
                yield book.wrong(
                    "articles",
                    line,
                    column,
                    f"{row[column][:80]!r} is that of line {line + at} too; each article has its own",
                )
    if book.whole("articles"):
        for name in sorted(book.seeds.keys() - book.ids("articles")):
            yield Violation(
                f"seeds/{name}",
                1,
                "",
                "is not in data/articles.csv; add a row with the day of its event and its page",
            )


def chapters(book: Book) -> Iterator[Violation]:
    """No two chapters have one page or one place among the chapters; the places run from 1 to 49."""
    first: dict[tuple[str, str], int] = {}
    for line, row in book.rows("chapters", "code", "docname", "order"):
        if not 1 <= int(row["order"]) <= 49:
            yield book.wrong(
                "chapters", line, "order", f"{row['order']} is invalid: expected 1 to 49"
            )
        for column in ("docname", "order"):
            if at := first.setdefault((column, row[column]), line) - line:
                yield book.wrong(
                    "chapters",
                    line,
                    column,
                    f"{row[column][:80]!r} is that of line {line + at} too; each chapter has its own",
                )


def claim_ids(book: Book) -> Iterator[Violation]:
    """A claim's id begins with the `prefix` of its article."""
    times = Counter(row["prefix"] for row in book.about.values())
    for line, row in book.rows("claims", "claim_id", "seed"):
        prefix = book.about.get(row["seed"], {}).get("prefix")
        if prefix and times[prefix] == 1 and not row["claim_id"].startswith(prefix + "-"):
            yield book.wrong(
                "claims",
                line,
                "claim_id",
                f"{row['claim_id'][:80]!r} is a claim of {row['seed']}; its id begins with {prefix + '-'!r}",
            )


def verdicts(book: Book) -> Iterator[Violation]:
    """A verdict of `supported`, `partly`, `contradicted` or `outdated` names the facts that decide it; `outdated` a later one."""
    for line, row in book.rows("claims", "seed", "verdict", "facts"):
        named = _listed(row["facts"])
        if row["verdict"] in schema.DECIDED and not named:
            yield book.wrong(
                "claims",
                line,
                "facts",
                f"is empty, but the verdict is {row['verdict']}; name the facts that decide it",
            )
        elif (
            row["verdict"] == "outdated"
            and row["seed"] in book.about
            and set(named) <= set(book.facts)
        ):
            event = book.about[row["seed"]]["event"]
            if not any(later(book.facts[fact]["as_of"], event) for fact in named):
                yield book.wrong(
                    "claims",
                    line,
                    "facts",
                    f"names no fact later than {event}, the article's event, but the verdict is "
                    "outdated; name the later fact",
                )


RULES: tuple[Callable[[Book], Iterator[Violation]], ...] = (
    form,
    cells,
    strays,
    keys,
    order,
    lists,
    references,
    edition,
    readme,
    numbers,
    shown,
    qualifiers,
    aid_sums,
    region_sums,
    dates,
    looked_up,
    statements,
    supported,
    no_seeds,
    rivals,
    questions,
    supersedes,
    access,
    parties,
    titles,
    addresses,
    subjects,
    unused,
    seeds,
    articles,
    chapters,
    quotes,
    overlaps,
    claim_ids,
    verdicts,
)
"""Every rule of the book."""


def check(root: Path) -> list[Violation]:
    """Every broken rule of the book in ``root``, sorted by file and line; empty when all holds.  Writes nothing."""
    book = Book(root)
    return sorted(violation for rule in RULES for violation in rule(book))
