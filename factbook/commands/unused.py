"""List the facts that no page and no claim uses.

Example: python -m factbook unused
"""

from __future__ import annotations

import argparse

from factbook import uses
from factbook.commands import say


def run(options: argparse.Namespace) -> int:
    """Print the facts, one a line; always 0."""
    for fact in uses.unused(options.root):
        say(fact)
    return 0
