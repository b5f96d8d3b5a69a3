"""Print every broken rule as file:line: column: message, quiet when all holds.

Example: python -m factbook check
"""

from __future__ import annotations

import argparse

from factbook import checking
from factbook.commands import say
from factbook.tables import Violation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--github",
        action="store_true",
        help="print annotations for a pull request on GitHub as well",
    )


def run(options: argparse.Namespace) -> int:
    """Print every broken rule; 1 if there is one."""
    violations = checking.check(options.root)
    for violation in violations:
        say(violation)
        if options.github:
            say(annotation(violation))
    if violations:
        say(f"{len(violations)} broken rule{'s' if len(violations) > 1 else ''}", error=True)
    return 1 if violations else 0


def annotation(violation: Violation) -> str:
    """A violation as a workflow command of GitHub, which shows it beside the line in the pull
    request.

    The escapes are those of ``@actions/core``: per cent and line ends everywhere, colon and comma
    in properties too.
    """
    title = violation.column or "broken rule"
    properties = {"file": violation.file, "line": str(violation.line), "title": title}
    written = ",".join(
        f"{name}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in properties.items()
    )
    return f"::error {written}::{_escaped(violation.message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
