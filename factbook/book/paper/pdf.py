"""How does the book become a PDF?

``jupyter-book build . --builder custom --custom-builder pdf``: all pages in one, printed by
Chromium.  It is printed until the page numbers in the contents are those of the pages; then the
file gets its outline, which is the contents, and its metadata, with the date of the edition.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import pikepdf
from docutils import nodes
from docutils.io import StringOutput
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config

from factbook import chromium
from factbook.book.domain import facts_of
from factbook.book.paper import fonts
from factbook.book.paper import shared as paper
from factbook.book.paper.shared import Entry
from factbook.book.stopping import stop

PAGE_STYLE = (Path(__file__).parent / "pdf.css").read_text(encoding="utf-8")

BOOK = """\
<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title><style>
{style}
</style></head>
<body>
{body}
</body>
</html>
"""


class Pdf(StandaloneHTMLBuilder):
    """The whole book as a PDF: tagged, with an outline, every number linked to its entry in the
    ledger.
    """

    name = "pdf"
    epilog = "The PDF: %(outdir)s"
    copysource = search = add_permalinks = download_support = False
    embedded = True

    def get_theme_config(self) -> tuple[str, dict]:
        """The plainest theme: none of it is used."""
        return "basic", {}

    def get_outdated_docs(self) -> str:  # type: ignore[override]  # Sphinx takes a text too
        """Always the whole book."""
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Every page is a place in the one page."""
        return f"#{slug(docname)}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """The same from everywhere."""
        return self.get_target_uri(to, typ)

    def copy_assets(self) -> None:
        """No file of the theme or of an extension."""

    def write(self, *ignored) -> None:
        """Write each page's text, each with anchors of its own."""
        self.prepare_writing(self.env.found_docs)
        self.texts: dict[str, str] = {}
        self.entries: dict[str, Entry] = {}
        for docname in sorted(self.env.found_docs - facts_of(self.env).site_only):
            doctree = self.env.get_and_resolve_doctree(docname, self)
            self.entries[docname] = paper.page_entry(docname, doctree)
            self.texts[docname] = self._text(docname, doctree)

    def _text(self, docname: str, doctree: nodes.document) -> str:
        """The text of a page as HTML.  The front page has the first level of headings, as parts
        have; other pages the second.
        """
        keep_apart(doctree, slug(docname))
        self.current_docname, self.secnumbers, self.fignumbers = docname, {}, {}
        doctree.settings = self.docsettings
        doctree.settings.initial_header_level = 1 if docname == self.config.root_doc else 2
        self.docwriter.write(doctree, StringOutput(encoding="unicode"))
        self.docwriter.assemble_parts()
        return self.docwriter.parts["fragment"]

    def finish(self) -> None:
        """Print, read where everything came to stand, and print again with the page numbers."""
        entries = paper.contents(self.env, self.entries)
        folder = Path(self.outdir)
        folder.mkdir(parents=True, exist_ok=True)
        html, printed = folder / "book.html", folder / "printed.pdf"
        numbers: dict[str, int] = {}
        with browser_for_printing() as browser:
            for printing in range(4):
                html.write_text(self._book(entries, numbers), encoding="utf-8")
                tab = browser.new_page(java_script_enabled=False)
                tab.goto(html.as_uri(), wait_until="load")
                # The first printing only tells the page numbers: tags would take most of its time.
                tab.pdf(
                    path=printed,
                    prefer_css_page_size=True,
                    print_background=True,
                    tagged=printing > 0,
                    outline=False,
                )
                tab.close()
                with pikepdf.open(printed) as pdf:
                    found = page_numbers(pdf)
                    if found == numbers:
                        complete(
                            pdf, self.config, entries, facts_of(self.env).records.edition["date"]
                        )
                        pdf.save(
                            folder / f"{self.config.epub_basename}.pdf",
                            object_stream_mode=pikepdf.ObjectStreamMode.generate,
                            deterministic_id=True,
                        )
                        break
                numbers = found
            else:
                stop(
                    "the PDF does not settle",
                    ["its pages have other numbers in each of four printings"],
                )
        printed.unlink()
        html.unlink()
        paper.make_room(self.outdir)

    def _book(self, entries: list[Entry], numbers: dict[str, int]) -> str:
        edition = facts_of(self.env).records.edition
        heads = "".join(
            f"@page {slug(docname)} {{ @top-right {{ content: {_css_text(entry.title)}; }} }}\n"
            for docname, entry in self.entries.items()
        )
        name = (
            "@page "
            f"{{ @top-left {{ content: {_css_text(self.config.html_title)}; }} "
            f"@bottom-left {{ content: {_css_text(paper.edition_name(edition))}; }} }}\n"
        )
        body = [
            paper.imprint(edition, self.config),
            (
                '<nav class="contents"><p '
                f'class="contents-head">Contents</p>\n{_list(entries, numbers)}</nav>\n'
            ),
        ]
        for entry in entries:
            if not entry.docname:
                body.append(
                    f'<h1 class="part" id="{place(entry)}" style="page: '
                    f'{slug(entry.children[0].docname)}">{escape(entry.title)}</h1>\n'
                )
            body += [
                '<div class="page" style="page: '
                f'{slug(page.docname)}">\n{self.texts[page.docname]}</div>\n'
                for page in ([entry] if entry.docname else entry.children)
            ]
        return BOOK.format(
            language=self.config.language,
            title=escape(self.config.html_title),
            style=fonts.rules(fonts.inside) + paper.STYLE + PAGE_STYLE + name + heads,
            body="".join(body),
        )


@contextmanager
def browser_for_printing() -> Iterator:
    """A Chromium; the build stops with the command that gets one where there is none."""
    try:
        chromium.find()
    except RuntimeError as error:
        stop("the PDF needs a browser", [str(error)])
    with chromium.opened() as browser:
        yield browser


def slug(docname: str) -> str:
    """The name of a page inside the one page."""
    return docname.replace("/", "-")


def place(entry: Entry) -> str:
    """The anchor of a part, a page or a section inside the one page."""
    if not entry.docname:
        return "part-" + slug(entry.children[0].docname)
    return slug(entry.docname) + (f"--{entry.anchor}" if entry.anchor else "")


def keep_apart(doctree: nodes.document, page: str) -> None:
    """Give the anchors of a page names that no other page has, and lead its links there."""
    for node in doctree.findall(nodes.Element):
        for name in ("ids", "backrefs"):
            if node.get(name):
                node[name] = [f"{page}--{one}" for one in node[name]]
        if node.get("refid"):
            node["refid"] = f"{page}--{node['refid']}"
        if node.get("refuri", "").startswith("#"):
            node["refuri"] = "#" + node["refuri"][1:].replace("#", "--")
    next(iter(doctree.findall(nodes.section)))["ids"].insert(0, page)


def _list(entries: list[Entry], numbers: dict[str, int]) -> str:
    """The contents as a list of links with page numbers."""
    lines = [
        f'<li><a href="#{place(entry)}"><span class="entry-title">{escape(entry.title)}</span>'
        "<span "
        f'class="entry-page">{numbers.get(place(entry), "")}</span></a>'
        f"{_list(entry.children, numbers)}</li>\n"
        for entry in entries
    ]
    return f"<ol>\n{''.join(lines)}</ol>\n" if entries else ""


def _css_text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def page_numbers(pdf: pikepdf.Pdf) -> dict[str, int]:
    """The number of the page on which each anchor came to stand; pages count from 1."""
    number = {page.obj.objgen: i for i, page in enumerate(pdf.pages, 1)}
    return {
        name.removeprefix("/"): number[target[0].objgen] for name, target in pdf.Root.Dests.items()
    }


def complete(pdf: pikepdf.Pdf, config: Config, entries: list[Entry], date: str) -> None:
    """Give a printed file its outline and its metadata, dated with the day of the edition."""
    with pdf.open_outline() as outline:
        _add(outline.root, entries, pdf)
    pdf.Root.PageMode = pikepdf.Name.UseOutlines
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata.update(
            {
                "dc:title": config.html_title,
                "dc:creator": [config.author],
                "dc:description": config.epub_description,
                "dc:rights": config.epub_copyright,
                "dc:language": [config.language],
                "dc:identifier": config.epub_identifier,
                "xmp:CreateDate": f"{date}T00:00:00Z",
                "xmp:ModifyDate": f"{date}T00:00:00Z",
                "xmp:MetadataDate": f"{date}T00:00:00Z",
                "xmp:CreatorTool": "Jupyter Book",
                "pdf:Producer": "Chromium",
            }
        )


def _add(level: list[pikepdf.OutlineItem], entries: list[Entry], pdf: pikepdf.Pdf) -> None:
    for entry in entries:
        destination = pdf.Root.Dests[f"/{place(entry)}"]
        # As Chromium writes it: a page, and a place on it.
        assert isinstance(destination, pikepdf.Array)
        item = pikepdf.OutlineItem(entry.title, destination)
        item.is_closed = bool(entry.docname)
        _add(item.children, entry.children, pdf)
        level.append(item)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_builder(Pdf)
