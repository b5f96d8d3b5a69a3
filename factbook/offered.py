"""Which notebook does a page offer?  One that reads and runs away from the book.

:func:`notebook` makes it from an executed chapter: prose and titles with their figures filled in,
captions above the charts, no markup that only the book understands, and a first cell that says what
it is and how to run it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from factbook import captions, notebooks, plain, roles
from factbook.plain import Surroundings

HEAD = "about-this-notebook"
"""The id of the first cell."""

UNKNOWN = (
    "In the book each figure and date of the text leads to its entry in the ledger; this copy was "
    "made without knowing the book's address, and has no such links."
)


@dataclass(frozen=True)
class Package:
    """The package that notebooks need: the name of its wheel, its name, its extra, and the Python
    that it needs.  ``address`` is where the wheel is; empty where that is not known.
    """

    wheel: str
    name: str
    python: str
    address: str = ""

    @property
    def requirement(self) -> str:
        """What pip is asked for: with the converter, without which charts have no picture."""
        if self.address:
            return f"{self.name}[still] @ {self.address}"
        return f"./{self.wheel}[still]"


@dataclass(frozen=True)
class Book:
    """What a notebook says of the book that it is from; ``ledger`` is the address of the ledger, or
    empty.
    """

    title: str
    author: str
    edition: str
    licence: str
    ledger: str
    package: Package


def commands(package: Package, notebook: str) -> dict[str, str]:
    """System → the commands that install the package and JupyterLab and open a notebook."""
    steps = {
        "Linux, macOS": ("python3 -m venv lab", "lab/bin/python"),
        "Windows": ("py -m venv lab", r"lab\Scripts\python"),
    }
    install = f'-m pip install "{package.requirement}" jupyterlab'
    return {
        system: f"{make}\n{python} {install}\n{python} -m jupyterlab {notebook}".rstrip()
        for system, (make, python) in steps.items()
    }


def needs(package: Package) -> str:
    """What must be there before the commands are typed, as plain text."""
    python = f"You need Python {package.python} or newer."
    folder = "Open a terminal in the folder of the notebook."
    if package.address:
        return f"{python} {folder}"
    wheel = f"Lay the file {package.wheel}, which the book offers among its files, beside it."
    return f"{python} {folder} {wheel}"


def notebook(
    executed: NotebookNode,
    name: str,
    book: Book,
    around: Surroundings,
    what: str = "the chapter",
) -> NotebookNode:
    """The notebook that a page offers under this file name, made of the executed chapter, or of
    what else it says to be (``a lab on the chapter``).
    """
    made = nbformat.from_dict(executed)
    cells = [_head(name, book, around, what)]
    for cell in made.cells:
        if cell.cell_type == "markdown":
            cell.source = plain.markdown(cell.source, around)
        elif cell.cell_type == "code":
            cell.source = code(cell.source, around)
            cell.outputs = [new for old in cell.outputs for new in _outputs(old, around)]
        if cell.source:
            cells.append(cell)
    made.cells = cells
    notebooks.normalise(made)
    for cell in made.cells:
        cell.metadata = nbformat.from_dict({})
    return made


def code(source: str, around: Surroundings) -> str:
    """Code with the roles in its strings replaced by what they print.

    Words of ours stand there as they must in that string; what a record prints may hold quotes.
    """
    parts, at = [], 0
    for role in roles.find_roles(source):
        printed = plain.printed_by(role.kind, role.target, around)
        parts += [source[at : role.start], role.words or re.sub(r"([\\\"'])", r"\\\1", printed)]
        at = role.end
    return "".join([*parts, source[at:]])


def _outputs(output: NotebookNode, around: Surroundings) -> list[NotebookNode]:
    """What stands for an output: for a chart its caption and the chart."""
    if captions.FIGURE not in output.get("data", {}):
        return [output]
    return [
        nbformat.v4.new_output("display_data", data=data)
        for data in captions.away(output.data, around)
    ]


def _head(name: str, book: Book, around: Surroundings, what: str) -> NotebookNode:
    """The first cell: what this is, under which licence, where its links lead, how it runs."""
    chapter = plain.link(plain.escape(around.here.title), around.here.address)
    ledger = plain.link("ledger", book.ledger)
    leads = f"Each figure and date of the text leads to its entry in the {ledger} of the book."
    of_book = f"of **{plain.escape(book.title)}** by {plain.escape(book.author)}"
    parts = [
        f"This notebook is {what} “{chapter}” {of_book}. {plain.escape(book.edition)}.",
        plain.escape(book.licence),
        leads if book.ledger else UNKNOWN,
        f"**How to run this.** {plain.escape(needs(book.package))}",
    ]
    for system, typed in commands(book.package, name).items():
        parts.append(f"{system}:\n\n```text\n{typed}\n```")
    return nbformat.v4.new_markdown_cell("\n\n".join(parts), id=HEAD)
