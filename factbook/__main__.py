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


def module_of(command: str) -> ModuleType:
    """The module of a command."""
    return importlib.import_module("factbook.commands." + command.replace("-", "_"))


def parser() -> argparse.ArgumentParser:
    """The parser of the command line, with a subparser for each command."""
    top = argparse.ArgumentParser(
        prog="python -m factbook",
        description="Checks the book's tables, helps to change them, writes what is made of them.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = module_of(name)
        sentence, example, *_ = (module.__doc__ or "").split("\n\n")
        sentence = " ".join(sentence.split())
        command = commands.add_parser(
            name,
            help=sentence,
            description=textwrap.fill(sentence),
            epilog=" ".join(example.split()),  # one line, to be copied
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if hasattr(module, "add_arguments"):
            module.add_arguments(command)
        command.add_argument(
            "--root",
            type=Path,
            default=tables.root(),
            help="the book (default: the one that this package stands in)",
        )
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit status: 1 for what was found or refused, 130 for Ctrl-C."""
    options = parser().parse_args(arguments)
    options.root = options.root.resolve()
    try:
        return module_of(options.command).run(options)
    except (ValueError, OSError) as error:
        say(error, error=True)
        return 1
    except KeyboardInterrupt:
        say("interrupted; every file is as it was", error=True)
        return 130


if __name__ == "__main__":
    sys.exit(main())
