"""What of a piece of HTML does a reader see or hear?"""

from __future__ import annotations

import re
from html.parser import HTMLParser

HEARD = (
    "alt",
    "title",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "aria-valuetext",
    "aria-valuenow",
    "aria-braillelabel",
    "abbr",
    "content",
    "label",
    "placeholder",
    "start",
    "summary",
    "value",
)
"""Attributes that browsers show or screen readers speak."""

_JOINED = frozenset(
    "a abbr b bdi bdo cite code del dfn em font i ins kbd mark q s samp small span strong sub sup "
    "tt u var wbr".split()
)
"""Elements that do not part a word: ``thir<b></b>ty`` reads "thirty"."""

_SILENT = frozenset(("script", "style", "template"))
_CONTENT = re.compile(r"content\s*:\s*([^;}]*)", re.IGNORECASE)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")


class _Reader(HTMLParser):
    """Collects the text of HTML and, apart from it, what attributes say."""

    def __init__(self, cells: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.cells, self.inside = cells, 0
        self.silent = ""
        self.text: list[str] = []
        self.heard: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part words at a block, and keep what the attributes say."""
        if tag in _SILENT:
            self.silent = tag
        self._edge(tag, 1)
        for name, value in attrs:
            if value and name in HEARD:
                self.heard.append(value)
            elif value and name == "srcdoc":
                self.heard += read(value)
            elif value and name == "style":
                self._style(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Part words after a block."""
        if tag == self.silent:
            self.silent = ""
        self._edge(tag, -1)

    def _edge(self, tag: str, step: int) -> None:
        if tag not in _JOINED:
            self.text.append(" ")
        if tag in ("td", "th"):
            self.inside = max(0, self.inside + step)

    def handle_data(self, data: str) -> None:
        """Keep text; of a style sheet only what it writes on the page."""
        if self.silent == "style":
            self._style(data)
        elif not self.silent and (self.cells or not self.inside):
            self.text.append(data)

    def _style(self, rules: str) -> None:
        for found in _CONTENT.finditer(rules):
            self.heard += [a or b for a, b in _QUOTED.findall(found[1])]


def read(html: str, *, cells: bool = True) -> list[str]:
    """What a reader sees or hears of HTML: first its text, then what each attribute says.

    Without ``cells`` the cells of tables are left out, as in what a notebook's code printed.
    """
    reader = _Reader(cells)
    reader.feed(html)
    reader.close()
    return ["".join(reader.text), *reader.heard]
