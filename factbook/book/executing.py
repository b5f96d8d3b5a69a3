"""How do executed chapters reach the pages?

Chapters that are read are executed in the background while pages without code are read.  MyST-NB
gets each notebook with its outputs in place of the file's text, and executes nothing itself
(``execute_notebooks: "off"``).
"""

from __future__ import annotations

import json
from concurrent.futures import Future
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from factbook import execution, pages
from factbook.book.domain import facts_of
from factbook.book.positions import in_cell
from factbook.book.stopping import stop
from factbook.execution import ChapterError, Execution

logger = logging.getLogger(__name__)


class Chapters:
    """The executions that one build waits for.

    Not in the environment, which is stored on disk.
    """

    futures: dict[Path, Future[Execution]]

    def begin(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Begin to execute the notebooks that will be read, as far as what is kept of them no
        longer holds.
        """
        # Pages without code come first: they are read meanwhile.
        docnames.sort(key=lambda docname: (env.doc2path(docname).endswith(".ipynb"), docname))
        root = Path(app.srcdir)
        paths = [Path(env.doc2path(docname)) for docname in docnames]
        notebooks = [path for path in paths if path.suffix == ".ipynb"]
        early = execution.take_early(root)
        missing = [path for path in notebooks if path not in early]
        self.futures = early | execution.begin(missing, root, say=logger.info)

    def put_outputs(self, app: Sphinx, docname: str, source: list[str]) -> None:
        """Give the parser the notebook as it was executed, and the page what the kernel read as
        dependencies.
        """
        future = self.futures.get(Path(app.env.doc2path(docname)))
        if future is None:
            return
        if future.exception():
            failed = [other.exception() for other in self.futures.values()]
            stop_on_errors([error for error in failed if error])
        executed = future.result()
        if not _is_of(executed, source[0]):
            # The file was saved since it was begun.
            [executed] = execution.execute([executed.path], Path(app.srcdir), say=logger.info)
        # Not by nbformat, which lays it out for people and takes ten times as long.
        source[0] = json.dumps(executed.notebook)
        facts = facts_of(app.env)
        facts.served[docname] = executed.served
        for number, cell in enumerate(executed.notebook.cells, 1):
            if cell.cell_type == "code" and "derive" in cell.source:
                for line in pages.typed_values(cell.source):
                    facts.note_problem(docname, in_cell(number, line), pages.TYPED)


def _is_of(executed: Execution, text: str) -> bool:
    """Whether an execution is that of the text as it stands."""
    cells = json.loads(text)["cells"]
    return ["".join(cell["source"]) for cell in cells] == [
        cell.source for cell in executed.notebook.cells
    ]


def stop_on_errors(errors: list[BaseException]) -> None:
    """End the build with what failed in each chapter; what is no error of a chapter is raised."""
    for error in errors:
        if not isinstance(error, ChapterError):
            raise error
    heading = "a chapter does not run" if len(errors) == 1 else "chapters do not run"
    stop(heading, errors)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    chapters = Chapters()
    app.connect("env-before-read-docs", chapters.begin)
    # Before anything looks at the text.
    app.connect("source-read", chapters.put_outputs, priority=100)
