"""What is each page about?

A page's description is written by hand in ``data/pages.csv``, with the line on its picture for shared links; the pages of the
ledger are described as they are made.  A page without a description stops the build.
"""

from __future__ import annotations

import re
from functools import cache

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import numerals, roles, schema, tables
from factbook.book import domain
from factbook.book.site import pictures
from factbook.book.site.leftovers import MADE_BY_SPHINX
from factbook.book.stopping import stop

ROLE = re.compile(r"\{(fact|fact-date)\}`([^`]*)`")
LEDGER_PAGE = re.compile(rf"{domain.LEDGER}\d+-(?P<chapter>[a-z]+)(-(?P<part>\d+))?")
FILE = "data/pages.csv"


def rows() -> dict[str, tuple[int, dict[str, str]]]:
    """Page → its line in ``data/pages.csv`` and its cells."""
    return _rows(tables.path_of("pages").stat().st_mtime_ns)


@cache
def _rows(stamp: int) -> dict[str, tuple[int, dict[str, str]]]:
    cells = tables.read("pages").cells
    return {
        row["page"]: (line, row)
        for line, row in zip(cells.index, cells.to_dict("records"), strict=True)
    }


def description(docname: str) -> str:
    """The description of a page; empty if it has none."""
    if docname == domain.DERIVED_PAGE:
        return "The ledger of computed numbers: each with its formula in words, what it was computed from, and the pages that use it."
    if docname == domain.FIND_PAGE:
        return "Find a fact of the ledger by words, number, chapter, subject, source or support, and take what is found away as a table."
    if docname.startswith(f"{domain.LEDGER}6-sources-"):
        return f"The list of sources, continued: publisher, title, address, date, language and terms of each. Part {docname.rpartition('-')[2]}."
    if found := LEDGER_PAGE.fullmatch(docname):
        part = f" Part {found['part']}." if found["part"] else ""
        return (
            f"The ledger of the chapter “{schema.CHAPTERS[found['chapter']]}”: its facts, each with date, support, sources and the "
            f"pages that use it.{part}"
        )
    return rows()[docname][1]["description"] if docname in rows() else ""


def picture_line(env: BuildEnvironment, docname: str) -> tuple[str, list[str], list[str]]:
    """The line on the picture of a page, the facts that it names, and what is wrong with it."""
    text = rows()[docname][1]["picture"] if docname in rows() else ""
    wrong = [
        f"{figure!r} is not bound; write it as {{fact}}`id` or {{fact-date}}`id`"
        for figure in numerals.figures_in(ROLE.sub("", text))
    ]
    facts = [target for _, target in ROLE.findall(text)]

    def printed(found: re.Match) -> str:
        words, _, problem = roles.print_role(found[1], found[2], "", domain.facts_of(env).records)
        wrong.extend([problem] if problem else [])
        return words

    return ROLE.sub(printed, text) or description(docname), facts, wrong


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Stop at a page without a description, a description without a page, and a line with a figure that is not the page's."""
    known, facts, violations = rows(), domain.facts_of(env), []
    for page in sorted({*env.found_docs, *MADE_BY_SPHINX}):
        if not description(page):
            violations.append(missing(page))
    for page, (line, row) in known.items():
        at = f"{FILE}:{line}"
        if page not in env.found_docs and page not in MADE_BY_SPHINX:
            violations.append(f"{at}: page: the book has no page {page!r}; remove the line")
            continue
        if loose := numerals.figures_in(row["description"]):
            violations.append(
                f"{at}: description: {', '.join(map(repr, loose))} would grow stale unseen; say it without figures"
            )
        others = [
            other
            for other in known
            if other < page and known[other][1]["description"] == row["description"]
        ]
        violations += [
            f"{at}: description: is that of {other!r} too; each page needs its own"
            for other in others
        ]
        text, named, wrong = picture_line(env, page)
        violations += [f"{at}: picture: {problem}" for problem in wrong]
        violations += [
            f"{at}: picture: the page does not name the fact {fact!r}, so it has no proof there"
            for fact in named
            if fact in domain.stored_facts() and fact not in facts.used("fact", page)
        ]
        if strange := pictures.unknown(text + title(env, page)):
            violations.append(
                f"{at}: picture: the font of the pictures has no {', '.join(map(repr, strange))}"
            )
    if violations:
        stop(app, "not every page can be found", violations, forget=True)


def missing(page: str) -> str:
    """What a contributor reads where a page has no description."""
    return f"{FILE}: page: {page!r} has no line; add one with a description of 50 to 160 characters, where it belongs in the alphabet"


def title(env: BuildEnvironment, docname: str) -> str:
    """The title of a page; empty for one that is neither in the book nor made by Sphinx."""
    return (
        env.titles[docname].astext()
        if docname in env.titles
        else {"genindex": "Index", "search": "Search"}.get(docname, "")
    )


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("env-check-consistency", check, priority=950)
