"""What do the roles leave in a page?

=====================================  ==========================================================
``{fact}`id```                         value, qualifier and unit of the fact
``{fact}`our words <id>```             our words; every number in them must be the fact's own
``{fact-date}`id```                    the date of the fact, at the precision known
``{fact-date}`words <id>```            our words; every number and month must be the date's own
``{fact-number}`id```                  the number alone, where the sentence has the unit
``{claim}`id```, ``{source}`id```      a claim's verdict, a source's publisher, or our words
``{derived}`name```                    a number computed in a chapter
=====================================  ==========================================================

Every name leads to its place in the ledger.  What is unknown or does not fit is noted with page and
line.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole

from factbook import numerals, roles
from factbook.book.domain import Use, facts_of
from factbook.book.generated import generated
from factbook.book.parts import reference
from factbook.book.positions import where
from factbook.book.stopping import COLLECT, Problem


class BoundRole(SphinxRole):
    """A role that prints a record of the tables as a link to its place."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The printed text as a reference that the domain resolves; what does not fit is noted."""
        words, target = roles.split_role(self.text)
        domain, docname, line = facts_of(self.env), self.env.docname, self.lineno
        if self.kind == "derived":
            domain.note_use("derived", target, docname, line, words)
            place = derived_reference(
                "", words, target=target, words=words, docname=docname, line=line
            )
            return [place], []
        printed = roles.print_role(self.kind, target, words, domain.records)
        if printed.problem:
            domain.note_problem(docname, line, printed.problem)
            return [generated(nodes.problematic("", words or target))], []
        domain.note_use(roles.record_kind(self.kind), target, docname, line)
        classes = ["bound", f"bound-{self.kind}", *printed.classes]
        link = reference(self.kind, target, printed.text, docname, classes, explicit=bool(words))
        return [link], []


class derived_reference(nodes.Inline, nodes.TextElement):
    """A place in the prose that waits for a number computed in a chapter."""


class ResolveOwnDerived(SphinxTransform):
    """Print the numbers that the page itself computes, before titles are collected."""

    default_priority = 200

    def apply(self, **kwargs) -> None:
        """Replace what this page's own outputs answer."""
        own = facts_of(self.env).derived
        for node in list(self.document.findall(derived_reference)):
            record = own.get(node["target"])
            if record and record["docname"] == self.env.docname:
                _print_derived(node, record)


class ResolveDerived(SphinxPostTransform):
    """Print the numbers that other pages compute, when all pages have been read."""

    default_priority = 5

    def run(self, **kwargs) -> None:
        """Replace every place that still waits."""
        for node in list(self.document.findall(derived_reference)):
            _print_derived(node, facts_of(self.env).derived[node["target"]])


def _print_derived(node: derived_reference, record: dict) -> None:
    text = node["words"] or record["printed"]
    link = reference(
        "derived",
        node["target"],
        text,
        node["docname"],
        ["bound", "bound-derived"],
        explicit=bool(node["words"]),
    )
    node.replace_self(link)


def check_derived(app: Sphinx, env: BuildEnvironment) -> list[Problem]:
    """What does not fit where pages print computed numbers; known only when all pages have been
    read.
    """
    domain = facts_of(env)
    return [
        Problem(env.doc2path(docname, base=False), use.line, where(env, docname, use.line), problem)
        for docname, uses in domain.uses.items()
        for use in uses
        if use.kind == "derived" and (problem := _derived_problem(use, domain.derived))
    ]


def _derived_problem(use: Use, derived: dict[str, dict]) -> str:
    record = derived.get(use.target)
    if record is None:
        return f"no computed number {use.target!r}{roles.nearest(use.target, derived)}"
    if stray := numerals.stray_in_text(use.words, record["printed"]):
        return (
            f"the words {use.words!r} say {', '.join(stray)}, but the computed number "
            f"{use.target!r} is "
            f"{record['printed']}"
        )
    return ""


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    for kind in roles.KINDS:
        app.add_role(kind, BoundRole(kind))
    app.add_node(derived_reference)
    app.add_transform(ResolveOwnDerived)
    app.add_post_transform(ResolveDerived)
    app.connect(COLLECT, check_derived)
