"""What does the book say of its edition?  Its name and dates, and how to cite it."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from factbook import tables
from factbook.book import deferred
from factbook.book.deferred import DeferredDirective, Page


def edition_name() -> str:
    """The edition and its date: ``First edition, 22 November 2026``."""
    edition = tables.edition()
    return f"{edition['name']}, {tables.date_text(edition['date'])}"


def citation(config: Config, page: str = "", address: str = "") -> str:
    """How to cite the book, or one page of it, in the form that the page about the book gives."""
    commit = config.factbook_commit.split(" ")[0]
    version = edition_name() + (f", commit {commit}" if commit else "")
    parts = [f"{config.author}: {config.html_title}. {version}", page and f"“{page}”", address]
    return ". ".join(part for part in parts if part) + "."


def edition(page: Page) -> list[nodes.Node]:
    """Until when the edition knows what."""
    return [nodes.paragraph("", edition_text(), classes=["edition"])]


def edition_text() -> str:
    """Until when the edition's sources were read and reports relayed."""
    dates = tables.edition()
    return (
        f"As of {tables.date_text(dates['date'])}. Sources were read up to {tables.date_text(dates['sources_read_until'])}; "
        f"what is marked as relayed is known through others' reports, which reach {tables.date_text(dates['relayed_until'])}."
    )


def setup(app: Sphinx) -> None:
    """Register ``{edition}`` with Sphinx."""
    app.add_directive("edition", DeferredDirective)
    deferred.add("edition", edition)
