"""Each rule has cases that break it and nothing else, and each case gives exactly one violation.

A case changes the tiny book of ``conftest.py``, which holds every rule. Where breaking one rule
breaks another of necessity, the case lists both violations and says why.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import JANUARY, SEPTEMBER, TASKS, TinyBook

from factbook import dictionary, rules, schema, tables, uses
from factbook.__main__ import main
from factbook.rules import articles, base, files
from factbook.rules import facts as rule_facts
from factbook.rules.base import Book

# --- how a case changes the book -------------------------------------------------------------


def cell(name: str, key: str, /, **cells: str):
    """Change cells of one row."""

    def change(book: TinyBook) -> None:
        book.row(name, key).update(cells)
        book.write()

    return change


def cells(*changes):
    """Change cells of several rows."""

    def change(book: TinyBook) -> None:
        for name, key, values in changes:
            book.row(name, key).update(values)
        book.write()

    return change


def added(name: str, like: str, /, **values: str):
    """Add a row, like another if there is one to be like."""

    def change(book: TinyBook) -> None:
        book.add(name, **(book.row(name, like) | values))
        book.write()

    return change


def passage(fact_id: str, source_id: str, /, **values: str):
    """Change, or add, the passage of a fact in a source, and leave it as it is."""

    def change(book: TinyBook) -> None:
        book.pairs_itself = True
        pair = {"fact_id": fact_id, "source_id": source_id}
        like = {"says": "It says so.", "seen": "page", "seen_on": "2026-11-20", "agrees": "yes"}
        rows = book.tables["passages"]
        found = [row for row in rows if row.items() >= pair.items()]
        if found:
            found[0].update(values)
        else:
            book.add("passages", **(pair | like | values))
        book.write()

    return change


def passage_gone(fact_id: str, source_id: str):
    """Remove the passage of a fact in a source."""

    def change(book: TinyBook) -> None:
        book.pairs_itself = True
        rows = book.tables["passages"]
        rows[:] = [r for r in rows if (r["fact_id"], r["source_id"]) != (fact_id, source_id)]
        book.write()

    return change


def came(*countries: str, meeting: dict[str, str] | None = None, **values: str):
    """Countries in the list of who came to the tiny book's meeting, some of whose cells change."""
    row = {
        "date": "2026-01-06",
        "level": "leaders",
        "office": "leader",
        "form": "in-person",
        "basis": "reported",
        "sources": "elysee",
    }

    def change(book: TinyBook) -> None:
        book.row("series/meetings", "2026-01-06").update(meeting or {})
        for country in countries:
            book.add("series/attendance", **(row | {"iso3": country} | values))
        book.write()

    return change


def milestone(fact: str, headline: str = "It happens", **cells: str):
    """Let the timeline show a fact first, and change cells of the fact."""

    def change(book: TinyBook) -> None:
        book.add("milestones", fact_id=fact, headline=headline)
        if cells:
            book.row("facts", fact).update(cells)
        book.write()

    return change


def asked(key: str = "germany-count", /, **cells: str):
    """Let the tiny book ask its questions, and change cells of one."""

    def change(book: TinyBook) -> None:
        pages = ("chapters/germany", "chapters/kyiv", "chapters/article-january")
        for page in pages:
            words = "A page of a tiny book that a test looks at, and nobody else will ever read."
            book.add("pages", page=page, description=words)
        for row in TASKS:
            book.add("tasks", **row)
        book.row("tasks", key).update(cells)
        book.tables["tasks"].sort(key=lambda row: row["task_id"])
        book.write()

    return change


def spelt(key: str = "word-b", /, **cells: str):
    """Let the tiny book have words for a page, and change cells of one."""

    def change(book: TinyBook) -> None:
        words = "A page of a tiny book that a test looks at, and nobody else will ever read."
        book.add("pages", page="chapters/germany", description=words)
        book.spell()
        book.row("words", key).update(cells)
        book.write()

    return change


def taught(name: str = "", key: str = "", /, **cells: str):
    """Let the tiny book have a lesson, and change cells of a row of it."""

    def change(book: TinyBook) -> None:
        for page in ("germany", "lesson-germany", "sheet-germany"):
            words = (
                f"A page of a tiny book, {page}, that a test looks at and nobody else will read."
            )
            book.add("pages", page=f"chapters/{page}", description=words)
        book.teach()
        if name:
            rows = book.tables[name]
            row = next(row for row in rows if f" {key} " in f" {' '.join(row.values())} ")
            if "task_id" in cells:
                book.row("lessons", "germany")["exit"] = f"germany-first;{cells['task_id']}"
                for step in book.tables["steps"]:
                    step["asks"] = step["asks"].replace(key, cells["task_id"])
            row.update(cells)
            rows.sort(key=lambda row: list(row.values()))
        book.write()

    return change


def passages_to_judge(*rows: tuple[str, str], facts: str = ""):
    """Let a class judge passages of articles, and change the facts of the first."""

    def change(book: TinyBook) -> None:
        for place, (claim, seed) in enumerate(rows, 1):
            book.add("judging", seed=seed, place=str(place), claim_id=claim)
        if facts:
            book.row("claims", rows[0][0])["facts"] = facts
        book.write()

    return change


def removed(name: str, key: str):
    """Remove a row."""

    def change(book: TinyBook) -> None:
        book.tables[name].remove(book.row(name, key))
        book.write()

    return change


def content(file: str, make):
    """Change a file's bytes."""

    def change(book: TinyBook) -> None:
        path = book.root / file
        path.write_bytes(make(path.read_bytes() if path.exists() else b""))

    return change


def swapped(old: str, new: str):
    """Replace text that stands once."""

    def make(before: bytes) -> bytes:
        assert before.count(old.encode()) == 1, old
        return before.replace(old.encode(), new.encode())

    return make


def edition(**values: str):
    """Change the edition."""

    def change(book: TinyBook) -> None:
        book.edition.update(values)
        book.write()

    return change


PAST = {"record": "paris-countries", "closed": "2026-10-20", "edition": "First edition"}
"""Where the row of an earlier edition stands."""


def past(record: str, /, *changes, **values: str):
    """An earlier edition that had a record as it is, but for these cells; then other changes."""

    def change(book: TinyBook) -> None:
        table = "claims" if record.split("-")[0] in ("jan", "sep") else "facts"
        now = next(row for row in book.tables[table] if record in row.values())
        kept = {"support": "official", "counted_by": "addresses"} if table == "facts" else {}
        row = {key: cell for key, cell in now.items() if key in schema.EDITIONS.columns}
        if table == "claims":
            row = {"verdict": now["verdict"]}
        book.add("editions", **(row | kept | PAST | {"record": record} | values))
        for one in changes:
            one(book)
        book.write()

    return change


def correction(record: str, /, **values: str):
    """Add a correction of the earlier edition."""

    def change(book: TinyBook) -> None:
        like = {"corrected": "2026-11-20", "change": "value", "edition": "First edition"}
        say = {"why": "The earlier number was another one.", "evidence": "elysee"}
        book.add("corrections", **(like | say | {"record": record} | values))
        book.write()

    return change


def gone(file: str):
    """Remove a file."""
    return lambda book: (book.root / file).unlink()


FACTS, CLAIMS, SOURCES, SUBJECTS, QUESTIONS, ARTICLES, CHAPTERS, MILESTONES = (
    f"data/{name}.csv"
    for name in (
        "facts",
        "claims",
        "sources",
        "subjects",
        "questions",
        "articles",
        "chapters",
        "milestones",
    )
)
DEU = {
    "donor": "DEU",
    "kind": "military",
    "measure": "eur-bn",
    "value": "2",
    "sources": "kiel-data-r29",
}
TOTALS, NAMES = "data/totals.csv", "data/names.csv"
EDITIONS, CORRECTIONS = "data/editions.csv", "data/corrections.csv"
SPENDING, MEETINGS = "data/series/spending.csv", "data/series/meetings.csv"
ATTENDANCE = "data/series/attendance.csv"
CONDITIONS = "data/series/conditions.csv"
SPELT = "data/words.csv"
ASKED, TAUGHT, STEPPED = "data/tasks.csv", "data/lessons.csv", "data/steps.csv"
MANIFEST, EDITION = "seeds/manifest.sha256", "data/edition.toml"
PAGE = {"publisher": "The Morning", "url": "https://example.org/1", "accessed": "2026-11-20"}
COUNTRIES, AGENCY = "paris-countries", "paris-countries-agency"

CASES = {
    # rule, what is broken: (change, file, line, column, what the message says)
    "form: not UTF-8": (
        content(SPENDING, lambda b: b.replace(b"reported", b"report\xe9", 1)),
        SPENDING,
        2,
        "",
        (
            "near '0.323,reporté,sipri': a spreadsheet saved the file in an older encoding; "
            "save it as “CSV UTF-8”, or python -m factbook tidy data/series/spending.csv"
        ),
    ),
    "form: UTF-16": (
        content(SUBJECTS, lambda b: b.decode().encode("utf-16")),
        SUBJECTS,
        1,
        "",
        "is UTF-16, a spreadsheet's “Unicode text”",
    ),
    "form: semicolons": (
        content(SUBJECTS, lambda b: b.replace(b",", b";")),
        SUBJECTS,
        1,
        "",
        "semicolons separate the columns: expected commas; python -m factbook tidy",
    ),
    "form: tabs": (
        content(SUBJECTS, lambda b: b.replace(b",", b"\t")),
        SUBJECTS,
        1,
        "",
        "tabs separate the columns: expected commas",
    ),
    "form: columns without a name": (
        content(SUBJECTS, lambda b: b.replace(b"\n", b",,\n")),
        SUBJECTS,
        1,
        "",
        "has 2 columns without a name, which a spreadsheet adds",
    ),
    "form: empty rows at the end": (
        content(SUBJECTS, lambda b: b + b",,,\n" * 7),
        SUBJECTS,
        7,
        "",
        "begins 7 empty rows; remove them",
    ),
    "form: a comma in a cell": (
        content(SUBJECTS, swapped("Coalition of the Willing", "Coalition, of, the Willing")),
        SUBJECTS,
        5,
        "",
        "has 6 cells; the header has 4: a comma inside a cell needs quotation marks",
    ),
    "form: conflict markers": (
        content(
            SUBJECTS,
            swapped(
                "RUS,Russia,country,Europe\n",
                "<<<<<<< HEAD\nRUS,Russia,country,Europe\n=======\n>>>>>>> theirs\n",
            ),
        ),
        SUBJECTS,
        4,
        "",
        "is a conflict marker: two edits of these lines met in git",
    ),
    "cells: a spreadsheet's day": (
        cell("facts", COUNTRIES, checked="11/20/2026"),
        FACTS,
        5,
        "checked",
        "a spreadsheet rewrote it, python -m factbook tidy data/facts.csv mends it",
    ),
    "cells: a spreadsheet's month": (
        cell("sources", "sipri", published="Apr-26"),
        SOURCES,
        10,
        "published",
        "a spreadsheet rewrote it",
    ),
    "cells: wrongly decoded text": (
        cell("facts", COUNTRIES, note="The co-chairsâ€™ statement."),
        FACTS,
        5,
        "note",
        "expected '’' in the place of 'â€™': UTF-8 was read as Windows-1252",
    ),
    "cells: too long and without its end": (
        cell("questions", "paris-how-many", text="Who? " * 40 + "me"),
        QUESTIONS,
        2,
        "text",
        "expected text of at most 160 characters and a question mark at the end",
    ),
    "form: byte order mark": (
        content(FACTS, lambda b: b"\xef\xbb\xbf" + b),
        FACTS,
        1,
        "",
        "byte order mark: expected UTF-8 without BOM; python -m factbook tidy data/facts.csv",
    ),
    "form: CR LF": (
        content(FACTS, lambda b: b.replace(b"\n", b"\r\n")),
        FACTS,
        1,
        "",
        "expected LF line ends",
    ),
    "form: no last line end": (
        content(FACTS, lambda b: b.rstrip(b"\n")),
        FACTS,
        9,
        "",
        "the last line has no line end",
    ),
    "form: empty file": (
        content(FACTS, lambda b: b""),
        FACTS,
        1,
        "",
        "is empty; the header should be fact_id,chapter",
    ),
    "form: missing file": (
        gone(SOURCES),
        SOURCES,
        1,
        "",
        "cannot be read (No such file or directory)",
    ),
    "form: missing column": (
        content(SUBJECTS, swapped("code,name,kind,region", "code,name,kind")),
        SUBJECTS,
        1,
        "region",
        "the column is missing",
    ),
    "form: surplus column": (
        content(SOURCES, swapped("caution\n", "caution,stars\n")),
        SOURCES,
        1,
        "stars",
        "is not in the schema; remove it",
    ),
    "form: column twice": (
        content(SUBJECTS, swapped(",region\n", ",region,region\n")),
        SUBJECTS,
        1,
        "region",
        "stands twice",
    ),
    "form: columns in another order": (
        content(SUBJECTS, swapped("code,name", "name,code")),
        SUBJECTS,
        1,
        "",
        "should be code,name,kind,region",
    ),
    "form: short record": (
        content(SOURCES, swapped("agency-b,news,read", "agency-b,news")),
        SOURCES,
        3,
        "",
        "has 14 cells; the header has 15",
    ),
    "form: long record": (
        content(FACTS, swapped("headquarters-planned,summit", "headquarters-planned,summit,x")),
        FACTS,
        4,
        "",
        "has 16 cells",
    ),
    "form: open quotation mark": (
        content(SUBJECTS, swapped("FRA,France", 'FRA,"France')),
        SUBJECTS,
        3,
        "",
        "a quotation mark is not closed",
    ),
    "form: empty line": (
        content(SUBJECTS, swapped("FRA,", "\nFRA,")),
        SUBJECTS,
        3,
        "",
        "is empty; remove the line",
    ),
    "cells: malformed id": (
        cell("facts", "aid-total", fact_id="Aid-total"),
        FACTS,
        2,
        "fact_id",
        "'Aid-total' is invalid: expected lower-case words",
    ),
    "cells: date that does not exist": (
        cell("facts", COUNTRIES, as_of="2026-02-30"),
        FACTS,
        5,
        "as_of",
        "'2026-02-30' is invalid: expected a date",
    ),
    "cells: chapter that is not one word": (
        cell("facts", COUNTRIES, chapter="asia-2"),
        FACTS,
        5,
        "chapter",
        "expected lower-case words",
    ),
    "references: unknown chapter": (
        cell("facts", COUNTRIES, chapter="sumit"),
        FACTS,
        5,
        "chapter",
        "'sumit' is not in data/chapters.csv; did you mean 'summit'?",
    ),
    "articles: not in seeds": (
        added(
            "articles",
            JANUARY,
            seed="august.txt",
            prefix="aug",
            docname="chapters/article-august",
        ),
        ARTICLES,
        4,
        "seed",
        "'august.txt' is not in seeds/",
    ),
    "articles: two with one prefix": (
        cell("articles", SEPTEMBER, prefix="jan"),
        ARTICLES,
        3,
        "prefix",
        "'jan' is that of line 2 too",
    ),
    "articles: two with one page": (
        cell("articles", SEPTEMBER, docname="chapters/article-january"),
        ARTICLES,
        3,
        "docname",
        "is that of line 2 too; each article has its own",
    ),
    "chapters: two with one place": (
        cell("chapters", "summit", order="2"),
        CHAPTERS,
        3,
        "order",
        "'2' is that of line 2 too; each chapter has its own",
    ),
    "chapters: two with one page": (
        cell("chapters", "summit", docname="chapters/germany"),
        CHAPTERS,
        3,
        "docname",
        "is that of line 2 too; each chapter has its own",
    ),
    "chapters: a place out of range": (
        cell("chapters", "summit", order="50"),
        CHAPTERS,
        3,
        "order",
        "50 is invalid: expected 1 to 49",
    ),
    "cells: unknown kind": (
        cell("facts", COUNTRIES, kind="rumour"),
        FACTS,
        5,
        "kind",
        "expected one of: event",
    ),
    "cells: unknown unit": (
        cell("facts", COUNTRIES, unit="parsecs"),
        FACTS,
        5,
        "unit",
        "expected one of: eur-bn",
    ),
    "cells: unknown qualifier": (
        cell("facts", COUNTRIES, qualifier="perhaps"),
        FACTS,
        5,
        "qualifier",
        "expected one of: about",
    ),
    "cells: unknown verdict": (
        cell("claims", "jan-nations", verdict="wrong"),
        CLAIMS,
        4,
        "verdict",
        "expected one of: supported",
    ),
    "cells: number with separators": (
        cell("facts", "aid-total", value="1,358.40"),
        FACTS,
        2,
        "value",
        "without thousands separators",
    ),
    "cells: no full stop": (
        cell("facts", COUNTRIES, statement="At least 35 countries took part"),
        FACTS,
        5,
        "statement",
        "a full stop at the end",
    ),
    "cells: markup": (
        cell("facts", COUNTRIES, note="<b>bold"),
        FACTS,
        5,
        "note",
        "'<b>bold' is invalid: expected text without '<'",
    ),
    "cells: control character": (
        cell("facts", COUNTRIES, note="a\x07b"),
        FACTS,
        5,
        "note",
        "expected text without U+0007, a control character",
    ),
    "cells: bidirectional character": (
        cell("sources", "elysee", title="a\u202eb"),
        SOURCES,
        4,
        "title",
        "text without U+202E, a character that cannot be seen",
    ),
    "cells: formula": (
        cell("sources", "elysee", title="=1+1"),
        SOURCES,
        4,
        "title",
        "text without '=' at its start, which a spreadsheet would run",
    ),
    "cells: http link": (
        cell("sources", "elysee", url="http://example.org/e"),
        SOURCES,
        4,
        "url",
        "expected an address that begins with https://",
    ),
    "cells: script link": (
        cell("sources", "elysee", archive_url="javascript:alert(1)"),
        SOURCES,
        4,
        "archive_url",
        "expected an address that begins with https://",
    ),
    "cells: text where a number belongs": (
        cell("series/spending", "FRA", value="n/a"),
        SPENDING,
        3,
        "value",
        "'n/a' is invalid: expected a number",
    ),
    "cells: text in a sum of ours": (
        cell("series/aid_flows", "2026-H1", value="n/a"),
        "data/series/aid_flows.csv",
        2,
        "value",
        "expected a number",
    ),
    "cells: year": (
        cell("series/spending", "FRA", year="2025.0"),
        SPENDING,
        3,
        "year",
        "expected a year from 1900 to 2100",
    ),
    "strays: a series without a schema": (
        content("data/series/new.csv", lambda b: b"a\n"),
        "data/series/new.csv",
        1,
        "",
        "is not a table of the schema",
    ),
    "keys: fact twice": (
        added("facts", COUNTRIES, statement="Here, at least 35 countries took part.", question=""),
        FACTS,
        6,
        "fact_id",
        "'paris-countries' stands in line 5 already",
    ),
    "keys: series row twice": (
        added("series/spending", "DEU"),
        SPENDING,
        3,
        "iso3",
        "'DEU · 2025 · usd-bn-2024' stands in line 2 already",
    ),
    "keys: exception twice": (
        added("exceptions", "Article 5"),
        "data/exceptions.csv",
        3,
        "phrase",
        "'Article 5' stands in line 2",
    ),
    "order": (
        lambda book: (
            book.tables["sources"].insert(0, book.tables["sources"].pop(2)),
            book.write(),
        ),
        SOURCES,
        3,
        "source_id",
        "'agency-a' stands after 'elysee'; sort the rows by source_id",
    ),
    "lists: source twice": (
        cell("facts", COUNTRIES, sources="elysee;elysee"),
        FACTS,
        5,
        "sources",
        "names 'elysee' 2 times",
    ),
    "references: source": (
        cell("facts", COUNTRIES, sources="elysee;elysees"),
        FACTS,
        5,
        "sources",
        "'elysees' is not in data/sources.csv; did you mean 'elysee'?",
    ),
    "references: subject": (
        cell("facts", COUNTRIES, subject="org:coalition;XKX"),
        FACTS,
        5,
        "subject",
        "'XKX' is not in data/subjects.csv; add it",
    ),
    "references: superseded fact": (
        cell("facts", "headquarters-open", supersedes="headquarter-planned"),
        FACTS,
        3,
        "supersedes",
        "did you mean",
    ),
    "references: fact of a claim": (
        cell("claims", "jan-nations", facts="paris-nations"),
        CLAIMS,
        4,
        "facts",
        "'paris-nations' is not in data/facts.csv",
    ),
    "references: source of a series": (
        cell("series/meetings", "2026-01-06", sources="elise"),
        MEETINGS,
        2,
        "sources",
        "'elise' is not in",
    ),
    "references: country of a series": (
        added("series/spending", "FRA", iso3="FRO"),
        SPENDING,
        4,
        "iso3",
        "'FRO' is not in data/subjects.csv",
    ),
    "references: country that came to a meeting": (
        came("FRO"),
        ATTENDANCE,
        2,
        "iso3",
        "'FRO' is not in data/subjects.csv",
    ),
    "references: source of who came": (
        came("FRA", sources="elise"),
        ATTENDANCE,
        2,
        "sources",
        "'elise' is not in",
    ),
    "cells: a country that is not known to have come": (
        came("FRA", form="unknown"),
        ATTENDANCE,
        2,
        "form",
        "one of: in-person, video",
    ),
    "met: another day": (
        came("FRA", date="2026-01-05"),
        ATTENDANCE,
        2,
        "date",
        "no meeting of leaders on 2026-01-05 is in data/series/meetings.csv",
    ),
    "met: another level": (
        came("FRA", level="ministers"),
        ATTENDANCE,
        2,
        "date",
        "no meeting of ministers on 2026-01-06",
    ),
    "counted: more countries than at the meeting": (
        came("DEU", "FRA", meeting={"countries": "1", "countries_max": ""}),
        ATTENDANCE,
        3,
        "iso3",
        "is one country more than the 1 that were counted",
    ),
    "fitting: by video where all met in person": (
        came("FRA", meeting={"form": "in-person"}, form="video"),
        ATTENDANCE,
        2,
        "form",
        "is 'video', but the meeting was 'in-person'",
    ),
    "fitting: in the room of a meeting by video": (
        came("FRA", meeting={"form": "video"}),
        ATTENDANCE,
        2,
        "form",
        "is 'in-person', but the meeting was 'video'",
    ),
    "references: fact that decides a condition": (
        cell("series/conditions", "army-money", decided_by="ukraine-loans"),
        CONDITIONS,
        2,
        "decided_by",
        "'ukraine-loans' is not in data/facts.csv; did you mean 'ukraine-loan'?",
    ),
    "decided: by a fact that is not named for it": (
        cell("series/conditions", "army-money", supports="headquarters-open"),
        CONDITIONS,
        2,
        "decided_by",
        "'ukraine-loan' does not stand in supports, which a condition that is met rests on",
    ),
    "decided: contradicted by a fact for it": (
        cell(
            "series/conditions",
            "force-consent",
            supports="russia-against-soldiers",
            weakens="headquarters-open",
        ),
        CONDITIONS,
        3,
        "decided_by",
        "does not stand in weakens",
    ),
    "decided: not known, by a fact that is not named": (
        cell("series/conditions", "force-staff", decided_by="headquarters-open"),
        CONDITIONS,
        4,
        "decided_by",
        "does not stand in supports or weakens",
    ),
    "placed: one place for two": (
        cell("series/conditions", "force-staff", order="3"),
        CONDITIONS,
        4,
        "order",
        "3 is the place of line 3 already",
    ),
    "placed: a guarantee in two parts": (
        lambda book: (
            book.row("series/conditions", "army-money").update(order="3"),
            book.row("series/conditions", "force-staff").update(order="4"),
            book.row("series/conditions", "force-consent").update(order="2"),
            book.write(),
        ),
        CONDITIONS,
        4,
        "order",
        "4 parts 'The force' from the other conditions of it",
    ),
    "worded: a figure": (
        cell("series/conditions", "army-money", condition="90 billion euros are lent"),
        CONDITIONS,
        2,
        "condition",
        "says '90",
    ),
    "references: party of a source": (
        cell("sources", "sipri", party="BLR", caution="State paper"),
        SOURCES,
        10,
        "party",
        "'BLR' is not in",
    ),
    "edition: missing": (gone(EDITION), EDITION, 1, "", "cannot be read"),
    "edition: not TOML": (
        content(EDITION, swapped('date = "', "date = ")),
        EDITION,
        2,
        "",
        "is not TOML",
    ),
    "edition: not UTF-8": (
        content(EDITION, lambda b: b"# \xff\n" + b),
        EDITION,
        1,
        "",
        "is not UTF-8",
    ),
    "edition: key missing": (
        content(EDITION, swapped('name = "Test edition"\n', "")),
        EDITION,
        1,
        "name",
        "is missing; it is the edition's name",
    ),
    "edition: surplus key": (
        content(EDITION, lambda b: b + b'colour = "red"\n'),
        EDITION,
        5,
        "colour",
        "is not a key of the edition",
    ),
    "edition: no quotation marks": (
        content(EDITION, swapped('date = "2026-11-22"', "date = 2026-11-22")),
        EDITION,
        2,
        "date",
        "put it in quotation",
    ),
    "edition: day that does not exist": (
        edition(date="2026-11-31"),
        EDITION,
        2,
        "date",
        "'2026-11-31' is invalid: expected a day",
    ),
    "edition: empty name": (edition(name=""), EDITION, 1, "name", "is empty"),
    "edition: days out of order": (
        edition(sources_read_until="2026-10-11"),
        EDITION,
        3,
        "sources_read_until",
        "lies after relayed_until",
    ),
    "edition: open, and read tomorrow": (
        edition(date="", relayed_until="2026-11-25"),
        EDITION,
        4,
        "relayed_until",
        "2026-11-25 lies after today, by this machine's clock (2026-11-24)",
    ),
    "looked up: tomorrow": (
        lambda book: (
            book.row("facts", COUNTRIES).update(checked="2026-11-25"),
            edition(date="")(book),
        ),
        FACTS,
        5,
        "checked",
        "2026-11-25 lies after 2026-11-24, today by this machine's clock",
    ),
    "dates: tomorrow": (
        lambda book: (
            book.row("facts", COUNTRIES).update(as_of="2026-11-25"),
            edition(date="")(book),
        ),
        FACTS,
        5,
        "as_of",
        "2026-11-25 lies after 2026-11-24, today by this machine's clock",
    ),
    "readme: missing": (gone("data/README.md"), "data/README.md", 1, "", "cannot be read"),
    "readme: other text": (
        content("data/README.md", lambda b: b.replace(b"### facts.csv", b"### Facts")),
        "data/README.md",
        7,
        "",
        "run python -m factbook dictionary",
    ),
    "readme: no comments": (
        content("data/README.md", lambda b: b"# Tables\n"),
        "data/README.md",
        1,
        "",
        "should stand in it once each",
    ),
    "numbers: no unit": (
        cell("facts", "aid-total", unit=""),
        FACTS,
        2,
        "unit",
        "is empty, but value is 1358.40",
    ),
    "numbers: unit alone": (
        cell("facts", "headquarters-open", unit="posts"),
        FACTS,
        3,
        "value",
        "is empty, but unit stands beside it",
    ),
    "numbers: qualifier and upper end alone": (
        cell("facts", "headquarters-open", value_max="3", qualifier="about"),
        FACTS,
        3,
        "value",
        "is empty, but value_max and qualifier stand beside it",
    ),
    "numbers: ends reversed": (
        cell("facts", AGENCY, value="30", value_max="27"),
        FACTS,
        6,
        "value_max",
        "27 is not more than value, 30",
    ),
    "numbers: ends equal": (
        cell("facts", AGENCY, value="30", statement="The agency counted 30 countries."),
        FACTS,
        6,
        "value_max",
        "30 is not more than value, 30",
    ),
    "numbers: amount without unit": (
        cell("series/instruments", "Loan", unit="", facts=""),
        "data/series/instruments.csv",
        2,
        "unit",
        "is empty, but amount is 90",
    ),
    "numbers: meeting's ends reversed": (
        cell("series/meetings", "2026-01-06", countries="36"),
        MEETINGS,
        2,
        "countries_max",
        "35 is not more than",
    ),
    # --- names, map, articles ---
    "names: a fact is gone": (
        removed("facts", "aid-total"),
        NAMES,
        2,
        "fact_id",
        "'aid-total' is no longer in data/facts.csv, and others may cite it; restore",
    ),
    "names: a new fact": (
        removed("names", "aid-total"),
        FACTS,
        2,
        "fact_id",
        "'aid-total' is a new name; python -m factbook names writes it down",
    ),
    "names: used again": (
        cell("names", "aid-total", retired="It was counted twice."),
        NAMES,
        2,
        "retired",
        "is retired, and a fact has it again",
    ),
    "borders: changed": (
        content("data/map/europe.geojson", lambda b: b + b"\n"),
        "data/map/europe.geojson",
        1,
        "",
        "has changed: its sha256 is not that of data/map/manifest.sha256; look at its borders",
    ),
    "borders: a second map": (
        content("data/map/asia.geojson", lambda b: b"{}"),
        "data/map/asia.geojson",
        1,
        "",
        "is not listed in data/map/manifest.sha256",
    ),
    "borders: no manifest": (
        gone("data/map/manifest.sha256"),
        "data/map/manifest.sha256",
        1,
        "",
        "cannot be read",
    ),
    "borders: no map": (
        gone("data/map/europe.geojson"),
        "data/map/manifest.sha256",
        1,
        "",
        "europe.geojson is not in data/map/; restore it",
    ),
    "seeds: changed together with its manifest": (
        lambda book: (
            book.seeds.update({SEPTEMBER: book.seeds[SEPTEMBER] + "Nobody noticed.\n"}),
            book.write(),
        ),
        ARTICLES,
        3,
        "sha256",
        f"is not that of seeds/{SEPTEMBER}, which has changed",
    ),
    # --- statements ---
    "shown: a spreadsheet dropped the zero": (
        cell("facts", "aid-total", value="1358.4"),
        FACTS,
        2,
        "value",
        "1358.4 is 1,358.40 in the statement: a spreadsheet dropped the zero; write 1358.40 here",
    ),
    "qualifiers: said and not in the row": (
        cell("facts", "aid-total", qualifier=""),
        FACTS,
        2,
        "qualifier",
        "the statement says 'about': expected about, else prose prints the number as exact",
    ),
    "qualifiers: another than said": (
        cell(
            "facts",
            COUNTRIES,
            statement="At least some said that almost 35 countries took part in the Paris summit.",
        ),
        FACTS,
        5,
        "qualifier",
        "does not say 'at-least' before the number",
    ),
    "qualifiers: a limit that no qualifier has": (
        cell(
            "facts",
            "aid-total",
            statement="Donors gave less than 1,358.40 billion euros.",
            qualifier="",
        ),
        FACTS,
        2,
        "qualifier",
        "the statement says 'less than', and no qualifier does",
    ),
    "units: another currency": (
        cell("facts", "aid-total", unit="usd-bn"),
        FACTS,
        2,
        "unit",
        "usd-bn prints as 'billion dollars', and the statement does not say dollars",
    ),
    "units: percent of what": (
        cell("facts", "summit-planned", statement="Leaders announced 2% more.", unit="percent-gdp"),
        FACTS,
        8,
        "unit",
        "percent-gdp prints as 'percent of GDP', and the statement does not say GDP",
    ),
    "units: something else is counted": (
        cell("facts", "summit-planned", unit="soldiers"),
        FACTS,
        8,
        "unit",
        "the statement does not say soldier",
    ),
    "figures: a second number": (
        cell(
            "facts",
            COUNTRIES,
            statement="At least 35 countries and 17 leaders took part in the Paris summit.",
        ),
        FACTS,
        5,
        "statement",
        "has the figure '17' beside its value 35; give it a row of its own",
    ),
    "figures: a second number in words": (
        cell(
            "facts",
            COUNTRIES,
            statement="At least 35 countries and seventeen leaders took part in the Paris summit.",
        ),
        FACTS,
        5,
        "statement",
        "has the figure 'seventeen'",
    ),
    "figures: a number without a value": (
        cell("facts", "headquarters-planned", statement="Macron named 3 headquarters."),
        FACTS,
        4,
        "statement",
        "has the figure '3' beside no value",
    ),
    "dated: a day": (
        cell(
            "facts",
            COUNTRIES,
            statement="At least 35 countries took part in Paris on 5 January 2026.",
        ),
        FACTS,
        5,
        "as_of",
        "2026-01-06 is not the date of the statement, 2026-01-05",
    ),
    "dated: a month": (
        cell("facts", "headquarters-open", statement="The headquarters opened in February 2026."),
        FACTS,
        3,
        "as_of",
        "2026-03 is not the date of the statement, 2026-02",
    ),
    "supersedes: an unrelated fact": (
        cell("facts", "headquarters-open", supersedes="russia-against-soldiers"),
        FACTS,
        3,
        "supersedes",
        "russia-against-soldiers has no subject in common with this fact",
    ),
    "supersedes: another unit": (
        cells(
            (
                "facts",
                "headquarters-open",
                {"statement": "In March 2026, 2 posts opened.", "value": "2", "unit": "posts"},
            ),
            (
                "facts",
                "headquarters-planned",
                {"statement": "Macron named 3 plans.", "value": "3", "unit": "plans"},
            ),
        ),
        FACTS,
        3,
        "supersedes",
        "headquarters-planned counts plans, this fact posts",
    ),
    # --- what is said twice ---
    "explained": (
        cell("claims", "jan-nations", explanation="At least 36 countries took part."),
        CLAIMS,
        4,
        "explanation",
        "says '36', which no fact that the claim names says (paris-countries: at least 35",
    ),
    "headlines": (
        milestone("paris-countries", "36 countries meet in Paris"),
        MILESTONES,
        2,
        "headline",
        "says '36', which paris-countries does not say (paris-countries: at least 35",
    ),
    "headlines: unit": (
        milestone("paris-countries", "At least 35% meet in Paris"),
        MILESTONES,
        2,
        "headline",
        "says 'percent', which paris-countries does not say",
    ),
    "asked": (
        cell("questions", "paris-how-many", why="The host counts 36, the agency does not."),
        QUESTIONS,
        2,
        "why",
        "says '36', which no answer says",
    ),
    "repeated: amount": (
        cell("series/instruments", "Loan", amount="91"),
        "data/series/instruments.csv",
        2,
        "amount",
        "is 91: expected 90, as ukraine-loan says",
    ),
    "repeated: unit": (
        cell("series/instruments", "Loan", unit="usd-bn"),
        "data/series/instruments.csv",
        2,
        "unit",
        "is usd-bn: expected eur-bn",
    ),
    "repeated: upper end": (
        cell(
            "series/meetings",
            "2026-01-06",
            facts="paris-countries-agency;paris-countries",
            countries_max="36",
        ),
        MEETINGS,
        2,
        "countries_max",
        "is 36: expected 35, as paris-countries-agency;paris-countries say",
    ),
    "references: fact of a series": (
        cell("series/meetings", "2026-01-06", facts="paris-countrie"),
        MEETINGS,
        2,
        "facts",
        "'paris-countrie' is not in data/facts.csv; did you mean 'paris-countries'?",
    ),
    # --- sources ---
    "publishers: two spellings": (
        cell("sources", "sipri", publisher="The El ysee"),
        SOURCES,
        10,
        "publisher",
        "'The El ysee' is spelt 'The elysee' elsewhere",
    ),
    "publishers: another kind": (
        cells(
            ("sources", "sipri", {"publisher": "The paper-march", "kind": "official"}),
            ("sources", "agency-b", {"publisher": "The paper-march", "origin": ""}),
        ),
        SOURCES,
        10,
        "kind",
        "official differs from news, the kind of The paper-march elsewhere",
    ),
    "publishers: a party at half": (
        cell("sources", "sipri", origin="The kremlin"),
        SOURCES,
        10,
        "party",
        "is empty, but other sources of The kremlin have a party",
    ),
    "publishers: a caution at half": (
        cell("sources", "agency-b", publisher="The agency-a", caution="Aggregator"),
        SOURCES,
        2,
        "caution",
        "is empty, but other sources of Agency have a caution",
    ),
    "shown: another number": (
        cell("facts", COUNTRIES, value="36"),
        FACTS,
        5,
        "value",
        "does not show 36; write '36'",
    ),
    "shown: part of a number": (
        cell("facts", "aid-total", value="358.40"),
        FACTS,
        2,
        "value",
        "does not show 358.40",
    ),
    "shown: without commas": (
        cell(
            "facts",
            "aid-total",
            statement="By April 2026 donors had allocated about 1358.40 billion euros.",
        ),
        FACTS,
        2,
        "value",
        "write '1,358.40'",
    ),
    "shown: part of a word": (
        cell("facts", COUNTRIES, statement="At least F35 countries took part."),
        FACTS,
        5,
        "value",
        "does not show 35",
    ),
    "shown: with other decimals": (
        cell("facts", COUNTRIES, statement="At least 35.5 countries took part."),
        FACTS,
        5,
        "value",
        "does not show 35",
    ),
    "shown: part of a number word": (
        cell("facts", "summit-planned", statement="Twofold leaders announced a summit."),
        FACTS,
        8,
        "value",
        "'two'",
    ),
    "shown: hundreds": (
        cell("facts", "summit-planned", statement="Two hundred leaders announced it."),
        FACTS,
        8,
        "value",
        "does not show 2",
    ),
    "shown: another word": (
        cell(
            "facts",
            "summit-planned",
            statement="Twenty-two leaders announced a summit for December 2026.",
        ),
        FACTS,
        8,
        "value",
        "write '2' or 'two'",
    ),
    "shown: upper end": (
        cell("facts", AGENCY, value_max="31"),
        FACTS,
        6,
        "value_max",
        "does not show 31",
    ),
    "qualifiers": (
        cell("facts", COUNTRIES, qualifier="nearly"),
        FACTS,
        5,
        "qualifier",
        "does not say 'nearly' before the number; write one of nearly, almost",
    ),
    "totals: one group": (
        cell("series/aid_flows", "2026-H1", value="215.84"),
        TOTALS,
        3,
        "value",
        (
            "the 1 rows of data/series/aid_flows.csv with group=Europe add up to 215.84: expected "
            "214.84 "
            "(source kiel-data-r29)"
        ),
    ),
    "totals: a row dropped": (
        lambda book: (book.tables["series/aid_flows"].pop(1), book.write()),
        TOTALS,
        2,
        "value",
        "the 2 rows of data/series/aid_flows.csv add up to 330.22: expected 358.40",
    ),
    "totals: a donor's kinds": (
        cell("series/aid_totals", "FRA", value="1.2"),
        "data/series/aid_totals.csv",
        5,
        "value",
        "is 4.3, but its parts (kind=military|financial|humanitarian;measure=eur-bn) add up to 4.4",
    ),
    "totals: a donor's kind dropped": (
        lambda book: (
            book.add("series/aid_totals", **DEU),
            book.add("series/aid_totals", **(DEU | {"kind": "total"})),
            book.write(),
        ),
        "data/series/aid_totals.csv",
        3,
        "value",
        "has 1 of its 3 parts",
    ),
    "totals: a donor's total dropped": (
        added("series/aid_totals", "FRA", donor="DEU", kind="military"),
        TOTALS,
        4,
        "whole",
        "DEU has parts, but no row with kind=total;measure=eur-bn",
    ),
    "totals: regions of the world": (
        cell("series/spending_regions", "Asia", value="39.2"),
        "data/series/spending_regions.csv",
        4,
        "value",
        "is 200.0, but its parts (region=Asia|Europe) add up to 200.1",
    ),
    "totals: a region that no row has": (
        cell("series/spending_regions", "Asia", region="Africa"),
        TOTALS,
        5,
        "parts",
        "'region=Asia' is not in data/series/spending_regions.csv",
    ),
    "totals: neither value nor whole": (
        lambda book: (book.tables["totals"][1].update(value=""), book.write()),
        TOTALS,
        3,
        "value",
        "expected a value or a whole",
    ),
    "dates: after the end": (
        cell("facts", COUNTRIES, as_of="2026-10-11"),
        FACTS,
        5,
        "as_of",
        "2026-10-11 lies after 2026-10-10, the evidence's end",
    ),
    "dates: series after the end": (
        cell("series/meetings", "2026-01-06", date="2026-10-11"),
        MEETINGS,
        2,
        "date",
        "lies after 2026-10-10",
    ),
    "dates: after all sources": (
        cell("facts", COUNTRIES, as_of="2026-01-08", sources="agency-a;elysee"),
        FACTS,
        5,
        "as_of",
        "2026-01-08 lies after all sources (the last is of 2026-01-07)",
    ),
    "dates: month after all sources": (
        cell("facts", COUNTRIES, as_of="2026-02"),
        FACTS,
        5,
        "as_of",
        "lies after all sources",
    ),
    "looked up: fact": (
        cell("facts", COUNTRIES, checked="2026-11-23"),
        FACTS,
        5,
        "checked",
        "lies after 2026-11-22, on which the edition was closed; to work on the next edition",
    ),
    "looked up: published": (
        cell("sources", "report", published="2099-12"),
        SOURCES,
        8,
        "published",
        "lies after 2026-11-22",
    ),
    "looked up: before it was published": (
        cell("sources", "elysee", accessed="2026-01-05"),
        SOURCES,
        4,
        "accessed",
        "lies before 2026-01-06",
    ),
    "statements": (
        cell(
            "facts",
            "headquarters-open",
            statement="RUSSIA's government said that  it rejects foreign soldiers.",
        ),
        FACTS,
        7,
        "statement",
        "says the same as line 3",
    ),
    "paired: a pair without one": (
        passage_gone(COUNTRIES, "elysee"),
        "data/facts.csv",
        5,
        "sources",
        "'elysee' has no passage",
    ),
    "paired: of no pair": (
        passage("aid-total", "elysee", says="It says 1358.40.", seen="page"),
        "data/passages.csv",
        2,
        "source_id",
        "is no source of the fact 'aid-total'",
    ),
    "agreeing: another number": (
        passage(COUNTRIES, "elysee", says="It counts 36 countries."),
        "data/passages.csv",
        6,
        "says",
        "does not say 35, the fact's number",
    ),
    "agreeing: one end of a range": (
        passage("paris-countries-agency", "agency-a", says="It counts 27 countries."),
        "data/passages.csv",
        7,
        "says",
        "does not say 27, the fact's number",
    ),
    "agreeing: a no without a question": (
        passage("headquarters-planned", "agency-a", says="It names none.", agrees="no"),
        "data/passages.csv",
        4,
        "agrees",
        "has no question",
    ),
    "seen: a relayed source seen": (
        passage("summit-planned", "report", seen="page"),
        "data/passages.csv",
        9,
        "seen",
        "is known through relays only",
    ),
    "seen: a part without a place": (
        passage(COUNTRIES, "elysee", seen="excerpt"),
        "data/passages.csv",
        6,
        "locator",
        "is empty for a part that was seen",
    ),
    "locators: a long locator": (
        passage(COUNTRIES, "elysee", locator="one two three four five six seven"),
        "data/passages.csv",
        6,
        "locator",
        "has 7 words",
    ),
    "locators: a locator that quotes": (
        passage(COUNTRIES, "elysee", locator="said “35 countries”"),
        "data/passages.csv",
        6,
        "locator",
        "has quotation marks",
    ),
    "firsts: who speaks there anyway": (
        passage("paris-countries-agency", "agency-a", origin="Agency"),
        "data/passages.csv",
        7,
        "origin",
        "is 'Agency', who speaks in agency-a anyway; leave it empty",
    ),
    "firsts: another spelling": (
        passage(COUNTRIES, "elysee", origin="The S.I.P.R.I."),
        "data/passages.csv",
        6,
        "origin",
        "'The S.I.P.R.I.' is spelt 'The sipri' elsewhere",
    ),
    "firsts: nobody known": (
        passage(COUNTRIES, "elysee", origin="The paper-april"),
        "data/passages.csv",
        6,
        "origin",
        (
            "'The paper-april' is no publisher, origin or subject, and no other passage of the "
            "fact reports it; spell it as they do, or leave it empty; did you mean "
            "'The paper-march'?"
        ),
    ),
    "looked up: seen tomorrow": (
        passage(COUNTRIES, "elysee", seen_on="2026-11-23"),
        "data/passages.csv",
        6,
        "seen_on",
        "lies after 2026-11-22",
    ),
    "supported: seen nowhere": (
        passage("aid-total", "kiel-data-r29", seen="relay"),
        "data/facts.csv",
        2,
        "sources",
        "was seen at no source",
    ),
    "supported: says it in part": (
        passage("aid-total", "kiel-data-r29", agrees="partly"),
        "data/facts.csv",
        2,
        "sources",
        "has no passage that was seen and says it",
    ),
    "supported: caution alone": (
        cell("facts", COUNTRIES, sources="kremlin"),
        FACTS,
        5,
        "sources",
        "kremlin carries a caution and stands alone",
    ),
    "supported: two cautions": (
        cells(
            ("facts", COUNTRIES, {"sources": "kremlin;agency-b"}),
            ("sources", "agency-b", {"caution": "Aggregator"}),
        ),
        FACTS,
        5,
        "sources",
        "has a caution on every source",
    ),
    "supported: position of another": (
        cell("facts", "russia-against-soldiers", subject="FRA;org:coalition"),
        FACTS,
        7,
        "sources",
        "carries a caution",
    ),
    "supported: caution, no position": (
        cell("facts", "russia-against-soldiers", kind="event"),
        FACTS,
        7,
        "sources",
        "carries a caution",
    ),
    "supported: one relay": (
        cell("sources", "report", relayed_by="digest-a"),
        FACTS,
        8,
        "sources",
        "is relayed by digest-a alone",
    ),
    "no seeds": (
        cell("facts", COUNTRIES, sources="elysee;seed-january"),
        FACTS,
        5,
        "sources",
        "'seed-january' is an article",
    ),
    "rivals: another unit": (
        cell(
            "facts",
            AGENCY,
            statement="By the agency's count, 27 to 30 states took part.",
            unit="states",
        ),
        FACTS,
        6,
        "unit",
        "states differs from countries of its rival paris-countries",
    ),
    "rivals: no number": (
        cell(
            "facts",
            AGENCY,
            statement="The agency counted many.",
            value="",
            value_max="",
            unit="",
        ),
        FACTS,
        6,
        "unit",
        "no unit differs from countries",
    ),
    "rivals: same value": (
        cell(
            "facts",
            AGENCY,
            statement="The agency counted at least 35 countries.",
            value="35",
            value_max="",
            qualifier="at-least",
        ),
        FACTS,
        6,
        "value",
        "is the value of its rival paris-countries too",
    ),
    "milestones: without a month": (
        milestone("ukraine-loan", as_of="2026"),
        MILESTONES,
        2,
        "fact_id",
        "ukraine-loan is dated 2026, without a month",
    ),
    "milestones: unknown fact": (
        milestone("headquarters-opened"),
        MILESTONES,
        2,
        "fact_id",
        "'headquarters-opened' is not in data/facts.csv; did you mean 'headquarters-open'?",
    ),
    "placed: another page's word": (
        asked(task_id="summit-count"),
        ASKED,
        3,
        "task_id",
        "begins with 'summit', which is not the word of chapters/germany; expected germany-…",
    ),
    "placed: an article": (
        asked("germany-rivals", task_id="jan-rivals", page="chapters/article-january"),
        ASKED,
        3,
        "task_id",
        "begins with 'jan', which is not the word of chapters/article-january; expected articles-…",
    ),
    "placed: a word that is taken": (
        asked("germany-rivals", page="chapters/kyiv"),
        ASKED,
        3,
        "task_id",
        "which is not the word of chapters/kyiv; that is chapters/germany",
    ),
    "references: page of a task": (
        asked(page="chapters/germani"),
        ASKED,
        2,
        "page",
        "'chapters/germani' is not in data/pages.csv; did you mean 'chapters/germany'?",
    ),
    "references: facts of a task": (
        asked(facts="paris-countrie"),
        ASKED,
        2,
        "facts",
        "'paris-countrie' is not in data/facts.csv; did you mean 'paris-countries'?",
    ),
    "keyed: too few options": (
        asked(options="many | few"),
        ASKED,
        2,
        "options",
        'has 2: expected 3 to 5, with " | " between',
    ),
    "keyed: the same option twice": (
        asked(options="many | few | Many"),
        ASKED,
        2,
        "options",
        "has an option twice",
    ),
    "keyed: no such option": (
        asked(answer="4"),
        ASKED,
        2,
        "answer",
        "is '4': expected the number of the right option",
    ),
    "keyed: with a rubric": (
        asked(rubric="Right | Nearly | Wrong"),
        ASKED,
        2,
        "rubric",
        "stands beside options, which mark themselves; leave it empty",
    ),
    "openly: a number alone": (
        asked("germany-rivals", answer="1"),
        ASKED,
        3,
        "answer",
        "is '1', and there are no options; write a sample answer",
    ),
    "rated: no rubric": (
        asked("germany-rivals", rubric=""),
        ASKED,
        3,
        "rubric",
        "is empty, and what one weighs has no single right answer; say what is full, partly",
    ),
    "rated: a level is missing": (
        asked("germany-rivals", rubric="Both counts | No count"),
        ASKED,
        3,
        "rubric",
        'has 2: expected full, partly, not yet, " | " between',
    ),
    "rated: a level is too long": (
        asked("germany-rivals", rubric=f"Both counts | One count | {'No count ' * 14}at all"),
        ASKED,
        3,
        "rubric",
        "expected at most 120 characters a level",
    ),
    "coded: not to compute": (
        asked(needs="code"),
        ASKED,
        2,
        "kind",
        "is 'recall', and what needs code is to compute; expected compute",
    ),
    "coded: an answer that no lab can check": (
        asked("germany-rivals", needs="code", kind="compute"),
        ASKED,
        3,
        "answer",
        "does not begin with {fact}`…` or {derived}`…`; a lab checks that number",
    ),
    "coded: a range": (
        asked(needs="code", kind="compute", answer="2"),
        ASKED,
        2,
        "options",
        "begins with 'paris-countries-agency', which has no single number to check",
    ),
    "judged: a passage of another article": (
        passages_to_judge(("jan-nations", SEPTEMBER)),
        "data/judging.csv",
        2,
        "claim_id",
        f"'jan-nations' is a passage of {JANUARY}",
    ),
    "judged: a passage twice": (
        passages_to_judge(("jan-nations", JANUARY), ("jan-nations", JANUARY)),
        "data/judging.csv",
        3,
        "claim_id",
        "'jan-nations' stands in line 2 already",
    ),
    "judged: too many deciding facts": (
        passages_to_judge(
            ("jan-nations", JANUARY),
            facts="aid-total;paris-countries;paris-countries-agency;ukraine-loan",
        ),
        "data/judging.csv",
        2,
        "claim_id",
        "'jan-nations' has more deciding facts than a sheet has room for",
    ),
    "references: an unknown passage": (
        passages_to_judge(("jan-nation", JANUARY)),
        "data/judging.csv",
        2,
        "claim_id",
        "'jan-nation' is not in data/claims.csv; did you mean 'jan-nations'?",
    ),
    "sampled: no rubric": (
        taught("tasks", "germany-day", samples="One | None"),
        ASKED,
        3,
        "samples",
        "stands where no rubric says what is partly an answer",
    ),
    "sampled: one is missing": (
        taught("tasks", "germany-rivals", samples="One"),
        ASKED,
        7,
        "samples",
        'has 1: expected partly, not yet, " | " between',
    ),
    "bound: a loose figure in a sample": (
        taught("tasks", "germany-judged", samples="There were 35 countries. | None"),
        ASKED,
        5,
        "samples",
        "says '35' outside of a role",
    ),
    "references: a lesson without its page": (
        taught("lessons", "germany", sheet_page="chapters/sheet"),
        TAUGHT,
        2,
        "sheet_page",
        "'chapters/sheet' is not in data/pages.csv; did you mean 'chapters/sheet-germany'",
    ),
    "references: an unknown question": (
        taught("lessons", "germany", exit="germany-first;germany-lost"),
        TAUGHT,
        2,
        "exit",
        "'germany-lost' is not in data/tasks.csv; did you mean 'germany-last'",
    ),
    "references: an unknown code": (
        taught("hooks", "RH.5", code="RH.9"),
        "data/hooks.csv",
        6,
        "code",
        "'RH.9' is not in data/curricula.csv",
    ),
    "references: words of an unknown page": (
        spelt(pages="chapters/germany;chapters/germani"),
        SPELT,
        3,
        "pages",
        "'chapters/germani' is not in data/pages.csv; did you mean 'chapters/germany'",
    ),
    "enough: too few words": (
        lambda book: (spelt()(book), book.tables["words"].pop(), book.write()),
        SPELT,
        2,
        "pages",
        "chapters/germany has 11 words: expected 12 or more, or none",
    ),
    "apart: a word twice": (
        spelt(en="Summit"),
        SPELT,
        3,
        "en",
        "'Summit' stands in line 2 already; add its pages there",
    ),
    "written: a letter that only looks Ukrainian": (
        spelt(uk="Latin"),
        SPELT,
        3,
        "uk",
        "has 'L': expected Cyrillic letters alone",
    ),
    "written: Cyrillic in another language": (
        spelt(de="об"),
        SPELT,
        3,
        "de",
        "has 'о': expected Latin letters alone",
    ),
    "written: a Russian letter in Ukrainian": (
        spelt(uk="мы"),
        SPELT,
        3,
        "uk",
        "has 'ы', which is no letter of Ukrainian",
    ),
    "written: a Ukrainian letter in Russian": (
        spelt(ru="її"),
        SPELT,
        3,
        "ru",
        "has 'ї', which is no letter of Russian",
    ),
    "plain: a figure in a meaning": (
        spelt(meaning="A meeting of 35 states."),
        SPELT,
        3,
        "meaning",
        "says '35'; a word needs no figure",
    ),
    "asking: too few on the sheet": (
        taught("lessons", "germany", tasks="germany-count;germany-judged"),
        TAUGHT,
        2,
        "tasks",
        "names 2: expected 4 to 6, with ; between",
    ),
    "asking: too many at the end": (
        taught("lessons", "germany", exit="germany-first;germany-last;germany-rivals;germany-day"),
        TAUGHT,
        2,
        "exit",
        "names 4: expected 2 to 3",
    ),
    "asking: a question of another page": (
        taught("tasks", "germany-last", task_id="sheet-last", page="chapters/sheet-germany"),
        TAUGHT,
        2,
        "exit",
        "names 'sheet-last', which is a question of chapters/sheet-germany; the lesson is about",
    ),
    "asking: a question that needs a screen": (
        taught("tasks", "germany-day", needs="screen"),
        TAUGHT,
        2,
        "tasks",
        "names 'germany-day', which needs a screen; a sheet is paper",
    ),
    "asking: an open question at the end": (
        taught("lessons", "germany", exit="germany-first;germany-judged"),
        TAUGHT,
        2,
        "exit",
        "names 'germany-judged', which does not mark itself; an exit quiz does",
    ),
    "asking: the same question twice": (
        taught("lessons", "germany", exit="germany-first;germany-day"),
        TAUGHT,
        2,
        "exit",
        "names 'germany-day', which stands on the sheet already",
    ),
    "asking: no samples": (
        taught("tasks", "germany-judged", samples=""),
        TAUGHT,
        2,
        "tasks",
        "has 'germany-judged', whose rubric has no samples; write them",
    ),
    "planned: a step too long": (
        taught("steps", "germany 45 2 25 alone Pupils do the sheet.", minutes="26"),
        STEPPED,
        4,
        "minutes",
        "the steps of germany, plan 45, take 46, not 45",
    ),
    "planned: home takes no time": (
        taught("steps", "germany 45 3 0 home They ask at home who counts guests.", form="alone"),
        STEPPED,
        4,
        "minutes",
        "is 0 where the form is alone: 0 is for home alone",
    ),
    "planned: a plan is missing": (
        lambda book: (
            taught()(book),
            book.tables.update(steps=[r for r in book.tables["steps"] if r["plan"] != "week"]),
            book.write(),
        ),
        TAUGHT,
        2,
        "lesson_id",
        "germany has no plan week; write its steps in steps.csv",
    ),
    "told: a chart without a caption": (
        taught("lessons", "germany", chart="counts"),
        TAUGHT,
        2,
        "caption",
        "says what stands above a chart: expected one beside a chart, and only there",
    ),
    "told: a loose figure in a caption": (
        taught("lessons", "germany", chart="counts", caption="All 35 of them."),
        TAUGHT,
        2,
        "caption",
        "says '35' outside of a role",
    ),
    "timed: questions longer than their step": (
        taught("tasks", "germany-judged", minutes="20"),
        STEPPED,
        3,
        "minutes",
        "is 25, and its questions take 31",
    ),
    "timed: a question of no lesson": (
        taught("steps", "germany 90 2", asks="germany-rivals"),
        STEPPED,
        6,
        "asks",
        "names 'germany-rivals', which germany does not ask",
    ),
    "timed: a question asked again": (
        taught("steps", "germany 45 1", asks="germany-count;germany-day"),
        STEPPED,
        3,
        "asks",
        "names 'germany-day', which the plan has asked already",
    ),
    "timed: a question left out": (
        taught("steps", "germany 45 1", asks=""),
        TAUGHT,
        2,
        "lesson_id",
        "plan 45 of germany leaves out germany-count; see asks in steps.csv",
    ),
    "hooked: a framework is missing": (
        taught("curricula", "RH.1", framework="KMK"),
        TAUGHT,
        2,
        "lesson_id",
        "germany serves nothing of C3; see hooks.csv",
    ),
    "told: a loose figure": (
        taught("steps", "germany 45 2 25 alone Pupils do the sheet.", does="Find all 35 of them."),
        STEPPED,
        3,
        "does",
        "says '35' outside of a role",
    ),
    "bound: a loose figure": (
        asked(question="Who were the 35 countries in Paris?"),
        ASKED,
        2,
        "question",
        "says '35' outside of a role",
    ),
    "bound: a loose month in a rubric": (
        asked("germany-rivals", rubric="Both | One | The count of January 2026 alone"),
        ASKED,
        3,
        "rubric",
        "says 'January', '2026' outside of a role",
    ),
    "bound: an option's unknown fact": (
        asked(options="{fact}`paris-countrie` | some | nobody"),
        ASKED,
        2,
        "options",
        "no fact 'paris-countrie'; did you mean 'paris-countries'?",
    ),
    "bound: words that the fact does not have": (
        asked(feedback="The host counted {fact}`36 countries <paris-countries>`."),
        ASKED,
        2,
        "feedback",
        "the words '36 countries' say 36, which the fact 'paris-countries' does not",
    ),
    "bound: what changes a number": (
        asked("germany-rivals", answer="The host says fewer than {fact}`35 <paris-countries>`."),
        ASKED,
        3,
        "answer",
        "'fewer than' right beside {fact}`paris-countries` changes what it says",
    ),
    "bound: what is no role": (
        asked(feedback="The host *said* so."),
        ASKED,
        2,
        "feedback",
        "has '*' outside of a role, which would print as it stands",
    ),
    "cells: markup in a task": (
        asked(question="Who <b>came</b>?"),
        ASKED,
        2,
        "question",
        "expected text without '<', which begins markup",
    ),
    "cells: minutes of a task": (
        asked(minutes="90"),
        ASKED,
        2,
        "minutes",
        "expected a whole number from 1 to 60",
    ),
    "cells: level of a task": (
        asked(level="4"),
        ASKED,
        2,
        "level",
        "expected a whole number from 1 to 3",
    ),
    "questions: weight": (
        cell("questions", "paris-how-many", weight="10"),
        QUESTIONS,
        2,
        "weight",
        "a whole number from 1 to 9",
    ),
    "questions: one answer": (
        cell("facts", AGENCY, question=""),
        QUESTIONS,
        2,
        "question",
        "'paris-how-many' has one answer; two facts or more",
    ),
    "questions: no answer": (
        added("questions", "paris-how-many", question="who-won"),
        QUESTIONS,
        3,
        "question",
        "'who-won' has no answer",
    ),
    "questions: misspelt in a fact": (
        cell("facts", AGENCY, question="paris-how-man"),
        FACTS,
        6,
        "question",
        "'paris-how-man' is not in data/questions.csv; did you mean 'paris-how-many'?",
    ),
    "questions: misspelt in the table": (
        cell("questions", "paris-how-many", question="paris-how-man"),
        FACTS,
        5,
        "question",
        "'paris-how-many' is not in data/questions.csv; did you mean 'paris-how-man'?",
    ),
    "questions: missing": (
        removed("questions", "paris-how-many"),
        FACTS,
        5,
        "question",
        "'paris-how-many' is not in data/questions.csv; add it there",
    ),
    "questions: of one fact, missing": (
        cell("facts", "aid-total", question="how-much"),
        FACTS,
        2,
        "question",
        "'how-much' is not in",
    ),
    "cells: question of a fact": (
        cell("facts", AGENCY, question="How many?"),
        FACTS,
        6,
        "question",
        "expected lower-case words joined by hyphens",
    ),
    "cells: question without its mark": (
        cell("questions", "paris-how-many", text="How many met."),
        QUESTIONS,
        2,
        "text",
        "a question mark at the end",
    ),
    "cells: question without a reason": (
        cell("questions", "paris-how-many", why=""),
        QUESTIONS,
        2,
        "why",
        "ends with a full stop",
    ),
    "keys: question twice": (
        added("questions", "paris-how-many"),
        QUESTIONS,
        3,
        "question",
        "'paris-how-many' stands in line 2 already",
    ),
    "supersedes: itself": (
        cell("facts", "headquarters-open", supersedes="headquarters-open"),
        FACTS,
        3,
        "supersedes",
        "goes round in a circle",
    ),
    "supersedes: each other": (
        cell("facts", "headquarters-planned", supersedes="headquarters-open"),
        FACTS,
        3,
        "supersedes",
        "headquarters-open → headquarters-planned → headquarters-open",
    ),
    "supersedes: a later one": (
        cell(
            "facts",
            "headquarters-planned",
            as_of="2026-04",
            sources="agency-a;agency-b;kiel-data-r29",
        ),
        FACTS,
        3,
        "supersedes",
        "headquarters-planned is of 2026-04, after 2026-03",
    ),
    "supersedes: a rival": (
        cell("facts", AGENCY, supersedes=COUNTRIES),
        FACTS,
        6,
        "supersedes",
        "answers the same question",
    ),
    "access: seed with address": (
        cell("sources", "seed-january", url="https://example.org/seed"),
        SOURCES,
        9,
        "url",
        "empty for a seed",
    ),
    "access: no address": (
        cell("sources", "elysee", url=""),
        SOURCES,
        4,
        "url",
        "needs its https: address",
    ),
    # The facts of a relayed source that names no relay are without support, too.
    "access: no relays": (
        cells(
            ("sources", "report", {"relayed_by": ""}),
            ("facts", "summit-planned", {"sources": "report;elysee"}),
        ),
        SOURCES,
        8,
        "relayed_by",
        "is empty for a relayed source",
    ),
    "access: relays of a read source": (
        cell("sources", "elysee", relayed_by="digest-a"),
        SOURCES,
        4,
        "relayed_by",
        "names relays of a source that was read",
    ),
    "access: not accessed": (
        cell("sources", "elysee", accessed=""),
        SOURCES,
        4,
        "accessed",
        "is empty for a source that was read",
    ),
    "parties": (
        cell("sources", "sipri", party="RUS"),
        SOURCES,
        10,
        "caution",
        "is empty, but RUS controls the source",
    ),
    "titles": (
        cell("sources", "elysee", title="(title not shown) London summit"),
        SOURCES,
        4,
        "title",
        "is a placeholder",
    ),
    "titles: from the address": (
        cell("sources", "elysee", title="26 countries commit (from URL)"),
        SOURCES,
        4,
        "title",
        "is a placeholder",
    ),
    "addresses": (
        cell("sources", "elysee", url="https://www.EXAMPLE.org/agency-b/#top"),
        SOURCES,
        4,
        "url",
        "is the address of line 3 too",
    ),
    "subjects: kind": (
        cell("subjects", "RUS", kind="organisation", region=""),
        SUBJECTS,
        4,
        "kind",
        "expected 'country'",
    ),
    "subjects: country without region": (
        cell("subjects", "RUS", region=""),
        SUBJECTS,
        4,
        "region",
        "say where it is",
    ),
    "subjects: person with region": (
        cell("subjects", "person:macron", region="Europe"),
        SUBJECTS,
        6,
        "region",
        "only a country has a region",
    ),
    "subjects: name twice": (
        cell("subjects", "person:macron", name="Germany"),
        SUBJECTS,
        6,
        "name",
        "is the name of line 2 too",
    ),
    "unused: source": (
        added("sources", "elysee", source_id="elysee-two", url="https://example.org/two"),
        SOURCES,
        5,
        "source_id",
        "no fact and no series names the source 'elysee-two'",
    ),
    "unused: subject": (
        added("subjects", "person:macron", code="person:merz", name="Friedrich Merz"),
        SUBJECTS,
        7,
        "code",
        "no fact and no series names the subject 'person:merz'",
    ),
    "seeds: no manifest": (gone(MANIFEST), MANIFEST, 1, "", "cannot be read"),
    "seeds: malformed manifest": (
        content(MANIFEST, lambda b: b.replace(b"  002", b" *002")),
        MANIFEST,
        2,
        "",
        "is not a line of sha256sum",
    ),
    "seeds: listed twice": (
        content(
            MANIFEST, lambda b: b * 2 if b.count(b"\n") == 1 else b + b.split(b"\n")[0] + b"\n"
        ),
        MANIFEST,
        3,
        "",
        "listed already",
    ),
    "seeds: listed, not there": (
        content(MANIFEST, lambda b: b + b"0" * 64 + b"  no.txt\n"),
        MANIFEST,
        3,
        "",
        "no.txt is not in seeds/",
    ),
    "seeds: changed": (
        content(f"seeds/{JANUARY}", swapped("a summit of", "the summit of")),
        f"seeds/{JANUARY}",
        1,
        "",
        "has changed",
    ),
    "seeds: not listed": (
        content(MANIFEST, lambda b: b.split(b"\n")[0] + b"\n"),
        f"seeds/{SEPTEMBER}",
        1,
        "",
        "is not listed",
    ),
    "quotes: unknown seed": (
        cell("claims", "jan-nations", seed="001.txt"),
        CLAIMS,
        4,
        "seed",
        f"expected one of: {JANUARY}, {SEPTEMBER}",
    ),
    "quotes: not there": (
        cell("claims", "jan-nations", quote="A summit with twenty-seven nations at Paris"),
        CLAIMS,
        4,
        "quote",
        "the closest passage is 'hosts a summit of 27 nations in Paris",
    ),
    "quotes: straight quotation marks": (
        cell("claims", "jan-germany", quote='Germany hesitates, "as ever"'),
        CLAIMS,
        3,
        "quote",
        "the closest passage is 'Germany hesitates, “as ever'",
    ),
    "quotes: twice": (
        cell("claims", "jan-germany", quote="and the war goes on"),
        CLAIMS,
        3,
        "quote",
        "stands 2 times",
    ),
    "quotes: in the other article": (
        cell("claims", "jan-germany", quote="Russia looked on"),
        CLAIMS,
        3,
        "quote",
        "but in seeds/002",
    ),
    "overlaps": (
        cell("claims", "jan-nations", quote="nations in Paris. A delegation"),
        CLAIMS,
        2,
        "quote",
        "shares 'A delegation' with line 4",
    ),
    "overlaps: one in the other": (
        cell("claims", "jan-nations", quote="United States"),
        CLAIMS,
        4,
        "quote",
        "shares 'United States' with line 2",
    ),
    "overlaps: the same": (
        cell("claims", "jan-germany", quote="27 nations"),
        CLAIMS,
        4,
        "quote",
        "shares '27 nations' with line 3",
    ),
    "claim ids": (
        cell("claims", "sep-nations", seed=JANUARY, quote="Macron hosts"),
        CLAIMS,
        5,
        "claim_id",
        "its id begins with 'jan-'",
    ),
    "verdicts: no facts": (
        cell("claims", "jan-nations", facts=""),
        CLAIMS,
        4,
        "facts",
        "is empty, but the verdict is partly",
    ),
    "verdicts: outdated by nothing later": (
        cell("claims", "jan-delegation", facts=COUNTRIES),
        CLAIMS,
        2,
        "facts",
        "no fact later than 2026-01-06",
    ),
    "own day: a later fact": (
        cell("claims", "jan-delegation", explanation="This is why."),
        CLAIMS,
        2,
        "explanation",
        "names headquarters-open, which is later than 2026-01-06",
    ),
    "looks: before the event": (
        cell("claims", "jan-nations", judged_on="2026-01-05"),
        CLAIMS,
        4,
        "judged_on",
        "2026-01-05 lies before 2026-01-06, the article's event",
    ),
    "looks: the second before the first": (
        cell("claims", "jan-nations", second_look="2026-11-19"),
        CLAIMS,
        4,
        "second_look",
        "2026-11-19 lies before 2026-11-20, when the verdict was decided",
    ),
    "looked up: judged after the edition": (
        cell("claims", "jan-nations", judged_on="2026-11-23"),
        CLAIMS,
        4,
        "judged_on",
        "2026-11-23 lies after 2026-11-22",
    ),
    "looked up: a page after the edition": (
        cell("articles", JANUARY, **PAGE | {"accessed": "2026-11-23"}),
        ARTICLES,
        2,
        "accessed",
        "2026-11-23 lies after 2026-11-22",
    ),
    "origins: no address": (
        cell("articles", JANUARY, **PAGE | {"url": ""}),
        ARTICLES,
        2,
        "url",
        "is empty, but publisher is 'The Morning'",
    ),
    "origins: no publisher": (
        cell("articles", JANUARY, byline="by the Editor"),
        ARTICLES,
        2,
        "byline",
        "stands without a publisher",
    ),
    "explained: a note": (
        cell("claims", "jan-nations", note="First there were 36 countries."),
        CLAIMS,
        4,
        "note",
        "says '36'",
    ),
    "verdicts: outdated by the event's own month": (
        cell(
            "facts",
            "headquarters-open",
            as_of="2026-01",
            statement="The headquarters opened in January 2026.",
        ),
        CLAIMS,
        2,
        "facts",
        "no fact later than",
    ),
    "frozen: a record that never was": (
        past(COUNTRIES, record="paris-country"),
        EDITIONS,
        2,
        "record",
        "is no fact, retired or not, and no claim; did you mean 'paris-countries'?",
    ),
    "frozen: a fact without its support": (
        past(COUNTRIES, support=""),
        EDITIONS,
        2,
        "support",
        "is empty for a fact; the release wrote these rows",
    ),
    "frozen: a fact with a verdict": (
        past(COUNTRIES, verdict="opinion"),
        EDITIONS,
        2,
        "verdict",
        "is not kept of a fact",
    ),
    "frozen: a claim with a statement": (
        past("jan-nations", statement="They met."),
        EDITIONS,
        2,
        "statement",
        "is not kept of a claim",
    ),
    "frozen: an edition closed twice": (
        past(COUNTRIES, past("headquarters-open", closed="2026-10-21")),
        EDITIONS,
        3,
        "closed",
        "2026-10-20 differs from 2026-10-21, when the edition was closed",
    ),
    "kept: a fact that the edition had": (
        past(COUNTRIES, cell("names", "headquarters-open", edition="First edition")),
        NAMES,
        3,
        "fact_id",
        "is not in data/editions.csv, and stood in the First edition",
    ),
    "corrected: a record that never was": (
        past(COUNTRIES, correction("paris-country")),
        CORRECTIONS,
        2,
        "record",
        "is no fact, retired or not, and no claim",
    ),
    "corrected: an edition that did not have it": (
        past(COUNTRIES, correction("headquarters-open")),
        CORRECTIONS,
        2,
        "edition",
        "'First edition' is no edition in data/editions.csv that had it",
    ),
    "corrected: the present edition": (
        past(COUNTRIES, correction(COUNTRIES, edition="Test edition"), value="34"),
        CORRECTIONS,
        2,
        "edition",
        "is no edition in data/editions.csv",
    ),
    "corrected: before the edition": (
        past(COUNTRIES, correction(COUNTRIES, change="note", corrected="2026-10-19")),
        CORRECTIONS,
        2,
        "corrected",
        "2026-10-19 lies before 2026-10-20, when that edition was closed",
    ),
    "corrected: after the edition's end": (
        past(COUNTRIES, correction(COUNTRIES, change="note", corrected="2026-11-23")),
        CORRECTIONS,
        2,
        "corrected",
        "2026-11-23 lies after 2026-11-22",
    ),
    "corrected: the verdict of a fact": (
        past(COUNTRIES, correction(COUNTRIES, change="note;verdict")),
        CORRECTIONS,
        2,
        "change",
        "'verdict' is nothing that a fact has",
    ),
    "corrected: without evidence": (
        past(COUNTRIES, correction(COUNTRIES, evidence=""), value="34"),
        CORRECTIONS,
        2,
        "evidence",
        "is empty; name the sources",
    ),
    "corrected: what is as it was": (
        past(COUNTRIES, correction(COUNTRIES, change="value;date"), value="34"),
        CORRECTIONS,
        2,
        "change",
        "names 'date', which is as it was in the First edition",
    ),
    "corrected: evidence that is no source": (
        past(COUNTRIES, correction(COUNTRIES, evidence="elysee-2"), value="34"),
        CORRECTIONS,
        2,
        "evidence",
        "'elysee-2' is not in data/sources.csv",
    ),
    "told: another number": (
        past(COUNTRIES, value="34"),
        CORRECTIONS,
        2,
        "record",
        (
            "paris-countries has no correction of its value, which was 34 at-least countries in "
            "the First edition and is 35 at-least countries"
        ),
    ),
    "told: another unit, and a correction of something else": (
        past(COUNTRIES, correction(COUNTRIES, change="note"), unit="states"),
        CORRECTIONS,
        2,
        "record",
        "no correction of its value",
    ),
    "told: another date": (
        past(COUNTRIES, as_of="2026-01"),
        CORRECTIONS,
        2,
        "record",
        "no correction of its date, which was 2026-01",
    ),
    "told: another kind": (
        past(COUNTRIES, kind="event"),
        CORRECTIONS,
        2,
        "record",
        "no correction of its kind",
    ),
    "told: another verdict": (
        past("jan-nations", verdict="opinion"),
        CORRECTIONS,
        2,
        "record",
        "no correction of its verdict, which was opinion",
    ),
    "told: between two editions, corrected too late": (
        past(
            COUNTRIES,
            past(COUNTRIES, closed="2026-11-01", edition="Next edition"),
            correction(COUNTRIES, change="note"),
            value="34",
        ),
        CORRECTIONS,
        2,
        "record",
        "which was 34 at-least countries in the First edition",
    ),
}


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """The day of these tests; only an open edition asks for it."""
    for module in (base, rule_facts):
        monkeypatch.setattr(module, "today", lambda: "2026-11-24")


def test_the_tiny_book_holds(tiny_book):
    assert tiny_book.check() == []


def test_a_closed_edition_asks_no_clock(tiny_book, monkeypatch):
    """A machine whose clock is wrong checks and builds what was released."""
    for module in (base, rule_facts):
        monkeypatch.setattr(module, "today", lambda: pytest.fail("asked for the day"))
    assert tiny_book.check() == []


def test_of_one_kind_ten_are_listed_and_the_others_counted(tiny_book):
    """A spreadsheet's dates in every row are one cause, and not hundreds of lines."""
    for day in range(10, 28):
        tiny_book.add(
            "facts",
            **(
                tiny_book.row("facts", COUNTRIES)
                | {
                    "fact_id": f"more-{day}",
                    "statement": f"At least 35 countries took part in Paris, wrote paper P{day}.",
                    "question": "",
                    "checked": f"11/{day}/2026",
                }
            ),
        )
    tiny_book.write()
    found = tiny_book.check()
    assert [f.column for f in found] == ["checked"] * 11
    assert all("a spreadsheet rewrote it" in f.message for f in found[:10])
    assert found[10].message == "and 8 more of this kind"
    assert len(rules.violations(tiny_book.root)) == 18


@pytest.mark.parametrize("case", CASES)
def test_a_broken_rule_is_one_finding(tiny_book, case):
    change, file, line, column, part = CASES[case]
    change(tiny_book)
    found = tiny_book.check()
    assert [(f.file, f.line, f.column) for f in found] == [(file, line, column)], [*map(str, found)]
    assert part in found[0].message


def test_every_rule_has_a_case():
    tried = {case.split(":")[0].replace(" ", "_") for case in CASES}
    assert tried == {rule.__name__ for rule in rules.RULES}


def test_every_rule_says_itself_in_one_sentence():
    for rule in rules.RULES:
        assert re.fullmatch(r"[^.]+[^\n]*[.]", " ".join(rule.__doc__.split())), rule.__name__


# --- what must not be found ------------------------------------------------------------------

RIGHT = {
    "a correction of what differs": past(COUNTRIES, correction(COUNTRIES), value="34"),
    "a sentence that was reworded": past(COUNTRIES, statement="Earlier words."),
    "a note that was corrected": past(COUNTRIES, correction(COUNTRIES, change="note;sources")),
    "a verdict that changed": past(
        "jan-nations",
        correction("jan-nations", change="verdict", evidence=""),
        verdict="opinion",
    ),
    "a correction between two editions": past(
        COUNTRIES,
        past(COUNTRIES, closed="2026-11-01", edition="Next edition"),
        correction(COUNTRIES, corrected="2026-11-01"),
        value="34",
    ),
    "a correction since an edition in which nothing changed": past(
        COUNTRIES,
        past("headquarters-open", closed="2026-11-01", edition="Next edition", support="single"),
        correction(COUNTRIES, edition="Next edition"),
        value="34",
    ),
    "a fact that went": past(
        COUNTRIES,
        lambda book: book.tables["editions"][0].update(record="gone-for-good"),
        added("names", COUNTRIES, fact_id="gone-for-good", retired="A duplicate."),
    ),
    "an announcement may lie after all sources": cell(
        "facts", "summit-planned", as_of="2027", statement="Two leaders announced it."
    ),
    "a year that the evidence reaches into": cell("facts", COUNTRIES, as_of="2026"),
    "no violation where a source has no date": cells(
        ("facts", COUNTRIES, {"as_of": "2026-06-01"}), ("sources", "elysee", {"published": ""})
    ),
    "a number word with a capital": cell(
        "facts", "summit-planned", statement="In December 2026, TWO leaders meet."
    ),
    "no number, in words": cells(
        ("facts", "summit-planned", {"value": "0", "statement": "No leader announced a summit."})
    ),
    "dates that bound or belong to another thing": cells(
        ("facts", COUNTRIES, {"statement": "At least 35 countries met until 9 January 2026."}),
        ("facts", AGENCY, {"statement": "By tables of July 2026, 27 to 30 countries took part."}),
    ),
    "a date among several": cell(
        "facts",
        COUNTRIES,
        statement="At least 35 countries met on 5 and 6 January 2026.",
    ),
    "figures in names and dates": cell(
        "facts",
        "headquarters-open",
        statement="The headquarters of Brigade 45 opened in March 2026 with PAC-3 and phase 1B, by "
        "Article 42.7, as the G7 asked five years before 2030, for several thousand.",
    ),
    "a name that was retired": lambda book: (
        book.add("names", fact_id="gone-for-good", edition="Test edition", retired="A duplicate."),
        book.write(),
    ),
    "a reprint of an official text": cell(
        "sources", "elysee", publisher="The paper-march", origin="The palace"
    ),
    "a data set of an institution": cell("sources", "sipri", publisher="The elysee"),
    "an explanation with the note's figures": cells(
        ("claims", "jan-nations", {"explanation": "In 2024, 27 to 30 took part, or 41."}),
        ("facts", AGENCY, {"note": "Another count of 2024 gives 41."}),
    ),
    "a book without a map": lambda book: shutil.rmtree(book.root / "data/map"),
    "a number before a hyphen and before a comma": cell(
        "facts", COUNTRIES, statement="At least the 35-country group, 35, took part."
    ),
    "a range with an en dash": cell(
        "facts", AGENCY, statement="By the agency's count, 27–30 countries took part."
    ),
    "a negative number": cell(
        "facts", COUNTRIES, value="-35", statement="At least -35 countries took part."
    ),
    "an own voice among others": cell(
        "facts", "russia-against-soldiers", subject="org:coalition;RUS"
    ),
    "rivals without numbers": cells(
        *(
            ("facts", fact, dict.fromkeys(("value", "value_max", "unit", "qualifier"), "") | said)
            for fact, said in (
                (COUNTRIES, {"statement": "Many took part."}),
                (AGENCY, {"statement": "The agency says that some took part."}),
            )
        )
    ),
    "rivals that differ in the qualifier": cell(
        "facts", AGENCY, value="35", value_max="", statement="The agency counted 35 countries."
    ),
    "spans that touch": cells(
        ("claims", "jan-nations", {"quote": "27 nat"}),
        ("claims", "jan-germany", {"quote": "ions in Paris."}),
    ),
    "one later fact among several": cell(
        "claims", "jan-delegation", facts="headquarters-open;paris-countries"
    ),
    "an open edition, looked up and dated today": lambda book: (
        book.row("facts", COUNTRIES).update(checked="2026-11-24", as_of="2026-11-24"),
        book.row("sources", "elysee").update(published="2026-11-24", accessed="2026-11-24"),
        edition(date="")(book),
    ),
    "the edition's days on one day": edition(sources_read_until="2026-10-10"),
    "a cautioned source beside another": cell("facts", COUNTRIES, sources="elysee;kremlin"),
    "a table with a header alone": lambda book: (book.tables["exceptions"].clear(), book.write()),
    "relays that are sources themselves": lambda book: (
        book.row("sources", "report").update(relayed_by="digest-a;digest-b"),
        book.add(
            "sources",
            **(
                book.row("sources", "elysee")
                | {"source_id": "digest-a", "url": "https://example.org/digest"}
            ),
        ),
        book.write(),
    ),
}


@pytest.mark.parametrize("case", RIGHT)
def test_what_is_right_gives_no_finding(tiny_book, case):
    RIGHT[case](tiny_book)
    assert [*map(str, tiny_book.check())] == []


def test_a_short_quote_in_a_long_one_hides_no_overlap(tiny_book):
    cells(
        ("claims", "jan-delegation", {"quote": "27 nations in Paris. A delegation of"}),
        ("claims", "jan-germany", {"quote": "nations in"}),
        ("claims", "jan-nations", {"quote": "delegation of the United"}),
    )(tiny_book)
    assert [(f.line, f.column) for f in tiny_book.check()] == [(3, "quote"), (4, "quote")]


def test_the_closest_passage_is_one_piece():
    assert (
        articles.closest("One, two three!", "One two three, x x x one x x x two x x x three.")
        == "One two three"
    )
    assert (
        articles.closest("b c", "a. B c, d") == "B c"
        and articles.closest("…", "a b") == ""
        and articles.closest("a b c", "b") == "b"
    )


def test_all_findings_come_in_one_run_sorted(tiny_book):
    """A broken line of one table hides nothing in another, and no reference to it counts as
    unknown.
    """
    content(SOURCES, swapped("elysee,official,read", "elysee,official"))(tiny_book)
    content(CLAIMS, swapped(",opinion,", ",doubt,"))(tiny_book)
    content(FACTS, swapped("35,,at-least,countries", "34,,at-least,countries"))(tiny_book)
    found = tiny_book.check()
    assert [(f.file, f.line, f.column) for f in found] == [
        (CLAIMS, 3, "verdict"),
        (FACTS, 5, "value"),
        (SOURCES, 4, ""),
    ]


def test_a_table_that_cannot_be_read_is_one_finding_not_one_per_reference(tiny_book):
    for name in ("facts", "sources", "subjects", "questions"):
        before = tiny_book.path(name).read_bytes()
        tiny_book.path(name).write_bytes(b"\xff\xfe\x00binary")
        assert [f.file for f in tiny_book.check()] == [f"data/{name}.csv"]
        tiny_book.path(name).write_bytes(before)


def test_a_seed_that_is_no_text(tiny_book):
    """Both are true: it is no text, and it is not the file of the manifest; the quotes are no
    longer in it.
    """
    (tiny_book.root / "seeds" / SEPTEMBER).write_bytes(b"\xff\xfe\x00")
    found = tiny_book.check()
    assert [(f.file, f.column) for f in found] == [
        (CLAIMS, "quote"),
        (f"seeds/{SEPTEMBER}", ""),
        (f"seeds/{SEPTEMBER}", ""),
    ]


def test_a_seed_without_a_day(tiny_book):
    tiny_book.seeds["003.txt"] = "A third article.\n"
    tiny_book.write()
    assert [(f.file, f.line) for f in tiny_book.check()] == [("seeds/003.txt", 1)]


# --- nothing that a file holds reaches a contributor as a traceback ---------------------------

FILES = [*(f"data/{name}.csv" for name in tables.names()), EDITION, MANIFEST, "data/README.md"]
JUNK = [
    b"\x00" * 50,
    b"\xff\xfe\x00\x01",
    b"\n",
    b"\n\n\n",
    b",,,,\n",
    b'"',
    b'"""\n',
    b"\r",
    b"a\rb\r",
    "\u2028\ufeff\u202e".encode(),
    b"PK\x03\x04" + bytes(range(256)),
    b"[" * 5000,
    b"a" * 200_000 + b"\n",
    b"<html>\n",
    b"x = 9" + b"9" * 5000,
]


@pytest.mark.parametrize("file", FILES)
def test_junk_is_found_without_a_traceback(tiny_book, file):
    path = tiny_book.root / file
    before = path.read_bytes()
    header, book = before.split(b"\n")[0] + b"\n", Book(tiny_book.root)
    for made in (made for junk in JUNK for made in (junk, header + junk)):
        path.write_bytes(made)
        if path.suffix == ".csv":
            table = tables.read(
                path.relative_to(tiny_book.root / "data").with_suffix("").as_posix(), tiny_book.root
            )
            found = table.violations + tables.validate_cells(table)
            assert found
        else:
            vars(book).pop("edition", None)
            found = [
                violation
                for rule in (files.edition, rules.readme, articles.seeds)
                for violation in rule(book)
            ]
        assert all(str(violation).isprintable() for violation in found)
    path.write_bytes(_damaged(before, random.Random(file)))
    assert all(str(violation).isprintable() for violation in tiny_book.check())


def test_every_table_damaged_at_once(tiny_book):
    originals = {file: (tiny_book.root / file).read_bytes() for file in FILES}
    chance = random.Random(1)
    for _ in range(8):
        for file, before in originals.items():
            (tiny_book.root / file).write_bytes(_damaged(before, chance))
        assert all(str(violation).isprintable() for violation in tiny_book.check())


def _damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with a few bytes changed, cut, doubled, or put in from a set that hurts."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(made) + 1)
        match chance.randrange(5):
            case 0:
                made[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 20)))
            case 1:
                del made[at : at + chance.randint(1, 30)]
            case 2:
                made[at:at] = made[at : at + 40]
            case 3:
                made[at : at + 1] = chance.choice(
                    [b",", b";", b'"', b"\n", b"\r\n", b"-", b"0", "€".encode(), b"\\", b"(", b"["]
                )
            case 4:
                made[at:at] = chance.choice(
                    [
                        b"9" * 5000,
                        b"9999-12",
                        b"0000-00-00",
                        b"2026-13",
                        b"-0",
                        b"1e999",
                        "\u202e".encode(),
                        b"nan",
                        b"https://[a.b",
                        "٣".encode(),
                        "²".encode(),
                        b"=",
                        b"<",
                        b"\x00",
                    ]
                )
    return bytes(made)


CRUEL = [
    "9" * 5000,
    "-0.0",
    "0",
    "9999-12",
    "0000",
    "٢٠٢٦",
    "²",
    "nan",
    "https://[a.b",
    "https://a.b/(",
    ";",
    ";;",
    "a;a",
    "(",
    "\\",
    "𝟙",
    "sep-",
    "{",
    "%s",
    "None",
    "x" * 3000,
    "1-1",
    "2026-H1",
    "\ud7ff",
    "org:coalition",
    "FRA",
    "elysee",
    "aid-total",
    "partly",
    "yes",
]


def test_cruel_cells_in_every_column(tiny_book):
    """Well-formed records with cells that hurt: a cell of each row, in each column in turn."""
    tiny_book.pairs_itself = True
    original = {name: [dict(row) for row in rows] for name, rows in tiny_book.tables.items()}
    chance = random.Random(2)
    for column in range(0, 15, 3):
        for name, rows in tiny_book.tables.items():
            for row, right in zip(rows, original[name], strict=True):
                row.update(
                    right
                    | {list(row)[(column + chance.randrange(3)) % len(row)]: chance.choice(CRUEL)}
                )
        tiny_book.write()
        assert len(tiny_book.check()) > 10


# --- uses ------------------------------------------------------------------------------------

NOTEBOOK = """{"cells": [
  {"cell_type": "markdown", "metadata": {}, "source": [
    "# {fact}`many countries <paris-countries>`\\n", "On {fact-date}`headquarters-open`.\\n"]},
  {"cell_type": "code", "metadata": {}, "outputs": [],
   "source": "n = derive('double-count', 2, 'countries', 'double', ['paris-countries-agency'])"},
  {"cell_type": "code", "metadata": {}, "outputs": [],
   "source": "%magic\\nderive('x-y', 1, 'days', 'a b c', ['aid-total'])"},
  {"cell_type": "code", "metadata": {}, "outputs": [], "source": "print('summit-planned')"}
], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""


def test_uses_finds_roles_derivations_and_claims(tiny_book):
    (tiny_book.root / "index.md").write_text(
        "In {fact}`paris-countries` and {fact}`a-misspelt-fact`, {facts}`summit-planned`."
    )
    (tiny_book.root / "chapters/one.ipynb").write_text(NOTEBOOK)
    assert uses.uses(tiny_book.root) == {
        "aid-total": ["chapters/one.ipynb"],
        "headquarters-open": ["chapters/one.ipynb", "data/claims.csv"],
        "headquarters-planned": [],
        "paris-countries": ["index.md", "chapters/one.ipynb", "data/claims.csv"],
        "paris-countries-agency": ["chapters/one.ipynb", "data/claims.csv"],
        "russia-against-soldiers": [],
        "summit-planned": [],
        "ukraine-loan": [],
    }


# --- the command line ------------------------------------------------------------------------


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "factbook", *arguments],
        capture_output=True,
        text=True,
        cwd=tables.root(),
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tables.root()), **environment},
    )


def snapshot(root: Path) -> dict[str, bytes]:
    return {
        path.as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def test_check_is_quiet_when_all_holds(tiny_book):
    before = snapshot(tiny_book.root)
    done = run("check", "--root", str(tiny_book.root))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert snapshot(tiny_book.root) == before


def test_check_prints_findings_and_writes_nothing(tiny_book):
    cell("facts", COUNTRIES, value="36", note="a\u202eb€")(tiny_book)
    before = snapshot(tiny_book.root)
    done = run("check", "--root", str(tiny_book.root), PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        (
            "data/facts.csv:5: paris-countries: note: 'a\\u202eb\\u20ac' is invalid: "
            "expected text without U+202E, a character that cannot be seen, or an empty cell"
        ),
        (
            "data/facts.csv:5: paris-countries: value: the statement does not show 36; "
            "write '36' there, or the value that it shows here"
        ),
    ]
    assert done.stderr == "2 broken rules\n"
    assert snapshot(tiny_book.root) == before


def test_unused_lists_facts(tiny_book, capsys):
    assert main(["unused", "--root", str(tiny_book.root)]) == 0
    assert capsys.readouterr().out.split() == [
        "aid-total",
        "headquarters-planned",
        "russia-against-soldiers",
        "summit-planned",
        "ukraine-loan",
    ]
    (tiny_book.root / "chapters/broken.ipynb").write_text("{")
    assert main(["unused", "--root", str(tiny_book.root)]) == 1
    assert "broken.ipynb:1: is not a notebook" in capsys.readouterr().err


def test_dictionary_is_written_between_its_comments(tiny_book, capsys):
    page = tiny_book.root / "data/README.md"
    page.write_text(f"# Mine\n\n{dictionary.BEGIN}\nold\n{dictionary.END}\n\nMine too.\n")
    assert [f.line for f in tiny_book.check()] == [4]
    assert main(["dictionary", "--root", str(tiny_book.root)]) == 0
    assert tiny_book.check() == []
    text = page.read_text()
    assert (
        text.startswith("# Mine\n") and text.endswith("\n\nMine too.\n") and "\nold\n" not in text
    )
    assert [path.name for path in page.parent.glob("README*")] == ["README.md"]
    for column in schema.FACTS.columns.values():
        assert column.description.replace("|", "\\|") in text
    page.write_text("# Mine\n")
    assert main(["dictionary", "--root", str(tiny_book.root)]) == 1
    assert (
        "should stand in it once each" in capsys.readouterr().err and page.read_text() == "# Mine\n"
    )


# --- the real book ----------------------------------------------------------------


def test_real_tables_hold(monkeypatch):
    monkeypatch.undo()  # they are held against this machine's day: rows of it may stand in them
    assert [*map(str, rules.check(tables.root()))] == []
