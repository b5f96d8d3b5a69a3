"""What must hold for the passages: what each source of a fact says on it?"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from factbook import numerals
from factbook.cells import Row, Violation
from factbook.rules.base import Book, like, listed
from factbook.rules.sources import plain, voice
from factbook.tables import by_fact, number_text, relays, support

MOST_WORDS = 6
"""Words that a locator may have: it finds a place, it does not quote."""


def paired(book: Book) -> Iterator[Violation]:
    """Each source that a fact names has its passage, and no other has one."""
    if not book.whole("facts", "passages"):
        return
    named = {row["fact_id"]: listed(row["sources"]) for _, row in book.rows("facts", "sources")}
    pairs = defaultdict(set)
    for line, row in book.rows("passages", "fact_id", "source_id"):
        fact, source = row["fact_id"], row["source_id"]
        pairs[fact].add(source)
        if fact in named and source not in named[fact]:
            message = f"is no source of the fact {fact!r}; name it there, or remove the passage"
            yield book.wrong("passages", line, "source_id", message)
    known = book.ids("sources")
    for line, row in book.rows("facts", "fact_id", "sources"):
        for source in listed(row["sources"]):
            if source in known and source not in pairs[row["fact_id"]]:
                message = f"{source!r} has no passage in data/passages.csv; say there what it says"
                yield book.wrong("facts", line, "sources", message)


def agreeing(book: Book) -> Iterator[Violation]:
    """A passage that agrees says the fact's number; a fact that one of its sources contradicts
    answers a question with rival answers.
    """
    # A statement that does not show its own number is a violation of its own.
    facts = {
        name: fact for name, fact in book.printable_facts.items() if _says(fact["statement"], fact)
    }
    for line, row in book.rows("passages", "fact_id", "says", "agrees"):
        fact = facts.get(row["fact_id"])
        if fact is None:
            continue
        says_it = not fact["value"] or _says(row["says"], fact)
        if row["agrees"] == "yes" and not says_it:
            message = (
                f"does not say {number_text(fact['value'])}, the fact's number; say it as the "
                "source does, or make agrees partly or no"
            )
            yield book.wrong("passages", line, "says", message)
        if row["agrees"] == "no" and not fact["question"]:
            message = (
                f"is no, but the fact {row['fact_id']!r} has no question; give the question "
                "and the rival answer, or correct one of the two"
            )
            yield book.wrong("passages", line, "agrees", message)


def _says(text: str, fact: Row) -> bool:
    """Whether a text has the number of a fact, in digits or in words."""
    # "One" is a pronoun too, and is not looked for.
    wanted = [number for number in (fact["value"], fact["value_max"]) if number not in ("", "1")]
    if not wanted:
        return True
    values = numerals.values_in(text)
    return all(numerals.values_in(number_text(number).lstrip("-")) <= values for number in wanted)


def seen(book: Book) -> Iterator[Violation]:
    """A source known through relays only was not seen; a part of a page that was seen can be
    found again.
    """
    for line, row in book.rows("passages", "source_id", "seen", "locator"):
        source = book.sources.get(row["source_id"])
        if source and source["access"] == "relayed" and row["seen"] != "relay":
            message = (
                f"is {row['seen']!r}, but {row['source_id']} is known through relays only; "
                "make it relay, or the source read"
            )
            yield book.wrong("passages", line, "seen", message)
        if row["seen"] == "excerpt" and not row["locator"]:
            message = "is empty for a part that was seen; give the words that find it"
            yield book.wrong("passages", line, "locator", message)


def locators(book: Book) -> Iterator[Violation]:
    """A locator has six words at most, on one line, and no quotation marks."""
    for line, row in book.rows("passages", "locator"):
        words = row["locator"].split()
        if len(words) > MOST_WORDS:
            message = f"has {len(words)} words: expected at most {MOST_WORDS}, which find the place"
            yield book.wrong("passages", line, "locator", message)
        elif re.search(r"[\"“”„«»]", row["locator"]):
            message = f"{row['locator']!r} has quotation marks; it finds a place, no quotation"
            yield book.wrong("passages", line, "locator", message)


def firsts(book: Book) -> Iterator[Violation]:
    """Whom a passage reports is another than its source, and a name that is known: a publisher, an
    origin of a source, a subject, or whom another passage of the fact reports too.
    """
    if not book.whole("sources", "subjects"):
        return
    names = [row[column] for row in book.sources.values() for column in ("publisher", "origin")]
    names += [row["name"] for _, row in book.rows("subjects", "name")]
    spelt = {plain(name): name for name in reversed(names) if name}
    told = Counter(
        (row["fact_id"], row["origin"]) for _, row in book.rows("passages", "fact_id", "origin")
    )
    for line, row in book.rows("passages", "fact_id", "source_id", "origin"):
        name, source = row["origin"], book.sources.get(row["source_id"])
        if not name or source is None:
            continue
        if name == voice(source):
            message = f"is {name[:80]!r}, who speaks in {row['source_id']} anyway; leave it empty"
            yield book.wrong("passages", line, "origin", message)
        elif name in names:
            continue
        elif plain(name) in spelt:
            message = (
                f"{name[:80]!r} is spelt {spelt[plain(name)][:80]!r} elsewhere; two spellings "
                "would count as two origins"
            )
            yield book.wrong("passages", line, "origin", message)
        elif told[row["fact_id"], name] == 1:
            message = (
                f"{name[:80]!r} is no publisher, origin or subject, and no other passage of the "
                f"fact reports it; spell it as they do, or leave it empty{like(name, {*names})}"
            )
            yield book.wrong("passages", line, "origin", message)


def supported(book: Book) -> Iterator[Violation]:
    """A fact rests on a passage that was seen and says it, of a source without a caution, or on two
    relays; a caution counts only in the party's own voice.
    """
    if not book.whole("passages"):
        return
    rows = book.rows("passages", "fact_id", "source_id", "origin", "seen", "agrees")
    passages = by_fact(row for _, row in rows)
    for line, row in book.rows("facts", "fact_id", "kind", "subject", "sources"):
        named, own = listed(row["sources"]), passages.get(row["fact_id"], [])
        if not all(source in book.sources for source in named) or len(own) < len(named):
            continue
        if not support(row, book.sources, own):
            yield book.wrong("facts", line, "sources", _why_not(book, own))


def _why_not(book: Book, passages: list[Row]) -> str:
    """Why these passages support nothing, and the way out."""
    sources = [book.sources[one["source_id"]] for one in passages]
    free = [one for one in passages if not book.sources[one["source_id"]]["caution"]]
    if not free:
        alone = f"{passages[0]['source_id']} carries a caution and stands alone"
        why = alone if len(passages) == 1 else "has a caution on every source"
        return f"{why}; add a source without one, or leave the fact out"
    if any(one["seen"] != "relay" for one in free):
        return (
            "has no passage that was seen and says it; correct the fact to what its sources say, "
            "or leave it out"
        )
    if relayed := sorted(relays(sources)):
        return (
            f"is relayed by {relayed[0]} alone; add a second, independent relay or a source "
            "that was read, or leave the fact out"
        )
    return "was seen at no source; look it up, or leave the fact out"
