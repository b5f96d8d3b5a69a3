"""How does a computed number reach the prose with its ingredients?

:func:`derive` writes the number, how it was computed and from what into the output of its cell. The
book prints it with ``{derived}`` and lists it in the ledger, and strict nbval sees when it changes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from factbook import safety, schema, tables

DERIVED = "application/vnd.factbook.derived+json"
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")

MOST_ITEMS, LONGEST_ITEM = 60, 120
"""How many things a computed number may name that it counts, and the letters of each at most."""

_MARKUP = re.compile(r"[`<>{}]|\*\*|\]\(|&#?\w+;")
"""What pages or notebooks would read in a text."""

computed: dict[str, str] = {}
"""Name → printed form of what this process has computed: captions away from the book print it."""


class DeriveError(ValueError):
    """A computed number lacks something.  The text lists everything that is wrong."""


class _Derived:
    def __init__(self, record: dict) -> None:
        self.record = record

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        r = self.record
        text = f"{r['name']} = {r['printed']}: {r['formula']} [{', '.join(r['inputs'])}]"
        if "items" in r:
            text += f": {'; '.join(r['items'])}"
        return {DERIVED: r, "text/plain": text}, {"factbook": "derived"}


def derive(
    name: str,
    value: float,
    unit: str,
    formula: str,
    inputs: Sequence[str] | str,
    digits: int = 0,
    *,
    items: Sequence[str] | None = None,
) -> None:
    """Store a computed number in the output of its cell, so that prose can print it with
    ``{derived}``.

    ``name`` is kebab-case of two words or more, unique over the book; ``unit`` a unit code of
    :data:`factbook.schema.UNITS`; ``formula`` says how the number was computed, in words that a
    reader follows. ``inputs`` is what it was computed from, as a list or in one text with blanks
    between: fact ids, and names of series as ``series:spending``; each must have been loaded in
    this chapter. ``digits`` are the decimals to print; the number is rounded half to even for that.
    ``items`` say what is counted, a short plain text for each, made from what the chapter loaded:
    ``["France, 6 January 2026", …]``; the number's card and its entry in the ledger show them.

    Gives nothing: a chapter that goes on computing keeps the number under a name of its own. Raises
    :class:`DeriveError` with everything that is wrong.
    """
    inputs = inputs.split() if isinstance(inputs, str) else list(inputs)
    if wrong := [*_wrong(name, value, unit, formula, inputs), *_wrong_items(items)]:
        raise DeriveError(f"derive({name!r}): " + "; ".join(wrong))
    # Imported here: the rules and the build need no notebook.
    from IPython.display import display

    number = f"{value:.{digits}f}"
    computed[name] = schema.UNITS[unit].show(tables.number_text(number))
    record = {
        "name": name,
        "value": number,
        "unit": unit,
        "printed": computed[name],
        "formula": " ".join(formula.split()),
        "inputs": inputs,
    }
    if items:
        record["items"] = list(items)
    display(_Derived(record))


def _wrong(name: str, value: float, unit: str, formula: str, inputs: list[str]) -> list[str]:
    """What a computed number lacks."""
    wrong = []
    if not NAME.fullmatch(name):
        wrong.append("the name should be two lower-case words or more, joined by hyphens")
    if unit not in schema.UNITS:
        wrong.append(f"the unit {unit!r} is not one of {', '.join(schema.UNITS)}")
    if not math.isfinite(value):
        wrong.append(f"the value {value} is not a number")
    if len(formula.split()) < 3:
        wrong.append("the formula should say in words how the number was computed")
    if not inputs:
        wrong.append("inputs is empty; name the facts or series that it was computed from")
    for source in inputs:
        key = source if source.startswith("series:") else f"fact:{source}"
        if key not in tables.loaded:
            wrong.append(f"the input {source!r} was not loaded in this chapter")
    return wrong


def _wrong_items(items: Sequence[object] | None) -> list[str]:
    """What is wrong with the texts that say what is counted; none for a count of nothing."""
    if isinstance(items, str):
        return ["items is one text; give a list of them, one for each thing counted"]
    wrong = []
    given = items or ()
    if len(given) > MOST_ITEMS:
        wrong.append(f"{len(given)} items are too many to read; name at most {MOST_ITEMS}")
    for item in given:
        if not isinstance(item, str) or not item.strip():
            wrong.append(f"the item {item!r} is not a text that says something")
        elif len(item) > LONGEST_ITEM:
            wrong.append(f"the item {item[:30]!r}… has more than {LONGEST_ITEM} letters")
        elif _MARKUP.search(item):
            wrong.append(f"the item {item!r} has markup; items are plain texts")
        elif unsafe := safety.unsafe_text(item):
            wrong.append(f"the item {item!r}: expected {unsafe}")
    return wrong
