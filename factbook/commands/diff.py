"""Say in sentences what changed since a revision: facts, verdicts, sources, series and computed
numbers.

Example: python -m factbook diff main

The status is 1 when the name of a fact, a claim or a computed number is gone: others may cite it.
"""

from __future__ import annotations

import argparse

from factbook.commands import say
from factbook.differences import FOLDERS, as_markdown, as_text, changes
from factbook.history import files_at, files_now


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("before", metavar="REV", help="a branch, a tag or a commit")
    parser.add_argument("after", metavar="REV2", nargs="?", help="default: the files as they are")
    parser.add_argument(
        "--markdown", action="store_true", help="write Markdown, for a comment on a pull request"
    )


def run(options: argparse.Namespace) -> int:
    """Print the changes; 1 if a name that is for ever is gone."""
    root = options.root
    before = files_at(root, options.before, FOLDERS)
    after = files_at(root, options.after, FOLDERS) if options.after else files_now(root, FOLDERS)
    found = changes(before, after)
    say(as_markdown(found) if options.markdown else as_text(found))
    return 1 if any(change.gone for change in found) else 0
