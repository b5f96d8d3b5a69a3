"""Print the lessons of the built site, and pack all that a classroom without internet needs.

Example: python -m factbook teaching
"""

from __future__ import annotations

import argparse

from factbook import packing
from factbook.commands import CommandError, say


def run(options: argparse.Namespace) -> int:
    """Fill ``_build/teaching`` and say where the ZIP is."""
    try:
        file = packing.pack(options.root, say)
    except RuntimeError as error:
        raise CommandError(str(error)) from None
    size = file.stat().st_size / 1e6
    say(f"all for classes, in one file: {file} ({size:.1f} MB)")
    return 0
