"""Compare a copy of the site, in a folder or at an address, with this build.

Example: python -m factbook verify /srv/www/coalition
"""

from __future__ import annotations

import argparse

from factbook import manifest
from factbook.commands import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("copy", metavar="FOLDER-OR-ADDRESS", help="where the copy stands")


def run(options: argparse.Namespace) -> int:
    """Print what differs; 1 if anything does."""
    differences = manifest.verify(options.root / "_build" / "html", options.copy)
    for line in differences or ["every file is as this build made it"]:
        say(line)
    return 1 if differences else 0
