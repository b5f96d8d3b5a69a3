"""What did earlier editions have wrong?  The parts of the page "Corrections and changes".

``{corrections} counts`` says how much changed, ``{corrections} figures``, ``verdicts`` and
``statements`` list the corrections, each with what was wrong, what is right and what shows it,
``{corrections} retired`` the facts that went, and ``{corrections} support`` those whose support is
another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import editions, schema
from factbook.book import deferred
from factbook.book.deferred import Page
from factbook.book.directives import Argument
from factbook.book.domain import FactDomain
from factbook.book.ledger import anchored, parts_of
from factbook.book.parts import fold
from factbook.book.places import correction_anchor
from factbook.records import Claim, Correction, Fact, Records, Said
from factbook.tables import date_text

MOST = 300
"""Corrections that the page shows at most, the newest: the table has all."""

FIGURES = ("value", "date")
"""What weighs most; these stand first."""


def anchor(correction: Correction, records: Records) -> str:
    """Where the page has a correction; the newest of a record has the plain name."""
    newest = records.corrections[correction.record][-1] is correction
    return correction_anchor(correction.record) + ("" if newest else f"-{correction.corrected}")


# --- the counts ----------------------------------------------------------------------------------


def counts(page: Page) -> list[nodes.Node]:
    """How many facts and verdicts earlier editions had, and what became of them."""
    records = page.records
    if not records.said:
        return [nodes.paragraph("", "No edition before this one was closed.")]
    items = nodes.bullet_list("")
    for sentence in _sentences(records):
        items += nodes.list_item("", nodes.paragraph("", sentence))
    return [items]


def _sentences(records: Records) -> list[str]:
    return [_of_facts(records), _of_verdicts(records), _of_support(records)]


def _of_facts(records: Records) -> str:
    facts = [fact for fact in records.facts.values() if fact.fact_id in records.said]
    went = [name for name in records.said if name in records.retired]
    changes = {fact.fact_id: _changes(fact, records) for fact in facts}
    corrected = [name for name, change in changes.items() if change]
    figures = sum(bool(changes[name] & set(FIGURES)) for name in corrected)
    kinds = sum("kind" in changes[name] for name in corrected)
    stated = sum(bool(changes[name] & {*FIGURES, "kind", "statement"}) for name in corrected)
    reworded = sum(
        not changes[fact.fact_id] and fact.statement != records.said[fact.fact_id][-1].statement
        for fact in facts
    )
    new = len(records.facts) - len(facts)
    return (
        f"Of the {len(facts) + len(went)} facts of {_earlier(records)} {len(corrected)} were "
        f"corrected: {stated} in what they state ({figures} of these in their number or date, "
        f"{kinds} in their kind) and {len(corrected) - stated} in their note or sources alone. "
        f"{reworded} others say the same in other words, and "
        f"{len(facts) - len(corrected) - reworded} stand word for word. "
        f"{len(went)} went, and {new} are new."
    )


def _of_verdicts(records: Records) -> str:
    judged = [claim for claim in records.claims.values() if claim.claim_id in records.said]
    changed = sum(bool(editions.before(claim, records)) for claim in judged)
    new = len(records.claims) - len(judged)
    return (
        f"Of its {len(judged)} verdicts {changed} changed, each with its reason below. "
        f"{new} passages are judged for the first time."
    )


def _of_support(records: Records) -> str:
    moves = list(_moves(records))
    better = sum(_level(fact.support) < _level(said.support) for fact, said in moves)
    return (
        f"The support of {len(moves)} facts is another one: stronger for {better}, weaker for "
        f"{len(moves) - better}. {_how_counted(records)}"
    )


def _how_counted(records: Records) -> str:
    """By what earlier editions counted support, where it was not by passages."""
    known = {said.counted_by for rows in records.said.values() for said in rows}
    return " ".join(
        f"It was counted by {one}, that is {schema.COUNTED_BY[one]}; now it is counted by "
        f"passages, that is {schema.COUNTED_BY['passages']}."
        for one in sorted(known - {"", "passages"})
    )


def _earlier(records: Records) -> str:
    names = {said.edition for rows in records.said.values() for said in rows}
    return f"the {editions.edition_words(names.pop())}" if len(names) == 1 else "earlier editions"


def _changes(fact: Fact, records: Records) -> set[str]:
    """What was corrected of a fact."""
    return {change for one in records.corrections.get(fact.fact_id, ()) for change in one.change}


# --- the corrections -----------------------------------------------------------------------------


def figures(page: Page) -> list[nodes.Node]:
    """The corrections of a number, then those of a date alone."""
    own = [one for one in _shown(page.records) if {*one.change} & {*FIGURES}]
    return _entries(page, sorted(own, key=lambda one: "value" not in one.change))


def verdicts(page: Page) -> list[nodes.Node]:
    """The changed verdicts, then the passages that no earlier edition had judged."""
    found = _entries(page, [one for one in _shown(page.records) if "verdict" in one.change])
    if new := _new_claims(page.records):
        line = nodes.paragraph("", "Judged for the first time: ")
        for number, claim in enumerate(new):
            line += nodes.Text("; " if number else "")
            line += page.link("claim", claim.claim_id, claim.claim.rstrip("."))
        line += nodes.Text(".")
        found.append(line)
    return found


def _new_claims(records: Records) -> list[Claim]:
    """The claims that no earlier edition had; none where there was no edition."""
    new = [claim for claim in records.claims.values() if claim.claim_id not in records.said]
    return new if records.said else []


def statements(page: Page) -> list[nodes.Node]:
    """The other corrections, a fold for each chapter; and where those are that the page has no room
    for.
    """
    records, found = page.records, []
    others = [one for one in _shown(records) if not {*one.change} & {*FIGURES, "verdict"}]
    for code, chapter in records.chapters.items():
        own = [one for one in others if records.facts[one.record].chapter == code]
        if own:
            words = f"{chapter.title}: {len(own)}"
            found.append(fold("", *_entries(page, own), summary=words))
    rest = sum(map(len, records.corrections.values())) - MOST
    if rest > 0:
        text = f"{rest} earlier corrections are in data/corrections.csv."
        found.append(nodes.paragraph("", text))
    return found


def _shown(records: Records) -> list[Correction]:
    """The corrections that the page shows, the newest first; those of facts that went are told by
    the list of these.
    """
    known = {*records.facts, *records.claims}
    return [one for one in editions.newest(records)[:MOST] if one.record in known]


def _entries(page: Page, corrections: Sequence[Correction]) -> list[nodes.Node]:
    return [_entry(page, one) for one in corrections]


def _entry(page: Page, correction: Correction) -> nodes.Element:
    """One correction: what is said now, what was said, why, what shows it, and when.

    On paper, which has the ledger beside it, the last two are left out.
    """
    records, name = page.records, correction.record
    entry = anchored("", ids=[anchor(correction, records)], classes=["entry", "correction"])
    kind = "claim" if name in records.claims else "fact"
    link = page.link(kind, name, _text_of(name, records))
    entry += nodes.paragraph("", "", link, classes=["statement"])
    was = " ".join(_was(correction, editions.as_said(correction, records)))
    evidence: list[nodes.Node] = []
    for source in correction.evidence:
        evidence += [nodes.Text("; ")] if evidence else []
        evidence += [page.link("source", source, records.sources[source].name)]
    rows: list[tuple[str, Sequence[nodes.Node]]] = [
        (correction.edition, [nodes.Text(was)] if was else []),
        ("Why", [nodes.Text(correction.why)]),
    ]
    if page.builder.name == "html":
        rows += [("Evidence", evidence), ("Corrected", [nodes.Text(_when(correction))])]
    entry += parts_of([row for row in rows if row[1]])
    return entry


def _text_of(name: str, records: Records) -> str:
    """A fact or a claim as it is said now, a claim with its verdict."""
    if name in records.facts:
        return records.facts[name].statement
    claim = records.claims[name]
    return f"{claim.claim} {schema.VERDICT_WORDS[claim.verdict].capitalize()}."


def _was(correction: Correction, said: Said) -> Iterator[str]:
    """What the edition said where it was wrong, as far as editions keep it."""
    if "verdict" in correction.change:
        yield f"{schema.VERDICT_WORDS[said.verdict].capitalize()}."
    if "statement" in correction.change:
        yield said.statement
    elif "value" in correction.change:
        yield f"The number was {said.printed or 'not given'}."
    if "date" in correction.change:
        yield f"Dated {said.dated}."
    if "kind" in correction.change:
        yield f"Of the kind {said.kind}."


def _when(correction: Correction) -> str:
    return f"{date_text(correction.corrected)}: {', '.join(correction.change)}"


# --- what went, and support ----------------------------------------------------------------------


def retired(page: Page) -> list[nodes.Node]:
    """The facts that went, each with why and what it said."""
    items = nodes.bullet_list("")
    for name, why in page.records.retired.items():
        line = nodes.paragraph("", "", nodes.literal("", name), nodes.Text(f": {why}"))
        if said := page.records.said.get(name):
            line += nodes.Text(f" It said: {said[-1].statement}")
        items += nodes.list_item("", line)
    return [items] if items.children else [nodes.paragraph("", "No fact went.")]


def support(page: Page) -> list[nodes.Node]:
    """The facts whose support is another one, by what it was and is; on paper their number only."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact, said in _moves(page.records):
        groups.setdefault((said.support, fact.support), []).append(fact)
    found: list[nodes.Node] = []
    for (was, now), facts in sorted(groups.items(), key=lambda group: [*map(_level, group[0])]):
        words = f"From {was} to {now}: {len(facts)}"
        if page.builder.name != "html":
            found.append(nodes.paragraph("", f"{words}."))
            continue
        links = nodes.bullet_list("")
        for fact in facts:
            link = page.link("fact", fact.fact_id, fact.statement)
            links += nodes.list_item("", nodes.paragraph("", "", link))
        found.append(fold("", links, summary=words))
    return found or [nodes.paragraph("", "No fact has another support.")]


def _moves(records: Records) -> Iterator[tuple[Fact, Said]]:
    """The facts whose support is not that of the last edition that had them, with what it said."""
    for fact in records.facts.values():
        said = records.said.get(fact.fact_id, ())
        if said and said[-1].support != fact.support:
            yield fact, said[-1]


def _level(support: str) -> int:
    return list(schema.SUPPORT).index(support)


PARTS: dict[str, Callable[[Page], list[nodes.Node]]] = {
    "counts": counts,
    "figures": figures,
    "verdicts": verdicts,
    "statements": statements,
    "retired": retired,
    "support": support,
}
"""Part of the page → what makes it."""


def corrections(page: Page, part: str) -> list[nodes.Node]:
    """A part of the page."""
    return PARTS[part](page)


def corrections_state(domain: FactDomain, part: str) -> object:
    """What a part of the page shows, and where its links lead."""
    records = domain.records
    match part:
        case "counts":
            return _sentences(records) if records.said else None
        case "retired":
            return [(records.retired[name], records.said.get(name)) for name in records.retired]
        case "support":
            return [(fact.support, said, *_link(domain, fact)) for fact, said in _moves(records)]
    return [
        [(claim.claim, domain.place("claim", claim.claim_id)) for claim in _new_claims(records)],
        [_correction_state(domain, one) for one in _shown(records)],
        sum(map(len, records.corrections.values())),
    ]


def _correction_state(domain: FactDomain, correction: Correction) -> object:
    records, name = domain.records, correction.record
    sources = [
        (records.sources[one].name, domain.place("source", one)) for one in correction.evidence
    ]
    place = domain.place("claim" if name in records.claims else "fact", name)
    chapter = records.chapters[records.facts[name].chapter] if name in records.facts else None
    was = editions.as_said(correction, records)
    return correction, was, _text_of(name, records), place, sources, chapter


def _link(domain: FactDomain, fact: Fact) -> tuple[str, object]:
    return fact.statement, domain.place("fact", fact.fact_id)


def _part_problem(env: BuildEnvironment, part: str) -> str:
    return "" if part in PARTS else f"names the part {part!r}; the parts are {', '.join(PARTS)}"


def setup(app: Sphinx) -> None:
    """Register ``{corrections}`` with Sphinx."""
    deferred.add_directive(
        app,
        "corrections",
        corrections,
        takes=(Argument("part", _part_problem),),
        state=corrections_state,
    )
