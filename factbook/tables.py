"""Load a table, typed and validated.

Chapters call :func:`load_facts`, :func:`load_series` and their siblings and never see a path. The
tables are those of the book that this package stands in (:func:`root`); a chapter of another book
is refused (an editable install would otherwise read its neighbour's numbers).

:func:`read` gives the raw cells with their line numbers; :mod:`factbook.rules` judges those.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import pandas as pd

from factbook import schema
from factbook.cells import Raw, Violation, read_file, validate_cells

__all__ = ["Raw", "Violation", "validate_cells"]
"""Names of :mod:`factbook.cells` that whoever works with tables finds here."""

loaded: set[str] = set()
"""What this process has loaded: ``fact:<id>`` and ``series:<name>``. :func:`factbook.derive` asks
it.
"""

served: dict[str, str] = {}
"""Query → the digest of what it was answered with, for all that this process was served:
``facts:germany``, ``facts:``, ``series:spending``, ``claims``, ``map`` and so on.
:mod:`factbook.execution` asks it, and runs a chapter again when a query would be answered
otherwise.
"""


class TableError(ValueError):
    """A table that cannot be served.  Its text lists every violation, one a line."""


class WrongBook(RuntimeError):
    """A chapter of one book asked the package of another for its tables."""


def root() -> Path:
    """The folder of the book that this package belongs to: its tables are in ``data/`` there.

    That is the checkout in which the package stands; an installed package has no book around it and
    brings a copy of the tables.
    """
    package = Path(__file__).resolve().parent
    checkout = package.parent
    return checkout if (checkout / "_config.yml").is_file() else package


def path_of(name: str, root: Path) -> Path:
    """The file of a table (``facts``) or a series (``series/spending``) of the book in ``root``."""
    return root / "data" / f"{name}.csv"


def names() -> list[str]:
    """Every table and series, by the name that :func:`path_of` takes."""
    return [*schema.TABLES, *(f"series/{name}" for name in schema.SERIES)]


def read(name: str, root: Path) -> Raw:
    """The raw cells of a table of the book in ``root``, and what is wrong with its form.

    See :func:`factbook.cells.read_file`.
    """
    path = path_of(name, root)
    return read_file(name, path, path.relative_to(root).as_posix())


# --- typed tables, for chapters and for the book ---------------------------------------------


def _typed(table: Raw) -> pd.DataFrame:
    """The table with numbers as numbers and lists as lists of text; dates stay text at their
    precision.
    """
    frame = table.cells.reset_index(drop=True).copy()
    for name, column in table.schema.columns.items():
        match column.metadata["kind"]:
            case "number":
                frame[name] = pd.to_numeric(frame[name].replace("", None)).astype("float64")
            case "count":
                frame[name] = pd.to_numeric(frame[name].replace("", None)).astype("Int64")
            case "day":
                frame[name] = pd.to_datetime(frame[name].replace("", None))
    return frame


@cache
def _table(name: str, root: Path) -> pd.DataFrame:
    table = read(name, root)
    if violations := table.violations + validate_cells(table):
        raise TableError("\n" + "\n".join(map(str, sorted(violations))))
    return _typed(table)


def _running_book() -> Path:
    """The root of the book that the running chapter belongs to.

    Raises :class:`WrongBook` in a folder of another book than the one this package stands in.
    """
    own, here = root(), Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "_config.yml").is_file() and (folder / "data" / "facts.csv").is_file():
            if folder != own:
                raise WrongBook(
                    f"this chapter belongs to the book in {folder}, but the package was imported "
                    f"from another book in {own}. Install the package of this book: "
                    f"pip install -e {folder}"
                )
            break
    return own


def load_facts(chapter: str | None = None) -> pd.DataFrame:
    """The facts, of one chapter or of all, indexed by ``fact_id``.

    The columns are those of :data:`factbook.schema.FACTS`; ``value`` and ``value_max`` are
    ``float64`` (``NaN`` where a fact has no number), ``checked`` is a timestamp. Added are
    ``support``, a key of :data:`factbook.schema.SUPPORT`, ``printed``, the value as prose prints
    it, unit included, and ``dated``, the date as prose prints it. Raises :class:`KeyError` for a
    chapter that is not in ``chapters.csv``, :class:`TableError` for a broken table.
    """
    book = _running_book()
    if chapter is not None:
        known = list(_table("chapters", book).sort_values("order")["code"])
        if chapter not in known:
            raise KeyError(f"no chapter {chapter!r}; the chapters are {', '.join(known)}")
    facts: pd.DataFrame = _serve(f"facts:{chapter or ''}", book)
    loaded.update("fact:" + facts.index)
    return facts


@cache
def _facts(root: Path) -> pd.DataFrame:
    facts = _table("facts", root).copy()
    sources = {row["source_id"]: row for _, row in read("sources", root).rows}
    passages = by_fact(row for _, row in read("passages", root).rows)
    raw = [row for _, row in read("facts", root).rows]
    facts["support"] = [support(one, sources, passages.get(one["fact_id"], ())) for one in raw]
    facts["printed"] = [printed(one) for one in raw]
    facts["dated"] = [date_text(one["as_of"]) for one in raw]
    return facts.set_index("fact_id")


def load_series(name: str) -> pd.DataFrame:
    """A series by name (``spending``), typed: numbers ``float64``, counts ``Int64``, days
    timestamps.

    Raises :class:`KeyError` for an unknown name, :class:`TableError` for a broken table.
    """
    book = _running_book()
    if name not in schema.SERIES:
        raise KeyError(f"no series {name!r}; the series are {', '.join(schema.SERIES)}")
    loaded.add(f"series:{name}")
    return _serve(f"series:{name}", book)


def load_claims() -> pd.DataFrame:
    """The claims of the articles, indexed by ``claim_id``."""
    return _serve("claims", _running_book())


def load_questions() -> pd.DataFrame:
    """The questions to which facts give rival answers, indexed by ``question``: ``text``, and
    ``why`` they differ.
    """
    return _serve("questions", _running_book())


def load_tasks() -> pd.DataFrame:
    """The questions for classes, indexed by ``task_id``; texts with their roles."""
    return _serve("tasks", _running_book())


def load_lab_numbers() -> dict[str, dict[str, str]]:
    """Name → ``value`` and ``unit``, as texts, of the computed numbers that answer questions of
    labs: away from the book there are no chapters to compute them.
    """
    return _serve("lab-numbers", _running_book())


def load_sources() -> pd.DataFrame:
    """The sources, indexed by ``source_id``."""
    return _serve("sources", _running_book())


def known_sources() -> pd.Index:
    """The ids of all sources, for those who ask only whether a source is known: what it says may
    change without their notice.
    """
    return pd.Index(_serve("source-ids", _running_book())["source_id"])


def load_subjects() -> pd.DataFrame:
    """Countries, organisations and persons, indexed by ``code``; ``region`` says what counts as
    Europe.
    """
    return _serve("subjects", _running_book())


def load_map() -> dict:
    """The borders of Europe as GeoJSON; each feature has ``id`` and ``properties.iso3``, the ISO
    3166 alpha-3 code.

    Borders follow UN General Assembly resolution 68/262; ``data/map/README.md`` says how they were
    made.
    """
    return _serve("map", _running_book())


def load_edition() -> dict[str, str]:
    """What ``data/edition.toml`` says: the edition's name, and until when sources were read and
    reports relayed.
    """
    return _serve("edition", _running_book())


INDEX = {
    "claims": "claim_id",
    "questions": "question",
    "sources": "source_id",
    "subjects": "code",
    "tasks": "task_id",
}
"""Table → the column by which it is indexed when it is served whole."""


def _answer(query: str, book: Path) -> pd.DataFrame | dict:
    """What the tables of a book answer to a query of :data:`served`."""
    kind, _, name = query.partition(":")
    match kind:
        case "facts":
            facts = _facts(book)
            return facts[facts["chapter"] == name] if name else facts
        case "series":
            return _table(f"series/{name}", book)
        case "source-ids":
            return _table("sources", book)[["source_id"]]
        case "map":
            return json.loads(map_path(book).read_text(encoding="utf-8"))
        case "edition":
            return edition(book)
        case "lab-numbers":
            return json.loads(lab_numbers_path(book).read_text(encoding="utf-8"))
    return _table(kind, book).set_index(INDEX[kind])


def _digest(answer: pd.DataFrame | dict) -> str:
    """The digest of every cell, of the columns that few chapters show too (notes, days of
    checking): what a chapter can see must not differ from what its outputs were made of.
    """
    if isinstance(answer, pd.DataFrame):
        text = answer.to_csv() + str(answer.dtypes)
    else:
        text = json.dumps(answer)
    return hashlib.sha256(text.encode()).hexdigest()


def _serve(query: str, book: Path) -> pd.DataFrame | dict:
    """A copy of the answer to a query, noted in :data:`served`."""
    answer = _answer(query, book)
    served[query] = _digest(answer)
    return answer.copy()


def digests(queries: Iterable[str], book: Path) -> dict[str, str]:
    """What :data:`served` would say of these queries now; the tables are read anew.

    A query that can no longer be answered (a series that is gone, a table that breaks its schema)
    has no digest: the chapter runs again, and says itself what it misses.
    """
    _table.cache_clear()
    _facts.cache_clear()
    now = {}
    for query in queries:
        try:
            now[query] = _digest(_answer(query, book))
        except (KeyError, OSError, TableError):
            continue
    return now


def map_path(root: Path) -> Path:
    """The file of the map of the book in ``root``."""
    return root / "data" / "map" / "europe.geojson"


def lab_numbers_path(root: Path) -> Path:
    """The file of the computed numbers that answer questions of labs."""
    return root / "data" / "labs.json"


def edition_path(root: Path) -> Path:
    """The file of the edition of the book in ``root``."""
    return root / "data" / "edition.toml"


def edition(root: Path) -> dict[str, str]:
    """The edition of the book in ``root``: the only place for the dates up to which sources were
    read and reports relayed.
    """
    return tomllib.loads(edition_path(root).read_text(encoding="utf-8"))


# --- what is computed from a row, and never typed --------------------------------------------


def number_text(number: str) -> str:
    """A number's text as prose prints it: thousands separated by commas, decimals as they stand."""
    whole, dot, decimals = number.partition(".")
    return f"{Decimal(whole):,}" + dot + decimals


def printed(fact: dict) -> str:
    """Value, qualifier and unit of a raw fact as prose prints them; empty for a fact without a
    value.
    """
    if not fact["value"]:
        return ""
    return _qualified(fact, schema.UNITS[fact["unit"]].show(_numbers(fact)))


def printed_number(fact: dict) -> str:
    """Value and qualifier of a raw fact without the unit; empty for a fact without a value."""
    return _qualified(fact, _numbers(fact)) if fact["value"] else ""


def _numbers(fact: dict) -> str:
    """The value as prose prints it, or both ends of a range."""
    ends = [number_text(fact[end]) for end in ("value", "value_max") if fact[end]]
    return "–".join(ends)


def _qualified(fact: dict, words: str) -> str:
    return f"{schema.QUALIFIERS[fact['qualifier']][0]} {words}" if fact["qualifier"] else words


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def date_text(date: str) -> str:
    """A date as prose prints it, at the precision known: ``6 January 2026``, ``January 2026``,
    ``2026``.
    """
    year, month, day = [*date.split("-"), "", ""][:3]
    return " ".join(
        part for part in (day.lstrip("0"), MONTHS[int(month) - 1] if month else "", year) if part
    )


def by_fact(passages: Iterable[dict]) -> dict[str, list[dict]]:
    """Fact → its raw passages."""
    found: dict[str, list[dict]] = {}
    for passage in passages:
        found.setdefault(passage["fact_id"], []).append(passage)
    return found


def support(fact: dict, sources: Mapping[str, dict], passages: Iterable[dict]) -> str:
    """How well a raw fact is supported by its raw passages, given the raw sources by id: a key of
    :data:`factbook.schema.SUPPORT`, or empty for not at all.

    Passages that were seen and say what the fact says count, by distinct origin: their own, else
    that of their source. A source with a caution counts only for what the state named in its
    ``party`` says of its own aims. What an institution reports after another is not its own text.
    """
    voices = fact["subject"].split(";") if fact["kind"] == "position" else []
    proving = [
        (sources[passage["source_id"]], passage["origin"])
        for passage in passages
        if passage["seen"] != "relay"
        and passage["agrees"] == "yes"
        and passage["source_id"] in sources
    ]
    free = [
        (source, after)
        for source, after in proving
        if source["caution"] == "" or (source["party"] and source["party"] in voices)
    ]
    origins = {after or source["origin"] or source["publisher"] for source, after in free}
    if any(source["kind"] == "official" and not after for source, after in free):
        return "official"
    if len(origins) >= 2:
        return "corroborated"
    if origins:
        return "single"
    if len(relays(sources[s] for s in fact["sources"].split(";") if s in sources)) >= 2:
        return "relayed"
    return ""


def relays(sources: Iterable[dict]) -> set[str]:
    """The independent relays through which relayed sources without a caution are known."""
    return {
        relay
        for source in sources
        if source["access"] == "relayed" and source["caution"] == ""
        for relay in source["relayed_by"].split(";")
        if relay
    }
