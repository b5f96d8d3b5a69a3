"""``python -m factbook``: check the tables, list unused facts, write the dictionary or the chapters' outputs anew."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from factbook import dictionary, rules, tables, uses


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m factbook",
        description="Checks the book's tables, and writes what is made from them.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("check", "print every broken rule as file:line: column: message; quiet when all holds"),
        ("unused", "list the facts that no page and no claim uses"),
        ("dictionary", "write the dictionary in data/README.md anew from the schema"),
        ("notebooks", "execute the chapters and store their outputs, normalised"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument(
            "--root",
            type=Path,
            default=tables.root(),
            help="the book (default: the one this package stands in)",
        )
    options = parser.parse_args(arguments)
    try:
        return {
            "check": check,
            "unused": unused,
            "dictionary": write_dictionary,
            "notebooks": refresh_notebooks,
        }[options.command](options.root)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1


def check(root: Path) -> int:
    """Print every broken rule; 1 if there is one."""
    violations = rules.check(root)
    encoding = sys.stdout.encoding or "ascii"
    for violation in violations:
        print(str(violation).encode(encoding, "backslashreplace").decode(encoding))
    if violations:
        print(f"{len(violations)} broken rule{'s' if len(violations) > 1 else ''}", file=sys.stderr)
    return 1 if violations else 0


def unused(root: Path) -> int:
    """Print the facts that no page and no claim uses."""
    for fact in uses.unused(root):
        print(fact)
    return 0


def write_dictionary(root: Path) -> int:
    """Write the generated part of ``data/README.md``."""
    dictionary.write(root, rules.RULES)
    return 0


def refresh_notebooks(root: Path) -> int:
    """Execute every chapter; print which stored outputs changed."""
    # Imported here: executing needs Jupyter, which the other commands need not wait for.
    from factbook import notebooks

    for path in notebooks.chapters(root):
        print(f"{path.relative_to(root)}: {'changed' if notebooks.refresh(path) else 'as it was'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
