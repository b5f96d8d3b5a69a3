"""What does the book say of its edition?  Its name and dates, and how to cite it.

``{edition}`` says how fresh it is, ``{how-to-cite}`` gives the citation in three styles.
"""

from __future__ import annotations

from collections.abc import Mapping

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from factbook import tables
from factbook.book import deferred
from factbook.book.deferred import Page


def edition_name(edition: Mapping[str, str]) -> str:
    """The edition and its date: ``First edition, 22 November 2026``."""
    return f"{edition['name']}, {tables.date_text(edition['date'])}"


def citation(edition: Mapping[str, str], config: Config, page: str = "", address: str = "") -> str:
    """How to cite the book, or one page of it, in the form that the page about the book gives."""
    commit = config.factbook_commit.split(" ")[0]
    version = edition_name(edition) + (f", commit {commit}" if commit else "")
    parts = [f"{config.author}: {config.html_title}. {version}", page and f"“{page}”", address]
    return ". ".join(part for part in parts if part) + "."


def citations(edition: Mapping[str, str], config: Config) -> dict[str, str]:
    """Style → how the book is cited in it: APA (7th edition), Chicago (17th, author and date) and
    BibTeX.  Without an address of the book, the styles end before theirs.
    """
    commit = config.factbook_commit.split(" ")[0]
    version = edition["name"] + (f", commit {commit}" if commit else "")
    year, title, address = edition["date"][:4], config.html_title, config.html_baseurl
    author = config.author.removeprefix("The ")
    fields = {
        "author": f"{{{config.author}}}",
        "title": f"{{{title}}}",
        "year": year,
        "edition": edition["name"],
        "note": f"Jupyter Book{f', commit {commit}' if commit else ''}",
        "url": address,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    key = f"{title.split()[0].lower()}{year}"
    return {
        "APA": f"{author}. ({year}). {title} ({version}) [Jupyter Book]. {address}".rstrip(),
        "Chicago": f"{author}. {year}. {title}. {version}. {address}".rstrip(),
        "BibTeX": "\n".join([f"@misc{{{key},", ",\n".join(lines), "}"]),
    }


def how_to_cite(page: Page) -> list[nodes.Node]:
    """The book in each style of citation, to copy."""
    found: list[nodes.Node] = []
    for style, text in citations(page.records.edition, page.env.config).items():
        block = nodes.literal_block(text, text, language="none", classes=["citation"])
        found += [nodes.paragraph("", "", nodes.strong("", style)), block]
    return found


def edition(page: Page) -> list[nodes.Node]:
    """Until when the edition knows what."""
    return [nodes.paragraph("", edition_text(page.records.edition), classes=["edition"])]


def edition_text(edition: Mapping[str, str]) -> str:
    """How fresh the edition is: its newest news, until when its sources were read and until when
    others' reports were, and when all of it was checked.
    """
    read, relayed = (
        tables.date_text(edition[key]) for key in ("sources_read_until", "relayed_until")
    )
    newest, checked = (tables.date_text(edition[key][:7]) for key in ("relayed_until", "date"))
    return (
        f"Newest news here: {newest}. We read sources up to {read}; what came later, up to "
        f"{relayed}, we know only second-hand: it is marked “relayed”. Checked in {checked}."
    )


def setup(app: Sphinx) -> None:
    """Register ``{edition}`` and ``{how-to-cite}`` with Sphinx."""
    deferred.add_directive(app, "edition", edition, "edition")
    deferred.add_directive(app, "how-to-cite", how_to_cite, "edition")
