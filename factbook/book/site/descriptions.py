"""What is each page about?

A page's description is written by hand in ``data/pages.csv``, with the line on its picture for
shared links; the pages of the ledger are described as they are made.  A page without a description
stops the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import numerals, roles
from factbook.book.domain import facts_of
from factbook.book.places import DERIVED_PAGE, FIND_PAGE, MADE_BY_SPHINX, SOURCES_PAGE
from factbook.book.site import pictures
from factbook.book.stopping import COLLECT, Problem, in_table
from factbook.records import PageText

ROLE = re.compile(r"\{(fact|fact-date)\}`([^`]*)`")
FILE = "data/pages.csv"

MADE = {
    DERIVED_PAGE: (
        "The ledger of computed numbers: each with its formula in words, what it was computed "
        "from, and the pages that use it."
    ),
    FIND_PAGE: (
        "Find a fact of the ledger by words, number, chapter, subject, source or support, and take "
        "what is found away as a table."
    ),
}
"""Descriptions of pages that the book writes itself."""


def description(env: BuildEnvironment, docname: str) -> str:
    """The description of a page; empty if it has none."""
    domain = facts_of(env)
    if docname in MADE:
        return MADE[docname]
    if page := domain.places.ledger.get(docname):
        part = f" Part {page.part}." if page.part > 1 else ""
        return (
            f"The ledger of the chapter “{page.chapter.title}”: its facts, each with date, "
            f"support, sources and the pages that use it.{part}"
        )
    if docname != SOURCES_PAGE and docname in domain.places.sources:
        number = list(domain.places.sources).index(docname) + 1
        return (
            "The list of sources, continued: publisher, title, address, date, language and terms "
            f"of each. Part {number}."
        )
    text = domain.records.pages.get(docname)
    return text.description if text else ""


def picture_line(env: BuildEnvironment, docname: str) -> tuple[str, list[str], list[str]]:
    """The line on the picture of a page, the facts that it names, and what is wrong with it."""
    records = facts_of(env).records
    text = records.pages[docname].picture if docname in records.pages else ""
    wrong = [
        f"{figure!r} is not bound; write it as {{fact}}`id` or {{fact-date}}`id`"
        for figure in numerals.figures_in(ROLE.sub("", text))
    ]
    facts = [target for _, target in ROLE.findall(text)]

    def printed(found: re.Match) -> str:
        words, _, problem = roles.print_role(found[1], found[2], "", records)
        wrong.extend([problem] if problem else [])
        return words

    return ROLE.sub(printed, text) or description(env, docname), facts, wrong


def check(app: Sphinx, env: BuildEnvironment) -> list[Problem]:
    """A page without a description, a description without a page, and a line with a figure that is
    not the page's.
    """
    pages = facts_of(env).records.pages
    problems = [
        Problem(FILE, 0, FILE, missing(page).removeprefix(f"{FILE}: "))
        for page in sorted({*env.found_docs, *MADE_BY_SPHINX})
        if not description(env, page)
    ]
    for page, text in pages.items():
        if page in env.found_docs or page in MADE_BY_SPHINX:
            wrong = _wrong(env, text)
        else:
            wrong = iter([("page", f"the book has no page {page!r}; remove the line")])
        problems += [in_table(FILE, text.line, column, message) for column, message in wrong]
    return problems


def _wrong(env: BuildEnvironment, text: PageText) -> Iterator[tuple[str, str]]:
    """(column, message) of what is wrong with the line of a page."""
    domain = facts_of(env)
    if loose := numerals.figures_in(text.description):
        named = ", ".join(map(repr, loose))
        yield "description", f"{named} would grow stale unseen; say it without figures"
    for other in domain.records.pages.values():
        if other.page < text.page and other.description == text.description:
            yield "description", f"is that of {other.page!r} too; each page needs its own"
    line, named_facts, wrong = picture_line(env, text.page)
    for problem in wrong:
        yield "picture", problem
    for fact in named_facts:
        if fact in domain.records.facts and fact not in domain.used("fact", text.page):
            yield "picture", f"the page does not name the fact {fact!r}, so it has no proof there"
    if strange := pictures.unknown(line + title(env, text.page)):
        yield "picture", f"the font of the pictures has no {', '.join(map(repr, strange))}"


def missing(page: str) -> str:
    """What a contributor reads where a page has no description."""
    return (
        f"{FILE}: page: {page!r} has no line; add one with a description of 50 to 160 characters, "
        "where it belongs in the alphabet"
    )


def title(env: BuildEnvironment, docname: str) -> str:
    """The title of a page; empty for one that is neither in the book nor made by Sphinx."""
    return (
        env.titles[docname].astext()
        if docname in env.titles
        else {"genindex": "Index", "search": "Search"}.get(docname, "")
    )


def title_with_subtitle(app: Sphinx, docname: str, title: str) -> str:
    """The title of a page, at the front page with the book's subtitle: ``Who goes? The book, told
    in short``.
    """
    subtitle = app.config.factbook_subtitle if docname == app.config.root_doc else ""
    return f"{title} {subtitle}".strip()


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect(COLLECT, check)
