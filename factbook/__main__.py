"""``python -m factbook``: parses the line and hands over to the command's module in
:mod:`factbook.commands`.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import textwrap
from pathlib import Path
from types import ModuleType

from factbook import tables
from factbook.commands import COMMANDS, say

PROGRAM = "python -m factbook"


def module_of(command: str) -> ModuleType:
    """The module of a command."""
    return importlib.import_module("factbook.commands." + command.replace("-", "_"))


def overview() -> argparse.ArgumentParser:
    """The parser that knows every command by its sentence, for ``--help`` and for mistakes."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Checks the book's tables, helps to change them, writes what is made of them.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name in COMMANDS:
        commands.add_parser(name, help=described(name)[0])
    return parser


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser of one command.  The modules of the others are not even imported."""
    sentence, example = described(name)
    parser = argparse.ArgumentParser(
        prog=f"{PROGRAM} {name}",
        description=textwrap.fill(sentence),
        epilog=example,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module = module_of(name)
    if hasattr(module, "add_arguments"):
        module.add_arguments(parser)
    parser.add_argument(
        "--root",
        type=Path,
        default=tables.root(),
        help="the book (default: the one that this package stands in)",
    )
    return parser


def described(name: str) -> list[str]:
    """The sentence and the example of a command, each in one line."""
    return [" ".join(part.split()) for part in (module_of(name).__doc__ or "").split("\n\n")[:2]]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit status: 1 for what was found or refused, 130 for Ctrl-C."""
    arguments = sys.argv[1:] if arguments is None else arguments
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        overview().parse_args(arguments)  # prints the help or the mistake, and ends
        overview().error("give the command first, then its options")
    options = parser_of(name).parse_args(arguments[1:])
    options.root = options.root.resolve()
    try:
        return module_of(name).run(options)
    except ValueError as error:
        say(error, error=True)
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"{where}{error.strerror or error}; every file is as it was", error=True)
        return 1
    except KeyboardInterrupt:
        say("interrupted; every file is as it was", error=True)
        return 130


if __name__ == "__main__":
    sys.exit(main())
