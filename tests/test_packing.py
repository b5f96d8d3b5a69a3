"""What ``make teaching`` packs: pages for classes as PDF in both sizes of paper, and all that the
site has for classes, in one ZIP with the same bytes each time.
"""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from conftest import TinyBook
from pypdf import PdfReader

from factbook import building, packing
from factbook.printing import NOWHERE, OWN, Printing, press

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>A sheet</title>{head}<style>
@page {{ margin: 10mm; }} html.large-print {{ font-size: 40pt; }}
</style></head>
<body><div class="classroom {mark} container"><p>What do you see?
<a href="other.html">Another page</a></p></div>
<p>{words}</p></body></html>
"""
SLIDES = """<!DOCTYPE html><html lang="en"><head><title>Slides</title>
<style>@page { size: 160mm 90mm; }</style></head><body><h1>One</h1></body></html>"""
DAY = "2026-11-22"


def site_of(root: Path, head: str = "") -> Path:
    """A site with a sheet, a page that is none, slides, a quiz, a package and a table."""
    site = root / "_build" / "html"
    words = "Some words. " * 40
    files = {
        "index.html": f"<html><head>{head}</head></html>",
        "chapters/sheet.html": PAGE.format(mark="sheet", words=words, head=""),
        "chapters/other.html": PAGE.format(mark="tasks", words=words, head=""),
        "_teaching/slides/deck.html": SLIDES,
        "_teaching/quiz/all.txt": "Which?",
        "_data/factbook-1.0.0-py3-none-any.whl": "wheel",
        "_data/facts.csv": "fact_id",
        ".buildinfo": "hidden",
    }
    for name, text in files.items():
        file = site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return site


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book with such a site, built from what is there now."""
    monkeypatch.setattr(building, "state", lambda root, builder: f"now {builder}")
    root = TinyBook(tmp_path).write().root
    site_of(root)
    building.note_made(root, "html", "now html")
    return root


def pages_of(content: bytes) -> list[str]:
    """The text of each page of a PDF."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


@pytest.mark.browser
def test_all_for_classes_is_printed_and_packed(book):
    """Sheets in both sizes and in large letters, slides in their own; what is none is not."""
    said: list[str] = []
    file = packing.pack(book, said.append)
    with ZipFile(file) as zipped:
        names = {name.removeprefix(f"{packing.NAME}/") for name in zipped.namelist()}
        contents = {name: zipped.read(f"{packing.NAME}/{name}") for name in names}
    assert names == {
        "README.txt",
        *(f"print/sheet-{kind}.pdf" for kind in ("a4", "letter", "large-a4", "large-letter")),
        "slides/deck.html",
        "slides/deck.pdf",
        "quiz/all.txt",
        "labs/factbook-1.0.0-py3-none-any.whl",
        "tables/facts.csv",
        "book/index.html",
        "book/chapters/sheet.html",
        "book/chapters/other.html",
        "book/_teaching/slides/deck.html",
        "book/_teaching/quiz/all.txt",
        "book/_data/factbook-1.0.0-py3-none-any.whl",
        "book/_data/facts.csv",
    }
    assert all((file.parent / name).read_bytes() == contents[name] for name in names)
    assert "quiz/      for Canvas, Moodle" in contents["README.txt"].decode()
    assert len(pages_of(contents["print/sheet-a4.pdf"])) == 1
    assert len(pages_of(contents["print/sheet-large-a4.pdf"])) > 1
    sizes = {"sheet-a4": (596, 843), "sheet-letter": (612, 792)}
    for name, size in sizes.items():
        box = PdfReader(io.BytesIO(contents[f"print/{name}.pdf"])).pages[0].mediabox
        assert (round(box.width), round(box.height)) == size
    assert said == ["11 files from the site", "5 printed files"]


@pytest.mark.browser
def test_packing_twice_gives_the_same_bytes(book):
    """No time of its own stands in a PDF or in the ZIP, and the last folder gives way."""
    first = packing.pack(book, print).read_bytes()
    (book / packing.FOLDER / "left.txt").write_text("of an earlier time")
    assert packing.pack(book, print).read_bytes() == first
    assert not (book / packing.FOLDER / "left.txt").exists()
    assert building.state_made_of(book, packing.BUILDER) == "now teaching"


def test_without_a_site_of_now_nothing_is_packed(book):
    """What was built from something else is no lesson for tomorrow."""
    building.note_made(book, "html", "before")
    with pytest.raises(packing.NotBuilt, match="older than the last change; make book first"):
        packing.pack(book, print)
    assert not (book / packing.FOLDER).exists()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("address", "leads"), [("", set()), ("https://example.org/book/", {"chapters/other.html"})]
)
def test_links_lead_to_the_book_or_nowhere(tmp_path, address, leads):
    """Without an address no page of a PDF names the place where it was printed."""
    site = site_of(tmp_path)
    with press(site, address, DAY) as print_page:
        content = print_page(Printing("chapters/sheet.html", "A4"))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261122000000Z"
        links = [str(one.get("/A", {}).get("/URI", "")) for one in pdf.pages[0].obj.Annots]
    assert {link.removeprefix(address) for link in links if link} == leads
    assert NOWHERE.encode() not in content


@pytest.mark.browser
def test_a_page_that_is_not_there_is_named(tmp_path):
    """As a file that is missing."""
    site = site_of(tmp_path)
    with press(site, "", DAY) as print_page, pytest.raises(FileNotFoundError, match=r"none\.html"):
        print_page(Printing("chapters/none.html", OWN))


def test_the_address_is_read_from_the_front_page(tmp_path):
    """As the build wrote it there."""
    head = '<link rel="canonical" href="https://example.org/book/index.html" />'
    assert packing.CANONICAL.search(head)[1] == "https://example.org/book/"
