"""What do the pages share?  Folds, links to records, and how nodes of ours are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from factbook import schema
from factbook.records import Fact, Source

Visitor = Callable[..., None]
"""Writes the beginning or the end of a node: takes Sphinx's translator and the node."""

Visitors = tuple[Visitor, Visitor | None]

OTHERS = ("latex", "text", "man", "texinfo")
"""The formats beside HTML that Sphinx asks about each node."""


class fold(nodes.General, nodes.Element):
    """Content under a summary that the reader opens; its ``summary`` is plain text, its ``classes``
    say what kind of content it is."""


# --- links to records ------------------------------------------------------------------------


def reference(
    kind: str, target: str, text: str, docname: str, classes: Sequence[str] = (), explicit=True
) -> addnodes.pending_xref:
    """A link from a page to a fact, claim, source or computed number, which the domain resolves."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", text, classes=list(classes)),
        refdomain="fact",
        reftype=kind,
        reftarget=target,
        refexplicit=explicit,
        refdoc=docname,
        refwarn=True,
    )


def fact_reference(fact: Fact, docname: str) -> addnodes.pending_xref:
    """A link to a fact, by its statement, marked with its support."""
    return reference("fact", fact.fact_id, fact.statement, docname, support_marks(fact))


def support_marks(fact: Fact) -> list[str]:
    """The classes of words that are bound to a fact."""
    return ["bound", f"support-{fact.support}"]


def source_reference(source: Source, docname: str) -> addnodes.pending_xref:
    """A link to a source, by its name."""
    return reference("source", source.source_id, source.name, docname)


def series_of(name: str) -> str:
    """The series that a computed number names as its ingredient; empty for the name of a fact."""
    return name.removeprefix("series:") if name.startswith("series:") else ""


def series_title(series: str) -> str:
    """What a series holds, in words."""
    title = schema.SERIES[series].title if series in schema.SERIES else series
    return title[:1].upper() + title[1:]


def input_reference(name: str, docname: str) -> nodes.Element:
    """What a computed number was computed from: a link to a fact, or the file of a series."""
    if series := series_of(name):
        return nodes.literal("", f"{series}.csv")
    return reference("fact", name, name, docname)


# --- how nodes are written -------------------------------------------------------------------


def add_node(
    app: Sphinx,
    node: type[nodes.Element],
    html: Visitors | None = None,
    elsewhere: Visitors | None = None,
    **formats: Visitors,
) -> None:
    """Register a node: how HTML writes it, and how every other format does unless it is named.

    A node without ``html`` is gone before a page is written.
    """
    if html is None:
        app.add_node(node)
        return
    visitors: dict[str, Any] = {**dict.fromkeys(OTHERS, elsewhere or SKIP), **formats}
    app.add_node(node, html=html, **visitors)


def open_tag(tag: str) -> Visitor:
    """A visitor that opens an element, with the first id of its node."""

    def visit(translator, node: nodes.Element) -> None:
        translator.body.append(f"<{tag}" + "".join(f' id="{i}"' for i in node["ids"][:1]) + ">\n")

    return visit


def close_tag(tag: str) -> Visitor:
    """A visitor that closes an element."""

    def depart(translator, node: nodes.Element) -> None:
        translator.body.append(f"</{tag}>\n")

    return depart


def skip(translator, node: nodes.Element) -> None:
    """Leave the node out."""
    raise nodes.SkipNode


def keep(translator, node: nodes.Element) -> None:
    """Write the children only."""


SKIP: Visitors = (skip, None)
KEEP: Visitors = (keep, keep)


def visit_fold(translator, node: fold) -> None:
    """Open a fold."""
    classes = " ".join(["fold", *node["classes"]])
    translator.body.append(
        f'<details class="{classes}"><summary>{escape(node["summary"])}</summary>\n'
    )


def setup(app: Sphinx) -> None:
    """Register the fold with Sphinx."""
    add_node(app, fold, html=(visit_fold, close_tag("details")), elsewhere=KEEP)
