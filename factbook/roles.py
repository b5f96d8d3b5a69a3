"""What does a role print, and do its words fit the record that it names?

=====================================  ==========================================================
``{fact}`id```                         value, qualifier and unit of the fact
``{fact}`our words <id>```             our words; every number in them must be the fact's own
``{fact-date}`id```                    the date of the fact, at the precision known
``{fact-date}`words <id>```            our words; every number and month must be the date's own
``{claim}`id```, ``{source}`id```      a claim's verdict, a source's publisher, or our words
``{derived}`name```                    a number computed in a chapter
=====================================  ==========================================================
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from factbook import numerals
from factbook.records import Records

KINDS = ("fact", "fact-date", "claim", "source", "derived")
"""The roles of the book, by their names."""


class Printed(NamedTuple):
    """What a role prints: its text, the classes that the text bears, and what does not fit."""

    text: str = ""
    classes: tuple[str, ...] = ()
    problem: str = ""


def split_role(text: str) -> tuple[str, str]:
    """The text of a role: ``our words <id>`` → (words, id); ``id`` → ("", id)."""
    if text.endswith(">") and " <" in text:
        words, _, target = text[:-1].rpartition(" <")
        return words.strip(), target.strip()
    return "", text.strip()


def print_role(kind: str, target: str, words: str, records: Records) -> Printed:
    """What a ``fact``, ``fact-date``, ``claim`` or ``source`` role prints, or what is wrong with it."""
    match kind:
        case "fact" | "fact-date":
            return _print_fact(kind, target, words, records)
        case "claim":
            return _print_claim(target, words, records)
        case "source":
            return _print_source(target, words, records)
    raise ValueError(f"no role {kind!r} of the tables")


def _print_fact(kind: str, target: str, words: str, records: Records) -> Printed:
    fact = records.facts.get(target)
    if fact is None:
        return Printed(problem=f"no fact {target!r}{nearest(target, records.facts)}")
    if kind == "fact-date":
        text = words or fact.dated
        stray = numerals.stray_in_date(words, fact.as_of)
    else:
        text = words or fact.printed
        if not text:
            return Printed(
                problem=f"the fact {target!r} has no value; write {{fact}}`your words <{target}>`"
            )
        stray = numerals.stray_in_words(words, fact)
    if stray:
        return Printed(
            problem=f"the words {words!r} say {', '.join(stray)}, which the fact {target!r} does not"
        )
    return Printed(text, (f"support-{fact.support}",))


def _print_claim(target: str, words: str, records: Records) -> Printed:
    claim = records.claims.get(target)
    if claim is None:
        return Printed(problem=f"no claim {target!r}{nearest(target, records.claims)}")
    if stray := numerals.figures_in(words):
        return Printed(problem=f"the words {words!r} say {', '.join(stray)}; bind them to a fact")
    return Printed(words or claim.verdict, (f"verdict-{claim.verdict}",))


def _print_source(target: str, words: str, records: Records) -> Printed:
    source = records.sources.get(target)
    if source is None:
        return Printed(problem=f"no source {target!r}{nearest(target, records.sources)}")
    if stray := numerals.figures_in(words):
        return Printed(problem=f"the words {words!r} say {', '.join(stray)}; bind them to a fact")
    return Printed(words or source.publisher)


def nearest(target: str, known: Iterable[str]) -> str:
    """A hint at the id that was meant: ``; did you mean 'x'?``, or nothing."""
    close = difflib.get_close_matches(target, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
