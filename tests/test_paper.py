"""The book as one file, an EPUB and a PDF, and a page of the site on paper.

Both files are built here from what ``make book`` left: nothing is read or executed again.
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zipfile import ZIP_STORED, ZipFile

import pikepdf
import pytest
import yaml
from bookbuild import FACT, RECORDS, ROOT, Book, Build, built_site, jupyter_book
from bs4 import BeautifulSoup
from lxml import etree
from pypdf import PdfReader
from test_everywhere import machine

from factbook import chromium, picture, tables
from factbook.book.paper import fonts
from factbook.book.paper.epub import COVER

NAME = "coalition-of-the-willing"
XHTML = {"x": "http://www.w3.org/1999/xhtml", "svg": "http://www.w3.org/2000/svg"}
OPF = {"opf": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
EDITION = RECORDS.edition
LICENCE = "CC BY 4.0"


def build(kind: str) -> Path:
    """The whole book as one file, from the state in which the site was built."""
    built_site()
    done = subprocess.run(
        [
            jupyter_book(),
            "build",
            ".",
            "-W",
            "-n",
            "--keep-going",
            "--builder",
            "custom",
            "--custom-builder",
            kind,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=500,
    )
    run = Build(done.returncode, done.stdout, 0)
    assert run.status == 0, run.gist()
    assert run.executed() == [], "the notebooks were executed a second time"
    return ROOT / "_build" / kind / f"{NAME}.{kind}"


@cache
def parts() -> list[tuple[str, list[str]]]:
    """The parts of ``_toc.yml``, each with the pages that a file has: answers stand on the site
    alone.
    """
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))

    def pages(entry: dict) -> list[str]:
        if "file" in entry:
            return [entry["file"]]
        return sorted(f"chapters/ledger/{path.stem}" for path in ROOT.glob(f"{entry['glob']}.md"))

    found = []
    for part in toc["parts"]:
        # A page that two patterns fit stands where the first has it.
        own = dict.fromkeys(page for entry in part["chapters"] for page in pages(entry))
        own.pop("chapters/answers", None)
        found.append((part["caption"], list(own)))
    return found


@cache
def soup(page: str) -> BeautifulSoup:
    """A page of the site, parsed."""
    return BeautifulSoup((built_site() / f"{page}.html").read_bytes(), "lxml")


@cache
def headings(page: str) -> list[tuple[int, str]]:
    """The headings of a page of the site, each with its level."""
    found = soup(page).select("article h1, article h2, article h3, article h4")
    return [
        (
            int(heading.name[1]),
            " ".join("".join(heading.find_all(string=True)).replace("#", "").split()),
        )
        for heading in found
    ]


def expected_contents() -> list[tuple[int, str]]:
    """(depth, title) of every part, page and section, as ``_toc.yml`` and the pages of the site
    have them.
    """
    lines = [(level - 1, text) for level, text in headings("index")]
    for caption, pages in parts():
        lines.append((0, caption))
        lines += [(level, text) for page in pages for level, text in headings(page)]
    return lines


def charts() -> int:
    """How many pictures of charts the site has, those that lead to another page included."""
    pages = ["index", *(page for _, own in parts() for page in own)]
    pictured = "figure.chart, .chart-picture-link"
    return sum(len(soup(page).select(pictured)) for page in pages)


# --- the EPUB
# ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def epub() -> ZipFile:
    """The EPUB, opened."""
    with ZipFile(build("epub")) as archive:
        yield archive


@pytest.fixture(scope="module")
def pages(epub) -> dict[str, etree._Element]:
    """Every page of the EPUB; each must be well-formed XML."""
    return {
        name: etree.fromstring(epub.read(name))
        for name in epub.namelist()
        if name.endswith(".xhtml")
    }


@pytest.fixture(scope="module")
def package(epub) -> etree._Element:
    """The package file of the EPUB."""
    return etree.fromstring(epub.read("content.opf"))


def test_epub_lists_what_it_holds(epub, pages, package):
    """Each file once; which page has pictures and which is the contents."""
    first, *rest = epub.infolist()
    assert (first.filename, first.compress_type, epub.read(first)) == (
        "mimetype",
        ZIP_STORED,
        b"application/epub+zip",
    )
    listed = {
        item.get("href"): item.get("properties") for item in package.iterfind(".//opf:item", OPF)
    }
    assert sorted(listed) == sorted(
        {info.filename for info in rest} - {"META-INF/container.xml", "content.opf"}
    )
    assert len(listed) == len(package.findall(".//opf:item", OPF)) == len(rest) - 2
    drawn = {name for name, page in pages.items() if page.find(".//svg:svg", XHTML) is not None}
    assert {name for name, properties in listed.items() if properties == "svg"} == drawn
    assert [name for name, properties in listed.items() if properties == "nav"] == ["nav.xhtml"]
    assert [name for name, properties in listed.items() if properties == "cover-image"] == [
        "cover.png"
    ]
    assert {info.date_time[:3] for info in epub.infolist()} == {
        tuple(map(int, EDITION["date"].split("-")))
    }


def test_epub_reads_in_the_order_of_the_contents(pages, package):
    """The spine and the contents follow ``_toc.yml``; the contents name each part and each
    section.
    """
    hrefs = {item.get("id"): item.get("href") for item in package.iterfind(".//opf:item", OPF)}
    order = [
        hrefs[item.get("idref")]
        for item in package.iterfind(".//opf:itemref", OPF)
        if item.get("linear") != "no"
    ]
    assert order == [
        "imprint.xhtml",
        "index.xhtml",
        *(f"{page}.xhtml" for _, names in parts() for page in names),
    ]
    lines = []

    def walk(level: etree._Element, depth: int) -> None:
        for item in level.iterfind("x:li", XHTML):
            lines.append((depth, "".join(item[0].itertext())))
            for inner in item.iterfind("x:ol", XHTML):
                walk(inner, depth + 1)

    walk(pages["nav.xhtml"].find(".//x:nav/x:ol", XHTML), 0)
    assert lines == [(0, "About this file"), *expected_contents()]


def test_every_link_in_the_epub_leads_somewhere(pages):
    """Inside the file to a page and a place in it, or by https to somewhere else; no place has a
    name twice.
    """
    places, wrong, count = {}, [], 0
    for name, page in pages.items():
        ids = Counter(page.xpath("//@id"))
        places[name] = set(ids)
        wrong += [f"{name}: the id {one} stands twice" for one, times in ids.items() if times > 1]
    for name, page in pages.items():
        for link in page.xpath("//@href"):
            url = urlsplit(link)
            if url.scheme:
                wrong += [f"{name}: {link}"] * (url.scheme != "https")
                continue
            count += 1
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(url.path)))
                if url.path
                else name
            )
            if target.endswith(".css"):
                continue
            if target not in places or (
                url.fragment and unquote(url.fragment) not in places[target]
            ):
                wrong.append(f"{name}: {link}")
    assert wrong == []
    assert count > 1000


def test_every_bound_number_in_the_epub_leads_to_its_record(pages):
    """To the ledger, the sources or the judged article, as on the site."""
    wrong, count = [], 0
    for name, page in pages.items():
        for bound in page.xpath("//*[contains(concat(' ', @class, ' '), ' bound ')]"):
            count += 1
            link = next(
                (one for one in bound.iterancestors() if one.tag == f"{{{XHTML['x']}}}a"), None
            )
            if link is None or not urlsplit(link.get("href")).fragment.startswith(
                ("fact-", "claim-", "source-", "derived-")
            ):
                wrong.append((name, "".join(bound.itertext())))
    assert wrong == []
    shown = [
        name.removesuffix(".xhtml") for name in pages if name not in ("imprint.xhtml", "nav.xhtml")
    ]
    assert count == sum(len(soup(page).select("article .bound")) for page in shown)


def test_epub_says_what_it_is(package):
    """Title, author, language, name, terms, publisher, and the date of the edition."""
    said = {
        name: package.findtext(f".//dc:{name}", namespaces=OPF)
        for name in (
            "title",
            "creator",
            "language",
            "identifier",
            "rights",
            "publisher",
            "date",
            "description",
        )
    }
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert (
        said["title"] == config["title"]
        and said["creator"] == said["publisher"] == config["author"]
    )
    assert said["language"] == "en" and LICENCE in said["rights"] and len(said["description"]) > 40
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", said["identifier"])
    assert said["date"] == f"{EDITION['date']}T00:00:00Z"
    meta = {(one.get("property"), one.text) for one in package.iterfind(".//opf:meta", OPF)}
    assert ("dcterms:modified", said["date"]) in meta and (
        "schema:accessibilityFeature",
        "alternativeText",
    ) in meta


def test_epub_holds_words_and_pictures_only(epub, pages):
    """Every chart as a named picture; no script, no code, no data of cards and live charts,
    nothing from elsewhere.
    """
    assert {Path(name).suffix for name in epub.namelist()} == {
        "",
        ".xml",
        ".opf",
        ".ncx",
        ".css",
        ".png",
        ".ttf",
        ".txt",
        ".xhtml",
    }
    pictures = [
        svg for page in pages.values() for svg in page.iterfind(".//svg:svg[@role='img']", XHTML)
    ]
    assert len(pictures) == charts() and all(len(svg.get("aria-label")) > 40 for svg in pictures)
    wrong = [
        (name, tag)
        for name, page in pages.items()
        for tag in ("script", "button", "form", "iframe", "img", "style", "details")
        if page.find(f".//x:{tag}", XHTML) is not None
    ]
    assert wrong == []
    assert [
        name
        for name, page in pages.items()
        if page.xpath("//@data-chart | //@onclick | //@src | //*[contains(@class, 'ipython')]")
    ] == []


def test_epub_carries_its_font(epub, package):
    """Both weights with their media type, the licence beside them, and a style that uses them."""
    listed = {
        item.get("href"): item.get("media-type")
        for item in package.iterfind("opf:manifest/opf:item", OPF)
    }
    style = epub.read("paper.css").decode()
    for name in fonts.WEIGHTS.values():
        assert listed[f"fonts/{name}"] == "font/ttf"
        assert epub.read(f"fonts/{name}") == (picture.FONTS / name).read_bytes()
        assert f'url("fonts/{name}")' in style
    assert listed["fonts/OFL.txt"] == "text/plain"
    assert epub.read("fonts/OFL.txt") == (picture.FONTS / "OFL.txt").read_bytes()
    assert re.search(r'^body \{ font-family: "Factbook Sans", ', style, re.MULTILINE)


COVER_SUM = """
import hashlib, sys
from factbook import picture
sys.stdout.write(hashlib.sha256(picture.png(sys.stdin.read())).hexdigest())
"""


def test_cover_is_the_same_whatever_fonts_there_are(tmp_path):
    """Drawn with no fonts, with others under names that machines have, and with this machine's."""
    words = '<text x="110" y="460">Coalition</text>'
    parts = {"blue": "#00f", "ink": "#000", "words": words, "edition": "First", "author": "A"}
    drawing = COVER.format(font=picture.FAMILY, **parts)
    sums = set()
    for number, families in enumerate(((), ("Liberation Sans", "sans-serif"), None)):
        folder = tmp_path / str(number)
        folder.mkdir()
        run = subprocess.run(
            [sys.executable, "-c", COVER_SUM],
            input=drawing,
            env={**os.environ, "PYTHONPATH": str(ROOT), **machine(folder, families)},
            capture_output=True,
            text=True,
            check=True,
        )
        sums.add(run.stdout)
    assert len(sums) == 1


# --- the PDF
# -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf_file(epub) -> Path:
    """The PDF; after the EPUB, because both use what the site left."""
    return build("pdf")


@pytest.fixture(scope="module")
def pdf(pdf_file) -> pikepdf.Pdf:
    """The PDF, opened."""
    with pikepdf.open(pdf_file) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def reader(pdf_file) -> PdfReader:
    """The PDF, for reading its text."""
    return PdfReader(pdf_file)


def page_of(pdf: pikepdf.Pdf, target: pikepdf.Array) -> int:
    """The number of the page to which a destination leads."""
    return next(i for i, page in enumerate(pdf.pages, 1) if page.objgen == target[0].objgen)


def outline(pdf: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """(depth, title, page) of every line of the outline."""
    lines = []

    def walk(items: list[pikepdf.OutlineItem], depth: int) -> None:
        for item in items:
            lines.append((depth, item.title, page_of(pdf, item.destination)))
            walk(item.children, depth + 1)

    with pdf.open_outline() as found:
        walk(found.root, 0)
    return lines


def test_answers_are_in_no_file(pages, pdf):
    """Who is asked on paper does not turn to the key."""
    assert not [name for name in pages if "answers" in name]
    assert "Answers" not in {title for _, title, _ in outline(pdf)}


def test_outline_of_the_pdf_is_the_contents(pdf):
    """Parts, pages and sections in the order of ``_toc.yml``, each at or after the one before."""
    lines = outline(pdf)
    assert [(depth, title) for depth, title, _ in lines] == expected_contents()
    numbers = [number for *_, number in lines]
    assert numbers == sorted(numbers)


def test_contents_of_the_pdf_have_the_right_page_numbers(pdf, reader):
    """A reader of the printed book finds each chapter where the contents say."""
    lines = outline(pdf)
    printed = " ".join(
        " ".join(reader.pages[i].extract_text().split()) for i in range(1, lines[0][2] - 1)
    )
    titles = {headings(page)[0][1] for _, names in parts() for page in names}
    wrong = [
        (title, number)
        for depth, title, number in lines
        if depth == 1 and title in titles and f"{title} {number} " not in f"{printed} "
    ]
    assert wrong == []


def test_pdf_is_tagged(pdf):
    """With its language, headings in levels, and a description of each picture."""
    assert (
        pdf.Root.MarkInfo.Marked
        and str(pdf.Root.Lang) == "en"
        and pdf.Root.ViewerPreferences.DisplayDocTitle
    )
    kinds, described = Counter(), 0
    for one in pdf.objects:
        if (
            isinstance(one, pikepdf.Dictionary)
            and "/S" in one
            and "/K" in one
            and isinstance(one.S, pikepdf.Name)
        ):
            kinds[str(one.S)] += 1
            described += one.S == pikepdf.Name.Figure and len(str(one.get("/Alt", ""))) > 40
    assert described == charts()
    assert kinds["/H1"] == 1 + len(parts())
    assert kinds["/H2"] == sum(len(names) for _, names in parts()) + sum(
        level == 2 for level, _ in headings("index")
    )
    assert kinds["/Table"] > 10 and kinds["/L"] > 10 and kinds["/Link"] > 1000


def test_pdf_is_set_in_the_font_of_the_book(pdf):
    """Text, heads and charts: each page has it inside, and beside it only what code is set in."""
    names = [
        {str(font.BaseFont).partition("+")[2] for font in _fonts(page.get("/Resources", {}))}
        for page in pdf.pages
    ]
    assert all("FactbookSans-Regular" in own for own in names)
    used = set().union(*names)
    assert "FactbookSans-Semibold" in used
    strange = [name for name in used if not re.match("FactbookSans|.*Mono", name)]
    assert strange == []
    for page in pdf.pages:
        for font in _fonts(page.get("/Resources", {})):
            (inner,) = font.get("/DescendantFonts", [font])
            assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys()), font.BaseFont


def _fonts(resources: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    """The fonts of a page and of the drawings on it."""
    # Letters with a halo are drawn as shapes, in a font without a name.
    found = [one for one in resources.get("/Font", {}).values() if one.Subtype != "/Type3"]
    for drawing in resources.get("/XObject", {}).values():
        found += _fonts(drawing.get("/Resources", {}))
    return found


def test_pdf_says_what_it_is(pdf):
    """Title, author, terms, and the date of the edition instead of the day of the build."""
    with pdf.open_metadata() as said:
        assert said["dc:title"] == str(pdf.docinfo["/Title"]) == "Coalition of the Willing"
        assert (
            said["dc:creator"] == ["The Factbook contributors"]
            and str(pdf.docinfo["/Author"]) == "The Factbook contributors"
        )
        assert LICENCE in said["dc:rights"]
        assert said["xmp:CreateDate"] == said["xmp:ModifyDate"] == f"{EDITION['date']}T00:00:00Z"
    dates = {str(pdf.docinfo[name])[:10] for name in ("/CreationDate", "/ModDate")}
    assert dates == {"D:" + EDITION["date"].replace("-", "")}


def test_every_link_in_the_pdf_leads_somewhere(pdf):
    """To a place in the file, or by https to somewhere else; each record that a bound number names
    is led to.
    """
    known, used, wrong, outside = set(pdf.Root.Dests.keys()), set(), [], 0
    for page in pdf.pages:
        for link in page.get("/Annots", []):
            if link.get("/Subtype") != "/Link":
                continue
            if "/Dest" in link:
                used.add(str(link.Dest))
                wrong += [str(link.Dest)] * (str(link.Dest) not in known)
            else:
                outside += 1
                wrong += [str(link.A.URI)] * (not str(link.A.URI).startswith("https://"))
    assert wrong == []
    assert outside > 100
    records = set()
    for page in ["index", *(page for _, names in parts() for page in names)]:
        for bound in soup(page).select("article a:has(> .bound)"):
            path, _, fragment = bound["href"].partition("#")
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
                if path
                else f"{page}.html"
            )
            records.add(f"/{target.removesuffix('.html').replace('/', '-')}--{fragment}")
    assert len(records) > 100 and records - used == set()


def text_below_the_head(reader: PdfReader, number: int) -> str:
    """The text of a page without its running head and foot, which name the chapter on each of its
    pages.
    """
    text = " ".join(reader.pages[number - 1].extract_text().split())
    foot = f"{EDITION['name']}, {tables.date_text(EDITION['date'])}"
    assert foot in text
    return text.partition(foot)[2].strip()


def test_pdf_reads(pdf, reader):
    """Each chapter begins with its title, the front page prints a bound number, and sources show
    their addresses.
    """
    texts = {
        title: text_below_the_head(reader, number)
        for depth, title, number in outline(pdf)
        if depth <= 1
    }
    for caption, names in parts():
        for page in names:
            title = headings(page)[0][1]
            first = f"{caption} {title}" if page == names[0] else title
            # Names of parts are extracted before headings.
            if page.startswith("chapters/ledger/") or page == "chapters/corrections":
                assert title in texts[title]
            else:
                assert texts[title].startswith(first), texts[title][:100]
    fact = tables.load_facts().loc[FACT]
    assert f"{fact['value']:g} {fact['unit']}" in texts[headings("index")[0][1]]
    assert "https://" in texts["Sources"].replace(" ", "")


# --- a page of the site on paper
# ---------------------------------------------------------------------

DARK = """() => [...document.querySelectorAll("html, body, article *")].filter(one => {
  const colour = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
  return one.checkVisibility() && !one.closest("svg")
    && colour[3] !== 0 && Math.min(...colour.slice(0, 3)) < 230;
}).map(one => one.outerHTML.slice(0, 80))"""
"""What stands on a ground that is not white."""

PALE = """() => [...document.querySelectorAll(
  "article :is(p, li, td, th, h2, a)")].filter(one => {
  const colour = getComputedStyle(one).color.match(/[\\d.]+/g).map(Number);
  return one.checkVisibility() && Math.max(...colour.slice(0, 3)) > 140;
}).map(one => one.outerHTML.slice(0, 80))"""
"""Text in a colour that paper shows faintly."""


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_prints_well(theme, tmp_path):
    """On white, with a headline and how to cite; sources where a reader has opened them; no
    code, no navigation, no button, whatever the theme.
    """
    with chromium.opened() as browser:
        tab = browser.new_context(color_scheme=theme).new_page()
        tab.goto((built_site() / "chapters" / "summit.html").as_uri())
        assert tab.evaluate("document.documentElement.dataset.theme") == theme
        assert tab.locator(".on-paper:visible").count() == 0
        tab.emulate_media(media="print")
        hidden = [
            ".cell_input",
            "nav",
            ".bd-sidebar",
            ".bd-header-article",
            ".headerlink",
            "button",
            "details.chart-data",
            "footer.prev-next-footer",
        ]
        assert [one for one in hidden if tab.locator(f"{one}:visible").count()] == []
        pictures = "figure.chart .chart-view :is(svg, img):visible"
        assert tab.locator(pictures).count() == len(soup("chapters/summit").select("figure.chart"))
        assert tab.locator("article h1:visible").count() == 1
        sources, fold = tab.locator("ul.chapter-sources li:visible"), "details:has(> ul)"
        assert sources.count() == 0
        tab.locator(f".chapter-sources > {fold}").evaluate("fold => { fold.open = true }")
        assert sources.count() > 10
        assert (tab.evaluate(DARK), tab.evaluate(PALE)) == ([], [])
        tab.pdf(path=tmp_path / "page.pdf")
    text = [
        " ".join(page.extract_text().split()) for page in PdfReader(tmp_path / "page.pdf").pages
    ]
    line = f"Coalition of the Willing. {EDITION['name']}, {tables.date_text(EDITION['date'])}"
    title = soup("chapters/summit").select_one("h1").get_text().removesuffix("#")
    assert text[0].removeprefix("1 ").startswith(f"{line}. {title}")
    line, title = re.escape(line), re.escape(title)
    cite = rf"The Factbook contributors: {line}(, commit [0-9a-f]+)?\. “{title}”\."
    assert re.search(f"Cite this page: {cite}", text[-1])


# --- a small book
# ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_file_that_reads_an_edit_leaves_no_stale_site(tmp_path):
    """Site, edit, EPUB, site: the EPUB has the new number, and so has the site, which did not read
    the edit first.
    """
    book = Book(tmp_path / "book")
    for page in ("page.md", "small.ipynb"):  # a book without chapters is built sooner
        book.path(f"chapters/{page}").unlink()
    book.toc("chapters/sources")
    assert book.build().status == 0
    book.plant("1234")
    done = book.build("--builder", "custom", "--custom-builder", "epub")
    assert done.status == 0, done.gist()
    with ZipFile(book.path(f"_build/epub/{NAME}.epub")) as archive:
        assert "1,234 countries" in archive.read("index.xhtml").decode()
    done = book.build()
    assert done.status == 0, done.gist()
    assert b"1,234 countries" in book.site()["index.html"]
