"""Write the dictionary in data/README.md anew from the schema.

Example: python -m factbook dictionary
"""

from __future__ import annotations

import argparse

from factbook import dictionary, rules


def run(options: argparse.Namespace) -> int:
    """Write the generated part of ``data/README.md``; always 0."""
    dictionary.write(options.root, rules.RULES)
    return 0
