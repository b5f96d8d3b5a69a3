"""How is a table read on a phone?  As a list of cards: each row a block, each cell with its head.

A table of three columns or more, from Markdown or from pandas, says at each cell what stands over
it (``data-label``), and names its parts for screen readers (``role``), which a browser forgets when
the stylesheet makes blocks of them.  The stylesheet alone turns it into cards, so that no script is
needed, and a wider screen, paper, the EPUB and the PDF have the table.

Dates never break, in any table; one that pandas wrote as ``2025-04-30`` reads “30 Apr 2025”.
"""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import count
from typing import Any

import lxml.html
import lxml.html.defs
from sphinx.application import Sphinx

from factbook import tables

AS_CARDS = "as-cards"
"""The class of a table that a phone shows as cards."""

COLUMNS = 3
"""From so many columns on."""

KINDS = ("dataframe", "table")
"""The classes of tables from pandas and from Markdown; the data of a chart has none of them."""

TABLE = re.compile(r"<table\b[^>]*>.*?</table>", re.DOTALL)
ROLES = {
    "table": "table",
    "thead": "rowgroup",
    "tbody": "rowgroup",
    "tr": "row",
    "td": "cell",
    "th": "rowheader",
}
MONTH = f"(?:{'|'.join(f'{month}|{month[:3]}' for month in tables.MONTHS)})"
DATE = re.compile(rf"\b(?:\d{{1,2}} )?{MONTH} \d{{4}}\b")
ISO_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?")
TEXT = re.compile(r">([^<>]+)<")


def short_date(date: str) -> str:
    """A date as a table prints it: ``30 Apr 2025``."""
    words = tables.date_text(date).split()
    return " ".join(word[:3] if word in tables.MONTHS else word for word in words)


def readable(body: str) -> str:
    """The text of a page with its tables made ready for phones."""
    return TABLE.sub(lambda found: _ready(found[0]), body)


def _ready(text: str) -> str:
    table = lxml.html.fragment_fromstring(text)
    kinds = table.get("class", "").split()
    if not any(kind in kinds for kind in KINDS) or table.find(".//table") is not None:
        return text
    if "dataframe" in kinds:
        for cell in table.iter("td", "th"):
            if not len(cell) and ISO_DATE.fullmatch((cell.text or "").strip()):
                cell.text = short_date((cell.text or "").strip())
    heads = heads_of(table)
    if len(heads) >= COLUMNS:
        _label(table, heads)
    return TEXT.sub(lambda found: f">{_unbroken(found[1])}<", _written(table))


def _written(table) -> str:
    """A table as HTML in which every attribute is escaped: lxml's own leaves ``<`` as it is there.

    Written as XML, an element that has nothing would close itself, which HTML knows of void ones
    alone.
    """
    for part in table.iter():
        if not len(part) and not part.text and part.tag not in lxml.html.defs.empty_tags:
            part.text = ""
    return lxml.html.tostring(table, encoding="unicode", method="xml")


def _unbroken(text: str) -> str:
    """A text with its dates kept together."""
    return DATE.sub(lambda found: f'<span class="day">{found[0]}</span>', text)


def heads_of(table) -> list[str]:
    """What stands over each column: its heads from top to bottom."""
    columns: dict[int, list[str]] = {}
    for row in table.iterfind("./thead/tr"):
        place = 0
        for cell in row.iterchildren("th", "td"):
            for _ in range(int(cell.get("colspan", 1))):
                columns.setdefault(place, []).append(" ".join(cell.text_content().split()))
                place += 1
    return [", ".join(filter(None, columns[place])) for place in sorted(columns)]


def _label(table, heads: list[str]) -> None:
    """Give the cells their heads, and the parts of the table their roles."""
    table.set("class", f"{table.get('class')} {AS_CARDS}")
    for part in table.iter(*ROLES):
        part.set("role", ROLES[part.tag])
    for head in table.iterfind("./thead/tr/th"):
        head.set("role", "columnheader")
    # A cell beside several rows stands on the card of each: place → how many more, and the cell.
    beside: dict[int, tuple[int, Any]] = {}
    for row in table.iterfind("./tbody/tr"):
        cells = iter(list(row.iterchildren("td", "th")))
        for place in count():
            more, above = beside.get(place, (0, None))
            if more:
                again = deepcopy(above)
                again.set("class", "again")
                del again.attrib["rowspan"]
                again.tail = None
                row.insert(place, again)
                beside[place] = (more - 1, above)
                continue
            cell = next(cells, None)
            if cell is None:
                break
            if place < len(heads) and heads[place]:
                cell.set("data-label", heads[place])
            beside[place] = (int(cell.get("rowspan", 1)) - 1, cell)


def make_readable(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Make the tables of a page ready for phones."""
    if context.get("body") and doctree is not None:
        context["body"] = readable(context["body"])


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    # Before the lengths are computed, which know how long cards are.
    app.connect("html-page-context", make_readable, priority=980)
