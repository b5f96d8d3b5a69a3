"""Does a text of a table bind its figures?  Of the tables whose texts may hold roles."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from factbook import numerals, roles
from factbook.records import Records

_ROLE = "\ue001"
"""Stands in a text for what a role prints, as :func:`factbook.roles.changed_by` knows it."""


def unbound(text: str, records: Records) -> Iterator[str]:
    """What is wrong with the roles of a text and with what stands around them, in a line each."""
    found = [*roles.find_roles(text)]
    around = [text[one.end : two.start] for one, two in itertools.pairwise(found)]
    pieces = [text[: found[0].start], *around, text[found[-1].end :]] if found else [text]
    for place, role in enumerate(found):
        printed = roles.Printed()
        if role.kind != "derived":  # the pages that compute are not read here
            printed = roles.print_role(role.kind, role.target, role.words, records)
        if printed.problem:
            yield printed.problem
            continue
        before, after = _ROLE.join(pieces[: place + 1]), _ROLE.join(pieces[place + 1 :])
        fact = records.facts.get(role.target) if role.kind in ("fact", "fact-number") else None
        said = f"{fact.printed} {fact.statement}" if fact else ""
        if word := roles.changed_by(before, after, role.kind, printed.text or role.words, said):
            yield (
                f"{word.replace(_ROLE, '…')!r} right beside {{{role.kind}}}`{role.target}` changes "
                "what it says; put the words into the role, or part them from it"
            )
    plain = "\ufffc".join(pieces)
    if odd := re.search(r"[{}`*_\[\]]", plain):
        yield f"has {odd[0]!r} outside of a role, which would print as it stands"
    for _, pattern in records.phrases:
        plain = pattern.sub("\ufffc", plain)
    if loose := numerals.figures_in(plain):
        shown = ", ".join(map(repr, loose))
        yield f"says {shown} outside of a role; bind it: {{fact}}, {{fact-date}}, {{derived}}"
