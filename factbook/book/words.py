"""Which words does a class need to read a page?  The lists of ``data/words.csv``.

``{words} PAGE`` lists the words of a page in five languages, by the alphabet; a word of the
glossary leads there.  The page with lists stands on the site alone: no file of the book has their
Cyrillic letters.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from factbook import schema
from factbook.book import deferred
from factbook.book.deferred import Page
from factbook.book.directives import Argument, BookDirective
from factbook.book.domain import FactDomain, facts_of
from factbook.book.places import SITE_ONLY
from factbook.records import Word

FILE = "data/words.csv"

WIDTHS = (36, 17, 17, 15, 15)
"""How wide the columns are, in percent."""


def _page_problem(env: BuildEnvironment, value: str) -> str:
    """What is wrong with the argument of ``{words}``."""
    if _of_page(facts_of(env), value):
        return ""
    return f"names {value!r}, and {FILE} has no word for that page"


class WordsDirective(BookDirective):
    """The words of a page."""

    takes = (Argument("PAGE", _page_problem),)

    def make(self) -> list[nodes.Node]:
        """A place that is filled when the glossary is known."""
        self.env.metadata[self.env.docname] |= {SITE_ONLY: True}
        place = deferred.place_for(self.env, "words", self.arguments[0])
        return [nodes.container("", place, classes=["classroom", "words"])]


def _of_page(domain: FactDomain, docname: str) -> list[Word]:
    """The words of a page, by the alphabet."""
    own = [word for word in domain.records.words.values() if docname in word.pages]
    return sorted(own, key=lambda word: word.en.casefold())


def words(page: Page, of: str) -> list[nodes.Node]:
    """The words of a page as a table."""
    group = nodes.tgroup("", cols=len(schema.LANGUAGES))
    group += [nodes.colspec("", colwidth=width) for width in WIDTHS]
    heads = [_cell(nodes.paragraph("", name)) for name in schema.LANGUAGES.values()]
    group += nodes.thead("", nodes.row("", *heads))
    group += nodes.tbody("", *(_row(page, word) for word in _of_page(page.facts, of)))
    return [nodes.table("", group)]


def _row(page: Page, word: Word) -> nodes.row:
    """A word with its meaning, and what other languages call it."""
    term = nodes.strong("", "", _named(page, word.en))
    cells = [_cell(nodes.paragraph("", "", term), nodes.paragraph("", word.meaning))]
    for language in list(schema.LANGUAGES)[1:]:
        cell = _cell(nodes.paragraph("", getattr(word, language)))
        cell["classes"].append(f"language-{language}")  # docutils writes it as lang
        cells.append(cell)
    return nodes.row("", *cells)


def _cell(*parts: nodes.Node) -> nodes.entry:
    return nodes.entry("", *parts)


def _named(page: Page, term: str) -> nodes.Node:
    """A word, as a link to the glossary if that has it."""
    for name, _, kind, docname, anchor, _ in page.env.get_domain("std").get_objects():
        if kind == "term" and name.casefold() == term.casefold():
            return make_refnode(page.builder, page.docname, docname, anchor, nodes.Text(term))
    return nodes.Text(term)


def words_state(domain: FactDomain, of: str) -> object:
    """The words of a page."""
    return _of_page(domain, of)


def setup(app: Sphinx) -> None:
    """Register ``{words}`` with Sphinx."""
    deferred.add("words", words, state=words_state)
    app.add_directive("words", WordsDirective)
