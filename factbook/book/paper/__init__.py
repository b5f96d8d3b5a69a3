"""The book where no script runs.

=================  ==============================================================================
``fonts``          with which font are files of the book set?
``shared``         what do the EPUB and the PDF have in common?
``epub``           how does the book become an EPUB?
``pdf``            how does the book become a PDF?
=================  ==============================================================================
"""

from __future__ import annotations

from sphinx.application import Sphinx

from factbook.book.paper import epub, pdf, shared

MODULES = (shared, epub, pdf)


def setup(app: Sphinx) -> None:
    """Register the builders of paper with Sphinx."""
    for module in MODULES:
        module.setup(app)
