"""What does a chart say besides its data: in its description, on its labels, over its columns?

A description is prose that a screen reader speaks.  It may hold roles, which the book fills in, and
no other figure.  Titles of axes and legends, texts written into the picture and column heads cannot
hold roles: a figure in them must stand in the chart's own data or date, or be printed by a role of
its caption or description.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator

from docutils import nodes

from factbook import numerals, roles, tables
from factbook.book import outputs
from factbook.book.domain import FactDomain
from factbook.book.seen import BOUND, Bound, Seen, seen_in

_WRITTEN = ("title", "subtitle", "text")
"""Properties of a specification that are written into the picture when they are texts."""

_DATA = ("data", "datasets", "transform", "scale", "condition", "config")
"""Properties that hold data and settings, and no words of ours."""

SCALES = frozenset("hundred thousand million billion trillion".split())
"""Scales that are a part of a unit in a subtitle or a label: billion euros, for each thousand
inhabitants."""


def description(picture: outputs.chart_picture) -> Seen:
    """What a chart says to those who cannot see it, as a text of the page."""
    text, parts, bound, at = picture["description"], [], [], 0
    for role in roles.find_roles(text):
        parts += [text[at : role.start], BOUND]
        bound.append(Bound(role.kind, role.target, role.words))
        at = role.end
    spoken = " ".join("".join([*parts, text[at:]]).split())
    return Seen(picture, spoken, tuple(bound))


def note_roles(picture: outputs.chart_picture, docname: str, facts: FactDomain) -> None:
    """Note what a description names, and what does not fit."""
    line = next((node.line for node in _upward(picture) if node.line), None) or 0
    for role in roles.find_roles(picture["description"]):
        if role.kind == "derived":
            facts.note_use("derived", role.target, docname, line, role.words)
            continue
        problem = roles.print_role(role.kind, role.target, role.words, facts.records).problem
        if problem:
            facts.note_problem(docname, line, f"chart {picture['name']!r}: {problem}")
        else:
            facts.note_use(roles.record_kind(role.kind), role.target, docname, line)


def labels(figure: outputs.chart_figure, facts: FactDomain) -> list[str]:
    """What stands in the picture beside the data, and over the columns of the table under it."""
    record = facts.charts[next(figure.findall(outputs.chart_picture))["name"]]
    files = record["files"]
    heads = next(csv.reader(files["csv"].splitlines()), [])
    specs = [json.loads(files[kind]) for kind in ("json", "phone.json")]
    return list(dict.fromkeys((*_written(specs), *heads)))


def known(figure: outputs.chart_figure, facts: FactDomain) -> set[str]:
    """The values that a label may say: those of data and date, and what roles beside it print."""
    picture = next(figure.findall(outputs.chart_picture))
    rows = list(csv.reader(facts.charts[picture["name"]]["files"]["csv"].splitlines()))[1:]
    text, printed = picture["description"], facts.printed
    texts = [
        *(cell for row in rows for cell in row),
        tables.date_text(picture["as_of"]),
        *(
            roles.fill(text[role.start : role.end], facts.records, printed)
            for role in roles.find_roles(text)
        ),
    ]
    for caption in figure.findall(outputs.chart_caption):
        for seen in seen_in(caption):
            texts += [bound.text or printed.get(bound.target, "") for bound in seen.bound]
    return {value for text in texts for value in numerals.values_in(text)} | SCALES


def _written(part: object) -> Iterator[str]:
    """The texts that a specification writes into the picture; its data are not looked through."""
    if isinstance(part, list):
        for item in part:
            yield from _written(item)
        return
    for key, value in part.items() if isinstance(part, dict) else ():
        if key in _DATA:
            continue
        if key == "text" and isinstance(value, dict) and isinstance(value.get("value"), str):
            yield value["value"]
        elif key == "bind" and isinstance(value, dict):
            yield value.get("name", "")
        elif key in _WRITTEN and _is_text(value):
            yield value if isinstance(value, str) else " ".join(value)
        else:
            yield from _written(value)


def _is_text(value: object) -> bool:
    lines = value if isinstance(value, list) else [value]
    return all(isinstance(line, str) for line in lines)


def _upward(node: nodes.Node | None) -> Iterator[nodes.Node]:
    while node is not None:
        yield node
        node = node.parent
