"""The Sphinx extension that binds facts to the pages.

What every builder needs stands here; ``site/`` is for the HTML site only and ``paper/`` for the
EPUB and the PDF.  The core of the package imports neither, and the two wings do not import each
other.

=================  ==============================================================================
``domain``         what may pages and other books link to? facts, claims, sources, computed numbers
``bound``          what do the roles leave in a page?
``binding``        is every figure in the text bound?
``markup``         what may HTML in a page not do?
``executing``      how do executed chapters reach the pages?
``places``         where does each record stand?
``positions``      where in the sources of the book is it?
``parts``          what do the pages share? folds, links to records
``outputs``        how do charts and computed numbers come out of a notebook?
``folds``          what does a reader open who wants to know more?
``pointers``       how does a page lead to the others? reading time, pictures of charts
``directives``     what do the book's directives take?
``deferred``       what is made only when a page is written?
``ledger``         where does a bound number lead? the ledger and the sources
``tally``          how many facts have which support, how many claims which verdict?
``edition``        what does the book say of its edition?
``finder``         how does a reader find a fact? the filter and the finder
``articles``       what do the articles say, and what holds?
``drawn``          how do counts and rival answers look, drawn without a chapter?
``views``          how do facts read side by side? the timeline, the disagreements
``tasks``          what are classes asked, and what is the answer?
``selftest``       how does a reader test themselves?
``judge``          how does a reader judge an article without seeing the verdicts?
``lessons``        what do a teacher and a class get for one lesson?
``words``          which words does a class need to read a page?
``tiles``          what has to be true before the guarantees can work?
``corrections``    what did earlier editions have wrong?
``guard``          is what a build leaves right, however the one before it ended?
``depends``        which files must a page be read again for?
``running``        how does a command let Jupyter Book build?
``stopping``       how does a build end when the content is wrong?
=================  ==============================================================================
"""

from __future__ import annotations

from sphinx.application import Sphinx

from factbook.book import (
    articles,
    binding,
    bound,
    corrections,
    deferred,
    depends,
    domain,
    drawn,
    edition,
    executing,
    finder,
    folds,
    guard,
    judge,
    ledger,
    lessons,
    markup,
    outputs,
    paper,
    parts,
    pointers,
    selftest,
    site,
    stopping,
    tally,
    tasks,
    tiles,
    views,
    words,
)

MODULES = (
    stopping,
    guard,
    domain,
    depends,
    executing,
    bound,
    binding,
    markup,
    parts,
    drawn,
    outputs,
    folds,
    deferred,
    pointers,
    ledger,
    tally,
    edition,
    finder,
    articles,
    views,
    tiles,
    tasks,
    lessons,
    judge,
    selftest,
    words,
    corrections,
    site,
    paper,
)


def setup(app: Sphinx) -> dict:
    """Register the extension with Sphinx, once for each build."""
    for module in MODULES:
        module.setup(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
