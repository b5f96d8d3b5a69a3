"""How does a build end when the content is wrong?  With every problem, exit status 1, and no
traceback.

What is wrong in the tables stops a build before it begins: nothing can be read without them.  All
else is collected while pages are read and listed in one stop, of all kinds, sorted by file and
line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, NoReturn

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

from factbook import rules, tables

logger = logging.getLogger(__name__)

COLLECT = "factbook-collect-problems"
"""The event at which modules say what is wrong: its handlers take ``app`` and ``env`` and give
:class:`Problem`.
"""


class BookError(SphinxError):
    """Content that is wrong.  Its text lists every problem, one a line; Sphinx shows it without a
    traceback.
    """

    category = "The book cannot be built"


class Problem(NamedTuple):
    """One thing that is wrong; problems sort by file and line."""

    file: str
    """The file, relative to the book."""
    line: int
    """The line in the file; in a notebook as MyST-NB counts them."""
    place: str
    """File and line as a contributor finds them."""
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def in_table(file: str, line: int, column: str, message: str) -> Problem:
    """A problem in a table that shows only when the pages have been read."""
    return Problem(file, line, f"{file}:{line}", f"{column}: {message}")


def stop(heading: str, problems: Iterable[object], forget: Sphinx | None = None) -> NoReturn:
    """End the build with everything that is wrong, one a line.  Raises :class:`BookError`.

    ``forget`` is the build whose next one must read every page again: needed once pages were read
    but not written, because Sphinx would take them for up to date. Under Jupyter Book's command it
    exits instead: that turns every exception into one with a traceback.
    """
    if forget:
        (Path(forget.doctreedir) / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
    error = BookError("\n".join([heading + ":", *map(str, problems)]))
    if "jupyter_book.cli.main" in sys.modules:
        print(f"\n{error.category}: {error}\n", file=sys.stderr, flush=True)
        raise SystemExit(1)
    raise error


def check_tables(app: Sphinx) -> None:
    """Stop the build before it begins when the tables break a rule, or are another book's."""
    own = tables.root()
    if Path(app.srcdir).resolve() != own:
        stop(
            "the package belongs to another book",
            [
                (
                    f"the book in {app.srcdir} is built with the package of the book in {own}; "
                    f"install its own: pip install -e {app.srcdir}"
                )
            ],
        )
    if violations := rules.check(own):
        stop("the tables break rules", violations)
    logger.info("tables checked: every rule holds")


def stop_on_problems(app: Sphinx, env: BuildEnvironment) -> None:
    """Collect what every module found, list it and stop the build, whatever the builder."""
    found = {problem for problems in app.emit(COLLECT, env) for problem in problems}
    if found:
        stop("the pages do not fit the tables", sorted(found), forget=app)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_event(COLLECT)
    app.connect("builder-inited", check_tables, priority=100)
    app.connect("env-check-consistency", stop_on_problems, priority=900)
