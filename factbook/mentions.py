"""Where do the pages name a fact, a claim, a source or a computed number, and in which sentence?

The texts are those of the files: Markdown pages whole, notebooks cell by cell, with the roles in
the strings of their code (titles of charts).  :mod:`factbook.uses` asks only whether a fact is
used; here every place is given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from factbook.roles import ROLE, split_role

SPLICE = re.compile(r"""["']\s*\n\s*[rf]?["']""")
"""Where a string of code ends and goes on in the next line."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a page: a Markdown file, or one cell of a notebook.

    Of a cell, ``cell`` is the id and ``index`` the place; of a file, ``first`` is the line where
    the text begins.
    """

    page: str
    text: str
    cell: str = ""
    index: int = -1
    code: bool = False
    first: int = 1

    def where(self, line: int) -> str:
        """A line of the text, as messages of the build name it."""
        if self.cell:
            return f'{self.page}: cell "{self.cell}", line {line}'
        return f"{self.page}:{self.first + line - 1}"


@dataclass(frozen=True, slots=True)
class Mention:
    """One role on a page: what it names, with which words, and the sentence around it."""

    kind: str
    target: str
    words: str
    where: str
    sentence: str


def texts(root: Path) -> Iterator[Text]:
    """Every text of the book in ``root``, page by page.  Raises :class:`ValueError` for a file that
    is not a notebook.
    """
    for path in pages(root):
        page = path.relative_to(root).as_posix()
        if path.suffix != ".ipynb":
            yield Text(page, path.read_text("utf-8"))
            continue
        for index, cell in enumerate(notebook(path)["cells"]):
            source = "".join(cell["source"])
            yield Text(page, source, cell.get("id", ""), index, cell["cell_type"] == "code")


def pages(root: Path) -> list[Path]:
    """The files of the pages: the front page, then the chapters; not the ledger, which is
    generated.
    """
    chapters = root / "chapters"
    return [
        path
        for path in (
            root / "index.md",
            *sorted([*chapters.glob("*.md"), *chapters.glob("*.ipynb")]),
        )
        if path.is_file()
    ]


def notebook(path: Path) -> dict:
    """A notebook as its JSON has it.  Raises :class:`ValueError`, with the file's name, for what is
    not one.
    """
    try:
        content = json.loads(path.read_bytes())
        for cell in content["cells"]:
            cell["cell_type"], cell["source"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name} is not a notebook: {error}") from error
    return content


def mentions(root: Path) -> Iterator[Mention]:
    """Every role of every page, in their order.  What stands in code spans and comments counts as
    well.
    """
    for text in texts(root):
        for match in ROLE.finditer(text.text):
            words, target = split_role(
                SPLICE.sub("", match["text"]) if text.code else match["text"]
            )
            line = text.text.count("\n", 0, match.start()) + 1
            yield Mention(
                match["kind"],
                target,
                " ".join(words.split()),
                text.where(line),
                sentence_around(text.text, match.start()),
            )


def sentence_around(text: str, at: int) -> str:
    """The line in which a place stands: one sentence a line is how the pages are written."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start : end if end >= 0 else len(text)].strip()
