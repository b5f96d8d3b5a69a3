"""What does a role print, and do its words fit the record that it names?

=====================================  ==========================================================
``{fact}`id```                         value, qualifier and unit of the fact
``{fact}`our words <id>```             our words; numbers, dates and units are the fact's own
``{fact-date}`id```                    the date of the fact, at the precision known
``{fact-date}`words <id>```            a part of the date, or words without any figure
``{claim}`id```                        a claim's verdict, or words that name no other verdict
``{source}`id```                       a source's publisher, or words that name no other publisher
``{derived}`name```                    a number computed in a chapter, or words with no other number
=====================================  ==========================================================
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import NamedTuple

from factbook import numerals, schema
from factbook.records import Records, Source

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
    """What a role of the tables (every kind but ``derived``) prints, or what is wrong with it."""
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
            problem=f"the words {words!r} say {', '.join(stray)}, "
            f"which the fact {target!r} does not"
        )
    return Printed(text, (f"support-{fact.support}",))


def _print_claim(target: str, words: str, records: Records) -> Printed:
    claim = records.claims.get(target)
    if claim is None:
        return Printed(problem=f"no claim {target!r}{nearest(target, records.claims)}")
    if stray := numerals.figures_in(words):
        return Printed(problem=f"the words {words!r} say {', '.join(stray)}; bind them to a fact")
    if other := _other_verdict(words, claim.verdict):
        return Printed(
            problem=f"the words {words!r} say {other!r}, but {target!r} is {claim.verdict}"
        )
    return Printed(words or claim.verdict, (f"verdict-{claim.verdict}",))


def _other_verdict(words: str, verdict: str) -> str:
    """Another verdict that our words name, or "not" before the claim's own; else nothing."""
    for other in schema.VERDICTS:
        found = re.search(rf"(?i)\b(?:not |never |hardly |un)?{other}\b", words)
        if found and found[0].lower() != verdict:
            return found[0]
    return ""


def _print_source(target: str, words: str, records: Records) -> Printed:
    source = records.sources.get(target)
    if source is None:
        return Printed(problem=f"no source {target!r}{nearest(target, records.sources)}")
    if stray := numerals.figures_in(words):
        return Printed(problem=f"the words {words!r} say {', '.join(stray)}; bind them to a fact")
    if other := _other_publisher(words, source, records):
        return Printed(
            problem=f"the words {words!r} name {other}, not {source.publisher} {target!r}"
        )
    return Printed(words or source.publisher)


def _other_publisher(words: str, source: Source, records: Records) -> str:
    """The publisher that our words name instead of the source's own, or nothing."""
    own = f"{source.publisher} {source.title}"
    for other in {known.publisher for known in records.sources.values()} if words else ():
        if other not in own and re.search(rf"(?<!\w){re.escape(other)}(?!\w)", words):
            return other
    return ""


def nearest(target: str, known: Iterable[str]) -> str:
    """A hint at the id that was meant: ``; did you mean 'x'?``, or nothing."""
    close = difflib.get_close_matches(target, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
