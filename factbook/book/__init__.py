"""The Sphinx extension that binds facts to the pages.

=================  ==============================================================================
``domain``         what may prose name? facts, dates, claims, sources, computed numbers
``binding``        is every figure in the text bound?
``outputs``        how do charts and computed numbers come out of a notebook?
``late``           what is made only when a page is written?
``ledger``         where does a bound number lead? the ledger, the sources, the tallies
``finder``         how does a reader find a fact? the finder and the search
``articles``       what do the two articles say, and what holds?
``views``          how do facts read side by side? the timeline, the disagreements
``cards``          what does the small card of a fact say?
``colophon``       what does each page say of itself?
``depends``        which tables must a page be built again for?
``stop``           how does a build end when the content is wrong?
``light``          what does a page load, and what not?
``addresses``      where is the book published?
``descriptions``   what is each page about?
``pictures``       what does a shared link show?
``linked``         what does a page say to programs?
``found``          how is a page found and shared?
``files``          what can readers take away? the tables, their descriptor
``feed``           what was looked up when?
``paper``          what of the book goes where no script runs?
``epub``           how does the book become an EPUB?
``pdf``            how does the book become a PDF?
=================  ==============================================================================
"""

from __future__ import annotations

from sphinx.application import Sphinx

from factbook.book import (
    addresses,
    articles,
    binding,
    cards,
    colophon,
    depends,
    descriptions,
    domain,
    epub,
    files,
    finder,
    found,
    late,
    ledger,
    light,
    outputs,
    paper,
    pdf,
    views,
)

ROOMS = (
    depends,
    domain,
    binding,
    outputs,
    late,
    ledger,
    finder,
    articles,
    views,
    cards,
    colophon,
    light,
    addresses,
    descriptions,
    files,
    found,
    paper,
    epub,
    pdf,
)


def setup(app: Sphinx) -> dict:
    """Sphinx calls this once for each build."""
    for room in ROOMS:
        room.setup(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
