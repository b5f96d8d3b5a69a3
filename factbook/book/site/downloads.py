"""What can readers take away?  The tables, their Data Package descriptor, the feed, and the notebooks.

The site has the tables under ``_data/``, with the page that says what they mean and which terms apply to which rows.
``{table-files}`` lists them on a page, with a link to each.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from factbook import datapackage, notebooks, tables
from factbook.book.site import addresses, descriptions, feed

FOLDER, DESCRIPTOR = "_data", "datapackage.json"
MARK = "table-files"
"""The mark of the page that lists the files, in its metadata."""


class file_list(nodes.General, nodes.Element):
    """A place for the list of files, which is made when the page is written."""


class FileListDirective(SphinxDirective):
    """``{table-files}``: every table with its terms and a link, the descriptor and the feed."""

    def run(self) -> list[nodes.Node]:
        """The place of the list; the page is marked as the one that has it."""
        self.env.metadata[self.env.docname][MARK] = True
        return [file_list("", docname=self.env.docname)]


class FillFileList(SphinxPostTransform):
    """Write the list.  Only the site has the files beside it: elsewhere they are named without a link."""

    default_priority = 3

    def run(self, **kwargs) -> None:
        """Replace every place."""
        for place in list(self.document.findall(file_list)):
            items = nodes.bullet_list("", classes=["table-files"])
            for name in datapackage.published():
                foreign = [datapackage.terms(source) for source in datapackage.data_sets(name)]
                about = f": {datapackage.schema_of(name).title}. {len(tables.read(name).cells)} rows. {'; '.join(foreign) or 'CC BY 4.0'}."
                items += nodes.list_item(
                    "",
                    nodes.paragraph(
                        "",
                        "",
                        self._link(place, f"{FOLDER}/{name}.csv", f"{name}.csv"),
                        nodes.Text(about),
                    ),
                )
            for target, name, about in (
                (
                    f"{FOLDER}/{DESCRIPTOR}",
                    DESCRIPTOR,
                    ": what each column means, for programs (Data Package, version 2).",
                ),
                (
                    feed.FILE,
                    feed.FILE,
                    ": the facts by the day on which they were last looked up, for feed readers (Atom).",
                ),
            ):
                items += nodes.list_item(
                    "", nodes.paragraph("", "", self._link(place, target, name), nodes.Text(about))
                )
            place.replace_self(nodes.container("", items, classes=["generated"]))

    def _link(self, place: file_list, target: str, text: str) -> nodes.Element:
        if self.app.builder.name != "html":
            return nodes.literal("", text)
        return nodes.reference(
            "", text, refuri=addresses.relative(place["docname"], target), internal=True
        )


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the tables, the page about them and the descriptor beside the pages, and the feed."""
    if exception or app.builder.name != "html":
        return
    folder = Path(app.outdir) / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    for file in datapackage.files():
        target = folder / file.relative_to(tables.ROOT / "data")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    descriptor = datapackage.descriptor(
        app.config.html_title,
        descriptions.description(app.config.root_doc),
        app.config.author,
        app.config.html_baseurl,
    )
    (folder / DESCRIPTOR).write_text(
        json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    (Path(app.outdir) / feed.FILE).write_bytes(feed.atom(app))


def give_fresh_notebooks(app: Sphinx, exception: Exception | None) -> None:
    """Offer for download the notebooks as this build executed them, not as they were committed."""
    if exception or app.builder.name != "html":
        return
    executed = Path(app.outdir).parent / "jupyter_execute"
    for copy in (Path(app.outdir) / "_sources").rglob("*.ipynb"):
        fresh = executed / copy.relative_to(Path(app.outdir) / "_sources")
        if fresh.is_file():
            notebook = nbformat.read(fresh, as_version=4)
            copy.write_text(nbformat.writes(notebooks.normalise(notebook)) + "\n", encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("table-files", FileListDirective)
    app.add_node(file_list)
    app.add_post_transform(FillFileList)
    app.connect("build-finished", write_files)
    app.connect("build-finished", give_fresh_notebooks, priority=910)
