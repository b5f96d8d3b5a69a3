"""Build the book beside the last one, and put it in its place when it is whole.

Example: python -m factbook build
"""

from __future__ import annotations

import argparse

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
    return building.build(options.root, options.builder)
