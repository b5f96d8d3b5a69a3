"""How does a reader see the working of a page?

Each fold of it opens by itself.  Where a page has some, one switch above its first section opens
and closes all of them; the script remembers it for all pages.  On a phone the code in them stays
folded.  Without scripts there is no switch.
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx

FOLD = '<details class="fold working"'
"""How a fold of working begins."""

SECTION = re.compile(r"<section\b")

SWITCH = (
    '<p class="working-switch pst-js-only">'
    '<button type="button" aria-pressed="false">Show methods and code</button> '
    "<small>for experts: it makes the page much longer</small></p>\n"
)


def with_switch(body: str) -> str:
    """The text of a page with its switch, if it has working."""
    if FOLD not in body:
        return body
    starts = [found.start() for found in SECTION.finditer(body)]
    # The first is the page's own; what it loads may stand folded above the next.
    place = min([*starts[1:2], body.index(FOLD)])
    return body[:place] + SWITCH + body[place:]


def add_switch(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give a page its switch."""
    if context.get("body"):
        context["body"] = with_switch(context["body"])


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("html-page-context", add_switch, priority=980)
