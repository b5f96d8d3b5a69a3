"""Build whenever a file is saved, serve the site on this machine, and reload it in the browser.

Example: python -m factbook preview --port 8000
"""

from __future__ import annotations

import argparse

from factbook import preview


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--port", type=int, default=8000, help="where the browser finds it (default: 8000)"
    )


def run(options: argparse.Namespace) -> int:
    """Build and serve until Ctrl-C."""
    return preview.preview(options.root, options.port)
