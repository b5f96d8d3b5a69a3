"""What does a classroom without internet get?  One folder, and one ZIP of it.

:func:`pack` prints the pages for classes of the built site, in A4 and in Letter, pupils' sheets in
large letters too; it lays beside them what the site has for classes (slides, quiz files, labs with
their package), the tables, and the site itself, to be opened without a server.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from factbook import building
from factbook.printing import SIZES, Printing, press
from factbook.quizzes.packed import packed
from factbook.records import Records

BUILDER = "teaching"
"""The name of what fills the folder, beside those of Sphinx's builders."""

FOLDER = Path("_build", BUILDER)
"""Where it comes to stand, relative to the book."""

NAME = "coalition-of-the-willing-for-classes"
"""The name of the ZIP, and of the folder that it unpacks to."""

FOR_CLASSES, DATA, BOOK = "_teaching", "_data", "book"
"""The folders of the site with files for classes and with tables, and the folder of the site."""

MARK = re.compile(r'class="(?:classroom|generated) ([a-z-]+)')
"""What the page of a site says that it holds for classes."""

PRINTED = ("lesson-list", "lesson", "sheet", "judge", "words")
"""The marks of pages that are printed: the page for teachers, and what it leads to."""

LARGE = "sheet"
"""The mark of pages that are printed in large letters too."""

CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*?)(?:index\.html)?"')
"""The address of the front page, if the site knows it."""


class NotBuilt(ValueError):
    """There is no site to take from."""


def pack(root: Path, say: Callable[[str], None]) -> Path:
    """Fill the folder from the built site of the book in ``root``, and zip it; gives the ZIP.

    The folder of the last time stands until the new one is whole.  ``say`` is told a line for each
    kind of thing.  Raises :class:`NotBuilt` without a site, :class:`RuntimeError` without a
    Chromium, :class:`OSError` for a disk that is full.
    """
    site, state = root / "_build" / "html", building.state(root, "html")
    if not (site / "index.html").is_file() or building.state_made_of(root, "html") != state:
        raise NotBuilt("_build/html: is not there, or older than the last change; make book first")
    files = dict(_files(site))
    say(f"{len(files)} files from the site")
    printed = _prints(site, Records(root).edition["date"])
    say(f"{len(printed)} printed files")
    files |= printed
    files["README.txt"] = _readme(files, Records(root)).encode("utf-8")
    target = root / FOLDER
    new, _ = building.beside(target)
    shutil.rmtree(new, ignore_errors=True)
    for name, content in files.items():
        file = new / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    zipped = new / f"{NAME}.zip"
    zipped.write_bytes(packed({f"{NAME}/{name}": one for name, one in files.items()}))
    building.put_in_place(new, target)
    building.note_made(root, BUILDER, building.state(root, BUILDER))
    return target / zipped.name


# --- what is printed ----------------------------------------------------------------------------


def printings(site: Path) -> dict[str, Printing]:
    """Name of a file in the folder → what is printed into it, for all pages for classes."""
    found = {}
    for page in sorted(site.glob("chapters/*.html")):
        marks = set(MARK.findall(page.read_text(encoding="utf-8")))
        name, where = page.stem, page.relative_to(site).as_posix()
        if kinds := marks & set(PRINTED):
            for size in SIZES:
                found[f"print/{name}-{size.lower()}.pdf"] = Printing(where, size)
            if LARGE in kinds:
                for size in SIZES:
                    large = f"print/{name}-large-{size.lower()}.pdf"
                    found[large] = Printing(where, size, is_large=True)
    for page in sorted(site.glob(f"{FOR_CLASSES}/slides/*.html")):
        found[f"slides/{page.stem}.pdf"] = Printing(page.relative_to(site).as_posix())
    return found


def _prints(site: Path, day: str) -> dict[str, bytes]:
    """Name → content of every printed file."""
    address = CANONICAL.search((site / "index.html").read_text(encoding="utf-8"))
    with press(site, address[1] if address else "", day) as print_page:
        return {name: print_page(one) for name, one in printings(site).items()}


# --- what is taken along ------------------------------------------------------------------------


def _files(site: Path) -> Iterator[tuple[str, bytes]]:
    """(name in the folder, content) of what the site has: what is for classes and the tables at the
    top, the site in a folder of its own.
    """
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        name = file.relative_to(site).as_posix()
        if any(part.startswith(".") for part in name.split("/")):
            continue
        content = file.read_bytes()
        if name.startswith(f"{FOR_CLASSES}/"):
            yield name.removeprefix(f"{FOR_CLASSES}/"), content
        elif name.startswith(f"{DATA}/"):
            in_labs = name.endswith(".whl")
            folder = "labs" if in_labs else "tables"
            yield f"{folder}/{name.removeprefix(f'{DATA}/')}", content
        yield f"{BOOK}/{name}", content


def _readme(files: Mapping[str, bytes], records: Records) -> str:
    """What is in the folder, as text."""
    held = {name.split("/")[0] for name in files}
    lines = [
        f"{records.edition['name']}: for classes",
        "",
        "Open book/chapters/teaching.html in a browser: it says what is here and how to use it.",
        "Charts stay pictures and the search of facts stays empty where no server is.",
        "",
        *(f"{name + '/':10} {said}" for name, said in SAID.items() if name in held),
        "",
        "Free to use, to change and to pass on under CC BY 4.0: name the book.",
        "Quotations and the rows named in tables/README.md keep the terms of their owners.",
    ]
    return "\n".join(lines) + "\n"


SAID = {
    "print": "for teachers, lessons with keys, pupils' sheets (large letters too), words: PDF",
    "slides": "one chart a slide: HTML for a browser, PDF for anything else",
    "quiz": "for Canvas, Moodle and other platforms, and as text; they hold the answers",
    "labs": "notebooks with tasks, and the package that they run with",
    "tables": "all facts, sources and passages as CSV",
    "book": "the whole book",
}
"""Folder → what is in it."""
