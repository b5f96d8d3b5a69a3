"""Execute the chapters, or those that are named, and store their outputs, normalised.

Example: python -m factbook notebooks summit
"""

from __future__ import annotations

import argparse
from pathlib import Path

from factbook.commands import say, unknown_id


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "chapters",
        nargs="*",
        metavar="CHAPTER",
        help="a chapter by its file: summit, or chapters/summit.ipynb (default: all)",
    )


def run(options: argparse.Namespace) -> int:
    """Execute the chapters; print which stored outputs changed."""
    # Imported here: executing needs Jupyter, which the other commands need not wait for.
    from factbook import notebooks

    known = {path.stem: path for path in notebooks.chapters(options.root)}
    wanted = [Path(name).name.removesuffix(".ipynb") for name in options.chapters] or list(known)
    for name in wanted:
        if name not in known:
            raise unknown_id("chapter", name, known)
    for name in wanted:
        path = known[name]
        changed = notebooks.refresh(path)
        say(f"{path.relative_to(options.root)}: {'changed' if changed else 'as it was'}")
    return 0
