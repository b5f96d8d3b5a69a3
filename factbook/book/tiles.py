"""What has to be true before the guarantees can work, at a glance?

``{tiles}`` lists every condition of ``data/series/conditions.csv`` by the guarantee that needs it:
a tile with its words and its state.  A tile is a link to the fact that decides it, so that a tap
opens the fact's card; its attribute ``data-lead`` is what the card says first: the condition, the
state and why.  Above stands how many conditions have which state; the signs there are the key to
those on the tiles.

It is a list of sentences in every format.  On a wide screen a stylesheet makes tiles of it, on a
phone a line for each condition.  ``{tiles} folded`` shows of each guarantee the signs alone, and
the tiles to whoever opens it.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from itertools import groupby

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import schema
from factbook.book.depends import STATES
from factbook.book.directives import Argument
from factbook.book.domain import FactDomain
from factbook.book.parts import KEEP, add_node, close_tag, open_tag, support_marks
from factbook.book.views import FactView
from factbook.records import Condition, Records

SIGNS = {"met": "✓", "stated": "…", "contradicted": "✗", "not known": "?"}
"""State of a condition → its sign: the state is never told by colour alone."""

WORDS = {"met": "yes", "stated": "only words", "contradicted": "no", "not known": "not known"}
"""State → how pages print it: the answer to whether the condition is true."""


class tile_sign(nodes.Inline, nodes.TextElement):
    """The sign of a state.  It is seen and not heard: the state's word stands beside it."""


class tile_words(nodes.Inline, nodes.TextElement):
    """The words of a tile.  Its ``lead`` becomes an attribute of the link around it."""


class tile_group(nodes.General, nodes.Element):
    """A guarantee that the reader opens: its name with the signs, and its tiles."""


class tile_group_name(nodes.Part, nodes.TextElement):
    """What is seen of a guarantee before it is opened."""


def _is_folded(env: BuildEnvironment, value: str) -> str:
    return "" if value == "folded" else f"has the argument {value!r}; write {{tiles}} [folded]"


class Tiles(FactView):
    """A count of the states, then each guarantee with its conditions as tiles."""

    takes = (Argument("folded", _is_folded, optional=True),)

    def view(self, records: Records) -> list[nodes.Node]:
        """The count, and the list of guarantees."""
        conditions = tuple(records.conditions.values())
        counts = Counter(one.state for one in conditions)
        head = nodes.paragraph("", f"{len(conditions)} conditions must hold:")
        key = nodes.bullet_list("", classes=["tiles-key"])
        for state in schema.CONDITION_STATES:
            if counts[state]:
                line = nodes.paragraph("", "", _sign(state), nodes.Text(f" {counts[state]} "))
                line += nodes.inline("", WORDS[state], classes=["tile-state"])
                key += nodes.list_item("", line, classes=[_class(state)])
        guarantees = nodes.bullet_list("", classes=["tiles-guarantees"])
        for guarantee, group in groupby(conditions, lambda one: one.guarantee):
            own = tuple(group)
            row = nodes.bullet_list("", classes=["tiles-row"])
            row += [self._tile(one, records) for one in own]
            if self.arguments:
                name = tile_group_name("", "", nodes.inline("", guarantee))
                for one in own:
                    name += [nodes.Text(" "), nodes.inline("", "", _sign(one.state))]
                    name[-1]["classes"] = [_class(one.state)]
                guarantees += nodes.list_item("", tile_group("", name, row))
            else:
                guarantees += nodes.list_item("", nodes.paragraph("", guarantee), row)
        return [nodes.container("", head, key, classes=["tiles-count"]), guarantees]

    def _tile(self, one: Condition, records: Records) -> nodes.list_item:
        """A condition as a link to the fact that decides it."""
        fact = records.facts[one.decided_by]
        self.note(fact)
        words = tile_words("", classes=[*support_marks(fact), "tile"], lead=lead(one))
        words += [
            _sign(one.state),
            nodes.Text(" "),
            nodes.inline("", one.short, classes=["tile-short"]),
            nodes.inline("", ": ", classes=["tile-mark"]),
            nodes.inline("", one.condition, classes=["tile-words"]),
            nodes.inline("", "; ", classes=["tile-mark"]),
            nodes.inline("", WORDS[one.state], classes=["tile-state"]),
        ]
        link = addnodes.pending_xref(
            "",
            words,
            refdomain="fact",
            reftype="fact",
            reftarget=fact.fact_id,
            refexplicit=True,
            refdoc=self.env.docname,
            refwarn=True,
        )
        return nodes.list_item("", nodes.paragraph("", "", link), classes=[_class(one.state)])


def lead(one: Condition) -> str:
    """What a card says of a condition before it shows the fact that decides it."""
    return f"{one.condition[0].upper()}{one.condition[1:]}: {WORDS[one.state]}. {one.why}"


def _sign(state: str) -> tile_sign:
    return tile_sign("", SIGNS[state])


def _class(state: str) -> str:
    return f"state-{state.replace(' ', '-')}"


def visit_sign(translator, node: tile_sign) -> None:
    """Open a sign."""
    translator.body.append('<span class="tile-sign" aria-hidden="true">')


def visit_words(translator, node: tile_words) -> None:
    """Open the words of a tile, and give the link that was opened last what its card says first."""
    said = escape(node["lead"])
    translator.body[-1] = translator.body[-1].replace("<a ", f'<a data-lead="{said}" ', 1)
    translator.body.append(translator.starttag(node, "span", ""))


def tiles_state(domain: FactDomain) -> object:
    """The conditions; what a fact says the page depends on by using it."""
    return domain.records.conditions


def setup(app: Sphinx) -> None:
    """Register ``{tiles}`` with Sphinx."""
    add_node(app, tile_sign, html=(visit_sign, close_tag("span")), elsewhere=KEEP)
    add_node(app, tile_words, html=(visit_words, close_tag("span")), elsewhere=KEEP)
    group = open_tag('details class="tiles-group"'), close_tag("details")
    add_node(app, tile_group, html=group, elsewhere=KEEP)
    name = open_tag("summary"), close_tag("summary")
    add_node(app, tile_group_name, html=name, elsewhere=KEEP)
    app.add_directive("tiles", Tiles)
    STATES["tiles"] = tiles_state
