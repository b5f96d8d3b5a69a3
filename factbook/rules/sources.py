"""What holds in the tables of sources and subjects?"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from factbook.cells import Row, Violation
from factbook.rules.base import Book
from factbook.rules.tabular import references_of

PLACEHOLDER = re.compile(
    r"\bnot shown\b|\bfrom (the )?(url|address)\b|title from\b|\bonly the site\b|\bplaceholder\b"
    r"|\blorem ipsum\b|^\W*(untitled|unknown|no title|title|n/?a|none|tbd|todo|xxx+|test)?\W*$",
    re.IGNORECASE,
)
"""What a placeholder in the place of a title looks like."""


def access(book: Book) -> Iterator[Violation]:
    """A source that was read says when, and a relayed one by whom, and only that one; only an
    article has no address.
    """
    for line, row in book.rows("sources", "kind", "access", "url", "accessed", "relayed_by"):
        relayed = row["access"] == "relayed"
        if row["kind"] == "seed" and row["url"]:
            yield book.wrong(
                "sources",
                line,
                "url",
                "stands at an article; it is empty for a seed, which is in seeds/",
            )
        if row["kind"] != "seed" and not row["url"]:
            yield book.wrong("sources", line, "url", "is empty; a source needs its https: address")
        if relayed and not row["relayed_by"]:
            yield book.wrong(
                "sources",
                line,
                "relayed_by",
                "is empty for a relayed source; name the relays that give its address",
            )
        if not relayed and row["relayed_by"]:
            yield book.wrong(
                "sources",
                line,
                "relayed_by",
                "names relays of a source that was read; empty it, or make the access relayed",
            )
        if not relayed and not row["accessed"]:
            yield book.wrong(
                "sources", line, "accessed", "is empty for a source that was read; say on which day"
            )


def parties(book: Book) -> Iterator[Violation]:
    """A source that a state controls carries a caution."""
    for line, row in book.rows("sources", "party", "caution"):
        if row["party"] and not row["caution"]:
            yield book.wrong(
                "sources",
                line,
                "caution",
                f"is empty, but {row['party']} controls the source; say so here, or empty party",
            )


def publishers(book: Book) -> Iterator[Violation]:
    """A publisher is spelt in one way and has one kind in its own name; where half of what it
    prints of one voice has a caution, or half of a voice a party, all has.
    """
    rows = [*book.rows("sources", "kind", "publisher", "origin", "party", "caution")]
    yield from _spellings(book, rows)
    yield from _kinds(book, rows)
    voices, prints = defaultdict(list), defaultdict(list)
    for line, row in rows:
        voices[voice(row)].append((line, row))
        prints[row["publisher"], voice(row)].append((line, row))
    yield from _half(book, voices.values(), "party")
    yield from _half(book, prints.values(), "caution")


def voice(row: Row) -> str:
    """Who speaks in a source: its origin, else its publisher."""
    return row["origin"] or row["publisher"]


@cache
def plain(name: str) -> str:
    """A name without capitals, blanks, signs and its article: what two spellings share."""
    return re.sub(r"[\W_]", "", name.casefold()).removeprefix("the")


def _spellings(book: Book, rows: list[tuple[int, Row]]) -> Iterator[Violation]:
    """Two spellings of one publisher would count as two origins."""
    first: dict[str, str] = {}
    for line, row in rows:
        for column in ("publisher", "origin"):
            name = plain(row[column])
            if name and first.setdefault(name, row[column]) != row[column]:
                yield book.wrong(
                    "sources",
                    line,
                    column,
                    f"{row[column][:80]!r} is spelt {first[name][:80]!r} elsewhere; "
                    "two spellings would count as two origins",
                )


def _kinds(book: Book, rows: list[tuple[int, Row]]) -> Iterator[Violation]:
    """A publisher's own rows are of one kind; a reprint may have that of whom it reprints."""
    own: dict[str, Counter[str]] = defaultdict(Counter)
    for _, row in rows:
        if voice(row) == row["publisher"]:
            own[row["publisher"]][row["kind"]] += row["kind"] != "dataset"
    for line, row in rows:
        kinds = +own[row["publisher"]] if row["publisher"] in own else Counter()
        reprinted = +own[voice(row)] if voice(row) in own else Counter()
        if row["kind"] == "dataset" or not kinds or row["kind"] == kinds.most_common(1)[0][0]:
            continue
        if voice(row) != row["publisher"] and (not reprinted or row["kind"] in reprinted):
            continue
        yield book.wrong(
            "sources",
            line,
            "kind",
            f"{row['kind']} differs from {kinds.most_common(1)[0][0]}, the kind of "
            f"{row['publisher'][:60]} elsewhere; correct it, or name the origin of what it "
            "reprints",
        )


def _half(book: Book, groups: Iterable[list[tuple[int, Row]]], column: str) -> Iterator[Violation]:
    """Where half of the rows of one voice have a caution or a party, all have."""
    for rows in groups:
        marked = sum(bool(row[column]) for _, row in rows)
        if marked * 2 < len(rows):
            continue
        for line, row in rows:
            if not row[column]:
                yield book.wrong(
                    "sources",
                    line,
                    column,
                    f"is empty, but other sources of {voice(row)[:60]} have a {column}; give it "
                    "here too",
                )


def titles(book: Book) -> Iterator[Violation]:
    """A source's title is its real title or a plain description, no placeholder."""
    for line, row in book.rows("sources", "title"):
        if PLACEHOLDER.search(row["title"]):
            yield book.wrong(
                "sources",
                line,
                "title",
                f"{row['title'][:80]!r} is a placeholder; give the real title, or describe the "
                "text plainly",
            )


def addresses(book: Book) -> Iterator[Violation]:
    """No two sources have one address, whatever its capitals, `www.`, fragment or last slash."""
    first: dict[str, int] = {}
    for line, row in book.rows("sources", "url"):
        address = re.sub(r"^https://(www\.)?|#.*$", "", row["url"].lower()).rstrip("/")
        if address and address in first:
            yield book.wrong(
                "sources",
                line,
                "url",
                f"is the address of line {first[address]} too; keep one source",
            )
        first.setdefault(address, line)


def subjects(book: Book) -> Iterator[Violation]:
    """A subject's code fits its kind, its name stands once, and a country, nothing else, has a
    region.
    """
    first: dict[str, int] = {}
    for line, row in book.rows("subjects", "code", "name", "kind", "region"):
        kind = {"org": "organisation", "person": "person"}.get(row["code"].split(":")[0], "country")
        if ";" in row["code"]:
            yield book.wrong(
                "subjects",
                line,
                "code",
                f"{row['code'][:80]!r} is more than one code; give each its row",
            )
        elif row["kind"] != kind:
            yield book.wrong(
                "subjects",
                line,
                "kind",
                f"{row['kind']!r} does not fit the code {row['code']}: expected {kind!r}",
            )
        elif (kind == "country") != bool(row["region"]):
            yield book.wrong(
                "subjects",
                line,
                "region",
                "is empty for a country; say where it is"
                if kind == "country"
                else f"stands at a {kind}; only a country has a region",
            )
        if row["name"] in first:
            yield book.wrong(
                "subjects",
                line,
                "name",
                f"{row['name'][:80]!r} is the name of line {first[row['name']]} too; a subject "
                "has one row",
            )
        first.setdefault(row["name"], line)


def unused(book: Book) -> Iterator[Violation]:
    """Each source and each subject is named by a fact or a series; an article need not be."""
    naming: dict[str, set[str]] = defaultdict(set)
    for name in book.tables:
        if not book.whole(name):
            return
        for column, target in references_of(book, name):
            naming[target] |= book.named(name, column)
    naming["sources"] |= book.named("sources", "relayed_by")
    for target, what in (("sources", "source"), ("subjects", "subject")):
        key = book.key(target)[0]
        for line, row in book.rows(target, key, "kind"):
            if row[key] not in naming[target] and row["kind"] != "seed":
                yield book.wrong(
                    target,
                    line,
                    key,
                    f"no fact and no series names the {what} {row[key]!r}; remove the row",
                )
