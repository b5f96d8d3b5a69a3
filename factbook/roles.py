"""What does a role print, and do its words fit the record that it names?

=====================================  ==========================================================
``{fact}`id```                         value, qualifier and unit of the fact
``{fact}`our words <id>```             our words; numbers, dates and units are the fact's own
``{fact-number}`id```                  the number alone, where the sentence has the unit
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
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from factbook import numerals, schema
from factbook.records import Records, Source

ROLE = re.compile(
    r"\{(?P<kind>fact-date|fact-number|fact|claim|source|derived)\}(?P<ticks>`+)(?P<text>.+?)(?P=ticks)(?!`)",
    re.DOTALL,
)
"""A role as it is written in MyST."""

KINDS = ("fact", "fact-date", "fact-number", "claim", "source", "derived")
"""The roles of the book, by their names."""

OF_FACTS = ("fact", "fact-date", "fact-number")
"""The roles that name a fact."""


def record_kind(kind: str) -> str:
    """The kind of record that a role names: ``fact`` for ``fact-date`` and ``fact-number``."""
    return "fact" if kind in OF_FACTS else kind


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


class Role(NamedTuple):
    """A role as it stands in a text: its kind, our words (or none), its target, and its span."""

    kind: str
    words: str
    target: str
    start: int
    end: int


def find_roles(text: str) -> Iterator[Role]:
    """The book's roles in a text of MyST."""
    for found in ROLE.finditer(text):
        words, target = split_role(" ".join(found["text"].split()))
        yield Role(found["kind"], words, target, found.start(), found.end())


def fill(text: str, records: Records, derived: Mapping[str, str]) -> str:
    """A text with every role replaced by what it prints, for places where no link can stand.

    ``derived`` gives the printed form of each computed number by name.  A role that does not fit
    its record is replaced by its words.
    """
    parts, at = [], 0
    for role in find_roles(text):
        printed = derived.get(role.target, "") if role.kind == "derived" else ""
        if role.kind != "derived":
            printed = print_role(role.kind, role.target, role.words, records).text
        parts += [text[at : role.start], role.words or printed]
        at = role.end
    return "".join([*parts, text[at:]])


def print_role(kind: str, target: str, words: str, records: Records) -> Printed:
    """What a role of the tables (every kind but ``derived``) prints, or what is wrong with it."""
    match kind:
        case "fact" | "fact-date" | "fact-number":
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
        text = words or (fact.number if kind == "fact-number" else fact.printed)
        if not text:
            return Printed(
                problem=f"the fact {target!r} has no value; write {{fact}}`your words <{target}>`"
            )
        stray = numerals.stray_in_words(words, fact)
        if kind == "fact-number" and not schema.UNITS[fact.unit].is_count:
            return Printed(
                problem=f"the number of {target!r} says nothing without its unit ({fact.unit}); "
                f"write {{fact}}`{target}`"
            )
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
    return Printed(words or schema.VERDICT_WORDS[claim.verdict], (f"verdict-{claim.verdict}",))


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
    if not words:
        return ""
    own = f"{source.publisher} {source.title}"
    named = {known.publisher for known in records.sources.values() if known.publisher in words}
    for other in sorted(named):
        if other not in own and re.search(rf"(?<!\w){re.escape(other)}(?!\w)", words):
            return other
    return ""


# --- what stands beside a role ------------------------------------------------------------------

_GLUED_BEFORE = re.compile(r"(?:[\w€$£¥%‰~<>≈±+*/^−\ufffc\ue001]|(?<!\bmid)-|(?<!\ue001)–)$")
_GLUED_AFTER = re.compile(r"^(?:[\w%‰€$£¥°+*^\ufffc\ue001]|-\w|[.,:]\d)")
_UNIT_AFTER = re.compile(
    r"^\s(?:[%‰€$£×]|(?:per ?cent|percentage|bn|mn|tn|k|x|euros?|dollars?|pounds?|times)\b)"
)
_DENIAL = re.compile(r"\b(?:not|no|never|hardly|barely|neither|nor)\s$", re.IGNORECASE)
_COMPARISON = re.compile(
    r"\b(?:less than|more than|fewer than|greater than|higher than|lower than|well over|under|over|"
    r"below|above|beyond|minus|plus|as many as|as much as)\s$",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|close to|near|some|at least|at most|"
    r"up to)\s$",
    re.IGNORECASE,
)


def changed_by(before: str, after: str, kind: str, printed: str, said: str) -> str:
    """What stands right beside a role and changes what it says, as in ``35 %`` or ``less than 35``.

    ``before`` and ``after`` are the plain text around the role, ``printed`` what it prints (empty
    where that is computed later), ``said`` the fact's statement.  A computed number may be rounded
    by the words before it ("about", "up to"): how it was computed stands beside it in the ledger.
    """
    if glued := _GLUED_BEFORE.search(before) or _GLUED_AFTER.search(after):
        return glued[0]
    if kind in (*OF_FACTS, "derived") and (unit := _UNIT_AFTER.search(after)):
        return unit[0].strip()
    if kind != "source" and (denial := _DENIAL.search(before)):
        return denial[0].strip()
    if kind not in ("fact", "fact-number", "derived") or not _opens_with_number(printed):
        return ""
    compared = _COMPARISON.search(before) or (kind != "derived" and _BOUND.search(before))
    if compared and compared[0].strip().lower() not in said.lower():
        return compared[0].strip()
    return ""


_LEADING = re.compile(rf"^(?:(?:{'|'.join(q[0] for q in schema.QUALIFIERS.values())})\s+)?[€$£]?")


def _opens_with_number(printed: str) -> bool:
    """Whether a text begins with a figure, behind a qualifier or the sign of a currency or not.

    An empty one will: it is computed later.
    """
    figures = numerals.figures_in(printed)
    return not printed or bool(figures and _LEADING.sub("", printed).startswith(figures[0]))


def nearest(target: str, known: Iterable[str]) -> str:
    """A hint at the id that was meant: ``; did you mean 'x'?``, or nothing."""
    close = difflib.get_close_matches(target, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
