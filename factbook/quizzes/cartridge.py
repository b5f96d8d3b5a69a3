"""How does a Common Cartridge hold a quiz, with links or with copies?

IMS Common Cartridge 1.1: a manifest, the quiz in QTI 1.2, and beside it either links to the pages
of the book or copies to read without it: the questions, and the facts that decide them with their
sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from lxml import etree
from lxml.builder import ElementMaker

from factbook.quizzes import qti
from factbook.quizzes.packed import packed, written
from factbook.quizzes.question import Proof, Quiz

MANIFEST = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
LINK = "http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1"
_E = ElementMaker(namespace=qti.CONTENT, nsmap={None: qti.CONTENT, "lomimscc": MANIFEST})
_LOM = ElementMaker(namespace=MANIFEST, nsmap={"lomimscc": MANIFEST})

QUIZ_TYPE = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
LINK_TYPE, COPY_TYPE = "imswl_xmlv1p1", "webcontent"

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
<h1>{title}</h1>
{body}
<p>{edition}</p>
</body>
</html>
"""


def with_links(quiz: Quiz, pages: Mapping[str, str]) -> bytes:
    """A cartridge with the quiz and links to pages: title → address."""
    files, shown = {}, []
    for number, (title, address) in enumerate(pages.items(), 1):
        make = ElementMaker(namespace=LINK, nsmap={None: LINK})
        link = make.webLink(make.title(title), make.url(href=address, target="_blank"))
        name = f"links/link-{number}.xml"
        files[name] = written(link)
        shown.append((f"link-{number}", title, LINK_TYPE, name))
    return _cartridge(quiz, f"{quiz.name}-links", files, shown)


def with_copies(quiz: Quiz) -> bytes:
    """A cartridge with the quiz and two pages to read: its questions, and what decides them."""
    asked = "".join(
        f"<li><p>{escape(one.asks)}</p>{_options(one.options)}</li>\n" for one in quiz.questions
    )
    proofs = {proof.name: proof for one in quiz.questions for proof in one.proofs}
    pages = {
        "questions": ("Questions", f"<ol>\n{asked}</ol>"),
        "facts": ("Facts and their sources", "".join(_proved(one) for one in proofs.values())),
    }
    files, shown = {}, []
    for name, (title, body) in pages.items():
        heading = f"{title}: {quiz.title}"
        page = PAGE.format(title=escape(heading), body=body, edition=escape(quiz.edition))
        files[f"pages/{name}.html"] = page.encode("utf-8")
        shown.append((name, heading, COPY_TYPE, f"pages/{name}.html"))
    return _cartridge(quiz, f"{quiz.name}-copies", files, shown)


def _options(options: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(option)}</li>" for option in options)
    return f'<ol type="a">{items}</ol>' if items else ""


def _proved(proof: Proof) -> str:
    """A fact with its sources."""
    sources = [
        f'<li><a href="{escape(address)}">{escape(name)}</a></li>'
        if address
        else f"<li>{escape(name)}</li>"
        for name, address in proof.sources
    ]
    return (
        f"<h2>{escape(proof.name)}</h2>\n<p>{escape(proof.statement)}</p>\n"
        f"<ul>{''.join(sources)}</ul>\n"
    )


def _cartridge(
    quiz: Quiz, name: str, files: dict[str, bytes], shown: list[tuple[str, str, str, str]]
) -> bytes:
    """The ZIP: the manifest, the quiz, and the files; ``shown`` has name, title, type and file of
    each.
    """
    place = f"quiz/{quiz.name}.xml"
    everything = [("quiz", quiz.title, QUIZ_TYPE, place), *shown]
    items = [
        _E.item(_E.title(title), identifier=f"item-{one}", identifierref=f"resource-{one}")
        for one, title, _, _ in everything
    ]
    tree = _E.organization(
        _E.item(*items, identifier="root"), identifier="contents", structure="rooted-hierarchy"
    )
    resources = [
        _E.resource(
            _E.file(href=file),
            identifier=f"resource-{one}",
            type=kind,
            **({"href": file} if kind == COPY_TYPE else {}),
        )
        for one, _, kind, file in everything
    ]
    title = _LOM.general(_LOM.title(_LOM.string(quiz.title, language="en")))
    head = _E.metadata(
        _E.schema("IMS Common Cartridge"), _E.schemaversion("1.1.0"), _LOM.lom(title)
    )
    parts: tuple[etree._Element, ...] = (head, _E.organizations(tree), _E.resources(*resources))
    manifest = written(_E.manifest(*parts, identifier=f"{name}-manifest"))
    whole = {"imsmanifest.xml": manifest, place: qti.assessment(quiz, qti.CARTRIDGE)}
    return packed(whole | files)
