"""What holds between facts, and between a fact and its sources?"""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterator

from factbook.cells import Row, Violation
from factbook.rules.base import Book, later, like, listed, today


def dates(book: Book) -> Iterator[Violation]:
    """No date lies after the evidence's end, nor a fact after all of its sources; an announcement
    may.
    """
    end, why = _evidence_end(book)
    for name in ("facts", *(name for name in book.tables if name.startswith("series/"))):
        for column in book.columns(name, "date", "day"):
            for line, row in book.rows(name, column):
                if column == "checked" or row.get("kind") == "announcement":
                    continue
                if end and later(row[column], end):
                    yield book.wrong(
                        name,
                        line,
                        column,
                        f"{row[column]} lies after {end}, {why}; only a fact of the kind "
                        "announcement may",
                    )
                elif name == "facts" and (last := _last_source(book, row)):
                    yield book.wrong(
                        name,
                        line,
                        column,
                        f"{row[column]} lies after all sources (the last is of {last}); correct "
                        "the date, or make it an announcement",
                    )


def _evidence_end(book: Book) -> tuple[str, str]:
    """The last day that a date may have, and what that day is; an open edition goes on to today."""
    end = book.edition[0].get("relayed_until", "")
    if book.is_open and end and end < today():
        return today(), "today by this machine's clock"
    return end, "the evidence's end (relayed_until) in data/edition.toml"


def _last_source(book: Book, row: Row) -> str:
    """When the last of a fact's sources was published, if the fact lies after all of them."""
    published = [
        book.sources[source]["published"] if source in book.sources else ""
        for source in listed(row["sources"])
    ]
    if published and all(later(row["as_of"], day) for day in published):
        return max(published)
    return ""


LOOKED_UP = (
    ("facts", ("checked",)),
    ("sources", ("published", "accessed")),
    ("passages", ("seen_on",)),
    ("claims", ("judged_on", "second_look")),
    ("articles", ("accessed",)),
    ("editions", ("closed",)),
    ("corrections", ("corrected",)),
)
"""Table → the columns with days on which something was looked up, published, judged, closed or
corrected.
"""


def looked_up(book: Book) -> Iterator[Violation]:
    """Nothing was published, read, looked up, judged or corrected after the edition was closed, or
    after today while it is open, and no source was read before it was published.
    """
    end, why = _edition_end(book)
    for name, columns in LOOKED_UP:
        for column in columns:
            for line, row in book.rows(name, *columns):
                if end and later(row[column], end):
                    yield book.wrong(name, line, column, f"{row[column]} lies after {end}, {why}")
                elif (
                    name == "sources"
                    and column == "accessed"
                    and row["published"]
                    and row["accessed"]
                    and later(row["published"], row["accessed"])
                ):
                    yield book.wrong(
                        name,
                        line,
                        column,
                        f"{row['accessed']} lies before {row['published']}, when it was published",
                    )


def _edition_end(book: Book) -> tuple[str, str]:
    """The last day on which anything can have been looked up, and what to do about later ones."""
    if book.is_open:
        return today(), "today by this machine's clock; correct the day, or the clock"
    return book.edition[0].get("date", ""), (
        "on which the edition was closed; to work on the next edition, open it: "
        'python -m factbook release --open NAME, which sets date = "" in data/edition.toml'
    )


def no_seeds(book: Book) -> Iterator[Violation]:
    """No fact names one of the two articles as its source: what they say is a claim."""
    for line, row in book.rows("facts", "sources"):
        for source in listed(row["sources"]):
            if source in book.sources and book.sources[source]["kind"] == "seed":
                yield book.wrong(
                    "facts",
                    line,
                    "sources",
                    f"{source!r} is an article that the book examines; name the evidence instead",
                )


def rivals(book: Book) -> Iterator[Violation]:
    """Facts with one `question` have one unit, and no two of them give the same value."""
    groups = defaultdict(list)
    for line, row in book.rows("facts", "question", "value", "value_max", "qualifier", "unit"):
        if row["question"]:
            groups[row["question"]].append((line, row))
    for group in groups.values():
        first = group[0][1]
        seen: dict[tuple[str, str, str], str] = {}
        for line, row in group:
            answer = (row["value"], row["value_max"], row["qualifier"])
            if row["unit"] != first["unit"]:
                yield book.wrong(
                    "facts",
                    line,
                    "unit",
                    f"{row['unit'] or 'no unit'} differs from {first['unit'] or 'no unit'} of its "
                    "rival "
                    f"{first['fact_id'][:80]}; rivals have one unit",
                )
            elif row["value"] and answer in seen:
                yield book.wrong(
                    "facts",
                    line,
                    "value",
                    f"is the value of its rival {seen[answer][:80]} too; rivals differ, else they "
                    "are one "
                    "fact with the sources of both",
                )
            seen.setdefault(answer, row["fact_id"])


def milestones(book: Book) -> Iterator[Violation]:
    """A fact of `milestones.csv` is dated to the month at least, so that the timeline has it."""
    for line, row in book.rows("milestones", "fact_id"):
        fact = book.facts.get(row["fact_id"])
        if fact and len(fact["as_of"]) < len("2026-01"):
            yield book.wrong(
                "milestones",
                line,
                "fact_id",
                f"{row['fact_id']} is dated {fact['as_of']}, without a month, and the timeline "
                "cannot place it; date the fact, or remove the line",
            )


def questions(book: Book) -> Iterator[Violation]:
    """Each `question` of a fact stands in `questions.csv`, and two facts or more answer each
    question there.
    """
    if not book.whole("facts", "questions"):
        return
    known, answers = book.ids("questions"), Counter[str]()
    for line, row in book.rows("facts", "question"):
        question = row["question"]
        if question and question not in known and not answers[question]:
            yield book.wrong(
                "facts",
                line,
                "question",
                f"{question[:80]!r} is not in "
                f"data/questions.csv{like(question, known) or '; add it there'}",
            )
        answers[question] += 1
    # What a misspelt question was meant to answer has one violation already.
    for question in answers.keys() - known - {""}:
        for meant in difflib.get_close_matches(question, known, 1, 0.75):
            answers[meant] += answers[question]
    if book.tables["facts"].violations or len([*book.rows("facts")]) > len(
        [*book.rows("facts", "question")]
    ):
        return
    for line, row in book.rows("questions", "question"):
        if (found := answers[row["question"]]) < 2:
            yield book.wrong(
                "questions",
                line,
                "question",
                f"{row['question'][:80]!r} has {('no answer', 'one answer')[found]}; two facts or "
                "more "
                "give rival answers to a question: add the facts, or remove the question",
            )


def supersedes(book: Book) -> Iterator[Violation]:
    """A fact that supersedes another shares a subject and the unit with it, is not dated before it,
    is no rival of it, and no chain of them comes back to its start.
    """
    columns = ("fact_id", "as_of", "subject", "unit", "question", "supersedes")
    for line, row in book.rows("facts", *columns):
        earlier = book.facts.get(row["supersedes"])
        if earlier and (message := _succession(book, row, earlier)):
            yield book.wrong("facts", line, "supersedes", message)


def _succession(book: Book, row: Row, earlier: Row) -> str:
    """What keeps a fact from being the later state of another; empty if nothing does."""
    chain = _chain(book, row["fact_id"])
    if row["fact_id"] in chain:
        if row["fact_id"] != min(chain):
            return ""
        return (
            f"goes round in a circle: {' → '.join([row['fact_id'], *chain])}; the "
            "earliest fact supersedes nothing"
        )
    if later(earlier["as_of"], row["as_of"]):
        return (
            f"{row['supersedes']} is of {earlier['as_of']}, after {row['as_of']}; a fact "
            "supersedes an earlier one"
        )
    if row["question"] and row["question"] == earlier["question"]:
        return (
            f"{row['supersedes']} answers the same question; a later state is no rival: "
            "empty the one or the other"
        )
    if not set(listed(row["subject"])) & set(listed(earlier["subject"])):
        return (
            f"{row['supersedes']} has no subject in common with this fact; name the fact of "
            "which this is the later state"
        )
    if row["unit"] and earlier["unit"] and row["unit"] != earlier["unit"]:
        return (
            f"{row['supersedes']} counts {earlier['unit']}, this fact {row['unit']}; a later "
            "state has the same unit"
        )
    return ""


def _chain(book: Book, fact_id: str) -> list[str]:
    """The facts that a fact supersedes, one after the other, until the end or until one comes
    again.
    """
    chain: list[str] = []
    while (fact_id := book.facts.get(fact_id, {}).get("supersedes", "")) and fact_id not in chain:
        chain.append(fact_id)
    return chain
