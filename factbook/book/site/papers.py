"""Where are the EPUB and the PDF?

They are made after the site and are no part of it, unless whoever publishes it says so: with
``BOOK_PAPER`` set, the site takes along both as they stand beside it, and offers them on each page.
A file that is missing, or was made from something else than what is there now, ends the build.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from sphinx.application import Sphinx

from factbook import building
from factbook.book.site import addresses
from factbook.book.stopping import stop

VARIABLE = "BOOK_PAPER"
FOLDER = "_paper"
BUILDERS = ("epub", "pdf")


def beside(root: Path, name: str) -> tuple[list[Path], list[str]]:
    """The files of the book ``name`` beside the site of the book in ``root``, and what is wrong
    with them.
    """
    files, wrong = [], []
    for builder in BUILDERS:
        file = root / "_build" / builder / f"{name}.{builder}"
        files.append(file)
        if not file.is_file():
            wrong.append(f"{file.relative_to(root).as_posix()}: is not there; make {builder} first")
        elif _state_of(root, builder) != _now(root, builder):
            wrong.append(
                f"{file.relative_to(root).as_posix()}: was made before the last change; "
                f"make {builder} again, without {VARIABLE}"
            )
    return files, wrong


def _state_of(root: Path, builder: str) -> str:
    """From what a file was made; empty where nobody knows."""
    try:
        record = (root / building.WORK / f"{builder}.json").read_text(encoding="utf-8")
        return json.loads(record)["state"]
    except (OSError, ValueError, KeyError):
        return ""


def _now(root: Path, builder: str) -> str:
    """From what it would be made now.  The wish to take it along changes nothing in it."""
    given = os.environ.pop(VARIABLE, None)
    try:
        return building.state(root, builder)
    finally:
        if given is not None:
            os.environ[VARIABLE] = given


def offer(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Add both files to the menu of downloads of a page."""
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons":
            group["buttons"] += [
                {
                    "type": "link",
                    "url": addresses.relative(pagename, f"{FOLDER}/{Path(file).name}"),
                    "text": f"The book (.{Path(file).suffix[1:]})",
                    "tooltip": "Download the whole book",
                    "icon": "fas fa-file",
                    "label": "download-book-button",
                }
                for file in app.config.factbook_papers
            ]


def take_along(app: Sphinx, exception: Exception | None) -> None:
    """Copy both files into the site, or remove those of an earlier build."""
    if exception:
        return
    folder = Path(app.outdir) / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    for file in app.config.factbook_papers:
        folder.mkdir(exist_ok=True)
        shutil.copyfile(file, folder / Path(file).name)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_config_value("factbook_papers", [], "html", [list])


def connect(app: Sphinx) -> None:
    """Connect to the build of a site; look whether the files are asked for, and are there."""
    if os.environ.get(VARIABLE):
        files, wrong = beside(Path(app.srcdir), app.config.epub_basename)
        if wrong:
            stop(f"{VARIABLE} asks for files that are not to be had", wrong)
        app.config.factbook_papers = [file.as_posix() for file in files]
    app.connect("html-page-context", offer, priority=600)
    app.connect("build-finished", take_along)
