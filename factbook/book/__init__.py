"""The Sphinx extension that binds facts to the pages.

What every builder needs stands here; ``site/`` is for the HTML site only and ``paper/`` for the EPUB
and the PDF.  The core of the package imports neither, and the two wings do not import each other.

=================  ==============================================================================
``domain``         what may prose name? facts, dates, claims, sources, computed numbers
``binding``        is every figure in the text bound?
``markup``         what may HTML in a page not do?
``executing``      how do executed chapters reach the pages?
``outputs``        how do charts and computed numbers come out of a notebook?
``deferred``       what is made only when a page is written?
``ledger``         where does a bound number lead? the ledger and the sources
``tally``          how many facts have which support, how many claims which verdict?
``edition``        what does the book say of its edition?
``finder``         how does a reader find a fact? the finder and the search
``articles``       what do the two articles say, and what holds?
``views``          how do facts read side by side? the timeline, the disagreements
``guard``          is what a build leaves right, however the one before it ended?
``depends``        which tables must a page be built again for?
``stopping``       how does a build end when the content is wrong?
=================  ==============================================================================
"""

from __future__ import annotations

from sphinx.application import Sphinx

from factbook.book import (
    articles,
    binding,
    deferred,
    depends,
    domain,
    edition,
    executing,
    finder,
    guard,
    ledger,
    markup,
    outputs,
    paper,
    site,
    tally,
    views,
)

MODULES = (
    guard,
    depends,
    executing,
    domain,
    binding,
    markup,
    outputs,
    deferred,
    ledger,
    tally,
    edition,
    finder,
    articles,
    views,
    site,
    paper,
)


def setup(app: Sphinx) -> dict:
    """Register the extension with Sphinx, once for each build."""
    for module in MODULES:
        module.setup(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
