"""What can readers take away?  The tables, their Data Package descriptor, the feed, and the
package that notebooks run with.

The site has the tables under ``_data/``, with the page that says what they mean and which terms
apply to which rows. ``{table-files}`` lists them on a page, with a link to each.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

import factbook
from factbook import datapackage, tables
from factbook.book.depends import reads
from factbook.book.directives import BookDirective
from factbook.book.domain import facts_of
from factbook.book.places import FILES_MARK, file_anchor
from factbook.book.site import addresses, descriptions, feed, licences
from factbook.book.stopping import stop
from factbook.wheel import DEFINITION, Wheel

FOLDER, DESCRIPTOR = "_data", "datapackage.json"


class file_list(nodes.General, nodes.Element):
    """A place for the list of files, which is made when the page is written."""


class FileListDirective(BookDirective):
    """``{table-files}``: every table with its terms and a link, the descriptor and the feed."""

    def make(self) -> list[nodes.Node]:
        """The place of the list; the page is marked as the one that has it."""
        # The record of the page for programs says from when to when the tables reach.
        reads(self.env, *datapackage.published())
        self.env.metadata[self.env.docname][FILES_MARK] = True
        return [file_list("", docname=self.env.docname)]


class FillFileList(SphinxPostTransform):
    """Write the list.  Only the site has the files beside it: elsewhere they are named without a
    link.
    """

    default_priority = 3

    def run(self, **kwargs) -> None:
        """Replace every place."""
        for place in list(self.document.findall(file_list)):
            items = nodes.bullet_list("", classes=["table-files"])
            for target, name, about in self._files():
                link = self._link(place, target, name)
                ids = [file_anchor(target.removeprefix(f"{FOLDER}/").removesuffix(".csv"))]
                line = nodes.paragraph("", "", link, nodes.Text(about))
                items += nodes.list_item("", line, ids=ids if target.endswith(".csv") else [])
            place.replace_self(nodes.container("", items, classes=["generated"]))

    def _files(self) -> Iterator[tuple[str, str, str]]:
        """(address in the site, name, what it is) of each file."""
        records = facts_of(self.env).records
        for name in datapackage.published():
            foreign = [datapackage.terms(one) for one in datapackage.data_sets(name, records)]
            title, rows = datapackage.schema_of(name).title, tables.read(name, records.root).cells
            terms = "; ".join(foreign) or "CC BY 4.0"
            yield f"{FOLDER}/{name}.csv", f"{name}.csv", f": {title}. {len(rows)} rows. {terms}."
        about = ": what each column means, for programs (Data Package, version 2)."
        yield f"{FOLDER}/{DESCRIPTOR}", DESCRIPTOR, about
        about = ": the facts by the day on which they were last looked up, for feed readers (Atom)."
        yield feed.FILE, feed.FILE, about
        package = wheel_of(self.app).name
        about = ": the package that the notebooks of the chapters run with (Python)."
        yield f"{FOLDER}/{package}", package, about
        about = ": the licences of what this site ships of others: scripts, styles, font, map."
        yield licences.FILE, PurePosixPath(licences.FILE).name, about

    def _link(self, place: file_list, target: str, text: str) -> nodes.Element:
        if self.app.builder.name != "html":
            return nodes.literal("", text)
        return nodes.reference(
            "", text, refuri=addresses.relative(place["docname"], target), internal=True
        )


def wheel_of(app: Sphinx) -> Wheel:
    """The wheel that the site offers: this package, with the tables of the book that is built."""
    checkout = Path(factbook.__file__).resolve().parent.parent
    if not (checkout / DEFINITION).is_file():
        stop(
            "the package that notebooks run with cannot be made",
            [f"{DEFINITION} is not beside the folder {PurePosixPath(checkout.name, 'factbook')}"],
        )
    return Wheel(checkout, Path(app.srcdir))


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the tables, the page about them and the descriptor beside the pages, and the feed."""
    if exception:
        return
    folder = Path(app.outdir) / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    records = facts_of(app.env).records
    for file in datapackage.files(records.root):
        target = folder / file.relative_to(records.root / "data")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    descriptor = datapackage.descriptor(
        records,
        app.config.html_title,
        descriptions.description(app.env, app.config.root_doc),
        app.config.author,
        app.config.html_baseurl,
    )
    (folder / DESCRIPTOR).write_text(
        json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    wheel = wheel_of(app)
    (folder / wheel.name).write_bytes(wheel.content())
    (Path(app.outdir) / feed.FILE).write_bytes(feed.atom(app))


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("table-files", FileListDirective)
    app.add_node(file_list)
    app.add_post_transform(FillFileList)


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("build-finished", write_files)
