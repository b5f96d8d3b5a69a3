"""What do pages for classes load beside the rest?

A page that holds something of the class ``classroom`` gets a stylesheet of its own, and the script
of what it holds; readers of other pages wait for neither.
"""

from __future__ import annotations

from sphinx.application import Sphinx

STYLE = "classroom.css"

MARK = 'class="classroom '
"""How what belongs in a class begins: its own class follows."""

SCRIPTS = {"judge": "judge.js", "self-test": "self-test.js"}
"""The second class of what stands on a page → the script that it needs."""


def add_files(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give a page its style and scripts, if it is one for classes."""
    body = context.get("body", "")
    context["factbook_sheets"] = [STYLE] if MARK in body else []
    for name, script in SCRIPTS.items():
        if f"{MARK}{name}" in body:
            app.add_js_file(script, loading_method="defer", priority=910)


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("html-page-context", add_files)
