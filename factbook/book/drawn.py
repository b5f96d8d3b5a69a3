"""How do counts and rival answers look, drawn without a chapter?  Small pictures from the tables.

A picture is an SVG without a width of its own: every place in it is a share of the line that it
stands on, so that it fits a phone and a wide screen, needs no script, and its lines and dots keep
their thickness.  What it shows stands as text beside it; so it is silent for those who listen, and
left out where there are no pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from docutils import nodes
from sphinx.application import Sphinx

from factbook.book.parts import SKIP, add_node
from factbook.records import Fact

EDGE = 2.0
"""Percent of the line that is kept free at both ends, for the dots there."""

OPEN_ENDED = ("more-than", "at-least")
"""Qualifiers of a number that may be higher."""


class drawing(nodes.General, nodes.Element):
    """A picture; its ``svg`` is written as it is."""


def _svg(kind: str, height: int, parts: Sequence[str]) -> drawing:
    """A picture as wide as its place."""
    # With its name, and closed as XML asks: the EPUB is XHTML.
    look = 'aria-hidden="true" fill="currentColor" stroke="none"'
    place = f'class="{kind}" width="100%" height="{height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {place} {look}>'
    return drawing("", svg=f"{head}{''.join(parts)}</svg>\n")


def _share(number: float) -> str:
    """A place on the line, in percent."""
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"


# --- rival answers -------------------------------------------------------------------------------


def on_one_scale(facts: Sequence[Fact]) -> bool:
    """Whether the answers of a question are numbers with one unit."""
    return len(facts) > 1 and len({fact.unit for fact in facts}) == 1 and bool(facts[0].value)


def scale_of(facts: Sequence[Fact]) -> tuple[float, float]:
    """The ends of the scale on which answers are drawn; nothing is always on it."""
    ends = [float(end) for fact in facts for end in (fact.value, fact.value_max) if end]
    return min(0.0, *ends), max(0.0, *ends)


def answer_line(fact: Fact, scale: tuple[float, float]) -> drawing:
    """One answer on a scale: a line from nothing to a dot, or a bar for a range.

    The dot of a number that its source qualifies is open; where the number may be higher, the line
    goes on in dots.
    """
    low, high = scale
    span = (high - low) or 1.0

    def place(number: float) -> str:
        return _share(EDGE + (100 - 2 * EDGE) * (number - low) / span)

    value, zero = float(fact.value), place(0.0)
    whole = f'<line class="whole" x1="{place(low)}" x2="{place(high)}" y1="12" y2="12" '
    parts = [whole + 'stroke="currentColor" stroke-opacity="0.2"/>']
    if fact.value_max:
        end = float(fact.value_max)
        width = _share((100 - 2 * EDGE) * (end - value) / span)
        parts.append(
            f'<rect class="range" x="{place(value)}" y="5" width="{width}" height="14" rx="3"/>'
        )
        return _svg("scale-line", 24, parts)
    parts.append(
        f'<line class="length" x1="{zero}" x2="{place(value)}" y1="12" y2="12" '
        'stroke="currentColor" stroke-width="3"/>'
    )
    if fact.qualifier in OPEN_ENDED:
        parts.append(
            f'<line class="more" x1="{place(value)}" x2="100%" y1="12" y2="12" '
            'stroke="currentColor" stroke-width="3" stroke-dasharray="2 4"/>'
        )
    kind = "dot qualified" if fact.qualifier else "dot"
    look = ' fill="#ffffff" stroke="currentColor" stroke-width="2.5"' if fact.qualifier else ""
    parts.append(f'<circle class="{kind}" cx="{place(value)}" cy="12" r="6"{look}/>')
    return _svg("scale-line", 24, parts)


# --- counts over time ----------------------------------------------------------------------------

HEIGHT = 44
"""The highest column."""


def columns(counts: Sequence[int], most: int) -> drawing:
    """Counts as columns side by side; ``most`` is the count of the highest column of all pictures
    that are compared.
    """
    ground = f'<line class="ground" x1="0" x2="100%" y1="{HEIGHT}" y2="{HEIGHT}" '
    parts = [ground + 'stroke="currentColor" stroke-opacity="0.3"/>']
    for number, count in enumerate(counts):
        if not count:
            continue
        high = max(1, round((HEIGHT - 14) * count / most, 1))
        step = 100 / (len(counts) + 1)
        left, middle = _share(_left(number, step) + 0.12 * step), _left(number, step) + 0.5 * step
        parts.append(
            f'<rect x="{left}" y="{HEIGHT - high:g}" width="{_share(step * 0.76)}" '
            f'height="{high:g}"/><text x="{_share(middle)}" y="{HEIGHT - high - 3:g}" '
            f'font-size="11" text-anchor="middle">{count}</text>'
        )
    return _svg("columns", HEIGHT + 1, parts)


def axis(labels: Sequence[tuple[int, str]], total: int) -> drawing:
    """What stands under so many columns: a label at the beginning of the column of its number."""
    step = 100 / (total + 1)
    parts = []
    for number, label in labels:
        left = _share(_left(number, step))
        parts.append(f'<text x="{left}" dx="3" y="13" font-size="12">{escape(label)}</text>')
        if number:
            parts.append(
                f'<line x1="{left}" x2="{left}" y1="0" y2="14" stroke="currentColor" '
                'stroke-opacity="0.5"/>'
            )
    return _svg("columns-axis", 16, parts)


def _left(number: int, step: float) -> float:
    """Where a column begins; the first has the place of two, for the words below it."""
    return step * (number + 1) if number else 0.0


def write(translator, node: drawing) -> None:
    """Write the picture."""
    translator.body.append(node["svg"])
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    add_node(app, drawing, html=(write, None), elsewhere=SKIP)
