"""How does the book become an EPUB?

``jupyter-book build . --builder custom --custom-builder epub``: Sphinx's own builder, with pages
that hold nothing but the text, the contents as ``_toc.yml`` has them, and dates of the edition
instead of the clock.
"""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder

from factbook import charts, picture
from factbook.book.domain import facts_of
from factbook.book.paper import fonts
from factbook.book.paper import shared as paper
from factbook.book.paper.shared import Entry

PAGE = """\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
      lang="{language}" xml:lang="{language}">
<head><meta charset="utf-8"/><title>{title}</title>
<link rel="stylesheet" type="text/css" href="{up}{style}"/></head>
<body>
{body}
</body>
</html>
"""

COVER = """\
<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="1800" font-family="{font}">
<rect width="1200" height="1800" fill="#ffffff"/><rect width="1200" height="36" fill="{blue}"/>
<rect y="1764" width="1200" height="36" fill="{blue}"/>
<g fill="{ink}"><g font-size="124" font-weight="bold">{words}</g>
<text x="110" y="1560" font-size="44">{edition}</text>
<text x="110" y="1640" font-size="44">{author}</text></g>
</svg>
"""

OPF, DC = "http://www.idpf.org/2007/opf", "http://purl.org/dc/elements/1.1/"
STYLE, COVER_FILE, IMPRINT = "paper.css", "cover.png", "imprint"
FONT_FOLDER = "fonts"
ABOUT_FILE = Entry("About this file", IMPRINT, "", [])

ACCESS = (
    ("accessMode", "textual"),
    ("accessMode", "visual"),
    ("accessModeSufficient", "textual"),
    ("accessModeSufficient", "textual,visual"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityFeature", "readingOrder"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityHazard", "none"),
    (
        "accessibilitySummary",
        (
            "Charts are pictures with a title that says what they show and a description in words. "
            "Sections have headings in order."
        ),
    ),
)


class Epub(Epub3Builder):
    """The whole book as an EPUB, the same bytes for the same tables and pages."""

    epilog = "The EPUB: %(outdir)s"
    # The licence of the font goes with it.
    media_types = {**Epub3Builder.media_types, ".txt": "text/plain"}

    def init(self) -> None:
        """Begin with the entries of no page."""
        super().init()
        self.entries: dict[str, Entry] = {}

    def get_outdated_docs(self) -> str:  # type: ignore[override]  # Sphinx takes a text too
        """Always the whole book: an entry of the ledger changes with pages elsewhere."""
        return "all documents"

    def prepare_writing(self, docnames: set[str]) -> None:
        """Begin with an empty folder: whatever is in it becomes part of the book."""
        shutil.rmtree(self.outdir, ignore_errors=True)
        Path(self.outdir).mkdir(parents=True)
        super().prepare_writing(docnames)

    def copy_assets(self) -> None:
        """No file of the theme or of an extension."""

    def write_doc(self, docname: str, doctree) -> None:
        """Write a page, and keep its headings for the contents; not one of the site alone."""
        if docname in facts_of(self.env).site_only:
            return
        self.entries[docname] = paper.page_entry(docname, doctree)
        super().write_doc(docname, doctree)

    def handle_page(
        self,
        pagename: str,
        addctx: dict,
        templatename: str = "page.html",
        outfilename=None,
        event_arg=None,
    ) -> None:
        """Write the text of a page and nothing of what rooms and themes add to pages of the
        site.
        """
        self._write_page(pagename, self.env.titles[pagename].astext(), addctx["body"])

    def _write_page(self, name: str, title: str, body: str) -> None:
        file = Path(self.outdir) / f"{name}{self.out_suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            PAGE.format(
                language=self.config.epub_language,
                title=escape(title),
                up="../" * name.count("/"),
                style=STYLE,
                body=body,
            ),
            encoding="utf-8",
        )

    def finish(self) -> None:
        """Add the imprint, the style with its font and the cover, then make the file."""
        self._write_page(
            IMPRINT,
            self.config.epub_title,
            paper.imprint(facts_of(self.env).records.edition, self.config),
        )
        folder = Path(self.outdir) / FONT_FOLDER
        folder.mkdir()
        for name in fonts.FILES:
            shutil.copyfile(picture.FONTS / name, folder / name)
        style = fonts.rules(lambda file: f"{FONT_FOLDER}/{file.name}") + paper.STYLE
        (Path(self.outdir) / STYLE).write_text(style, encoding="utf-8")
        (Path(self.outdir) / COVER_FILE).write_bytes(self._cover())
        self.handle_finish()
        paper.make_room(self.outdir)

    def _cover(self) -> bytes:
        words = "".join(
            f'<text x="110" y="{460 + 150 * i}">{escape(word)}</text>'
            for i, word in enumerate(self.config.epub_title.split())
        )
        return picture.png(
            COVER.format(
                font=picture.FAMILY,
                blue=charts.BLUE,
                ink=charts.INK,
                words=words,
                edition=escape(paper.edition_name(facts_of(self.env).records.edition)),
                author=escape(self.config.epub_author),
            )
        )

    def get_toc(self) -> None:
        """The imprint, then every page and section in the order of the contents: the spine, and the
        contents of old readers.
        """
        pages = [
            self.entries[docname]
            for docname in paper.reading_order(paper.contents(self.env, self.entries))
        ]
        self.refnodes = [
            {"level": 1 + depth, "refuri": self._place(entry), "text": escape(entry.title)}
            for depth, entry in paper.walk([ABOUT_FILE, *pages])
        ]

    def _place(self, entry: Entry) -> str:
        return f"{entry.docname}{self.out_suffix}" + (f"#{entry.anchor}" if entry.anchor else "")

    def content_metadata(self) -> dict:
        """What the package says, with the date of the edition."""
        return {
            **super().content_metadata(),
            "date": f"{facts_of(self.env).records.edition['date']}T00:00:00Z",
        }

    def toc_metadata(self, level: int, navpoints: list) -> dict:
        """What the contents of old readers say; they name the book as the package does."""
        return {**super().toc_metadata(level, navpoints), "uid": self.config.epub_identifier}

    def build_content(self) -> None:
        """Write the package; say which pages hold pictures, what is the cover, and how accessible
        the book is.
        """
        super().build_content()
        file = Path(self.outdir) / "content.opf"
        package = etree.fromstring(file.read_bytes())
        metadata = package.find(f"{{{OPF}}}metadata")
        for element in list(metadata):
            if (
                element.get("property", "").startswith("ibooks:")
                or element.tag == f"{{{DC}}}contributor"
            ):
                metadata.remove(element)
        for name, text in ACCESS:
            etree.SubElement(metadata, f"{{{OPF}}}meta", property=f"schema:{name}").text = text
        for item in package.find(f"{{{OPF}}}manifest"):
            path = Path(self.outdir) / item.get("href")
            if item.get("href") == COVER_FILE:
                item.set("properties", "cover-image")
                etree.SubElement(metadata, f"{{{OPF}}}meta", name="cover", content=item.get("id"))
            elif (
                path.suffix == self.out_suffix
                and path.name != "nav.xhtml"
                and "<svg" in path.read_text(encoding="utf-8")
            ):
                item.set("properties", "svg")
        del package.attrib["prefix"]
        etree.indent(package)
        file.write_bytes(etree.tostring(package, xml_declaration=True, encoding="utf-8"))

    def build_navigation_doc(self) -> None:
        """Write the contents with their parts, which Sphinx leaves out."""
        entries = [ABOUT_FILE, *paper.contents(self.env, self.entries)]
        body = f'<nav epub:type="toc" id="toc"><h1>Contents</h1>\n{self._list(entries)}</nav>'
        self._write_page("nav", "Contents", body)
        self.files.append("nav.xhtml")

    def _list(self, entries: list[Entry]) -> str:
        lines = []
        for entry in entries:
            head = (
                f'<a href="{self._place(entry)}">{escape(entry.title)}</a>'
                if entry.docname
                else f"<span>{escape(entry.title)}</span>"
            )
            lines.append(f"<li>{head}{self._list(entry.children) if entry.children else ''}</li>\n")
        return f"<ol>\n{''.join(lines)}</ol>\n"

    def build_epub(self) -> None:
        """Pack the files, all with the date of the edition."""
        year, month, day = map(int, facts_of(self.env).records.edition["date"].split("-"))
        file = Path(self.outdir) / f"{self.config.epub_basename}.epub"
        with ZipFile(file, "w") as archive:
            for name in (
                "mimetype",
                "META-INF/container.xml",
                "content.opf",
                "toc.ncx",
                *self.files,
            ):
                info = ZipInfo(name, (year, month, day, 0, 0, 0))
                info.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                archive.writestr(info, (Path(self.outdir) / name).read_bytes())


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_builder(Epub, override=True)
