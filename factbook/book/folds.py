"""What does a reader open who wants to know more?

``{fold} Title`` stands around what many readers skip, ``{working}`` around how the book knows: its
method, its second yardsticks.  All working of a section (those blocks, the code of its cells, the
lines of computed numbers, the tables of cells tagged ``working``) is gathered in one fold at its
end, so that the answer, the chart and the reasons stand together and code never stands in between.
Code stands in a fold of its own in there, behind all that is said in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from factbook.book.domain import facts_of
from factbook.book.outputs import code_of, derived_record, is_chart
from factbook.book.parts import fold

WORKING = "working"
"""The class of folds that hold how the book knows, and the tag of cells that belong there."""

SUMMARY = "How we know"

CODE, CODE_SUMMARY = "code", "Code"
"""The class of the fold that holds the code of a section's working, and its summary."""


class working(nodes.General, nodes.Element):
    """A part of the working, until the working of its section is gathered."""


class Around(SphinxDirective):
    """A directive around content: none, and a problem noted, where something lacks."""

    final_argument_whitespace = True
    has_content = True
    lacks: str
    """What the problem says."""

    def run(self) -> list[nodes.Node]:
        """The node with its content."""
        node = self.node() if self.content else None
        if node is None:
            facts_of(self.env).note_problem(self.env.docname, self.lineno, self.lacks)
            return []
        node.line = self.lineno
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]

    def node(self) -> nodes.Element | None:
        """The node that the content goes into."""
        raise NotImplementedError


class FoldDirective(Around):
    """``{fold} Title``: content under a title that the reader opens."""

    optional_arguments = 1
    lacks = "{fold} lacks its title or its content; write {fold} TITLE, and text below"

    def node(self) -> nodes.Element | None:
        """The fold."""
        title = " ".join(self.arguments).strip()
        return fold("", summary=title) if title else None


class WorkingDirective(Around):
    """``{working}``: how the book knows, to be gathered at the end of its section."""

    lacks = "{working} has no content; write text below it, or leave it out"

    def node(self) -> nodes.Element | None:
        """The part of the working."""
        return working()


class GatherWorking(SphinxTransform):
    """Gather the working of each section in one fold at its end."""

    default_priority = 110  # after the outputs of cells are put together

    def apply(self, **kwargs) -> None:
        """Walk the sections below the title, then what stands above the first of them."""
        for page in [one for one in self.document.children if isinstance(one, nodes.section)]:
            inner = [one for one in page.children if isinstance(one, nodes.section)]
            for section in inner:
                self._gather(section, len(section.children))
            above = page.index(inner[0]) if inner else len(page.children)
            self._gather(page, above)
        for left in list(self.document.findall(working)):
            left.replace_self(left.children)

    def _gather(self, section: nodes.section, end: int) -> None:
        """Move the working among the first children of a section into a fold behind them: what is
        said in words, what cells give out, and their code in a fold of its own.
        """
        following = section.children[end] if end < len(section.children) else None
        found = [part for child in section.children[:end] for part in _working_in(child)]
        if not found:
            return
        for part in found:
            _take_out(part)
        words = [one for part in found if isinstance(part, working) for one in part.children]
        given = [part for part in found if part.get("nb_element") == "cell_code"]
        code = [part for part in found if part.get("nb_element") == "cell_code_source"]
        parts = [*words, *given]
        if code:
            parts.append(fold("", *code, summary=CODE_SUMMARY, classes=[CODE]))
        gathered = fold("", *parts, summary=SUMMARY, classes=[WORKING])
        place = section.index(following) if following is not None else len(section.children)
        # The label of the next section is the last thing in this one, and stays before its heading.
        while place and isinstance(section.children[place - 1], nodes.target):
            place -= 1
        section.insert(place, gathered)


def _working_in(node: nodes.Node) -> Iterator[nodes.Element]:
    """The parts of a node that are working, in order."""
    if not isinstance(node, nodes.Element):
        return
    if isinstance(node, working):
        yield node
    elif node.get("nb_element") == "cell_code":
        shows = any(is_chart(one) for one in node.findall()) or _shows_table(node)
        if (code := code_of(node)) is not None:
            yield code
        if not shows and any(one is not code for one in node.children):
            yield node
    elif isinstance(node, nodes.section):
        for child in node.children:
            yield from _working_in(child)


def _shows_table(cell: nodes.Element) -> bool:
    """Whether readers see what a cell gives out: not lines of computed numbers alone, and not in a
    cell tagged as working.
    """
    if f"tag_{WORKING}" in cell["classes"]:
        return False
    given = [one for one in cell.children if one.get("nb_element") == "cell_code_output"]
    seen = [child for one in given for child in one.children]
    return any(not isinstance(child, derived_record) for child in seen)


def _take_out(part: nodes.Element) -> None:
    """Remove a node, and a cell that has nothing left in it."""
    cell = part.parent
    cell.remove(part)
    if cell.get("nb_element") == "cell_code" and not cell.children:
        cell.parent.remove(cell)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("fold", FoldDirective)
    app.add_directive("working", WorkingDirective)
    app.add_node(working)
    app.add_transform(GatherWorking)
