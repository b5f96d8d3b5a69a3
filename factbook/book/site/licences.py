"""Under which licences stands what the site ships of others?

Scripts, styles, a font and the outlines of a map come from other projects, whose licences ask that
their text goes with them.  One file has them all: those of Python packages as they are installed,
and the few that come in no package from ``licences_texts``.
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from factbook.picture import FONTS

FILE = "_static/licences.txt"

PACKAGES = {
    "sphinx": "doctools.js, searchtools.js, language_data.js, sphinx_highlight.js, styles",
    "pydata-sphinx-theme": "pydata-sphinx-theme.js, styles",
    "sphinx-book-theme": "sphinx-book-theme.js, styles",
    "sphinx-design": "styles",
    "sphinx-copybutton": "copybutton.js",
    "myst-nb": "styles",
    "pygments": "styles of code",
    "snowballstemmer": "the stemmer in language_data.js",
    "vl-convert-python": "what writes vega-live.js",
}
"""Installed package → what of it stands on the site."""

TEXTS = Path(__file__).parent / "licences_texts"
NAME = re.compile(r"(licen[cs]e|copying)(\.\w+)?", re.IGNORECASE)


def text() -> str:
    """All licences, one below the other.  ``ExtensionError`` if a package has none."""
    parts = [f"{package}: {what}\n\n{_of(package)}" for package, what in PACKAGES.items()]
    parts += [
        f"vega-live.js, styles, clipboard.min.js\n\n{_read(TEXTS / 'scripts.txt')}",
        f"The map\n\n{_read(TEXTS / 'map.txt')}",
        f"factbook-sans-*.woff2: Source Sans 3, cut and renamed\n\n{_read(FONTS / 'OFL.txt')}",
    ]
    line = "=" * 98
    head = "Licences of what this site ships of other projects\n"
    return head + "".join(f"\n{line}\n{part}\n" for part in parts)


def _of(package: str) -> str:
    """The licence of an installed package."""
    files = metadata.files(package) or []
    found = [file for file in files if NAME.fullmatch(file.name) and "dist-info" in str(file)]
    if not found:
        raise ExtensionError(
            f"{package} is installed without its licence, which the site must ship"
        )
    return "\n\n".join(_read(Path(str(file.locate()))) for file in found)


def _read(file: Path) -> str:
    lines = file.read_text(encoding="utf-8").strip().splitlines()
    return "\n".join(line.rstrip() for line in lines)


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the file."""
    if exception is None:
        (Path(app.outdir) / FILE).write_text(text(), encoding="utf-8")


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("build-finished", write)
