"""What does the book make from its tables?  Nodes with a mark that no author can type.

A class would not do: ``:class: generated`` can be typed on many directives, and would hide what
stands there.
"""

from __future__ import annotations

from docutils import nodes

MARK = "factbook:generated"
"""An attribute of nodes; no directive, role or option of MyST sets attributes by name."""


def generated(node: nodes.Element) -> nodes.Element:
    """Mark a node as made from the tables, its content included; gives the node back."""
    node[MARK] = True
    return node


def is_generated(node: nodes.Element) -> bool:
    """Whether the book made this node from its tables."""
    return bool(node.get(MARK))
