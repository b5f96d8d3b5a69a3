"""Is every figure in the text bound?

What is seen or heard of a page (:mod:`factbook.book.seen`), and what its charts say
(:mod:`factbook.book.spoken`), may hold no figure but what a role prints and what stands on the
reviewed list ``data/exceptions.csv``.  Nor may what stands right beside a role change what it says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import numerals, roles, schema
from factbook.book import outputs, spoken
from factbook.book.depends import reads
from factbook.book.domain import FactDomain, facts_of
from factbook.book.places import LEDGER
from factbook.book.seen import BOUND, QUIET, Seen, seen_in
from factbook.book.stopping import COLLECT, Problem, in_table

CONFIGURATION = "_config.yml"
"""The file of the configuration, as messages name it."""

_CONFIGURED = ("html_title", "factbook_subtitle", "project", "author", "epub_description")
"""Options of Sphinx that pages, EPUB or PDF show as text of the book."""

_WAY_OUT = (
    "write it with a role ({fact}, {fact-date}, {derived}), or list the phrase with its reason in "
    "data/exceptions.csv"
)
_SHOWN = str.maketrans({BOUND: "…", QUIET: "…"})


def check_page(app: Sphinx, doctree: nodes.document) -> None:
    """Note every loose figure of a page, and what changes a bound one.

    The pages of the ledger are made from the tables, their titles too.
    """
    docname = app.env.docname
    if docname.startswith(LEDGER):
        return
    reads(app.env, "exceptions")
    facts = facts_of(app.env)
    facts.exceptions.setdefault(docname, set())
    for seen in seen_in(doctree):
        known = spoken.SCALES if "chart-subtitle" in seen.node.get("classes", ()) else ()
        loose = _loose(seen, docname, facts, known)
        problems = (*loose, *_changed(seen, facts), *_alone(seen, facts))
        for problem in problems:
            facts.note_problem(docname, _line_of(seen.node), problem)
    for figure in doctree.findall(outputs.chart_figure):
        _check_chart(figure, docname, facts)


def _check_chart(figure: outputs.chart_figure, docname: str, facts: FactDomain) -> None:
    """Note every loose figure in the description and the labels of a chart."""
    picture = next(figure.findall(outputs.chart_picture))
    spoken.note_roles(picture, docname, facts)
    said = spoken.description(picture)
    problems = [*_loose(said, docname, facts), *_changed(said, facts)]
    known = spoken.known(figure, facts)
    for label in spoken.labels(figure, facts):
        problems += _loose(Seen(figure, label), docname, facts, known)
    for problem in problems:
        facts.note_problem(docname, _line_of(figure), f"chart {picture['name']!r}: {problem}")


def _loose(seen: Seen, docname: str, facts: FactDomain, known: Collection[str] = ()) -> list[str]:
    """What is wrong when a text has figures that are neither bound nor on the list.

    ``known`` are values that it may say all the same.
    """
    text = seen.text.replace(BOUND, QUIET)
    for phrase, pattern in facts.records.phrases:
        text, times = pattern.subn(QUIET, text)
        if times:
            facts.exceptions[docname].add(phrase)
    loose = [figure for figure in numerals.find(text) if figure.value not in known]
    if not loose:
        return []
    shown = ", ".join(repr(figure.shown) for figure in loose)
    return [f"{shown} in “{_around(text, loose[0].start)}” is not bound; {_WAY_OUT}"]


def _changed(seen: Seen, facts: FactDomain) -> list[str]:
    """What is wrong when words beside a role change what it says."""
    problems = []
    pieces = seen.text.split(BOUND)
    for place, bound in enumerate(seen.bound):
        before = BOUND.join(pieces[: place + 1])
        after = BOUND.join(pieces[place + 1 :])
        is_value = bound.kind in ("fact", "fact-number")
        fact = facts.records.facts.get(bound.target) if is_value else None
        said = f"{fact.printed} {fact.statement}" if fact else ""
        if word := roles.changed_by(before, after, bound.kind, bound.text, said):
            problems.append(
                f"{word.translate(_SHOWN)!r} right beside {{{bound.kind}}}`{bound.target}` changes "
                "what it says; put the words into the role, where they are held against the "
                "record, or part them from it"
            )
    return problems


def _alone(seen: Seen, facts: FactDomain) -> list[str]:
    """What is wrong when a text has a number alone, and never names what is counted."""
    problems = []
    for bound in seen.bound:
        fact = facts.records.facts.get(bound.target) if bound.kind == "fact-number" else None
        if fact is None or not fact.unit:
            continue
        counted = schema.UNITS[fact.unit].label.split()[0]
        stem = counted[:-3] if counted.endswith("ies") else counted.rstrip("s")
        if stem not in seen.text.lower():
            problems.append(
                f"{{fact-number}}`{bound.target}` counts {counted}, which the text does not name; "
                f"name them, or write {{fact}}`{bound.target}`"
            )
    return problems


def _line_of(block: nodes.Element) -> int | None:
    """The line of a block.

    MyST gives the cells of a Markdown table no line of their own, so rows are counted.
    """
    row = next((n for n in _upward(block) if isinstance(n, nodes.row)), None)
    table = next((n for n in _upward(row) if isinstance(n, nodes.table)), None)
    if table is not None and table.line and "colwidths-auto" in table["classes"]:
        number = list(table.findall(nodes.row)).index(row)
        return table.line + (number + 1 if number else 0)
    return next((n.line for n in _upward(block) if n.line), None)


def _upward(node: nodes.Node | None) -> Iterator[nodes.Node]:
    while node is not None:
        yield node
        node = node.parent


def _around(text: str, place: int) -> str:
    return text[max(0, place - 40) : place + 40].replace(QUIET, "…").strip()


def check_configuration(app: Sphinx, env: BuildEnvironment) -> list[Problem]:
    """Every loose figure in what the configuration shows, such as the title of the book."""
    facts = facts_of(env)
    facts.exceptions[CONFIGURATION] = set()
    shown = [option for option in _CONFIGURED if option in app.config]
    texts = {option: str(app.config[option] or "") for option in shown}
    return [
        Problem(CONFIGURATION, 0, CONFIGURATION, f"{option}: {problem}")
        for option, text in texts.items()
        for problem in _loose(Seen(nodes.inline(), text), CONFIGURATION, facts)
    ]


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
    # The configuration first: what it uses of the list counts too.
    app.connect(COLLECT, check_configuration, priority=400)
    app.connect(COLLECT, check_exceptions)
