"""How long is a page before it has been laid out?

A browser lays out what is far from the screen only when a reader comes near
(``content-visibility``), and until then takes a length that the page gives it.  Here each section
of a long page gets one for desks and one for phones, from its own text, tables and charts, so that
the page is as long before as after.

This is a rough layout: the boxes of ``book.css`` and the theme, the width of the letters, and
nothing else. A browser test measures every page against it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

import lxml.html
from sphinx.application import Sphinx

from factbook.book.site.tables import AS_CARDS

WIDE, NARROW = 688, 328
"""The width of the text on a desk (1280) and on a phone (360), in CSS pixels."""

LONG = 6000
"""From this length on, in CSS pixels on a desk, a page is laid out as it is read."""

LETTER = 0.42
"""The width of a letter on average, in em of the book's font."""

WIDER_CODE = 1.3
"""How much wider a letter of code is."""

LOST = 0.45
"""What a line loses where its last word does not fit, in letters of an average word."""

WORD = 5.5
"""Letters of an average word, with its space."""


@dataclass(frozen=True)
class Box:
    """How one kind of element is set, in CSS pixels."""

    size: float = 0  # of the letters; 0: as around it
    line: float = 0  # from one line to the next; 0: as around it
    before: float = 0
    after: float = 0
    inside: float = 0  # padding and border above and below, together
    indent: float = 0  # padding and border at both sides, together


BOXES = {
    "h2": Box(26.4, 31.7, 44.8, 16.8, inside=15.4),
    "h3": Box(20.8, 25, 44, 16.8),
    "p": Box(after=18.4),
    "ul": Box(after=16, indent=32),
    "ol": Box(after=16, indent=32),
    "dl": Box(after=16),
    "dd": Box(before=3, after=10, indent=30),
    "blockquote": Box(after=16, indent=16),
    "pre": Box(15.05, 18.8, inside=34),
    "table": Box(after=16, inside=2),
    "summary": Box(13.6, 21.8),
    "details": Box(before=3.2, after=16),
    "figcaption": Box(before=4.8, after=8, inside=10.3, indent=10.3),
    "figure": Box(before=28.8, after=28.8),
    "section>details": Box(),
    "li>p": Box(after=4),
    "td>p": Box(),
    "th>p": Box(),
    "figcaption>p": Box(after=4.8),
    ".cell": Box(after=17.2),
    ".cell_output": Box(before=17.2),
    ".computed": Box(13.6, 21.8, 4.8, 4.8, indent=9.6),
    ".chart-source": Box(13.6, 21.8, 4.8, 4.8),
    ".chart-data": Box(14.4, 23, 4.8, 16),
    ".admonition": Box(before=24, after=24, inside=26, indent=46),
    ".entry": Box(inside=29.8),
    ".entry>p": Box(14.4, 23),
    ".statement": Box(17.2, 27.5, after=6.4),
    ".parts": Box(14.4, 23),
    ".parts>dd": Box(),
    ".seed-quote": Box(17.28, 25.06, after=8, inside=6.4, indent=18.4),
    ".seed-quote p": Box(17.28, 25.06),
    ".verdict": Box(before=3.2, after=8),
    ".explanation": Box(15.2, 22.8, after=18.4),
    ".judged": Box(14.4, 23, after=18.4),
    ".verdict-note": Box(14.4, 23, after=18.4),
    ".looks": Box(14.4, 23, after=18.4),
    ".facts-head": Box(14.4, 23, before=6.4),
    ".facts": Box(15.2, 22.8, indent=17.6),
    ".facts>p": Box(after=4.8),
    ".answers": Box(after=16),
    ".answers>li": Box(after=11.2, indent=16),
    ".answers>p": Box(),
    ".to-tick>p": Box(after=4, inside=18),
    ".answer": Box(17.6, 28.2),
    ".answer-sources": Box(13.6, 21.8),
}
"""Tag or class → its box; ``a>b`` is a ``b`` directly in an ``a``, or in an item of the list ``a``.
The last that fits an element holds, so that classes stand below tags.
"""

INLINE = frozenset(
    "a abbr b br cite code em i img kbd mark q s samp small span strong sub sup time u".split()
)
LINES = frozenset(("answer", "answer-sources"))
"""Classes of elements of a line that the stylesheet sets as blocks."""

NOTHING = frozenset("script style template dialog noscript".split())

CHART_FILES = 44
"""The line of buttons below a chart."""

MOST_ON_PHONE = 400
"""How wide a chart may be drawn on a phone."""

ROW_GAP, TERM = 4, 117
"""Between the parts of an entry of the ledger, and the column of their names."""

CELL = {"dataframe": (8, 16), "table": (17, 16)}
"""Kind of table → the padding of its cells, above and below together and at both sides together."""


CARD = Box(15.2, 22.8, after=11.2, inside=18, indent=27.6)
"""A row of a table as a phone shows it."""

CARD_CELL = 3.2
"""Padding above and below a cell on a card."""


@dataclass(frozen=True)
class Place:
    """Where an element stands: the width that it has, and the letters around it."""

    width: float
    size: float = 17.2
    line: float = 27.5

    def within(self, box: Box) -> Place:
        """The place inside a box."""
        return Place(max(40, self.width - box.indent), box.size or self.size, box.line or self.line)

    def lines(self, letters: float) -> int:
        """The lines of a text of so many letters."""
        a_line = self.width / (self.size * LETTER) - LOST * WORD
        return max(1, math.ceil(letters / max(a_line, WORD))) if letters else 0


def height(element, place: Place) -> tuple[float, float, float]:
    """The space before an element, its height, and the space after it.

    The space of what stands first and last inside an element without padding joins that around it.
    """
    box = box_of(element)
    before, own, after = _inside(element, place, place.within(box))
    if box.inside:
        return box.before, before + own + after + box.inside, box.after
    if element.tag == "section":  # the stylesheet lets no space out, and ends with none
        return 0, before + own, 0
    return max(box.before, before), own, max(box.after, after)


def _inside(element, place: Place, inner: Place) -> tuple[float, float, float]:
    """The same for what is inside an element."""
    tag, classes = element.tag, element.get("class", "").split()
    if tag == "picture":
        return 0, _picture(element, place), 0
    if tag == "table":
        return 0, _table(element, inner), 0
    if tag == "pre":
        return 0, len(_text(element).strip("\n").split("\n")) * inner.line, 0
    if tag == "details":
        return _flow(element, list(element.iterchildren("summary")), inner)
    if "parts" in classes:
        return 0, _parts(element, inner), 0
    if "chart-files" in classes:
        return 0, CHART_FILES, 0
    if "claim" in classes and place.width >= WIDE:
        return 0, _beside(element, inner), 0
    return _flow(element, list(element), inner)


def box_of(element) -> Box:
    """How an element is set."""
    around = element.getparent()
    if around is not None and around.tag == "li" and element.tag == "p":
        outer = around.getparent()
    else:
        outer = around
    return _box(
        element.tag,
        element.get("class", ""),
        "" if around is None else around.tag,
        "" if outer is None else outer.get("class", ""),
    )


@lru_cache(maxsize=4096)
def _box(tag: str, classes: str, around: str, outer_classes: str) -> Box:
    """How an element is set, by its tag and classes, the tag around it, and the classes of what
    counts as around it.
    """
    names = [tag, *(f".{name}" for name in classes.split())]
    outers = [around, *(f".{name}" for name in outer_classes.split())]
    known = {*names, *(f"{one}>{names[0]}" for one in outers)}
    fitting = [box for name, box in BOXES.items() if name in known]
    box = fitting[-1] if fitting else Box()
    sizes = [one for one in fitting if one.size]
    return replace(box, size=sizes[-1].size, line=sizes[-1].line) if sizes else box


def _text(element) -> str:
    return "".join(element.itertext())


def _words(element) -> str:
    """The text of an element in a line; code is set wider than other text."""
    text = _text(element)
    is_code = element.tag == "code" or element.find(".//code") is not None
    return text + "x" * int(len(text) * (WIDER_CODE - 1)) if is_code else text


def _letters(text: str) -> int:
    return len(" ".join(text.split()))


def _flow(element, content: list, place: Place) -> tuple[float, float, float]:
    """Text and blocks below each other; of the spaces between two of them the larger holds."""
    first, total, gap, words = 0.0, 0.0, 0.0, element.text or ""
    for child in content:
        if not isinstance(child.tag, str) or child.tag in NOTHING:
            words += child.tail or ""
        elif child.tag in INLINE and child.get("class") not in LINES:
            words += _words(child) + (child.tail or "")
        else:
            text = place.lines(_letters(words)) * place.line
            total, gap, words = (
                total + text + (gap if text else 0),
                0 if text else gap,
                child.tail or "",
            )
            before, own, after = height(child, place)
            if not total:
                first = max(gap, before)
            elif own:
                total += max(gap, before)
            total, gap = total + own, after if own else max(gap, before, after)
    text = place.lines(_letters(words)) * place.line
    return (first, total + text + gap, 0) if text and total else (first, total + text, gap)


def _picture(element, place: Place) -> float:
    """A chart as the stylesheet sets it: on a desk no wider than it was drawn, on a phone as wide
    as the text.
    """
    wide = place.width >= WIDE
    # The parser does not know that a source is empty, and puts the image in it.
    shown = element.find(".//img" if wide else "source")
    if shown is None or not shown.get("height"):
        return 0
    width, tall = (float(shown.get(side)) for side in ("width", "height"))
    return tall * min(width if wide else MOST_ON_PHONE, place.width) / width


def _table(table, place: Place) -> float:
    """The rows of a table: what its longest words leave is shared by its columns by need."""
    classes = table.get("class", "")
    if AS_CARDS in classes.split() and place.width < WIDE:
        return _cards(table, place)
    kind = next((name for name in CELL if name in classes), "dataframe")
    above, beside = CELL[kind]
    rows = [
        [
            _text(cell).split()
            for cell in row.iterchildren("td", "th")
            if cell.get("class") != "again"
        ]
        for row in table.iter("tr")
    ]
    letter = place.size * LETTER
    least, most = [], []
    for column in zip_longest(*rows, fillvalue=[]):
        least.append(letter * max(len(word) for cell in column for word in [*cell, ""]))
        most.append(letter * max(len(" ".join(cell)) for cell in column))
    room = place.width - len(most) * beside - sum(least)
    needed = sum(most) - sum(least)
    share = min(1, max(0, room) / needed) if needed else 0
    widths = [low + (high - low) * share for low, high in zip(least, most, strict=True)]
    total = 0.0
    for row in rows:
        lines = [_rows_of(cell, width / letter) for cell, width in zip(row, widths, strict=False)]
        total += above + 1 + place.line * max([1, *lines])
    return total


def _cards(table, place: Place) -> float:
    """The rows of a table as cards: each cell after its head, in as many lines as both need."""
    inside = replace(place, width=place.width - CARD.indent, size=CARD.size, line=CARD.line)
    total = 0.0
    for row in table.iterfind("./tbody/tr"):
        total += CARD.inside + CARD.after
        for cell in row.iterchildren("td", "th"):
            text = _text(cell)
            if text or len(cell):
                head = cell.get("data-label", "")
                lines = inside.lines(_letters(f"{head}: {text}" if head else text))
                total += max(1, lines) * CARD.line + CARD_CELL
    return total


def _rows_of(words: list[str], letters: float) -> int:
    """The lines of a few words in a cell of so many letters, filled one after the other."""
    lines, used = 1, 0
    for word in words:
        if used and used + 1 + len(word) > letters + 0.5:
            lines, used = lines + 1, 0
        used += len(word) + (1 if used else 0)
    return lines


def _parts(parts, place: Place) -> float:
    """Names and contents beside each other."""
    beside = replace(place, width=place.width - TERM)
    rows = [max(place.line, _flow(one, list(one), beside)[1]) for one in parts.iterchildren("dd")]
    return sum(rows) + ROW_GAP * max(0, len(rows) - 1)


def _beside(claim, place: Place) -> float:
    """A judged passage on a desk: quotation and evidence on the left, the verdict on the right."""
    room = place.width - 32
    columns = {"judgement": room * 2 / 5}
    left = right = 0.0
    for child in claim:
        name = child.get("class", "").split()[0] if child.get("class") else ""
        own = height(child, replace(place, width=columns.get(name, room * 3 / 5)))[1]
        if name == "judgement":
            right += own
        else:
            left += own + (12.8 if left else 0)
    return max(left, right)


def with_lengths(body: str) -> str:
    """The text of a page in which each section has its length, where the page is long."""
    tree = lxml.html.fragment_fromstring(body, create_parent="article")
    if _flow(tree, list(tree), Place(WIDE))[1] < LONG:
        return body
    styles = iter([_style(section) for section in tree.iter("section")])
    return re.sub(r"<section\b", lambda found: found[0] + next(styles), body)


def _style(section) -> str:
    if not any(around.tag == "section" for around in section.iterancestors()):
        return ""  # the page's own
    inside = box_of(section).inside
    wide, narrow = (
        max(10, round((height(section, Place(width))[1] - inside) / 10) * 10)
        for width in (WIDE, NARROW)
    )
    return f' data-far style="--wide:{wide}px;--narrow:{narrow}px"'


def add_lengths(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give the sections of a page their lengths."""
    if context.get("body") and doctree is not None:
        context["body"] = with_lengths(context["body"])


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("html-page-context", add_lengths, priority=995)
