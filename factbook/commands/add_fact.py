"""Add a fact in its place in the alphabet, if it holds every rule; else name all that is wrong and
write nothing.

Example: python -m factbook add-fact --id exampleland-trainers-2026 --chapter summit --kind position
--as-of 2026-01-07 --statement "Exampleland offered 40 trainers." --value 40 --unit soldiers
--subject UKR --sources example-gov-2026-01-07
--passage example-gov-2026-01-07 "Offers 40 trainers once the guns are silent." "40 trainers"
"""

from __future__ import annotations

import argparse
import datetime as dt
import re

from factbook import schema
from factbook.adding import add_row, with_rows
from factbook.commands import nearest_ids
from factbook.commands.adding import add_columns, cells_given, finish
from factbook.naming import with_names
from factbook.records import Records


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes: an option for each column, and what each source says."""
    add_columns(parser, "facts")
    parser.add_argument(
        "--passage",
        dest="passages",
        action="append",
        default=[],
        nargs=3,
        metavar=("SOURCE", "SAYS", "LOCATOR"),
        help="what a source says, in your words, and the few words that find the place there; "
        "once for each source",
    )
    parser.add_argument(
        "--seen-on",
        default=dt.date.today().isoformat(),
        metavar="DAY",
        help="the day on which the sources were seen (default: today)",
    )


def run(options: argparse.Namespace) -> int:
    """Add the row; ``checked`` is today while the edition is open."""
    records, cells = Records(options.root), cells_given(options, "facts")
    if records.is_open:
        cells["checked"] = cells["checked"] or dt.date.today().isoformat()
    named = re.fullmatch(schema.FACT_ID, cells["fact_id"])
    also = with_names(options.root, [cells["fact_id"]]) if named else {}
    also |= with_rows(options.root, "passages", passages(cells["fact_id"], options))
    added = add_row(options.root, "facts", cells, also=also)
    finish(added, options, hints(cells, records))
    return 0


def passages(fact_id: str, options: argparse.Namespace) -> list[dict[str, str]]:
    """The rows of the passages: seen, and in agreement; what differs is put in by hand."""
    return [
        {
            "fact_id": fact_id,
            "source_id": source,
            "says": says,
            "locator": locator,
            "seen": "excerpt" if locator else "page",
            "seen_on": options.seen_on,
            "agrees": "yes",
        }
        for source, says, locator in options.passages
    ]


def hints(cells: dict[str, str], records: Records) -> list[str]:
    """For a subject or a source that is not known: what may have been meant."""
    found = []
    for name in filter(None, cells["subject"].split(";")):
        if name not in records.subjects:
            word = name.strip().casefold()
            alike = [
                f"{s.code} ({s.name})"
                for s in records.subjects.values()
                if word in s.name.casefold()
            ]
            found.append(hint("subject", name, alike[:5], "add it to data/subjects.csv"))
    for name in filter(None, cells["sources"].split(";")):
        if name not in records.sources:
            address = name.strip().rstrip("/")
            alike = [s.source_id for s in records.sources.values() if s.url.rstrip("/") == address]
            alike = alike or nearest_ids(name, records.sources)
            found.append(hint("source", name, alike, "add it first, with add-source"))
    return found


def hint(what: str, name: str, alike: list[str], else_do: str) -> str:
    """One line: what is known that is like the name, or what to do."""
    return (
        f"{what} {name!r}: perhaps {', '.join(alike)}, or {else_do}"
        if alike
        else (f"{what} {name!r}: nothing like it is known; {else_do}")
    )
