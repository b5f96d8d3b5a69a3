"""Write the names of new facts into data/names.csv, where every name that a fact ever had stands.

Example: python -m factbook names
"""

from __future__ import annotations

import argparse

from factbook.commands import say
from factbook.naming import unlisted, with_names
from factbook.writing import write_files


def run(options: argparse.Namespace) -> int:
    """Add what is missing, print it; always 0."""
    new = unlisted(options.root)
    write_files(with_names(options.root, new))
    for name in new:
        say(f"data/names.csv: {name}")
    return 0
