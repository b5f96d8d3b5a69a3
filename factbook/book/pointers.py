"""How does a page lead to the others?  By how long it takes to read and what comes before and
after, and by pictures of their charts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import roles
from factbook.book import deferred, outputs
from factbook.book.deferred import Page
from factbook.book.directives import Argument, BookDirective
from factbook.book.domain import facts_of
from factbook.book.parts import fold, support_marks
from factbook.book.stopping import BookError

WORDS_A_MINUTE = 200
"""How fast people read prose that asks for attention (Brysbaert 2019: 238 words a minute for easy
non-fiction)."""

PICTURED = -1
"""The line of uses that come from the picture of a chart of another page."""


# --- how long, and what comes before and after ------------------------------------------------


def reading_line(page: Page) -> list[nodes.Node]:
    """One line: the minutes that a page takes, the page before it, and the one after."""
    minutes = math.ceil(words_of(page.env, page.docname) / WORDS_A_MINUTE)
    unit = "minute" if minutes == 1 else "minutes"
    line = nodes.paragraph("", f"About {minutes} {unit} to read.", classes=["reading-line"])
    order = page.env.toctree_includes.get(page.env.config.root_doc, [])
    place = order.index(page.docname) if page.docname in order else -1
    for name, near in (("Before", place - 1), ("Next", place + 1)):
        if place >= 0 and 0 <= near < len(order):
            line += [nodes.Text(f" {name}: "), page.page_link(order[near]), nodes.Text(".")]
    return [line]


def words_of(env: BuildEnvironment, docname: str) -> int:
    """The words of a page that a reader meets without opening a fold: titles, text, captions."""
    return sum(len(text.astext().split()) for text in _read_in(env.get_doctree(docname)))


def _read_in(node: nodes.Node) -> Iterator[nodes.TextElement]:
    """The paragraphs and titles of a node that stand open."""
    if isinstance(node, (fold, nodes.literal_block, nodes.comment)):
        return
    if isinstance(node, nodes.TextElement):
        yield node
        return
    for child in node.children:
        yield from _read_in(child)


# --- pictures of charts -----------------------------------------------------------------------


class ChartPictureDirective(BookDirective):
    """``{chart-picture} ID``: the picture of a chart of another page, which leads to it."""

    takes = (Argument("ID", lambda env, value: ""),)

    def make(self) -> list[nodes.Node]:
        """A place that is filled when all charts are known."""
        facts_of(self.env).pictured.setdefault(self.env.docname, []).append(self.arguments[0])
        place = deferred.place_for(self.env, "chart-picture", self.arguments[0])
        return [nodes.container("", place, classes=["generated", "chart-picture"])]


def chart_picture(page: Page, name: str) -> list[nodes.Node]:
    """The caption of a chart with its numbers bound, and its picture as a link to the chart.

    Raises :class:`BookError` for a chart that no page has.
    """
    record = page.facts.charts.get(name)
    if record is None:
        raise BookError(f"{page.docname}: {{chart-picture}} no chart {name!r} in the book")
    caption = nodes.paragraph("", "", classes=["chart-picture-title"])
    caption += bound_text(page, record["title"])
    described = roles.fill(record["description"], page.records, page.facts.printed)
    link = page.page_link(record["docname"])
    link["refuri"] = link["refuri"].partition("#")[0] + f"#fig-{name}"
    pictured = outputs.pictured_chart(
        "", name=name, size=record["sizes"][1], svg=record["still"], words=described
    )
    link.clear()
    link += pictured
    link["classes"].append("chart-picture-link")
    return [caption, nodes.paragraph("", "", link)]


def bound_text(page: Page, text: str) -> list[nodes.Node]:
    """A text of MyST with its roles as links."""
    found: list[nodes.Node] = []
    at, printed = 0, page.facts.printed
    for role in roles.find_roles(text):
        words = roles.fill(text[role.start : role.end], page.records, printed)
        kind = roles.record_kind(role.kind)
        fact = page.records.facts.get(role.target) if kind == "fact" else None
        classes = support_marks(fact) if fact else ["bound", f"bound-{kind}"]
        found += [nodes.Text(text[at : role.start]), page.link(kind, role.target, words, classes)]
        at = role.end
    return [*found, nodes.Text(text[at:])]


def note_pictured(app: Sphinx, env: BuildEnvironment) -> None:
    """Note what the captions of pictured charts name as used by the pages that show them."""
    domain = facts_of(env)
    for docname, names in domain.pictured.items():
        own = [use for use in domain.uses.get(docname, []) if use.line != PICTURED]
        domain.replace_uses(docname, own)
        for name in names:
            domain.note_roles(domain.charts.get(name, {}).get("title", ""), docname, PICTURED)


def shown_of(env: BuildEnvironment, docname: str) -> list[tuple]:
    """What the pictured charts of a page show, as it is now."""
    domain = facts_of(env)
    charts = [domain.charts.get(name, {}) for name in domain.pictured.get(docname, [])]
    keys = ("title", "description", "docname", "sizes")
    return [tuple(chart.get(key) for key in keys) for chart in charts]


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    deferred.add_directive(app, "reading-line", reading_line)
    deferred.add("chart-picture", chart_picture)
    app.add_directive("chart-picture", ChartPictureDirective)
    app.connect("env-updated", note_pictured, priority=300)
