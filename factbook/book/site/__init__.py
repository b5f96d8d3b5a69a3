"""The HTML site: how its pages look, what they load and what they say of themselves.

=================  ==============================================================================
``cards``          what does the small card of a fact say?
``colophon``       what does each page say of itself?
``theme``          how does a page look, and what may it load and run?
``lengths``        how long is a page before it has been laid out?
``styles``         what does the one stylesheet of the site hold?
``leftovers``      what does no page load or link?
``addresses``      where is the book published?
``descriptions``   what is each page about?
``pictures``       what does a shared link show?
``jsonld``         what does a page say to programs?
``search``         how does the search find a number, and keep what it knew?
``social``         how is a page found and shared?
``downloads``      what can readers take away? the tables, their descriptor, the notebooks
``feed``           what was looked up when?
=================  ==============================================================================
"""

from __future__ import annotations

from sphinx.application import Sphinx

from factbook.book.site import (
    addresses,
    cards,
    colophon,
    descriptions,
    downloads,
    leftovers,
    lengths,
    search,
    social,
    styles,
    theme,
)

MODULES = (
    cards,
    colophon,
    theme,
    lengths,
    styles,
    leftovers,
    addresses,
    descriptions,
    downloads,
    search,
    social,
)


def setup(app: Sphinx) -> None:
    """Register the site's modules with Sphinx."""
    for module in MODULES:
        module.setup(app)
