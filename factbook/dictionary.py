"""What does the dictionary in ``data/README.md`` say?

It is made from :mod:`factbook.schema` and from the rules' docstrings, between two comments; the
page around it is written by hand. :mod:`factbook.rules` compares, ``python -m factbook dictionary``
writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pandera.pandas as pa

from factbook import schema

BEGIN = "<!-- made by `python -m factbook dictionary`: change factbook/schema.py, not this part -->"
END = "<!-- end of the part made by `python -m factbook dictionary` -->"

LISTS = {
    "kinds of fact": schema.FACT_KINDS,
    "kinds of source": schema.SOURCE_KINDS,
    "verdicts": schema.VERDICTS,
    "changes": schema.CHANGES,
    "states of a condition": schema.CONDITION_STATES,
    "counted by": schema.COUNTED_BY,
    "kinds of task": schema.TASK_KINDS,
    "needs of a task": schema.TASK_NEEDS,
    "qualifiers": {
        code: "the statement says " + " or ".join(words)
        for code, words in schema.QUALIFIERS.items()
    },
    "units": {
        code: f"{unit.label}; prints as {unit.show('7')}" for code, unit in schema.UNITS.items()
    },
}
"""Lists of values that have a meaning each, by the name that the tables of columns refer to."""


def text(rules: Iterable[Callable]) -> str:
    """The generated part, with its two comments."""
    return "\n".join([BEGIN, "", *_lines(rules), END])


def _lines(rules: Iterable[Callable]) -> Iterator[str]:
    yield from ("## Tables", "")
    for name, table in schema.TABLES.items():
        yield from _table(f"{name}.csv", table)
    yield from ("## Series", "")
    for name, table in schema.SERIES.items():
        yield from _table(f"series/{name}.csv", table)
    yield from ("## Edition", "", "The keys of `edition.toml`:", "")
    yield from _rows(
        ("key", "meaning"), ((f"`{key}`", meaning) for key, meaning in schema.EDITION.items())
    )
    yield from ("## Kinds of column", "")
    yield from _rows(("kind", "what a cell holds"), schema.KINDS.items())
    yield from ("## Listed values", "")
    for title, values in LISTS.items():
        yield from (f"### {title.capitalize()}", "")
        yield from _rows(
            ("value", "meaning"), ((f"`{code}`", meaning) for code, meaning in values.items())
        )
    yield from ("## Support", "", "Computed from a fact's sources, never typed:", "")
    yield from _rows(
        ("level", "meaning"), ((f"`{code}`", meaning) for code, meaning in schema.SUPPORT.items())
    )
    yield from (
        "## Rules",
        "",
        "What `python -m factbook check` and every build hold the tables to:",
        "",
    )
    yield from (f"- `{rule.__name__}`: {' '.join((rule.__doc__ or '').split())}" for rule in rules)
    yield ""


def _table(file: str, table: pa.DataFrameSchema) -> Iterator[str]:
    key = ", ".join(f"`{column}`" for column in table.metadata["key"])
    yield from (f"### {file}", "", f"{table.title[:1].upper()}{table.title[1:]}. Key: {key}.", "")
    yield from _rows(
        ("column", "meaning", "kind", "what it takes"),
        (
            (
                f"`{name}`",
                column.description,
                column.metadata["kind"] + (", may be empty" if column.metadata["empty"] else ""),
                _values(column),
            )
            for name, column in table.columns.items()
        ),
    )


def _values(column: pa.Column) -> str:
    values = column.metadata.get("values", [])
    for title, known in LISTS.items():
        if values == list(known):
            return f"see [{title}](#{title.replace(' ', '-')})"
    if values:
        return ", ".join(f"`{value}`" for value in values)
    return column.metadata["expected"]


def _rows(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table, with an empty line after it."""
    for row in (header, ("---",) * len(header), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def _parts(page: str) -> tuple[str, str, str] | None:
    """The page before, in and after the comments; ``None`` unless each stands once, in this "
    "order."""
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(END) < page.index(BEGIN):
        return None
    before, rest = page.split(BEGIN)
    made, after = rest.split(END)
    return before, BEGIN + made + END, after


def compare(root: Path, rules: Iterable[Callable]) -> tuple[int, str] | None:
    """The first line of ``data/README.md`` that is not what the schema gives, with what is wrong;
    ``None`` if all is.
    """
    try:
        page = (root / "data" / "README.md").read_bytes().decode("utf-8")
    except OSError as error:
        return 1, f"cannot be read ({error.strerror or error}); the book needs this file"
    except UnicodeDecodeError as error:
        return 1, f"is not UTF-8 at byte {error.start + 1}; save the file as UTF-8"
    if not (parts := _parts(page)):
        return (
            1,
            f"the comments around the dictionary should stand in it once each: {BEGIN} and {END}",
        )
    before, made, _ = parts
    have, want = made.split("\n"), text(rules).split("\n")
    for number, line in enumerate(want):
        if number >= len(have) or have[number] != line:
            return before.count(
                "\n"
            ) + number + 1, "is not what the schema gives; run python -m factbook dictionary"
    return None


def write(root: Path, rules: Iterable[Callable]) -> None:
    """Write the generated part of ``data/README.md`` anew: beside the page, then renamed over it.

    Raises :class:`ValueError` if the page cannot be read or lacks the two comments.
    """
    path = root / "data" / "README.md"
    try:
        parts = _parts(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: cannot be read: {error}") from error
    if not parts:
        raise ValueError(
            f"{path}: the comments around the dictionary should stand in it once "
            f"each:\n{BEGIN}\n{END}"
        )
    beside = path.with_name(path.name + ".new")
    beside.write_bytes((parts[0] + text(rules) + parts[2]).encode("utf-8"))
    beside.replace(path)
