"""With which font are files of the book set?  The one of the package, which each file carries.

A file that named fonts of the machine would look otherwise on each, and its charts, which were laid
out with this font, would not fit.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from factbook.picture import FAMILY, FONTS

WEIGHTS = {"normal": "factbook-sans-400.ttf", "bold": "factbook-sans-600.ttf"}
"""Weight, as every reader of EPUB knows it, → file of the font."""

LICENCE = "OFL.txt"
FILES = (*WEIGHTS.values(), LICENCE)
"""What a file carries: the fonts, and the licence that goes with them."""


def rules(address: Callable[[Path], str]) -> str:
    """The rules of a stylesheet that bring the font; ``address`` tells where a file of it is."""
    return "".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; '
        f'src: url("{address(FONTS / name)}") format("truetype"); }}\n'
        for weight, name in WEIGHTS.items()
    )


def inside(file: Path) -> str:
    """A font as an address that holds it whole."""
    return f"data:font/ttf;base64,{base64.b64encode(file.read_bytes()).decode()}"
