"""What does no page load or link?  It is removed from the site when a build has ended.

The theme copies its icon script, its icon font, its library of menus and its source maps; pages
that have left the book stay behind.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from factbook.book.places import MADE_BY_SPHINX

UNUSED = (
    "**/*.map",
    "scripts/fontawesome.js*",
    "scripts/bootstrap.js*",
    "**/*.LICENSE.txt",
    "vendor/fontawesome/webfonts/*.*",
    "*webpack-macros.html",
)
"""Files of the theme under ``_static`` that no page loads.  Licences stand in one file:
:mod:`licences`.
"""

SCROLLERS_AT_ONCE = re.compile(
    r'"complete"===document\.readyState\?(\w+)\(\):window\.addEventListener\("load",\1\)'
)
"""Where the theme's script measures every table and piece of code of a page, which the browser then
has to lay out before anyone reads it.  The script of the book measures what comes near.
"""

MEASURED_LATER = "0/*measured by book.js*/"


def quieten(script: Path) -> None:
    """Leave out of the theme's script what makes the browser lay out a whole page."""
    text = script.read_text(encoding="utf-8")
    if MEASURED_LATER in text:
        return
    text, times = SCROLLERS_AT_ONCE.subn(MEASURED_LATER, text)
    if not times:
        raise ExtensionError(
            "the theme's script no longer measures what scrolls; "
            "bring factbook/book/site/leftovers.py up to date"
        )
    beside = script.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(script)


def remove(app: Sphinx, exception: Exception | None) -> None:
    """Remove what no page loads, and pages that left the book."""
    if exception:
        return
    site = Path(app.outdir)
    quieten(site / "_static" / "scripts" / "pydata-sphinx-theme.js")
    for pattern in UNUSED:
        for file in (site / "_static").glob(pattern):
            file.unlink(missing_ok=True)
    for folder in (site, site / "_sources"):
        for file in folder.rglob("*.*"):
            docname = file.relative_to(folder).with_suffix("").as_posix()
            is_page = file.suffix in (".html", ".ipynb", ".md") and not docname.startswith("_")
            if is_page and docname not in app.env.found_docs and docname not in MADE_BY_SPHINX:
                file.unlink()


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("build-finished", remove, priority=890)
