"""What ``add-fact`` and ``add-source`` share: options made from the schema, and the last step."""

from __future__ import annotations

import argparse

from factbook.adding import Added
from factbook.commands import CommandError, say
from factbook.datapackage import schema_of
from factbook.writing import write_files


def add_columns(parser: argparse.ArgumentParser, table: str) -> None:
    """An option for each column of a table, explained as the schema explains it; the key is
    ``--id``.
    """
    (key,) = schema_of(table).metadata["key"]
    for column, spec in schema_of(table).columns.items():
        name = "id" if column == key else column.replace("_", "-")
        values = spec.metadata.get("values", ())
        listed = f" ({', '.join(values)})" if 0 < len(values) <= 6 else ""
        parser.add_argument(
            f"--{name}",
            dest=column,
            default="",
            metavar="TEXT",
            help=f"{spec.description}{listed}".replace("%", "%%").replace("`", ""),
        )
    parser.add_argument("--dry-run", action="store_true", help="print the row, write nothing")


def cells_given(options: argparse.Namespace, table: str) -> dict[str, str]:
    """The cells that the options give, blanks at their ends removed."""
    return {column: getattr(options, column).strip() for column in schema_of(table).columns}


def finish(added: Added, options: argparse.Namespace, hints: list[str]) -> None:
    """Print the row, and write it unless something is wrong with it.

    Raises :class:`CommandError` with every problem at once, and the hints.
    """
    if added.problems:
        lines = [*added.problems, *hints]
        raise CommandError("\n".join(lines) + "\nnothing was written")
    say(added.row)
    if not options.dry_run:
        write_files({**added.also, added.path: added.content})
