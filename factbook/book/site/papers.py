"""Where are the EPUB, the PDF and the ZIP for classes?

They are made after the site and are no part of it, unless whoever publishes it says so: with
``BOOK_PAPER`` set, the site takes them along as they stand beside it, and offers the first two on
each page, the ZIP where ``{classroom-file}`` stands.  A file that is missing, or was made from
something else than what is there now, ends the build.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from factbook import building, packing
from factbook.book import deferred
from factbook.book.deferred import Page
from factbook.book.site import addresses
from factbook.book.stopping import stop

VARIABLE = "BOOK_PAPER"
FOLDER = "_paper"
BUILDERS = ("epub", "pdf", packing.BUILDER)


def file_of(root: Path, builder: str, name: str) -> Path:
    """Where one of them stands, for the book ``name`` in ``root``."""
    if builder == packing.BUILDER:
        return root / packing.FOLDER / f"{packing.NAME}.zip"
    return root / "_build" / builder / f"{name}.{builder}"


def beside(root: Path, name: str) -> tuple[list[Path], list[str]]:
    """The files of the book ``name`` beside the site of the book in ``root``, and what is wrong
    with them.
    """
    files, wrong = [], []
    for builder in BUILDERS:
        file = file_of(root, builder, name)
        files.append(file)
        if not file.is_file():
            wrong.append(f"{file.relative_to(root).as_posix()}: is not there; make {builder} first")
        elif building.state_made_of(root, builder) != _now(root, builder):
            wrong.append(
                f"{file.relative_to(root).as_posix()}: was made before the last change; "
                f"make {builder} again, without {VARIABLE}"
            )
    return files, wrong


def _now(root: Path, builder: str) -> str:
    """From what it would be made now.  The wish to take it along changes nothing in it."""
    given = os.environ.pop(VARIABLE, None)
    try:
        return building.state(root, builder)
    finally:
        if given is not None:
            os.environ[VARIABLE] = given


def offer(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Add the whole book in one file to the menu of downloads of a page."""
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
                if not file.endswith(".zip")
            ]


def classroom_file(page: Page) -> list[nodes.Node]:
    """One ZIP of all that is for classes: a link, or how to make it where the site has it not."""
    papers = page.env.config.factbook_papers if page.builder.name == "html" else ()
    zips = [Path(file).name for file in papers if file.endswith(".zip")]
    if not zips:
        text = "One ZIP with all of it, for a classroom without internet, is made in the project: "
        return [nodes.paragraph("", text, nodes.literal("", "make teaching"), nodes.Text("."))]
    address = addresses.relative(page.docname, f"{FOLDER}/{zips[0]}")
    link = nodes.reference("", "One ZIP with all of it", refuri=address, internal=True)
    said = nodes.Text(", for a classroom without internet. It holds the answers.")
    return [nodes.paragraph("", "", link, said)]


def take_along(app: Sphinx, exception: Exception | None) -> None:
    """Copy the files into the site, or remove those of an earlier build."""
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
    deferred.add_directive(app, "classroom-file", classroom_file)


def connect(app: Sphinx) -> None:
    """Connect to the build of a site; look whether the files are asked for, and are there."""
    if os.environ.get(VARIABLE):
        files, wrong = beside(Path(app.srcdir), app.config.epub_basename)
        if wrong:
            stop(f"{VARIABLE} asks for files that are not to be had", wrong)
        app.config.factbook_papers = [file.as_posix() for file in files]
    app.connect("html-page-context", offer, priority=600)
    app.connect("build-finished", take_along)
