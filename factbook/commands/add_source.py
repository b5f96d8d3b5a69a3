"""Add a source in its place in the alphabet, if it holds every rule; else name all that is wrong
and write nothing.

Example: python -m factbook add-source --id example-gov-2026-01-07 --kind official --access read
--publisher "Government of Exampleland" --title "Statement on the Paris summit" --url
https://www.example.org/paris --language en
"""

from __future__ import annotations

import argparse
import datetime as dt

from factbook.adding import add_row
from factbook.commands import say
from factbook.commands.adding import add_columns, cells_given, finish
from factbook.records import Records

UNNAMED = "no fact and no series names the source"
"""What the rules say of a source that no fact names yet."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes: an option for each column."""
    add_columns(parser, "sources")


def run(options: argparse.Namespace) -> int:
    """Add the row; ``accessed`` is today for a source that was read while the edition is open."""
    records, cells = Records(options.root), cells_given(options, "sources")
    if records.is_open and cells["access"] == "read":
        cells["accessed"] = cells["accessed"] or dt.date.today().isoformat()
    added = add_row(options.root, "sources", cells, later=UNNAMED)
    finish(added, options, same_address(cells, records))
    say(
        "next: add the fact that rests on it (add-fact); a source that none names is an error",
        error=True,
    )
    return 0


def same_address(cells: dict[str, str], records: Records) -> list[str]:
    """The sources that have this address already."""
    address = cells["url"].rstrip("/")
    return [
        f"the address is that of {source.source_id} already: {source.title}"
        for source in records.sources.values()
        if address and source.url.rstrip("/") == address
    ]
