"""What of a page is seen or heard?  Everything, but what a short list calls silent.

Silent are: what the book makes from its tables; code, as a block or between backticks; comments;
raw text for another format than HTML; and of what a notebook's code prints, plain text and the
cells of HTML tables.  All else is looked through, whatever directive or role it came from, and so
are the attributes that are read out: alternative texts, titles of links, captions of contents,
entries of the index, numbers of lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes

from factbook.book import heard
from factbook.book.bound import derived_reference
from factbook.book.generated import is_generated

QUIET = "\ufffc"
"""Stands in a text for something that says no figure of its own."""

BOUND = "\ue001"
"""Stands in a text for what a role prints."""

_CODE = (nodes.literal_block, nodes.doctest_block)
_UNSEEN = (nodes.comment, nodes.system_message, nodes.substitution_definition)
_HEARD = ("alt", "title", "reftitle", "explanation", "summary", "aria-label")
"""Attributes of nodes that builders write as attributes that are read out."""

_OURS = dict.fromkeys(map(ord, QUIET + BOUND), " ")
"""Marks that an author typed say nothing."""

_SIZE_OF_FRAME = re.compile(r"<p>\d+ rows × \d+ columns</p>")
"""What pandas writes under a frame that it cuts."""


class Bound(NamedTuple):
    """What a role prints: the kind of the role, its target, and the text where it is known."""

    kind: str
    target: str
    text: str


class Seen(NamedTuple):
    """A text that a reader sees or hears, the node it belongs to, and the roles in it, in order."""

    node: nodes.Element
    text: str
    bound: tuple[Bound, ...] = ()


def seen_in(doctree: nodes.Element) -> Iterator[Seen]:
    """Every text of a page that may not hold a loose figure."""
    yield from _texts(doctree)
    for node in doctree.findall(nodes.Element):
        if any(True for _ in _heard(node)) and not _is_silent(node):
            for text in _heard(node):
                yield Seen(node, text)


# --- texts --------------------------------------------------------------------------------------


def _texts(doctree: nodes.Element) -> Iterator[Seen]:
    known: set[int] = set()
    for text in doctree.findall(lambda node: isinstance(node, (nodes.Text, derived_reference))):
        block = _block_of(text)
        if id(block) in known:
            continue
        known.add(id(block))
        if not _is_silent(block):
            yield _flat(block)


def _block_of(text: nodes.Node) -> nodes.Element:
    """The element whose words a text belongs to: a paragraph, not the emphasis inside it."""
    node = text.parent if isinstance(text, nodes.Text) else text
    while isinstance(node, nodes.Inline) and isinstance(
        node.parent, (nodes.TextElement, nodes.Inline)
    ):
        node = node.parent
    return node


def _is_silent(node: nodes.Element | None) -> bool:
    while node is not None:
        if is_generated(node) or isinstance(node, (*_CODE, *_UNSEEN)):
            return True
        if isinstance(node, nodes.label) and node.parent.get("auto"):  # a note numbered by Sphinx
            return True
        node = node.parent
    return False


def _flat(block: nodes.Element) -> Seen:
    """The words of a block in one line, with marks for what is bound and for what says nothing."""
    if isinstance(block, nodes.TextElement):
        pieces = list(_pieces(block))
    else:  # text that a directive put right into a box
        inline = [n for n in block.children if isinstance(n, (nodes.Text, nodes.Inline))]
        pieces = [piece for node in inline for piece in _pieces(node)]
    bound = tuple(piece for piece in pieces if isinstance(piece, Bound))
    text = "".join(BOUND if isinstance(piece, Bound) else piece for piece in pieces)
    return Seen(block, " ".join(text.split()), bound)


def _pieces(node: nodes.Node) -> Iterator[str | Bound]:
    """The text of a node piece by piece; for each role what it prints."""
    if isinstance(node, nodes.Text):
        yield str(node).translate(_OURS)
    elif isinstance(node, derived_reference):
        yield Bound("derived", node["target"], node["words"])
    elif isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "fact":
        yield Bound(node["reftype"], node["reftarget"], node.astext())
    elif isinstance(node, nodes.raw):
        yield _of_raw(node)[0]
    elif _is_code(node) or is_generated(node) or isinstance(node, _UNSEEN):
        yield QUIET
    elif not (isinstance(node, nodes.footnote_reference) and node.get("auto")):
        for child in node.children:
            yield from _pieces(child)


def _is_code(node: nodes.Node) -> bool:
    """Code between backticks.  A literal with a class is a role, such as ``{kbd}``."""
    return isinstance(node, nodes.literal) and set(node["classes"]) <= {"code"}


def _of_raw(node: nodes.raw) -> list[str]:
    """What is seen and heard of raw HTML; the cells of a table that code printed are data."""
    if "html" not in node.get("format", "").split():
        return [""]
    if not _is_output(node):
        return heard.read(node.astext())
    return heard.read(_SIZE_OF_FRAME.sub("", node.astext()), cells=False)


def _is_output(node: nodes.Element | None) -> bool:
    while node is not None:
        if node.get("nb_element") == "cell_code_output":
            return True
        node = node.parent
    return False


# --- attributes ---------------------------------------------------------------------------------


def _heard(node: nodes.Element) -> list[str]:
    """What a node says besides its words."""
    if isinstance(node, (nodes.document, nodes.Text)):
        return []
    said = [node[name] for name in _HEARD if isinstance(node.get(name), str)]
    match node:
        case nodes.raw():
            said += _of_raw(node)[1:]
        case nodes.image():
            said += [] if "alt" in node or _is_output(node) else [node["uri"]]
        case nodes.meta():
            said.append(node.get("content", ""))
        case nodes.enumerated_list():
            said += [f"{node['start']}."] if node.get("start", 1) != 1 else []
        case addnodes.toctree():
            said.append(node.get("caption") or "")
            said += [title for title, _ in node["entries"] if title]
        case addnodes.index():
            said += _of_index(node)
    return [text for text in said if text]


def _of_index(node: addnodes.index) -> list[str]:
    """The entries that an author wrote; those of a glossary repeat a term, which is seen itself."""
    term = next((n for n in _upward(node) if isinstance(n, nodes.term)), None)
    repeated = term.astext() if term is not None else ""
    return [entry[1] for entry in node["entries"] if entry[1] not in repeated]


def _upward(node: nodes.Node | None) -> Iterator[nodes.Node]:
    while node is not None:
        yield node
        node = node.parent
