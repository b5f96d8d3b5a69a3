"""What may HTML in a page not do?

Authors may write HTML in a page, and a cell may show some.  A policy closes each page of the site,
but it cannot forbid a redirect, and it lets run whatever file the site itself has: a page's source,
for one. What would run code or lead elsewhere by itself ends the build therefore; so does a
formula, which would need a library from elsewhere.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from docutils import nodes
from sphinx.application import Sphinx

from factbook.book import domain

ELEMENTS = {
    "script": "runs code",
    "base": "leads every link elsewhere",
    "iframe": "shows another page",
    "frame": "shows another page",
    "object": "shows another file",
    "embed": "shows another file",
}
"""Elements that no page may have, and what they do."""

CODE_ADDRESS = re.compile(r"(javascript|vbscript):", re.IGNORECASE)
IGNORED = re.compile(r"[\x00-\x20]+")
"""What a browser skips in an address."""

HIDDEN = re.compile(r"<\s*(script|iframe)\b|http-equiv", re.IGNORECASE)
"""What a comment may not hold: browsers do not agree where one ends."""

FORMULA = (
    "a formula is drawn by a library that the site would load from elsewhere, which its policy "
    "forbids; write it in words or as text"
)


class _Reader(HTMLParser):
    """Collects what is forbidden in a piece of HTML, by line from 0."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        if tag in ELEMENTS:
            self._note(f"<{tag}> {ELEMENTS[tag]}")
        for name, value in attrs:
            if tag == "meta" and name == "http-equiv":
                self._note("<meta http-equiv> gives the browser an order, such as to go elsewhere")
            elif name.startswith("on"):
                self._note(f"{name}= runs code")
            elif name == "srcdoc":
                self._note("srcdoc= shows another page")
            elif CODE_ADDRESS.match(IGNORED.sub("", value or "")):
                self._note(f"{name}= is an address that runs code")

    def handle_comment(self, data: str) -> None:
        """Look at one comment."""
        if HIDDEN.search(data):
            self._note("a comment holds code")

    def _note(self, what: str) -> None:
        self.found.append(
            (self.getpos()[0] - 1, f"{what}, which no page of the book may; remove it")
        )


def violations(html: str) -> list[tuple[int, str]]:
    """What is forbidden in a piece of HTML: (line from 0, message), in its order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def check_page(app: Sphinx, doctree: nodes.document) -> None:
    """Note everything forbidden in the HTML and the formulas of a page."""
    facts, docname = domain.facts_of(app.env), app.env.docname
    for raw in doctree.findall(nodes.raw):
        line = _line_of(raw)
        for below, message in violations(raw.astext()):
            facts.note_problem(docname, line and line + below, message)
    for formula in doctree.findall(lambda node: isinstance(node, (nodes.math, nodes.math_block))):
        facts.note_problem(docname, _line_of(formula), FORMULA)


def _line_of(node: nodes.Node) -> int | None:
    """The line where a node begins, or the nearest around it that is known."""
    while node is not None and not node.line:
        node = node.parent
    return node.line if node is not None else None


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("doctree-read", check_page)
