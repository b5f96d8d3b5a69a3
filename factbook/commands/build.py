"""Build the book beside the last one, and put it in its place when it is whole.

Example: python -m factbook build
"""

from __future__ import annotations

import argparse
from pathlib import Path

from factbook import building


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "builder",
        nargs="?",
        default="html",
        choices=("html", "epub", "pdf"),
        help="what to build (default: html)",
    )


def run(options: argparse.Namespace) -> int:
    """Build; the exit status of the build."""
    return building.build(options.root, options.builder, _run)


def _run(root: Path, builder: str, target: Path) -> int:
    # Imported here: a book in which nothing has changed need not wait for it.
    from factbook.book.running import run as run_sphinx

    return run_sphinx(root, builder, target)
