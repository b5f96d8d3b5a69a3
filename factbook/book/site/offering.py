"""Which notebooks do pages offer, and how do they run?

Each chapter offers the notebook that :mod:`factbook.offered` makes of it as this build executed
it, with links to the site where its address is known.  ``{how-to-run}`` says on a page how one
runs, and the menu of downloads leads there; where the project is known, to Binder too.
"""

from __future__ import annotations

import posixpath
import re
from functools import partial
from pathlib import Path
from typing import cast
from urllib.parse import quote

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.transforms.post_transforms import SphinxPostTransform

from factbook import offered, plain
from factbook.book import ledger
from factbook.book.directives import BookDirective
from factbook.book.domain import facts_of
from factbook.book.edition import edition_name, edition_text
from factbook.book.generated import generated
from factbook.book.places import FIND_PAGE
from factbook.book.site import downloads
from factbook.book.site.jsonld import is_chapter
from factbook.offered import Package
from factbook.plain import Surroundings, Target

MARK = "how-to-run"
"""The name of the directive, the mark of its page in the metadata, and the anchor on that page."""

BINDER = {"github.com": "gh", "gitlab.com": "gl"}
"""Host of a project → what Binder calls it."""

_PROJECT = re.compile(r"https://(?P<host>[a-z.]+)/(?P<owner>[^/]+)/(?P<name>[^/]+?)(\.git)?")


class how_to_run(nodes.General, nodes.Element):
    """A place for the commands, which are made when a page is written: they hold the address."""


class HowToRunDirective(BookDirective):
    """``{how-to-run}``: the commands that run a notebook of the book."""

    def make(self) -> list[nodes.Node]:
        """The place of the commands; the page is marked as the one that has them."""
        self.env.metadata[self.env.docname][MARK] = True
        return [how_to_run("", ids=[MARK])]


class FillHowToRun(SphinxPostTransform):
    """Write the commands."""

    default_priority = 3

    def run(self, **kwargs) -> None:
        """Replace every place."""
        for place in list(self.document.findall(how_to_run)):
            package = package_of(self.app)
            box = nodes.container("", ids=place["ids"], classes=["generated"])
            box += nodes.paragraph("", offered.needs(package))
            for system, typed in offered.commands(package, "").items():
                box += nodes.paragraph("", f"{system}:")
                box += nodes.literal_block(typed, typed, language="text")
            place.replace_self(generated(box))


def package_of(app: Sphinx) -> Package:
    """The package that notebooks need, and where this site has it."""
    wheel, base = downloads.wheel_of(app), app.config.html_baseurl
    address = f"{base}{downloads.FOLDER}/{wheel.name}" if base else ""
    return Package(wheel.name, wheel.project["name"], wheel.python, address)


# --- the notebooks ---------------------------------------------------------------------------


def give_notebooks(app: Sphinx, exception: Exception | None) -> None:
    """Write the notebook that each chapter offers, in the place of Sphinx's copy of its source."""
    if exception:
        return
    executed = Path(app.outdir).parent / "jupyter_execute"
    for docname in sorted(filter(partial(is_chapter, app.env), app.env.found_docs)):
        fresh = executed / f"{docname}.ipynb"
        source = fresh if fresh.is_file() else Path(app.env.doc2path(docname))
        notebook = offered.notebook(
            nbformat.read(source, as_version=4),
            f"{posixpath.basename(docname)}.ipynb",
            book_of(app, docname),
            surroundings(app, docname),
        )
        target = Path(app.outdir) / "_sources" / f"{docname}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def book_of(app: Sphinx, docname: str) -> offered.Book:
    """What the notebook of a page says of the book."""
    config = app.config
    return offered.Book(
        title=config.html_title,
        author=config.author,
        edition=edition_name(facts_of(app.env).records.edition),
        licence=config.epub_copyright,
        ledger=_address(app, FIND_PAGE),
        package=package_of(app),
    )


def surroundings(app: Sphinx, docname: str) -> Surroundings:
    """What the text of a page needs away from the site."""
    domain = facts_of(app.env)

    def record(kind: str, target: str) -> Target:
        place = domain.place(kind, target)
        return Target("", _address(app, *place) if place else "")

    return Surroundings(
        records=domain.records,
        derived=domain.printed,
        record=record,
        place=partial(_place, app, docname),
        directives={
            "edition": lambda arguments: plain.escape(edition_text(domain.records.edition)),
            "chapter-sources": lambda arguments: _sources(app, docname, record),
        },
        here=Target(app.env.titles[docname].astext(), _address(app, docname)),
    )


def _address(app: Sphinx, docname: str, anchor: str = "") -> str:
    """A place of the site; empty where the address of the site is not known."""
    base = app.config.html_baseurl
    if not base:
        return ""
    return base + app.builder.get_target_uri(docname) + (f"#{anchor}" if anchor else "")


def _place(app: Sphinx, docname: str, target: str) -> Target:
    """Where a link of a page leads: a label, an anchor on the page, another page."""
    labels = cast(StandardDomain, app.env.get_domain("std"))
    name, _, anchor = target.partition("#")
    label = (name or anchor).lower()
    if label in labels.labels:
        page, anchor, title = labels.labels[label]
        return Target(title, _address(app, page, anchor))
    if label in labels.anonlabels:
        return Target("", _address(app, *labels.anonlabels[label]))
    if not name:
        return Target("", _address(app, docname, anchor))
    page = posixpath.normpath(posixpath.join("/", posixpath.dirname(docname), name))[1:]
    page = re.sub(r"\.(md|ipynb)$", "", page)
    if page not in app.env.found_docs:
        return Target()
    return Target(app.env.titles[page].astext(), _address(app, page, anchor))


def _sources(app: Sphinx, docname: str, record) -> str:
    """The sources of the facts that a page uses, as a list."""
    domain = facts_of(app.env)
    lines = []
    for source in (domain.records.sources[one] for one in ledger.sources_used(domain, docname)):
        name = plain.link(plain.escape(source.name), record("source", source.source_id).address)
        lines.append(f"- {name}: {plain.link(plain.escape(source.title), source.url)}")
    return "\n".join(lines)


# --- the menu --------------------------------------------------------------------------------


def offer_help(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Put beside the notebook of a chapter how it runs, and where the project is known, Binder."""
    if not is_chapter(app.env, pagename):
        return
    pages = [docname for docname, about in app.env.metadata.items() if MARK in about]
    links = [
        ("How to run this", f"{app.builder.get_relative_uri(pagename, page)}#{MARK}")
        for page in sorted(pages)[:1]
    ]
    if address := binder(app.config.factbook_repository, pagename):
        links.append(("Run on Binder", address))
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons":
            group["buttons"] += [
                {
                    "type": "link",
                    "url": url,
                    "text": text,
                    "tooltip": text,
                    "icon": "fas fa-code",
                    "label": "run-notebook-button",
                }
                for text, url in links
            ]


def binder(repository: str, docname: str) -> str:
    """The address at which Binder runs a chapter of a project; empty for a host unknown to it.

    Binder makes the notebooks with ``binder/postBuild``.
    """
    found = _PROJECT.fullmatch(repository)
    if not found or found["host"] not in BINDER:
        return ""
    project = f"{found['owner']}/{found['name']}"
    if found["host"] == "gitlab.com":
        project = quote(project, safe="")
    path = quote(f"notebooks/{posixpath.basename(docname)}.ipynb", safe="")
    return f"https://mybinder.org/v2/{BINDER[found['host']]}/{project}/HEAD?labpath={path}"


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive(MARK, HowToRunDirective)
    app.add_node(how_to_run)
    app.add_post_transform(FillHowToRun)


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("html-page-context", offer_help, priority=610)
    app.connect("build-finished", give_notebooks, priority=910)
