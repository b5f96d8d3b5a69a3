"""A tiny book that holds every rule, for tests to break."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import commandbook
import pytest
from bookbuild import built_site
from visit import served

from factbook import chromium, dictionary, rules, schema, tables
from factbook.__main__ import main

JANUARY, SEPTEMBER = "000_january.txt", "002_september.txt"

SEEDS = {
    JANUARY: "Macron hosts a summit of 27 nations in Paris. A delegation of the United States "
    "attends.\n\n"
    "Germany hesitates, “as ever”, and the war goes on, and the war goes on.\n",
    SEPTEMBER: "Thirty nations met in September. Russia looked on.\n",
}

EDITION = {
    "name": "Test edition",
    "date": "2026-11-22",
    "sources_read_until": "2026-07-10",
    "relayed_until": "2026-10-10",
}


def _source(source_id: str, **cells: str) -> dict[str, str]:
    return {
        "source_id": source_id,
        "kind": "news",
        "access": "read",
        "publisher": f"The {source_id}",
        "title": f"What {source_id} wrote",
        "url": f"https://example.org/{source_id}",
        "published": "2026-01-07",
        "accessed": "2026-07-01",
        "language": "en",
        **cells,
    }


def _fact(fact_id: str, statement: str, sources: str, **cells: str) -> dict[str, str]:
    return {
        "fact_id": fact_id,
        "chapter": "summit",
        "kind": "event",
        "as_of": "2026-01-06",
        "statement": statement,
        "subject": "org:coalition",
        "sources": sources,
        **cells,
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _total(series: str, parts: str, **cells: str) -> dict[str, str]:
    return {"series": series, "parts": parts, "tolerance": "0.02", "unit": "eur-bn", **cells}


def _claim(
    claim_id: str, quote: str, verdict: str, facts: str = "", seed: str = JANUARY
) -> dict[str, str]:
    return {
        "claim_id": claim_id,
        "seed": seed,
        "quote": quote,
        "claim": "The article says so.",
        "verdict": verdict,
        "facts": facts,
        "explanation": "This is why, then and later.",
        "judged_on": "2026-11-20",
    }


TABLES: dict[str, list[dict[str, str]]] = {
    "articles": [
        {
            "seed": JANUARY,
            "sha256": _sha256(SEEDS[JANUARY]),
            "prefix": "jan",
            "title": "January 2026",
            "event": "2026-01-06",
            "docname": "chapters/article-january",
        },
        {
            "seed": SEPTEMBER,
            "sha256": _sha256(SEEDS[SEPTEMBER]),
            "prefix": "sep",
            "title": "September 2025",
            "event": "2025-09-04",
            "docname": "chapters/article-september",
        },
    ],
    "chapters": [
        {
            "code": "germany",
            "title": "The German hesitation",
            "docname": "chapters/germany",
            "order": "2",
        },
        {"code": "summit", "title": "The summits", "docname": "chapters/summit", "order": "1"},
    ],
    "sources": [
        _source("agency-a", origin="Agency"),
        _source("agency-b", origin="Agency"),
        _source("elysee", kind="official", published="2026-01-06"),
        _source("kiel-data-r29", kind="dataset", published="2026-08-04", accessed="2026-08-05"),
        _source("kremlin", kind="official", party="RUS", caution="Controlled by the Russian state"),
        _source("paper-march", published="2026-03-10"),
        _source(
            "report",
            access="relayed",
            accessed="",
            relayed_by="digest-a;digest-b",
            published="2026-08-20",
        ),
        _source("seed-january", kind="seed", url="", published=""),
        _source("sipri", kind="dataset", published="2026-04"),
    ],
    "subjects": [
        {"code": "DEU", "name": "Germany", "kind": "country", "region": "Europe"},
        {"code": "FRA", "name": "France", "kind": "country", "region": "Europe"},
        {"code": "RUS", "name": "Russia", "kind": "country", "region": "Europe"},
        {"code": "org:coalition", "name": "Coalition of the Willing", "kind": "organisation"},
        {"code": "person:macron", "name": "Emmanuel Macron", "kind": "person"},
    ],
    "facts": [
        _fact(
            "aid-total",
            "By April 2026 donors had allocated about 1,358.40 billion euros.",
            "kiel-data-r29",
            kind="figure",
            as_of="2026-04",
            value="1358.40",
            unit="eur-bn",
            qualifier="about",
        ),
        _fact(
            "headquarters-open",
            "The headquarters opened in March 2026.",
            "paper-march",
            as_of="2026-03",
            supersedes="headquarters-planned",
        ),
        _fact(
            "headquarters-planned",
            "Macron named the headquarters that were planned.",
            "agency-a;agency-b",
            subject="FRA;person:macron;org:coalition",
        ),
        _fact(
            "paris-countries",
            "At least 35 countries took part in the Paris summit.",
            "elysee",
            kind="figure",
            value="35",
            unit="countries",
            qualifier="at-least",
            question="paris-how-many",
            checked="2026-11-20",
        ),
        _fact(
            "paris-countries-agency",
            "By the agency's count, 27 to 30 countries took part.",
            "agency-a",
            kind="figure",
            value="27",
            value_max="30",
            unit="countries",
            question="paris-how-many",
        ),
        _fact(
            "russia-against-soldiers",
            "Russia's government said that it rejects foreign soldiers.",
            "kremlin",
            kind="position",
            subject="RUS",
        ),
        _fact(
            "summit-planned",
            "Two leaders announced a summit for December 2026.",
            "report",
            kind="announcement",
            as_of="2026-12",
            value="2",
            unit="leaders",
        ),
        _fact(
            "ukraine-loan",
            "The Union lends Ukraine 90 billion euros.",
            "elysee",
            value="90",
            unit="eur-bn",
        ),
    ],
    "claims": [
        _claim(
            "jan-delegation",
            "A delegation of the United States attends",
            "outdated",
            "headquarters-open",
        ),
        _claim("jan-germany", "Germany hesitates, “as ever”", "opinion"),
        _claim("jan-nations", "27 nations", "partly", "paris-countries;paris-countries-agency"),
        _claim("sep-nations", "Thirty nations met", "unverifiable", seed=SEPTEMBER),
    ],
    "questions": [
        {
            "question": "paris-how-many",
            "weight": "5",
            "text": "How many countries met in Paris?",
            "why": "The host and the agency count in different ways.",
        }
    ],
    "milestones": [],
    "exceptions": [{"phrase": "Article 5", "reason": "The name of an article."}],
    "series/aid_flows": [
        {
            "period": "2026-H1",
            "group": group,
            "kind": "military",
            "value": value,
            "sources": "kiel-data-r29",
        }
        for group, value in (("Europe", "214.84"), ("Other", "28.17"), ("United States", "115.38"))
    ],
    "series/conditions": [
        {
            "condition_id": "army-money",
            "guarantee": "The army",
            "order": "1",
            "short": "money",
            "condition": "money is lent",
            "state": "met",
            "why": "The loan was agreed.",
            "decided_by": "ukraine-loan",
            "supports": "ukraine-loan",
        },
        {
            "condition_id": "force-consent",
            "guarantee": "The force",
            "order": "3",
            "short": "Russian yes",
            "condition": "Russia accepts the force",
            "state": "contradicted",
            "why": "Moscow says no to it.",
            "decided_by": "russia-against-soldiers",
            "weakens": "russia-against-soldiers",
        },
        {
            "condition_id": "force-staff",
            "guarantee": "The force",
            "order": "2",
            "short": "staff",
            "condition": "a staff is at work",
            "state": "not known",
            "why": "It is planned; no report says more.",
            "decided_by": "headquarters-planned",
            "supports": "headquarters-planned",
        },
    ],
    "series/instruments": [
        {
            "instrument": "Loan",
            "nature": "loan",
            "owner": "EU",
            "amount": "90",
            "unit": "eur-bn",
            "adopted": "2025-12",
            "status": "adopted",
            "statement": "It lends money.",
            "facts": "ukraine-loan",
            "sources": "elysee",
        },
    ],
    "series/meetings": [
        {
            "date": "2026-01-06",
            "place": "Paris",
            "level": "leaders",
            "form": "hybrid",
            "countries": "27",
            "countries_max": "35",
            "result": "A declaration.",
            "sources": "elysee",
        },
    ],
    "series/spending": [
        {
            "iso3": iso3,
            "year": "2025",
            "measure": "usd-bn-2024",
            "value": value,
            "status": "reported",
            "sources": "sipri",
        }
        for iso3, value in (("DEU", "100.323"), ("FRA", "60.541"))
    ],
    "series/spending_regions": [
        {
            "region": region,
            "year": "2025",
            "measure": "usd-bn-2024",
            "value": value,
            "publisher": "SIPRI",
            "sources": "sipri",
        }
        for region, value in (("Asia", "39.1"), ("Europe", "160.9"), ("World", "200.0"))
    ],
    "series/aid_totals": [
        {
            "donor": "FRA",
            "kind": kind,
            "measure": "eur-bn",
            "value": value,
            "sources": "kiel-data-r29",
        }
        for kind, value in (
            ("financial", "1.1"),
            ("humanitarian", "0.2"),
            ("military", "3"),
            ("total", "4.3"),
        )
    ],
    "totals": [
        _total("aid_flows", "", value="358.40", sources="kiel-data-r29"),
        _total("aid_flows", "group=Europe", value="214.84", sources="kiel-data-r29"),
        _total(
            "aid_totals",
            "kind=military|financial|humanitarian;measure=eur-bn",
            whole="kind=total;measure=eur-bn",
            sources="kiel-data-r29",
        ),
        _total("spending_regions", "region=Asia|Europe", whole="region=World", sources="sipri"),
    ],
}
TABLES["names"] = [
    {"fact_id": row["fact_id"], "edition": "Test edition"} for row in TABLES["facts"]
]

TASKS = [
    {
        "task_id": "germany-count",
        "page": "chapters/germany",
        "level": "1",
        "kind": "recall",
        "minutes": "1",
        "needs": "paper",
        "question": "How many countries were in Paris, by the host?",
        "options": "{fact}`paris-countries` | {fact}`paris-countries-agency` | nobody counted",
        "answer": "1",
        "feedback": "The host counted {fact}`paris-countries`; the agency counted fewer.",
        "facts": "paris-countries;paris-countries-agency",
        "anchor": "who-came",
    },
    {
        "task_id": "germany-rivals",
        "page": "chapters/germany",
        "level": "3",
        "kind": "weigh",
        "minutes": "8",
        "needs": "screen",
        "question": "Which count of {fact-date}`January <paris-countries>` would you print?",
        "answer": "The host says {fact}`paris-countries`; who counts for the agency is not told.",
        "feedback": "Each answer needs the name of whoever counted.",
        "rubric": "Both counts, each with its name | One count with its name | No name",
        "facts": "paris-countries",
    },
]
"""Questions for classes; a test that asks them adds them, and a page that has them."""

LESSON = {
    "lesson_id": "germany",
    "page": "chapters/germany",
    "lesson_page": "chapters/lesson-germany",
    "sheet_page": "chapters/sheet-germany",
    "title": "Who counts the guests?",
    "tasks": "germany-count;germany-day;germany-judged;germany-weighed",
    "exit": "germany-first;germany-last",
}
"""A lesson of the page about Germany."""

ASKED_ALONE = (
    "germany-day",
    "germany-judged",
    "germany-weighed",
    "germany-first",
    "germany-last",
)

STEPS = [
    ("45", "1", "20", "class", "Read aloud who counted {fact}`paris-countries`.", "germany-count"),
    ("45", "2", "25", "alone", "Pupils do the sheet.", ";".join(ASKED_ALONE)),
    ("45", "3", "0", "home", "They ask at home who counts guests.", ""),
    ("90", "1", "45", "groups", "Groups do the sheet.", ""),
    ("90", "2", "45", "class", "The class compares.", "germany-first;germany-last"),
    *(
        ("week", str(day), "45", "pairs", "Pairs look for one more count.", "")
        for day in range(1, 6)
    ),
]
"""Its plans: plan, place, minutes, form, what is done, what is asked."""


def lesson_tasks() -> list[dict[str, str]]:
    """The further questions that the lesson asks, like the one that marks itself and the open
    one.
    """
    count, rivals = TASKS
    closed = ("germany-day", "germany-first", "germany-last")
    found = [{**count, "task_id": name, "level": "2", "anchor": ""} for name in closed]
    samples = "The host says {fact}`paris-countries`. | Many came."
    judged = {**rivals, "needs": "paper", "samples": samples}
    return [*found, *({**judged, "task_id": f"germany-{name}"} for name in ("judged", "weighed"))]


MAP = b'{"type": "FeatureCollection", "features": []}\n'
"""A map without a country."""


SAYS = "It says so"
"""How the passages begin that the tiny book makes by itself."""


class TinyBook:
    """A book in a folder of its own. Change ``tables``, ``seeds`` or ``edition``, or the files
    after :meth:`write`.
    """

    def __init__(self, root: Path):
        self.root = root
        self.tables = {
            name: [dict.fromkeys(_columns(name), "") | row for row in TABLES.get(name, [])]
            for name in tables.names()
        }
        self.seeds = dict(SEEDS)
        self.edition = dict(EDITION)
        self.pairs_itself = False
        """Whether a test writes the passages of all pairs; else the missing ones are made."""

    def row(self, name: str, key: str) -> dict[str, str]:
        """The row of a table with this key."""
        return next(row for row in self.tables[name] if next(iter(row.values())) == key)

    def add(self, name: str, /, **cells: str) -> None:
        """Add a row where the order of the keys wants it; a new fact gets its name, too."""
        fact = cells.get("fact_id", "")
        if name == "facts" and fact not in {row["fact_id"] for row in self.tables["names"]}:
            self.add("names", fact_id=fact, edition=self.edition["name"])
        keys = _schema(name).metadata["key"]
        self.tables[name].append(dict.fromkeys(_columns(name), "") | cells)
        self.tables[name].sort(key=lambda row: [row[key] for key in keys])

    def spell(self, page: str = "chapters/germany") -> None:
        """Add the words of a page; they have Cyrillic letters, as the table wants."""
        for number, letter in enumerate("abcdefghijkl"):
            word = "summit" if letter == "a" else f"thing {letter}"
            self.add(
                "words",
                word_id=f"word-{letter}",
                pages=page,
                en=word,
                de=f"das Ding {letter}",
                fr=f"l’élément {letter}",
                uk="об’єкт " + "абвгґдеєжзиї"[number],
                ru="объект " + "абвгдеёжзыэю"[number],
                meaning="A thing that a test calls by its name.",
            )

    def teach(self) -> None:
        """Add a lesson with its questions, plans and hooks; its pages are for a test to write."""
        for row in (*TASKS, *lesson_tasks()):
            self.add("tasks", **row)
        self.add("lessons", **LESSON)
        columns = ("plan", "place", "minutes", "form", "does", "asks")
        for step in STEPS:
            self.add("steps", lesson_id="germany", **dict(zip(columns, step, strict=True)))
        for number, framework in enumerate(schema.FRAMEWORKS, 1):
            code, says = f"RH.{number}", "Pupils compare two counts."
            url = "https://example.org/frame"
            self.add("curricula", code=code, framework=framework, says=says, url=url)
            self.add("hooks", lesson_id="germany", code=code, how="They compare two counts.")

    def path(self, name: str) -> Path:
        """The file of a table."""
        return tables.path_of(name, self.root)

    def pair(self) -> None:
        """Give each pair of a fact and a source a passage that says the fact's number, and take
        away those of pairs that are gone.
        """
        access = {row["source_id"]: row["access"] for row in self.tables["sources"]}
        pairs = {
            (fact["fact_id"], source): fact
            for fact in self.tables["facts"]
            for source in fact["sources"].split(";")
            if source in access and re.fullmatch(schema.FACT_ID, fact["fact_id"])
        }
        rows = self.tables["passages"]
        rows[:] = [
            row
            for row in rows
            if (row["fact_id"], row["source_id"]) in pairs and not row["says"].startswith(SAYS)
        ]
        has = {(row["fact_id"], row["source_id"]) for row in rows}
        for fact_id, source in pairs.keys() - has:
            fact = pairs[fact_id, source]
            numbers = [fact[name] for name in ("value", "value_max") if fact[name]]
            self.add(
                "passages",
                fact_id=fact_id,
                source_id=source,
                says=f"{SAYS}{''.join(f', and {number}' for number in numbers)}.",
                seen="relay" if access[source] == "relayed" else "page",
                seen_on="2026-11-20",
                agrees="yes",
            )

    def write(self) -> TinyBook:
        """Write all files."""
        if not self.pairs_itself:
            self.pair()
        for folder in ("data/series", "seeds", "chapters"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        if not (self.root / "data/map").is_dir():
            self.write_map()
        for row in self.tables["articles"]:
            row["sha256"] = row["sha256"] or _sha256(self.seeds.get(row["seed"], ""))
        for name, rows in self.tables.items():
            out = io.StringIO()
            writer = csv.DictWriter(out, _columns(name), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            self.path(name).write_bytes(out.getvalue().encode())
        for name, article in self.seeds.items():
            (self.root / "seeds" / name).write_bytes(article.encode())
        self.write_manifest()
        (self.root / "data/edition.toml").write_text(
            "".join(f'{key} = "{value}"\n' for key, value in self.edition.items())
        )
        (self.root / "data/README.md").write_text(
            f"# Tables\n\n{dictionary.text(rules.RULES)}\n", "utf-8"
        )
        return self

    def write_map(self) -> None:
        """Write a map and its checksum."""
        folder = self.root / "data/map"
        folder.mkdir()
        (folder / "europe.geojson").write_bytes(MAP)
        (folder / "manifest.sha256").write_text(
            f"{hashlib.sha256(MAP).hexdigest()}  europe.geojson\n"
        )

    def write_manifest(self) -> None:
        """Write the seeds' checksums."""
        (self.root / "seeds/manifest.sha256").write_text(
            "".join(f"{_sha256(text)}  {name}\n" for name, text in self.seeds.items())
        )

    def check(self) -> list[tables.Violation]:
        """Every broken rule."""
        return rules.check(self.root)


def _schema(name: str):
    return (
        schema.SERIES[name.removeprefix("series/")]
        if name.startswith("series/")
        else schema.TABLES[name]
    )


def _columns(name: str) -> list[str]:
    return list(_schema(name).columns)


@pytest.fixture
def tiny_book(tmp_path: Path) -> TinyBook:
    """A valid tiny book, written."""
    return TinyBook(tmp_path).write()


@pytest.fixture
def book(tiny_book: TinyBook) -> TinyBook:
    """The tiny book with a front page and a chapter."""
    commandbook.write_pages(tiny_book.root)
    return tiny_book


@pytest.fixture
def run(book: TinyBook, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command in the book; gives status, what it printed, and what it said of errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main([*arguments, "--root", str(book.root)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of the built site, served from this machine alone."""
    with served(built_site()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """Chromium."""
    with chromium.opened() as browser:
        yield browser


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory):
    """The book of :mod:`tellingbook`, built once with an address."""
    import tellingbook  # which imports this file

    site = tellingbook.telling(tmp_path_factory.mktemp("telling"))
    return tellingbook.build(site, html_baseurl=tellingbook.ADDRESS)


@pytest.fixture(scope="session")
def facts(built) -> dict[str, dict[str, str]]:
    """The rows of its facts by id, in the order of the table."""
    return {row["fact_id"]: row for row in built.site.tables["facts"]}
