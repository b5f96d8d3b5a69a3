"""What of the book goes into a file of its own, where no script runs?

The EPUB and the PDF hold the words, the charts as pictures, and the ledger that numbers lead to.
Code, the data tables of charts and what only a screen can do stay on the site and in the notebooks.
"""

from __future__ import annotations

import importlib.metadata
import re
import uuid
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from factbook import tables
from factbook.book import finder, ledger, outputs, tiles
from factbook.book.domain import facts_of
from factbook.book.edition import citation, edition_name, edition_text
from factbook.book.parts import fold

FILES = ("epub", "pdf")
"""The builders that make one file of the whole book."""

STYLE = (Path(__file__).parent / "paper.css").read_text(encoding="utf-8")

SCREEN_ONLY = {"toctree-wrapper", "chart-made", "passage-strip"}
"""The classes of what a reader only uses on a screen."""

PANDAS_STYLE = re.compile(
    r"<style scoped>.*?</style>\s*| (?:border=\"1\"|valign=\"top\")| style=\"text-align: right;\"",
    re.DOTALL,
)
"""What pandas gives its tables; it is no XHTML."""


class Entry(NamedTuple):
    """A line of the contents: a part (which has no page), a page, or a section of a page."""

    title: str
    docname: str
    anchor: str
    children: list[Entry]


def page_entry(docname: str, doctree: nodes.document) -> Entry:
    """A page with its sections, as its resolved tree has them."""
    page = next(iter(doctree.findall(nodes.section)))
    return Entry(_title(page), docname, "", _sections(page, docname))


def _sections(parent: nodes.Element, docname: str) -> list[Entry]:
    found = []
    for child in parent.children:
        if isinstance(child, nodes.section):
            found.append(Entry(_title(child), docname, child["ids"][0], _sections(child, docname)))
        elif isinstance(child, (nodes.container, ledger.anchored)):
            found += _sections(child, docname)
    return found


def _title(section: nodes.section) -> str:
    return " ".join(section.next_node(nodes.title).astext().split())


def contents(env: BuildEnvironment, pages: dict[str, Entry]) -> list[Entry]:
    """The front page, then the parts of ``_toc.yml`` with their pages in its order; pages of no
    part stand alone; what is not among the pages is left out.
    """
    entries = [pages[env.config.root_doc]]
    for toctree in env.get_doctree(env.config.root_doc).findall(addnodes.toctree):
        own = [pages[docname] for docname in toctree["includefiles"] if docname in pages]
        entries += [Entry(toctree["caption"], "", "", own)] if toctree["caption"] else own
    return entries


def reading_order(entries: list[Entry]) -> list[str]:
    """The pages of the contents, first to last."""
    return [
        page.docname for entry in entries for page in ([entry] if entry.docname else entry.children)
    ]


def walk(entries: list[Entry], depth: int = 0) -> Iterator[tuple[int, Entry]]:
    """Every entry of the contents with its depth, in order."""
    for entry in entries:
        yield depth, entry
        yield from walk(entry.children, depth + 1)


class StandStill(SphinxPostTransform):
    """Leave out of a tree what needs a screen, before a file is made of it."""

    builders = FILES
    default_priority = 995  # after the content of the ledger is there

    def run(self, **kwargs) -> None:
        """Pictures stay and code goes; what was folded away to save space is shown; links to pages
        of the site alone are words.
        """
        self._unlink()
        for node in list(self.document.findall(_needs_screen)):
            node.parent.remove(node)
        for node in list(self.document.findall(fold)):
            if node.children:
                node.replace_self(
                    [
                        nodes.paragraph("", node["summary"] + ":", classes=["table-head"]),
                        *node.children,
                    ]
                )
            else:
                node.parent.remove(node)
        for node in list(self.document.findall(outputs.chart_picture)):
            picture = outputs.still(node["svg"], node["description"])
            node.replace_self(
                nodes.raw("", f'<div class="chart-view">{picture}</div>\n', format="html")
            )
        for node in list(self.document.findall(outputs.pictured_chart)):
            picture = outputs.still(node["svg"], node["words"])
            node.replace_self(nodes.raw("", picture, format="html"))
        for node in list(self.document.findall(tiles.tile_group)):
            name, row = node.children
            shown = nodes.paragraph("", "", *name.children)
            node.replace_self(nodes.container("", shown, row, classes=["tiles-group"]))
        for node in list(self.document.findall(nodes.raw)):
            if "dataframe" in node.astext():
                node.replace_self(nodes.raw("", PANDAS_STYLE.sub("", node.astext()), format="html"))

    def _unlink(self) -> None:
        """Replace links to pages that stand on the site alone by their words."""
        builder, own = self.app.builder, self.env.docname
        hidden = {builder.get_relative_uri(own, one) for one in facts_of(self.env).site_only}
        for link in list(self.document.findall(nodes.reference)):
            to = link.get("refuri", "")
            if to in hidden or to.partition("#")[0] in hidden:
                link.replace_self(link.children)


def _needs_screen(node: nodes.Node) -> bool:
    return isinstance(node, (outputs.chart_data, finder.filter_form, addnodes.toctree)) or (
        isinstance(node, nodes.Element)
        and (
            node.get("nb_element") == "cell_code_source"
            or not SCREEN_ONLY.isdisjoint(node.get("classes", ()))
        )
    )


def make_room(outdir: str | Path) -> None:
    """Make the folder in which MyST-NB leaves its stylesheet when a build ends; the files have
    their own.
    """
    (Path(outdir) / "_static").mkdir(exist_ok=True)


# --- what every form of the book says about itself -------------------------------------------


def imprint(edition: Mapping[str, str], config: Config) -> str:
    """The page before all others, as HTML: title, edition, how to read the file, how to cite it,
    its terms.
    """
    lines = [
        edition_text(edition),
        (
            "A number, a date or words with a dotted line under them lead to their entry in the "
            "ledger, which is part of this file: "
            "the statement, how well it is supported, and its sources."
        ),
        (
            "The code of the chapters and the data behind each chart are in the notebooks and on "
            "the site of the book."
        ),
        f"To cite: {citation(edition, config)}",
        config.epub_copyright,
    ]
    return (
        '<section class="imprint" id="imprint">\n<p '
        f'class="book-title">{escape(config.html_title)}</p>\n'
        f'<p class="book-edition">{escape(edition_name(edition))}</p>\n<p '
        f'class="book-author">{escape(config.author)}</p>\n'
        + "".join(f"<p>{escape(line)}</p>\n" for line in lines)
        + "</section>\n"
    )


def describe(app: Sphinx, config: Config) -> None:
    """Fill in what a file says about itself; the same for all builders, so that none makes another
    read pages again.
    """
    edition = tables.edition(Path(app.srcdir))
    config.version = config.version or importlib.metadata.version("factbook")
    config.epub_title = config.html_title
    config.epub_uid = "book"
    config.epub_identifier = uuid.uuid5(
        uuid.NAMESPACE_OID, f"{config.html_title}, {edition_name(edition)}"
    ).urn
    config.epub_tocscope = "includehidden"
    config.nb_mime_priority_overrides = [
        *config.nb_mime_priority_overrides,
        ("pdf", "text/html", 30),
        ("pdf", "image/svg+xml", 40),
        ("pdf", "text/plain", 100),
    ]


def forget_what_was_read(app: Sphinx, exception: Exception | None) -> None:
    """Make the next build read every page, when this one read some: the site would take its own
    pages for up to date.
    """
    if app.builder.name in FILES and app.env is not None and facts_of(app.env).reads_pages:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_post_transform(StandStill)
    app.connect("config-inited", describe)
    app.connect("build-finished", forget_what_was_read)
