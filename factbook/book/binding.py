"""Is every figure in the text bound?

Body text is the text of paragraphs, list items, headings, captions, terms and table cells.  A figure
there must come from a role, or stand on the reviewed list ``data/exceptions.csv``.  Not body text are
code, the outputs of cells, what the book generates from its tables, and quotations of the articles.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import numerals
from factbook.book import bound, outputs
from factbook.book.depends import reads
from factbook.book.domain import facts_of
from factbook.book.places import LEDGER
from factbook.book.stopping import COLLECT, Problem, in_table
from factbook.records import Records

GENERATED = "generated"
"""The class of what the book makes from its tables."""

_BLOCKS = (
    nodes.paragraph,
    nodes.title,
    nodes.caption,
    nodes.term,
    nodes.rubric,
    nodes.line,
    nodes.attribution,
    nodes.subtitle,
)
_SILENT = (
    nodes.literal,
    nodes.comment,
    nodes.raw,
    nodes.problematic,
    nodes.system_message,
    nodes.footnote_reference,
)
_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)


def _is_body(block: nodes.Element) -> bool:
    ancestor = block
    while ancestor is not None:
        if isinstance(ancestor, outputs.chart_caption):
            return True
        classes = ancestor.get("classes", []) if isinstance(ancestor, nodes.Element) else []
        if GENERATED in classes or ancestor.get("nb_element") == "cell_code_output":
            return False
        if isinstance(ancestor, (addnodes.toctree, nodes.literal_block, nodes.topic)):
            return False
        ancestor = ancestor.parent
    return True


def _loose_text(block: nodes.Element) -> str:
    """The text of a block with everything that is bound, or is code, cut out."""
    if isinstance(block, nodes.raw):
        return _MARKUP.sub(" ", block.astext())
    parts = []

    def walk(node: nodes.Node) -> None:
        if isinstance(node, nodes.Text):
            parts.append(str(node))
        elif isinstance(node, _SILENT) or isinstance(node, bound.derived_reference):
            parts.append("\ufffc")
        elif isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "fact":
            parts.append("\ufffc")
        elif "bound" in node.get(
            "classes", ()
        ):  # does not fit its record, which has its own message
            parts.append("\ufffc")
        else:
            for child in node.children:
                walk(child)

    walk(block)
    return "".join(parts)


def exceptions(records: Records) -> list[tuple[str, re.Pattern]]:
    """The reviewed phrases, longest first, each with the pattern that finds it."""
    phrases = sorted(records.exceptions, key=len, reverse=True)
    return [(phrase, re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)")) for phrase in phrases]


def check_page(app: Sphinx, doctree: nodes.document) -> None:
    """Note every loose figure of a page.  The ledger's pages are made from the tables, their titles too."""
    facts = facts_of(app.env)
    docname = app.env.docname
    if docname.startswith(LEDGER):
        return
    reads(app.env, "exceptions")
    phrases = exceptions(facts.records)
    used = facts.exceptions.setdefault(docname, set())
    for block in doctree.findall(lambda node: isinstance(node, (*_BLOCKS, nodes.raw))):
        if not _is_body(block):
            continue
        text = " ".join(_loose_text(block).split())
        for phrase, pattern in phrases:
            text, times = pattern.subn("\ufffc", text)
            if times:
                used.add(phrase)
        if loose := numerals.figures_in(text):
            facts.note_problem(
                docname,
                _line_of(block),
                f"{', '.join(map(repr, loose))} in “{_around(text, loose[0])}” is not bound; write it with a role "
                "({fact}, {fact-date}, {derived}), or list the phrase with its reason in data/exceptions.csv",
            )


def _line_of(block: nodes.Element) -> int | None:
    """The line of a block.  MyST gives the cells of a Markdown table no line of their own, so rows are counted."""
    row = next((n for n in _upward(block) if isinstance(n, nodes.row)), None)
    table = next((n for n in _upward(row) if isinstance(n, nodes.table)), None)
    if table is not None and table.line and "colwidths-auto" in table["classes"]:
        number = list(table.findall(nodes.row)).index(row)
        return table.line + (number + 1 if number else 0)
    return next((n.line for n in _upward(block) if n.line), None)


def _upward(node: nodes.Node | None):
    while node is not None:
        yield node
        node = node.parent


def _around(text: str, figure: str) -> str:
    text = text.replace("\ufffc", "…")
    at = text.find(figure)
    return text[max(0, at - 40) : at + len(figure) + 30].strip()


def check_exceptions(app: Sphinx, env: BuildEnvironment) -> list[Problem]:
    """The phrases on the list that no page has: the list says what is in the book."""
    facts = facts_of(env)
    used = set().union(*facts.exceptions.values())
    return [
        in_table(
            "data/exceptions.csv",
            one.line,
            "phrase",
            f"no page has {one.phrase!r}; remove the line",
        )
        for one in facts.records.exceptions.values()
        if one.phrase not in used
    ]


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("doctree-read", check_page, priority=900)
    app.connect(COLLECT, check_exceptions)
