"""``python -m factbook``: check the tables, list unused facts, write the dictionary or the chapters' outputs anew."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from factbook import building, dictionary, manifest, rules, uses
from factbook.tables import ROOT


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
        ("build", "build the book beside the last one, and put it in its place when it is whole"),
        ("verify", "compare a copy of the site, in a folder or at an address, with this build"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument(
            "--root",
            type=Path,
            default=ROOT,
            help="the book (default: the one this package stands in)",
        )
        if name == "notebooks":
            command.add_argument("chapter", nargs="*", help="names such as summit (default: all)")
            command.add_argument(
                "--anew", action="store_true", help="execute also what nothing has changed for"
            )
        if name == "build":
            command.add_argument(
                "builder", nargs="?", default="html", choices=("html", "epub", "pdf")
            )
        if name == "verify":
            command.add_argument("copy", metavar="FOLDER-OR-ADDRESS")
    options = parser.parse_args(arguments)
    try:
        if options.command == "build":
            return building.build(options.root, options.builder)
        if options.command == "verify":
            return verify(options.root, options.copy)
        if options.command == "notebooks":
            return refresh_notebooks(options.root, options.chapter, options.anew)
        return {
            "check": check,
            "unused": unused,
            "dictionary": write_dictionary,
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


def verify(root: Path, copy: str) -> int:
    """Print what differs between a copy of the site and this build; 1 if anything does."""
    differences = manifest.verify(root / "_build" / "html", copy)
    print(*differences or ["every file is as this build made it"], sep="\n")
    return 1 if differences else 0


def write_dictionary(root: Path) -> int:
    """Write the generated part of ``data/README.md``."""
    dictionary.write(root, rules.RULES)
    return 0


def refresh_notebooks(root: Path, names: list[str], anew: bool) -> int:
    """Execute chapters; print which stored outputs changed, and which chapters do not run."""
    # Imported here: executing needs Jupyter, which the other commands need not wait for.
    from factbook import notebooks

    known = {path.stem: path for path in notebooks.chapters(root)}
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"no chapter {', '.join(unknown)}; the chapters are {', '.join(known)}")
    try:
        changed = notebooks.refresh([known[name] for name in names or known], root, anew)
    except ExceptionGroup as group:
        print(*group.exceptions, sep="\n\n", file=sys.stderr)
        return 1
    for path, has_changed in changed.items():
        print(f"{path.relative_to(root)}: {'changed' if has_changed else 'as it was'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
