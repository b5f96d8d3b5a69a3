"""The HTML site: how its pages look, what they load and what they say of themselves.

=================  ==============================================================================
``assets``         what do pages load beside the theme? the book's own style and script, charts
``facts``          what does the script look facts up in?
``cards``          what does the small card of a fact say?
``colophon``       what does each page say of itself?
``contents``       what stands in the sidebar of each page?
``theme``          how does a page look, and what may it load and run?
``tables``         how is a table read on a phone?
``classroom``      what do pages for classes load beside the rest?
``slides``         which slides does a class see?
``deck``           how is a deck of slides one file?
``working``        how does a reader see the working of a page?
``lengths``        how long is a page before it has been laid out?
``styles``         what does the one stylesheet of the site hold?
``leftovers``      what does no page load or link?
``addresses``      where is the book published?
``descriptions``   what is each page about?
``pictures``       what does a shared link show?
``jsonld``         what does a page say to programs?
``search``         how does the search find a number, and keep what it knew?
``social``         how is a page found and shared?
``rewriting``      which pages must be written again though they were not read?
``downloads``      what can readers take away? the tables, their descriptor, the package
``offering``       which notebooks do pages offer, and how do they run?
``quizzes``        which files bring the questions to a learning platform?
``labs``           which labs are there, and how do they come to pupils?
``feed``           what was looked up when?
``papers``         where are the EPUB and the PDF?
``licences``       under which licences stands what the site ships of others?
=================  ==============================================================================

A module that adds options, nodes or directives has ``setup``, for every builder; what it does to a
site it connects in ``connect``, which is called only when a site is built.
"""

from __future__ import annotations

from sphinx.application import Sphinx

from factbook.book.site import (
    addresses,
    assets,
    cards,
    classroom,
    colophon,
    contents,
    descriptions,
    downloads,
    facts,
    labs,
    leftovers,
    lengths,
    licences,
    offering,
    papers,
    quizzes,
    rewriting,
    search,
    slides,
    social,
    styles,
    tables,
    theme,
    working,
)

ALWAYS = (addresses, colophon, downloads, labs, offering, papers, quizzes, slides, theme)
SITE_ONLY = (
    papers,
    assets,
    facts,
    cards,
    colophon,
    theme,
    contents,
    tables,
    classroom,
    slides,
    working,
    lengths,
    styles,
    leftovers,
    addresses,
    descriptions,
    downloads,
    offering,
    quizzes,
    labs,
    licences,
    search,
    social,
    rewriting,
)


def connect(app: Sphinx) -> None:
    """Connect the modules to the build, if it is that of a site."""
    if app.builder.name == "html":
        for module in SITE_ONLY:
            module.connect(app)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    for module in ALWAYS:
        module.setup(app)
    # After the records are there, and before the theme closes its pages.
    app.connect("builder-inited", connect, priority=150)
