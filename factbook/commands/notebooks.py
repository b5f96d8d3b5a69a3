"""Execute the chapters and their labs, or those that are named, and store their outputs,
normalised.

Example: python -m factbook notebooks summit
"""

from __future__ import annotations

import argparse
from pathlib import Path

from factbook import exercises, tables
from factbook.commands import say, unknown_id


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "chapters",
        nargs="*",
        metavar="CHAPTER",
        help="a chapter by its file: summit, or chapters/summit.ipynb (default: all)",
    )
    parser.add_argument(
        "--anew", action="store_true", help="execute also what nothing has changed for"
    )


def run(options: argparse.Namespace) -> int:
    """Execute the chapters, then their labs, which check answers against the chapters' numbers;
    print which stored outputs changed.
    """
    # Imported here: executing needs Jupyter, which the other commands need not wait for.
    from factbook import notebooks

    known = {path.stem: path for path in notebooks.chapters(options.root)}
    wanted = [Path(name).name.removesuffix(".ipynb") for name in options.chapters] or list(known)
    for name in wanted:
        if name not in known:
            raise unknown_id("chapter", name, known)
    paths = [known[name] for name in wanted]
    try:
        changed = notebooks.refresh(paths, options.root, options.anew)
        numbers = tables.lab_numbers_path(options.root)
        if exercises.labs(options.root):
            changed[numbers] = exercises.write_numbers(options.root)
        labs = [path for path in exercises.labs(options.root) if path.stem in wanted]
        # Always anew: a lab asks the rules too, which look at more than a chapter is served.
        changed |= notebooks.refresh(labs, options.root, anew=True)
    except ExceptionGroup as group:
        for error in group.exceptions:
            say(f"{error}\n", error=True)
        return 1
    for path, has_changed in changed.items():
        say(f"{path.relative_to(options.root)}: {'changed' if has_changed else 'as it was'}")
    return 0
